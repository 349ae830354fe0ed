"""Direct messages to the recipient and the giver."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message, Silence, escape
from bot.core.policy import is_channel
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.course import as_it_stands, balance, can_decide, progress
from bot.messages.language import full_stop, later, say, say_many
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
    giver = named(request.giver_id, request.names)
    headline = say("{giver} rewarded you with {points} 🎉", giver=giver, points=points(reward.points))
    text, paragraph = with_reason(headline, request.reason)
    about = (shown_value(request), about_message(link), privacy(request))
    small = " ".join(
        filter(None, (*(f"{clause}{full_stop()}" for clause in about if clause), balance(request), request.id))
    )
    redeem = (actions(redeem_button(request.id)),) if can_redeem else ()
    return Message(f"{text} {small}", (paragraph, context(small), *redeem))


def declined(request: Request) -> Message:
    """To the giver, who alone learns the reason."""
    decision = request.declined_by
    if request.status is not RequestStatus.DECLINED or decision is None:
        return as_it_stands(request)
    who, what = decider(decision), points_for(request)
    if not decision.reason:
        return said(f"{say('{who} did not approve {what}. No points moved.', who=who, what=what)} {request.id}")
    declined_for = say(
        "{who} did not approve {what}: {reason}. No points moved. I have shown this reason to you alone.",
        who=who,
        what=what,
        reason=in_quotes(decision.reason),
    )
    return said(f"{declined_for} {request.id}")


def lowered(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver: somebody approved fewer points than they asked for."""
    decision, is_pending = request.lowered_by, request.status is RequestStatus.PENDING
    if decision is None or not (is_pending or request.status is RequestStatus.APPROVED):
        return as_it_stands(request)
    rest = (request.points - request.points_each) * len(request.rewards)
    approved = say(
        "{who} approved {points} for {recipients}; you asked for {asked}.",
        who=decider(decision), points=points_for_each(request, request.points_each),
        recipients=recipients(request), asked=points_for_each(request, request.points),
    )  # fmt: skip
    back = (
        say_many(rest, one="In all {number} is back in the budget.", many="In all {number} are back in the budget.")
        if request.is_for_several
        else say_many(
            rest, one="The other {number} is back in the budget.", many="The other {number} are back in the budget."
        )
    )
    now = f"{can_decide(request, deciders)}{full_stop()}" if is_pending else progress(request)
    return said(" ".join((approved, *((back,) if request.pots else ()), now, request.id)))


def reassigned(request: Request, to: str, viewer_id: str, deciders: Sequence[str]) -> Message:
    """Below the card of a decider who had it already: somebody who may decide leaves it to them, or to somebody (`to`)
    who is away and has named them."""
    by = [person for person, whom in request.reassigned.items() if whom == to]
    if request.status is not RequestStatus.PENDING or not by:
        return as_it_stands(request)
    passed_by, now = listed(by, "and"), can_decide(request, deciders)
    passed = (
        say("{by} passed this one on to you: {can_decide}.", by=passed_by, can_decide=now)
        if to == viewer_id
        else say(
            "{by} passed this one on to {person}, who is away and has named you: {can_decide}.",
            by=passed_by,
            person=mention(to),
            can_decide=now,
        )
    )
    return said(f"{passed} {request.id}")


def expired(request: Request, line: str, again_id: str = "") -> Message:
    """To the giver. `line` is the whole command to ask again, plain, with recipients as Slack's mentions; `again_id`
    is the request that was made by asking again, once it was."""
    if request.status is not RequestStatus.EXPIRED:
        return as_it_stands(request)
    ended = say(
        "Nobody decided on {what} by {deadline}, so the request has ended. No points moved.",
        what=points_for(request),
        deadline=deadline(request.expires_at),
    )
    if request.is_reversal:
        return said(f"{ended} {say('You can ask for it again in the same way.')} {request.id}")
    if again_id:
        return said(f"{ended} {say('You have asked again: that is {id}.', id=again_id)} {request.id}")
    to_copy = _to_copy(line, request.recipients)
    again = f"{say('To ask again, use the button or type {line}', line=to_copy)} {request.id}"
    label = say("Ask again for {what}", what=points_for_in_words(request))
    ask_again = button(say("Ask again"), ASK_AGAIN, request.id, label=label)
    return Message(f"{ended} {again}", (section(ended), section(again), actions(ask_again)))


