"""What a message is drawn from: everything that one errand's text may say, read from the ledger at once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.budget import Pot
from bot.core.judging import Asking
from bot.core.policy import Policy
from bot.core.question import Question
from bot.core.reward import Request, RewardStatus
from bot.core.waiting import Waiting
from bot.ledger import Errand, Reading, RecordedEntry
from bot.rewards.asking import request_again
from bot.rewards.budgets import pots_for
from bot.rewards.entitlement import asked_as_well, deciders_by, helpers_of, rights_for, seen_by
from bot.rewards.looking import waiting_of
from bot.rewards.staging import OPERATORS_MAX, Kind
from bot.rewards.weighing import ask_of, facts_of

_ABOUT_QUESTIONS = {Kind.QUESTION, Kind.REPLY}
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
        """Of the one reward that the message is about."""
        return self.request.reward.status


def scene_of(
    view: Reading, errand: Errand, request: Request, policy: Policy, *, command: str, is_first_post: bool
) -> Scene:
    """Everything a renderer needs. `card_holders` are the deciders who have the card directly, or will; `asked_again`
    is what was asked again for an expired one, `waiting` what waits for whoever clicked in a list."""
    rights = rights_for(view, policy, request)
    seen = seen_by(policy, request, errand.place)
    return Scene(
        errand,
        seen.share(errand.part) if errand.part else seen,
        deciders=deciders_by(view, request, rights),
        # Where a channel has the details, nobody is named for having them.
        helpers=()
        if policy.operators_channel and not request.is_kept_from_channels
        else helpers_of(view, policy, request),
        card_holders=tuple(place for place in view.places(request.id, Kind.CARD) if place in rights.voices),
        command=command,
        is_first_post=is_first_post,
        policy=policy,
        may_decide=errand.place in rights.voices,
        asked_again=request_again(view, request) if errand.kind == Kind.EXPIRED else None,
        waiting=waiting_of(view, policy, errand.place) if errand.kind in _IN_LISTS else None,
        resolved=_resolved(view, errand, request) if errand.kind == Kind.OPERATORS_CLOSED else None,
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


def _resolved(view: Reading, errand: Errand, request: Request) -> RecordedEntry | None:
    reward_id = request.share(errand.part).id
    history = view.history(request.id)
    words = [each for each in history if (each.entry.event, each.entry.reward_id) == ("resolved", reward_id)]
    return words[-1] if words else None
