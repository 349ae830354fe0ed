"""Who may decide on a request, and who sees to trouble with it, by facts read inside the caller's transaction."""

from __future__ import annotations

from bot.core.allocation import CardHolder
from bot.core.policy import Members, Policy, Standing, entitled_people, is_group, people_among, shown_deciders
from bot.core.reward import Request
from bot.ledger import Reading
from bot.rewards.staging import OPERATORS_MAX


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


def card_holder_of(tx: Reading, recipient_id: str) -> CardHolder | None:
    """Whom EnKash should credit; None for somebody who may not receive: a stranger to HR, or no member in Slack."""
    user = tx.users((recipient_id,)).get(recipient_id)
    is_member = user is not None and user.standing is Standing.MEMBER
    return tx.card_holder(recipient_id) if is_member else None


def deciders_of(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """Whom the card of this request mentions as deciders."""
    return shown_deciders(request.deciders, entitled_to(tx, policy, request), members_of(tx, request.deciders))


def operators_of(tx: Reading, policy: Policy) -> tuple[str, ...]:
    """Who sees to trouble: the operators, else the approvers; of either those who have not left."""
    people = policy.operators or people_among(policy.approvers, members_of(tx, policy.approvers))
    left = {user.id for user in tx.users(people).values() if user.standing is Standing.DEACTIVATED}
    return tuple(person for person in people if person not in left)[:OPERATORS_MAX]


def helpers_of(tx: Reading, policy: Policy, request: Request) -> tuple[str, ...]:
    """Who sees to trouble with this very request: never its giver or recipient."""
    return tuple(person for person in operators_of(tx, policy) if person not in parties_of(request))
