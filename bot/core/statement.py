"""A statement from EnKash's dashboard, held against the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.core.reconciling import Line, Verdict, here_of, is_fresh
from bot.core.reward import Request, Reward, RewardStatus


@dataclass(frozen=True, slots=True)
class StatementColumns:
    """What the statement's columns are called; None: it has no such column, or it is not looked at. `date_format` is
    one of `DATE_FORMATS`."""

    reference: str = "reference"
    points: str = "points"
    kind: str | None = None
    status: str | None = None
    date: str | None = None
    date_format: str = "dd/mm/yyyy"


# The name in the policy, and what Python calls it.
DATE_FORMATS = {
    "dd/mm/yyyy": "%d/%m/%Y",
    "dd-mm-yyyy": "%d-%m-%Y",
    "dd.mm.yyyy": "%d.%m.%Y",
    "dd/mm/yy": "%d/%m/%y",
    "mm/dd/yyyy": "%m/%d/%Y",
    "yyyy-mm-dd": "%Y-%m-%d",
    "dd mmm yyyy": "%d %b %Y",
    "dd-mmm-yyyy": "%d-%b-%Y",
    "mmm dd, yyyy": "%b %d, %Y",
}


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One movement. `points` are below zero where they were taken back; `on` is its day, where the statement says."""

    line: int
    reference: str
    points: Decimal
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements that did not fail. `without_reference` rows could not be compared at all."""

    rows: tuple[StatementRow, ...]
    without_reference: int = 0

    def covers(self, at: datetime) -> bool:
        """Whether a movement of that moment must stand in it: on the first and the last day it may be cut off. Without
        days it is taken to reach from the first moment asked for to now."""
        days = [row.on for row in self.rows if row.on is not None]
        return not days or min(days) < at.date() < max(days)


Found = tuple[Request, Reward]


def compare_statement(
    statement: Statement, ours: Mapping[str, Found], wanted: Sequence[Found], since: datetime, now: datetime
) -> Iterator[Line]:
    """Every reference that differs, and those that are open: `ours` are the rewards that the statement names, `wanted`
    those that it may have to name."""
    by_reference: dict[str, list[StatementRow]] = {}
    # A day more at the beginning: the statement's days are those of another zone than ours.
    first_day = (since - timedelta(days=1)).date()
    for row in statement.rows:
        if row.on is None or row.on >= first_day:
            by_reference.setdefault(row.reference, []).append(row)
    for reference, rows in by_reference.items():
        found = ours.get(reference)
        yield _not_ours(reference, rows) if found is None else _compare(*found, rows)
    for request, reward in wanted:
        is_expected = reward.status is RewardStatus.ALLOCATED and reward.reference not in by_reference
        if is_expected and reward.settled_at is not None and statement.covers(reward.settled_at):
            verdict = Verdict.OPEN if is_fresh(reward, now) else Verdict.MISSING_THERE
            yield Line(verdict, reward.reference, here_of(request, reward), "not in the statement", reward.id)


def _compare(request: Request, reward: Reward, rows: Sequence[StatementRow]) -> Line:
    paid = [row for row in rows if row.points > 0]
    total = sum((row.points for row in rows), Decimal())
    return Line(_verdict(reward, paid, total), reward.reference, here_of(request, reward), _told(rows), reward.id)


def _verdict(reward: Reward, paid: Sequence[StatementRow], total: Decimal) -> Verdict:
    if len(paid) > 1:
        return Verdict.TWICE
    match reward.status:
        case RewardStatus.ALLOCATED:
            return Verdict.MATCHED if total == reward.points else Verdict.DIFFERENT
        case RewardStatus.UNKNOWN | RewardStatus.SENDING:
            return Verdict.OPEN
        case _:
            return Verdict.PAID_THERE if total > 0 else Verdict.MATCHED


def _not_ours(reference: str, rows: Sequence[StatementRow]) -> Line:
    return Line(Verdict.MISSING_HERE, reference, "no such reference", _told(rows))


def _told(rows: Iterable[StatementRow]) -> str:
    """`the statement: 100 points in line 3 and -100 points in line 7`"""
    return "the statement: " + " and ".join(f"{row.points.normalize():f} points in line {row.line}" for row in rows)
