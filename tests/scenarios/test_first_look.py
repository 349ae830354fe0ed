"""What was approved before a process was there is looked up before it is sent: the ledger may be an old copy."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from bot.core.policy import Standing, User
from bot.ledger.sqlite import connect
from bot.playground.enkash import SEARCH
from bot.playground.faults import changed_json, drop_before, http_status
from tests.world import ASHA, FARAH, RAVI, World


def approved_while_paused(world: World) -> str:
    """Approved and not yet sent; a copy of the ledger as it is then."""
    request = world.asked()
    with world.bot.ledger.write() as tx:
        tx.pause_sending("operator", "for a look")
    world.approve(request)
    return request.id


def copied(world: World, folder: Path) -> Path:
    with closing(connect(world.sqlite.path)) as db:
        db.execute("VACUUM INTO ?", [str(folder / "copy.db")])
    return folder / "copy.db"


def put_back(world: World, copy: Path) -> None:
    """As somebody does by hand who does not know of `shabash ledger restore`."""
    path = world.sqlite.path
    world.bot.ledger.close()
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copy(copy, path)
    world.restart()


def look_ups(world: World) -> int:
    return sum(post.call == SEARCH for post in world.enkash.every_post)


def resume(world: World) -> None:
    with world.bot.ledger.write() as tx:
        tx.resume_sending("operator")
        tx.free_all()


def test_what_an_old_copy_has_still_to_send_and_enkash_has_already_is_not_sent_again(
    world: World, tmp_path: Path
) -> None:
    approved_while_paused(world)
    copy = copied(world, tmp_path)
    resume(world)
    world.carry()
    assert len(world.allocations()) == 1
    put_back(world, copy)
    resume(world)
    world.carry()
    assert len(world.allocations()) == 1
    (request,) = world.requests()
    assert request.reward.status == "allocated"


def test_what_waited_through_a_restart_is_looked_up_once_and_then_sent(world: World) -> None:
    approved_while_paused(world)
    world.restart()
    resume(world)
    world.carry()
    assert (look_ups(world), len(world.allocations())) == (1, 1)
    (request,) = world.requests()
    assert request.reward.status == "allocated"


def test_what_is_approved_under_this_process_is_sent_at_once(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.carry()
    assert (look_ups(world), len(world.allocations())) == (0, 1)


def test_while_enkash_cannot_be_asked_it_waits(world: World) -> None:
    approved_while_paused(world)
    world.restart()
    resume(world)
    world.enkash.faults.next(SEARCH, drop_before())
    world.carry()
    assert world.allocations() == []
    world.clock.pass_time(seconds=30)
    world.carry()
    assert len(world.allocations()) == 1


def test_what_enkash_has_already_is_given_although_the_recipient_has_left_since(world: World, tmp_path: Path) -> None:
    approved_while_paused(world)
    copy = copied(world, tmp_path)
    resume(world)
    world.carry()
    put_back(world, copy)
    with world.bot.ledger.write() as tx:
        tx.replace_users([User(ASHA, "Asha Rao", Standing.DEACTIVATED)], as_of=tx.now)
    resume(world)
    world.carry()
    (request,) = world.requests()
    assert (len(world.allocations()), request.reward.status) == (1, "allocated")


def wait(world: World, *, hours: float) -> None:
    for _ in range(int(hours * 12)):
        world.clock.pass_time(minutes=5)
        world.carry()


def waiting_messages(world: World, person: str = FARAH) -> list[str]:
    return [text for text in world.told(person) if "approved before I was last started" in text]


def test_where_enkash_answers_no_look_up_for_long_the_operators_hear_once_and_nothing_is_sent(world: World) -> None:
    first = approved_while_paused(world)
    second = world.asked("<@U02ASHA> 7 for tea")
    world.approve(second)
    world.restart()
    resume(world)
    world.enkash.faults.next(SEARCH, http_status(500), times=10_000)
    wait(world, hours=0.5)
    assert not waiting_messages(world), "an EnKash that is merely down is nobody's work"
    wait(world, hours=24)
    (told,) = waiting_messages(world)
    assert first in told
    assert second.id in told
    assert "EnKash answered HTTP 500" in told
    assert waiting_messages(world, RAVI) == [told]
    assert world.allocations() == []
    world.enkash.faults.clear()
    wait(world, hours=0.2)
    assert len(world.allocations()) == 2


def test_what_is_approved_meanwhile_is_sent_although_nothing_can_be_looked_up(world: World) -> None:
    approved_while_paused(world)
    world.restart()
    resume(world)
    world.enkash.faults.next(SEARCH, http_status(500), times=10_000)
    wait(world, hours=2)
    fresh = world.asked("<@U02ASHA> 7 for tea")
    world.approve(fresh)
    world.carry()
    assert world.reward(fresh).status == "allocated"
    assert world.enkash.balance_of("asha.rao@example.com") == 7


def test_while_it_does_not_answer_enkash_is_asked_every_five_minutes_and_not_more_often(world: World) -> None:
    approved_while_paused(world)
    world.restart()
    resume(world)
    world.enkash.faults.next(SEARCH, http_status(500), times=10_000)
    for _ in range(24 * 60 * 2):
        world.clock.pass_time(seconds=30)
        world.bot.money.run_once()
    assert look_ups(world) < 24 * 12 + 10


def test_each_reward_that_waits_for_long_is_told_once_however_many_restarts_there_are(world: World) -> None:
    approved_while_paused(world)
    world.enkash.faults.next(SEARCH, http_status(500), times=10_000)
    for _ in range(4):
        world.restart()
        resume(world)
        wait(world, hours=2)
    assert len(waiting_messages(world)) == 1


def test_a_card_that_nobody_can_tell_for_certain_keeps_a_reward_waiting_and_is_told(world: World) -> None:
    approved_while_paused(world)
    world.restart()
    resume(world)
    somebody_else = {"enKashCardId": "EKC9", "email": "asha.rao@example.com", "mobile": "9000000000"}
    other = changed_json(lambda reply: {**reply, "payload": [somebody_else]})
    world.enkash.faults.next(SEARCH, other, times=10_000)
    wait(world, hours=2)
    (told,) = waiting_messages(world)
    assert "only one of e-mail address and mobile is this person's" in told
    assert world.allocations() == []
