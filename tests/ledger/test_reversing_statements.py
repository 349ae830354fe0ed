"""A reward is taken back once, and its budgets have its points again in the same transaction."""

from __future__ import annotations

from dataclasses import replace

from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Writing
from bot.ledger.opening import OpenLedger
from tests.ledger.shelf import ASHA, MEERA, NOON, RAVI, a_request, add

POT = "giver U1 month 2026-11-01"


def arrived(tx: Writing, letters: str = "7Q2MK4") -> Request:
    request = add(tx, replace(a_request(letters), pots=(POT,)))
    return move(tx, request)


def move(tx: Writing, request: Request) -> Request:
    """Approved, and confirmed by EnKash."""
    tx.end_request(request.id, RequestStatus.APPROVED, RAVI)
    tx.approve_rewards(request.id)
    approved = tx.request(request.id)
    assert approved is not None
    tx.move_reward(approved.reward, RewardStatus.ALLOCATED, settled_at=NOON)
    found = tx.request(request.id)
    assert found is not None
    return found


def reversal(tx: Writing, of: Request, letters: str = "7Q2MK5") -> Request:
    request = a_request(letters)
    reward = Reward(
        request.id, request.id, of.reward.recipient_id, of.reward.points, f"R{letters}", reverses=of.reward.id
    )
    return add(tx, replace(request, channel_id=MEERA, rewards=(reward,)))


def test_a_reversal_knows_what_was_given(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        given = arrived(tx)
        made = reversal(tx, given)
    with ledger.read() as view:
        found = view.request(made.id)
        plain = view.request(given.id)
    assert found is not None
    assert found.is_reversal
    assert found.given is not None
    assert (found.given.reward_id, found.given.giver_id, found.given.arrived_at) == (given.id, MEERA, NOON)
    assert plain is not None
    assert not plain.is_reversal
    assert plain.given is None


def test_it_is_taken_back_once_and_so_are_its_points_from_its_budget(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        given = arrived(tx)
        assert tx.taken_of([POT]) == {POT: 100}
        assert tx.take_back(given.reward)
        assert tx.taken_of([POT]) == {POT: 0}
        assert not tx.take_back(given.reward)
        assert tx.taken_of([POT]) == {POT: 0}
    with ledger.read() as view:
        found = view.request(given.id)
    assert found is not None
    assert found.reward.status is RewardStatus.ALLOCATED
    assert found.reward.taken_back_at is not None


def test_what_has_not_arrived_is_not_taken_back(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        request = add(tx, replace(a_request(), pots=(POT,)))
        assert not tx.take_back(request.reward)
        assert tx.taken_of([POT]) == {POT: 100}


def test_the_reversal_of_a_reward_is_the_one_that_is_undecided_or_was_approved(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        given = arrived(tx)
        assert tx.reversal_of(given.id) is None
        declined = reversal(tx, given, "7Q2MK5")
        assert tx.reversal_of(given.id) == declined.id
        tx.end_request(declined.id, RequestStatus.DECLINED, RAVI)
        assert tx.reversal_of(given.id) is None
        second = reversal(tx, given, "7Q2MK6")
        tx.end_request(second.id, RequestStatus.APPROVED, RAVI)
        tx.approve_rewards(second.id)
        approved = tx.request(second.id)
        assert approved is not None
        tx.move_reward(approved.reward, RewardStatus.CANCELLED, settled_at=NOON)
        assert tx.reversal_of(given.id) == second.id


def test_neither_a_reversal_nor_what_was_taken_back_counts_as_asked_for_of_late(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        given = arrived(tx)
        other = arrived(tx, "7Q2MK7")
        made = move(tx, reversal(tx, given))
        tx.take_back(given.reward)
    with ledger.read() as view:
        assert [found.request_id for found in view.asked_for_since([ASHA], NOON)] == [other.id]
        same = view.same_since(MEERA, [ASHA], 100, NOON)
        assert same is not None
        assert same.id == other.id
        assert view.allocated_points() == 100
        assert view.counts().taken_back == 1
        assert set(view.asked_or_received(ASHA, limit=9, offset=0)) == {given.id, other.id}
        assert made.id in view.asked_or_received(MEERA, limit=9, offset=0)
