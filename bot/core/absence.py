"""Who is away hands their decisions to a deputy: who decides in whose name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """From `began_at` until just before `ends_at` the deputy decides for this person, who may go on deciding too."""

    person_id: str
    deputy_id: str
    began_at: datetime
    ends_at: datetime


def voices(entitled: Iterable[str], deputies: Mapping[str, str], may_stand_in: Container[str]) -> dict[str, str]:
    """Everybody who may decide, with whose decision it is: their own, or for a deputy that of whoever is away.

    `entitled` may decide for themselves, `deputies` has who of them is away and whom they named, and `may_stand_in` who
    of those may be one. Whoever may decide for themselves does; and nobody decides for two. A deputy who is away is
    followed no further.
    """
    found = {person: person for person in entitled}
    for person in tuple(found):
        deputy = deputies.get(person)
        if deputy is not None and deputy in may_stand_in:
            found.setdefault(deputy, person)
    return found


def in_place_of(people: Iterable[str], found: Mapping[str, str]) -> tuple[str, ...]:
    """These people, and in the place of each who is away whoever decides for them; nobody twice."""
    deputy_of = {voice: person for person, voice in found.items() if person != voice}
    return tuple(dict.fromkeys(deputy_of.get(person, person) for person in people))
