"""Phrases that more than one message uses: who, when, and where a reward stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.core.decision import Decision
from bot.core.message import Message
from bot.core.policy import is_channel
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages import reversing, several
from bot.messages.several import in_all, points_for_each, recipients, recipients_in_words, rewarded
from bot.messages.showing import PRIVATE
from bot.messages.text import Block, any_of, clock, deadline, in_words, inert, link, mention, points, quote, section

# A list of people longer than this says less than its length.
PEOPLE_SHOWN_MAX = 6
# What a sentence quotes; the whole of it stands in a block of its own where it may be longer.
QUOTED_LENGTH_MAX = 500
# The whole of a reason stands on its card; so much of it in a list, where many are to fit a message.
LISTED_LENGTH_MAX = 150


def said(text: str, *more: Block) -> Message:
    """One paragraph, and what follows it. `text` is mrkdwn, with what a person wrote escaped."""
    return Message(text, (section(text), *more))


def listed(ids: Sequence[str], word: str = "or") -> str:
    """`<@U1>, <@U2> or <@U3>`; of more than six, six and how many others. Users, user groups and channels."""
    return _first_of([_mentioned(slack_id) for slack_id in ids], word)


def _first_of(items: Sequence[str], word: str) -> str:
    shown, others = [*items[:PEOPLE_SHOWN_MAX]], len(items) - PEOPLE_SHOWN_MAX
    if others > 0:
        shown.append("1 other" if others == 1 else f"{others} others")
    return any_of(shown, word)


def _mentioned(slack_id: str) -> str:
    return place_name(slack_id) if is_channel(slack_id) else mention(slack_id)


def place_name(channel_id: str) -> str:
    """A channel by its name, which Slack shows to those who may see it; a conversation between people has none."""
    return f"<#{channel_id}>" if is_channel(channel_id) else "a direct message"


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
    return f"{sentence} The reason: {in_quotes(reason)}.", section(f"{sentence}\n{quote(reason)}")


def about_message(address: str) -> str:
    """The clause that leads to the message somebody is rewarded for; empty where there is none."""
    words = link(address, "this message")
    return f"For {words}" if words else ""


def on_day(at: datetime) -> str:
    """`on 22 Nov at 14:33`, in each reader's own zone (Slack, "Formatting message text", date formatting)."""
    utc = at.astimezone(UTC)
    fallback = f"{utc.day} {utc:%b at %H:%M} UTC"
    return f"on <!date^{int(at.timestamp())}^{{date_short}} at {{time}}|{fallback}>"


def amount(request: Request) -> str:
    """`100 points`; `50 points (100 were asked for)` where somebody approved less."""
    standing = points_for_each(request, request.points_each)
    return f"{standing} ({request.points:,} were asked for)" if request.is_lowered else standing


def points_for(request: Request) -> str:
    """`100 points for <@U…> (Asha Rao)`, or `50 points each for <@U…> (Asha Rao) and <@U…> (…), 100 points in all`."""
    if request.is_reversal:
        return reversing.points_for(request)
    return f"{amount(request)} for {recipients(request)}{in_all(request, request.points_each)}"


def asked_for(request: Request) -> str:
    """`for 100 points for <@U…> (Asha Rao)`, and where somebody approved less, `; it is 50 points by now`."""
    if request.is_reversal:
        return reversing.asked_for(request)
    asked = f"for {points_for_each(request, request.points)} for {recipients(request)}{in_all(request, request.points)}"
    by_now = points_for_each(request, request.points_each)
    return f"{asked}; it is {by_now} by now" if request.is_lowered else asked


def points_for_in_words(request: Request) -> str:
    """`100 points for Asha Rao`, plain and not escaped: what a screen reader says of a button."""
    if request.is_reversal:
        return reversing.points_for_in_words(request)
    return f"{points_for_each(request, request.points_each)} for {recipients_in_words(request)}"


