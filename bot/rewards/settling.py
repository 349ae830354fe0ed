"""How an outcome is written down: the guarded move, its entry, and the messages that follow from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.allocation import Allocated, Different, Finding, NotSent, Outcome, Refused
from bot.core.policy import Policy
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Entry, Errand, Lane, Writing
from bot.rewards import restoring
from bot.rewards.entitlement import helpers_of
from bot.rewards.staging import (
    CLOCK,
    OPERATORS,
    Kind,
    stage_arrival,
    stage_cards,
    stage_closing,
    stage_for_operators,
    stage_in_thread,
    stage_notice,
    stage_still_unknown,
)
from bot.rewards.taking_back import take_back

# EnKash may still be working on what it did not answer.
FIRST_LOOK_UP_AFTER = timedelta(seconds=5)
# One lost reply is bad luck; with so many in a row, each further allocation would be one more doubt for a person.
UNANSWERED_IN_A_ROW_MAX = 3


class Settling:
    """Each method is called inside a transaction, with the reward as that transaction read it. `credentials` is the
    fingerprint of those at hand, for a pause that they are the reason for."""

    def __init__(self, policy: Policy, credentials: str = "") -> None:
        self.policy = policy
        self._credentials = credentials

    def allocated(
        self, tx: Writing, errand: Errand | None, request: Request, reward: Reward, found: Allocated, by: str
    ) -> None:
        """The points are there, or taken back. Where the reply lacked the balance, it is asked for before the messages
        go."""
        if reward.status is None:
            reward = restoring.was_decided(tx, request, reward, by)
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
        if reward.reverses:
            take_back(tx, request.giver_id, reward, by)
        if found.account_balance is not None:
            watch_account(tx, self.policy, found.account_balance)
        if errand is not None:
            tx.finish(errand, RewardStatus.ALLOCATED)
        if found.balance is None:
            stage_cards(tx, request)
            tx.stage(Lane.MONEY, request.id, Kind.BALANCE, reward.id)
        else:
            stage_arrival(tx, request, reward)
        was_expected = reward.status is RewardStatus.SENDING and reward.attempt == 1 and not reward.was_unknown
        if not was_expected:
            stage_closing(tx, reward)

    def refused(self, tx: Writing, errand: Errand, request: Request, reward: Reward, refusal: Refused) -> None:
        """Final, unless an earlier attempt may have gone through: then it may be that one which is spoken of."""
        if reward.was_unknown or refusal.speaks_of_repeat:
            why = f"EnKash refused, and may mean an earlier attempt: {refusal.words}"
            self.unanswered(tx, errand, request, reward, why)
            return
        tx.move_reward(reward, RewardStatus.FAILED, settled_at=tx.now, settled_by=CLOCK)
        tx.append(_entry(reward, RewardStatus.FAILED, CLOCK, detail=refusal.words))
        stage_in_thread(tx, request, Kind.REFUSED, reward)
        self._tell_helpers(tx, request, reward, Kind.OPERATORS_REFUSED, refusal.words)
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

    def pause(self, tx: Writing, request: Request | None, why: str, *, has_bad_credentials: bool = False) -> None:
        """Nothing more is sent before a person resumes, or mends the credentials where they are the reason. Every
        operator hears of it, whoever gives or receives."""
        credentials = self._credentials if has_bad_credentials else ""
        if tx.pause_sending(CLOCK, why, has_bad_credentials=has_bad_credentials, credentials=credentials):
            tx.append(Entry("paused", CLOCK, None if request is None else request.id, detail=why))
            kind = Kind.OPERATORS_CREDENTIALS if has_bad_credentials else Kind.OPERATORS_PAUSED
            stage_notice(tx, kind, OPERATORS, why)

    def credentials_refused(self, tx: Writing, why: str) -> None:
        """Somebody asked for their own balance, and EnKash gave no token for it: where it refused the credentials,
        money need not find that out once more."""
        if tx.token_calls(self._credentials).stopped_at is not None:
            self.pause(tx, None, why, has_bad_credentials=True)

    def unanswered(self, tx: Writing, errand: Errand, request: Request, reward: Reward, why: str) -> None:
        """EnKash was sent it and left it open. After several of these with no yes in between, sending pauses by itself;
        look-ups go on, and what is approved meanwhile waits."""
        is_news = reward.status is RewardStatus.SENDING
        self.unknown(tx, errand, request, reward, why)
        if is_news and (in_a_row := tx.count_unanswered()) >= UNANSWERED_IN_A_ROW_MAX:
            self.pause(tx, request, f"EnKash left {in_a_row} allocations in a row open. The last one: {why}")

    def unknown(self, tx: Writing, errand: Errand, request: Request, reward: Reward, why: str) -> None:
        """Not learned: said once, looked up from now on, never sent again by itself."""
        if reward.status is RewardStatus.SENDING:
            # Counted anew for each attempt: what was settled of an earlier one called the operators for that one alone.
            tx.move_reward(reward, RewardStatus.UNKNOWN, was_unknown=1, look_ups=0)
            tx.append(_entry(reward, RewardStatus.UNKNOWN, CLOCK, detail=why))
            stage_in_thread(tx, request, Kind.UNCONFIRMED, reward)
            stage_still_unknown(tx, reward)
        tx.put_back(errand, tx.now + FIRST_LOOK_UP_AFTER, "to be looked up")

    def in_doubt(self, tx: Writing, request: Request, reward: Reward, why: str, by: str = CLOCK) -> Reward:
        """Not sent by this ledger, and perhaps by another copy of it: unknown from now on, and said so."""
        tx.move_reward(reward, RewardStatus.UNKNOWN, was_unknown=1)
        tx.append(_entry(reward, RewardStatus.UNKNOWN, by, detail=why))
        stage_in_thread(tx, request, Kind.UNCONFIRMED, reward)
        stage_still_unknown(tx, reward)
        return replace(reward, status=RewardStatus.UNKNOWN, was_unknown=True)

    def unknown_for_long(self, tx: Writing, request: Request, reward: Reward) -> None:
        """A day has passed: whoever asked and whoever approved hear who has it in hand, if it is in doubt still."""
        people = (request.giver_id, *request.approvers)
        tx.stage_each(Lane.MESSAGES, request.id, Kind.UNCONFIRMED_FOR_LONG, people, part=reward.part)

    def call_helpers(self, tx: Writing, request: Request, reward: Reward, why: str) -> None:
        """The first look-ups found nothing: a person may have to settle it, and hears first why it is unknown."""
        became_unknown = [
            recorded.entry.detail
            for recorded in tx.history(request.id)
            if recorded.entry.reward_id == reward.id and recorded.entry.event == RewardStatus.UNKNOWN
        ]
        known = ". ".join(words.removesuffix(".") for words in (*became_unknown[-1:], why))
        self._tell_helpers(tx, request, reward, Kind.OPERATORS_UNKNOWN, known)

    def different(self, tx: Writing, errand: Errand, request: Request, reward: Reward, finding: Different) -> None:
        """Found under our reference, but not what we sent: a person must see it."""
        tx.append(_entry(reward, reward.status, CLOCK, detail=finding.why))
        self._tell_helpers(tx, request, reward, Kind.OPERATORS_DIFFERENT, finding.why)
        tx.finish(errand, "waits for a person")
        if finding.moved > 1:
            did = "taken back" if reward.reverses else "credited"
            self.pause(tx, request, f"EnKash has {did} {reward.id} {finding.moved} times")

    def late(self, tx: Writing, request: Request, reward: Reward, attempt: int, outcome: Outcome) -> None:
        """An answer to an attempt that was settled without it.

        When it is a yes, a person had settled that it did not happen, or given it up, or it was withdrawn since: the
        points are booked all the same, and everything stops until somebody has looked. Where another attempt is out,
        what comes of that is awaited, and nothing is sent after it.
        """
        said = type(outcome).__name__.lower()
        status = reward.status
        tx.append(Entry("late answer", CLOCK, request.id, reward.id, status, status, attempt, detail=said))
        if not isinstance(outcome, Allocated) or (status is RewardStatus.ALLOCATED and attempt == reward.attempt):
            return
        tx.note_reward(reward.id, is_confirmed_late=1)
        if status not in (RewardStatus.SENDING, RewardStatus.UNKNOWN, RewardStatus.ALLOCATED):
            self.allocated(tx, None, request, reward, outcome, CLOCK)
            if request.status not in (RequestStatus.PENDING, RequestStatus.APPROVED):
                # They heard directly that it had come to nothing.
                kind = Kind.TAKEN_BACK if reward.reverses else Kind.ARRIVED
                tx.stage(Lane.MESSAGES, request.id, kind, request.giver_id, part=reward.part)
        which = f"attempt {attempt} of {reward.id}" if attempt else reward.id
        why = f"EnKash confirmed {which} after it had been settled otherwise"
        if tx.pause_sending(CLOCK, why):
            tx.append(Entry("paused", CLOCK, request.id, detail=why))
        # Also where sending was paused already: whoever resumes must know of it.
        stage_notice(tx, Kind.OPERATORS_CONFIRMED_LATE, OPERATORS, why)

    def found_late(self, tx: Writing, request: Request, reward: Reward, looked_up: Reward, finding: Finding) -> None:
        """What a look-up found of a reward that was settled while EnKash was asked. A yes is proof, whoever settled
        what meanwhile: it counts as a late answer, unless the points are booked or still looked for."""
        needs_no_proof = reward.status in (RewardStatus.ALLOCATED, RewardStatus.UNKNOWN)
        if isinstance(finding, Allocated) and not needs_no_proof:
            self.late(tx, request, reward, looked_up.attempt, finding)

    def approved_again(self, tx: Writing, request: Request, reward: Reward, by: str, note: str) -> None:
        """A person settled that it did not happen, or that what EnKash refused is to go once more: sent again, under
        the same reference."""
        if reward.status is None:
            restoring.release(tx, self.policy, request, reward, by, note)
            stage_closing(tx, reward)
            return
        was_refused = reward.status is RewardStatus.FAILED
        tx.move_reward(reward, RewardStatus.APPROVED, settled_at=None, settled_by="", restored_at=None, look_ups=0)
        tx.append(_entry(reward, RewardStatus.APPROVED, by, detail=note))
        tx.stage(Lane.MONEY, request.id, Kind.ALLOCATION, reward.id)
        stage_in_thread(tx, request, Kind.SENT_AGAIN if was_refused else Kind.NOT_HAPPENED, reward)
        stage_closing(tx, reward)

    def given_up(self, tx: Writing, request: Request, reward: Reward, by: str, note: str) -> None:
        """A person settled that it is not to arrive."""
        if reward.status is None:
            restoring.end(tx, request, reward, by, note)
        else:
            tx.move_reward(reward, RewardStatus.FAILED, settled_at=tx.now, settled_by=by)
            tx.append(_entry(reward, RewardStatus.FAILED, by, detail=note))
            stage_in_thread(tx, request, Kind.GIVEN_UP, reward)
        stage_closing(tx, reward)

    def _tell_helpers(self, tx: Writing, request: Request, reward: Reward, kind: Kind, detail: str) -> None:
        channel = None if request.is_kept_from_channels else self.policy.operators_channel
        people = helpers_of(tx, self.policy, request) if channel is None else (channel,)
        stage_for_operators(tx, request, kind, people, detail, reward.part)


def watch_account(tx: Writing, policy: Policy, balance: Decimal) -> None:
    """The operators hear once that the company's account runs low, and again only after it was filled."""
    if tx.note_account(balance, is_low=balance < policy.low_balance_points):
        tx.append(Entry("account runs low", CLOCK, detail=str(balance)))
        stage_notice(tx, Kind.OPERATORS_LOW_BALANCE, OPERATORS, str(balance))


def _entry(reward: Reward, to: RewardStatus | None, by: str, *, detail: str) -> Entry:
    return Entry(to or "", by, reward.request_id, reward.id, reward.status, to, reward.attempt, detail)
