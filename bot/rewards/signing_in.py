"""Token calls are counted in the ledger before they leave, so that no process makes the third that fails.

One at a time across all processes, whatever their credentials: they are for the same account. The token itself is
never written down.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.core.allocation import NotSent
from bot.core.errors import LedgerError
from bot.core.token_calls import TokenCalls, Verdict
from bot.ledger import Entry, Ledger, Writing
from bot.rewards.sending import LEASE_MARGIN_SECONDS
from bot.rewards.staging import CLOCK

log = logging.getLogger(__name__)

# A token call under way in another process, or a ledger that is busy, is over in about this.
SOON_SECONDS = 2.0


class SigningIn:
    """See `bot.enkash.token.Attempts`. `credentials` is their fingerprint; one call at a time is begun and ended."""

    def __init__(self, ledger: Ledger, credentials: str, *, timeout_seconds: float) -> None:
        self._ledger = ledger
        self._credentials = credentials
        self._lease = timedelta(seconds=timeout_seconds + LEASE_MARGIN_SECONDS)
        self._lease_ends_at: datetime | None = None
        # What the ledger would not take at the time; no other call leaves before it has.
        self._unwritten: Verdict | None = None
        self._is_under_way = False

    def begin(self) -> int | NotSent:
        try:
            with self._ledger.write() as tx:
                if self._unwritten is not None:
                    self._note(tx, self._unwritten)
                begun = self._begin(tx)
        except LedgerError as error:
            why = f"The ledger could not count a token call ({type(error).__name__}), so none was made."
            return NotSent(why, retry_after_seconds=SOON_SECONDS)
        self._unwritten = None
        self._is_under_way = isinstance(begun, int)
        return begun

    def abandon(self) -> None:
        if self._is_under_way:
            self.end(Verdict.UNANSWERED)

    def end(self, verdict: Verdict) -> None:
        self._is_under_way = False
        try:
            with self._ledger.write() as tx:
                self._note(tx, verdict)
        except LedgerError as error:
            log.error(
                "the ledger would not take what came of a token call",
                extra={"error": type(error).__name__, "why": error.sentence},
            )
            self._unwritten = verdict

    def _begin(self, tx: Writing) -> int | NotSent:
        before = tx.token_calls(self._credentials)
        calls = before.as_of(tx.now)
        self._keep(tx, before, calls)
        if calls.stopped_at is not None:
            return NotSent(_why_stopped(calls, calls.stopped_at), stop=True, has_bad_credentials=True)
        if tx.is_token_call_under_way():
            return NotSent("Another token call is under way.", retry_after_seconds=SOON_SECONDS)
        self._lease_ends_at = tx.now + self._lease
        begun = calls.begun(self._lease_ends_at)
        tx.keep_token_calls(self._credentials, begun)
        return begun.failures

    def _note(self, tx: Writing, verdict: Verdict) -> None:
        before = tx.token_calls(self._credentials)
        self._keep(tx, before, before.ended(verdict, tx.now, self._lease_ends_at))

    def _keep(self, tx: Writing, before: TokenCalls, calls: TokenCalls) -> None:
        if calls == before:
            return
        tx.keep_token_calls(self._credentials, calls)
        if calls.stopped_at is not None and before.stopped_at is None:
            tx.append(Entry(f"token call {calls.stopped_by}", CLOCK, detail=f"{calls.failures} in a row"))


def _why_stopped(calls: TokenCalls, stopped_at: datetime) -> str:
    since = f"{stopped_at:%d %b %Y, %H:%M} UTC"
    if calls.stopped_by is Verdict.REFUSED:
        return (
            f"EnKash refused these credentials ({since}), so no token call is made with them. Three failed ones in a"
            f" row lock the account; with these, {calls.failures} failed or may have."
        )
    return (
        f"EnKash has never taken these credentials and left {calls.failures} token calls without an answer ({since}),"
        " so no more is made with them. Three failed ones in a row lock the account."
    )
