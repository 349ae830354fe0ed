"""What is said of a request that nobody decides on: that others were asked as well, and that it waits longer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.course import as_it_stands, can_decide
from bot.messages.phrases import listed, points_for, said


def escalated(request: Request, asked: Sequence[str], deciders: Sequence[str]) -> Message:
    """To the giver: the tier above was asked as well, and who of it."""
    if not request.awaits_decision:
        return as_it_stands(request)
    whom = listed(asked, "and") if asked else "the next tier"
    return said(
        f"Your request, {points_for(request)}, has waited for a decision for a while, so I have asked "
        f"{whom} as well. {can_decide(request, deciders)}. You need do nothing. "
        f"{request.id}"
    )


def extended(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver: all whom it waits for are away, so it did not end when it was to. Meanwhile these can decide."""
    if not request.awaits_decision:
        return as_it_stands(request)
    return said(
        f"Those who were to decide on {points_for(request)} are away, so I have not ended your request yet. "
        f"{can_decide(request, deciders)}. {request.id}"
    )


def undecided_for_operators(request_id: str) -> Message:
    """Nobody decides on this request, and the policy names nobody further. It names nobody, and no amount: whoever
    reads it may have asked for it."""
    return said(
        f"Nobody has decided on {request_id} for a while, also not after a reminder, and the policy has no tier above "
        "it with anybody else to ask. You may want to speak to those who can decide: its card names them."
    )
