"""What is said of a request that nobody decides on: that others were asked as well, and that it waits longer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.phrases import as_it_stands, can_decide, listed, points_for, said
from bot.messages.text import deadline


def escalated(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver: the tier above was asked as well."""
    if not request.awaits_decision:
        return as_it_stands(request)
    return said(
        f"Your request, {points_for(request)}, has waited for a decision for a while, so I have asked "
        f"{listed(request.escalated_to, 'and')} as well. {can_decide(request, deciders)}. You need do nothing. "
        f"{request.id}"
    )


def extended(request: Request) -> Message:
    """To the giver: whoever can decide is away, so it did not end when it was to."""
    if not request.awaits_decision:
        return as_it_stands(request)
    return said(
        f"Everybody who can decide on {points_for(request)} is away, so your request waits a day longer: until "
        f"{deadline(request.expires_at)}. {request.id}"
    )


def undecided_for_operators(request_id: str) -> Message:
    """Nobody decides on this request, and the policy names nobody further. It names nobody, and no amount: whoever
    reads it may have asked for it."""
    return said(
        f"Nobody has decided on {request_id} for a while, also not after a reminder, and the policy has no tier above "
        "it with anybody else to ask. You may want to speak to those who can decide: its card names them."
    )
