"""The lane of inquiries: what somebody asks EnKash about their own card, answered to them alone.

It has threads of its own, so that an EnKash which hangs holds up neither money nor a card. What EnKash said goes to
Slack from here and is written nowhere: a link logs its reader in, and a balance is theirs. So whatever goes wrong
between EnKash and Slack, EnKash is asked anew, and a link that may have gone astray is never given out again.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from bot.core.allocation import CardHolder
from bot.core.backoff import backoff_seconds
from bot.core.inquiry import Balance, CompanyAccount, Hitch
from bot.core.message import Message
from bot.enkash import CredentialsRefused, LookUpFailed, NoCard, NoLink, NotAsked, SignOnLink, UnclearCard
from bot.ledger import Errand, Lane, Ledger
from bot.messages import redeeming
from bot.outbox.parcel import RESPONSE_URL_LIFE
from bot.outbox.readers import speaking_at
from bot.rewards.inquiring import Inquiry, inquiry_of
from bot.rewards.queue import Queue
from bot.rewards.sending import Sender
from bot.rewards.staging import Kind
from bot.slack import InDoubt, NotPosted, SlackTrouble

Found = TypeVar("Found")

log = logging.getLogger(__name__)

# So many calls make one answer, the token's among them. Whoever is overtaken has asked once more, and no harm is done.
CALLS_MAX = 3
# Another process is asking for a token: that is over in a moment.
NOT_ASKED_SECONDS, ASKED_MAX = 2.0, 3
BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS = 0.5, 30.0
# A doubtful whisper is repeated once.
DOUBTS_MAX = 2

_HITCHES: dict[type[LookUpFailed], Hitch] = {
    NoCard: Hitch.NO_CARD,
    UnclearCard: Hitch.UNCLEAR_CARD,
    NoLink: Hitch.NO_LINK,
    CredentialsRefused: Hitch.NO_ENTRY,
}


class Telling(Protocol):
    """What the lane needs of EnKash; raises LookUpFailed."""

    @property
    def can_redeem(self) -> bool: ...
    def account(self) -> CompanyAccount: ...
    def balance(self, holder: CardHolder, known_card: str) -> Decimal: ...
    def sign_on_link(self, holder: CardHolder, known_card: str) -> SignOnLink: ...


class SlackWhispering(Protocol):
    """What the lane needs of Slack; raises `SlackTrouble`."""

    def whisper(self, response_url: str, message: Message, *, replace_original: bool) -> None: ...


class InquiryLane:
    """`run_once()` answers one inquiry and returns 1, or returns 0 when nothing is due. It goes by the policy that
    `sender` goes by, and has a lease for each call as the sender has for one."""

    def __init__(
        self,
        ledger: Ledger,
        slack: SlackWhispering,
        teller: Telling,
        sender: Sender,
        *,
        command: str,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._ledger = ledger
        self._slack = slack
        self._teller = teller
        self._sender = sender
        self._command = command
        self._jitter = jitter
        lease = timedelta(seconds=CALLS_MAX * sender.lease_seconds)
        self._queue = Queue(ledger, lambda view: view.due(Lane.INQUIRIES), lease)

    def run_once(self) -> int:
        with self._queue.take() as taken:
            if taken is None:
                return 0
            tx, errand = taken
            inquiry = inquiry_of(tx, self._sender.policy, errand)
            is_closed = tx.now - errand.staged_at >= RESPONSE_URL_LIFE
            spoken = speaking_at(tx, self._sender.policy, errand.place)
        if is_closed or inquiry.errand.doubts >= DOUBTS_MAX:
            self._finish(inquiry.errand, "no longer needed")
        else:
            with spoken:
                self._answer(inquiry)
        return 1

    def _answer(self, inquiry: Inquiry) -> None:
        try:
            message, outcome = self._said(inquiry)
        except NotAsked:
            self._put_back(inquiry.errand, NOT_ASKED_SECONDS, "not asked yet")
            return
        is_in_place = inquiry.is_in_place or inquiry.errand.kind == Kind.OWN_BALANCE
        try:
            self._slack.whisper(inquiry.errand.response_url, message, replace_original=is_in_place)
        except NotPosted as error:
            self._put_back(inquiry.errand, error.retry_after_seconds or self._backoff_seconds(inquiry), str(error))
        except InDoubt as error:
            self._put_back(inquiry.errand, self._backoff_seconds(inquiry), str(error), in_doubt=True)
        except SlackTrouble as error:
            self._finish(inquiry.errand, f"refused: {error}")
        else:
            self._finish(inquiry.errand, outcome)

    def _said(self, inquiry: Inquiry) -> tuple[Message, str]:
        """What to say, and what may be written of it. Raises NotAsked while somebody else is asking for a token."""
        if inquiry.errand.kind == Kind.OWN_BALANCE:
            found = self._balance(inquiry)
            outcome = found.points if isinstance(found.points, Hitch) else "told"
            return self._message_of(found, inquiry), outcome
        link = self._asked(inquiry, self._teller.sign_on_link)
        if isinstance(link, Hitch):
            return redeeming.no_answer(link, inquiry.helpers, self._command), link
        return redeeming.way_in(link.address), "told"

    def _balance(self, inquiry: Inquiry) -> Balance:
        own = self._asked(inquiry, self._teller.balance)
        if not inquiry.is_operator or own in (Hitch.NO_ENTRY, Hitch.TOO_LATE):
            return Balance(own)
        return Balance(own, self._told(inquiry, self._teller.account))

    def _message_of(self, found: Balance, inquiry: Inquiry) -> Message:
        return redeeming.balance(found, inquiry.helpers, self._command, can_redeem=self._teller.can_redeem)

    def _asked(self, inquiry: Inquiry, ask: Callable[[CardHolder, str], Found]) -> Found | Hitch:
        holder = inquiry.holder
        if inquiry.hitch is not None or holder is None:
            return inquiry.hitch or Hitch.NOT_MAPPED
        return self._told(inquiry, lambda: ask(holder, inquiry.known_card))

    def _told(self, inquiry: Inquiry, ask: Callable[[], Found]) -> Found | Hitch:
        try:
            return ask()
        except NotAsked:
            if inquiry.errand.attempts < ASKED_MAX:
                raise
            return Hitch.AWAY
        except LookUpFailed as error:
            if isinstance(error, CredentialsRefused):
                self._note_refused(error)
            why = _HITCHES.get(type(error), Hitch.AWAY)
            log.warning("inquiry not answered", extra={"kind": inquiry.errand.kind, "outcome": why})
            return why

    def _note_refused(self, error: CredentialsRefused) -> None:
        with self._ledger.write() as tx:
            self._sender.settling.credentials_refused(tx, error.sentence)

    def _finish(self, errand: Errand, outcome: str) -> None:
        with self._ledger.write() as tx:
            tx.finish(errand, outcome)
        log.info("inquiry", extra={"kind": errand.kind, "outcome": outcome})

    def _put_back(self, errand: Errand, seconds: float, why: str, *, in_doubt: bool = False) -> None:
        with self._ledger.write() as tx:
            tx.put_back(errand, tx.now + timedelta(seconds=seconds), why, in_doubt=in_doubt)
        log.warning("inquiry waits", extra={"kind": errand.kind, "error": why, "seconds": round(seconds, 1)})

    def _backoff_seconds(self, inquiry: Inquiry) -> float:
        return backoff_seconds(
            inquiry.errand.attempts,
            first_seconds=BACKOFF_FIRST_SECONDS,
            max_seconds=BACKOFF_MAX_SECONDS,
            fraction=self._jitter(),
        )
