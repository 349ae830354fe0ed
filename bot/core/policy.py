"""Who may ask for and decide what. The policy file becomes a `Policy` in `bot/settings.py`; this is what it means."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import time
from enum import StrEnum
from itertools import count, zip_longest
from math import gcd

from bot.core.refusal import Why
from bot.core.statement.layout import StatementLayout


class Standing(StrEnum):
    """What Slack says somebody is. Only a member may give, receive or decide."""

    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    STRANGER = "stranger"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class User:
    """What Slack last said of one user."""

    id: str
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force. `approvers` and `operators` are Slack ids; approvers may be user groups (S…).

    `low_balance_points`: the operators are called when the company's account holds less.
    """

    approvers: tuple[str, ...]
    expires_hours: int = 168
    points_max: int = 10_000
    open_requests_max: int = 20
    rupees_per_point: int | None = None
    operators: tuple[str, ...] = ()
    operators_channel: str | None = None
    low_balance_points: int = 10_000
    approvals_channel: str | None = None
    """Where the cards go; where it is not named, to where the command was typed."""
    is_balance_private: bool = False
    """The new balance is said to the recipient alone, and not in the thread."""
    reconcile_at: time = time(0, 30)
    """When rewards are compared with EnKash each day, in UTC."""
    statement: StatementLayout = field(default_factory=StatementLayout)

    def hash(self) -> str:
        """The same for the same rules, and another for others: what a request says of the policy it was asked under."""
        rules = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.sha256(rules.encode()).hexdigest()[:16]


Members = Mapping[str, tuple[str, ...]]
"""User group id -> the ids of its members."""


def is_group(slack_id: str) -> bool:
    """User groups begin with S, people with U or W (Slack, "User group object")."""
    return slack_id.startswith("S")


def is_channel(slack_id: str) -> bool:
    """Channels begin with C or G; a conversation between people begins with D (Slack, "Conversation object")."""
    return slack_id.startswith(("C", "G"))


def people_among(ids: tuple[str, ...], members: Members) -> tuple[str, ...]:
    """Those named by id first, then the groups' members in turn; nobody twice."""
    named = [slack_id for slack_id in ids if not is_group(slack_id)]
    grouped = [person for slack_id in ids if is_group(slack_id) for person in members.get(slack_id, ())]
    return tuple(dict.fromkeys(named + grouped))


def in_turn(ids: tuple[str, ...], members: Members, turn: int, seats: int) -> tuple[str, ...]:
    """Everybody among these ids, in the order in which they are asked where only so many (`seats`) are asked at once.

    Those named by id come first, always. Then one member of each group after the other, each group begun further on
    with every turn, so that in the long run each of its members is asked as often as any other.
    """
    named = [slack_id for slack_id in ids if not is_group(slack_id)]
    groups = [_begun_at(members.get(slack_id, ()), turn, seats) for slack_id in ids if is_group(slack_id)]
    rounds = zip_longest(*groups)
    return tuple(dict.fromkeys([*named, *(person for round_ in rounds for person in round_ if person)]))


def _begun_at(people: tuple[str, ...], turn: int, seats: int) -> tuple[str, ...]:
    if not people:
        return ()
    # A stride that shares no divisor with their number comes by everybody before it comes by anybody again.
    stride = next(stride for stride in count(seats) if gcd(stride, len(people)) == 1)
    first = turn * stride % len(people)
    return people[first:] + people[:first]


@dataclass(frozen=True, slots=True)
class Asking:
    """The facts that decide whether a request is recorded. A standing of None: Slack has not told us yet."""

    giver_id: str
    recipient_id: str
    standings: Mapping[str, Standing]
    recipient_is_mapped: bool
    open_requests: int
    members: Members


_RECIPIENT_REFUSED = {
    Standing.BOT: Why.BOT,
    Standing.STRANGER: Why.STRANGER,
    Standing.GUEST: Why.GUEST,
    Standing.DEACTIVATED: Why.DEACTIVATED,
}


def judge_asking(policy: Policy, asking: Asking) -> Why | None:
    """Why this request is not recorded; None when it is."""
    giver, recipient = asking.standings.get(asking.giver_id), asking.standings.get(asking.recipient_id)
    if asking.giver_id == asking.recipient_id:
        return Why.YOURSELF
    if giver is None or recipient is None:
        return Why.NOT_YET_KNOWN
    if giver is not Standing.MEMBER:
        return Why.GIVER_MAY_NOT
    if recipient is not Standing.MEMBER:
        return _RECIPIENT_REFUSED[recipient]
    if not asking.recipient_is_mapped:
        return Why.NOT_MAPPED
    if asking.open_requests >= policy.open_requests_max:
        return Why.TOO_MANY_OPEN
    parties = (asking.giver_id, asking.recipient_id)
    if not entitled_people(policy.approvers, parties, asking.members, asking.standings):
        return Why.NOBODY_DECIDES
    return None


def entitled_people(
    approvers: tuple[str, ...], parties: tuple[str, ...], members: Members, standings: Mapping[str, Standing]
) -> tuple[str, ...]:
    """Who may decide on a request between these parties: active approvers who neither asked for it nor receive it."""
    return tuple(
        person
        for person in people_among(approvers, members)
        if person not in parties and standings.get(person) is Standing.MEMBER
    )


def shown_deciders(approvers: tuple[str, ...], entitled: tuple[str, ...], members: Members) -> tuple[str, ...]:
    """The approvers as a card mentions them: people who may decide, and groups with such people in them."""

    def may_decide(slack_id: str) -> bool:
        people = members.get(slack_id, ()) if is_group(slack_id) else (slack_id,)
        return any(person in entitled for person in people)

    return tuple(slack_id for slack_id in approvers if may_decide(slack_id))


def mark_of(people: Iterable[str]) -> str:
    """A short mark of these people, in whatever order: other people have another mark, and nobody has one too."""
    return hashlib.sha256(" ".join(sorted(people)).encode()).hexdigest()[:16]


MARK_OF_NOBODY = mark_of(())
