"""The ledger on SQLite: one file, WAL, every commit synced, one running bot per file.

All that is written goes over one connection, whose turn threads take: SQLite has one writer anyway, and a connection
forgets the pages that it knows as soon as another one has written. To read, each thread has its own. Write transactions
begin IMMEDIATE: a deferred one that reads and then writes fails as soon as somebody else wrote in between, whatever the
time-out.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from bot.core.errors import LedgerError, LedgerInUse, LedgerOld
from bot.core.sealing import Keys
from bot.ledger import NO_KEY, utc_now
from bot.ledger.copying import assert_no_folder
from bot.ledger.faults import commit, faults_told, sqlite_told
from bot.ledger.guards import assert_whole
from bot.ledger.keeping import WAIT_MAX_MS, Keeping
from bot.ledger.locks import claimed, newest_noted, note_newest, one_at_a_time
from bot.ledger.statements import Statements
from bot.ledger.turns import Group, Writers
from bot.ledger.upgrading import bring_up_to_date

log = logging.getLogger(__name__)


class SqliteLedger(Keeping):
    """See `bot.ledger.Ledger`. `path` is created with mode 0600 where it is missing, and brought up to date. `keys`
    seal the history; without one it is only chained."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = utc_now, keys: Keys = NO_KEY) -> None:
        # Two names for one file are one ledger, with one lock.
        self.path = path = path.resolve()
        super().__init__(clock, keys)
        self._threads = threading.local()
        self._writers = Writers(self._writing, self._keep)
        self._writer: sqlite3.Connection | None = None
        self._open: list[sqlite3.Connection] = []
        self._lock_file: int | None = None
        self._file: tuple[int, int] | None = None
        assert_no_folder(path)
        if not path.parent.is_dir():
            raise LedgerError(
                f"The folder for the ledger, {path.parent}, does not exist. Make it, or mend DATABASE_URL."
            )
        try:
            with faults_told(), one_at_a_time(path):
                _create_private(path)
                self.steps_taken = bring_up_to_date(self._writing(), path, clock())
                self._file = _identity(path)
            assert_whole(self._writing())
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """Which ledger this is, for people."""
        return str(self.path)

    def leads(self, *, is_willing: bool = True) -> bool:
        """One bot runs on a file, so it leads."""
        return is_willing

    def claim_for_running(self) -> None:
        """Take the file for this one running bot, until the process ends; raises `LedgerInUse`, `LedgerMoved`,
        `LedgerOtherKey`, or `LedgerOld` where it is older than the one that last ran here."""
        self.claim_alone()
        try:
            with self.read() as view:
                view.assert_here()
                view.assert_keys_follow()
        except LedgerError:
            self._release()
            raise

    def claim_alone(self) -> None:
        """The same for whatever else must be alone with it."""
        with faults_told():
            self._lock_file = claimed(self.path)
        if self._lock_file is None:
            raise LedgerInUse(
                f"Another Shabash is running on the ledger {self.path.name}. Stop it first, or give this one a"
                " ledger of its own with DATABASE_URL."
            )

        try:
            with faults_told():
                self._assert_current(self._lock_file)
        except LedgerError:
            self._release()
            raise

    def _assert_current(self, lock_file: int) -> None:
        if _identity(self.path) != self._file:
            raise LedgerInUse(f"The ledger {self.path.name} was replaced at this very moment. Start again.")
        with self.read() as view:
            newest, was_asked = view.newest_entry_id(), view.was_asked()
        if was_asked and newest < newest_noted(lock_file):
            raise LedgerOld(
                f"The ledger {self.path.name} is older than the one that last ran here, so it may be an old copy, which"
                " would pay a second time. Move it away, and let `shabash ledger restore` put it in place."
            )
        note_newest(lock_file, newest)

    def _release(self) -> None:
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    @contextmanager
    def read(self) -> Iterator[Statements]:
        connection = self._connection()
        with faults_told():
            connection.execute("BEGIN")
            try:
                yield Statements(connection, self._clock(), self._keys)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def glance(self) -> Iterator[Statements]:
        connection = self._connection()
        with faults_told():
            yield Statements(connection, self._clock(), self._keys)

    @contextmanager
    def write(self, *, latest: float | None = None) -> Iterator[Statements]:
        with faults_told(), self._writers.transaction(latest) as share:
            transaction = Statements(share.connection, self._clock(), self._keys)
            yield transaction
            self._complete(transaction, latest)
            share.last_entry_id = transaction.last_entry_id
        self._tell(transaction)

    def _keep(self, group: Group) -> None:
        with faults_told(), self._committing():
            commit(group.connection, group.last_entry_id)
        if self._lock_file is not None and group.last_entry_id is not None:
            self._note_newest(self._lock_file, group.last_entry_id)

    def _note_newest(self, lock_file: int, entry_id: int) -> None:
        """It is kept already: what fails here only makes an old copy harder to know."""
        try:
            note_newest(lock_file, entry_id)
        except OSError as error:
            log.warning("not noted how far the history has come", extra={"error": type(error).__name__})

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """The tables as they lie there at one moment, while the bot goes on writing."""
        with sqlite_told(), closing(connect(self.path)) as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")

    @contextmanager
    def people(self) -> Iterator[tuple[Database, Callable[[], Statements]]]:
        """The ledger for sqlite-utils, on a connection of its own; and the statements of what is open there."""
        with closing(connect(self.path)) as connection:
            yield Database(connection), lambda: Statements(connection, self._clock(), self._keys)

    def close(self) -> None:
        """Close every thread's connection and let go of the file."""
        for connection in self._open:
            connection.close()
        self._open.clear()
        self._threads, self._writer = threading.local(), None
        self._release()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = self._threads.connection = self._opened()
        return connection

    def _writing(self) -> sqlite3.Connection:
        if self._writer is None:
            self._writer = self._opened()
        return self._writer

    def _opened(self) -> sqlite3.Connection:
        with faults_told():
            connection = connect(self.path)
        self._open.append(connection)
        return connection


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that the ledger's promises rest on, each one asserted."""
    # Threads share the one that writes, each in its turn, and `close` closes everybody's.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {WAIT_MAX_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != wanted:
            raise LedgerError(f"SQLite would not set {pragma} to {wanted}; the ledger would not be safe here.")
    return connection


def _identity(path: Path) -> tuple[int, int]:
    """Which file that is, whatever its name."""
    found = path.stat()
    return found.st_dev, found.st_ino


def _create_private(path: Path) -> None:
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
