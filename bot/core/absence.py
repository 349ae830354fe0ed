"""Who is away hands their decisions to a deputy: who decides in whose name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.deciders import shown_deciders
from bot.core.policy import Members


@dataclass(frozen=True, slots=True)
class Absence:
    """From `began_at` until just before `ends_at` the deputy decides for this person, who may go on deciding too."""

    person_id: str
    deputy_id: str
    began_at: datetime
    ends_at: datetime


class Shared(StrEnum):
    """On how much of what somebody decides on their deputy may decide anyway, for themselves."""

    NOTHING = "nothing"
    SOME = "some"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Away:
    """How it stands with somebody: their own absence, whether their deputy is away too, what the two share and for whom
    else the deputy decides; and whose deputy they are."""

    own: Absence | None
    is_deputy_away: bool = False
    shared: Shared = Shared.NOTHING
    besides: tuple[str, ...] = ()
    others: tuple[Absence, ...] = ()


def shared(person_id: str, deputy_id: str, deciders: Iterable[tuple[str, ...]]) -> Shared:
    """What the two share, of the people who decide in each tier."""
    theirs = [people for people in deciders if person_id in people]
    both = [people for people in theirs if deputy_id in people]
    if not both:
        return Shared.NOTHING
    return Shared.ALL if len(both) == len(theirs) else Shared.SOME


Voices = Mapping[str, str]
"""Who may decide -> whose decision it is: their own, or for a deputy that of whoever is away."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Who may decide on one request, and whose decision it is; and who of those entitled is away -> who may stand in
    for them."""

    voices: Voices
    deputies: Mapping[str, str]

    @property
    def present(self) -> Voices:
        """All but those who are away while the deputy they named is there and decides anyway, for themselves or for
        another."""
        there = {away: deputy for away, deputy in self.deputies.items() if deputy not in self.deputies}
        spared = [away for away, deputy in there.items() if self.voices.get(deputy, away) != away]
        return {person: voice for person, voice in self.voices.items() if person not in spared}


def voices_of(entitled: Iterable[str], deputies: Mapping[str, str], last: Container[str] = ()) -> Voices:
    """`entitled` may decide for themselves; `deputies` has who is away, and who may stand in for them.

    Whoever may decide for themselves does, and nobody decides for two: where they are named by two, for those in `last`
    only after all others. A deputy who is away is followed no further.
    """
    found = {person: person for person in entitled}
    for person in sorted(found, key=lambda person: person in last):
        if person in deputies:
            found.setdefault(deputies[person], person)
    return found


def deputies_in(voices: Voices) -> Mapping[str, str]:
    """Those of them who decide for somebody else -> for whom."""
    return {person: voice for person, voice in voices.items() if person != voice}


def in_place(people: Iterable[str], voices: Voices) -> tuple[str, ...]:
    """These people, and in the place of each who is away whoever decides for them; nobody twice."""
    deputy_of = {voice: person for person, voice in deputies_in(voices).items()}
    return tuple(dict.fromkeys(deputy_of.get(person, person) for person in people))


def shown_voices(named: tuple[str, ...], voices: Voices, members: Members) -> tuple[str, ...]:
    """Those who may decide as a card mentions them: as `shown_deciders`, with deputies in the place of who is away."""
    deputies = deputies_in(voices)
    present = tuple(person for person in voices if person not in (*deputies, *deputies.values()))
    return (*shown_deciders(named, present, members), *deputies)
