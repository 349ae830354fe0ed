"""What is said of a request that nobody decides on: that others were asked as well, and that it waits longer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.course import as_it_stands, can_decide
from bot.messages.language import say
from bot.messages.phrases import listed, points_for, said


def escalated(request: Request, asked: Sequence[str], deciders: Sequence[str]) -> Message:
    """To the giver: the tier above was asked as well, and who of it."""
    if not request.awaits_decision:
        return as_it_stands(request)
    told = say(
        "Your request, {points}, has waited for a decision for a while, so I have asked {people} as well. {clause}. "
        "You need do nothing.",
        points=points_for(request),
        people=listed(asked, "and") if asked else say("the next tier"),
        clause=can_decide(request, deciders),
    )
    return said(f"{told} {request.id}")


def extended(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver: all whom it waits for are away, so it did not end when it was to. Meanwhile these can decide."""
    if not request.awaits_decision:
        return as_it_stands(request)
    told = say(
        "Those who were to decide on {points} are away, so I have not ended your request yet. {clause}.",
        points=points_for(request),
        clause=can_decide(request, deciders),
    )
    return said(f"{told} {request.id}")


def undecided_for_operators(request_id: str) -> Message:
    """Nobody decides on this request, and the policy names nobody further. It names nobody, and no amount: whoever
    reads it may have asked for it."""
    return said(
        say(
            "Nobody has decided on {request} for a while, also not after a reminder, and the policy has no tier above "
            "it with anybody else to ask. You may want to speak to those who can decide: its card names them.",
            request=request_id,
        )
    )
