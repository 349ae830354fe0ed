"""When a request is pressed on that nobody decides on, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.policy import Policy


@dataclass(frozen=True, slots=True)
class Timetable:
    """When those who have not decided are reminded, when the tier above is asked as well, and when it ends. None where
    that is not to be, or would come too late."""

    remind_at: datetime | None
    escalate_at: datetime | None
    expires_at: datetime


def timetable(
    policy: Policy, asked_at: datetime, expires_at: datetime, reminded_at: datetime | None = None
) -> Timetable:
    """`reminded_at` is when the reminder went, where it has."""
    hours, more = policy.remind_working_hours, policy.escalate_working_hours
    half_over_at = asked_at + (expires_at - asked_at) / 2
    remind_at = half_over_at if hours is None else policy.working_hours.later(asked_at, hours)
    # Late as a reminder may have been, there is as much time after it.
    escalate_at = None if more is None else policy.working_hours.later(reminded_at or remind_at, more)
    return Timetable(
        remind_at if remind_at < expires_at else None,
        escalate_at if escalate_at is not None and escalate_at < expires_at else None,
        expires_at,
    )
