"""What a channel reads each week or month: who was thanked for what, and how things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.budget import Period, Pot
from bot.core.days import Rhythm

# More than these are counted, and not named.
THANKS_SHOWN_MAX = 30
LEADERS_SHOWN_MAX = 5
# How many weeks or months the chart shows.
BARS = 6


@dataclass(frozen=True, slots=True)
class DigestRule:
    """Where the digest goes, how often, and what the policy lets it show besides."""

    channel: str
    every: Rhythm = Rhythm.WEEK
    has_points: bool = False
    has_leaderboard: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Since when digests are turned on as they are, and how far they have come: `up_to` is the ISO date of the first
    day of which none has told."""

    channel: str
    every: str
    up_to: str


@dataclass(frozen=True, slots=True)
class Thanks:
    """What reached one or several people by one request."""

    request_id: str
    giver_id: str
    recipient_ids: tuple[str, ...]
    points: int
    reason: str
    channel_id: str
    value: str = ""
    """The tag of what it shows; empty where its giver named none."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What was allocated in a time: so many rewards, for so many people, of so many points together."""

    rewards: int
    people: int
    points: int


@dataclass(frozen=True, slots=True)
class Received:
    """What reached one person by requests that were asked in one channel."""

    recipient_id: str
    channel_id: str
    rewards: int
    points: int


@dataclass(frozen=True, slots=True)
class Leader:
    """One of those who were thanked most; who is as far as another has the same place."""

    place: int
    person_id: str
    rewards: int
    points: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One week or month of the chart."""

    period: Period
    sums: Sums


@dataclass(frozen=True, slots=True)
class Chart:
    """What the bars show, ready to be drawn: for each its label, and its number as it is written and as it is."""

    headline: str
    bars: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest whole; of private rewards it has nothing. `thanks` are those that may be named, the newest
    first, `pots` the company's budgets; what is undecided and unknown is so now."""

    period: Period
    sums: Sums
    thanks: tuple[Thanks, ...] = ()
    pots: tuple[Pot, ...] = ()
    undecided: int = 0
    unknown: int = 0
    bars: tuple[Bar, ...] = ()
    leaders: tuple[Leader, ...] = ()
    values: tuple[tuple[str, int], ...] = ()
    """What the company's values are called, each with how many rewards show it; most first."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Slack id to real name, of everybody it names."""

    @property
    def unnamed(self) -> int:
        """How many rewards are counted and not named."""
        return self.sums.rewards - sum(len(each.recipient_ids) for each in self.thanks)


def leaders(received: Mapping[str, Sums], *, by_points: bool) -> tuple[Leader, ...]:
    """The first few; where several are as far as the last of them, all of those or none."""
    measured = {person: sums.points if by_points else sums.rewards for person, sums in received.items()}
    in_order = sorted(received, key=lambda person: (-measured[person], person))
    places = {person: 1 + sum(more > measured[person] for more in measured.values()) for person in in_order[:100]}
    shown = [person for person in in_order[:100] if places[person] <= LEADERS_SHOWN_MAX]
    if len(shown) > 2 * LEADERS_SHOWN_MAX:
        last = places[shown[-1]]
        shown = [person for person in shown if places[person] < last]
    return tuple(Leader(places[who], who, received[who].rewards, received[who].points) for who in shown)
