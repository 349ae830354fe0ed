"""The ledger on SQLite: one file, WAL, every commit synced, one running bot per file.

A connection cannot cross threads, so each thread has its own. Write transactions begin IMMEDIATE: a
deferred one that reads and then writes fails as soon as somebody else wrote in between, whatever the time-out.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.errors import (
    LedgerBusy,
    LedgerError,
    LedgerFull,
    LedgerInDoubt,
    LedgerInUse,
    LedgerReadOnly,
    LedgerSchema,
    TooLate,
)
from bot.ledger import Entry, Lane
from bot.ledger.locks import claimed, one_at_a_time
from bot.ledger.statements import Statements
from bot.ledger.upgrading import bring_up_to_date

# Slack waits three seconds; a writer that waited longer than this would answer too late to be believed.
BUSY_TIMEOUT_MS = 1_500
# What was written a moment ago could be written again.
PROOF_HOLDS = timedelta(seconds=1)

_TRIGGERS = {"history_is_never_changed", "history_is_never_removed", "history_is_counted"}
_INDEXES = {
    "requests_pending",
    "requests_by_giver",
    "requests_undecided",
    "rewards_by_request",
    "rewards_approved",
    "rewards_sending",
    "rewards_on_their_way",
    "rewards_unknown",
    "history_by_request",
    "outbox_due",
    "outbox_once",
    "outbox_notice_once",
    "outbox_notices",
    "pauses_one_open",
    "token_calls_under_way",
}


log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


class SqliteLedger:
    """See `bot.ledger.Ledger`. `path` is created with mode 0600 where it is missing, and brought up to date."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = utc_now) -> None:
        # Two names for one file are one ledger, with one lock.
        self.path = path = path.resolve()
        self._clock = clock
        self._threads = threading.local()
        self._turn = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        self._wake: Callable[[Lane], None] = lambda lane: None
        self._end: Callable[[LedgerInDoubt], None] = lambda error: None
        self._lock_file: int | None = None
        self._proved_at = datetime.min.replace(tzinfo=UTC)
        if not path.parent.is_dir():
            raise LedgerError(
                f"The folder for the ledger, {path.parent}, does not exist. Make it, or mend DATABASE_URL."
            )
        with _faults_told(), one_at_a_time(path):
            _create_private(path)
            with closing(connect(path)) as connection:
                bring_up_to_date(connection, path, clock())
        _assert_whole(self._connection())

    def on_staged(self, wake: Callable[[Lane], None]) -> None:
        self._wake = wake

    def on_doubt(self, end: Callable[[LedgerInDoubt], None]) -> None:
        self._end = end

    def claim_for_running(self) -> None:
        """Take the file for this one running bot, until the process ends; raises `LedgerInUse`."""
        with _faults_told():
            self._lock_file = claimed(self.path)
        if self._lock_file is None:
            raise LedgerInUse(
                f"Another Shabash is running on the ledger {self.path.name}. Stop it first, or give this one a"
                " ledger of its own with DATABASE_URL."
            )

    def _release(self) -> None:
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    @contextmanager
    def read(self) -> Iterator[Statements]:
        connection = self._connection()
        with _faults_told():
            connection.execute("BEGIN")
            try:
                yield Statements(connection, self._clock())
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def write(self, *, latest: float | None = None) -> Iterator[Statements]:
        with self._writing(), _faults_told():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                transaction = Statements(connection, self._clock())
                yield transaction
                if latest is not None and time.monotonic() > latest:
                    raise TooLate("This took so long that Slack stopped waiting. Nothing was kept; please try again.")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            try:
                _commit(connection, transaction)
            except LedgerInDoubt as error:
                log.critical("the ledger is in doubt", extra={"error": str(error)})
                self._end(error)
                raise
        for lane in transaction.staged:
            self._wake(lane)
        for entry in transaction.entries:
            log.info(entry.event, extra=_steps(entry))

    def prove_writable(self) -> None:
        """Raises `LedgerError` where the disk takes nothing.

        A transaction that writes nothing asks nothing of the disk, and succeeds on a full one. So a number of the
        file's own that nobody reads is written, as it was; seldom, because anybody may ask for it.
        """
        now = self._clock()
        if abs(now - self._proved_at) >= PROOF_HOLDS:
            with self.write() as tx:
                tx.touch()
            self._proved_at = now

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """This process's writers queue here: SQLite's own waiting sleeps and looks again, and is fair to nobody."""
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_MS / 1_000):
            raise LedgerBusy("Somebody else was writing just now. Nothing was kept; please try again.")
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close every thread's connection and let go of the file."""
        for connection in self._open:
            connection.close()
        self._open.clear()
        self._threads = threading.local()
        self._release()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            with _faults_told():
                connection = connect(self.path)
            self._threads.connection = connection
            self._open.append(connection)
        return connection


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that the ledger's promises rest on, each one asserted."""
    # check_same_thread is off for `close` alone; each thread uses its own connection.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != wanted:
            raise LedgerError(f"SQLite would not set {pragma} to {wanted}; the ledger would not be safe here.")
    return connection


def _create_private(path: Path) -> None:
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _assert_whole(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index')")
    missing = (_TRIGGERS | _INDEXES) - {row["name"] for row in rows}
    if missing:
        raise LedgerSchema(f"The ledger lacks {', '.join(sorted(missing))}; it was altered by hand. Restore a backup.")


def _commit(connection: sqlite3.Connection, transaction: Statements) -> None:
    """Commit, and tell a full disk (surely not kept) from a failure that leaves it open (see `LedgerInDoubt`)."""
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        name, is_undone = getattr(error, "sqlite_errorname", ""), _is_undone(connection, transaction)
        if is_undone and name in ("SQLITE_BUSY", "SQLITE_FULL"):
            raise
        raise LedgerInDoubt(
            f"The disk failed ({name}), and I cannot tell whether this was kept. Look at the disk; what was kept shows"
            " when the ledger is opened again."
        ) from error


def _is_undone(connection: sqlite3.Connection, transaction: Statements) -> bool:
    """Whether a transaction whose commit failed is surely gone: ended, and absent when it is read again."""
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        found = connection.execute("SELECT 1 FROM history WHERE id = ?", (transaction.last_entry_id,)).fetchone()
    except sqlite3.Error:
        return False
    return found is None


def _steps(entry: Entry) -> dict[str, object]:
    """What the log tells of an entry: who moved what, and never the details."""
    return {
        "request_id": entry.request_id,
        "reward_id": entry.reward_id,
        "attempt": entry.attempt,
        "actor": entry.actor,
    }


@contextmanager
def _faults_told() -> Iterator[None]:
    """SQLite's errors, and the system's, in our words. A transaction that one of these ends has kept nothing."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_our_words(error) from error
    except PermissionError as error:
        raise LedgerReadOnly(
            f"The ledger cannot be written: {error.strerror}. Check who owns {error.filename}."
        ) from error
    except OSError as error:
        raise LedgerError(f"The ledger's files cannot be used: {error.strerror} ({error.filename}).") from error


def _in_our_words(error: sqlite3.Error) -> Exception:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerBusy("Somebody else was writing just now. Nothing was kept; please try again.")
    if name.startswith("SQLITE_FULL"):
        return LedgerFull("The disk that holds the ledger is full. Nothing was kept.")
    if name.startswith("SQLITE_READONLY"):
        return LedgerReadOnly("The ledger's file cannot be written. Nothing was kept.")
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return LedgerError(f"The ledger's file cannot be used ({name}). Look at its disk.")
    return error
