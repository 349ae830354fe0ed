"""Replies in the card's thread. Where there is no thread they go to the giver, so each stands on its own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.reward import Request, RewardStatus
from bot.messages import several
from bot.messages.phrases import (
    as_it_stands,
    balance,
    deed,
    listed,
    on_day,
    progress,
    said,
    these,
    was_given_up,
    with_reason,
)
from bot.messages.showing import shows_value
from bot.messages.text import context, mention, points


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
    arrival = f"Confirmed: the {points(reward.points)} reached {mention(reward.recipient_id)}{when}."
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
    have = "has" if len(others) == 1 else "have"
    return f"{mention(request.giver_id)}, you need do nothing: {listed(others, 'and')} {have} the details. "


def unconfirmed(request: Request) -> Message:
    """The outcome was not learned."""
    if request.reward.status is not RewardStatus.UNKNOWN:
        return as_it_stands(request)
    checking = progress(request).removesuffix(".")
    if request.is_reversal:
        return said(f"{checking} and will answer here. {request.id}")
    return said(f"{checking} and will answer here. Please don't ask for this reward a second time. {request.id}")


def not_happened(request: Request) -> Message:
    """A person settled that an unknown allocation did not happen, and it is on its way again."""
    reward = request.reward
    if not reward.was_unknown or reward.status not in (RewardStatus.APPROVED, RewardStatus.SENDING):
        return as_it_stands(request)
    if request.is_reversal:
        moved = f"EnKash did not take {these(request)} back"
        return said(f"A person has settled that {moved}. {_going_again(request, 'this')} {request.id}")
    them = "it" if reward.points == 1 else "them"
    return said(
        f"A person has settled that EnKash did not move {these(request)}. {_going_again(request, them)} {request.id}"
    )


def sent_again(request: Request) -> Message:
    """EnKash refused it at first, and an operator has sent it once more."""
    reward = request.reward
    if reward.was_unknown or reward.status not in (RewardStatus.APPROVED, RewardStatus.SENDING):
        return as_it_stands(request)
    them = "this" if request.is_reversal else these(request)
    return said(f"The cause of EnKash's refusal is mended. {_going_again(request, them)} {request.id}")


def _going_again(request: Request, them: str) -> str:
    """While sending is paused, nothing is being sent."""
    if request.is_held:
        return f"Sending is paused for now; I send {them} again as soon as it goes on, and will answer here."
    return f"I am sending {them} again and will answer here."


def given_up(request: Request) -> Message:
    """A person settled that an unknown allocation is not going to arrive."""
    if not was_given_up(request):
        return as_it_stands(request)
    if request.is_reversal:
        return as_it_stands(request)
    recipient, giver = mention(request.reward.recipient_id), mention(request.giver_id)
    return said(f"{progress(request)} If {recipient} is still to have a reward, {giver} can ask again. {request.id}")


def withdrawn(request: Request) -> Message:
    """Approved, but the recipient may no longer receive. It names nobody, because the card above it has shrunk, unless
    others stand there who get theirs."""
    reward = request.reward
    if reward.status is not RewardStatus.CANCELLED:
        return as_it_stands(request)
    if request.is_reversal:
        return said(
            f"{request.id} was approved, but there was nothing left to take back: it was done already, or nobody knows "
            "any more whose points these were. I have held it back, and no points moved."
        )
    who = mention(reward.recipient_id) if reward.part else "the person it was for"
    return said(
        f"{request.id} was approved, but {who} can no longer receive points: they have left, are a "
        "guest now, or are not on HR's list any more. I have held it back, and no points moved."
    )
