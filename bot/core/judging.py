"""What a request is held against when it is asked: one rule after the other, until the first that refuses it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.absence import Rights, Voices, voices_of
from bot.core.budget import Pot, first_without_room
from bot.core.deciders import can_reach, entitled_people, people_among
from bot.core.limits import LimitPer, Room, first_too_small
from bot.core.policy import MANAGER, Members, Policy, Standing, Tier
from bot.core.recent import NOTHING_SEEN, Earlier, Lookback
from bot.core.refusal import Why


@dataclass(frozen=True, slots=True)
class Asking:
    """The facts that decide whether a request is recorded. A standing of None: Slack has not told us yet."""

    giver_id: str
    recipients: tuple[str, ...]
    points: int
    """For each of them."""
    has_reason: bool
    channel_id: str
    standings: Mapping[str, Standing]
    mapped: Collection[str]
    """Those of the recipients whom HR has told of."""
    open_requests: int
    members: Members
    pots: tuple[Pot, ...] = ()
    """What its budgets mean for it, as they are before it."""
    deputies: Mapping[str, str] = field(default_factory=dict)
    """Who of the approvers is away -> who may decide for them."""
    same_as: Earlier | None = None
    """What may have been meant already."""
    rooms: Mapping[str, tuple[Room, ...]] = field(default_factory=dict)
    """What each of the limits leaves for this giver and each recipient, before it."""
    lookback: Lookback = NOTHING_SEEN
    has_value: bool = False
    is_private: bool = False
    unknown_groups: tuple[str, ...] = ()
    """Those that were named, and of which Slack has not told us who is in them."""
    is_giver_left_out: bool = False
    """They are in a group that they named, and get nothing for that."""

    def tier(self, policy: Policy) -> Tier:
        return tier_for(policy, self.points_asked, self.same_as, self.lookback)

    @property
    def points_asked(self) -> int:
        """For everybody together: what tiers and budgets are held against."""
        return self.points * len(self.recipients)

    @property
    def parties(self) -> tuple[str, ...]:
        return self.giver_id, *self.recipients


class Rule(StrEnum):
    """What a request is held against, in this order."""

    AMOUNT = "amount"
    MULTIPLE = "multiple"
    REASON = "reason"
    VALUE = "value"
    PRIVATE = "private"
    PEOPLE = "people"
    NOT_YOURSELF = "not_yourself"
    KNOWN = "known"
    GIVER = "giver"
    CHANNEL = "channel"
    RECIPIENT = "recipient"
    MAPPED = "mapped"
    OPEN_REQUESTS = "open_requests"
    BUDGETS = "budgets"
    LIMITS = "limits"
    DECIDERS = "deciders"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that was tried; `why` it refuses the request, None where it does not."""

    rule: Rule
    why: Why | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of a request: the rules as far as they were tried, the tier that it belongs to, who may
    decide on it for themselves, and who of those is away -> who may decide for them."""

    checks: tuple[Check, ...]
    tier: Tier
    entitled: tuple[str, ...]
    deputies: Mapping[str, str] = field(default_factory=dict)

    @property
    def rights(self) -> Rights:
        """Who may decide on it, and whose decision it is."""
        return Rights(voices_of(self.entitled, self.deputies), self.deputies)

    @property
    def awaited(self) -> Voices:
        """Whose approval it waits for at first."""
        rights = self.rights
        return rights.present if can_reach(self.tier.approvals, rights.present.values()) else rights.voices

    @property
    def why(self) -> Why | None:
        """Why the request is not recorded; None when it is."""
        return self.checks[-1].why


def judge(policy: Policy, asking: Asking) -> Verdict:
    """Hold the request against every rule, the last of which is the first that refuses it."""
    checks = tuple(_checks(policy, asking))
    entitled = _entitled(policy, asking)
    deputies = {person: deputy for person, deputy in asking.deputies.items() if person in entitled}
    return Verdict(checks, asking.tier(policy), entitled, deputies)


def tier_for(policy: Policy, points: int, same_as: Earlier | None, lookback: Lookback) -> Tier:
    """The tier of so many points. What may be a slip, and what deciders are shown, is not approved by itself."""
    is_shown = same_as is not None or lookback.is_for_deciders
    return policy.tier_of(lookback.tier_points(points), is_next=lookback.needs_next_tier, by_people=is_shown)


def _entitled(policy: Policy, asking: Asking) -> tuple[str, ...]:
    approvers = asking.tier(policy).approvers
    return entitled_people(approvers, asking.parties, asking.members, asking.standings)


def nearest_allowed(policy: Policy, points: int) -> int:
    """The number of points nearest to this one that the policy lets anybody ask for."""
    step = policy.points_multiple_of
    least, most = -(-policy.points_min // step) * step, policy.points_max // step * step
    return min(max((points + step // 2) // step * step, least), most)


def _checks(policy: Policy, asking: Asking) -> Iterator[Check]:
    for rule, refuses in _RULES.items():
        why = refuses(policy, asking)
        yield Check(rule, why)
        if why is not None:
            return


_RECIPIENT_REFUSED = {
    Standing.BOT: Why.BOT,
    Standing.STRANGER: Why.STRANGER,
    Standing.GUEST: Why.GUEST,
    Standing.DEACTIVATED: Why.DEACTIVATED,
}


def _giver(policy: Policy, asking: Asking) -> Why | None:
    if asking.standings.get(asking.giver_id) is not Standing.MEMBER:
        return Why.GIVER_MAY_NOT
    is_named = not policy.givers or asking.giver_id in people_among(policy.givers, asking.members)
    return None if is_named else Why.GIVER_NOT_NAMED


def _reason(policy: Policy, asking: Asking) -> Why | None:
    required_from = policy.reason_required_from_points
    is_required = required_from is not None and asking.points >= required_from
    return Why.REASON_MISSING if is_required and not asking.has_reason else None


def _deciders(policy: Policy, asking: Asking) -> Why | None:
    tier = asking.tier(policy)
    if can_reach(tier.approvals, _entitled(policy, asking)):
        return None
    if MANAGER in tier.approvers and not asking.members.get(MANAGER):
        return Why.NO_MANAGER
    return Why.TOO_FEW_DECIDE if tier.approvals > 1 else Why.NOBODY_DECIDES


def _people(policy: Policy, asking: Asking) -> Why | None:
    if asking.unknown_groups:
        return Why.GROUP_NOT_YET_KNOWN
    if not asking.recipients:
        return Why.NOBODY_ELSE_IN_GROUP
    return Why.TOO_MANY_PEOPLE if len(asking.recipients) > policy.people_max else None


def _budgets(_: Policy, asking: Asking) -> Why | None:
    if any(pot.is_nobodys for pot in asking.pots):
        return Why.NO_DEPARTMENT
    return None if first_without_room(asking.pots, asking.points_asked) is None else Why.OVER_BUDGET


def room_lacking(asking: Asking, person_id: str) -> Room | None:
    """The limit at this recipient that does not allow as many points; None where all do."""
    return first_too_small(asking.rooms.get(person_id, ()), asking.points)


def _over_limit(asking: Asking, person_id: str) -> Why | None:
    room = room_lacking(asking, person_id)
    if room is None:
        return None
    return Why.OVER_LIMIT_OF_PAIR if room.limit.per is LimitPer.PAIR else Why.OVER_LIMIT_OF_RECIPIENT


def _standing(asking: Asking, person_id: str) -> Why | None:
    standing = asking.standings.get(person_id)
    return None if standing is None else _RECIPIENT_REFUSED.get(standing)


def barred(asking: Asking) -> dict[str, Why]:
    """Who of the recipients cannot be rewarded now, and why."""
    found = {}
    for person_id in asking.recipients:
        for refuses in _AT_EACH.values():
            if why := refuses(asking, person_id):
                found[person_id] = why
                break
    return found


_AtEach = Callable[[Asking, str], Why | None]
_AT_EACH: dict[Rule, _AtEach] = {
    Rule.NOT_YOURSELF: lambda asking, person_id: Why.YOURSELF if person_id == asking.giver_id else None,
    Rule.KNOWN: lambda asking, person_id: None if person_id in asking.standings else Why.NOT_YET_KNOWN,
    Rule.RECIPIENT: _standing,
    Rule.MAPPED: lambda asking, person_id: None if person_id in asking.mapped else Why.NOT_MAPPED,
    Rule.LIMITS: _over_limit,
}
"""What each recipient is held against, whoever else there is."""


def _at_each(rule: Rule) -> Callable[[Policy, Asking], Why | None]:
    """Refuses what it refuses for anybody."""
    refuses = _AT_EACH[rule]
    return lambda policy, asking: next(filter(None, (refuses(asking, person) for person in asking.recipients)), None)


def _known(_: Policy, asking: Asking) -> Why | None:
    return None if all(party in asking.standings for party in asking.parties) else Why.NOT_YET_KNOWN


def _when(why: Why, is_refused: Callable[[Policy, Asking], bool]) -> Callable[[Policy, Asking], Why | None]:
    return lambda policy, asking: why if is_refused(policy, asking) else None


_RULES: dict[Rule, Callable[[Policy, Asking], Why | None]] = {
    # A line that is typed is held to the limits as it is read; what is asked again may be older than the limits.
    Rule.AMOUNT: _when(
        Why.NOT_WHOLE, lambda policy, asking: not policy.points_min <= asking.points <= policy.points_max
    ),
    Rule.MULTIPLE: _when(Why.NOT_A_MULTIPLE, lambda policy, asking: asking.points % policy.points_multiple_of != 0),
    Rule.REASON: _reason,
    Rule.VALUE: _when(Why.VALUE_MISSING, lambda policy, asking: policy.value_required and not asking.has_value),
    Rule.PRIVATE: _when(Why.NOT_PRIVATE, lambda policy, asking: asking.is_private and not policy.is_private_allowed),
    Rule.PEOPLE: _people,
    Rule.NOT_YOURSELF: _at_each(Rule.NOT_YOURSELF),
    Rule.KNOWN: _known,
    Rule.GIVER: _giver,
    Rule.CHANNEL: _when(
        Why.NOT_HERE, lambda policy, asking: bool(policy.channels) and asking.channel_id not in policy.channels
    ),
    Rule.RECIPIENT: _at_each(Rule.RECIPIENT),
    Rule.MAPPED: _at_each(Rule.MAPPED),
    Rule.OPEN_REQUESTS: _when(
        Why.TOO_MANY_OPEN, lambda policy, asking: asking.open_requests >= policy.open_requests_max
    ),
    Rule.BUDGETS: _budgets,
    Rule.LIMITS: _at_each(Rule.LIMITS),
    Rule.DECIDERS: _deciders,
}
