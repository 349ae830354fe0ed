"""Phrases that more than one message uses: who, what and when. How far a request has come: `course.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.core.decision import Decision
from bot.core.message import Message
from bot.core.policy import is_channel
from bot.core.reward import Request
from bot.messages import reversing
from bot.messages.language import later, month, say, say_many
from bot.messages.several import in_all, points_for_each, recipients, recipients_in_words, rewarded
from bot.messages.text import (
    Block,
    any_of,
    date_token,
    in_words,
    inert,
    link,
    mention,
    points,
    quote,
    section,
    these_points,
    time_of,
)

# A list of people longer than this says less than its length.
PEOPLE_SHOWN_MAX = 6
# What a sentence quotes; the whole of it stands in a block of its own where it may be longer.
QUOTED_LENGTH_MAX = 500
# The whole of a reason stands on its card; so much of it in a list, where many are to fit a message.
LISTED_LENGTH_MAX = 150


def said(text: str, *more: Block) -> Message:
    """One paragraph, and what follows it. `text` is mrkdwn, with what a person wrote escaped."""
    return Message(text, (section(text), *more))


def listed(ids: Sequence[str], word: Literal["or", "and"] = "or") -> str:
    """`<@U1>, <@U2> or <@U3>`; of more than six, six and how many others. Users, user groups and channels."""
    return first_of([_mentioned(slack_id) for slack_id in ids], word)


def first_of(items: Sequence[str], word: Literal["or", "and"]) -> str:
    """The same of items that are written already."""
    shown, others = [*items[:PEOPLE_SHOWN_MAX]], len(items) - PEOPLE_SHOWN_MAX
    if others > 0:
        shown.append(say_many(others, one="{number} other", many="{number} others"))
    return any_of(shown, word)


def _mentioned(slack_id: str) -> str:
    return place_name(slack_id) if is_channel(slack_id) else mention(slack_id)


def place_name(channel_id: str) -> str:
    """A channel by its name, which Slack shows to those who may see it; a conversation between people has none."""
    return f"<#{channel_id}>" if is_channel(channel_id) else say("a direct message")


def in_quotes(words: str, length_max: int = QUOTED_LENGTH_MAX) -> str:
    """What a person wrote, inside a sentence: inert, and at most so many characters of it."""
    return f'"{inert(words, length_max)}"'


def because(request: Request) -> str:
    """` "shipping the demo"`: the reason where requests are listed, with the space before it; empty if none."""
    return f" {in_quotes(request.reason, LISTED_LENGTH_MAX)}" if request.reason.strip() else ""


def with_reason(sentence: str, reason: str) -> tuple[str, Block]:
    """A sentence and the giver's reason, if there is one: in one line, and as a paragraph with a quotation."""
    if not in_words(reason):
        return sentence, section(sentence)
    line = say("{sentence} The reason: {reason}.", sentence=sentence, reason=in_quotes(reason))
    return line, section(f"{sentence}\n{quote(reason)}")


def about_message(address: str) -> str:
    """The clause that leads to the message somebody is rewarded for; empty where there is none."""
    message = link(address, say("this message"))
    return say("For {message}", message=message) if message else ""


def on_day(at: datetime) -> str:
    """`on 22 Nov at 14:33`, in each reader's own zone."""
    utc = at.astimezone(UTC)
    fallback = say("{day} at {time}", day=f"{utc.day} {month(utc)}", time=time_of(utc))
    tokens = say("{day} at {time}", day="{date_short}", time="{time}")
    return say("on {moment}", moment=date_token(at, tokens, fallback))


def amount(request: Request) -> str:
    """`100 points`; `50 points (100 were asked for)` where somebody approved less."""
    standing = points_for_each(request, request.points_each)
    if not request.is_lowered:
        return standing
    return say("{points} ({asked} were asked for)", points=standing, asked=request.points)


