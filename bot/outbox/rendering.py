"""From an errand to what it says, drawn from the ledger as it stands when the message goes.

A message that would no longer be true is not sent: its renderer returns None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.message import Message
from bot.core.policy import Policy
from bot.core.refusal import Why
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.core.waiting import Waiting
from bot.ledger import Errand, Reading
from bot.messages import answers, card, direct, operators, refusals, thread, waiting
from bot.rewards.asking import ask_of, refusal_of, request_again
from bot.rewards.entitlement import deciders_of, helpers_of, seen_by
from bot.rewards.looking import waiting_of
from bot.rewards.staging import Kind

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
    asked_again: Request | None = None
    waiting: Waiting | None = None

    @property
    def status(self) -> RewardStatus | None:
        return self.request.reward.status


def render(scene: Scene) -> Message | None:
    """The message of this errand as the ledger stands; None where it has become pointless."""
    return _RENDERERS[Kind(scene.errand.kind)](scene)


def render_notice(errand: Errand) -> Message:
    """A message about no request, from its errand alone."""
    return _NOTICES[Kind(errand.kind)](errand)


def scene_of(
    view: Reading, errand: Errand, request: Request, policy: Policy, *, command: str, is_first_post: bool
) -> Scene:
    """Everything a renderer needs. `card_holders` are the people who have the card directly, or will; `asked_again` is
    the request that was made by asking again for an expired one, `waiting` what waits for whoever clicked in a list."""
    places = view.places(request.id, Kind.CARD)
    return Scene(
        errand,
        seen_by(policy, request, errand.place),
        deciders=deciders_of(view, policy, request),
        # Where a channel has the details, nobody is named for having them.
        helpers=() if policy.operators_channel else helpers_of(view, policy, request),
        card_holders=tuple(place for place in places if place != request.channel_id),
        command=command,
        is_first_post=is_first_post,
        policy=policy,
        asked_again=request_again(view, request) if errand.kind == Kind.EXPIRED else None,
        waiting=waiting_of(view, policy, errand.place) if errand.kind in _IN_LISTS else None,
    )


def _card(scene: Scene) -> Message | None:
    request = scene.request
    is_copy = scene.errand.place != request.channel_id
    was_approved = request.status is RequestStatus.APPROVED
    is_needed = request.status is RequestStatus.PENDING or (was_approved and not is_copy)
    if scene.is_first_post and not is_needed:
        return None
    return card.card(request, deciders=scene.deciders, for_decider=is_copy)


def _when(status: RewardStatus, message: Callable[[Scene], Message]) -> Callable[[Scene], Message | None]:
    return lambda scene: message(scene) if scene.status is status else None


def _arrived(scene: Scene) -> Message:
    return thread.confirmed(scene.request) if scene.request.reward.was_unknown else thread.arrived(scene.request)


def _not_happened(scene: Scene) -> Message | None:
    is_on_its_way = scene.status in (RewardStatus.APPROVED, RewardStatus.SENDING)
    return thread.not_happened(scene.request) if is_on_its_way else None


def _line(scene: Scene) -> str:
    request = scene.request
    reason = f" for {request.reason}" if request.reason else ""
    return f"{scene.command} <@{request.reward.recipient_id}> {request.points}{reason}"


def _with_list(message: Callable[[Scene], Message]) -> Callable[[Scene], Message]:
    return lambda scene: waiting.waiting(scene.waiting or Waiting(), message(scene))


def _expired(scene: Scene) -> Message:
    again = scene.asked_again
    return direct.expired(scene.request, _line(scene), again.id if again else "")


def _again_refused(scene: Scene) -> Message:
    request = scene.request
    why = Why(scene.errand.detail)
    refusal = refusal_of(scene.policy, why, ask_of(request), request.giver_id, request.names)
    return Message(refusals.sentence(refusal, command=scene.command))


_RENDERERS: dict[Kind, Callable[[Scene], Message | None]] = {
    Kind.CARD: _card,
    Kind.ANSWER: lambda scene: answers.click(scene.request, scene.errand.place, scene.deciders),
    Kind.CANCEL_ANSWER: lambda scene: answers.cancel(scene.request, scene.errand.place),
    Kind.ARRIVED: _when(RewardStatus.ALLOCATED, _arrived),
    Kind.THANKS: _when(RewardStatus.ALLOCATED, lambda scene: direct.thanks(scene.request)),
    Kind.REFUSED: _when(RewardStatus.FAILED, lambda scene: thread.refused(scene.request, scene.helpers)),
    Kind.UNCONFIRMED: _when(RewardStatus.UNKNOWN, lambda scene: thread.unconfirmed(scene.request)),
    Kind.GIVEN_UP: _when(RewardStatus.FAILED, lambda scene: thread.given_up(scene.request)),
    Kind.WITHDRAWN: _when(RewardStatus.CANCELLED, lambda scene: thread.withdrawn(scene.request)),
    Kind.NOT_HAPPENED: _not_happened,
    Kind.DECLINED: lambda scene: direct.declined(scene.request),
    Kind.EXPIRED: _expired,
    Kind.LIST_ANSWER: _with_list(lambda scene: answers.decided(scene.request, scene.errand.place, scene.deciders)),
    Kind.LIST_CANCEL_ANSWER: _with_list(lambda scene: answers.cancel(scene.request, scene.errand.place)),
    Kind.ASKED_AGAIN: lambda scene: answers.asked(scene.request, scene.deciders),
    Kind.ASKED_AGAIN_BEFORE: lambda scene: answers.asked_again_before(scene.request, scene.deciders),
    Kind.AGAIN_REFUSED: _again_refused,
    Kind.NO_CHANNEL: lambda scene: direct.no_channel(scene.request, scene.card_holders),
    Kind.OPERATORS_REFUSED: lambda scene: operators.refused(scene.request, scene.errand.detail),
    Kind.OPERATORS_UNKNOWN: _when(
        RewardStatus.UNKNOWN, lambda scene: operators.unknown(scene.request, scene.errand.detail)
    ),
    Kind.OPERATORS_DIFFERENT: _when(
        RewardStatus.UNKNOWN, lambda scene: operators.different(scene.request, scene.errand.detail)
    ),
    Kind.OPERATORS_PAUSED: lambda scene: operators.paused(scene.errand.detail),
}

_NOTICES: dict[Kind, Callable[[Errand], Message]] = {
    Kind.OPERATORS_PAUSED: lambda errand: operators.paused(errand.detail),
}
