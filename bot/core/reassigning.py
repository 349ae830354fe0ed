"""Passing a request on: to whom, and who is waited for afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.core.absence import Voices
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


def awaited_voices(request: Request, voices: Voices) -> Voices:
    """Whose approval is waited for: of those who may decide, all who have not approved and for whom nobody has. Who
    passed it on is waited for only where the others are too few."""
    heard = (*request.approvers, *request.voices)
    left = {person: voice for person, voice in voices.items() if person not in heard and voice not in heard}
    others = _but_for(request.reassigned, left)
    return left if _is_too_few(request, others) else others


def hindrance(request: Request, by: str, to: str, voices: Voices) -> Hindrance | None:
    """Why `by`, who may decide, cannot pass it on to `to`; None where they can."""
    if to == by:
        return Hindrance.YOURSELF
    if to == request.giver_id:
        return Hindrance.GIVER
    if to in (reward.recipient_id for reward in request.rewards):
        return Hindrance.RECIPIENT
    if to in request.approvers or voices.get(to) in request.voices:
        return Hindrance.HAS_APPROVED
    if to not in voices:
        return Hindrance.NOT_ENTITLED
    left = {person: voice for person, voice in voices.items() if voice not in request.voices}
    return Hindrance.NEEDED if _is_too_few(request, _but_for(after(request, by, to), left)) else None


def _but_for(reassigned: Mapping[str, str], voices: Voices) -> Voices:
    """All of them but those who passed it on, and their deputies, unless it was passed on to those."""
    return {
        person: voice
        for person, voice in voices.items()
        if person not in reassigned and (voice not in reassigned or person in reassigned.values())
    }


def _is_too_few(request: Request, voices: Voices) -> bool:
    """Whether these alone are too few for the approvals that it still needs."""
    return len({*voices.values()}) < request.quorum - len(request.approvals)
