"""What one person's Home in Slack shows: what waits for them, what is left of their budgets, and what was lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.budget import Budget, Every, Period, Pot, YearStart, period_of
from bot.core.reward import Request
from bot.core.waiting import Waiting

MONTHS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Month:
    """How many points of what was asked in one month have arrived: those that this person gave, and those that they
    received."""

    first: date
    given_points: int
    received_points: int


@dataclass(frozen=True, slots=True)
class Home:
    """As it stood at one moment, `drawn_at`. `given` are requests of theirs that have ended, `received` those whose
    points reached them, the newest first; `own` and `owned` are budgets, as `/reward budget` shows them; `months` begin
    with the present one, and are none where nothing arrived in any."""

    person_id: str
    drawn_at: datetime
    waiting: Waiting
    own: tuple[Pot, ...] = ()
    owned: Sequence[tuple[Budget, Sequence[Pot]]] = ()
    given: tuple[Request, ...] = ()
    received: tuple[Request, ...] = ()
    months: tuple[Month, ...] = ()


def last_months(today: date) -> tuple[Period, ...]:
    """The month of that day, and those before it, the newest first."""
    months = [period_of(today, Every.MONTH, YearStart())]
    while len(months) < MONTHS_SHOWN:
        months.append(period_of(months[-1].first - timedelta(days=1), Every.MONTH, YearStart()))
    return tuple(months)
