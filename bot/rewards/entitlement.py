"""Who may decide on a request, and who sees to trouble with it, by facts read inside the caller's transaction."""

from __future__ import annotations

from bot.core.policy import Members, Policy, Standing, entitled_people, is_group, people_among, shown_deciders
from bot.core.reward import Request
from bot.ledger import Reading


def parties_of(request: Request) -> tuple[str, ...]:
    """Those who may not decide: the giver and whoever receives."""
    return (request.giver_id, *(reward.recipient_id for reward in request.rewards))


def members_of(tx: Reading, approvers: tuple[str, ...]) -> Members:
    """The members of the user groups among these approvers."""
    return tx.members(slack_id for slack_id in approvers if is_group(slack_id))


def entitled_to(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """The people who may decide on this request: entitled when it was asked, and entitled now."""
    approvers = (*request.deciders, *policy.approvers)
    members = members_of(tx, approvers)
    users = tx.users(people_among(approvers, members))
    standings = {user.id: user.standing for user in users.values()}
    now = entitled_people(policy.approvers, parties_of(request), members, standings)
    return tuple(person for person in people_among(request.deciders, members) if person in now)


def deciders_of(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """Whom the card of this request mentions as deciders."""
    return shown_deciders(request.deciders, entitled_to(tx, policy, request), members_of(tx, request.deciders))


def operators_of(tx: Reading, policy: Policy) -> tuple[str, ...]:
    """Who sees to trouble: the operators, else the approvers. More than a few are not told of it together."""
    return policy.operators or _approvers_of(tx, policy)


def helpers_of(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """Who sees to trouble with this very request: never its giver or recipient. Where that leaves no operator, the
    approvers do."""
    parties = parties_of(request)
    others = tuple(person for person in operators_of(tx, policy) if person not in parties)
    return others or tuple(person for person in _approvers_of(tx, policy) if person not in parties)


def is_operator(tx: Reading, policy: Policy, person_id: str, request: Request | None = None) -> bool:
    """Whether this person may see to trouble, with this very request where there is one: an active full member."""
    people = operators_of(tx, policy) if request is None else helpers_of(tx, policy, request)
    user = tx.users((person_id,)).get(person_id)
    return person_id in people and user is not None and user.standing is Standing.MEMBER


def _approvers_of(tx: Reading, policy: Policy) -> tuple[str, ...]:
    return people_among(policy.approvers, members_of(tx, policy.approvers))
