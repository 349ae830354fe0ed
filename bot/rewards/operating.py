"""What operators do in Slack: settle a reward that EnKash left open or refused, and pause or resume sending.

A wish to settle is staged: EnKash is asked first, by the lane of money, and what it knows counts more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.core.allocation import Finding
from bot.core.masking import masked
from bot.core.policy import Policy
from bot.core.resolution import Conclusion, Hearing, Resolution, Wish
from bot.core.reward import Request, Reward
from bot.ledger import Errand, Lane, Ledger, Writing
from bot.rewards.deciding import Click
from bot.rewards.entitlement import helpers_of, is_operator, parties_of
from bot.rewards.pausing import pause, resume
from bot.rewards.resolving import CannotResolve, assert_settleable, conclude, unsettled_of
from bot.rewards.settling import Settling
from bot.rewards.staging import Kind, stage_answer, stage_lost
from bot.rewards.steps import Conclude


@dataclass(frozen=True, slots=True)
class Heard:
    """What a request is for one of its recipients, as it stands, and how a wish about that is heard."""

    request: Request
    hearing: Hearing
    helpers: tuple[str, ...]
    """Who may settle it."""


class Operators:
    """Every right is checked inside the transaction that acts on it. None: there is no such reward."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self.policy = policy

    def may_settle(self, click: Click, resolution: Resolution, *, latest: float | None = None) -> Heard | None:
        """Whether this person may be shown the form; when not, the answer is staged."""
        with self._ledger.write(latest=latest) as tx:
            heard = self._hear(tx, click, resolution)
            if heard is not None and heard.hearing is not Hearing.GRANTED:
                reward, kind = heard.request.reward, Kind.OPERATORS_ANSWER
                url, hearing = click.response_url, heard.hearing
                stage_answer(tx, reward.request_id, kind, click.person_id, url, hearing, reward.part)
            return heard

    def settle(
        self,
        click: Click,
        resolution: Resolution,
        note: str,
        *,
        attempt: int | None = None,
        latest: float | None = None,
    ) -> Heard | None:
        """Stage the wish: EnKash is asked, and then the reward settled or the person told why not. `attempt` is the one
        that they speak of, where that is known: sent again meanwhile, it is settled already."""
        with self._ledger.write(latest=latest) as tx:
            heard = self._hear(tx, click, resolution)
            if heard is not None and attempt not in (None, heard.request.reward.attempt):
                heard = replace(heard, hearing=Hearing.SETTLED)
            if heard is not None and heard.hearing is Hearing.GRANTED:
                wish = _written(Wish(resolution, click.person_id, masked(note)))
                reward = heard.request.reward
                tx.stage(Lane.MONEY, reward.request_id, Kind.SETTLEMENT, reward.id, detail=wish)
            return heard

    def _hear(self, tx: Writing, click: Click, resolution: Resolution) -> Heard | None:
        request_id = tx.request_id_of(click.request_id)
        request = None if request_id is None else tx.request(request_id)
        if request is None:
            stage_lost(tx, click.request_id, click.person_id, click.response_url)
            return None
        hearing = self._hearing(tx, request, click, resolution)
        share = request.share(request.reward_of(click.request_id).part)
        return Heard(share, hearing, helpers_of(tx, self.policy, request))

    def _hearing(self, tx: Writing, request: Request, click: Click, resolution: Resolution) -> Hearing:
        if click.person_id in parties_of(request):
            return Hearing.A_PARTY
        if not is_operator(tx, self.policy, click.person_id, request):
            return Hearing.NOT_AN_OPERATOR
        if tx.is_staged(request.id, Kind.SETTLEMENT, click.request_id):
            return Hearing.IN_HAND
        try:
            assert_settleable(tx, request.reward_of(click.request_id), resolution)
        except CannotResolve:
            return Hearing.SETTLED
        return Hearing.GRANTED

    def turn(self, click: Click, *, on: bool, latest: float | None = None) -> None:
        """Resume sending, or pause it; the clicker is answered, the operators are told."""
        with self._ledger.write(latest=latest) as tx:
            hearing = Hearing.NOT_AN_OPERATOR
            if is_operator(tx, self.policy, click.person_id):
                by = click.person_id
                is_turned = any(resume(tx, by)) if on else pause(tx, by, "paused by hand")
                hearing = Hearing.GRANTED if is_turned else Hearing.ALREADY
            told = json.dumps({"on": on, "hearing": hearing})
            stage_answer(tx, None, Kind.SWITCH_ANSWER, click.person_id, click.response_url, told)


def settlement_step(tx: Writing, errand: Errand, request: Request, reward: Reward) -> Conclude | None:
    """What is to be asked of EnKash before the wish in this errand counts."""
    wish = _read(errand.detail)
    try:
        assert_settleable(tx, reward, wish.resolution)
    except CannotResolve:
        _tell(tx, errand, request, reward, wish, Conclusion.TOO_LATE)
        return None
    unsettled = unsettled_of(tx, reward)
    return Conclude(errand, reward, unsettled.allocation, wish)


def note_settlement(tx: Writing, settling: Settling, step: Conclude, finding: Finding) -> None:
    """Settle as wished, if what EnKash says allows it; the person hears what became of it."""
    request = tx.request_of(step.errand, has_names=False)
    reward = request.reward_of(step.reward.id)
    if reward.stands_as(step.reward):
        conclusion = conclude(tx, settling, request, reward, step.wish, finding)
    else:
        conclusion = Conclusion.TOO_LATE
        settling.found_late(tx, request, reward, step.reward, finding)
    _tell(tx, step.errand, request, reward, step.wish, conclusion)


def _tell(tx: Writing, errand: Errand, request: Request, reward: Reward, wish: Wish, conclusion: Conclusion) -> None:
    if tx.finish(errand, conclusion):
        detail = json.dumps({"reward": reward.id, "resolution": wish.resolution, "conclusion": conclusion})
        kind = Kind.OPERATORS_CONCLUSION
        tx.stage(Lane.MESSAGES, request.id, kind, wish.by, detail=detail, part=reward.part)


def _written(wish: Wish) -> str:
    return json.dumps({"resolution": wish.resolution, "by": wish.by, "note": wish.note})


def _read(detail: str) -> Wish:
    read = json.loads(detail)
    return Wish(Resolution(read["resolution"]), read["by"], read["note"])