def points_for(request: Request) -> str:
    """`100 points for <@U…> (Asha Rao)`, or `50 points each for <@U…> (Asha Rao) and <@U…> (…), 100 points in all`."""
    if request.is_reversal:
        return reversing.points_for(request)
    return _for_recipients(request, amount(request), request.points_each)


def asked_for(request: Request) -> str:
    """`for 100 points for <@U…> (Asha Rao)`, and where somebody approved less, `; it is 50 points by now`."""
    if request.is_reversal:
        return reversing.asked_for(request)
    what = _for_recipients(request, points_for_each(request, request.points), request.points)
    asked = say("for {what}", what=what)
    if not request.is_lowered:
        return asked
    return say("{asked}; it is {points} by now", asked=asked, points=points_for_each(request, request.points_each))


def _for_recipients(request: Request, what: str, each: int) -> str:
    them = recipients(request)
    if not request.is_for_several:
        return say("{points} for {recipients}", points=what, recipients=them)
    total = points(each * len(request.rewards))
    return say("{points} for {recipients}, {total} in all", points=what, recipients=them, total=total)


def points_for_in_words(request: Request) -> str:
    """`100 points for Asha Rao`, plain and not escaped: what a screen reader says of a button."""
    if request.is_reversal:
        return reversing.points_for_in_words(request)
    what = points_for_each(request, request.points_each)
    return say("{points} for {recipients}", points=what, recipients=recipients_in_words(request))


def wish(request: Request) -> str:
    """What the giver would like, as deciders read it."""
    if request.is_reversal:
        return reversing.wish(request)
    return say(
        "{giver} would like to reward {recipients} with {points}.",
        giver=mention(request.giver_id),
        recipients=recipients(request),
        points=f"{amount(request)}{in_all(request, request.points_each)}",
    )


def deed(request: Request) -> str:
    """What was done, once the points have arrived, or were taken back; of several, for those to whom they have."""
    if request.is_reversal:
        return reversing.deed(request)
    them, number = rewarded(request)
    giver = mention(request.giver_id)
    return say("{giver} rewarded {recipients} with {points} 🎉", giver=giver, recipients=them, points=number)


def was_taken_back(request: Request) -> str:
    """`were taken back on 27 Nov at 14:33`; empty where they were not."""
    reward = request.reward
    if reward.taken_back_at is None:
        return ""
    when = on_day(reward.taken_back_at)
    return say_many(reward.points, one="was taken back {when}", many="were taken back {when}", when=when)


def these(request: Request) -> str:
    """`these 100 points`, `this 1 point`; and where others get some too, `the 100 points for <@U…>`."""
    number = request.points_each
    if request.reward.part:
        who = mention(request.reward.recipient_id)
        return say("the {points} for {recipient}", points=points(number), recipient=who)
    return these_points(number)


def decider(decision: Decision) -> str:
    """`<@U…>`, or of a deputy `<@U…> for <@U…>`."""
    who = mention(decision.decider_id)
    return say("{deputy} for {person}", deputy=who, person=mention(decision.for_id)) if decision.for_id else who


def same_as(request: Request) -> str:
    """`as many points as R-7Q2MK4 for the same person, 2 minutes ago`: true of the moment it was asked, and whatever
    was given as the reason; empty where it was like no other."""
    if request.same_as is None:
        return ""
    # Of several the earlier one need not be for all.
    words = _FOR_SOME_OF_THEM if request.is_for_several else _FOR_THEM
    earlier = say(words, earlier=request.same_as.id)
    minutes = (request.asked_at - request.same_as.asked_at) // timedelta(minutes=1)
    if minutes < 1:
        return say("as many points as {earlier}, less than a minute ago", earlier=earlier)
    return say_many(
        minutes,
        one="as many points as {earlier}, {number} minute ago",
        many="as many points as {earlier}, {number} minutes ago",
        earlier=earlier,
    )


_FOR_THEM = later("{earlier} for the same person")
_FOR_SOME_OF_THEM = later("{earlier} for one or more of them")
