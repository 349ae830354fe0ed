"""What follows `/reward away`: the deputy, and the last day on which they decide.

@farah until Friday    @farah until 2026-12-04    @farah for 3 days    @farah tomorrow
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.working_hours import Weekday

# Longer than this nobody is away: then the policy should name somebody else.
DAYS_MAX = 366


class Unclear(StrEnum):
    """Why nothing was handed over."""

    WHO = "who"
    WHEN = "when"
    PAST = "past"
    TOO_LONG = "too_long"
    YOURSELF = "yourself"
    DECIDES_NOTHING = "decides_nothing"
    """Whoever goes away is no approver."""
    NO_APPROVER = "no_approver"
    """The deputy is none."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants this person to decide for them, up to that day and on it."""

    deputy_id: str
    last_day: date


_DEPUTY = re.compile(r"(?:\bto\s+)?<@(?P<id>[UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_DAYS = {day.name.lower(): day for day in Weekday}
_WHEN = re.compile(
    r"""(?:until|till?|to|up\ to)?\s*(?:
        (?P<today>today)
        |(?P<tomorrow>tomorrow)
        |(?:next\s+)?(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?
        |(?P<day>(?P<year>[0-9०-९]{4})-(?P<month>[0-9०-९]{2})-(?P<date>[0-9०-९]{2}))
        |for\s+(?P<number>\d{1,4}|an?|one)\s+(?P<unit>day|week)s?
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def read_away(text: str, today: date) -> Wish | Unclear:
    """Read what Slack sends after the word, escaped. Any text gives an answer, and none an error."""
    deputies = _DEPUTY.findall(text)
    if len(set(deputies)) != 1:
        return Unclear.WHO
    when = " ".join(_DEPUTY.sub(" ", text).split()).strip(" .,!")
    found = _WHEN.fullmatch(when)
    last_day = None if found is None else _last_day(found, today)
    if last_day is None:
        return Unclear.WHEN
    if last_day < today:
        return Unclear.PAST
    return Wish(deputies[0], last_day) if (last_day - today).days < DAYS_MAX else Unclear.TOO_LONG


def _last_day(found: re.Match[str], today: date) -> date | None:
    """None for a day that no calendar has. A weekday is the next of that name, never today."""
    if found["day"]:
        try:
            return date(int(found["year"]), int(found["month"]), int(found["date"]))
        except ValueError:
            return None
    if found["number"]:
        number = int(found["number"]) if found["number"].isdecimal() else 1
        days = number * (7 if found["unit"].lower() == "week" else 1)
        # Today is the first of them.
        return today + timedelta(days=days - 1)
    if found["weekday"]:
        ahead = (_DAYS[found["weekday"][:3].lower()] - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    return today + timedelta(days=1 if found["tomorrow"] else 0)


def end_of(day: date, time_zone: str) -> datetime:
    """When that day is over there, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone)).astimezone(UTC)
