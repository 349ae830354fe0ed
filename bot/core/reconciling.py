"""Comparing the books with EnKash's: what each reward is found to be, and which of it is a difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.core.allocation import Allocated, Different, Finding, NotFound
from bot.core.reward import Request, Reward, RewardStatus

# What was confirmed just now need not stand in EnKash's lists yet.
FRESH_FOR = timedelta(minutes=15)


class Verdict(StrEnum):
    """What a reward is found to be, the gravest first."""

    TWICE = "paid twice"
    PAID_THERE = "paid there, not here"
    MISSING_THERE = "missing there"
    DIFFERENT = "different"
    MISSING_HERE = "missing here"
    UNCLEAR = "cannot be compared"
    OPEN = "open"
    MATCHED = "matched"

    @property
    def is_difference(self) -> bool:
        """Whether the two sides do not agree. What is open may still be either, and says which it is."""
        return self not in (Verdict.UNCLEAR, Verdict.OPEN, Verdict.MATCHED)

    @property
    def stops_sending(self) -> bool:
        """Whether the books do not balance: a reward of ours is not what EnKash has."""
        return self.is_difference and self is not Verdict.MISSING_HERE


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison. `here` and `there` say in words what either side has; without a reward, nothing here is it."""

    verdict: Verdict
    reference: str
    here: str
    there: str
    reward_id: str = ""


@dataclass(frozen=True, slots=True)
class BalanceGap:
    """The company's account, at two moments at which nothing was under way: what it held, what was allocated in
    between, and what it holds."""

    before: Decimal
    allocated_points: int
    now: Decimal

    @property
    def expected(self) -> Decimal:
        return self.before - self.allocated_points

    @property
    def points(self) -> Decimal:
        """How many points more there are than expected; below zero, how many fewer."""
        return self.now - self.expected


def compare(request: Request, reward: Reward, finding: Finding, now: datetime) -> Line:
    """What EnKash shows under a reward's reference, held against what the ledger has."""
    there = f"{reward.points} points, as here" if isinstance(finding, Allocated) else finding.why
    return Line(_verdict(reward, finding, now), reward.reference, here_of(request, reward), there, reward.id)


def here_of(request: Request, reward: Reward) -> str:
    """`allocated, 100 points`; of a reversal `taking back: allocated, 100 points`"""
    what = "taking back: " if reward.reverses else ""
    return f"{what}{reward.status or request.status}, {reward.points} points"


def counted(lines: Iterable[Line]) -> dict[Verdict, int]:
    """How many of which, all of them named, the gravest first."""
    counts = Counter(line.verdict for line in lines)
    return {verdict: counts[verdict] for verdict in Verdict}


def is_fresh(reward: Reward, now: datetime) -> bool:
    """Whether it was settled so recently that EnKash may not list it yet."""
    return reward.settled_at is not None and now - reward.settled_at < FRESH_FOR


def _verdict(reward: Reward, finding: Finding, now: datetime) -> Verdict:
    if isinstance(finding, Different) and finding.moved > 1:
        return Verdict.TWICE
    if reward.status in (RewardStatus.UNKNOWN, RewardStatus.SENDING):
        return Verdict.OPEN
    if isinstance(finding, NotFound) and not (finding.was_answered or finding.is_under_way):
        # Never sent, and nobody left to look it up for: nothing speaks for there being anything.
        return Verdict.UNCLEAR if reward.attempt else Verdict.OPEN
    if reward.status is RewardStatus.ALLOCATED:
        return _verdict_of_allocated(reward, finding, now)
    return Verdict.PAID_THERE if _has_moved(finding) else Verdict.MATCHED


def _has_moved(finding: Finding) -> bool:
    """Whether points moved there, or may yet: what failed there is no payment."""
    match finding:
        case Allocated():
            return True
        case Different(moved=moved):
            return moved > 0
        case NotFound(is_under_way=is_under_way):
            return is_under_way


def _verdict_of_allocated(reward: Reward, finding: Finding, now: datetime) -> Verdict:
    match finding:
        case Allocated():
            return Verdict.MATCHED
        case Different():
            return Verdict.DIFFERENT
        case NotFound(is_under_way=True):
            return Verdict.OPEN
        case _:
            return Verdict.OPEN if is_fresh(reward, now) else Verdict.MISSING_THERE
