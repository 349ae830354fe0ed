"""Which token calls may still be made, so that no three in a row fail without a person having looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.token_calls import TokenCalls, Verdict

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(seconds=45)
GOOD = TokenCalls(accepted_at=NOON - timedelta(days=1))


def called(calls: TokenCalls, verdict: Verdict) -> TokenCalls:
    """One call more, come home."""
    return calls.begun(LATER).ended(verdict, NOON, LATER)


def killed(calls: TokenCalls) -> TokenCalls:
    """One call more, whose process died under way."""
    return calls.begun(LATER).as_of(LATER)


def test_a_call_counts_as_failed_from_before_it_leaves() -> None:
    assert TokenCalls().begun(LATER) == TokenCalls(failures=1, lease_ends_at=LATER)


def test_a_call_that_was_accepted_wipes_the_count() -> None:
    before = TokenCalls(failures=2, stopped_at=NOON, stopped_by=Verdict.REFUSED)
    assert called(before, Verdict.ACCEPTED) == TokenCalls(accepted_at=NOON)


def test_a_call_that_enkash_surely_did_not_judge_counts_for_nothing() -> None:
    for before in (TokenCalls(), TokenCalls(failures=1), GOOD):
        assert called(before, Verdict.NOT_JUDGED) == before


@pytest.mark.parametrize("before", [TokenCalls(), GOOD], ids=["new", "good so far"])
def test_the_first_refusal_stops(before: TokenCalls) -> None:
    assert called(before, Verdict.REFUSED) == TokenCalls(failures=1, stopped_at=NOON, stopped_by=Verdict.REFUSED)


@pytest.mark.parametrize("one_more", [killed, lambda calls: called(calls, Verdict.UNANSWERED)], ids=["killed", "lost"])
def test_credentials_that_were_never_taken_are_stopped_by_two_calls_without_an_answer(
    one_more: Callable[[TokenCalls], TokenCalls],
) -> None:
    once = one_more(TokenCalls())
    assert once == TokenCalls(failures=1)
    twice = one_more(once)
    assert (twice.failures, twice.stopped_by) == (2, Verdict.UNANSWERED)


def test_good_credentials_outlast_an_enkash_that_does_not_answer() -> None:
    calls = GOOD
    for _ in range(50):
        calls = killed(called(calls, Verdict.UNANSWERED))
    assert calls.stopped_at is None


def test_credentials_are_good_no_longer_once_they_were_refused() -> None:
    allowed = replace(called(GOOD, Verdict.REFUSED), stopped_at=None, stopped_by=None)
    assert called(allowed, Verdict.UNANSWERED).stopped_by is Verdict.UNANSWERED


def test_a_lease_that_is_not_over_is_a_call_under_way() -> None:
    under_way = TokenCalls(failures=1).begun(LATER)
    assert under_way.as_of(LATER - timedelta(microseconds=1)) is under_way


@pytest.mark.parametrize("verdict", Verdict)
def test_a_call_that_comes_home_late_leaves_the_next_one_under_way_and_counted(verdict: Verdict) -> None:
    lease_of_the_next = LATER + timedelta(minutes=1)
    under_way = killed(GOOD).begun(lease_of_the_next)
    after = under_way.ended(verdict, NOON, LATER)
    assert after.lease_ends_at == lease_of_the_next
    assert after.failures >= 1


# "dead": the process died under way. Whatever is not "accepted" or "not judged" may have been a failed attempt.
STORIES = st.lists(st.sampled_from([*Verdict, "dead"]), max_size=30)


@given(STORIES)
def test_without_a_person_never_taken_credentials_never_fail_three_times(story: list[str]) -> None:
    calls, may_have_failed = TokenCalls(), 0
    for what in story:
        if calls.stopped_at is not None or what == Verdict.ACCEPTED:
            break
        calls = killed(calls) if what == "dead" else called(calls, Verdict(what))
        may_have_failed += what != Verdict.NOT_JUDGED
        assert calls.failures == may_have_failed
    assert may_have_failed < 3


@given(STORIES)
def test_without_a_person_no_call_follows_a_refusal(story: list[str]) -> None:
    calls, refusals = TokenCalls(), 0
    for what in story:
        if calls.stopped_at is not None:
            break
        calls = killed(calls) if what == "dead" else called(calls, Verdict(what))
        refusals += what == Verdict.REFUSED
    assert refusals < 2
