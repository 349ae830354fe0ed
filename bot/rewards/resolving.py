"""What a person settles: an unknown reward, and a pause."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.core.allocation import Allocated, Allocation
from bot.core.errors import ShabashError
from bot.core.masking import masked
from bot.core.policy import Policy
from bot.core.reward import Request, Reward, RewardStatus
from bot.ledger import Entry, Ledger, Reading, Writing
from bot.rewards.settling import Settling
from bot.rewards.staging import CLOCK, OPERATORS, Kind, stage_notice


class Resolution(StrEnum):
    """What a person found out about an unknown reward, usually in EnKash's dashboard."""

    HAPPENED = "happened"
    DID_NOT_HAPPEN = "did-not-happen"
    GIVE_UP = "give-up"


class CannotResolve(ShabashError):
    """This reward is not one that a person settles now; the text says why."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An unknown reward, and what is looked up before a person's word counts."""

    reward: Reward
    allocation: Allocation


class Resolver:
    """Settles by hand. `by` is who does it, `note` what they write down; both go into the history."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self._settling = Settling(policy)

    def unsettled(self, reward_id: str) -> Unsettled:
        """The reward, if a person may settle it now; raises `CannotResolve`."""
        with self._ledger.read() as view:
            _, reward = _unknown_reward(view, reward_id)
            card_holder = view.sent_card_holder(reward.id)
            assert card_holder is not None
            return Unsettled(reward, Allocation(reward.reference, reward.points, card_holder))

    def resolve(
        self, unsettled: Unsettled, resolution: Resolution, *, by: str, note: str, found: Allocated | None
    ) -> None:
        """Settle an unknown reward. What a look-up `found` counts more than what the person says."""
        with self._ledger.write() as tx:
            request, reward = _unknown_reward(tx, unsettled.reward.id)
            if reward.attempt != unsettled.reward.attempt:
                raise CannotResolve(f"{reward.id} was settled and sent again meanwhile. Please look at it anew.")
            detail = f"{resolution}: {masked(note)}" if note else str(resolution)
            tx.append(Entry("resolved", by, request.id, reward.id, reward.status, None, reward.attempt, detail))
            if found is not None or resolution is Resolution.HAPPENED:
                self._settling.allocated(tx, None, request, reward, found or Allocated(), by)
            elif resolution is Resolution.DID_NOT_HAPPEN:
                self._settling.approved_again(tx, request, reward, by, detail)
            else:
                self._settling.given_up(tx, request, reward, by, detail)


class Resumed(NamedTuple):
    """What a resume changed: sending was paused, token calls were stopped."""

    was_paused: bool
    were_token_calls_stopped: bool


class Switch:
    """Sending to EnKash, on and off. `by` is who turns it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def pause(self, by: str, why: str) -> bool:
        """Stop sending to EnKash; False when it is stopped already."""
        with self._ledger.write() as tx:
            paused = tx.pause_sending(by, masked(why))
            if paused:
                tx.append(Entry("paused", by, detail=masked(why)))
                stage_notice(tx, Kind.OPERATORS_PAUSED, OPERATORS, masked(why))
            return paused

    def resume(self, by: str) -> Resumed:
        """Send again, and at once; credentials that EnKash refused may be tried once more.

        All of them, not only those at hand: whoever resumes has looked at EnKash, and need not have its settings.
        """
        with self._ledger.write() as tx:
            were_stopped = tx.allow_token_calls()
            if were_stopped:
                tx.append(Entry("token calls allowed", by))
            was_paused = tx.pause() is not None
            if was_paused:
                _go_on(tx, by)
            return Resumed(was_paused, were_stopped)

    def start_with(self, credentials: str) -> bool:
        """The bot starts with these, by their fingerprint: a pause that was for others, and for nothing else, is over.
        False where nothing changed."""
        with self._ledger.read() as view:
            if not _was_for_others(view, credentials):
                return False
        with self._ledger.write() as tx:
            is_over = _was_for_others(tx, credentials)
            if is_over:
                _go_on(tx, CLOCK, "the credentials are not those that EnKash refused")
            return is_over


def _was_for_others(view: Reading, credentials: str) -> bool:
    pause = view.pause()
    return pause is not None and pause.credentials not in ("", credentials)


def _go_on(tx: Writing, by: str, why: str = "") -> None:
    tx.resume_sending(by)
    tx.append(Entry("resumed", by, detail=why))
    tx.free_all()


def _unknown_reward(view: Reading, reward_id: str) -> tuple[Request, Reward]:
    request_id = view.request_id_of(reward_id)
    request = None if request_id is None else view.request(request_id)
    if request is None:
        raise CannotResolve(f"There is no reward {reward_id} in this ledger.")
    reward = request.reward_of(reward_id)
    if reward.status is not RewardStatus.UNKNOWN:
        raise CannotResolve(
            f"{reward_id} is {reward.status or request.status}, not unknown: there is nothing to settle."
        )
    if reward.lease_ends_at is not None and reward.lease_ends_at > view.now:
        raise CannotResolve(
            f"EnKash may still be answering for {reward_id}. Try again after {reward.lease_ends_at:%H:%M:%S} UTC."
        )
    return request, reward
