"""Periods follow each other without a gap, in every calendar; and a pot holds what it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import Budget, Every, Per, Period, Pot, YearStart, day_of, period_of

DAYS = st.dates(date(1990, 1, 1), date(2110, 12, 31))
STARTS = st.builds(YearStart, st.integers(1, 12), st.integers(1, 28))
MONTH = Period(date(2026, 11, 1), date(2026, 12, 1))


@given(DAYS, st.sampled_from(Every), STARTS)
def test_every_day_is_in_its_own_period(day: date, every: Every, start: YearStart) -> None:
    period = period_of(day, every, start)
    assert period.first <= day < period.next_first


@given(DAYS, st.sampled_from(Every), STARTS)
def test_all_days_of_a_period_have_that_one_and_the_next_day_has_the_next(
    day: date, every: Every, start: YearStart
) -> None:
    period = period_of(day, every, start)
    last = period.next_first - timedelta(days=1)
    assert period_of(period.first, every, start) == period_of(last, every, start) == period
    assert period_of(period.next_first, every, start).first == period.next_first
    assert period_of(period.first - timedelta(days=1), every, start).next_first == period.first


@given(DAYS, STARTS)
def test_a_year_is_four_quarters_and_both_begin_on_the_same_day(day: date, start: YearStart) -> None:
    year = period_of(day, Every.YEAR, start)
    assert (year.first.month, year.first.day) == (start.month, start.day)
    quarter, quarters = period_of(year.first, Every.QUARTER, start), 1
    while quarter.next_first < year.next_first:
        quarter, quarters = period_of(quarter.next_first, Every.QUARTER, start), quarters + 1
    assert quarters == 4
    assert quarter.next_first == year.next_first


@given(DAYS, STARTS)
def test_a_month_is_the_calendar_s_wherever_the_year_begins(day: date, start: YearStart) -> None:
    assert period_of(day, Every.MONTH, start).first == day.replace(day=1)


@pytest.mark.parametrize(
    ("day", "every", "start", "first", "next_first"),
    [
        ("2026-11-26", Every.MONTH, YearStart(), "2026-11-01", "2026-12-01"),
        ("2026-12-31", Every.MONTH, YearStart(), "2026-12-01", "2027-01-01"),
        ("2028-02-29", Every.MONTH, YearStart(), "2028-02-01", "2028-03-01"),
        ("2028-02-29", Every.YEAR, YearStart(3, 1), "2027-03-01", "2028-03-01"),
        ("2026-11-26", Every.QUARTER, YearStart(), "2026-10-01", "2027-01-01"),
        ("2026-03-31", Every.YEAR, YearStart(4, 1), "2025-04-01", "2026-04-01"),
        ("2026-04-01", Every.YEAR, YearStart(4, 1), "2026-04-01", "2027-04-01"),
        ("2026-03-31", Every.QUARTER, YearStart(4, 1), "2026-01-01", "2026-04-01"),
        ("2026-04-05", Every.YEAR, YearStart(4, 6), "2025-04-06", "2026-04-06"),
        ("2026-07-05", Every.QUARTER, YearStart(4, 6), "2026-04-06", "2026-07-06"),
        ("2026-01-01", Every.QUARTER, YearStart(11, 15), "2025-11-15", "2026-02-15"),
    ],
)
def test_periods_as_a_calendar_has_them(day: str, every: Every, start: YearStart, first: str, next_first: str) -> None:
    wanted = Period(date.fromisoformat(first), date.fromisoformat(next_first))
    assert period_of(date.fromisoformat(day), every, start) == wanted


@pytest.mark.parametrize(
    ("asked_at", "time_zone", "day"),
    [
        (datetime(2026, 11, 30, 18, 29, 59, tzinfo=UTC), "Asia/Kolkata", "2026-11-30"),
        (datetime(2026, 11, 30, 18, 30, tzinfo=UTC), "Asia/Kolkata", "2026-12-01"),
        # London's clocks go back on 25 October 2026 at 1:00 UTC, New York's forward on 8 March at 7:00.
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "Europe/London", "2026-10-25"),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Europe/London", "2026-10-25"),
        (datetime(2026, 3, 8, 4, 59, tzinfo=UTC), "America/New_York", "2026-03-07"),
        (datetime(2026, 3, 9, 3, 59, tzinfo=UTC), "America/New_York", "2026-03-08"),
        (datetime(2026, 3, 9, 4, 0, tzinfo=UTC), "America/New_York", "2026-03-09"),
    ],
)
def test_the_day_is_the_time_zone_s(asked_at: datetime, time_zone: str, day: str) -> None:
    assert day_of(asked_at, time_zone) == date.fromisoformat(day)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_pot_has_room_for_what_does_not_go_beyond_it(points: int, taken: int, wanted: int) -> None:
    pot = Pot(Budget(Per.GIVER, points, Every.MONTH), "U02MEERA", MONTH, taken)
    assert pot.has_room_for(wanted) == (taken + wanted <= points)


@given(st.integers(1, 10**4), st.lists(st.integers(1, 500), min_size=1, max_size=60))
def test_from_four_fifths_on_a_pot_is_nearly_used_up(points: int, shares: list[int]) -> None:
    taken, told = 0, 0
    for share in shares:
        taken += share
        told += Pot(Budget(Per.COMPANY, points, Every.YEAR), "", MONTH, taken).is_nearly_used_up
    assert told == sum(sum(shares[:n]) * 100 >= points * 80 for n in range(1, len(shares) + 1))


def test_no_two_pots_have_one_name() -> None:
    budgets = [Budget(per, 1, every) for per in Per for every in Every]
    pots = [
        Pot(budget, whose if budget.per is not Per.COMPANY else "", period_of(day, budget.every, YearStart()))
        for budget in budgets
        for whose in ("U02MEERA", "U02RAVI")
        for day in (date(2026, 1, 1), date(2027, 1, 1))
    ]
    apart = {(pot.budget.per, pot.budget.every, pot.whose, pot.period) for pot in pots}
    assert len({pot.name for pot in pots}) == len(apart)
