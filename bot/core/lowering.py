"""Approving fewer points than were asked for: which numbers a decider may write instead."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.core.policy import Policy

# Longer than any amount that a policy allows. In our digits or in Devanagari's, as in a command.
_WHOLE = re.compile(r"[0-9]{1,9}|[०-९]{1,9}")


class Unfit(StrEnum):
    """Why that number of points cannot be approved instead."""

    NOT_WHOLE = "not_whole"
    NOT_LOWER = "not_lower"
    TOO_FEW = "too_few"
    NOT_A_MULTIPLE = "not_a_multiple"


def read_points(typed: str) -> int | None:
    """The number that a form's field holds; None where it holds none."""
    return int(typed) if _WHOLE.fullmatch(typed) else None


def unfit(policy: Policy, points: int, standing: int) -> Unfit | None:
    """Whether so many points may be approved where `standing` would be sent: fewer, and what may be asked for."""
    if points >= standing:
        return Unfit.NOT_LOWER
    if points < policy.points_min:
        return Unfit.TOO_FEW
    return Unfit.NOT_A_MULTIPLE if points % policy.points_multiple_of else None


def range_below(policy: Policy, standing: int) -> tuple[int, int] | None:
    """The fewest and the most points that may be approved where `standing` would be sent; None where there are none."""
    step = policy.points_multiple_of
    least, most = -(-policy.points_min // step) * step, (standing - 1) // step * step
    return (least, most) if least <= most else None
