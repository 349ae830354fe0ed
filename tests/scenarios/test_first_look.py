"""What was approved before a process was there is looked up before it is sent: the ledger may be an old copy."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from bot.core.policy import Standing, User
from bot.ledger.sqlite import connect
from bot.playground.enkash import SEARCH
from bot.playground.faults import drop_before
from tests.world import ASHA, World


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
