"""How an outcome is written down: the guarded move, its entry, and the messages that follow from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.allocation import Allocated, Different, NotSent, Outcome, Refused
from bot.core.policy import Policy
from bot.core.reward import Request, Reward, RewardStatus
from bot.ledger import Entry, Errand, Lane, Writing
from bot.rewards.entitlement import helpers_of, operators_of
from bot.rewards.staging import CLOCK, Kind, stage_arrival, stage_cards, stage_for_operators, stage_in_thread

# EnKash may still be working on what it did not answer.
FIRST_LOOK_UP_AFTER = timedelta(seconds=5)


class Settling:
    """Each method is called inside a transaction, with the reward as that transaction read it."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def allocated(
        self, tx: Writing, errand: Errand | None, request: Request, reward: Reward, found: Allocated, by: str
    ) -> None:
        """The points are there. Where the reply lacked the balance, it is asked for before the messages go."""
        tx.move_reward(
            reward,
            RewardStatus.ALLOCATED,
            settled_at=tx.now,
            settled_by=by,
            card_id=found.card_id,
            transaction_id=found.transaction_id,
            balance=found.balance,
            account_balance=found.account_balance,
        )
        tx.append(_entry(reward, RewardStatus.ALLOCATED, by, detail=found.transaction_id))
        stage_cards(tx, request)
        if errand is not None:
            tx.finish(errand, RewardStatus.ALLOCATED)
        if found.balance is None:
            tx.stage(Lane.MONEY, request.id, Kind.BALANCE, reward.id)
        else:
            stage_arrival(tx, request, reward)

    def refused(self, tx: Writing, errand: Errand, request: Request, reward: Reward, refusal: Refused) -> None:
        """Final, unless an earlier attempt may have gone through: then it may be that one which is spoken of."""
        if reward.was_unknown or refusal.speaks_of_repeat:
            why = f"EnKash refused, and may mean an earlier attempt: {refusal.words}"
            self.unknown(tx, errand, request, reward, why)
            return
        tx.move_reward(reward, RewardStatus.FAILED, settled_at=tx.now, settled_by=CLOCK)
        tx.append(_entry(reward, RewardStatus.FAILED, CLOCK, detail=refusal.words))
        stage_in_thread(tx, request, Kind.REFUSED)
        self._tell_helpers(tx, request, Kind.OPERATORS_REFUSED, refusal.words)
        tx.finish(errand, RewardStatus.FAILED)

    def not_sent(
        self, tx: Writing, errand: Errand, request: Request, reward: Reward, outcome: NotSent, due_at: datetime
    ) -> None:
        """Surely not executed: back to approved, and tried again; after a `stop` not before a person resumes."""
        if reward.status is not RewardStatus.SENDING:
            return
        tx.move_reward(reward, RewardStatus.APPROVED)
        tx.append(_entry(reward, RewardStatus.APPROVED, CLOCK, detail=outcome.why))
        tx.put_back(errand, due_at, outcome.why)
        if outcome.stop:
            stage_cards(tx, request)
            self.pause(tx, request, outcome.why, has_bad_credentials=outcome.has_bad_credentials)

    def pause(self, tx: Writing, request: Request, why: str, *, has_bad_credentials: bool = False) -> None:
        """Nothing more is sent before a person resumes. Every operator hears of it, whoever gives or receives."""
        if tx.pause_sending(CLOCK, why, has_bad_credentials=has_bad_credentials):
            tx.append(Entry("paused", CLOCK, request.id, detail=why))
            self._tell(tx, request, Kind.OPERATORS_PAUSED, operators_of(tx, self._policy), why)

    def unknown(self, tx: Writing, errand: Errand, request: Request, reward: Reward, why: str) -> None:
        """Not learned: said once, looked up from now on, never sent again by itself."""
        if reward.status is RewardStatus.SENDING:
            tx.move_reward(reward, RewardStatus.UNKNOWN, was_unknown=1)
            tx.append(_entry(reward, RewardStatus.UNKNOWN, CLOCK, detail=why))
            stage_in_thread(tx, request, Kind.UNCONFIRMED)
        tx.put_back(errand, tx.now + FIRST_LOOK_UP_AFTER, "to be looked up")

    def call_helpers(self, tx: Writing, request: Request, why: str) -> None:
        """The first look-ups found nothing: a person may have to settle it."""
        self._tell_helpers(tx, request, Kind.OPERATORS_UNKNOWN, why)

    def different(self, tx: Writing, errand: Errand, request: Request, reward: Reward, finding: Different) -> None:
        """Found under our reference, but not what we sent: a person must see it."""
        tx.append(_entry(reward, reward.status, CLOCK, detail=finding.why))
        self._tell_helpers(tx, request, Kind.OPERATORS_DIFFERENT, finding.why)
        tx.finish(errand, "waits for a person")

    def late(self, tx: Writing, request: Request, reward: Reward, attempt: int, outcome: Outcome) -> None:
        """An answer to an attempt that was settled without it.

        When it is a yes, a person had settled that it did not happen: that is remembered, so that nothing is sent
        again, and everything stops until somebody has looked.
        """
        said = type(outcome).__name__.lower()
        status = reward.status
        tx.append(Entry("late answer", CLOCK, request.id, reward.id, status, status, attempt, detail=said))
        if not isinstance(outcome, Allocated) or (status is RewardStatus.ALLOCATED and attempt == reward.attempt):
            return
        tx.note_reward(reward.id, is_confirmed_late=1)
        tx.free_all()
        why = f"EnKash confirmed attempt {attempt} of {reward.id} after it had been settled otherwise"
        self.pause(tx, request, why)

    def approved_again(self, tx: Writing, request: Request, reward: Reward, by: str, note: str) -> None:
        """A person settled that it did not happen: sent again, under the same reference."""
        tx.move_reward(reward, RewardStatus.APPROVED)
        tx.append(_entry(reward, RewardStatus.APPROVED, by, detail=note))
        tx.stage(Lane.MONEY, request.id, Kind.ALLOCATION, reward.id)
        stage_in_thread(tx, request, Kind.NOT_HAPPENED)

    def given_up(self, tx: Writing, request: Request, reward: Reward, by: str, note: str) -> None:
        """A person settled that it is not to arrive."""
        tx.move_reward(reward, RewardStatus.FAILED, settled_at=tx.now, settled_by=by)
        tx.append(_entry(reward, RewardStatus.FAILED, by, detail=note))
        stage_in_thread(tx, request, Kind.GIVEN_UP)

    def _tell_helpers(self, tx: Writing, request: Request, kind: Kind, detail: str) -> None:
        self._tell(tx, request, kind, helpers_of(tx, self._policy, request), detail)

    def _tell(self, tx: Writing, request: Request, kind: Kind, people: tuple[str, ...], detail: str) -> None:
        channel = self._policy.operators_channel
        stage_for_operators(tx, request, kind, people if channel is None else (channel,), detail)


def _entry(reward: Reward, to: RewardStatus | None, by: str, *, detail: str) -> Entry:
    return Entry(to or "", by, reward.request_id, reward.id, reward.status, to, reward.attempt, detail)
