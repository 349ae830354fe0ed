"""Working hours pass in working hours alone, in every zone, through nights, weekends, holidays and changed clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.working_hours import Weekday, WorkingHours

ZONES = ("Asia/Kolkata", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
# Around the days on which clocks are put on or back, and the one that Apia left out (30 December 2011).
TURNS = (date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2011, 12, 30))
NIGHT = WorkingHours("America/New_York", tuple(Weekday), time(1, 30), time(3, 15))
HOURS = st.integers(0, 60)


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    midnight = datetime.combine(draw(st.sampled_from(TURNS)), time(), UTC)
    return midnight + timedelta(minutes=draw(st.integers(-8 * 24 * 60, 8 * 24 * 60)))


@st.composite
def working_hours(draw: st.DrawFn) -> WorkingHours:
    begin, end = sorted(draw(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True)))
    near = [day + timedelta(days=number) for day in TURNS for number in range(-3, 4)]
    return WorkingHours(
        draw(st.sampled_from(ZONES)),
        tuple(sorted(draw(st.sets(st.sampled_from(Weekday), min_size=1)))),
        time(*divmod(begin, 60)),
        time(*divmod(end, 60)),
        tuple(sorted(draw(st.sets(st.sampled_from(near), max_size=4)))),
    )


def is_worked(hours: WorkingHours, moment: datetime) -> bool:
    """As a clock on the wall says it, with no arithmetic."""
    local = moment.astimezone(ZoneInfo(hours.time_zone))
    return (
        local.weekday() in hours.days
        and local.date() not in hours.holidays
        and hours.begin <= local.time().replace(tzinfo=None) < hours.end
    )


@given(working_hours(), moments(), HOURS)
@example(NIGHT, datetime(2026, 3, 8, tzinfo=UTC), 3)
@example(NIGHT, datetime(2026, 11, 1, tzinfo=UTC), 3)
def test_so_many_hours_later_is_always_a_working_hour_and_never_before(
    hours: WorkingHours, moment: datetime, number: int
) -> None:
    later = hours.later(moment, number)
    assert later >= moment + timedelta(hours=number)
    assert hours.includes(later)


@given(working_hours(), moments(), moments(), HOURS, HOURS)
def test_what_begins_later_or_takes_longer_never_ends_sooner(
    hours: WorkingHours, one: datetime, other: datetime, few: int, many: int
) -> None:
    assert hours.later(min(one, other), few) <= hours.later(max(one, other), few)
    assert hours.later(one, min(few, many)) <= hours.later(one, max(few, many))


@given(working_hours(), moments(), HOURS, HOURS)
def test_hours_after_hours_are_their_sum(hours: WorkingHours, moment: datetime, few: int, more: int) -> None:
    assert hours.later(hours.later(moment, few), more) == hours.later(moment, few + more)


USUAL = st.builds(
    WorkingHours,
    st.sampled_from(ZONES),
    st.sets(st.sampled_from(Weekday), min_size=3).map(lambda days: tuple(sorted(days))),
    st.sampled_from([time(4), time(9, 30)]),
    st.sampled_from([time(13), time(18, 30)]),
    st.sets(st.sampled_from(TURNS), max_size=2).map(lambda days: tuple(sorted(days))),
)


@given(USUAL, moments(), st.integers(0, 12))
def test_exactly_so_many_minutes_of_work_lie_between(hours: WorkingHours, moment: datetime, number: int) -> None:
    """Counted minute by minute."""
    minutes = int((hours.later(moment, number) - moment) / timedelta(minutes=1))
    worked = sum(is_worked(hours, moment + timedelta(minutes=minute)) for minute in range(minutes))
    assert worked == number * 60
    assert is_worked(hours, hours.later(moment, number))


@given(working_hours(), moments())
def test_the_next_day_is_a_working_day_at_the_same_time_of_day(hours: WorkingHours, moment: datetime) -> None:
    zone = ZoneInfo(hours.time_zone)
    later = hours.next_day(moment)
    assert later > moment
    local, before = later.astimezone(zone), moment.astimezone(zone)
    assert local.date() > before.date()
    if local.time() == before.time():
        assert local.weekday() in hours.days
        assert local.date() not in hours.holidays


FRIDAY_EVENING = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)  # 17:30 in India


@pytest.mark.parametrize(
    ("moment", "number", "later"),
    [
        # An hour is left on Friday; the rest is Monday's.
        (FRIDAY_EVENING, 8, "2026-11-30 11:00"),
        (FRIDAY_EVENING, 0, "2026-11-27 12:00"),
        # What ends with the day ends when the next one begins.
        (FRIDAY_EVENING, 1, "2026-11-30 04:00"),
        (datetime(2026, 11, 28, 6, 0, tzinfo=UTC), 0, "2026-11-30 04:00"),
        (datetime(2026, 11, 26, 22, 0, tzinfo=UTC), 2, "2026-11-27 06:00"),
        # Tuesday, 26 January 2027 is a holiday: from Monday noon to Wednesday.
        (datetime(2027, 1, 25, 6, 30, tzinfo=UTC), 8, "2027-01-27 05:30"),
    ],
)
def test_hours_as_a_calendar_has_them(moment: datetime, number: int, later: str) -> None:
    hours = WorkingHours(holidays=(date(2027, 1, 26),))
    assert f"{hours.later(moment, number):%Y-%m-%d %H:%M}" == later


def test_an_hour_that_the_clock_leaves_out_is_not_worked_and_one_that_comes_twice_is() -> None:
    # New York, from 1:30 to 3:15: 45 minutes on 8 March, 1:45 as ever, 2:45 on 1 November.
    for day, minutes in ((date(2026, 3, 8), 45), (date(2026, 3, 9), 105), (date(2026, 11, 1), 165)):
        midnight = datetime.combine(day, time(4), UTC)
        worked = sum(NIGHT.includes(midnight + timedelta(minutes=minute)) for minute in range(10 * 60))
        assert worked == minutes


def test_a_day_longer_ends_at_the_same_time_of_the_next_working_day() -> None:
    hours = WorkingHours(holidays=(date(2026, 11, 30),))
    assert hours.next_day(FRIDAY_EVENING) == datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
