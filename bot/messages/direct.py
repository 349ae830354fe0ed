"""Direct messages to the recipient and the giver."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message, Silence, escape
from bot.core.policy import is_channel
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.course import as_it_stands, balance, can_decide, progress
from bot.messages.phrases import (
    about_message,
    decider,
    in_quotes,
    listed,
    place_name,
    points_for,
    points_for_in_words,
    said,
    with_reason,
)
from bot.messages.redeeming import redeem_button
from bot.messages.several import points_for_each, recipients
from bot.messages.showing import privacy, shown_value
from bot.messages.text import actions, button, context, deadline, in_words, mention, named, points, section

ASK_AGAIN = "reward_ask_again"

# With the sentence around it the line stays within a section.
LINE_LENGTH_MAX = 2_500


def thanks(request: Request, link: str = "", *, can_redeem: bool = False) -> Message:
    """To the recipient: from whom, how much, for what. The balance is theirs, wherever else it is said. `link` leads to
    the message that it is about; where it is known where they can redeem, there is a button that leads there."""
    reward = request.reward
    if reward.status is not RewardStatus.ALLOCATED or reward.taken_back_at is not None:
        return as_it_stands(request)
    headline = f"{named(request.giver_id, request.names)} rewarded you with {points(reward.points)} 🎉"
    text, paragraph = with_reason(headline, request.reason)
    about = (shown_value(request), about_message(link), privacy(request))
    small = " ".join(filter(None, (*(f"{clause}." for clause in about if clause), balance(request), request.id)))
    redeem = (actions(redeem_button(request.id)),) if can_redeem else ()
    return Message(f"{text} {small}", (paragraph, context(small), *redeem))


def declined(request: Request) -> Message:
    """To the giver, who alone learns the reason."""
    decision = request.declined_by
    if request.status is not RequestStatus.DECLINED or decision is None:
        return as_it_stands(request)
    reason = f": {in_quotes(decision.reason)}" if decision.reason else ""
    alone = "I have shown this reason to you alone. " if decision.reason else ""
    return said(
        f"{decider(decision)} did not approve {points_for(request)}{reason}. No points moved. {alone}{request.id}"
    )


def lowered(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver: somebody approved fewer points than they asked for."""
    decision, is_pending = request.lowered_by, request.status is RequestStatus.PENDING
    if decision is None or not (is_pending or request.status is RequestStatus.APPROVED):
        return as_it_stands(request)
    rest = (request.points - request.points_each) * len(request.rewards)
    back = f"The other {rest:,} {'is' if rest == 1 else 'are'} back in the budget. " if request.pots else ""
    now = f"{can_decide(request, deciders)}." if is_pending else progress(request)
    return said(
        f"{decider(decision)} approved {points_for_each(request, request.points_each)} for "
        f"{recipients(request)}; you asked for {request.points:,}. {back}{now} {request.id}"
    )


def reassigned(request: Request, to: str, viewer_id: str, deciders: Sequence[str]) -> Message:
    """Below the card of a decider who had it already: somebody who may decide leaves it to them, or to somebody (`to`)
    who is away and has named them."""
    by = [person for person, whom in request.reassigned.items() if whom == to]
    if request.status is not RequestStatus.PENDING or not by:
        return as_it_stands(request)
    whom = "you" if to == viewer_id else f"{mention(to)}, who is away and has named you"
    return said(f"{listed(by, 'and')} passed this one on to {whom}: {can_decide(request, deciders)}. {request.id}")


def expired(request: Request, line: str, again_id: str = "") -> Message:
    """To the giver. `line` is the whole command to ask again, plain, with recipients as Slack's mentions; `again_id`
    is the request that was made by asking again, once it was."""
    if request.status is not RequestStatus.EXPIRED:
        return as_it_stands(request)
    ended = (
        f"Nobody decided on {points_for(request)} by {deadline(request.expires_at)}, so the request has ended. "
        "No points moved."
    )
    if request.is_reversal:
        return said(f"{ended} You can ask for it again in the same way. {request.id}")
    if again_id:
        return said(f"{ended} You have asked again: that is {again_id}. {request.id}")
    again = f"To ask again, use the button or type {_to_copy(line, request.recipients)} {request.id}"
    ask_again = button("Ask again", ASK_AGAIN, request.id, label=f"Ask again for {points_for_in_words(request)}")
    return Message(f"{ended} {again}", (section(ended), section(again), actions(ask_again)))


def unconfirmed_for_long(request: Request, viewer_id: str, helpers: Sequence[str]) -> Message:
    """To the giver and whoever approved, a day after: who has it in hand. `helpers` may be empty, where a channel of
    the operators has it."""
    if not request.reward.is_in_doubt:
        return as_it_stands(request)
    happened = (
        f"EnKash has not confirmed {points_for(request)} for a day now."
        if request.reward.restored_at is None
        else f"My records were restored from a backup a day ago, and I still can't tell what became of "
        f"{points_for(request)}."
    )
    says = _who_says(request, viewer_id)
    what = f"{says[0].upper()}{says[1:]}" if request.is_reversal else f"{_NOT_TWICE}; {says}"
    return said(f"{happened} {_who_has(helpers, viewer_id)} it in hand, and I go on looking. {what}. {request.id}")