def unconfirmed_for_long(request: Request, viewer_id: str, helpers: Sequence[str]) -> Message:
    """To the giver and whoever approved, a day after: who has it in hand. `helpers` may be empty, where a channel of
    the operators has it."""
    if not request.reward.is_in_doubt:
        return as_it_stands(request)
    happened = (
        say("EnKash has not confirmed {what} for a day now.", what=points_for(request))
        if request.reward.restored_at is None
        else say(
            "My records were restored from a backup a day ago, and I still can't tell what became of {what}.",
            what=points_for(request),
        )
    )
    says = say(_who_says(request, viewer_id))
    what = (
        f"{says[0].upper()}{says[1:]}{full_stop()}"
        if request.is_reversal
        else say("Please don't ask for this reward a second time; {and_then}.", and_then=says)
    )
    return said(f"{happened} {_who_has_it(helpers, viewer_id)} {what} {request.id}")


def _who_has_it(helpers: Sequence[str], viewer_id: str) -> str:
    others = [helper for helper in helpers if helper != viewer_id]
    them = listed(others, "and")
    if viewer_id in helpers:
        if not others:
            return say("You have it in hand, and I go on looking.")
        return say("You and {them} have it in hand, and I go on looking.", them=them)
    if not others:
        return say("The people who look after Shabash have it in hand, and I go on looking.")
    if len(others) == 1:
        return say("{person} has it in hand, and I go on looking.", person=them)
    return say("{them} have it in hand, and I go on looking.", them=them)


def _who_says(request: Request, viewer_id: str) -> str:
    """A giver who need not be where the thread is, or where there is none, hears it directly; what nobody has decided
    on may end without a word in the thread."""
    if request.is_in_doubt:
        return later("you will hear what came of it")
    has_thread = is_channel(request.card_channel_id)
    if viewer_id == request.giver_id and (request.is_decided_elsewhere or not has_thread):
        return later("I will tell you here what came of it")
    if not has_thread:
        return later("your copy of the request will say what came of it")
    return later("its thread will say what came of it")


def no_channel(request: Request, deciders: Sequence[str], silence: Silence = Silence.REFUSED) -> Message:
    """To the giver, by direct message or as a whisper in the channel: the card cannot stand where it was to."""
    if request.status not in (RequestStatus.PENDING, RequestStatus.APPROVED):
        return as_it_stands(request)
    is_news = bool(deciders) and request.status is RequestStatus.PENDING
    them = listed(deciders, "and")
    if silence in (Silence.SHARED, Silence.UNTOLD):
        safe = (
            say("Your request is safe: {them} will get it from me directly.", them=them)
            if is_news
            else say("Your request is safe.")
        )
        return said(f"{_held_back(request, silence)} {safe} {request.id}")
    refused = _refused(request, silence)
    safe = (
        say("{refused}, but your request is safe: {them} will get it from me directly.", refused=refused, them=them)
        if is_news
        else say("{refused}, but your request is safe.", refused=refused)
    )
    return said(" ".join(filter(None, (safe, _mend(request, silence), request.id))))


def _refused(request: Request, silence: Silence) -> str:
    if silence is Silence.NO_THREAD:
        return say("The message that this is about is gone, or its thread is locked, so I can't post below it")
    channel, is_archived = place_name(request.card_channel_id), silence is Silence.ARCHIVED
    if request.is_decided_elsewhere:
        if is_archived:
            return say("{channel}, where requests are decided, is archived, so I can't post there", channel=channel)
        return say("I can't post in {channel}, where requests are decided", channel=channel)
    if is_channel(request.channel_id):
        if is_archived:
            return say("This channel is archived, so I can't post there")
        return say("I can't post in this channel")
    if is_archived:
        return say("That conversation is archived, so I can't post there")
    return say("I can't post in that conversation")


