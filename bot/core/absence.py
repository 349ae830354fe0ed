"""Who is away hands their decisions to a deputy: who decides in whose name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.deciders import shown_deciders
from bot.core.policy import Members


@dataclass(frozen=True, slots=True)
class Absence:
    """From `began_at` until just before `ends_at` the deputy decides for this person, who may go on deciding too."""

    person_id: str
    deputy_id: str
    began_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """How it stands with somebody: their own absence, whether their deputy is away too, and whose deputy they are."""

    own: Absence | None
    is_deputy_away: bool = False
    others: tuple[Absence, ...] = ()


Voices = Mapping[str, str]
"""Who may decide -> whose decision it is: their own, or for a deputy that of whoever is away."""


def voices_of(entitled: Iterable[str], deputies: Mapping[str, str]) -> Voices:
    """`entitled` may decide for themselves; `deputies` has who is away, and who may stand in for them.

    Whoever may decide for themselves does, and nobody decides for two. A deputy who is away is followed no further.
    """
    found = {person: person for person in entitled}
    for person in tuple(found):
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
