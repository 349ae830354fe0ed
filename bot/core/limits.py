"""Limits at each person: how many points may be asked for one recipient, by everybody together or by one giver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.core.budget import Every, YearStart, day_of, period_of
from bot.core.recent import Recent, between, points_of, within


class LimitPer(StrEnum):
    """Whose points a limit counts together: all that one recipient is to get, or what one giver asks for them."""

    RECIPIENT = "recipient"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many points in the last `days`, or in every such period: one of the two is there."""

    per: LimitPer
    points: int
    days: int | None = None
    every: Every | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """By which days, quarters and years a company counts."""

    time_zone: str
    year_start: YearStart


@dataclass(frozen=True, slots=True)
class Room:
    """What a limit leaves for one giver and one recipient; below zero where more was asked before it was written."""

    limit: Limit
    left_points: int


def rooms(
    limits: Iterable[Limit],
    calendar: Calendar,
    giver_id: str,
    recipient_id: str,
    recent: Iterable[Recent],
    now: datetime,
) -> tuple[Room, ...]:
    """What each limit leaves. `recent` holds all that was asked for this recipient since `looked_at_since`."""
    received = tuple(each for each in recent if each.recipient_id == recipient_id)
    given = between(received, giver_id, recipient_id)
    counted = {LimitPer.RECIPIENT: received, LimitPer.PAIR: given}
    return tuple(
        Room(limit, limit.points - points_of(_in_window(limit, calendar, counted[limit.per], now))) for limit in limits
    )


def first_too_small(rooms: Iterable[Room], points: int) -> Room | None:
    """The one that keeps so many points from being asked for; None where all leave as many."""
    return next((room for room in rooms if points > room.left_points), None)


def looked_at_since(limit: Limit, calendar: Calendar, now: datetime) -> datetime:
    """A moment before which nothing was asked that this limit counts."""
    if limit.every is None:
        return now - timedelta(days=limit.days or 0)
    first = period_of(day_of(now, calendar.time_zone), limit.every, calendar.year_start).first
    # No zone is a whole day from UTC.
    return datetime.combine(first, time(), UTC) - timedelta(days=1)


def _in_window(limit: Limit, calendar: Calendar, recent: tuple[Recent, ...], now: datetime) -> Iterable[Recent]:
    if limit.every is None:
        return within(recent, limit.days or 0, now)
    period = period_of(day_of(now, calendar.time_zone), limit.every, calendar.year_start)
    return (each for each in recent if day_of(each.asked_at, calendar.time_zone) >= period.first)