def _mend(request: Request, silence: Silence) -> str:
    """What the giver can do. The channel for approvals is not theirs to mend."""
    if request.is_decided_elsewhere:
        return say("I have told the people who look after me.")
    channel = place_name(request.channel_id)
    if silence is Silence.RESTRICTED:
        return say(
            "Only some may post in {channel}; to see rewards there, ask whoever manages it to let me.", channel=channel
        )
    if silence is not Silence.REFUSED or not is_channel(request.channel_id):
        return ""
    return say(
        "To see rewards in {channel}, type `/invite @Shabash` there. If it is a group message, I can't be "
        "added: ask in a channel.",
        channel=channel,
    )


def _held_back(request: Request, silence: Silence) -> str:
    channel, is_known = place_name(request.card_channel_id), silence is Silence.SHARED
    if request.is_decided_elsewhere:
        return say(_ELSEWHERE_IS_SHARED if is_known else _ELSEWHERE_MAY_BE, channel=channel)
    return say(_THIS_IS_SHARED if is_known else _THIS_MAY_BE, channel=channel)


_THIS_IS_SHARED = later("This channel is shared with another company, so I say nothing in {channel}.")
_THIS_MAY_BE = later("I can't tell whether this channel is shared with another company, so I say nothing in {channel}.")
_ELSEWHERE_IS_SHARED = later(
    "{channel}, where requests are decided, is shared with another company, so I say nothing there."
)
_ELSEWHERE_MAY_BE = later(
    "I can't tell whether {channel}, where requests are decided, is shared with another company, so I say nothing "
    "there."
)


def news(request: Request, silence: Silence) -> Message:
    """To the giver: what the channel in which it was asked should have heard."""
    if all(reward.status is not RewardStatus.ALLOCATED or reward.taken_back_at for reward in request.rewards):
        return as_it_stands(request)
    not_said = say(_NOT_SAID[silence], channel=place_name(request.channel_id))
    return said(f"{progress(request)} {not_said} {request.id}")


_NOT_SAID = {
    Silence.REFUSED: later(
        "I can't post in {channel}; to see rewards there, type `/invite @Shabash` there. If it is a group message, I "
        "can't be added: ask in a channel."
    ),
    Silence.ARCHIVED: later("{channel} is archived, so I could not say it there."),
    Silence.RESTRICTED: later("Only some may post in {channel}, so I could not say it there."),
    Silence.NO_THREAD: later(
        "The message that this is about is gone, or its thread is locked, so I could not say it there."
    ),
    Silence.SHARED: later("{channel} is shared with another company, so I said nothing there."),
    Silence.UNTOLD: later("I can't tell whether {channel} is shared with another company, so I said nothing there."),
}


def reminder(request: Request, deciders: Sequence[str]) -> Message:
    """Below a card that has waited for a while, once: who can decide, and until when."""
    if request.status is not RequestStatus.PENDING:
        return as_it_stands(request)
    yet = say("This one is not decided yet.") if request.approvals else say("Nobody has decided on this one yet.")
    return said(f"{yet} {can_decide(request, deciders)}{full_stop()} {request.id}")


def _to_copy(line: str, recipients: Sequence[str]) -> str:
    """A line to copy. Of its mentions only the recipients' are ours, and they come before what the person wrote."""
    whole = escape(in_words(line).replace("`", "'"))
    short = whole if len(whole) <= LINE_LENGTH_MAX else whole[:LINE_LENGTH_MAX].rpartition(" ")[0] + " …"
    for ours in map(mention, recipients):
        short = short.replace(escape(ours), ours, 1)
    return f"`{short}`"
