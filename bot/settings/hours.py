"""The company's working hours, as people write them in the policy file."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from bot.core.working_hours import Weekday, WorkingHours
from bot.settings.section import Section

_NAMES = {day.name.lower(): day for day in Weekday}


def _day(written: Any) -> date:
    """TOML knows days of its own, which need no quotes."""
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError):
        raise ValueError("is not a day; please write it like 2027-01-26") from None


TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Day = Annotated[date, BeforeValidator(_day)]


class WorkingHoursKeys(Section):
    """The table `[working_hours]`; its days and times are those of `rewards.time_zone`."""

    days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    begin: TimeOfDay = "09:30"
    end: TimeOfDay = "18:30"
    holidays: tuple[Day, ...] = ()

    @field_validator("days")
    @classmethod
    def _are_days(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        if not days or not set(days) <= _NAMES.keys():
            raise ValueError(f'has to name one day or more of {", ".join(_NAMES)}; please write it like ["mon", "tue"]')
        return days

    def meant(self, time_zone: str) -> WorkingHours:
        return WorkingHours(
            time_zone=time_zone,
            days=tuple(sorted({_NAMES[day] for day in self.days})),
            begin=time.fromisoformat(self.begin),
            end=time.fromisoformat(self.end),
            holidays=tuple(sorted(set(self.holidays))),
        )
