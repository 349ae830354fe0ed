"""What every ledger promises, whichever database it is in: each fact is tried on SQLite and on Postgres."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from bot.core.decision import Choice, Decision
from bot.core.errors import LedgerReadOnly, TooLate
from bot.core.policy import Standing, User
from bot.core.reward import RequestStatus, Reward, RewardStatus
from bot.ledger import Entry, Lane, Pause, Writing
from bot.ledger.opening import OpenLedger
from tests.ledger.shelf import NOON, RAVI, REFUSED, a_request, add, count, stage_for

# One transaction.


def test_what_raises_inside_a_transaction_keeps_nothing_and_wakes_nobody(ledger: OpenLedger) -> None:
    woken: list[Lane] = []
    ledger.on_staged(woken.append)

    def write() -> None:
        with ledger.write() as tx:
            stage_for(tx)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert (count(ledger, "requests"), woken) == (0, [])


def test_each_lane_is_woken_once_and_only_after_the_commit(ledger: OpenLedger) -> None:
    seen: list[tuple[Lane, int]] = []
    ledger.on_staged(lambda lane: seen.append((lane, count(ledger, "outbox"))))
    with ledger.write() as tx:
        stage_for(tx)
        assert seen == []
    assert seen == [(Lane.MESSAGES, 2)]


def test_what_came_too_late_for_slack_is_undone(ledger: OpenLedger) -> None:
    with pytest.raises(TooLate, match="Nothing was kept"), ledger.write(latest=time.monotonic() - 0.001) as tx:
        stage_for(tx)
    assert count(ledger, "requests") == 0
    with ledger.write(latest=time.monotonic() + 60) as tx:
        stage_for(tx)
    assert count(ledger, "requests") == 1


def test_a_view_shows_one_moment_whatever_others_write_meanwhile(ledger: OpenLedger) -> None:
    def write(number: int) -> None:
        with ledger.write() as tx:
            add(tx, a_request(f"7Q2MK{number}"))

    write(2)
    with ThreadPoolExecutor(1) as other_thread, ledger.read() as view:
        assert len(view.requests()) == 1
        other_thread.submit(write, 3).result()
        assert len(view.requests()) == 1
        assert view.request("R-7Q2MK3") is None
    assert count(ledger, "requests") == 2


def test_a_view_cannot_be_left_open_by_what_raises_in_it(ledger: OpenLedger) -> None:

    def read() -> None:
        with ledger.read() as view:
            view.requests()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        read()
    with ledger.write() as tx:
        stage_for(tx)


def test_a_view_writes_nothing_even_if_asked_to(ledger: OpenLedger) -> None:
    with suppress(LedgerReadOnly), ledger.read() as view:
        stage_for(cast("Writing", view))
    assert count(ledger, "requests") == 0


def test_writers_wait_for_each_other_and_lose_nothing(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request())

    def note(number: int) -> None:
        with ledger.write() as tx:
            noted = len(tx.history("R-7Q2MK4"))
            tx.append(Entry("noted", "test", "R-7Q2MK4", detail=str(noted)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(80)))
    with ledger.read() as view:
        entries = [recorded.entry for recorded in view.history("R-7Q2MK4")]
    # The first says what was put in with no entry of its own.
    assert [entry.detail for entry in entries] == ["", *(str(n) for n in range(1, 81))]


# Guarded moves.


def approved(ledger: OpenLedger) -> Reward:
    with ledger.write() as tx:
        request = add(tx, a_request())
        assert tx.end_request(request.id, RequestStatus.APPROVED)
        tx.approve_rewards(request.id)
        found = tx.request(request.id)
    assert found is not None
    return found.reward


CLAIM: dict[str, Any] = {"attempt": 1, "lease_ends_at": NOON, "sent_email": "asha.rao@example.com"}


def test_a_request_ends_once(ledger: OpenLedger) -> None:
    approved(ledger)
    for status in (RequestStatus.APPROVED, RequestStatus.DECLINED, RequestStatus.CANCELLED, RequestStatus.EXPIRED):
        with ledger.write() as tx:
            assert not tx.end_request("R-7Q2MK4", status)


def test_a_move_from_where_the_reward_stands_no_longer_changes_nothing(ledger: OpenLedger) -> None:
    reward = approved(ledger)
    with ledger.write() as tx:
        assert tx.move_reward(reward, RewardStatus.SENDING, **CLAIM)
        assert not tx.move_reward(reward, RewardStatus.SENDING, **CLAIM)
        assert not tx.move_reward(reward, RewardStatus.CANCELLED)


def test_a_carrier_of_an_older_attempt_changes_nothing(ledger: OpenLedger) -> None:
    reward = approved(ledger)
    with ledger.write() as tx:
        tx.move_reward(reward, RewardStatus.SENDING, **CLAIM)
        first = replace(reward, status=RewardStatus.SENDING, attempt=1)
        tx.move_reward(first, RewardStatus.APPROVED)
        tx.move_reward(replace(reward, attempt=1), RewardStatus.SENDING, attempt=2)
        assert not tx.move_reward(first, RewardStatus.ALLOCATED, settled_at=NOON)
        assert tx.move_reward(replace(first, attempt=2), RewardStatus.ALLOCATED, settled_at=NOON)


def test_a_move_that_the_table_does_not_know_is_a_mistake_of_ours(ledger: OpenLedger) -> None:
    reward = approved(ledger)
    with pytest.raises(AssertionError), ledger.write() as tx:
        tx.move_reward(reward, RewardStatus.FAILED, settled_at=NOON)
    with pytest.raises(AssertionError), ledger.write() as tx:
        tx.end_request("R-7Q2MK4", RequestStatus.PENDING)
    with pytest.raises(AssertionError), ledger.write() as tx:
        tx.end_request("R-7Q2MK4", RequestStatus.CANCELLED, status=RequestStatus.APPROVED)


def test_sending_is_paused_once_and_resumed_once(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        assert (tx.pause_sending("a", "first"), tx.pause_sending("b", "second")) == (True, False)
        assert tx.pause() == Pause("first", has_bad_credentials=False)
        assert (tx.resume_sending("a"), tx.resume_sending("b"), tx.pause()) == (True, False, None)
        assert tx.pause_sending("b", "third")


def test_bad_credentials_are_noted_also_on_a_pause_that_stands_and_are_news_once(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        tx.pause_sending("a", "first")
        assert tx.pause_sending("b", "refused", has_bad_credentials=True)
        assert not tx.pause_sending("b", "refused", has_bad_credentials=True)
        assert not tx.pause_sending("c", "third")
        assert tx.pause() == Pause("first", has_bad_credentials=True)


def test_a_pause_for_credentials_knows_which_until_something_else_speaks_against_sending_too(
    ledger: OpenLedger,
) -> None:
    with ledger.write() as tx:
        tx.pause_sending("clock", "refused", has_bad_credentials=True, credentials="ab")
        tx.pause_sending("clock", "refused", has_bad_credentials=True, credentials="ab")
        assert tx.pause() == Pause("refused", has_bad_credentials=True, credentials="ab")
        tx.pause_sending("a", "closing the books")
        assert tx.pause() == Pause("refused", has_bad_credentials=True)


def test_a_pause_for_something_else_is_never_for_credentials(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        tx.pause_sending("a", "closing the books")
        tx.pause_sending("clock", "refused", has_bad_credentials=True, credentials="ab")
        assert tx.pause() == Pause("closing the books", has_bad_credentials=True)


def test_older_word_of_a_user_does_not_replace_newer(ledger: OpenLedger) -> None:
    def note(standing: Standing, seconds: int) -> None:
        with ledger.write() as tx:
            tx.replace_users([User(RAVI, "Ravi", standing)], as_of=NOON + timedelta(seconds=seconds))

    note(Standing.DEACTIVATED, 10)
    note(Standing.MEMBER, 5)
    with ledger.read() as view:
        assert view.users([RAVI])[RAVI].standing is Standing.DEACTIVATED
    note(Standing.MEMBER, 11)
    with ledger.read() as view:
        assert view.users([RAVI])[RAVI].standing is Standing.MEMBER


def test_who_decided_counts_once(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request())
        tx.add_decision("R-7Q2MK4", Decision(RAVI, Choice.APPROVE, NOON))
    with pytest.raises(REFUSED), ledger.write() as tx:
        tx.add_decision("R-7Q2MK4", Decision(RAVI, Choice.DECLINE, NOON + timedelta(seconds=1)))


def test_one_delivery_makes_one_request(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request(), trigger_id="T1")
    with pytest.raises(REFUSED), ledger.write() as tx:
        add(tx, a_request("7Q2MK5"), trigger_id="T1")
    with ledger.read() as view:
        again = view.request_by_trigger("T0", "T1")
    assert again is not None
    assert again.id == "R-7Q2MK4"


def test_an_id_is_taken_once_a_request_has_it(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        assert not tx.has_request("R-7Q2MK4")
        add(tx, a_request())
        assert (tx.has_request("R-7Q2MK4"), tx.has_request("R-7Q2MK5")) == (True, False)


def test_each_request_has_its_turn_after_the_one_before(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        turns = [tx.turn_of(add(tx, a_request(letters)).id) for letters in ("ZZZZZZ", "222222", "7Q2MK4")]
    assert turns == [1, 2, 3]


def test_a_request_keeps_the_channel_for_approvals_that_it_was_asked_under(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        here, there = a_request("222222"), replace(a_request("333333"), approvals_channel_id="C02APPROVALS")
        for request in (here, there):
            add(tx, request)
            assert tx.request(request.id) == request
    assert (here.card_channel_id, there.card_channel_id) == (here.channel_id, "C02APPROVALS")
