"""The company's working hours: which moments are in them, and which comes so many working hours later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from itertools import count
from zoneinfo import ZoneInfo


class Weekday(IntEnum):
    """As `date.weekday()` counts them."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """On these days from `begin` until just before `end`, by the clock of `time_zone`, and never on holidays. There is
    at least one day, and `begin` is before `end`."""

    time_zone: str = "Asia/Kolkata"
    days: tuple[Weekday, ...] = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)
    begin: time = time(9, 30)
    end: time = time(18, 30)
    holidays: tuple[date, ...] = ()

    def includes(self, moment: datetime) -> bool:
        return self.later(moment, 0) == moment

    def later(self, moment: datetime, hours: int) -> datetime:
        """The moment by which so many working hours have passed, in UTC. It is one of them itself: hours that end with
        the day end when the next one begins."""
        left = timedelta(hours=hours)
        for begins_at, ends_at in self._spans_from(moment):
            since = max(begins_at, moment)
            if since + left < ends_at:
                return since + left
            left -= max(ends_at - since, timedelta())
        raise AssertionError("there is always another day")

    def next_day(self, moment: datetime) -> datetime:
        """The same time of day on the next working day, in UTC."""
        local = moment.astimezone(ZoneInfo(self.time_zone))
        days = (local.date() + timedelta(days=number) for number in count(1))
        day = next(day for day in days if self._is_worked(day))
        return datetime.combine(day, local.time(), ZoneInfo(self.time_zone)).astimezone(UTC)

    def _is_worked(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.holidays and self._is_there(day)

    def _is_there(self, day: date) -> bool:
        """A zone that moves over the date line leaves out a whole day."""
        zone = ZoneInfo(self.time_zone)
        return datetime.combine(day, self.begin, zone).astimezone(UTC).astimezone(zone).date() == day

    def _spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working hours of one day after the other, without end. Both ends are in UTC, so that an hour is an hour
        also where a clock is put on or back in its midst."""
        zone = ZoneInfo(self.time_zone)
        first = moment.astimezone(zone).date()
        for day in (first + timedelta(days=number) for number in count()):
            begins_at = datetime.combine(day, self.begin, zone).astimezone(UTC)
            ends_at = datetime.combine(day, self.end, zone).astimezone(UTC)
            if self._is_worked(day):
                yield begins_at, ends_at
