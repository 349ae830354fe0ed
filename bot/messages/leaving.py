"""What is said when somebody whom a pending request needs has left, may decide no longer, or is back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.answers import CANCEL
from bot.messages.course import as_it_stands, can_decide
from bot.messages.phrases import listed, points_for, points_for_in_words, said
from bot.messages.several import points_for_each, recipients
from bot.messages.text import actions, any_of, button, deadline, mention

# Of more requests than this, operators see how many there are besides.
REQUESTS_NAMED_MAX = 10


def recipient_gone(request: Request) -> Message:
    """To the giver: whoever was to receive the points may not any more, so the request is over."""
    if not request.is_withdrawn:
        return as_it_stands(request)
    asked = points_for_each(request, request.points_each)
    return said(
        f"{recipients(request)} can no longer receive points: they have left, are a guest now, or are not on HR's list "
        f"any more. So nobody needs to decide on your request for {asked}: it is closed. "
        f"No points moved. {request.id}"
    )


def nobody_decides(request: Request, helpers: Sequence[str] = ()) -> Message:
    """To the giver: whoever could decide has gone. `helpers` are the operators who were told."""
    if not request.awaits_decision:
        return as_it_stands(request)
    know = f"{listed(helpers, 'and')} {'knows' if len(helpers) == 1 else 'know'}. " if helpers else ""
    cancel = button("Cancel", CANCEL, request.id, label=f"Cancel {points_for_in_words(request)}")
    why = "those who could have left, or may not decide any more"
    if request.quorum > 1:
        why = f"of those who could, too few are left for {request.quorum} approvals"
    return said(
        f"Nobody can decide on {points_for(request)} at the moment: {why}. It waits until "
        f"{deadline(request.expires_at)} in case that changes, and I tell you when it does. "
        f"{know}To have somebody else decide, cancel it and ask again. {request.id}",
        actions(cancel),
    )


def somebody_decides(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver, who was told that nobody could."""
    if not request.awaits_decision:
        return as_it_stands(request)
    return said(f"{points_for(request)} can go on: {can_decide(request, deciders)}. {request.id}")


def decides_again(request: Request) -> Message:
    """To a decider who is back, and whose copy of the card has its buttons back: they would not notice that."""
    if not request.awaits_decision:
        return as_it_stands(request)
    return said(
        f"You can decide again on what {mention(request.giver_id)} asked for: {points_for(request)}, until "
        f"{deadline(request.expires_at)}. The card further up here has its buttons back. {request.id}"
    )


def decides_no_longer(request: Request) -> Message:
    """In the place of a card, to somebody who may not decide any more. It names nobody, and no amount."""
    return said(f"You can't decide on {request.id} any more: who may decide is different now. You need do nothing.")


def for_operators(request_ids: Sequence[str]) -> Message:
    """Nobody is left who can decide on these requests, and what can be done about that."""
    shown = list(request_ids[:REQUESTS_NAMED_MAX])
    others = len(request_ids) - len(shown)
    which = any_of([*shown, *([f"{others} more"] if others else [])], "and")
    return said(
        f"Nobody can decide on {which} at the moment: those who could have left, are guests now, or are not named by "
        "the policy any more, or too few of them are left. Whoever asked has been told. Each waits until its deadline: "
        "people who join a user group that the policy named when it was asked, and names now, can decide. Others whom "
        "you name in the policy decide on what is asked from then on; so the giver can cancel and ask again."
    )
