"""What was asked of late: sums over days, limits at each person, and what those who decide are shown."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import Every, YearStart, day_of, period_of
from bot.core.judging import tier_for
from bot.core.limits import Calendar, Limit, LimitPer, first_too_small, looked_at_since, rooms
from bot.core.lookback import look_back, looks_back_since
from bot.core.policy import Policy, Tier
from bot.core.recent import NOTHING_SEEN, Earlier, Lookback, Recent, Sum

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
MEERA, ASHA, RAVI = "U1", "U2", "U3"
TIERS = (Tier(50, 0, ("U9",)), Tier(500, 1, ("U9",)), Tier(1_000, 1, ("U8",)), Tier(10_000, 2, ("U8", "U9")))
POLICY = Policy(("U9",), tiers=TIERS)

MOMENTS = st.integers(0, 12 * 366 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
PEOPLE = st.sampled_from([MEERA, ASHA, RAVI])
ZONES = st.sampled_from(
    ["Asia/Kolkata", "Europe/London", "America/New_York", "Pacific/Kiritimati", "America/Sao_Paulo"]
)
CALENDARS = st.builds(Calendar, ZONES, st.builds(YearStart, st.integers(1, 12), st.integers(1, 28)))
LIMITS = st.builds(Limit, st.sampled_from(LimitPer), st.integers(1, 5_000), st.integers(1, 366)) | st.builds(
    Limit, st.sampled_from(LimitPer), st.integers(1, 5_000), every=st.sampled_from(Every)
)
POLICIES = st.builds(
    Policy,
    st.just(("U9",)),
    tiers=st.just(TIERS),
    same_person_days=st.none() | st.integers(1, 60),
    mutual_days=st.none() | st.integers(1, 60),
    mutual_needs_next_tier=st.booleans(),
    split_days=st.none() | st.integers(1, 60),
    split_needs_next_tier=st.booleans(),
)


def recents(now: datetime = NOW, days_max: int = 70) -> st.SearchStrategy[list[Recent]]:
    """What some asked for others in the weeks before, each at another moment."""
    ages = st.integers(0, days_max * 86_400).map(lambda seconds: now - timedelta(seconds=seconds))
    one = st.builds(Recent, st.just(""), PEOPLE, PEOPLE, st.integers(1, 1_200), ages)
    return st.lists(one, max_size=12, unique_by=lambda each: each.asked_at).map(
        lambda found: [replace(each, request_id=f"R-{number}") for number, each in enumerate(found)]
    )


def asked(points: int, *, days_ago: float, by: str = MEERA, to: str = ASHA) -> Recent:
    return Recent(f"R-{points}", by, to, points, NOW - timedelta(days=days_ago))


def seen(policy: Policy, points: int, *recent: Recent) -> Lookback:
    return look_back(policy, MEERA, (ASHA,), points, recent, NOW)


# Limits.


@given(LIMITS, CALENDARS, MOMENTS, st.data())
def test_a_limit_leaves_what_its_points_are_more_than_what_counts(
    limit: Limit, calendar: Calendar, now: datetime, data: st.DataObject
) -> None:
    recent = data.draw(recents(now, 800))
    taken = 0
    for each in recent:
        is_between = each.recipient_id == ASHA and (limit.per is LimitPer.RECIPIENT or each.giver_id == MEERA)
        if limit.every is None:
            assert limit.days is not None
            is_lately = now - each.asked_at <= timedelta(days=limit.days)
        else:
            days = (day_of(moment, calendar.time_zone) for moment in (each.asked_at, now))
            first, second = (period_of(day, limit.every, calendar.year_start) for day in days)
            is_lately = first == second
        taken += each.points if is_between and is_lately else 0
    (room,) = rooms([limit], calendar, MEERA, ASHA, recent, now)
    assert room.left_points == limit.points - taken


@given(LIMITS, CALENDARS, MOMENTS, st.data())
def test_what_was_asked_before_a_limit_looks_back_does_not_count(
    limit: Limit, calendar: Calendar, now: datetime, data: st.DataObject
) -> None:
    recent = data.draw(recents(now, 800))
    since = looked_at_since(limit, calendar, now)
    looked_at = [each for each in recent if each.asked_at >= since]
    assert rooms([limit], calendar, MEERA, ASHA, recent, now) == rooms([limit], calendar, MEERA, ASHA, looked_at, now)


@given(st.lists(LIMITS, max_size=3), CALENDARS, st.lists(st.integers(1, 1_500), max_size=12))
def test_who_asks_only_where_all_limits_leave_it_never_goes_beyond_one(
    limits: list[Limit], calendar: Calendar, amounts: list[int]
) -> None:
    taken: list[Recent] = []
    for number, points in enumerate(amounts):
        if first_too_small(rooms(limits, calendar, MEERA, ASHA, taken, NOW), points) is None:
            taken.append(Recent(f"R-{number}", MEERA, ASHA, points, NOW))
    assert all(room.left_points >= 0 for room in rooms(limits, calendar, MEERA, ASHA, taken, NOW))


@pytest.mark.parametrize(
    ("asked_at", "now", "is_counted"),
    [
        # London's clocks went back on 25 October 2026: that day had 25 hours, and a day is 24 all the same.
        ("2026-10-24T12:00:00+00:00", "2026-10-25T12:00:00+00:00", True),
        ("2026-10-24T11:59:59+00:00", "2026-10-25T12:00:00+00:00", False),
        ("2028-02-28T12:00:00+00:00", "2028-02-29T12:00:00+00:00", True),
        ("2028-02-28T12:00:00+00:00", "2028-03-01T12:00:00+00:00", False),
    ],
)
def test_days_are_counted_back_from_the_very_moment(asked_at: str, now: str, is_counted: bool) -> None:
    limit, calendar = Limit(LimitPer.PAIR, 100, days=1), Calendar("Europe/London", YearStart())
    recent = [Recent("R-1", MEERA, ASHA, 40, datetime.fromisoformat(asked_at))]
    (room,) = rooms([limit], calendar, MEERA, ASHA, recent, datetime.fromisoformat(now))
    assert room.left_points == (60 if is_counted else 100)


@pytest.mark.parametrize(
    ("every", "year_start", "asked_at", "now", "is_counted"),
    [
        # 30 November 23:59 in Kolkata is 18:29 UTC.
        (Every.MONTH, YearStart(), "2026-11-30T18:29:00+00:00", "2026-11-30T18:31:00+00:00", False),
        (Every.MONTH, YearStart(), "2026-11-30T18:30:00+00:00", "2026-12-31T18:29:00+00:00", True),
        (Every.YEAR, YearStart(4, 1), "2028-02-29T12:00:00+00:00", "2028-03-31T18:29:00+00:00", True),
        (Every.YEAR, YearStart(4, 1), "2028-02-29T12:00:00+00:00", "2028-03-31T18:30:00+00:00", False),
        (Every.QUARTER, YearStart(4, 6), "2026-07-05T12:00:00+00:00", "2026-07-05T18:31:00+00:00", False),
    ],
)
def test_periods_are_those_of_the_company_s_calendar(
    every: Every, year_start: YearStart, asked_at: str, now: str, is_counted: bool
) -> None:
    limit, calendar = Limit(LimitPer.RECIPIENT, 100, every=every), Calendar("Asia/Kolkata", year_start)
    recent = [Recent("R-1", RAVI, ASHA, 40, datetime.fromisoformat(asked_at))]
    (room,) = rooms([limit], calendar, MEERA, ASHA, recent, datetime.fromisoformat(now))
    assert room.left_points == (60 if is_counted else 100)


# What a tier is of.


@given(POLICIES, st.integers(1, 12_000), recents())
def test_looking_back_never_lowers_a_tier(policy: Policy, points: int, recent: list[Recent]) -> None:
    found = seen(policy, points, *recent)
    own, tier = policy.tier_of(points), tier_for(policy, points, None, found)
    assert tier.up_to_points >= own.up_to_points
    if found == NOTHING_SEEN:
        assert tier == own
    if found.is_for_deciders:
        assert tier.approvals > 0


@given(POLICIES, st.integers(1, 12_000), recents())
def test_what_others_ask_does_not_bear_on_it(policy: Policy, points: int, recent: list[Recent]) -> None:
    pair = [each for each in recent if {each.giver_id, each.recipient_id} == {MEERA, ASHA}]
    assert seen(policy, points, *recent) == seen(policy, points, *pair)


@given(POLICIES, st.integers(1, 12_000), recents(), st.randoms(use_true_random=False))
def test_the_order_in_which_it_is_read_does_not_bear_on_it(
    policy: Policy, points: int, recent: list[Recent], chance: random.Random
) -> None:
    mixed = list(recent)
    chance.shuffle(mixed)
    assert seen(policy, points, *recent) == seen(policy, points, *mixed)


@given(POLICIES, st.lists(LIMITS, max_size=2), st.integers(1, 12_000), recents())
def test_what_was_asked_before_a_policy_looks_back_does_not_bear_on_it(
    policy: Policy, limits: list[Limit], points: int, recent: list[Recent]
) -> None:
    policy = replace(policy, limits=tuple(limits))
    since = looks_back_since(policy, NOW)
    looked_at = [] if since is None else [each for each in recent if each.asked_at >= since]
    assert seen(policy, points, *recent) == seen(policy, points, *looked_at)


@given(POLICIES, st.integers(1, 12_000), recents())
def test_a_split_is_what_would_need_a_higher_tier_than_each_of_its_parts(
    policy: Policy, points: int, recent: list[Recent]
) -> None:
    found = seen(policy, points, *recent)
    days = policy.split_days
    parts = [
        each.points
        for each in recent
        if (each.giver_id, each.recipient_id) == (MEERA, ASHA)
        and days is not None
        and NOW - each.asked_at <= timedelta(days=days)
    ]
    reached = [policy.tier_of(part).up_to_points for part in (*parts, found.tier_points(points))]
    is_split = policy.tier_of(sum(parts) + points).up_to_points > max(reached)
    assert (found.split is not None) == is_split
    assert found.split is None or found.split == Sum(sum(parts) + points, days or 0)


def test_the_sum_of_these_days_decides_the_tier_and_beyond_the_last_it_is_the_last() -> None:
    policy = replace(POLICY, same_person_days=30)
    assert seen(policy, 400) == NOTHING_SEEN
    assert seen(policy, 400, asked(100, days_ago=29.9)) == NOTHING_SEEN
    assert seen(policy, 400, asked(101, days_ago=29.9)).same_person == Sum(501, 30)
    assert seen(policy, 400, asked(101, days_ago=30.1)) == NOTHING_SEEN
    beyond = seen(policy, 9_000, asked(9_000, days_ago=1))
    assert beyond == NOTHING_SEEN
    assert tier_for(policy, 400, None, seen(policy, 400, asked(20_000, days_ago=1))) == TIERS[-1]


def test_what_came_back_is_seen_within_its_days_and_the_newest_is_named() -> None:
    policy = replace(POLICY, mutual_days=30)
    back = [asked(10, days_ago=days, by=ASHA, to=MEERA) for days in (29, 3)]
    assert seen(policy, 40, *back).mutual_with == Earlier("R-10", back[1].asked_at)
    assert seen(policy, 40, asked(10, days_ago=31, by=ASHA, to=MEERA)) == NOTHING_SEEN
    assert seen(POLICY, 40, *back) == NOTHING_SEEN


@pytest.mark.parametrize(
    ("needs_next_tier", "points", "tier"),
    [(False, 40, 1), (True, 40, 1), (False, 300, 1), (True, 300, 2), (True, 5_000, 3)],
)
def test_the_next_tier_is_the_one_after_its_own_and_after_the_last_there_is_none(
    needs_next_tier: bool, points: int, tier: int
) -> None:
    """Shown alone, it is only not approved by itself."""
    policy = replace(POLICY, mutual_days=30, mutual_needs_next_tier=needs_next_tier)
    found = seen(policy, points, asked(10, days_ago=3, by=ASHA, to=MEERA))
    assert tier_for(policy, points, None, found) == TIERS[tier]


def test_what_the_sum_has_raised_already_is_not_said_again_as_a_split() -> None:
    policy = replace(POLICY, same_person_days=30, split_days=7, split_needs_next_tier=True)
    parts = [asked(400, days_ago=days) for days in (1, 2)]
    found = seen(policy, 400, *parts)
    assert (found.same_person, found.split, found.needs_next_tier) == (Sum(1_200, 30), None, False)
    without_sum = seen(replace(policy, same_person_days=None), 400, *parts)
    assert (without_sum.same_person, without_sum.split, without_sum.needs_next_tier) == (None, Sum(1_200, 7), True)


def test_one_big_reward_with_small_ones_after_it_is_not_split() -> None:
    policy = replace(POLICY, split_days=7)
    assert seen(policy, 600, asked(9_000, days_ago=1)) == NOTHING_SEEN
    assert seen(policy, 600, asked(400, days_ago=1)) == NOTHING_SEEN
    assert seen(policy, 600, asked(600, days_ago=1)).split == Sum(1_200, 7)


# Tiers.


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(0, 2)), max_size=5), st.integers(1, 1_000))
def test_by_people_somebody_approves_wherever_the_policy_has_such_a_tier(
    rising: list[tuple[int, int]], points: int
) -> None:
    tiers = tuple(Tier(100 * n + up_to, approvals, ("U9",)) for n, (up_to, approvals) in enumerate(sorted(rising)))
    policy = Policy(("U9",), tiers=tiers)
    assert policy.tier_of(points, by_people=True).approvals > 0
    assert policy.tier_of(points, is_next=True, by_people=True).approvals > 0


def test_without_tiers_there_is_one_and_no_next() -> None:
    policy = Policy(("U9",))
    assert policy.tier_of(1) == policy.tier_of(10**9) == policy.tier_of(1, is_next=True) == Tier(10_000, 1, ("U9",))
