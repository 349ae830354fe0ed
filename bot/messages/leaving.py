"""What is said when somebody whom a pending request needs has left, may decide no longer, or is back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.answers import CANCEL
from bot.messages.course import as_it_stands, can_decide
from bot.messages.language import say, say_many
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
    over = say(
        "{recipients} can no longer receive points: they have left, are a guest now, or are not on HR's list any more. "
        "So nobody needs to decide on your request for {points}: it is closed. No points moved.",
        recipients=recipients(request),
        points=asked,
    )
    return said(f"{over} {request.id}")


def nobody_decides(request: Request, helpers: Sequence[str] = ()) -> Message:
    """To the giver: whoever could decide has gone. `helpers` are the operators who were told."""
    if not request.awaits_decision:
        return as_it_stands(request)
    cancel = button(say("Cancel"), CANCEL, request.id, label=say("Cancel {what}", what=points_for_in_words(request)))
    why = say("those who could have left, or may not decide any more")
    if request.quorum > 1:
        why = say("of those who could, too few are left for {quorum} approvals", quorum=request.quorum)
    waits = say(
        "Nobody can decide on {points} at the moment: {why}. It waits until {until} in case that changes, and I tell "
        "you when it does.",
        points=points_for(request),
        why=why,
        until=deadline(request.expires_at),
    )
    know = say_many(len(helpers), one="{people} knows.", many="{people} know.", people=listed(helpers, "and"))
    mend = say("To have somebody else decide, cancel it and ask again.")
    return said(" ".join((waits, *([know] if helpers else []), mend, request.id)), actions(cancel))


def somebody_decides(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver, who was told that nobody could."""
    if not request.awaits_decision:
        return as_it_stands(request)
    can = can_decide(request, deciders)
    return said(f"{say('{points} can go on: {clause}.', points=points_for(request), clause=can)} {request.id}")


def decides_again(request: Request) -> Message:
    """To a decider who is back, and whose copy of the card has its buttons back: they would not notice that."""
    if not request.awaits_decision:
        return as_it_stands(request)
    again = say(
        "You can decide again on what {giver} asked for: {points}, until {until}. The card further up here has its "
        "buttons back.",
        giver=mention(request.giver_id),
        points=points_for(request),
        until=deadline(request.expires_at),
    )
    return said(f"{again} {request.id}")


def decides_no_longer(request: Request) -> Message:
    """In the place of a card, to somebody who may not decide any more. It names nobody, and no amount."""
    return said(
        say(
            "You can't decide on {request} any more: who may decide is different now. You need do nothing.",
            request=request.id,
        )
    )


def for_operators(request_ids: Sequence[str]) -> Message:
    """Nobody is left who can decide on these requests, and what can be done about that."""
    shown = list(request_ids[:REQUESTS_NAMED_MAX])
    others = len(request_ids) - len(shown)
    which = any_of([*shown, *([say("{number} more", number=others)] if others else [])], "and")
    return said(
        say(
            "Nobody can decide on {which} at the moment: those who could have left, are guests now, or are not named "
            "by the policy any more, or too few of them are left. Whoever asked has been told. Each waits until its "
            "deadline: people who join a user group that the policy named when it was asked, and names now, can "
            "decide. Others whom you name in the policy decide on what is asked from then on; so the giver can cancel "
            "and ask again.",
            which=which,
        )
    )
