"""What a request is held against when it is asked, read inside the caller's transaction; and why it is not recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.budget import first_without_room
from bot.core.command import Ask, Mention, Subcommand, line_of, parse
from bot.core.deciders import people_among
from bot.core.judging import Asking, barred, nearest_allowed, room_lacking, tier_for
from bot.core.policy import Policy
from bot.core.refusal import Barred, Refusal, Why
from bot.core.reward import Request
from bot.ledger import Reading
from bot.rewards.budgets import pots_for
from bot.rewards.entitlement import deputies_of, members_of
from bot.rewards.looking_back import looked_back

# The same asked again within this time may be a slip: it is recorded all the same, and those concerned are told.
SAME_WITHIN = timedelta(minutes=10)


def read_line(policy: Policy, text: str) -> Ask | Subcommand | Refusal:
    """What was typed after the command, read by this policy."""
    limits = {"points_min": policy.points_min, "points_max": policy.points_max}
    read = parse(text, **limits, rupees_per_point=policy.rupees_per_point, values=policy.values)
    return replace(read, least=policy.points_min, tags=policy.tags) if isinstance(read, Refusal) else read


def facts_of(tx: Reading, policy: Policy, ask: Ask, giver_id: str, channel_id: str) -> tuple[Asking, dict[str, str]]:
    """What the policy holds this request against, and the real names of everybody it speaks of."""
    groups = tx.members(ask.groups)
    everybody = dict.fromkeys((*ask.people, *(person for people in groups.values() for person in people)))
    # Whoever names a group means the others in it; who names themselves is told that they cannot.
    is_left_out = giver_id in everybody and giver_id not in ask.people
    recipients = tuple(person for person in everybody if not (is_left_out and person == giver_id))
    same_as = tx.same_since(giver_id, recipients, ask.points, tx.now - SAME_WITHIN)
    # What other transactions are to wait for is held in this order, always: the giver, pots, recipients.
    open_requests, pots = tx.open_requests(giver_id), pots_for(tx, policy, giver_id)
    left, lookback = looked_back(tx, policy, giver_id, recipients, ask.points)
    approvers = tier_for(policy, ask.points * len(recipients), same_as, lookback).approvers
    members = members_of(tx, (*approvers, *policy.givers), giver_id)
    mentioned = (part.id for part in ask.reason if isinstance(part, Mention))
    people = people_among(approvers, members)
    users = tx.users({giver_id, *recipients, *people, *mentioned})
    facts = Asking(
        giver_id=giver_id,
        recipients=recipients,
        points=ask.points,
        has_reason=bool(ask.reason),
        channel_id=channel_id,
        standings={user.id: user.standing for user in users.values()},
        mapped=tx.mapped(recipients),
        open_requests=open_requests,
        members=members,
        pots=pots,
        deputies=deputies_of(tx, policy, people, (giver_id, *recipients)),
        same_as=same_as,
        rooms=left,
        lookback=lookback,
        unknown_groups=tuple(group for group, people in groups.items() if not people),
        is_giver_left_out=is_left_out,
        has_value=bool(ask.value),
        is_private=ask.is_private,
    )
    return facts, {user.id: user.name for user in users.values()}


def refusal_of(
    policy: Policy,
    why: Why,
    ask: Ask,
    facts: Asking,
    names: Mapping[str, str],
    helpers: tuple[str, ...],
) -> Refusal:
    """Why this is not recorded, with all that its sentence needs."""
    groups = facts.unknown_groups or ask.groups
    ask = replace(ask, is_private=ask.is_private and policy.is_private_allowed)
    not_these = barred(facts)
    is_about_these = len(facts.recipients) > 1 and why in not_these.values() and facts.giver_id in names
    told = barred_of(facts, names) if is_about_these else ()
    if told:
        others = tuple(person for person in facts.recipients if person not in not_these)
        ask = replace(ask, people=others, groups=())
    elif why is Why.TOO_MANY_PEOPLE:
        ask = replace(ask, people=facts.recipients[: policy.people_max], groups=())
    elif why is Why.NOBODY_ELSE_IN_GROUP:
        ask = replace(ask, groups=())
    # Of two strangers to the ledger, the giver comes first: nobody is rewarded before they are known.
    is_about_giver = facts.giver_id not in names or not facts.recipients
    person_id = facts.giver_id if is_about_giver else next(iter(not_these), facts.recipients[0])
    is_over_limit = why in (Why.OVER_LIMIT_OF_PAIR, Why.OVER_LIMIT_OF_RECIPIENT)
    return Refusal(
        why,
        line=line_of(replace(ask, points=nearest_allowed(policy, ask.points))),
        person_id=person_id,
        name=names.get(person_id, ""),
        least=policy.points_min,
        limit=_limits(policy, facts).get(why, 0),
        allowed={Why.GIVER_NOT_NAMED: policy.givers, Why.NOT_HERE: policy.channels}.get(why, ()),
        tags=policy.tags,
        helpers=helpers,
        pot=first_without_room(facts.pots, facts.points_asked) if why is Why.OVER_BUDGET else None,
        room=room_lacking(facts, person_id) if is_over_limit else None,
        giver_id=facts.giver_id,
        barred=told,
        groups=groups,
        number=len(facts.recipients),
    )


def barred_of(facts: Asking, names: Mapping[str, str]) -> tuple[Barred, ...]:
    """Who of the recipients cannot be rewarded now."""
    return tuple(
        Barred(person, names.get(person, ""), why, room_lacking(facts, person)) for person, why in barred(facts).items()
    )


def _limits(policy: Policy, facts: Asking) -> dict[Why, int]:
    """The number that each of these sentences is about."""
    return {
        Why.NOT_WHOLE: policy.points_max,
        Why.NOT_A_MULTIPLE: policy.points_multiple_of,
        Why.REASON_MISSING: policy.reason_required_from_points or 0,
        Why.TOO_MANY_PEOPLE: policy.people_max,
        Why.TOO_FEW_DECIDE: facts.tier(policy).approvals,
        Why.TOO_MANY_OPEN: policy.open_requests_max,
    }


def ask_of(policy: Policy, request: Request) -> Ask:
    """What this request asks for; the value that it shows only where the policy still has it. Its reason is plain text
    by now, and is never read as a line again."""
    value = request.value if request.value in policy.tags else ""
    reason = (request.reason,) if request.reason else ()
    return Ask(request.recipients, request.points, reason, value=value, is_private=request.is_private)
