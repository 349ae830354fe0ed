"""A ledger restored from a backup never pays again what was paid since, and tells nobody what it does not know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.allocation import NotFound
from bot.core.resolution import Resolution, Wish
from bot.core.reward import Request
from bot.ledger import copying
from bot.ledger.sqlite import SqliteLedger
from bot.playground.enkash import ALLOCATE, TRANSACTIONS
from bot.playground.enkash_faults import refuse
from bot.playground.faults import drop_before, lose_reply
from bot.rewards.pausing import Switch
from bot.rewards.resolving import Resolver
from bot.rewards.restoring import hold
from tests.world import ASHA, DESIGN, FARAH, MEERA, RAVI, World


class Shelf:
    """Where one backup lies, and what `shabash ledger backup` and `restore` do with it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.copy = folder / "backup.db"

    def back_up(self) -> None:
        copying.back_up(self.world.sqlite.path, self.copy)

    def restore(self) -> None:
        path = self.world.sqlite.path
        self.world.bot.ledger.close()
        copying.put_in_place(path, self.copy, self.world.clock(), self._hold)
        self.world.restart()
        self.world.bot.directory.refresh()

    def _hold(self, path: Path) -> None:
        ledger = SqliteLedger(path, clock=self.world.clock)
        with ledger.write() as tx:
            hold(tx, "command line: ops")
        ledger.close()


@pytest.fixture
def shelf(world: World, tmp_path: Path) -> Shelf:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return Shelf(world, folder)


def settle(world: World, request: Request, button: str, *, by: str = RAVI) -> None:
    """An operator presses a button below what they were called for, and sends the form."""
    for message in world.slack.direct_messages(by):
        if request.id in str(message.blocks) and button in str(message.blocks):
            world.slack.click(by, message.channel_id, message.ts, button, request.id)
    (view,) = world.slack.views(by)
    block = next(block for block in view.definition["blocks"] if block["type"] == "input")
    world.slack.submit(by, view.id, {block["block_id"]: "seen in the dashboard"})
    world.carry()


def look_twice(world: World) -> None:
    """Until the operators are called."""
    world.carry()
    world.clock.pass_time(seconds=20)
    world.carry()


def resume(world: World) -> None:
    Switch(world.bot.ledger).resume(RAVI)
    world.carry()


def paid_later(world: World, shelf: Shelf, before: Callable[[Request], object]) -> Request:
    """`before` happens, a backup is made, and the reward is paid; then the backup is restored."""
    request = world.asked()
    before(request)
    shelf.back_up()
    Switch(world.bot.ledger).resume(RAVI)
    if world.now_of(request).status == "pending":
        world.approve(request)
    world.carry()
    assert len(world.allocations()) == 1
    shelf.restore()
    return request


def test_what_was_undecided_in_the_backup_and_paid_since_counts_as_given_once(world: World, shelf: Shelf) -> None:
    request = paid_later(world, shelf, lambda request: None)
    world.approve(request)
    look_twice(world)
    resume(world)
    assert (world.now_of(request).status, world.reward(request).status) == ("approved", "allocated")
    assert len(world.allocations()) == 1
    assert "Confirmed: the 100 points reached" in world.thread(request)[-1]
    assert sum("rewarded you" in text for text in world.told(ASHA)) == 1


def lowered_later(world: World, shelf: Shelf) -> Request:
    """A backup is made, and somebody approves less, which is paid; then the backup is restored."""
    request = world.asked()
    shelf.back_up()
    world.lower(request, 40)
    world.carry()
    assert [post.body["loadAmount"] for post in world.allocations()] == [40]
    shelf.restore()
    assert world.reward(request).points == 100
    return request


def test_what_was_undecided_in_the_backup_and_approved_for_less_since_counts_as_given(
    world: World, shelf: Shelf
) -> None:
    request = lowered_later(world, shelf)
    look_twice(world)
    resume(world)
    reward = world.reward(request)
    assert (reward.status, reward.points, world.now_of(request).points) == ("allocated", 40, 100)
    assert len(world.allocations()) == 1
    assert "Confirmed: the 40 points reached" in world.thread(request)[-1]
    lowered = [found.entry for found in world.history(request) if found.entry.event == "lowered"]
    assert [(entry.actor, entry.detail) for entry in lowered] == [("clock", "100 to 40 points, as EnKash has it")]


