"""Who may decide on a request, who sees to trouble with it, and what of it one may see, by facts read inside the
caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.core.absence import Rights, Voices, shown_voices
from bot.core.allocation import CardHolder
from bot.core.deciders import can_reach, entitled_people, people_among, shown_deciders
from bot.core.policy import MANAGER, Members, Policy, Standing, Tier, is_group
from bot.core.reassigning import awaited_voices, rights_on, unheard
from bot.core.reward import Request, Reward
from bot.core.value import name_of
from bot.ledger import Reading


def parties_of(request: Request) -> tuple[str, ...]:
    """Those who may not decide: the giver and whoever receives."""
    return (request.giver_id, *(reward.recipient_id for reward in request.rewards))


def members_of(tx: Reading, approvers: tuple[str, ...], giver_id: str = "") -> Members:
    """Whom the user groups among these approvers stand for now, and MANAGER, where they name that."""
    members = dict(tx.members(slack_id for slack_id in approvers if is_group(slack_id)))
    if MANAGER in approvers:
        manager_id = tx.manager_of(giver_id)
        members[MANAGER] = () if manager_id is None else (manager_id,)
    return members


def rights_for(tx: Reading, policy: Policy, request: Request) -> Rights:
    """Who may decide on this request, and whose decision it is: entitled when it was asked, and entitled now, or the
    deputy of such a one who has not been heard. Nobody, while they are too few for the approvals that it needs."""
    parties = parties_of(request)
    people = entitled_by(tx, request.named, approvers_now(policy, request), request.giver_id)
    entitled = {person: person for person in people if person not in parties}
    # Whoever has approved for somebody else gives no second approval of their own.
    if not can_reach(request.quorum, unheard(request, entitled), request.voices):
        return Rights({}, {})
    return rights_on(request, entitled, deputies_of(tx, policy, entitled, parties))


def voices_for(tx: Reading, policy: Policy, request: Request) -> Voices:
    """Who may decide on this request, and whose decision it is."""
    return rights_for(tx, policy, request).voices


def entitled_to(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """The people who may decide on this request, for themselves or as deputies."""
    return tuple(voices_for(tx, policy, request))


def deputies_of(tx: Reading, policy: Policy, people: Iterable[str], parties: tuple[str, ...]) -> Mapping[str, str]:
    """Who of these is away, and who decides for them: an approver by themselves, and neither giver nor recipient."""
    named = tx.deputies(people)
    if not named:
        return {}
    able = stand_ins(tx, policy, named.values())
    return {person: deputy for person, deputy in named.items() if deputy in able and deputy not in parties}


def stand_ins(tx: Reading, policy: Policy, people: Iterable[str]) -> frozenset[str]:
    """Those of these people who may decide for others: full members whom the policy names as approvers in some tier."""
    people = tuple(people)
    named = people_among(policy.all_approvers, members_of(tx, policy.all_approvers))
    managers = [person for person in people if MANAGER in policy.all_approvers and tx.is_manager(person)]
    users = tx.users(person for person in people if person in (*named, *managers))
    return frozenset(user.id for user in users.values() if user.standing is Standing.MEMBER)


def approvers_now(policy: Policy, request: Request) -> tuple[str, ...]:
    """Whom the policy names for it today: its tier, and the one above where that was asked as well."""
    is_next = request.lookback.needs_next_tier
    tier = policy.tier_of(request.tier_points, is_next=is_next, by_people=request.quorum > 0)
    above = tier_above(policy, request) if request.escalated_to else None
    return tier.approvers if above is None else (*tier.approvers, *above.approvers)


def tier_above(policy: Policy, request: Request) -> Tier | None:
    """The one to ask next where nobody of its own decides."""
    up_to = request.tier_up_to_points
    return policy.tier_above(policy.tier_of(request.points).up_to_points if up_to is None else up_to)


def added_by(tx: Reading, above: Tier, deciders: tuple[str, ...], parties: tuple[str, ...]) -> tuple[str, ...]:
    """Who of that tier may decide between these parties, the giver first, and is not among these deciders."""
    giver_id = parties[0]
    own = people_among(deciders, members_of(tx, deciders, giver_id))
    people = entitled_by(tx, above.approvers, above.approvers, giver_id)
    return tuple(person for person in people if person not in (*own, *parties))


def shown_above(
    tx: Reading, above: Tier | None, deciders: tuple[str, ...], parties: tuple[str, ...]
) -> tuple[str, ...]:
    """Those whom that tier adds to these deciders, as a message mentions them."""
    if above is None:
        return ()
    members = members_of(tx, above.approvers, parties[0])
    return shown_deciders(above.approvers, added_by(tx, above, deciders, parties), members)


def asked_as_well(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """Those whom the tier above brought to this request, or their deputies, as a message mentions them."""
    own = people_among(request.deciders, members_of(tx, request.deciders, request.giver_id))
    added = {person: voice for person, voice in voices_for(tx, policy, request).items() if voice not in own}
    return shown_voices(request.escalated_to, added, members_of(tx, request.escalated_to, request.giver_id))


def awaited_of(tx: Reading, policy: Policy, request: Request) -> Voices:
    """Those of all who may decide whose approval is waited for."""
    return awaited_voices(request, rights_for(tx, policy, request))


def entitled_by(tx: Reading, named_then: tuple[str, ...], named_now: tuple[str, ...], giver_id: str) -> tuple[str, ...]:
    """Who may decide for this giver, if they do not receive: whom the policy named both then and now."""
    approvers = (*named_then, *named_now)
    members = members_of(tx, approvers, giver_id)
    users = tx.users(people_among(approvers, members))
    standings = {user.id: user.standing for user in users.values()}
    now = entitled_people(named_now, (giver_id,), members, standings)
    return tuple(person for person in people_among(named_then, members) if person in now)


def sent_to(tx: Reading, reward: Reward) -> CardHolder | None:
    """At whose card EnKash has it, or would: the details that it was sent with, or with which what it takes back was;
    where neither was, those of HR's list now. None for somebody who was forgotten."""
    sent = tx.sent_card_holder(reward.id)
    if sent is None and reward.reverses:
        sent = tx.sent_card_holder(reward.reverses)
    return sent or tx.card_holder(reward.recipient_id)


