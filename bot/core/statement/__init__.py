"""A statement from EnKash's dashboard, as a spreadsheet program saves it.

No page of EnKash's says what is in one, so the policy tells how to read it, and nothing in it is guessed.

    layout.py    what the policy says of it: columns, words, days      reading.py    a file becomes a `Statement`
    amounts.py   the one grammar of numbers                            comparing.py  a `Statement` against the books
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

ONE_DAY = timedelta(days=1)
INDIA = timezone(timedelta(hours=5, minutes=30))


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One movement. `points` are below zero where they were taken back; `on` is its day, where the statement says."""

    line: int
    reference: str
    points: Decimal
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included; none at all where the last comes before the first."""

    first: date
    last: date

    @property
    def are_none(self) -> bool:
        return self.last < self.first

    def hold(self, at: datetime) -> bool:
        """Whether that moment is inside for certain: nothing says whether a statement's days are India's or UTC's."""
        return all(self.first <= at.astimezone(zone).date() <= self.last for zone in (UTC, INDIA))


NO_DAYS = Days(date.max, date.min)


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements in it. `whole_days` are those on which every movement must stand in it; None: it tells no days.

    Rows `without_reference` could not be compared at all; those `not_moved` failed or are under way.
    """

    rows: tuple[StatementRow, ...]
    whole_days: Days | None = None
    without_reference: int = 0
    not_moved: int = 0

    def rows_since(self, since: datetime) -> tuple[StatementRow, ...]:
        """A day more at the beginning: its days may be those of another zone than ours."""
        first_day = (since - ONE_DAY).date()
        return tuple(row for row in self.rows if row.on is None or row.on >= first_day)

    def whole_days_since(self, since: datetime) -> Days | None:
        """Those of its whole days on which it is known what to expect in it."""
        days = self.whole_days
        return None if days is None else replace(days, first=max(days.first, since.date()))


def whole_days_among(days: set[date]) -> Days:
    """Those that a statement with movements on `days` has whole: on its first and its last it may be cut off."""
    return Days(min(days) + ONE_DAY, max(days) - ONE_DAY) if days else NO_DAYS