def test_an_operator_who_says_that_it_happened_books_as_much_as_enkash_has(world: World, shelf: Shelf) -> None:
    request = lowered_later(world, shelf)
    world.enkash.faults.next(TRANSACTIONS, drop_before(), times=2)
    look_twice(world)
    assert world.reward(request).status is None
    settle(world, request, "reward_happened")
    reward = world.reward(request)
    assert (reward.status, reward.points) == ("allocated", 40)


def test_what_was_approved_in_the_backup_and_paid_since_counts_as_given_once(world: World, shelf: Shelf) -> None:
    def approve_and_wait(request: Request) -> None:
        Switch(world.bot.ledger).pause(RAVI, "for a look")
        world.approve(request)

    request = paid_later(world, shelf, approve_and_wait)
    look_twice(world)
    resume(world)
    assert world.reward(request).status == "allocated"
    assert len(world.allocations()) == 1


def test_what_enkash_refused_before_and_took_after_the_backup_counts_as_given(world: World, shelf: Shelf) -> None:
    world.enkash.faults.next(ALLOCATE, refuse("Card blocked", 5001))
    request = world.asked()
    world.approve(request)
    world.carry()
    shelf.back_up()
    settle(world, request, "reward_send_again", by=FARAH)
    assert world.reward(request).status == "allocated"
    shelf.restore()
    look_twice(world)
    assert world.reward(request).status == "allocated"


def test_while_it_is_held_nobody_decides_nothing_expires_and_everybody_hears_why(world: World, shelf: Shelf) -> None:
    request = world.asked()
    shelf.back_up()
    shelf.restore()
    world.carry()
    assert "restored from a backup" in world.card(request).text
    assert "reward_approve" not in str(world.card(request).blocks)
    world.clock.pass_time(days=8)
    for action in ("reward_approve", "reward_decline"):
        world.slack.click(RAVI, DESIGN, world.card(request).ts, action, request.id)
    world.ask(f"cancel {request.id}")
    world.carry()
    assert world.now_of(request).status == "pending"
    assert "Your click changed nothing" in world.whispered(RAVI)[-1]
    assert "restored from a backup" in world.whispered(MEERA)[-1]


def test_an_operator_lets_a_held_request_be_decided_after_all(world: World, shelf: Shelf) -> None:
    request = world.asked()
    shelf.back_up()
    shelf.restore()
    look_twice(world)
    settle(world, request, "reward_did_not_happen")
    world.approve(request)
    resume(world)
    world.carry()
    assert world.reward(request).status == "allocated"
    assert len(world.allocations()) == 1


def test_an_operator_ends_a_held_request_and_its_giver_hears_that(world: World, shelf: Shelf) -> None:
    request = world.asked()
    shelf.back_up()
    shelf.restore()
    look_twice(world)
    settle(world, request, "reward_give_up")
    assert world.now_of(request).status == "cancelled"
    assert "has ended your request" in world.told(MEERA)[-1]


def test_what_was_unknown_is_found_after_the_restore_too(world: World, shelf: Shelf) -> None:
    world.enkash.faults.next(ALLOCATE, lose_reply())
    request = world.asked()
    world.approve(request)
    world.carry()
    shelf.back_up()
    shelf.restore()
    look_twice(world)
    assert world.reward(request).status == "allocated"


def test_a_restored_ledger_is_paused_and_the_operators_hear_why(world: World, shelf: Shelf) -> None:
    world.asked()
    shelf.back_up()
    shelf.restore()
    world.carry()
    assert world.bot.health.page()["sending"] == "paused"
    assert any("restored from a backup" in text for text in world.told(FARAH))


def test_a_click_on_what_the_ledger_does_not_have_is_answered_and_told_once(world: World, shelf: Shelf) -> None:
    shelf.back_up()
    request = world.asked()
    shelf.restore()
    for _ in range(2):
        world.approve(request)
        world.carry()
    assert f"I have no record of {request.id}" in world.whispered(RAVI)[-1]
    assert sum(request.id in text and "not in my records" in text for text in world.told(FARAH)) == 1
    assert world.allocations() == []


