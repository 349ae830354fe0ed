"""Whole days of the company's time zone: months, weeks, the financial year, and the moments between which they lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.budget import Every, Period, YearStart, period_of

JANUARY = YearStart()


class Rhythm(StrEnum):
    """How often a digest comes."""

    WEEK = "week"
    MONTH = "month"


def moments(period: Period, time_zone: str) -> tuple[datetime, datetime]:
    """The moment with which it begins, and the first after it, in UTC."""
    zone = ZoneInfo(time_zone)
    begins, ends = (datetime.combine(day, time(), zone) for day in (period.first, period.next_first))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def containing(day: date, rhythm: Rhythm) -> Period:
    """The week, from Monday on, or the month in which that day is."""
    if rhythm is Rhythm.MONTH:
        return period_of(day, Every.MONTH, JANUARY)
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=7))


def before(period: Period, rhythm: Rhythm) -> Period:
    """The one that ends where this one begins."""
    return containing(period.first - timedelta(days=1), rhythm)


def months_of(period: Period) -> Iterator[Period]:
    """The months that have a day in it, the first and the last cut to it."""
    first = period.first
    while first < period.next_first:
        month = containing(first, Rhythm.MONTH)
        yield Period(first, min(month.next_first, period.next_first))
        first = month.next_first


def month_called(written: str) -> Period | None:
    """`2026-11`; None where that is no month."""
    if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", written) is None or written.startswith("0000"):
        return None
    return containing(date.fromisoformat(f"{written}-01"), Rhythm.MONTH) if written < "9999-12" else None


def financial_year_called(written: str) -> Period | None:
    """`2026-27`: from 1 April 2026 until 31 March 2027; None where that is no such year."""
    if re.fullmatch(r"[1-9][0-9]{3}-[0-9]{2}", written) is None or written > "9998":
        return None
    year = int(written[:4])
    return Period(date(year, 4, 1), date(year + 1, 4, 1)) if (year + 1) % 100 == int(written[5:]) else None


def last_day(period: Period) -> date:
    return period.next_first - timedelta(days=1)
