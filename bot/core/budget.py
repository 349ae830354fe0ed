"""Budgets: how many points a giver, a department or the whole company may ask for in a month, a quarter or a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

# Who hears of it that a budget is nearly used up hears it once this share of it is.
NEARLY_USED_UP_PERCENT = 80


class Per(StrEnum):
    """Whose points a budget counts together."""

    GIVER = "giver"
    DEPARTMENT = "department"
    COMPANY = "company"


class Every(StrEnum):
    """For how long a budget lasts before it begins anew."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class YearStart:
    """The day on which years and quarters begin: the first quarter then, the next three months later. Months begin on
    their first, always. `day` is one that every month has."""

    month: int = 1
    day: int = 1


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` until the day before `next_first`."""

    first: date
    next_first: date


@dataclass(frozen=True, slots=True)
class Budget:
    """So many points in every such period. `owner` is the Slack id of whoever hears of it besides the giver."""

    per: Per
    points: int
    every: Every
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Pot:
    """What one budget means for one request: whose points it counts, in which period, and how many of them are taken.

    `whose`: the giver's id, the department's name, or nothing for the company.
    """

    budget: Budget
    whose: str
    period: Period
    taken_points: int = 0

    @property
    def name(self) -> str:
        """The same for everybody who takes from it, and no other pot's."""
        return name_of(self.budget, self.whose, self.period)

    @property
    def is_nobodys(self) -> bool:
        """HR's list puts the giver in no department."""
        return self.budget.per is Per.DEPARTMENT and not self.whose

    @property
    def left_points(self) -> int:
        """Below zero where the policy allows less than was taken before."""
        return self.budget.points - self.taken_points

    def has_room_for(self, points: int) -> bool:
        return points <= self.left_points

    @property
    def is_nearly_used_up(self) -> bool:
        return self.taken_points * 100 >= self.budget.points * NEARLY_USED_UP_PERCENT


def first_without_room(pots: Iterable[Pot], points: int) -> Pot | None:
    """The one that keeps so many points from being asked for; None where there is room in all."""
    return next((pot for pot in pots if not pot.has_room_for(points)), None)


def name_of(budget: Budget, whose: str, period: Period) -> str:
    """Of a pot: what it is counted by, in words that sort and read well. A department is the same however HR's file
    writes its capital letters."""
    counted = whose.casefold() if budget.per is Per.DEPARTMENT else whose
    return " ".join(filter(None, (budget.per, counted, budget.every, period.first.isoformat())))


def whose_of(pot: str) -> str:
    """Whose points the pot of that name counts."""
    _, *whose, _, _ = pot.split(" ")
    return " ".join(whose)


def budget_of(pot: str, budgets: Iterable[Budget]) -> Budget | None:
    """The budget that the pot of that name is of; None where the policy has no such any more."""
    per, *_, every, _ = pot.split(" ")
    return next((each for each in budgets if (each.per, each.every) == (per, every)), None)


def day_of(asked_at: datetime, time_zone: str) -> date:
    """The day on which that was, there."""
    return asked_at.astimezone(ZoneInfo(time_zone)).date()


def period_of(day: date, every: Every, year_start: YearStart) -> Period:
    """The period in which that day is."""
    months = _MONTHS[every]
    month, first_day = (1, 1) if every is Every.MONTH else (year_start.month, year_start.day)
    # Months since the year nought, counted from where periods begin; a day before the first of its month's period is
    # still the month before's.
    since = day.year * 12 + (day.month - 1) - (1 if day.day < first_day else 0) - (month - 1)
    begins = since // months * months + (month - 1)
    return Period(_first(begins, first_day), _first(begins + months, first_day))


def _first(months: int, day: int) -> date:
    return date(months // 12, months % 12 + 1, day)