def test_after_a_day_the_giver_of_what_is_still_held_hears_who_has_it_in_hand(world: World, shelf: Shelf) -> None:
    request = world.asked()
    shelf.back_up()
    shelf.restore()
    look_twice(world)
    before = world.told(MEERA)
    world.clock.pass_time(hours=25)
    world.carry()
    (told,) = [text for text in world.told(MEERA) if text not in before]
    assert "restored from a backup a day ago, and I still can't tell what became of 100 points for <@U02ASHA>" in told
    assert f"<@{RAVI}> and <@{FARAH}> have it in hand" in told
    assert request.id in told
    world.clock.pass_time(days=3)
    world.carry()
    assert len(world.told(MEERA)) == len(before) + 1


def test_after_a_day_the_giver_and_whoever_approved_hear_of_what_was_approved_and_is_still_held(
    world: World, shelf: Shelf
) -> None:
    request = world.asked()
    Switch(world.bot.ledger).pause(RAVI, "for a look")
    world.approve(request)
    shelf.back_up()
    shelf.restore()
    look_twice(world)
    world.clock.pass_time(hours=25)
    world.carry()
    assert "I still can't tell what became of 100 points" in world.told(MEERA)[-1]
    assert f"You and <@{FARAH}> have it in hand" in world.told(RAVI)[-1]


def test_what_a_person_has_settled_within_the_day_is_not_spoken_of_again(world: World, shelf: Shelf) -> None:
    request = world.asked()
    shelf.back_up()
    shelf.restore()
    look_twice(world)
    settle(world, request, "reward_did_not_happen")
    world.clock.pass_time(hours=25)
    world.carry()
    assert not any("can't tell what became" in text for text in world.told(MEERA))


BOTH = f"<@{ASHA}> <@{FARAH}> 50 for the release"


def say_that_it_did_not_happen(world: World, reward_id: str) -> None:
    resolver, said = Resolver(world.bot.ledger, world.policy), Resolution.DID_NOT_HAPPEN
    resolver.resolve(
        resolver.unsettled(reward_id, said), Wish(said, RAVI, "ticket 88"), NotFound("nothing", was_answered=True)
    )
    world.carry()


def test_of_several_that_were_undecided_what_enkash_has_of_one_leaves_the_other_in_doubt(
    world: World, shelf: Shelf
) -> None:
    request = world.asked(BOTH)
    shelf.back_up()
    world.enkash.faults.next(ALLOCATE, refuse("Card is blocked"))
    world.approve(request)
    world.carry()
    posts = len(world.allocations())
    shelf.restore()
    look_twice(world)
    resume(world)
    now = world.now_of(request)
    assert now.status == "approved"
    assert [reward.status for reward in now.rewards] == ["unknown", "allocated"]
    world.clock.pass_time(hours=2)
    world.carry()
    assert len(world.allocations()) == posts, "nothing is sent that may have been paid"
    assert f"do not tell what became of those for <@{ASHA}>" in world.card(request).text


def test_several_that_were_undecided_can_be_decided_once_none_of_them_is_in_doubt(world: World, shelf: Shelf) -> None:
    request = world.asked(BOTH)
    shelf.back_up()
    shelf.restore()
    look_twice(world)
    say_that_it_did_not_happen(world, f"{request.id}/1")
    world.approve(request)
    world.carry()
    assert world.now_of(request).is_in_doubt
    say_that_it_did_not_happen(world, f"{request.id}/2")
    resume(world)
    world.approve(request)
    world.carry()
    assert [reward.status for reward in world.now_of(request).rewards] == ["allocated"] * 2


def test_several_that_were_undecided_end_for_all_when_one_is_given_up(world: World, shelf: Shelf) -> None:
    request = world.asked(BOTH)
    shelf.back_up()
    shelf.restore()
    look_twice(world)
    resolver, said = Resolver(world.bot.ledger, world.policy), Resolution.GIVE_UP
    for part in (1, 2):
        unsettled = resolver.unsettled(f"{request.id}/{part}", said)
        resolver.resolve(unsettled, Wish(said, RAVI, "ticket 88"), NotFound("nothing", was_answered=True))
        world.carry()
        assert world.now_of(request).status == "cancelled"
    assert sum("has ended your request" in text for text in world.told(MEERA)) == 1
