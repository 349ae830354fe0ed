"""From an errand to what it says, drawn from the ledger as it stands when the message goes.

A message that would no longer be true is not sent: its renderer returns None.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.budget import Pot
from bot.core.judging import Asking
from bot.core.marks import put_back
from bot.core.message import Message, Silence
from bot.core.policy import Policy
from bot.core.question import Question
from bot.core.refusal import Why
from bot.core.resolution import Conclusion, Hearing, Resolution
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.core.waiting import Waiting
from bot.ledger import Errand, Reading, RecordedEntry
from bot.messages import (
    answers,
    card,
    direct,
    leaving,
    lookback,
    operators,
    questions,
    refusals,
    restoring,
    settling,
    thread,
    timing,
    waiting,
)
from bot.rewards.asking import ask_of, facts_of, refusal_of, request_again
from bot.rewards.budgets import pots_for
from bot.rewards.entitlement import asked_as_well, deciders_by, helpers_of, rights_for, seen_by
from bot.rewards.looking import waiting_of
from bot.rewards.staging import OPERATORS_MAX, Kind

_ABOUT_QUESTIONS = {Kind.QUESTION, Kind.REPLY}
LINKED = {Kind.CARD, Kind.THANKS}
"""What says which message somebody is rewarded for."""
_IN_LISTS = {Kind.LIST_ANSWER, Kind.LIST_CANCEL_ANSWER}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a renderer may look at."""

    errand: Errand
    request: Request
    deciders: tuple[str, ...]
    helpers: tuple[str, ...]
    card_holders: tuple[str, ...]
    command: str
    is_first_post: bool
    policy: Policy
    may_decide: bool
    """Whether the person at whose place it goes may decide on the request now."""
    asked_again: Request | None = None
    waiting: Waiting | None = None
    resolved: RecordedEntry | None = None
    """The last word of a person on the reward, where the message is about that."""
    questions: tuple[Question, ...] = ()
    """Those that the message is about."""
    asked_as_well: tuple[str, ...] = ()
    """Those whom the tier above brought, where the message is about that."""
    pots: tuple[Pot, ...] = ()
    """What its giver's budgets have left, where they hear that it is asked."""
    link: str = ""
    """Where the message is to be read that it is about, as far as it is known."""
    can_redeem: bool = False
    """Whether it is known where its recipient can redeem, where the message is for them."""
    asking: Asking | None = None
    """What it would be held against now, where the message is about asking again."""

    @property
    def told(self) -> tuple[str, ...]:
        """Those of the helpers who were told: more than a few are not told together."""
        return self.helpers[:OPERATORS_MAX]

    @property
    def status(self) -> RewardStatus | None:
        return self.request.reward.status


_Renderer = Callable[[Scene], Message | None]


def render(scene: Scene) -> Message | None:
    """The message of this errand as the ledger stands; None where it has become pointless."""
    return _RENDERERS[Kind(scene.errand.kind)](scene)


def scene_of(
    view: Reading, errand: Errand, request: Request, policy: Policy, *, command: str, is_first_post: bool
) -> Scene:
    """Everything a renderer needs. `card_holders` are the deciders who have the card directly, or will; `asked_again`
    is what was asked again for an expired one, `waiting` what waits for whoever clicked in a list."""
    rights = rights_for(view, policy, request)
    return Scene(
        errand,
        seen_by(policy, request, errand.place),
        deciders=deciders_by(view, request, rights),
        # Where a channel has the details, nobody is named for having them.
        helpers=() if policy.operators_channel and not request.is_private else helpers_of(view, policy, request),
        card_holders=tuple(place for place in view.places(request.id, Kind.CARD) if place in rights.voices),
        command=command,
        is_first_post=is_first_post,
        policy=policy,
        may_decide=errand.place in rights.voices,
        asked_again=request_again(view, request) if errand.kind == Kind.EXPIRED else None,
        waiting=waiting_of(view, policy, errand.place) if errand.kind in _IN_LISTS else None,
        resolved=_resolved(view, request) if errand.kind == Kind.OPERATORS_CLOSED else None,
        questions=_questions(view, errand, request) if errand.kind in _ABOUT_QUESTIONS else (),
        asked_as_well=asked_as_well(view, policy, request) if errand.kind == Kind.ESCALATED else (),
        pots=pots_for(view, policy, request.giver_id) if errand.kind == Kind.ASKED else (),
        asking=_asking(view, policy, request) if errand.kind == Kind.AGAIN_REFUSED else None,
    )


def _questions(view: Reading, errand: Errand, request: Request) -> tuple[Question, ...]:
    wanted = errand.detail.split()
    return tuple(question for question in view.questions(request.id) if question.id in wanted)


def _asking(view: Reading, policy: Policy, request: Request) -> Asking:
    return facts_of(view, policy, ask_of(policy, request), request.giver_id, request.channel_id)[0]


def _resolved(view: Reading, request: Request) -> RecordedEntry | None:
    words = [recorded for recorded in view.history(request.id) if recorded.entry.event == "resolved"]
    return words[-1] if words else None


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
    line = f"<@{request.reward.recipient_id}> {request.points}{reason}"
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
    Kind.NEWS: _when(RewardStatus.ALLOCATED, _news),
    Kind.ANSWER: lambda scene: answers.click(scene.request, scene.errand.place, scene.deciders),
    Kind.DECIDE_DIRECTLY: _while_pending(
        lambda scene: scene.may_decide, lambda scene: lookback.decide_directly(scene.request, scene.command)
    ),
    Kind.CANCEL_ANSWER: lambda scene: answers.cancel(scene.request, scene.errand.place),
    Kind.ARRIVED: _when(RewardStatus.ALLOCATED, _arrived),
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
    Kind.ASKED: lambda scene: answers.asked(
        scene.request, scene.deciders, scene.pots, says_where=not scene.errand.response_url
    ),
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
