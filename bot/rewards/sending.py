"""What money does: claim, send once, settle; look up what stayed unknown.

The carrier (`bot/outbox/money.py`) asks for the next step, does the call to EnKash that it names, and brings
back what came of it. Every move presents the attempt's number, so a carrier that comes late changes nothing
that others have settled.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.core.allocation import (
    Allocated,
    Allocation,
    CardHolder,
    Finding,
    NotSent,
    Outcome,
    Refused,
    Unknown,
)
from bot.core.backoff import backoff_seconds
from bot.core.policy import Policy
from bot.core.reward import Request, Reward, RewardStatus
from bot.ledger import WAITS_FOR_RECIPIENT, Entry, Errand, Lane, Ledger, Writing
from bot.rewards.looking_up import PAUSED, PAUSED_SECONDS, look_up_step, note_finding, note_first_look
from bot.rewards.operating import note_settlement, settlement_step
from bot.rewards.queue import Queue
from bot.rewards.resolving import unsettled_of
from bot.rewards.settling import Settling
from bot.rewards.staging import CLOCK, Kind, stage_arrival, stage_cards, stage_in_thread
from bot.rewards.steps import AskBalance, Conclude, FirstLook, Handled, LookUp, Send, Step
from bot.rewards.taking_back import sent_from
from bot.rewards.timing import tick

# The lease outlasts the exchange with EnKash by this much, for the transactions around it.
LEASE_MARGIN_SECONDS = 15
BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS = 1.0, 300.0


class Sender:
    """See the module's docstring. `credentials` is the fingerprint of what is signed in with; `jitter` gives a fraction
    from 0 to 1 for the backoff."""

    def __init__(
        self,
        ledger: Ledger,
        policy: Policy,
        *,
        timeout_seconds: float,
        credentials: str = "",
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._ledger = ledger
        self.policy = policy
        self.settling = Settling(policy, credentials)
        """What it settles with, which goes by the policy too."""
        self._lease = timedelta(seconds=timeout_seconds + LEASE_MARGIN_SECONDS)
        self._jitter = jitter
        with ledger.read() as view:
            # What was staged up to here may have been paid long ago, where this ledger is a copy that was put back.
            self._inherited_up_to = view.newest_errand()
        self._queue = Queue(ledger, lambda view: view.due(Lane.MONEY), self._lease)

    @property
    def lease_seconds(self) -> float:
        return self._lease.total_seconds()

    def next_step(self) -> Step | None:
        """Take what is due in the money lane; None when nothing is."""
        with self._queue.take() as taken:
            return None if taken is None else self._step(*taken) or Handled()

    def _step(self, tx: Writing, errand: Errand) -> Step | None:
        request = tx.request_of(errand, has_names=False)
        if errand.kind == Kind.DEADLINE:
            tick(tx, self.policy, errand, request)
            return None
        reward = request.reward_of(errand.place)
        match errand.kind:
            case Kind.BALANCE:
                return self._balance(tx, errand, request, reward)
            case Kind.SETTLEMENT:
                return settlement_step(tx, errand, request, reward)
            case Kind.STILL_UNKNOWN:
                self.settling.unknown_for_long(tx, request, reward)
                tx.finish(errand, str(reward.status))
                return None
            case _:
                return self._allocation(tx, errand, request, reward)

    def _balance(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> AskBalance | None:
        card_holder = tx.sent_card_holder(reward.id)
        if card_holder is not None:
            return AskBalance(errand, reward, card_holder)
        # The recipient was forgotten meanwhile; the points arrived all the same.
        tx.finish(errand, "left out")
        stage_arrival(tx, request, reward)
        return None

    def _allocation(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> Step | None:
        match reward.status:
            case RewardStatus.APPROVED:
                return self._claim(tx, errand, request, reward)
            case RewardStatus.SENDING:
                self._lapse(tx, errand, request, reward)
                return None
            case RewardStatus.UNKNOWN:
                return look_up_step(tx, errand, reward)
            case RewardStatus.FAILED if reward.restored_at is not None and not reward.was_unknown:
                return look_up_step(tx, errand, reward)
            case None if reward.is_in_doubt:
                return look_up_step(tx, errand, reward)
            case _:
                tx.finish(errand, str(reward.status))
                return None

    def _claim(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> Send | FirstLook | None:
        """Commit that this attempt is about to be made, before it is made; what is older than this process is looked up
        before that."""
        if reward.is_confirmed_late:
            self.settling.allocated(tx, errand, request, reward, Allocated(), CLOCK)
            return None
        if request.is_held and tx.pause() is not None:
            if errand.outcome != PAUSED:
                stage_cards(tx, request)
            tx.put_back(errand, tx.now + timedelta(seconds=PAUSED_SECONDS), PAUSED)
            return None
        lease_of_recipient = tx.lease_of_recipient(reward.recipient_id)
        if lease_of_recipient is not None:
            # A moment after that lease, so that it lapses first.
            tx.put_back(errand, lease_of_recipient + timedelta(seconds=1), WAITS_FOR_RECIPIENT)
            return None
        if errand.id <= self._inherited_up_to:
            # Also of somebody who has left since: what EnKash has is not held back.
            return FirstLook(errand, reward, unsettled_of(tx, reward).allocation)
        card_holder = sent_from(tx, reward) if reward.reverses else tx.card_holder_of_member(reward.recipient_id)
        if card_holder is None:
            self._withdraw(tx, errand, request, reward)
            return None
        # What was sent once is sent again as it was, whatever has changed since.
        sent = tx.sent_card_holder(reward.id) if reward.attempt else None
        return self._commit_claim(tx, errand, reward, sent or card_holder)

    def _commit_claim(self, tx: Writing, errand: Errand, reward: Reward, card_holder: CardHolder) -> Send:
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
        tx.append(_move(reward, RewardStatus.SENDING, attempt))
        is_debit = bool(reward.reverses)
        claimed = replace(reward, status=RewardStatus.SENDING, attempt=attempt, lease_ends_at=lease_ends_at)
        return Send(errand, claimed, Allocation(reward.reference, reward.points, card_holder, is_debit), tx.now)

    def _withdraw(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> None:
        """The recipient may no longer receive: Slack or HR says so. Or there is nothing left to take back."""
        tx.move_reward(reward, RewardStatus.CANCELLED, settled_at=tx.now, settled_by=CLOCK)
        tx.append(_move(reward, RewardStatus.CANCELLED, reward.attempt))
        stage_in_thread(tx, request, Kind.WITHDRAWN, reward)
        tx.finish(errand, RewardStatus.CANCELLED)

    def _lapse(self, tx: Writing, errand: Errand, request: Request, reward: Reward) -> None:
        """The lease is over and nobody brought an outcome."""
        assert reward.lease_ends_at is not None
        if reward.lease_ends_at > tx.now:
            tx.put_back(errand, reward.lease_ends_at, "in flight")
            return
        self.settling.unknown(tx, errand, request, reward, "the bot stopped before it learned the outcome")
        tx.free_recipient(reward.recipient_id)

    def may_post(self, send: Send, *, seconds_since_claim: Callable[[], float]) -> bool:
        """Just before the POST: is it still ours to send, and by both clocks early enough to end within the lease? They
        are looked at after the ledger has answered, which may take its time."""
        with self._ledger.glance() as view:
            is_ours = view.may_be_sent(send.reward)
            by_wall_seconds, by_count_seconds = (view.now - send.claimed_at).total_seconds(), seconds_since_claim()
        # The exchange itself may take the time-out, which is the lease without its margin.
        latest_seconds = min(self.lease_seconds / 2, LEASE_MARGIN_SECONDS)
        is_early = 0 <= by_wall_seconds <= latest_seconds and by_count_seconds <= latest_seconds
        return is_ours and is_early

    def settle(self, send: Send, outcome: Outcome) -> None:
        """Write down what came of this attempt."""
        with self._ledger.write() as tx:
            request = tx.request_of(send.errand, has_names=False)
            reward = request.reward_of(send.reward.id)
            is_open = reward.status in (RewardStatus.SENDING, RewardStatus.UNKNOWN)
            if not is_open or reward.attempt != send.reward.attempt:
                self.settling.late(tx, request, reward, send.reward.attempt, outcome)
                return
            match outcome:
                case Allocated():
                    self.settling.allocated(tx, send.errand, request, reward, outcome, CLOCK)
                    tx.end_unanswered()
                case Refused():
                    self.settling.refused(tx, send.errand, request, reward, outcome)
                case NotSent():
                    due_at = tx.now + timedelta(seconds=self._wait_seconds(send.errand.attempts, outcome))
                    self.settling.not_sent(tx, send.errand, request, reward, outcome, due_at)
                case Unknown():
                    self.settling.unanswered(tx, send.errand, request, reward, outcome.why)
            tx.free_recipient(reward.recipient_id)

    def put_back(self, sends: Iterable[Send], why: str) -> None:
        """The POSTs of these claims have not left and never will: due at once, for whoever comes next."""
        back = []
        with self._ledger.write() as tx:
            # Requests before recipients, each in order, as everybody holds them.
            for send in sorted(sends, key=lambda send: send.reward.id):
                request = tx.request_of(send.errand, has_names=False)
                reward = request.reward_of(send.reward.id)
                if reward.attempt == send.reward.attempt:
                    self.settling.not_sent(tx, send.errand, request, reward, NotSent(why), tx.now)
                    back.append(reward.recipient_id)
            for recipient_id in sorted(back):
                tx.free_recipient(recipient_id)

    def _wait_seconds(self, attempts: int, outcome: NotSent) -> float:
        """Exponential backoff with full jitter, and never sooner than EnKash asked for."""
        own_seconds = backoff_seconds(
            attempts, first_seconds=BACKOFF_FIRST_SECONDS, max_seconds=BACKOFF_MAX_SECONDS, fraction=self._jitter()
        )
        return max(own_seconds, outcome.retry_after_seconds or 0.0)

    def note_finding(self, asked: LookUp | FirstLook | Conclude, finding: Finding) -> None:
        """Write down what a look-up found, and what becomes of a person's wish that waited for it."""
        with self._ledger.write() as tx:
            match asked:
                case LookUp():
                    note_finding(tx, self.settling, asked, finding)
                case FirstLook():
                    note_first_look(tx, self.settling, asked, finding)
                case Conclude():
                    note_settlement(tx, self.settling, asked, finding)

    def note_balance(self, step: AskBalance, balance: Decimal | None) -> None:
        """The balance is known, or will not be: the messages about the points that arrived can go."""
        with self._ledger.write() as tx:
            if not tx.finish(step.errand, "known" if balance is not None else "left out"):
                return  # It took so long that another carrier has told it.
            if balance is not None:
                tx.note_reward(step.reward.id, balance=balance)
            stage_arrival(tx, tx.request_of(step.errand, has_names=False), step.reward)


def _move(reward: Reward, to: RewardStatus, attempt: int) -> Entry:
    return Entry(to, CLOCK, reward.request_id, reward.id, reward.status, to, attempt)