def deciders_of(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """Whom the card of this request mentions as deciders: those whose approval it waits for."""
    return deciders_by(tx, request, rights_for(tx, policy, request))


def deciders_by(tx: Reading, request: Request, rights: Rights) -> tuple[str, ...]:
    """The same, for whoever has read the rights on it already."""
    members = members_of(tx, request.named, request.giver_id)
    return shown_voices(request.named, awaited_voices(request, rights), members)


def operators_of(tx: Reading, policy: Policy) -> tuple[str, ...]:
    """Who sees to trouble: the operators; where none is named, or none is left who may do anything about it, the
    approvers. More than a few are not told of it together."""
    return _still_here(tx, policy.operators) or _approvers_of(tx, policy)


def helpers_of(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """Who sees to trouble with this very request: never its giver or recipient."""
    return helpers_besides(tx, policy, parties_of(request))


def helpers_besides(tx: Reading, policy: Policy, parties: tuple[str, ...]) -> tuple[str, ...]:
    """Who sees to trouble, but for these. Where that leaves no operator, the approvers do."""
    others = tuple(person for person in operators_of(tx, policy) if person not in parties)
    return others or tuple(person for person in _approvers_of(tx, policy) if person not in parties)


def is_operator(tx: Reading, policy: Policy, person_id: str, request: Request | None = None) -> bool:
    """Whether this person may see to trouble, with this very request where there is one: an active full member."""
    people = operators_of(tx, policy) if request is None else helpers_of(tx, policy, request)
    user = tx.users((person_id,)).get(person_id)
    return person_id in people and user is not None and user.standing is Standing.MEMBER


def seen_by(policy: Policy, request: Request, viewer: str) -> Request:
    """The request as this person or channel may see it: where the balance is private, only its owner's eyes have it."""
    request = with_value(policy, request)
    return request.without_balances_but_of(viewer) if policy.is_balance_private else request


def with_value(policy: Policy, request: Request) -> Request:
    """The request with what the policy calls the value that it shows."""
    return replace(request, value_name=name_of(request.value, policy.values)) if request.value else request


def _approvers_of(tx: Reading, policy: Policy) -> tuple[str, ...]:
    """As for no giver in particular: nobody's manager is among them."""
    return _still_here(tx, people_among(policy.approvers, members_of(tx, policy.approvers)))


def _still_here(tx: Reading, people: tuple[str, ...]) -> tuple[str, ...]:
    """All but those of whom Slack says that they have left, or are no full members; it may not have told of all."""
    gone = {user.id for user in tx.users(people).values() if user.standing is not Standing.MEMBER}
    return tuple(person for person in people if person not in gone)
