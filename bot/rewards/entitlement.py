"""Who may decide on a request, by facts read inside the caller's transaction."""

from __future__ import annotations

from bot.core.policy import Members, entitled_people, is_group, people_among, shown_deciders
from bot.core.reward import Request
from bot.ledger import Reading


def parties_of(request: Request) -> tuple[str, ...]:
    """Those who may not decide: the giver and whoever receives."""
    return (request.giver_id, *(reward.recipient_id for reward in request.rewards))


def members_of(tx: Reading, approvers: tuple[str, ...]) -> Members:
    """The members of the user groups among these approvers."""
    return tx.members(slack_id for slack_id in approvers if is_group(slack_id))


def entitled_to(tx: Reading, request: Request, approvers: tuple[str, ...]) -> tuple[str, ...]:
    """The people among these approvers who may decide on this request."""
    members = members_of(tx, approvers)
    users = tx.users(people_among(approvers, members))
    standings = {user.id: user.standing for user in users.values()}
    return entitled_people(approvers, parties_of(request), members, standings)


def deciders_of(tx: Reading, request: Request) -> tuple[str, ...]:
    """Whom the card of this request mentions as deciders."""
    entitled = entitled_to(tx, request, request.deciders)
    return shown_deciders(request.deciders, entitled, members_of(tx, request.deciders))