def wish(request: Request) -> str:
    """What the giver would like, as deciders read it."""
    if request.is_reversal:
        return reversing.wish(request)
    in_total = in_all(request, request.points_each)
    return f"{mention(request.giver_id)} would like to reward {recipients(request)} with {amount(request)}{in_total}."


def deed(request: Request) -> str:
    """What was done, once the points have arrived, or were taken back; of several, for those to whom they have."""
    if request.is_reversal:
        return reversing.deed(request)
    return f"{mention(request.giver_id)} rewarded {rewarded(request)} 🎉"


def was_taken_back(request: Request) -> str:
    """`were taken back on 27 Nov at 14:33`; empty where they were not."""
    reward = request.reward
    were = "was" if reward.points == 1 else "were"
    return "" if reward.taken_back_at is None else f"{were} taken back {on_day(reward.taken_back_at)}"


def these(request: Request) -> str:
    """`these 100 points`, `this 1 point`; and where others get some too, `the 100 points for <@U…>`."""
    number = request.points_each
    if request.reward.part:
        return f"the {points(number)} for {mention(request.reward.recipient_id)}"
    return f"{'this' if number == 1 else 'these'} {points(number)}"


def they(number: int) -> str:
    return "it" if number == 1 else "they"


def can_decide(request: Request, deciders: Sequence[str]) -> str:
    """The clause about a pending request, without a full stop."""
    if request.is_in_doubt:
        return IN_DOUBT
    until = deadline(request.expires_at)
    if not deciders:
        return f"Nobody can decide at the moment; it ends {until}"
    if request.quorum > 1:
        return f"{so_far(request)}, waiting for {listed(deciders)} until {until}"
    return f"{listed(deciders)} can decide until {until}"


def so_far(request: Request) -> str:
    """`1 of 2 approvals (<@U…>)`: how far a request has come that needs several."""
    by = f" ({by_whom(request)})" if request.approvals else ""
    return f"{len(request.approvals)} of {request.quorum} approvals{by}"


def by_whom(request: Request) -> str:
    """Who has approved so far, and for whom those who did not for themselves."""
    return _first_of([decider(decision) for decision in request.approvals], "and")


def decider(decision: Decision) -> str:
    """`<@U…>`, or of a deputy `<@U…> for <@U…>`."""
    who = mention(decision.decider_id)
    return f"{who} for {mention(decision.for_id)}" if decision.for_id else who


def where_decided(request: Request, deciders: Sequence[str], viewer_id: str) -> str:
    """Who can decide until when, and where, in whole sentences, for somebody outside the channel for approvals."""
    clause = can_decide(request, deciders)
    if request.is_in_doubt:
        return f"{clause}."
    if request.is_private:
        return f"{clause}. Nothing moves before that. {PRIVATE}. {who_hears(request, viewer_id)}"
    if not request.is_decided_elsewhere:
        return f"{clause}. Nothing moves before that."
    where = f" in {place_name(request.card_channel_id)}" if deciders else ""
    return f"{clause}{where}. Nothing moves before that. {who_hears(request, viewer_id)}"


def who_hears(request: Request, viewer_id: str) -> str:
    """Who hears what came of a request that is private, or decided elsewhere than it was asked."""
    if is_channel(request.channel_id) and not request.is_private:
        return f"{place_name(request.channel_id)} hears of it once the points are there."
    giver = "you" if viewer_id == request.giver_id else mention(request.giver_id)
    return f"I will tell {giver} directly what came of it."


def same_as(request: Request) -> str:
    """`same as R-7Q2MK4, 2 minutes ago`: true of the moment it was asked; empty where it was like no other."""
    if request.same_as is None:
        return ""
    minutes = (request.asked_at - request.same_as.asked_at) // timedelta(minutes=1)
    ago = "less than a minute" if minutes < 1 else "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"same as {request.same_as.id}, {ago} ago"


