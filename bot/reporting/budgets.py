"""What is taken of the budgets of some days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.core.budget import Budget, Per, Period, YearStart, budget_of, period_of, whose_of
from bot.ledger.connection import Connection, each_row
from bot.reporting import names_of


@dataclass(frozen=True, slots=True)
class Used:
    """One budget of one giver, department or company in one period. `whose`: a Slack id, a department in small letters,
    or nothing for the company; `points` is how large the policy has it now."""

    per: Per
    whose: str
    name: str
    period: Period
    taken_points: int
    points: int


def budgets_of(db: Connection, period: Period, budgets: Iterable[Budget], year_start: YearStart) -> tuple[Used, ...]:
    """Of the budgets that the policy has now, those whose period has a day in this one; the fullest first."""
    known = tuple(budgets)
    found: list[Used] = []
    for row in each_row(db, "SELECT name, taken_points FROM pots") if known else ():
        budget = budget_of(row["name"], known)
        if budget is None:
            continue
        own = period_of(date.fromisoformat(row["name"].rpartition(" ")[2]), budget.every, year_start)
        if own.first < period.next_first and own.next_first > period.first:
            found.append(Used(budget.per, whose_of(row["name"]), "", own, int(row["taken_points"]), budget.points))
    names = names_of(db, {each.whose for each in found if each.per is Per.GIVER})
    named = (Used(u.per, u.whose, names.get(u.whose, u.whose), u.period, u.taken_points, u.points) for u in found)
    return tuple(sorted(named, key=lambda used: (-used.taken_points / used.points, used.per, used.whose)))
