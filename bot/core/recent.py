"""What was asked of late between the people of a request, as far as it bears on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request that stands already: its id, and when it was asked. `is_private`: no channel hears of it."""

    id: str
    asked_at: datetime
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A reward that has arrived, as those who decide on taking it back have to know it."""

    reward_id: str
    request_id: str
    giver_id: str
    reason: str
    arrived_at: datetime
    is_private: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """A reward that was asked for of late and has not come to nothing."""

    request_id: str
    giver_id: str
    recipient_id: str
    points: int
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """What one giver asked for one recipient in so many days, with the request that it is about. `person_id` is that
    recipient where the request is for several; empty where there is but one."""

    points: int
    days: int
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Lookback:
    """What the policy sees in the days before a request. It is written down with it, and stays as it was."""

    same_person: Sum | None = None
    """The sum that its tier is of, where that is a higher one than the tier of its own points."""
    mutual_with: Earlier | None = None
    """The newest that a recipient asked for its giver."""
    split: Sum | None = None
    """The sum that would need a higher tier than each of what it adds up did, and than this one does."""
    needs_next_tier: bool = False
    """The policy lets that need the tier after the one that it would belong to, and had one when it was asked."""
    mutual_by: str = ""
    """Who asked for `mutual_with`, where the request is for several."""

    @property
    def is_for_deciders(self) -> bool:
        """There is something that those who decide are to know, and nobody else."""
        return self.mutual_with is not None or self.split is not None

    def tier_points(self, points: int) -> int:
        """Of how many points its tier is, where it asks for so many in all."""
        return points if self.same_person is None else self.same_person.points


NOTHING_SEEN = Lookback()


def between(recent: Iterable[Recent], giver_id: str, recipient_id: str) -> tuple[Recent, ...]:
    """Those that this giver asked for this recipient."""
    return tuple(each for each in recent if (each.giver_id, each.recipient_id) == (giver_id, recipient_id))


def within(recent: Iterable[Recent], days: int, now: datetime) -> tuple[Recent, ...]:
    """Those asked in the last so many days."""
    since = now - timedelta(days=days)
    return tuple(each for each in recent if each.asked_at >= since)


def points_of(recent: Iterable[Recent]) -> int:
    """All their points together."""
    return sum(each.points for each in recent)
