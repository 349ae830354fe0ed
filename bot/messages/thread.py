"""Replies in the card's thread. Where there is no thread they go to the giver, so each stands on its own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.reward import Request, RewardStatus
from bot.messages import several
from bot.messages.course import as_it_stands, balance, progress, was_given_up
from bot.messages.language import full_stop, later, say, say_many
from bot.messages.phrases import deed, listed, on_day, said, these, with_reason
from bot.messages.showing import shows_value
from bot.messages.text import context, mention


def arrived(request: Request) -> Message:
    """EnKash said code 0; the new balance, where it said that too."""
    if request.reward.status is not RewardStatus.ALLOCATED or not request.value:
        return as_it_stands(request)
    return said(f"{progress(request)} {shows_value(request)} {request.id}")


def summary(request: Request) -> Message:
    """Of several: who has their points, with the new balances as far as EnKash said them, and who has not."""
    if all(reward.status is not RewardStatus.ALLOCATED for reward in request.rewards):
        return as_it_stands(request)
    return said(" ".join(filter(None, (several.summary(request), shows_value(request), request.id))))


def confirmed(request: Request) -> Message:
    """An allocation that was unknown has turned out to have happened."""
    reward = request.reward
    if reward.status is not RewardStatus.ALLOCATED or request.is_reversal or reward.taken_back_at is not None:
        return as_it_stands(request)
    # After a restore nobody knows when they arrived.
    when = f" {on_day(reward.settled_at)}" if reward.settled_at and reward.restored_at is None else ""
    arrival = say_many(
        reward.points,
        one="Confirmed: the {number} point reached {recipient}{when}.",
        many="Confirmed: the {number} points reached {recipient}{when}.",
        recipient=mention(reward.recipient_id),
        when=when,
    )
    return said(" ".join(filter(None, (arrival, balance(request), shows_value(request), request.id))))


def news(request: Request) -> Message:
    """To the channel in which it was asked, where the card lives elsewhere: all that it hears, and nothing before."""
    if all(reward.status is not RewardStatus.ALLOCATED or reward.taken_back_at for reward in request.rewards):
        return as_it_stands(request)
    text, paragraph = with_reason(deed(request), request.reason)
    # Of several, whoever asked for them reads in the thread what each has.
    new = "" if request.is_for_several else balance(request)
    small = " ".join(filter(None, (shows_value(request), new, request.id)))
    return Message(f"{text} {small}", (paragraph, context(small)))


def refused(request: Request, helpers: Sequence[str]) -> Message:
    """EnKash said no. `helpers` are the operators who were told its words, people or their channel."""
    if request.reward.status is not RewardStatus.FAILED or was_given_up(request):
        return as_it_stands(request)
    return said(f"{progress(request)} {_in_good_hands(request, helpers)}{request.id}")


def _in_good_hands(request: Request, helpers: Sequence[str]) -> str:
    others = [helper for helper in helpers if helper != request.giver_id]
    if not others:
        return ""
    in_hand = say_many(
        len(others),
        one="{giver}, you need do nothing: {helpers} has the details.",
        many="{giver}, you need do nothing: {helpers} have the details.",
        giver=mention(request.giver_id),
        helpers=listed(others, "and"),
    )
    return f"{in_hand} "


def unconfirmed(request: Request) -> Message:
    """The outcome was not learned."""
    if request.reward.status is not RewardStatus.UNKNOWN:
        return as_it_stands(request)
    checking = progress(request).removesuffix(full_stop())
    answer = say("{checking} and will answer here.", checking=checking)
    if request.is_reversal:
        return said(f"{answer} {request.id}")
    once = say("Please don't ask for this reward a second time.")
    return said(f"{answer} {once} {request.id}")


def not_happened(request: Request) -> Message:
    """A person settled that an unknown allocation did not happen, and it is on its way again."""
    reward = request.reward
    if not reward.was_unknown or reward.status not in (RewardStatus.APPROVED, RewardStatus.SENDING):
        return as_it_stands(request)
    if request.is_reversal:
        settled = say("A person has settled that EnKash did not take {these} back.", these=these(request))
        return said(f"{settled} {_going_again(request, _THIS)} {request.id}")
    settled = say("A person has settled that EnKash did not move {these}.", these=these(request))
    return said(f"{settled} {_going_again(request, _IT if reward.points == 1 else _THEM)} {request.id}")


def sent_again(request: Request) -> Message:
    """EnKash refused it at first, and an operator has sent it once more."""
    reward = request.reward
    if reward.was_unknown or reward.status not in (RewardStatus.APPROVED, RewardStatus.SENDING):
        return as_it_stands(request)
    mended = say("The cause of EnKash's refusal is mended.")
    return said(f"{mended} {_going_again(request, _THIS if request.is_reversal else _THESE)} {request.id}")


_THIS = (
    later("I am sending this again and will answer here."),
    later("Sending is paused for now; I send this again as soon as it goes on, and will answer here."),
)
_IT = (
    later("I am sending it again and will answer here."),
    later("Sending is paused for now; I send it again as soon as it goes on, and will answer here."),
)
_THEM = (
    later("I am sending them again and will answer here."),
    later("Sending is paused for now; I send them again as soon as it goes on, and will answer here."),
)
_THESE = (
    later("I am sending {these} again and will answer here."),
    later("Sending is paused for now; I send {these} again as soon as it goes on, and will answer here."),
)


def _going_again(request: Request, words: tuple[str, str]) -> str:
    """While sending is paused, nothing is being sent."""
    now, once_it_goes_on = words
    return say(once_it_goes_on if request.is_held else now, these=these(request))


def given_up(request: Request) -> Message:
    """A person settled that an unknown allocation is not going to arrive."""
    if not was_given_up(request) or request.is_reversal:
        return as_it_stands(request)
    recipient, giver = mention(request.reward.recipient_id), mention(request.giver_id)
    again = say("If {recipient} is still to have a reward, {giver} can ask again.", recipient=recipient, giver=giver)
    return said(f"{progress(request)} {again} {request.id}")


def withdrawn(request: Request) -> Message:
    """Approved, but the recipient may no longer receive. It names nobody, because the card above it has shrunk, unless
    others stand there who get theirs."""
    reward = request.reward
    if reward.status is not RewardStatus.CANCELLED:
        return as_it_stands(request)
    if request.is_reversal:
        return said(
            say(
                "{request} was approved, but there was nothing left to take back: it was done already, or nobody knows "
                "any more whose points these were. I have held it back, and no points moved.",
                request=request.id,
            )
        )
    if reward.part:
        return said(
            say(
                "{request} was approved, but {recipient} can no longer receive points: they have left, are a guest "
                "now, or are not on HR's list any more. I have held it back, and no points moved.",
                request=request.id,
                recipient=mention(reward.recipient_id),
            )
        )
    return said(
        say(
            "{request} was approved, but the person it was for can no longer receive points: they have left, are a "
            "guest now, or are not on HR's list any more. I have held it back, and no points moved.",
            request=request.id,
        )
    )
