"""Where a request stands, what follows, and how one that is over ended: for whoever it concerns."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.decision import Decision
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.phrases import (
    decider,
    in_quotes,
    on_day,
    progress,
    was_given_up,
    where_decided,
    who_hears,
)
from bot.messages.text import deadline, mention

_THREAD_SAYS = "The request's thread will say what came of it."


def already(request: Request) -> str:
    """Who ended it and when. A click on a reward that went wrong later is still a click on something approved."""
    match request.status:
        case RequestStatus.APPROVED:
            return _by("Already approved", request.approved_by)
        case RequestStatus.DECLINED:
            return _by("Already declined", request.declined_by)
        case _:
            return ended(request)


def ended(request: Request) -> str:
    """How a request came to nothing, without a decline's reason."""
    if request.status is RequestStatus.DECLINED:
        return _by("Declined", request.declined_by)
    if request.status is RequestStatus.EXPIRED:
        return f"Nobody decided by {deadline(request.expires_at)}, so this request has ended."
    when = f" {on_day(request.ended_at)}" if request.ended_at else ""
    if request.is_given_up:
        return f"My records were restored from a backup, and a person has ended this request{when}."
    if request.is_withdrawn:
        who = "Nobody it was for" if request.is_for_several else "The person it was for"
        can = "can receive points any more" if request.is_for_several else "can no longer receive points"
        return f"{who} {can}, so this request was closed{when}."
    return f"{mention(request.giver_id)} cancelled this request{when}."


def _by(verb: str, decision: Decision | None) -> str:
    return f"{verb} by {decider(decision)} {on_day(decision.decided_at)}." if decision else f"{verb}."


def where_it_stands(request: Request, *, viewer_id: str, deciders: Sequence[str]) -> str:
    """Where it stands and what happens next."""
    if request.status is RequestStatus.PENDING:
        return where_decided(request, deciders, viewer_id)
    if request.status is RequestStatus.APPROVED:
        return f"{progress(request)} {_next(request, viewer_id)}".rstrip()
    decision = request.declined_by
    is_theirs = viewer_id == request.giver_id and decision is not None and bool(decision.reason)
    why = f" The reason, shown to you alone: {in_quotes(decision.reason)}." if decision and is_theirs else ""
    moved = "" if request.is_given_up else " No points moved."
    return f"{ended(request)}{moved}{why}"


def _next(request: Request, viewer_id: str) -> str:
    if request.is_for_several:
        return _next_of_several(request, viewer_id)
    match request.reward.status:
        case RewardStatus.UNKNOWN | RewardStatus.APPROVED | RewardStatus.SENDING if request.is_reversal:
            return who_hears(request, viewer_id)
        case RewardStatus.FAILED if was_given_up(request) and request.is_reversal:
            return ""
        case RewardStatus.UNKNOWN:
            return "Please don't ask for this reward a second time."
        case RewardStatus.FAILED if was_given_up(request):
            return f"{mention(request.giver_id)} can ask again."
        case RewardStatus.FAILED:
            return "Nothing more happens by itself."
        case RewardStatus.ALLOCATED | RewardStatus.CANCELLED:
            return ""
        case _ if request.is_decided_elsewhere or request.is_private:
            return who_hears(request, viewer_id)
        case _:
            return _THREAD_SAYS


def _next_of_several(request: Request, viewer_id: str) -> str:
    statuses = {reward.status for reward in request.rewards}
    if RewardStatus.UNKNOWN in statuses:
        return "Please don't ask for these rewards a second time."
    if not any(reward.is_on_its_way for reward in request.rewards):
        return ""
    is_elsewhere = request.is_decided_elsewhere or request.is_private
    return who_hears(request, viewer_id) if is_elsewhere else _THREAD_SAYS
