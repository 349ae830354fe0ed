"""What every ledger does alike, whichever database it is in: what was kept is told, and a doubt ends the process."""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

from bot.core.errors import LedgerError, LedgerInDoubt, LedgerMoved, TooLate
from bot.core.sealing import Keys
from bot.ledger import Entry, Lane
from bot.ledger.connection import Connection
from bot.ledger.statements import Statements

log = logging.getLogger(__name__)

# Slack waits three seconds; a writer that waited longer than this would answer too late to be believed.
WAIT_MAX_MS = 1_500
# What was written a moment ago could be written again.
PROOF_HOLDS = timedelta(seconds=1)


class Keeping(ABC):
    """See `bot.ledger.Ledger`. `keys` seal the history; without one it is only chained."""

    def __init__(self, clock: Callable[[], datetime], keys: Keys) -> None:
        self._clock = clock
        self._keys = keys
        self._wake: Callable[[Lane], None] = lambda lane: None
        self._end: Callable[[LedgerError], None] = lambda error: None
        self._may_have_gone = False
        self._proved_at = datetime.min.replace(tzinfo=UTC)

    @abstractmethod
    def read(self) -> AbstractContextManager[Statements]: ...

    @abstractmethod
    def glance(self) -> AbstractContextManager[Statements]: ...

    @abstractmethod
    def write(self, *, latest: float | None = None) -> AbstractContextManager[Statements]: ...

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Connection]: ...

    def on_staged(self, wake: Callable[[Lane], None]) -> None:
        self._wake = wake

    def on_end(self, end: Callable[[LedgerError], None]) -> None:
        self._end = end

    def assert_here(self) -> None:
        with self.read() as view:
            view.assert_here()
        self._may_have_gone = True

    def prove_writable(self) -> None:
        """Raises `LedgerError` where nothing can be kept.

        A transaction that writes nothing asks nothing of the disk, and succeeds on a full one. So something of the
        ledger's own that nobody reads is written, as it was; seldom, because anybody may ask for it.
        """
        now = self._clock()
        if abs(now - self._proved_at) >= PROOF_HOLDS:
            with self.write() as tx:
                tx.touch()
            self._proved_at = now

    def _complete(self, transaction: Statements, latest: float | None) -> None:
        """What comes last before the commit; raises `TooLate`, `LedgerMoved`."""
        transaction.append_what_nobody_told()
        transaction.stage_homes()
        if self._may_have_gone:
            self._assert_still_here(transaction)
        if latest is not None and time.monotonic() > latest:
            raise TooLate("This took so long that Slack stopped waiting. Nothing was kept; please try again.")

    def _assert_still_here(self, transaction: Statements) -> None:
        """Also a running process may find it gone: its database lost sight of it, and somebody moved the ledger."""
        try:
            transaction.assert_here()
        except LedgerMoved as error:
            self._end(error)
            raise

    @contextmanager
    def _committing(self) -> Iterator[None]:
        """Around the commit: where nobody can tell whether it was kept, the process ends, whoever catches the error."""
        try:
            yield
        except LedgerInDoubt as error:
            log.critical("the ledger is in doubt", extra={"error": str(error)})
            self._end(error)
            raise

    def _tell(self, transaction: Statements) -> None:
        """Wake each lane in which there may be something to carry, and log each entry."""
        for lane in transaction.staged:
            self._wake(lane)
        for entry in transaction.entries:
            log.info(entry.event, extra=_steps(entry))


def _steps(entry: Entry) -> dict[str, object]:
    """What the log tells of an entry: who moved what, and never the details."""
    return {
        "request_id": entry.request_id,
        "reward_id": entry.reward_id,
        "attempt": entry.attempt,
        "actor": entry.actor,
    }
