"""From an errand to what it says, drawn from the ledger as it stands when the message goes.

A message that would no longer be true is not sent: its renderer returns None.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.message import Message
from bot.core.policy import Policy, shown_deciders
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.ledger import Errand, Reading
from bot.messages import answers, card, details, direct, leaving, operators, thread
from bot.rewards.entitlement import entitled_to, helpers_of, members_of
from bot.rewards.staging import Kind


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
    may_decide: bool
    """Whether the person at whose place it goes may decide on the request now."""

    @property
    def status(self) -> RewardStatus | None:
        return self.request.reward.status


_Renderer = Callable[[Scene], Message | None]


def render(scene: Scene) -> Message | None:
    """The message of this errand as the ledger stands; None where it has become pointless."""
    return _RENDERERS[Kind(scene.errand.kind)](scene)


def render_notice(errand: Errand) -> Message:
    """A message about no request, from its errand alone."""
    return _NOTICES[Kind(errand.kind)](errand)


def scene_of(
    view: Reading, errand: Errand, request: Request, policy: Policy, *, command: str, is_first_post: bool
) -> Scene:
    """Everything a renderer needs. `card_holders` are the deciders who have the card directly, or will."""
    entitled = entitled_to(view, policy, request)
    return Scene(
        errand,
        request,
        deciders=shown_deciders(request.deciders, entitled, members_of(view, request.deciders)),
        # Where a channel has the details, nobody is named for having them.
        helpers=() if policy.operators_channel else helpers_of(view, policy, request),
        card_holders=tuple(place for place in view.places(request.id, Kind.CARD) if place in entitled),
        command=command,
        is_first_post=is_first_post,
        may_decide=errand.place in entitled,
    )


def _card(scene: Scene) -> Message | None:
    request = scene.request
    is_copy = scene.errand.place != request.channel_id
    was_approved = request.status is RequestStatus.APPROVED
    is_needed = request.status is RequestStatus.PENDING or (was_approved and not is_copy)
    may_decide_no_longer = is_copy and request.status is RequestStatus.PENDING and not scene.may_decide
    if scene.is_first_post and (may_decide_no_longer or not is_needed):
        return None
    if may_decide_no_longer:
        return leaving.decides_no_longer(request)
    return card.card(request, deciders=scene.deciders, for_decider=is_copy)


def _while_pending(is_true: Callable[[Scene], bool], message: Callable[[Scene], Message]) -> _Renderer:
    return lambda scene: message(scene) if scene.request.status is RequestStatus.PENDING and is_true(scene) else None


def _when(status: RewardStatus, message: Callable[[Scene], Message]) -> _Renderer:
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


_RENDERERS: dict[Kind, _Renderer] = {
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
    Kind.EXPIRED: lambda scene: direct.expired(scene.request, _line(scene)),
    Kind.RECIPIENT_GONE: lambda scene: leaving.recipient_gone(scene.request),
    Kind.NOBODY_DECIDES: _while_pending(
        lambda scene: not scene.deciders, lambda scene: leaving.nobody_decides(scene.request, scene.helpers)
    ),
    Kind.SOMEBODY_DECIDES: _while_pending(
        lambda scene: bool(scene.deciders), lambda scene: leaving.somebody_decides(scene.request, scene.deciders)
    ),
    Kind.DECIDES_AGAIN: _while_pending(
        lambda scene: scene.may_decide, lambda scene: leaving.decides_again(scene.request)
    ),
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
    Kind.DETAILS_CHANGED: lambda errand: details.changed(json.loads(errand.detail)),
    Kind.OPERATORS_DETAILS_CHANGED: lambda errand: details.changed_for_operators(**json.loads(errand.detail)),
    Kind.OPERATORS_FORGOTTEN: lambda errand: details.forgotten_for_operators(**json.loads(errand.detail)),
    Kind.OPERATORS_NOBODY_DECIDES: lambda errand: leaving.for_operators(errand.detail.split()),
    Kind.OPERATORS_PAUSED: lambda errand: operators.paused(errand.detail),
}
