"""Where a request stands, what follows, and how one that is over ended: for whoever it concerns."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.decision import Decision
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.course import progress, was_given_up, where_decided, who_hears
from bot.messages.language import say
from bot.messages.phrases import decider, in_quotes, on_day
from bot.messages.text import deadline, mention


def already(request: Request) -> str:
    """Who ended it and when. A click on a reward that went wrong later is still a click on something approved."""
    match request.status:
        case RequestStatus.APPROVED:
            found = request.approved_by
            return say("Already approved by {decider} {when}.", **_by(found)) if found else say("Already approved.")
        case RequestStatus.DECLINED:
            found = request.declined_by
            return say("Already declined by {decider} {when}.", **_by(found)) if found else say("Already declined.")
        case _:
            return ended(request)


def _by(decision: Decision) -> dict[str, str]:
    return {"decider": decider(decision), "when": on_day(decision.decided_at)}


def ended(request: Request) -> str:
    """How a request came to nothing, without a decline's reason."""
    if request.status is RequestStatus.DECLINED:
        decision = request.declined_by
        return say("Declined by {decider} {when}.", **_by(decision)) if decision else say("Declined.")
    if request.status is RequestStatus.EXPIRED:
        until = deadline(request.expires_at)
        return say("Nobody decided by {until}, so this request has ended.", until=until)
    when = f" {on_day(request.ended_at)}" if request.ended_at else ""
    if request.is_given_up:
        return say("My records were restored from a backup, and a person has ended this request{when}.", when=when)
    if not request.is_withdrawn:
        return say("{giver} cancelled this request{when}.", giver=mention(request.giver_id), when=when)
    if request.is_for_several:
        return say("Nobody it was for can receive points any more, so this request was closed{when}.", when=when)
    return say("The person it was for can no longer receive points, so this request was closed{when}.", when=when)


def where_it_stands(request: Request, *, viewer_id: str, deciders: Sequence[str]) -> str:
    """Where it stands and what happens next."""
    if request.status is RequestStatus.PENDING:
        return where_decided(request, deciders, viewer_id)
    if request.status is RequestStatus.APPROVED:
        return f"{progress(request)} {_next(request, viewer_id)}".rstrip()
    decision = request.declined_by
    is_theirs = viewer_id == request.giver_id and decision is not None and bool(decision.reason)
    moved = "" if request.is_given_up else say("No points moved.")
    why = ""
    if decision is not None and is_theirs:
        why = say("The reason, shown to you alone: {reason}.", reason=in_quotes(decision.reason))
    return " ".join(filter(None, (ended(request), moved, why)))


def _next(request: Request, viewer_id: str) -> str:
    if request.is_for_several:
        return _next_of_several(request, viewer_id)
    match request.reward.status:
        case RewardStatus.UNKNOWN | RewardStatus.APPROVED | RewardStatus.SENDING if request.is_reversal:
            return who_hears(request, viewer_id)
        case RewardStatus.FAILED if was_given_up(request) and request.is_reversal:
            return ""
        case RewardStatus.UNKNOWN:
            return say("Please don't ask for this reward a second time.")
        case RewardStatus.FAILED if was_given_up(request):
            return say("{giver} can ask again.", giver=mention(request.giver_id))
        case RewardStatus.FAILED:
            return say("Nothing more happens by itself.")
        case RewardStatus.ALLOCATED | RewardStatus.CANCELLED:
            return ""
        case _ if request.is_decided_elsewhere or request.is_private:
            return who_hears(request, viewer_id)
        case _:
            return _thread_says()


def _thread_says() -> str:
    return say("The request's thread will say what came of it.")


def _next_of_several(request: Request, viewer_id: str) -> str:
    statuses = {reward.status for reward in request.rewards}
    if RewardStatus.UNKNOWN in statuses:
        return say("Please don't ask for these rewards a second time.")
    if not any(reward.is_on_its_way for reward in request.rewards):
        return ""
    is_elsewhere = request.is_decided_elsewhere or request.is_private
    return who_hears(request, viewer_id) if is_elsewhere else _thread_says()
