"""Direct messages to the recipient and the giver."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message, escape
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.phrases import (
    as_it_stands,
    balance,
    in_quotes,
    is_channel,
    listed,
    points_for,
    points_for_in_words,
    said,
    with_reason,
)
from bot.messages.text import actions, button, context, deadline, mention, named, points, section

ASK_AGAIN = "reward_ask_again"

# With the sentence around it the line stays within a section.
LINE_LENGTH_MAX = 2_500


def thanks(request: Request) -> Message:
    """To the recipient: from whom, how much, for what. The balance is theirs, wherever else it is said."""
    reward = request.reward
    if reward.status is not RewardStatus.ALLOCATED:
        return as_it_stands(request)
    headline = f"{named(request.giver_id, request.names)} rewarded you with {points(reward.points)} 🎉"
    text, paragraph = with_reason(headline, request.reason)
    small = f"{balance(request)} {request.id}".lstrip()
    return Message(f"{text} {small}", (paragraph, context(small)))


def declined(request: Request) -> Message:
    """To the giver, who alone learns the reason."""
    decision = request.declined_by
    if request.status is not RequestStatus.DECLINED or decision is None:
        return as_it_stands(request)
    reason = f": {in_quotes(decision.reason)}" if decision.reason else ""
    alone = "I have shown this reason to you alone. " if decision.reason else ""
    return said(
        f"{mention(decision.decider_id)} did not approve {points_for(request)}{reason}. "
        f"No points moved. {alone}{request.id}"
    )


def expired(request: Request, line: str, again_id: str = "") -> Message:
    """To the giver. `line` is the whole command to ask again, plain, with the recipient as Slack's mention; `again_id`
    is the request that was made by asking again, once it was."""
    if request.status is not RequestStatus.EXPIRED:
        return as_it_stands(request)
    ended = (
        f"Nobody decided on {points_for(request)} by {deadline(request.expires_at)}, so the request has ended. "
        "No points moved."
    )
    if again_id:
        return said(f"{ended} You have asked again: that is {again_id}. {request.id}")
    again = f"To ask again, use the button or type {_to_copy(line, request.reward.recipient_id)} {request.id}"
    ask_again = button("Ask again", ASK_AGAIN, request.id, label=f"Ask again for {points_for_in_words(request)}")
    return Message(f"{ended} {again}", (section(ended), section(again), actions(ask_again)))


def no_channel(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver, by direct message or as a whisper in the channel: the card could not be posted there."""
    if request.status not in (RequestStatus.PENDING, RequestStatus.APPROVED):
        return as_it_stands(request)
    is_news = bool(deciders) and request.status is RequestStatus.PENDING
    what_follows = f": {listed(deciders, 'and')} will get it from me directly" if is_news else ""
    if not is_channel(request.channel_id):
        return said(f"I can't post in that conversation, but your request is safe{what_follows}. {request.id}")
    return said(
        f"I can't post in this channel, but your request is safe{what_follows}. "
        f"To see rewards in <#{request.channel_id}>, type `/invite @Shabash` there. {request.id}"
    )


def _to_copy(line: str, recipient_id: str) -> str:
    """A line to copy. Of its mentions only the recipient's is ours, and it comes before what the person wrote."""
    whole = escape(" ".join(line.split()).replace("`", "'"))
    short = whole if len(whole) <= LINE_LENGTH_MAX else whole[:LINE_LENGTH_MAX].rpartition(" ")[0] + " …"
    ours = mention(recipient_id)
    return f"`{short.replace(escape(ours), ours, 1)}`"
