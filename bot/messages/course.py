"""How far a request has come: whom it waits for, by whom it was approved, and where its reward stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.policy import is_channel
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages import reversing, several
from bot.messages.language import full_stop, say, say_many
from bot.messages.phrases import decider, first_of, listed, on_day, place_name, said, these
from bot.messages.showing import privacy
from bot.messages.text import clock, deadline, mention, points


def can_decide(request: Request, deciders: Sequence[str]) -> str:
    """The clause about a pending request, without a full stop."""
    if request.is_in_doubt:
        return in_doubt()
    until = deadline(request.expires_at)
    if not deciders:
        return say("Nobody can decide at the moment; it ends {until}", until=until)
    if request.quorum > 1:
        so_far = approvals_so_far(request)
        them = listed(deciders)
        return say("{so_far}, waiting for {deciders} until {until}", so_far=so_far, deciders=them, until=until)
    return say("{deciders} can decide until {until}", deciders=listed(deciders), until=until)


def in_doubt() -> str:
    """The clause about a request that nobody can decide on, because nobody can tell whether it was decided already."""
    return say(
        "My records were restored from a backup, and this may have been decided and paid since. I am checking at "
        "EnKash; nobody can decide on it before that is settled"
    )


def approvals_so_far(request: Request) -> str:
    """`1 of 2 approvals (<@U…>)`: how far a request has come that needs several."""
    count = len(request.approvals)
    if not count:
        return say("{count} of {quorum} approvals", count=count, quorum=request.quorum)
    return say("{count} of {quorum} approvals ({people})", count=count, quorum=request.quorum, people=by_whom(request))


def by_whom(request: Request) -> str:
    """Who has approved so far, and for whom those who did not for themselves."""
    return first_of([decider(decision) for decision in request.approvals], "and")


def where_decided(request: Request, deciders: Sequence[str], viewer_id: str) -> str:
    """Who can decide until when, and where, in whole sentences, for somebody outside the channel for approvals."""
    clause = can_decide(request, deciders)
    if request.is_in_doubt:
        return f"{clause}{full_stop()}"
    until_then = say("Nothing moves before that.")
    if private := privacy(request):
        return f"{clause}{full_stop()} {until_then} {private}{full_stop()} {who_hears(request, viewer_id)}"
    if not request.is_decided_elsewhere:
        return f"{clause}{full_stop()} {until_then}"
    if deciders:
        clause = say("{clause} in {channel}", clause=clause, channel=place_name(request.card_channel_id))
    return f"{clause}{full_stop()} {until_then} {who_hears(request, viewer_id)}"


def who_hears(request: Request, viewer_id: str) -> str:
    """Who hears what came of a request that is private, or decided elsewhere than it was asked."""
    if is_channel(request.channel_id) and not request.is_private:
        channel = place_name(request.channel_id)
        return say("{channel} hears of it once the points are there.", channel=channel)
    if viewer_id == request.giver_id:
        return say("I will tell you directly what came of it.")
    return say("I will tell {giver} directly what came of it.", giver=mention(request.giver_id))


def approved_by(request: Request) -> str:
    """`Approved by <@U…> at 14:32.`, or by which rule."""
    decision = request.approved_by
    if decision is None:
        return f"{by_which_rule(request)}{full_stop()}" if request.quorum == 0 else say("Approved.")
    return say("Approved by {people} at {time}.", people=by_whom(request), time=clock(decision.decided_at))


def by_which_rule(request: Request) -> str:
    """Why nobody was asked to approve it, without a full stop."""
    up_to = request.tier_up_to_points
    if up_to is None:
        return say("Approved by itself")
    return say("Approved by itself, as rewards up to {points} are", points=points(up_to))


def balance(request: Request) -> str:
    """`New balance: 1,250 points.`; empty where EnKash did not say."""
    new = request.reward.balance
    return "" if new is None else say("New balance: {points}.", points=points(new))


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
    match reward.status:
        case RewardStatus.ALLOCATED:
            return _arrived(request)
        case RewardStatus.UNKNOWN:
            return _unknown(request)
        case RewardStatus.FAILED if reward.was_unknown:
            return say_many(
                reward.points,
                one="EnKash never confirmed {these}, and a person has settled that it will not arrive.",
                many="EnKash never confirmed {these}, and a person has settled that they will not arrive.",
                these=these(request),
            )
        case RewardStatus.FAILED if reward.part:
            who = mention(reward.recipient_id)
            return say("EnKash did not accept the reward for {recipient}, so no points moved.", recipient=who)
        case RewardStatus.FAILED:
            return say("EnKash did not accept this reward, so no points moved.")
        case RewardStatus.CANCELLED:
            return say("It was approved and then held back. No points moved.")
        case _ if request.is_held:
            once_it_goes_on = say_many(
                reward.points,
                one="Sending is paused for now; the point goes as soon as it goes on.",
                many="Sending is paused for now; the points go as soon as it goes on.",
            )
            return f"{approved_by(request)} {once_it_goes_on}"
        case _:
            now = say_many(reward.points, one="Sending the point now.", many="Sending the points now.")
            return f"{approved_by(request)} {now}"


def _arrived(request: Request) -> str:
    reward = request.reward
    who = mention(reward.recipient_id)
    if reward.taken_back_at is not None:
        return say_many(
            reward.points,
            one="{number} point reached {recipient}, and was taken back {when}.",
            many="{number} points reached {recipient}, and were taken back {when}.",
            recipient=who,
            when=on_day(reward.taken_back_at),
        )
    have_reached = say_many(
        reward.points,
        one="{number} point has reached {recipient}.",
        many="{number} points have reached {recipient}.",
        recipient=who,
    )
    return f"{have_reached} {balance(request)}".rstrip()


def _unknown(request: Request) -> str:
    if request.reward.restored_at is None:
        why = say("EnKash has not confirmed {these} yet.", these=these(request))
    else:
        why = say(
            "My records were restored from a backup, and do not tell what became of {these}.", these=these(request)
        )
    checking = say_many(
        request.reward.points, one="I am checking whether it arrived.", many="I am checking whether they arrived."
    )
    return f"{why} {checking}"


def as_it_stands(request: Request) -> Message:
    """What is true now, fit for the channel: for a message whose moment had passed when it went."""
    if request.status is RequestStatus.APPROVED:
        return said(f"{progress(request)} {request.id}")
    if request.is_in_doubt:
        return said(f"{in_doubt()}{full_stop()} {request.id}")
    if request.status is not RequestStatus.PENDING:
        return closed(request)
    if request.approvals:
        yet = say("{so_far}, so no points moved.", so_far=approvals_so_far(request))
    else:
        yet = say("Nobody has decided on this request yet, so no points moved.")
    return said(f"{yet} {request.id}")


def closed(request: Request) -> Message:
    """All that a channel keeps of a request that came to nothing."""
    if request.is_reversal:
        return said(f"{say('A request to take points back was closed.')} {request.id}")
    return said(f"{say('A reward request was closed.')} {request.id}")
