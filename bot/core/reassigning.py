"""Passing a request on: to whom, and who is waited for afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from bot.core.reward import Request


class Hindrance(StrEnum):
    """Why a request cannot be passed on to somebody."""

    YOURSELF = "yourself"
    GIVER = "giver"
    RECIPIENT = "recipient"
    HAS_APPROVED = "has_approved"
    NOT_ENTITLED = "not_entitled"
    NEEDED = "needed"
    """Without whoever passes it on, too few would be left to approve it."""


def after(request: Request, by: str, to: str) -> Mapping[str, str]:
    """Who has passed it on once `by` has, to `to`, who is waited for from then on."""
    others = {person: whom for person, whom in request.reassigned.items() if person != to}
    return {**others, by: to}


def is_needed(request: Request, left: Collection[str]) -> bool:
    """Whether these alone are too few for the approvals that it still needs."""
    return len(left) < request.quorum - len(request.approvals)


def hindrance(request: Request, by: str, to: str, entitled: Collection[str]) -> Hindrance | None:
    """Why `by`, who may decide, cannot pass it on to `to`; None where they can."""
    if to == by:
        return Hindrance.YOURSELF
    if to == request.giver_id:
        return Hindrance.GIVER
    if to in (reward.recipient_id for reward in request.rewards):
        return Hindrance.RECIPIENT
    if to in request.approvers:
        return Hindrance.HAS_APPROVED
    if to not in entitled:
        return Hindrance.NOT_ENTITLED
    gone = {*request.approvers, *after(request, by, to)}
    return Hindrance.NEEDED if is_needed(request, set(entitled) - gone) else None
