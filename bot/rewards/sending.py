"""What money does: claim, send once, settle; look up what stayed unknown.

The carrier (`bot/outbox/money.py`) asks for the next step, does the call to EnKash that it names, and brings
back what came of it. Every move presents the attempt's number, so a carrier that comes late changes nothing
that others have settled.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.allocation import (
    Allocated,
    Allocation,
    CardHolder,
    Different,
    Finding,
    NotFound,
    NotSent,
    Outcome,
    Refused,
    Unknown,
)
from bot.core.policy import Policy, Standing
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Entry, Errand, Lane, Ledger, Writing
from bot.rewards.deciding import expire
from bot.rewards.settling import Settling
from bot.rewards.staging import CLOCK, Kind, stage_in_thread

# The lease outlasts the exchange with EnKash by this much, for the transactions around it.
LEASE_MARGIN_SECONDS = 15
# How long after each look-up the next one is made. Together about three days; then it waits for a person alone.
LOOK_UP_PAUSES_SECONDS = (15, 30, 60, 120, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 86_400)
BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS = 1.0, 300.0
# How long a paused reward sleeps; `resume` wakes it at once.
PAUSED_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Send:
    """POST this allocation once. `reward` carries the attempt's number; the claim was committed at `claimed_at`."""

    errand: Errand
    reward: Reward
    allocation: Allocation
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask EnKash whether this allocation, whose outcome was not learned, happened."""

    errand: Errand
    reward: Reward
    allocation: Allocation


@dataclass(frozen=True, slots=True)
class AskBalance:
    """Ask EnKash for the balance that its reply left out."""

    errand: Errand
    reward: Reward
    card_holder: CardHolder


@dataclass(frozen=True, slots=True)
class Handled:
    """The ledger alone was concerned; nothing is left to call."""


Step = Send | LookUp | AskBalance | Handled


class Sender:
    """See the module's docstring. `jitter` gives a fraction from 0 to 1 for the backoff."""

    def __init__(
        self, ledger: Ledger, policy: Policy, *, timeout_seconds: float, jitter: Callable[[], float] = random.random
    ) -> None:
        self._ledger = ledger
        self._settling = Settling(policy)
        self._lease = timedelta(seconds=timeout_seconds + LEASE_MARGIN_SECONDS)
        self._jitter = jitter
        # Carriers that look at the same moment would all find the same errand, and all but one for nothing.
        self._turn = threading.Lock()

    @property
    def lease_seconds(self) -> float:
        return self._lease.total_seconds()

    def next_step(self) -> Step | None:
        """Take what is due in the money lane; None when nothing is."""
        with self._turn:
            with self._ledger.read() as view:
                errand_id = view.due(Lane.MONEY)
            if errand_id is None:
                return None
            with self._ledger.write() as tx:
                errand = tx.take(errand_id, until=tx.now + self._lease)
                return Handled() if errand is None else self._step(tx, errand)

    def _step(self, tx: Writing, errand: Errand) -> Step:
        request = tx.request(errand.request_id)
        assert request is not None
        if errand.kind == Kind.DEADLINE:
            return self._deadline(tx, errand, request)
        reward = next(reward for reward in request.rewards if reward.id == errand.place)
        if errand.kind == Kind.BALANCE:
            return self._balance(tx, errand, reward)
        return self._allocation(tx, errand, request, reward)

    def _deadline(self, tx: Writing, errand: Errand, request: Request) -> Step:
        if request.status is RequestStatus.PENDING:
            expire(tx, request)
        tx.finish(errand, request.status)
        return Handled()

    def _balance(self, tx: Writing, errand: Errand, reward: Reward) -> Step:
        card_holder = tx.sent_card_holder(reward.id)
        assert card_holder is not None
        return AskBalance(errand, reward, card_holder)

    def _allocation(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> Step:
        match reward.status:
            case RewardStatus.APPROVED:
                return self._claim(tx, errand, request, reward)
            case RewardStatus.SENDING:
                return self._lapse(tx, errand, request, reward)
            case RewardStatus.UNKNOWN:
                return self._look_up(tx, errand, reward)
            case _:
                tx.finish(errand, str(reward.status))
                return Handled()

    def _claim(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> Step:
        """Commit that this attempt is about to be made, before it is made."""
        lease_of_recipient = tx.lease_of_recipient(reward.recipient_id)
        if tx.pause() is not None:
            tx.put_back(errand, tx.now + timedelta(seconds=PAUSED_SECONDS), "paused")
            return Handled()
        if lease_of_recipient is not None:
            tx.put_back(errand, lease_of_recipient, "another allocation of this recipient is in flight")
            return Handled()
        card_holder = tx.sent_card_holder(reward.id) or tx.card_holder(reward.recipient_id)
        user = tx.users((reward.recipient_id,)).get(reward.recipient_id)
        if card_holder is None or user is None or user.standing is not Standing.MEMBER:
            return self._withdraw(tx, errand, request, reward)
        return self._commit_claim(tx, errand, reward, card_holder)

    def _commit_claim(self, tx: Writing, errand: Errand, reward: Reward, card_holder: CardHolder) -> Step:
        attempt = reward.attempt + 1
        lease_ends_at = tx.now + self._lease
        moved = tx.move_reward(
            reward,
            RewardStatus.SENDING,
            attempt=attempt,
            claimed_at=tx.now,
            lease_ends_at=lease_ends_at,
            sent_email=card_holder.email,
            sent_mobile=card_holder.mobile,
            sent_title=card_holder.title,
            sent_first_name=card_holder.first_name,
            sent_gender=card_holder.gender,
        )
        assert moved, "the reward was approved in this very transaction"
        tx.append(_move(reward, RewardStatus.SENDING, CLOCK, attempt))
        claimed = Reward(
            reward.id,
            reward.request_id,
            reward.recipient_id,
            reward.points,
            reward.reference,
            RewardStatus.SENDING,
            attempt,
            lease_ends_at,
        )
        return Send(errand, claimed, Allocation(reward.reference, reward.points, card_holder), tx.now)

    def _withdraw(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> Step:
        """The recipient may no longer receive: Slack or HR says so."""
        tx.move_reward(reward, RewardStatus.CANCELLED, settled_at=tx.now, settled_by=CLOCK)
        tx.append(_move(reward, RewardStatus.CANCELLED, CLOCK, reward.attempt))
        stage_in_thread(tx, request, Kind.WITHDRAWN)
        tx.finish(errand, RewardStatus.CANCELLED)
        return Handled()

    def _lapse(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> Step:
        """The lease is over and nobody brought an outcome."""
        assert reward.lease_ends_at is not None
        if reward.lease_ends_at > tx.now:
            tx.put_back(errand, reward.lease_ends_at, "in flight")
        else:
            self._settling.unknown(tx, errand, request, reward, "the bot stopped before it learned the outcome")
        return Handled()

    def _look_up(self, tx: Writing, errand: Errand, reward: Reward) -> Step:
        card_holder = tx.sent_card_holder(reward.id)
        assert card_holder is not None
        return LookUp(errand, reward, Allocation(reward.reference, reward.points, card_holder))

    def may_post(self, send: Send, *, seconds_since_claim: float) -> bool:
        """Just before the POST: is it still ours to send, and is at most half of the lease over by both clocks?"""
        with self._ledger.read() as view:
            request = view.request(send.reward.request_id)
            assert request is not None
            reward = next(reward for reward in request.rewards if reward.id == send.reward.id)
            by_wall_seconds = (view.now - send.claimed_at).total_seconds()
        is_ours = reward.status is RewardStatus.SENDING and reward.attempt == send.reward.attempt
        half_seconds = self.lease_seconds / 2
        return is_ours and 0 <= by_wall_seconds <= half_seconds and seconds_since_claim <= half_seconds

    def settle(self, send: Send, outcome: Outcome) -> None:
        """Write down what came of this attempt."""
        with self._ledger.write() as tx:
            request = tx.request(send.reward.request_id)
            assert request is not None
            reward = next(reward for reward in request.rewards if reward.id == send.reward.id)
            is_current = reward.attempt == send.reward.attempt
            if not is_current or reward.status not in (RewardStatus.SENDING, RewardStatus.UNKNOWN):
                self._settling.late(tx, request, reward, send.reward.attempt, outcome)
                return
            match outcome:
                case Allocated():
                    self._settling.allocated(tx, send.errand, request, reward, outcome, CLOCK)
                case Refused():
                    self._settling.refused(tx, send.errand, request, reward, outcome)
                case NotSent():
                    due_at = tx.now + timedelta(seconds=self._wait_seconds(send.errand.attempts, outcome))
                    self._settling.not_sent(tx, send.errand, request, reward, outcome, due_at)
                case Unknown():
                    self._settling.unknown(tx, send.errand, request, reward, outcome.why)
            tx.hurry(reward.recipient_id, besides=reward.id)

    def _wait_seconds(self, attempts: int, outcome: NotSent) -> float:
        """Exponential backoff with full jitter, and never sooner than EnKash asked for."""
        ceiling = min(BACKOFF_MAX_SECONDS, BACKOFF_FIRST_SECONDS * 2.0 ** min(attempts, 16))
        return max(ceiling * self._jitter(), outcome.retry_after_seconds or 0.0)

    def note_finding(self, look_up: LookUp, finding: Finding) -> None:
        """Write down what a look-up found. Nothing found proves nothing."""
        with self._ledger.write() as tx:
            request = tx.request(look_up.reward.request_id)
            assert request is not None
            reward = next(reward for reward in request.rewards if reward.id == look_up.reward.id)
            if reward.status is not RewardStatus.UNKNOWN or reward.attempt != look_up.reward.attempt:
                tx.put_back(look_up.errand, tx.now, "settled meanwhile")
                return
            tx.note_reward(reward.id, look_ups=reward.look_ups + 1)
            match finding:
                case Allocated():
                    self._settling.allocated(tx, look_up.errand, request, reward, finding, CLOCK)
                case Different():
                    self._settling.different(tx, look_up.errand, request, reward, finding)
                case NotFound():
                    self._not_found(tx, look_up.errand, reward)

    def _not_found(self, tx: Writing, errand: Errand, reward: Reward) -> None:
        if reward.look_ups < len(LOOK_UP_PAUSES_SECONDS):
            pause_seconds = LOOK_UP_PAUSES_SECONDS[reward.look_ups]
            tx.put_back(errand, tx.now + timedelta(seconds=pause_seconds), "not found yet")
        else:
            tx.finish(errand, "waits for a person")

    def note_balance(self, step: AskBalance, balance: Decimal | None) -> None:
        """The balance is known, or will not be: the messages about the points that arrived can go."""
        with self._ledger.write() as tx:
            request = tx.request(step.reward.request_id)
            assert request is not None
            if balance is not None:
                tx.note_reward(step.reward.id, balance=balance)
            self._settling.tell_arrived(tx, request, step.reward)
            tx.finish(step.errand, "known" if balance is not None else "left out")


def _move(reward: Reward, to: RewardStatus, actor: str, attempt: int) -> Entry:
    return Entry(to, actor, reward.request_id, reward.id, reward.status, to, attempt)
