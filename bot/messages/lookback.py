"""What the policy saw in the days before a request: to its giver the sum that its tier is of, to those who decide all
of it, and to nobody else anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.core.message import Message
from bot.core.recent import Lookback, Sum
from bot.core.reward import Request
from bot.messages.language import full_stop, say, say_many
from bot.messages.phrases import said
from bot.messages.text import inert, mention, points


def sum_for_giver(request: Request) -> str:
    """Why a giver's request needs more than its own points would; empty where it does not."""
    same_person = request.lookback.same_person
    if same_person is None:
        return ""
    asked = _asked_of(say("you have"), same_person, request.recipients)
    return say("{asked}, and that sum decides whose approval it needs.", asked=asked)


def for_deciders(request: Request) -> tuple[str, ...]:
    """A clause for each thing that those who decide are to know, without a full stop."""
    seen = request.lookback
    giver = mention(request.giver_id)
    giver_has = say("{giver} has", giver=giver)
    clauses = []
    if seen.same_person:
        asked = _asked_of(giver_has, seen.same_person, request.recipients)
        clauses.append(say("{asked}, and it is in the tier of that sum", asked=asked))
    if seen.mutual_with:
        recipient = mention(seen.mutual_by or request.recipients[0])
        clauses.append(
            say(
                "{recipient} asked for points for {giver} {before}",
                recipient=recipient,
                giver=giver,
                before=_before(request),
            )
        )
    if seen.split:
        clauses.append(_split(_asked_of(giver_has, seen.split, request.recipients)))
    if seen.needs_next_tier:
        clauses.append(say("For that, the policy has put it in the next tier"))
    return tuple(clauses)


def before_approving(request: Request) -> str:
    """The same for a dialog, plain, as far as it is no matter of the tier alone; empty where there is nothing."""
    seen = request.lookback
    sentences = []
    if seen.mutual_with and request.is_for_several:
        sentences.append(say("A recipient asked for points for the giver {before}.", before=_before(request)))
    elif seen.mutual_with:
        sentences.append(say("The recipient asked for points for the giver {before}.", before=_before(request)))
    if seen.split:
        whom = say("one of these people") if request.is_for_several else say("this person")
        sentences.append(f"{_split(_asked(say('the giver has'), seen.split, whom))}{full_stop()}")
    return " ".join(sentences)


def decide_directly(request: Request, command: str) -> Message:
    """To somebody who may decide and clicked on Approve in a channel, where others would see what they are to know."""
    return said(
        say(
            "Before you approve {request}, there is something that only those who decide are to see. It stands in my "
            "direct message to you, and in `{command} pending`: please approve it in one of them. Your click changed "
            "nothing.",
            request=request.id,
            command=inert(command),
        )
    )


def explained(lookback: Lookback, recipients: Sequence[str], *, for_giver: bool) -> tuple[str, ...]:
    """A sentence for each, to whoever asks what would become of a request. It names no other request: that one may be
    news to them. What is for those who decide alone its giver does not read; only that it decides the tier."""
    giver_has = say("the giver has")
    sentences = []
    if lookback.same_person:
        asked = _asked_of(giver_has, lookback.same_person, recipients)
        sentences.append(say("{asked}, and the tier is of that sum.", asked=asked))
    if for_giver:
        if lookback.needs_next_tier:
            sentences.append(
                say("The policy puts it in the next tier, for something that those who decide alone are shown.")
            )
        return tuple(sentences)
    if lookback.mutual_with:
        sentences.append(say("Those who decide would see that giver and recipient ask for each other."))
    if lookback.split:
        sentences.append(
            say(
                "{asked}. In one request that would be in a higher tier, and those who decide would see it.",
                asked=_asked_of(giver_has, lookback.split, recipients),
            )
        )
    if lookback.needs_next_tier:
        sentences.append(say("For that, the policy puts it in the next tier."))
    return tuple(sentences)


def _split(asked: str) -> str:
    return say("{asked}, which in one request would be in a higher tier", asked=asked)


def _asked_of(who_has: str, found: Sum, recipients: Sequence[str]) -> str:
    return _asked(who_has, found, mention(found.person_id or recipients[0]))


def _asked(who_has: str, found: Sum, recipient: str) -> str:
    return say_many(
        found.days,
        one="With this, {who_has} asked for {points} for {recipient} in {number} day",
        many="With this, {who_has} asked for {points} for {recipient} in {number} days",
        who_has=who_has,
        points=points(found.points),
        recipient=recipient,
    )


def _before(request: Request) -> str:
    """True of the moment it was asked."""
    earlier = request.lookback.mutual_with
    # It is said of nothing else.
    assert earlier is not None
    days = (request.asked_at - earlier.asked_at) // timedelta(days=1)
    if not days:
        return say("less than a day before ({earlier})", earlier=earlier.id)
    return say_many(
        days, one="{number} day before ({earlier})", many="{number} days before ({earlier})", earlier=earlier.id
    )
