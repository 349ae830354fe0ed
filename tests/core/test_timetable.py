"""When a request that nobody decides on is pressed on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.policy import Policy, Tier
from bot.core.timetable import timetable

# A Friday, 10:00 in India.
ASKED_AT = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)
ENDS_AT = ASKED_AT + timedelta(days=7)


def test_without_a_word_of_the_policy_half_the_time_reminds_and_nothing_more() -> None:
    times = timetable(Policy(("U1",)), ASKED_AT, ENDS_AT)
    assert (times.remind_at, times.escalate_at) == (ASKED_AT + timedelta(hours=84), None)


def test_working_hours_pass_from_the_asking_and_then_from_the_reminder() -> None:
    policy = Policy(("U1",), remind_working_hours=8, escalate_working_hours=8)
    times = timetable(policy, ASKED_AT, ENDS_AT)
    assert times.remind_at == datetime(2026, 11, 27, 12, 30, tzinfo=UTC)
    assert times.escalate_at == datetime(2026, 11, 30, 11, 30, tzinfo=UTC)
    late = timetable(policy, ASKED_AT, ENDS_AT, reminded_at=datetime(2026, 12, 1, 4, 0, tzinfo=UTC))
    assert late.escalate_at == datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@given(st.integers(1, 40), st.none() | st.integers(1, 40), st.none() | st.integers(1, 40))
def test_nothing_comes_after_the_end_or_before_the_reminder(days: int, remind: int | None, more: int | None) -> None:
    policy = Policy(("U1",), remind_working_hours=remind, escalate_working_hours=more)
    times = timetable(policy, ASKED_AT, ASKED_AT + timedelta(days=days))
    assert times.remind_at is None or ASKED_AT < times.remind_at < times.expires_at
    if times.escalate_at is not None:
        assert more is not None
        assert times.remind_at is not None
        assert times.remind_at < times.escalate_at < times.expires_at


def test_the_tier_above_is_the_next_one_in_which_somebody_approves() -> None:
    low, none, high = Tier(50, 1, ("U1",)), Tier(100, 0, ()), Tier(500, 2, ("U2", "U3"))
    policy = Policy(("U1",), tiers=(low, none, high))
    assert policy.tier_above(50) is high
    assert policy.tier_above(0) is low
    assert policy.tier_above(500) is None
    assert Policy(("U1",)).tier_above(50) is None
