"""The lane of money: one step at a time, from the ledger to EnKash and back."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol

from bot.core.allocation import Allocation, CardHolder, Finding, Outcome
from bot.core.errors import LedgerAway, LedgerBusy, LedgerError, LedgerFull, LedgerReadOnly
from bot.core.reward import Reward
from bot.outbox.departures import Departures
from bot.rewards.sending import Sender
from bot.rewards.steps import AskBalance, Conclude, FirstLook, Handled, LookUp, Send

log = logging.getLogger(__name__)

# How often an outcome that the ledger would not take is offered again, until the lease would be long over.
SETTLE_PAUSE_SECONDS = 0.5
SETTLE_TRIES_MAX = 120
# How often the ledger is offered what a stop puts back: whoever stops the process waits for it.
PUT_BACK_TRIES_MAX = 3
SHUTTING_DOWN = "Shabash was shutting down, so nothing was sent."


class Enkash(Protocol):
    """What the lane needs of EnKash. None of it raises for trouble on the way."""

    def allocate(
        self, allocation: Allocation, *, proceed: Callable[[], bool], leaves: Callable[[], bool]
    ) -> Outcome: ...
    def find(self, allocation: Allocation) -> Finding: ...
    def balance_of(self, card_holder: CardHolder) -> Decimal | None: ...


class MoneyLane:
    """`run_once()` takes one step and returns 1, or returns 0 when nothing is due. `pause` waits some seconds."""

    def __init__(
        self,
        sender: Sender,
        enkash: Enkash,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._sender = sender
        self._enkash = enkash
        self._monotonic = monotonic
        self._pause = pause
        self._departures = Departures()

    def run_once(self) -> int:
        if self._departures.is_closed:
            return 0
        match self._sender.next_step():
            case None:
                return 0
            case Handled():
                pass
            case Send() as send:
                self._send(send)
            case LookUp() | FirstLook() | Conclude() as question:
                finding = self._enkash.find(question.allocation)
                self._write_down(lambda: self._sender.note_finding(question, finding))
                log.info("looked up", extra={"reward_id": question.reward.id, "outcome": _name(finding)})
            case AskBalance() as ask:
                balance = self._enkash.balance_of(ask.card_holder)
                self._write_down(lambda: self._sender.note_balance(ask, balance))
        return 1

    def _send(self, send: Send) -> None:
        claimed_at_seconds = self._monotonic()
        if not self._departures.board(send):
            self._put_back([send])
            return

        def proceed() -> bool:
            try:
                return self._sender.may_post(send, seconds_since_claim=lambda: self._monotonic() - claimed_at_seconds)
            except LedgerError:
                return False  # What cannot be checked is not sent, so its outcome stays known.

        try:
            outcome = self._enkash.allocate(
                send.allocation, proceed=proceed, leaves=lambda: self._departures.leave(send)
            )
            if self._departures.come_home(send):
                self._write_down(lambda: self._sender.settle(send, outcome))
                log.info("answered", extra={"reward_id": send.reward.id, "outcome": _name(outcome)})
        finally:
            self._departures.forget(send)

    def stop(self) -> None:
        """From now on no POST leaves; claims whose POST has not left go back to approved, due at once for the next
        process. POSTs that have left are settled as they come home, by the threads that made them."""
        self._put_back(self._departures.close())

    def in_flight(self) -> tuple[Reward, ...]:
        """The rewards whose POST has left and whose outcome is not written down yet."""
        return tuple(send.reward for send in self._departures.under_way())

    def _put_back(self, sends: Sequence[Send]) -> None:
        if not sends:
            return
        try:
            self._write_down(lambda: self._sender.put_back(sends, SHUTTING_DOWN), tries=PUT_BACK_TRIES_MAX)
        except LedgerError as error:
            for send in sends:
                about = {"reward_id": send.reward.id, "error": type(error).__name__, "why": error.sentence}
                log.error("a claim was not put back; unknown when the lease is over", extra=about)

    def _write_down(self, write: Callable[[], None], *, tries: int = SETTLE_TRIES_MAX) -> None:
        """An outcome is worth waiting for the ledger; given up on, the lease turns it into an unknown."""
        for tries_left in reversed(range(tries)):
            try:
                write()
                break
            except (LedgerAway, LedgerBusy, LedgerFull, LedgerReadOnly) as error:
                log.error(
                    "the ledger would not take an outcome", extra={"error": type(error).__name__, "why": error.sentence}
                )
                if not tries_left:
                    raise
                self._pause(SETTLE_PAUSE_SECONDS)


def _name(outcome: object) -> str:
    return type(outcome).__name__.lower()
