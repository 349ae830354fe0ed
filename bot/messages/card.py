"""The card: the message in the channel, and its copies for deciders, that shows a request from asked to done."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.phrases import can_decide, closed, is_channel, points_for_in_words, progress, wish, with_reason
from bot.messages.text import Block, actions, button, context, mention, named, points

APPROVE = "reward_approve"
DECLINE = "reward_decline"


def card(request: Request, *, deciders: Sequence[str] = (), for_decider: bool = False) -> Message:
    """The card as the request stands. `deciders` are the users and groups that may decide on it; a decider's own
    copy says where it was asked. Buttons only while pending and somebody can decide; what came to nothing keeps no
    name and no reason."""
    where = _where(request) if for_decider else ""
    if request.status is RequestStatus.PENDING:
        row = _buttons(request) if deciders else None
        return _drawn(request, wish(request), where, can_decide(request, deciders), request.id, row=row)
    status = request.reward.status
    if request.status is not RequestStatus.APPROVED or status is RewardStatus.CANCELLED:
        return closed(request)
    if status is RewardStatus.ALLOCATED:
        return _drawn(request, _deed(request), where, f"{_approver(request)}{request.id}")
    see_thread = " The thread says more." if status is RewardStatus.FAILED and not for_decider else ""
    return _drawn(request, wish(request), where, f"{progress(request)}{see_thread} {request.id}")


def _drawn(request: Request, headline: str, *clauses: str, row: Block | None = None) -> Message:
    """Headline and reason, the small print, and the buttons where there are any."""
    shown = [clause for clause in clauses if clause]
    text, paragraph = with_reason(headline, request.reason)
    blocks = (paragraph, context(" · ".join(shown)), *([row] if row else []))
    return Message(f"{text} {'. '.join(shown)}", blocks)


def _deed(request: Request) -> str:
    reward = request.reward
    recipient = named(reward.recipient_id, request.names)
    return f"{mention(request.giver_id)} rewarded {recipient} with {points(reward.points)} 🎉"


def _where(request: Request) -> str:
    return f"Asked in <#{request.channel_id}>" if is_channel(request.channel_id) else "Asked in a direct message"


def _approver(request: Request) -> str:
    decision = request.approved_by
    return f"Approved by {mention(decision.decider_id)}. " if decision else ""


def _buttons(request: Request) -> Block:
    about = points_for_in_words(request)
    return actions(
        button("Approve", APPROVE, request.id, style="primary", label=f"Approve {about}"),
        button("Decline", DECLINE, request.id, label=f"Decline {about}"),
    )
