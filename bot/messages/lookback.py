"""What the policy saw in the days before a request: to its giver the sum that its tier is of, to those who decide all
of it, and to nobody else anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.core.message import Message
from bot.core.recent import Lookback, Sum
from bot.core.reward import Request
from bot.messages.phrases import said
from bot.messages.text import count_of, inert, mention, points


def sum_for_giver(request: Request) -> str:
    """Why a giver's request needs more than its own points would; empty where it does not."""
    same_person = request.lookback.same_person
    if same_person is None:
        return ""
    asked = _asked_of("you have", same_person, request.recipients)
    return f"{asked}, and that sum decides whose approval it needs."


def for_deciders(request: Request) -> tuple[str, ...]:
    """A clause for each thing that those who decide are to know, without a full stop."""
    seen = request.lookback
    giver = mention(request.giver_id)
    clauses = (
        f"{_asked_of(f'{giver} has', seen.same_person, request.recipients)}, and it is in the tier of that sum"
        if seen.same_person
        else "",
        f"{mention(seen.mutual_by or request.recipients[0])} asked for points for {giver} {_before(request)}"
        if seen.mutual_with
        else "",
        f"{_asked_of(f'{giver} has', seen.split, request.recipients)}, which in one request would be in a higher tier"
        if seen.split
        else "",
        "For that, the policy has put it in the next tier" if seen.needs_next_tier else "",
    )
    return tuple(filter(None, clauses))


def before_approving(request: Request) -> str:
    """The same for a dialog, plain, as far as it is no matter of the tier alone; empty where there is nothing."""
    seen = request.lookback
    which, whom = ("A", "one of these people") if request.is_for_several else ("The", "this person")
    sentences = (
        f"{which} recipient asked for points for the giver {_before(request)}." if seen.mutual_with else "",
        f"{_asked('the giver has', seen.split, whom)}, which in one request would be in a higher tier."
        if seen.split
        else "",
    )
    return " ".join(filter(None, sentences))


def decide_directly(request: Request, command: str) -> Message:
    """To somebody who may decide and clicked on Approve in a channel, where others would see what they are to know."""
    return said(
        f"Before you approve {request.id}, there is something that only those who decide are to see. It stands in my "
        f"direct message to you, and in `{inert(command)} pending`: please approve it in one of them. "
        "Your click changed nothing."
    )


def explained(lookback: Lookback, recipients: Sequence[str], *, for_giver: bool) -> tuple[str, ...]:
    """A sentence for each, to whoever asks what would become of a request. It names no other request: that one may be
    news to them. What is for those who decide alone its giver does not read; only that it decides the tier."""
    same_person, split = lookback.same_person, lookback.split
    of_sum = (
        f"{_asked_of('the giver has', same_person, recipients)}, and the tier is of that sum." if same_person else ""
    )
    if for_giver:
        why = "The policy puts it in the next tier, for something that those who decide alone are shown."
        return tuple(filter(None, (of_sum, why if lookback.needs_next_tier else "")))
    sentences = (
        of_sum,
        "Those who decide would see that giver and recipient ask for each other." if lookback.mutual_with else "",
        f"{_asked_of('the giver has', split, recipients)}. In one request that would be in a higher tier, and those "
        "who decide would see it."
        if split
        else "",
        "For that, the policy puts it in the next tier." if lookback.needs_next_tier else "",
    )
    return tuple(filter(None, sentences))


def _asked_of(who_has: str, found: Sum, recipients: Sequence[str]) -> str:
    return _asked(who_has, found, mention(found.person_id or recipients[0]))


def _asked(who_has: str, found: Sum, recipient: str) -> str:
    return f"With this, {who_has} asked for {points(found.points)} for {recipient} in {count_of(found.days, 'day')}"


def _before(request: Request) -> str:
    """True of the moment it was asked."""
    earlier = request.lookback.mutual_with
    assert earlier is not None, "it is said of nothing else"
    days = (request.asked_at - earlier.asked_at) // timedelta(days=1)
    return f"{count_of(days, 'day') if days else 'less than a day'} before ({earlier.id})"