def approved_by(request: Request) -> str:
    """`Approved by <@U…> at 14:32.`, or by which rule."""
    decision = request.approved_by
    if decision is None:
        return f"{by_which_rule(request)}." if request.quorum == 0 else "Approved."
    return f"Approved by {by_whom(request)} at {clock(decision.decided_at)}."


def by_which_rule(request: Request) -> str:
    """Why nobody was asked to approve it, without a full stop."""
    up_to = request.tier_up_to_points
    return "Approved by itself" if up_to is None else f"Approved by itself, as rewards up to {points(up_to)} are"


def balance(request: Request) -> str:
    """`New balance: 1,250 points.`; empty where EnKash did not say."""
    amount = request.reward.balance
    return "" if amount is None else f"New balance: {points(amount)}."


def was_given_up(request: Request) -> bool:
    """Failed by a person's word. What EnKash refused was never unknown: a refusal after that stays unknown."""
    return request.reward.status is RewardStatus.FAILED and request.reward.was_unknown


def progress(request: Request) -> str:
    """Where the reward of an approved request stands, or all of them, fit for the channel."""
    if request.is_reversal:
        return reversing.progress(request, approved_by(request), balance(request))
    if request.is_for_several:
        return several.progress(request, approved_by(request))
    return _progress_of_one(request)


def _progress_of_one(request: Request) -> str:
    reward = request.reward
    number = reward.points
    match reward.status:
        case RewardStatus.ALLOCATED if reward.taken_back_at is not None:
            return f"{points(number)} reached {mention(reward.recipient_id)}, and {was_taken_back(request)}."
        case RewardStatus.ALLOCATED:
            have = "has" if number == 1 else "have"
            return f"{points(number)} {have} reached {mention(reward.recipient_id)}. {balance(request)}".rstrip()
        case RewardStatus.UNKNOWN if reward.restored_at is not None:
            return (
                f"My records were restored from a backup, and do not tell what became of {these(request)}. I am "
                f"checking whether {they(number)} arrived."
            )
        case RewardStatus.UNKNOWN:
            return f"EnKash has not confirmed {these(request)} yet. I am checking whether {they(number)} arrived."
        case RewardStatus.FAILED if reward.was_unknown:
            arrive = f"{they(number)} will not arrive"
            return f"EnKash never confirmed {these(request)}, and a person has settled that {arrive}."
        case RewardStatus.FAILED:
            which = f"the reward for {mention(reward.recipient_id)}" if reward.part else "this reward"
            return f"EnKash did not accept {which}, so no points moved."
        case RewardStatus.CANCELLED:
            return "It was approved and then held back. No points moved."
        case _ if request.is_held:
            go = "goes" if number == 1 else "go"
            noun = "point" if number == 1 else "points"
            return f"{approved_by(request)} Sending is paused for now; the {noun} {go} as soon as it goes on."
        case _:
            noun = "point" if number == 1 else "points"
            return f"{approved_by(request)} Sending the {noun} now."


IN_DOUBT = (
    "My records were restored from a backup, and this may have been decided and paid since. I am checking at "
    "EnKash; nobody can decide on it before that is settled"
)
"""The clause about a request that nobody can decide on, because nobody can tell whether it was decided already."""


def as_it_stands(request: Request) -> Message:
    """What is true now, fit for the channel: for a message whose moment had passed when it went."""
    if request.status is RequestStatus.APPROVED:
        return said(f"{progress(request)} {request.id}")
    if request.is_in_doubt:
        return said(f"{IN_DOUBT}. {request.id}")
    if request.status is RequestStatus.PENDING:
        yet = so_far(request) if request.approvals else "Nobody has decided on this request yet"
        return said(f"{yet}, so no points moved. {request.id}")
    return closed(request)


def closed(request: Request) -> Message:
    """All that a channel keeps of a request that came to nothing."""
    what = "request to take points back" if request.is_reversal else "reward request"
    return said(f"A {what} was closed. {request.id}")
