"""EnKash proves that points arrived of which something else was settled here: in the end the ledger says what is so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.core.allocation import Allocated, NotFound
from bot.core.moves import REQUEST_MOVES, REWARD_MOVES
from bot.core.policy import Standing, User
from bot.core.resolution import Resolution, Wish
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.people import forget
from bot.people.forgetting import CannotForget
from bot.rewards.resolving import Resolver
from bot.rewards.steps import FirstLook, Handled, LookUp, Send
from tests.scenarios.test_restored_ledger import Shelf, resume, shelf
from tests.world import ASHA, FARAH, MEERA, World

__all__ = ["shelf"]

NOTHING = NotFound("EnKash lists nothing.", was_answered=True)
ARRIVED = Allocated(transaction_id="TXN1", balance=Decimal(100))


def resolve(world: World, request: Request, resolution: Resolution) -> None:
    resolver = Resolver(world.bot.ledger, world.policy)
    unsettled = resolver.unsettled(request.id, resolution)
    resolver.resolve(unsettled, Wish(resolution, "command line: root"), NOTHING)


def look_up_in_flight(world: World) -> LookUp:
    """A look-up that has left and has not come home."""
    while isinstance(step := world.bot.sender.next_step(), Handled):
        pass
    assert isinstance(step, LookUp)
    return step


def assert_books_card_and_thread_agree(world: World, request: Request) -> None:
    """All say that it was given, by moves that the tables know, and nothing else is sent before somebody looked."""
    now = world.now_of(request)
    assert (now.status, now.reward.status) == (RequestStatus.APPROVED, RewardStatus.ALLOCATED)
    assert "rewarded" in world.card(request).text
    assert "Confirmed: the 100 points reached <@U02ASHA>" in world.thread(request)[-1]
    for tables, of_reward in ((REQUEST_MOVES, False), (REWARD_MOVES, True)):
        moves = [
            (recorded.entry.from_status, recorded.entry.to_status)
            for recorded in world.history(request)
            if (recorded.entry.reward_id is not None) is of_reward
            and recorded.entry.from_status not in (None, recorded.entry.to_status)
            and recorded.entry.to_status
        ]
        assert set(moves) <= {(str(start), str(to)) for start, to in tables}
        assert [start for start, _ in moves[1:]] == [to for _, to in moves[:-1]]
    assert any("after it had been settled otherwise" in text for text in world.told(FARAH))
    assert world.bot.health.page()["sending"] == "paused"
    assert world.allocations() == []


def test_what_was_withdrawn_because_its_recipient_left_and_is_confirmed_after_that_counts_as_given(
    world: World,
) -> None:
    request = world.asked()
    world.approve(request)
    claim = world.bot.sender.next_step()
    assert isinstance(claim, Send)
    world.clock.pass_time(seconds=60)
    world.carry()
    with world.bot.ledger.write() as tx:
        tx.replace_users([User(ASHA, "Asha Rao", Standing.DEACTIVATED)], as_of=tx.now)
    resolve(world, request, Resolution.DID_NOT_HAPPEN)
    world.carry()
    assert world.reward(request).status is RewardStatus.CANCELLED
    assert "no points moved" in world.thread(request)[-1]
    assert "closed" in world.card(request).text
    world.bot.sender.settle(claim, ARRIVED)
    world.carry()
    assert_books_card_and_thread_agree(world, request)
    reward = world.reward(request)
    assert (reward.attempt, reward.transaction_id, reward.balance) == (1, "TXN1", Decimal(100))


def forget_asha(world: World) -> None:
    with world.bot.ledger.people() as (table, _):
        forget(table, ASHA, record=lambda event, detail: None)


def restored(world: World, shelf: Shelf) -> Request:
    """Undecided in the backup, held since its restore, and shown nowhere so far."""
    request = world.asked()
    shelf.back_up()
    shelf.restore()
    return request


def test_a_held_request_that_was_given_up_and_is_found_after_that_counts_as_given(world: World, shelf: Shelf) -> None:
    request = restored(world, shelf)
    look_up = look_up_in_flight(world)
    resolve(world, request, Resolution.GIVE_UP)
    world.carry()
    assert world.now_of(request).status is RequestStatus.CANCELLED
    world.bot.sender.note_finding(look_up, ARRIVED)
    world.carry()
    assert_books_card_and_thread_agree(world, request)
    assert "Confirmed: the 100 points reached" in world.told(MEERA)[-1]
    assert not world.told(ASHA), "they were thanked in what the copy lacks"


def test_a_held_request_that_was_let_go_on_declined_and_then_found_counts_as_given(world: World, shelf: Shelf) -> None:
    request = restored(world, shelf)
    look_up = look_up_in_flight(world)
    resolve(world, request, Resolution.DID_NOT_HAPPEN)
    world.carry()
    world.decline(request, "not this month")
    world.carry()
    assert world.now_of(request).status is RequestStatus.DECLINED
    world.bot.sender.note_finding(look_up, ARRIVED)
    world.carry()
    assert_books_card_and_thread_agree(world, request)
    assert not world.told(ASHA), "they were thanked in what the copy lacks"


def test_a_held_request_that_was_let_go_on_and_then_found_needs_no_decision(world: World, shelf: Shelf) -> None:
    request = restored(world, shelf)
    look_up = look_up_in_flight(world)
    resolve(world, request, Resolution.DID_NOT_HAPPEN)
    world.carry()
    world.bot.sender.note_finding(look_up, ARRIVED)
    world.carry()
    assert_books_card_and_thread_agree(world, request)


def test_a_first_look_that_finds_what_another_carrier_has_claimed_meanwhile_keeps_its_post_from_leaving(
    world: World,
) -> None:
    request = world.asked()
    world.approve(request)
    world.restart()
    look = world.bot.sender.next_step()
    assert isinstance(look, FirstLook)
    world.clock.pass_time(minutes=2)
    again = world.bot.sender.next_step()
    assert isinstance(again, FirstLook)
    world.bot.sender.note_finding(again, NOTHING)
    claim = world.bot.sender.next_step()
    assert isinstance(claim, Send)
    world.bot.sender.note_finding(look, ARRIVED)
    assert not world.bot.sender.may_post(claim, seconds_since_claim=lambda: 0)
    assert any("settled otherwise" in detail for (detail,) in world.rows("SELECT detail FROM history"))


def test_what_was_given_up_is_looked_up_no_more_and_its_recipient_can_be_forgotten(world: World, shelf: Shelf) -> None:
    request = restored(world, shelf)
    world.carry()
    with pytest.raises(CannotForget, match="in doubt"):
        forget_asha(world)
    resolve(world, request, Resolution.GIVE_UP)
    world.clock.pass_time(days=2)
    world.carry()
    resume(world)
    assert world.rows("SELECT kind FROM outbox WHERE done_at IS NULL AND lane = 'money'") == []
    forget_asha(world)