_NOT_TWICE = "Please don't ask for this reward a second time"


def _who_has(helpers: Sequence[str], viewer_id: str) -> str:
    others = [helper for helper in helpers if helper != viewer_id]
    if viewer_id in helpers:
        return f"You and {listed(others, 'and')} have" if others else "You have"
    if not others:
        return "The people who look after Shabash have"
    return f"{listed(others, 'and')} {'has' if len(others) == 1 else 'have'}"


def _who_says(request: Request, viewer_id: str) -> str:
    """A giver who need not be where the thread is, or where there is none, hears it directly; what nobody has decided
    on may end without a word in the thread."""
    if request.is_in_doubt:
        return "you will hear what came of it"
    has_thread = is_channel(request.card_channel_id)
    if viewer_id == request.giver_id and (request.is_decided_elsewhere or not has_thread):
        return "I will tell you here what came of it"
    if not has_thread:
        return "your copy of the request will say what came of it"
    return "its thread will say what came of it"


def no_channel(request: Request, deciders: Sequence[str], silence: Silence = Silence.REFUSED) -> Message:
    """To the giver, by direct message or as a whisper in the channel: the card cannot stand where it was to."""
    if request.status not in (RequestStatus.PENDING, RequestStatus.APPROVED):
        return as_it_stands(request)
    is_news = bool(deciders) and request.status is RequestStatus.PENDING
    what_follows = f": {listed(deciders, 'and')} will get it from me directly" if is_news else ""
    if silence in (Silence.SHARED, Silence.UNTOLD):
        return said(f"{_held_back(request, silence)} Your request is safe{what_follows}. {request.id}")
    return said(
        f"{_refused(request, silence)}, but your request is safe{what_follows}. {_mend(request, silence)}{request.id}"
    )


def _refused(request: Request, silence: Silence) -> str:
    where = "this channel" if is_channel(request.channel_id) else "that conversation"
    if request.is_decided_elsewhere:
        where = f"{place_name(request.card_channel_id)}, where requests are decided"
    if silence is Silence.NO_THREAD:
        return "The message that this is about is gone, or its thread is locked, so I can't post below it"
    if silence is Silence.ARCHIVED:
        return f"{where[0].upper()}{where[1:]}{',' * request.is_decided_elsewhere} is archived, so I can't post there"
    return f"I can't post in {where}"


def _mend(request: Request, silence: Silence) -> str:
    """What the giver can do. The channel for approvals is not theirs to mend."""
    if request.is_decided_elsewhere:
        return "I have told the people who look after me. "
    channel = place_name(request.channel_id)
    if silence is Silence.RESTRICTED:
        return f"Only some may post in {channel}; to see rewards there, ask whoever manages it to let me. "
    if silence is not Silence.REFUSED or not is_channel(request.channel_id):
        return ""
    return f"To see rewards in {channel}, type `/invite @Shabash` there. "


def _held_back(request: Request, silence: Silence) -> str:
    channel = place_name(request.card_channel_id)
    which, there = "this channel", f"in {channel}"
    if request.is_decided_elsewhere:
        which, there = f"{channel}, where requests are decided,", "there"
    what = f"{which} is shared with another company, so I say nothing {there}."
    return f"{what[0].upper()}{what[1:]}" if silence is Silence.SHARED else f"I can't tell whether {what}"


def news(request: Request, silence: Silence) -> Message:
    """To the giver: what the channel in which it was asked should have heard."""
    if all(reward.status is not RewardStatus.ALLOCATED or reward.taken_back_at for reward in request.rewards):
        return as_it_stands(request)
    return said(f"{progress(request)} {_NOT_SAID[silence].format(channel=place_name(request.channel_id))} {request.id}")


_NOT_SAID = {
    Silence.REFUSED: "I can't post in {channel}; to see rewards there, type `/invite @Shabash` there.",
    Silence.ARCHIVED: "{channel} is archived, so I could not say it there.",
    Silence.RESTRICTED: "Only some may post in {channel}, so I could not say it there.",
    Silence.NO_THREAD: "The message that this is about is gone, or its thread is locked, so I could not say it there.",
    Silence.SHARED: "{channel} is shared with another company, so I said nothing there.",
    Silence.UNTOLD: "I can't tell whether {channel} is shared with another company, so I said nothing there.",
}


def reminder(request: Request, deciders: Sequence[str]) -> Message:
    """Below a card that has waited for a while, once: who can decide, and until when."""
    if request.status is not RequestStatus.PENDING:
        return as_it_stands(request)
    yet = "This one is not decided yet." if request.approvals else "Nobody has decided on this one yet."
    return said(f"{yet} {can_decide(request, deciders)}. {request.id}")


def _to_copy(line: str, recipients: Sequence[str]) -> str:
    """A line to copy. Of its mentions only the recipients' are ours, and they come before what the person wrote."""
    whole = escape(in_words(line).replace("`", "'"))
    short = whole if len(whole) <= LINE_LENGTH_MAX else whole[:LINE_LENGTH_MAX].rpartition(" ")[0] + " …"
    for ours in map(mention, recipients):
        short = short.replace(escape(ours), ours, 1)
    return f"`{short}`"
