"""From an errand to what it says, drawn from the ledger as it stands when the message goes.

A message that would no longer be true is not sent: its renderer returns None.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.core.marks import put_back
from bot.core.message import Message, Silence
from bot.core.refusal import Why
from bot.core.resolution import Conclusion, Hearing, Resolution
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.core.waiting import Waiting
from bot.messages import (
    answers,
    card,
    direct,
    leaving,
    listed,
    lookback,
    operators,
    questions,
    refusals,
    restoring,
    settling,
    thread,
    timing,
    undoing,
    waiting,
)
from bot.outbox.scene import Scene
from bot.rewards.staging import Kind
from bot.rewards.weighing import ask_of, refusal_of

LINKED = {Kind.CARD, Kind.THANKS}
"""What says which message somebody is rewarded for."""


_Renderer = Callable[[Scene], Message | None]


def render(scene: Scene) -> Message | None:
    """The message of this errand as the ledger stands; None where it has become pointless."""
    return _RENDERERS[Kind(scene.errand.kind)](scene)


def _card(scene: Scene) -> Message | None:
    request = scene.request
    is_copy = scene.errand.place != request.card_channel_id
    was_approved = request.status is RequestStatus.APPROVED
    is_needed = request.status is RequestStatus.PENDING or (was_approved and not is_copy)
    may_decide_no_longer = is_copy and request.status is RequestStatus.PENDING and not scene.may_decide
    has_approved = is_copy and request.approval_of(scene.errand.place) is not None
    if scene.is_first_post and (may_decide_no_longer or has_approved or not is_needed):
        return None
    if may_decide_no_longer:
        return leaving.decides_no_longer(request)
    return card.card(request, deciders=scene.deciders, for_decider=is_copy, has_approved=has_approved, link=scene.link)


def _while_pending(is_true: Callable[[Scene], bool], message: Callable[[Scene], Message]) -> _Renderer:
    return lambda scene: message(scene) if scene.request.awaits_decision and is_true(scene) else None


def _when(status: RewardStatus, message: Callable[[Scene], Message]) -> _Renderer:
    return lambda scene: message(scene) if scene.status is status else None


def _once_arrived(message: Callable[[Scene], Message]) -> _Renderer:
    """Some of the points have."""

    def rendered(scene: Scene) -> Message | None:
        has_arrived = any(reward.status is RewardStatus.ALLOCATED for reward in scene.request.rewards)
        return message(scene) if has_arrived else None

    return rendered


def _while_in_doubt(message: Callable[[Scene], Message]) -> _Renderer:
    return lambda scene: message(scene) if scene.request.reward.is_in_doubt else None


def _arrived(scene: Scene) -> Message:
    reward = scene.request.reward
    was_in_doubt = reward.was_unknown or reward.restored_at is not None
    return thread.confirmed(scene.request) if was_in_doubt else thread.arrived(scene.request)


def _news(scene: Scene) -> Message:
    """For the channel in which it was asked, or for the giver, where that channel may not or will not have it."""
    request = scene.request
    if scene.errand.place == request.channel_id:
        return thread.news(request)
    return direct.news(request, Silence(scene.errand.detail))


def _reminder(scene: Scene) -> Message | None:
    is_pending = scene.request.status is RequestStatus.PENDING
    return direct.reminder(scene.request, scene.deciders) if is_pending else None


def _asked_of_giver(scene: Scene) -> Message | None:
    """What has no reply yet, while it can still matter."""
    unanswered = [question for question in scene.questions if question.replied_at is None]
    is_wanted = unanswered and scene.request.awaits_decision
    return questions.asked(scene.request, unanswered) if is_wanted else None


def _asked(scene: Scene) -> Message:
    says_where = not scene.errand.response_url
    answer = answers.asked(scene.request, scene.deciders, scene.pots, says_where=says_where)
    operator = scene.errand.detail
    return listed.in_your_name(answer, scene.request, operator) if operator else answer


def _on_its_way(message: Callable[[Request], Message]) -> Callable[[Scene], Message | None]:
    on_its_way = (RewardStatus.APPROVED, RewardStatus.SENDING)
    return lambda scene: message(scene.request) if scene.status in on_its_way else None


def _closed(scene: Scene) -> Message:
    word = scene.resolved
    by, at, said_so = (word.entry.actor, word.at, word.entry.detail) if word else ("", None, "")
    return settling.closed(scene.request, by, at, said_so)


def _conclusion(scene: Scene) -> Message:
    said = json.loads(scene.errand.detail)
    return settling.conclusion(scene.request, Resolution(said["resolution"]), Conclusion(said["conclusion"]))


def _operators_answer(scene: Scene) -> Message:
    return settling.heard(scene.request, Hearing(scene.errand.detail), scene.helpers)


def _line(scene: Scene) -> str:
    request = scene.request
    reason = f" for {request.reason}" if request.reason else ""
    people = " ".join(f"<@{person}>" for person in request.recipients)
    line = f"{people} {request.points}{reason}"
    return f"{scene.command} {put_back(line, ask_of(scene.policy, request).value, is_private=request.is_private)}"


def _with_list(message: Callable[[Scene], Message]) -> Callable[[Scene], Message]:
    return lambda scene: waiting.waiting(scene.waiting or Waiting(), message(scene))


def _expired(scene: Scene) -> Message:
    again = scene.asked_again
    return direct.expired(scene.request, _line(scene), again.id if again else "")


def _again_refused(scene: Scene) -> Message:
    request, asking = scene.request, scene.asking
    assert asking is not None, "it is read for this message"
    why = Why(scene.errand.detail)
    refusal = refusal_of(scene.policy, why, ask_of(scene.policy, request), asking, request.names, scene.helpers)
    return Message(refusals.sentence(refusal, command=scene.command))


_RENDERERS: dict[Kind, _Renderer] = {
    Kind.CARD: _card,
    Kind.REMINDER: _reminder,
    Kind.ESCALATED: lambda scene: timing.escalated(scene.request, scene.asked_as_well, scene.deciders),
    Kind.EXTENDED: lambda scene: timing.extended(scene.request, scene.deciders),
    Kind.NEWS: _once_arrived(_news),
    Kind.SUMMARY: _once_arrived(lambda scene: thread.summary(scene.request)),
    Kind.ANSWER: lambda scene: answers.click(scene.request, scene.errand.place, scene.deciders),
    Kind.DECIDE_DIRECTLY: _while_pending(
        lambda scene: scene.may_decide, lambda scene: lookback.decide_directly(scene.request, scene.command)
    ),
    Kind.CANCEL_ANSWER: lambda scene: answers.cancel(scene.request, scene.errand.place),
    Kind.ARRIVED: _when(RewardStatus.ALLOCATED, _arrived),
    Kind.TAKEN_BACK: _when(RewardStatus.ALLOCATED, lambda scene: undoing.taken_back(scene.request, scene.errand.place)),
    Kind.THANKS: _when(
        RewardStatus.ALLOCATED, lambda scene: direct.thanks(scene.request, scene.link, can_redeem=scene.can_redeem)
    ),
    Kind.REFUSED: _when(RewardStatus.FAILED, lambda scene: thread.refused(scene.request, scene.told)),
    Kind.UNCONFIRMED: _when(RewardStatus.UNKNOWN, lambda scene: thread.unconfirmed(scene.request)),
    Kind.UNCONFIRMED_FOR_LONG: _while_in_doubt(
        lambda scene: direct.unconfirmed_for_long(scene.request, scene.errand.place, scene.told)
    ),
    Kind.SENT_AGAIN: _on_its_way(thread.sent_again),
    Kind.GIVEN_UP: _when(RewardStatus.FAILED, lambda scene: thread.given_up(scene.request)),
    Kind.WITHDRAWN: _when(RewardStatus.CANCELLED, lambda scene: thread.withdrawn(scene.request)),
    Kind.NOT_HAPPENED: _on_its_way(thread.not_happened),
    Kind.LOWERED: lambda scene: direct.lowered(scene.request, scene.deciders),
    Kind.QUESTION: _asked_of_giver,
    Kind.REPLY: lambda scene: questions.replied(scene.request, scene.questions) if scene.questions else None,
    Kind.REASSIGNED: _while_pending(
        lambda scene: scene.may_decide,
        lambda scene: direct.reassigned(scene.request, scene.errand.detail, scene.errand.place, scene.deciders),
    ),
    Kind.DECLINED: lambda scene: direct.declined(scene.request),
    Kind.EXPIRED: _expired,
    Kind.LIST_ANSWER: _with_list(lambda scene: answers.decided(scene.request, scene.errand.place, scene.deciders)),
    Kind.LIST_CANCEL_ANSWER: _with_list(lambda scene: answers.cancel(scene.request, scene.errand.place)),
    Kind.ASKED: _asked,
    Kind.ASKED_AGAIN: lambda scene: answers.asked(scene.request, scene.deciders),
    Kind.ASKED_AGAIN_BEFORE: lambda scene: answers.asked_again_before(scene.request, scene.deciders),
    Kind.AGAIN_REFUSED: _again_refused,
    Kind.NO_CHANNEL: lambda scene: direct.no_channel(
        scene.request, scene.card_holders, Silence(scene.errand.detail or Silence.REFUSED)
    ),
    Kind.RECIPIENT_GONE: lambda scene: leaving.recipient_gone(scene.request),
    Kind.NOBODY_DECIDES: _while_pending(
        lambda scene: not scene.deciders, lambda scene: leaving.nobody_decides(scene.request, scene.told)
    ),
    Kind.SOMEBODY_DECIDES: _while_pending(
        lambda scene: bool(scene.deciders), lambda scene: leaving.somebody_decides(scene.request, scene.deciders)
    ),
    Kind.DECIDES_AGAIN: _while_pending(
        lambda scene: scene.may_decide, lambda scene: leaving.decides_again(scene.request)
    ),
    Kind.OPERATORS_REFUSED: lambda scene: operators.refused(scene.request, scene.errand.detail),
    Kind.OPERATORS_UNKNOWN: _while_in_doubt(lambda scene: operators.unknown(scene.request, scene.errand.detail)),
    Kind.OPERATORS_DIFFERENT: _while_in_doubt(lambda scene: operators.different(scene.request, scene.errand.detail)),
    Kind.OPERATORS_PAUSED: lambda scene: operators.paused(scene.errand.detail),
    Kind.OPERATORS_CLOSED: _closed,
    Kind.ENDED: lambda scene: restoring.ended(scene.request),
    Kind.OPERATORS_ANSWER: _operators_answer,
    Kind.OPERATORS_CONCLUSION: _conclusion,
}
