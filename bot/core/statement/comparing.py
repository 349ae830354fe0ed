"""A statement held against the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from bot.core.reconciling import Line, Verdict, here_of, is_fresh
from bot.core.reward import Request, Reward, RewardStatus
from bot.core.statement import Statement, StatementRow

Found = tuple[Request, Reward]


def compare_statement(
    statement: Statement, ours: Mapping[str, Found], wanted: Sequence[Found], since: datetime, now: datetime
) -> Iterator[Line]:
    """Every reference that it names, and those that it has to name and does not: `ours` are the rewards that it names,
    `wanted` those that it may have to name."""
    by_reference: dict[str, list[StatementRow]] = {}
    for row in statement.rows_since(since):
        by_reference.setdefault(row.reference, []).append(row)
    for reference, rows in by_reference.items():
        found = ours.get(reference)
        yield _not_ours(reference, rows) if found is None else _compare(*found, rows)
    for request, reward in wanted:
        if reward.reference not in by_reference and _must_stand(reward, statement, since):
            verdict = Verdict.OPEN if is_fresh(reward, now) else Verdict.MISSING_THERE
            yield Line(verdict, reward.reference, here_of(request, reward), "not in the statement", reward.id)


def _must_stand(reward: Reward, statement: Statement, since: datetime) -> bool:
    """Without days a statement is taken to reach from then to now."""
    if reward.status is not RewardStatus.ALLOCATED or reward.settled_at is None or reward.settled_at < since:
        return False
    days = statement.whole_days_since(since)
    return days is None or days.hold(reward.settled_at)


def _compare(request: Request, reward: Reward, rows: Sequence[StatementRow]) -> Line:
    # What is taken back stands there below zero.
    sign = -1 if reward.reverses else 1
    paid = [row for row in rows if sign * row.points > 0]
    total = sign * sum((row.points for row in rows), Decimal())
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
