"""Who may decide: the people behind the policy's names, who of them is entitled, and in which order they are asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from itertools import count, zip_longest
from math import gcd

from bot.core.policy import MANAGER, Members, Standing, stands_for_people


def people_among(ids: tuple[str, ...], members: Members) -> tuple[str, ...]:
    """Those named by id first, then the groups' members in turn; nobody twice."""
    named = [slack_id for slack_id in ids if not stands_for_people(slack_id)]
    grouped = [person for slack_id in ids if stands_for_people(slack_id) for person in members.get(slack_id, ())]
    return tuple(dict.fromkeys(named + grouped))


def in_turn(ids: tuple[str, ...], members: Members, turn: int, seats: int) -> tuple[str, ...]:
    """Everybody among these ids, in the order in which they are asked where only so many (`seats`) are asked at once.

    Those named by id come first, always. Then one member of each group after the other, each group begun further on
    with every turn, so that in the long run each of its members is asked as often as any other.
    """
    named = [slack_id for slack_id in ids if not stands_for_people(slack_id)]
    groups = [_begun_at(members.get(slack_id, ()), turn, seats) for slack_id in ids if stands_for_people(slack_id)]
    rounds = zip_longest(*groups)
    return tuple(dict.fromkeys([*named, *(person for round_ in rounds for person in round_ if person)]))


def _begun_at(people: tuple[str, ...], turn: int, seats: int) -> tuple[str, ...]:
    if not people:
        return ()
    # A stride that shares no divisor with their number comes by everybody before it comes by anybody again.
    stride = next(stride for stride in count(seats) if gcd(stride, len(people)) == 1)
    first = turn * stride % len(people)
    return people[first:] + people[:first]


def entitled_people(
    approvers: tuple[str, ...], parties: tuple[str, ...], members: Members, standings: Mapping[str, Standing]
) -> tuple[str, ...]:
    """Who may decide on a request between these parties: active approvers who neither asked for it nor receive it."""
    return tuple(
        person
        for person in people_among(approvers, members)
        if person not in parties and standings.get(person) is Standing.MEMBER
    )


def can_reach(quorum: int, entitled: Iterable[str], approved: Iterable[str] = ()) -> bool:
    """Whether so many different people can approve: those who may now, and those who have approved already."""
    return len({*entitled, *approved}) >= quorum


def shown_deciders(approvers: tuple[str, ...], entitled: tuple[str, ...], members: Members) -> tuple[str, ...]:
    """The approvers as a card mentions them: people who may decide, and groups with such people in them. A giver's
    manager is mentioned by name."""
    shown: list[str] = []
    for slack_id in approvers:
        people = members.get(slack_id, ()) if stands_for_people(slack_id) else (slack_id,)
        may_decide = [person for person in people if person in entitled]
        if may_decide:
            shown += [slack_id] if slack_id != MANAGER else may_decide
    return tuple(dict.fromkeys(shown))


def mark_of(voices: Mapping[str, str], deputies: Mapping[str, str]) -> str:
    """A short mark of who may decide, for whom, and who of them is away, in whatever order: others have another mark,
    and nobody has one too."""
    who = [person if person == voice else f"{person}/{voice}" for person, voice in voices.items()]
    away = [f"{person}>{deputy}" for person, deputy in deputies.items()]
    return hashlib.sha256(" ".join(sorted((*who, *away))).encode()).hexdigest()[:16]


MARK_OF_NOBODY = mark_of({}, {})
