"""Taking back what somebody was given: what is typed for it, and what may stand in the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.ids import normal_id
from bot.core.reason import Reason, has_words, plain_text, read_reason
from bot.core.reward import Request, Reward, RewardStatus

_LINE = re.compile(r"\s*(?P<id>\S*)[\s:,–—-]*(?:(?:for|because|as|since)(?![\w'’])[\s:,-]*)?(?P<reason>.*)", re.DOTALL)


class Obstacle(StrEnum):
    """Why nobody is asked to take a reward back; each has one sentence."""

    NOT_YOURS = "not_yours"  # or there is no such reward: whoever guesses an id learns nothing
    WHICH = "which"  # of several people's
    IS_REVERSAL = "is_reversal"
    NOT_ARRIVED = "not_arrived"
    TAKEN_BACK = "taken_back"
    ASKED = "asked"  # already
    TOO_LATE = "too_late"
    REASON_MISSING = "reason_missing"
    FORGOTTEN = "forgotten"
    NOBODY_DECIDES = "nobody_decides"


@dataclass(frozen=True, slots=True)
class NotTakenBack:
    """Nothing was recorded. `request` holds what was given, None where the asker may not hear of it; `helpers` are
    those who may take it back besides, `reversal` the request that takes it back already."""

    why: Obstacle
    request: Request | None = None
    helpers: tuple[str, ...] = ()
    reversal: Request | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """What was typed after undo: a reward's id, in its normal form where it can be one, and why."""

    reward_id: str
    reason: Reason = field(default=(), repr=False)


def read_undo(argument: str) -> Undo:
    """`R-7Q2MK4 wrong person`, in Slack's escaped form. Any text gives an answer."""
    found = _LINE.fullmatch(argument)
    assert found, "it matches everything"
    typed = plain_text(found["id"]).strip("`'\"., ")
    reason = read_reason(found["reason"])
    return Undo(normal_id(typed) or typed, reason if has_words(reason) else ())


def obstacle(
    reward: Reward, *, is_givers: bool, has_reversal: bool, has_reason: bool, giver_days: int, now: datetime
) -> Obstacle | None:
    """What stands in the way of taking this reward back, by one who gave it (`is_givers`) or an operator. The giver has
    so many days after it arrived; `has_reversal`: it was asked for already, and not in vain."""
    if reward.reverses:
        return Obstacle.IS_REVERSAL
    if reward.status is not RewardStatus.ALLOCATED or reward.settled_at is None:
        return Obstacle.NOT_ARRIVED
    if reward.taken_back_at is not None:
        return Obstacle.TAKEN_BACK
    if has_reversal:
        return Obstacle.ASKED
    if is_givers and now > reward.settled_at + timedelta(days=giver_days):
        return Obstacle.TOO_LATE
    return None if has_reason else Obstacle.REASON_MISSING
