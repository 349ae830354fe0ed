"""Months, weeks and years of whole days, and the moments between which they lie."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import Period
from bot.core.days import Rhythm, before, containing, financial_year_called, last_day, moments, month_called, months_of

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
ZONES = st.sampled_from(["Asia/Kolkata", "UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"])


@given(DAYS, st.sampled_from(Rhythm))
def test_weeks_begin_on_mondays_and_months_on_their_first_and_none_leaves_a_day_out(day: date, every: Rhythm) -> None:
    period = containing(day, every)
    assert period.first <= day < period.next_first
    assert before(period, every).next_first == period.first
    assert (period.first.weekday() if every is Rhythm.WEEK else period.first.day - 1) == 0
    assert containing(last_day(period), every) == period


@given(DAYS, st.integers(1, 900), ZONES)
def test_every_moment_is_in_one_day_and_the_months_of_a_period_are_all_of_it(first: date, days: int, zone: str) -> None:
    period = Period(first, first + timedelta(days=days))
    months = list(months_of(period))
    assert [months[0].first, months[-1].next_first] == [period.first, period.next_first]
    assert [month.next_first for month in months[:-1]] == [month.first for month in months[1:]]
    assert all(last_day(month).month == month.first.month for month in months)
    since, until = moments(period, zone)
    assert moments(months[0], zone)[0] == since
    assert moments(months[-1], zone)[1] == until
    assert (
        since.astimezone(ZoneInfo(zone)).date()
        >= first
        > (since - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
    )


def test_a_day_in_india_begins_half_past_six_in_the_evening_before_in_utc() -> None:
    day = Period(date(2026, 11, 22), date(2026, 11, 23))
    assert moments(day, "Asia/Kolkata") == (
        datetime(2026, 11, 21, 18, 30, tzinfo=UTC),
        datetime(2026, 11, 22, 18, 30, tzinfo=UTC),
    )


def test_a_month_is_called_by_its_number() -> None:
    assert month_called("2026-12") == Period(date(2026, 12, 1), date(2027, 1, 1))
    for wrong in ("2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "0000-01", "9999-12", "२०२६-११", ""):
        assert month_called(wrong) is None, wrong


def test_a_financial_year_is_from_april_to_march() -> None:
    assert financial_year_called("2026-27") == Period(date(2026, 4, 1), date(2027, 4, 1))
    assert financial_year_called("2099-00") == Period(date(2099, 4, 1), date(2100, 4, 1))
    for wrong in ("2026-28", "2026-26", "2026-2027", "26-27", "2026", "9999-00", "0001-02"):
        assert financial_year_called(wrong) is None, wrong


@pytest.mark.parametrize("year", [1990, 2026, 9997])
def test_no_financial_year_that_can_be_named_breaks_a_clock(year: int) -> None:
    found = financial_year_called(f"{year}-{(year + 1) % 100:02}")
    assert found is not None
    assert moments(found, "Asia/Kolkata")[0].year == year
