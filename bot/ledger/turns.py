"""Who writes next, of one process's threads, and which of their transactions are committed together.

A commit waits for the disk longer than all the rest of a transaction takes. Where several threads want to write, one
begins a transaction of SQLite's, the others, each in its turn, add theirs within it, and it is committed once for all:
nobody is told anything before that commit has come home, and all share its end.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.core.errors import LedgerBusy, LedgerError, LedgerInDoubt
from bot.ledger.faults import BUSY, IN_DOUBT
from bot.ledger.keeping import WAIT_MAX_MS


class Turns:
    """A lock that is taken in the order of asking.

    SQLite's own waiting sleeps and looks again, and is fair to nobody.
    """

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._is_taken = False
        self._queue: deque[threading.Lock] = deque()

    @property
    def is_awaited(self) -> bool:
        return bool(self._queue)

    def take(self, timeout_seconds: float = -1) -> bool:
        """Whether it is mine now; False after that time, where one is given."""
        with self._door:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._queue.append(mine)
        if mine.acquire(timeout=timeout_seconds):
            return True
        with self._door:
            if mine not in self._queue:
                return True  # It was handed over at this very moment.
            self._queue.remove(mine)
            return False

    def give(self) -> None:
        """Hand it to whoever has waited longest."""
        with self._door:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._is_taken = False


class Share:
    """One thread's transaction within a group, on the group's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.last_entry_id: int | None = None
        """The number of the newest entry of the history that it appended, if any."""


class Group:
    """The transactions that one commit keeps, on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.last_entry_id: int | None = None
        self.is_lost = False
        self._latest: float | None = None
        self._ended = threading.Event()
        self._error: Exception | None = None

    def take_in(self, share: Share, latest: float | None) -> None:
        """It is part of what will be kept; past `latest`, on the monotonic clock, nothing is."""
        self.last_entry_id = share.last_entry_id or self.last_entry_id
        self._latest = min(filter(None, (latest, self._latest)), default=None)

    def undo(self) -> None:
        """Keep nothing of what is not kept yet."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def assert_whole(self) -> None:
        """Raises where a fault undid all of it, or somebody's time is over."""
        if self.is_lost or (self._latest is not None and time.monotonic() > self._latest):
            raise LedgerBusy(BUSY)

    def end(self, error: Exception | None) -> None:
        """Tell everybody how it ended."""
        self._error = error
        self._ended.set()

    def wait(self) -> None:
        """Return when all is kept, or raise what the commit raised."""
        self._ended.wait()
        if self._error is not None:
            raise type(self._error)(*self._error.args) from self._error


class Writers:
    """This process's writers. `connection()` is what they write on, and is asked for by whoever has the turn;
    `keep(group)` commits, or raises `LedgerError` and has undone what it surely could."""

    def __init__(self, connection: Callable[[], sqlite3.Connection], keep: Callable[[Group], None]) -> None:
        self._connection = connection
        self._keep = keep
        self._turns = Turns()
        self._open: Group | None = None

    @contextmanager
    def transaction(self, latest: float | None = None) -> Iterator[Share]:
        """One transaction, alone or among others, which is kept when the block has ended; undone where it raises, or
        where others' work would let it come too late."""
        if not self._turns.take(WAIT_MAX_MS / 1_000):
            raise LedgerBusy(BUSY)
        try:
            one = self._added(self._open, latest) if self._open else self._begun(Group(self._connection()), latest)
        except BaseException:
            self._turns.give()
            raise
        with one as share:
            yield share

    @contextmanager
    def _begun(self, group: Group, latest: float | None) -> Iterator[Share]:
        share = Share(group.connection)
        ends_in: Exception | None = LedgerBusy(BUSY)
        try:
            group.connection.execute("BEGIN IMMEDIATE")
            yield share
            group.take_in(share, latest)
            if self._turns.is_awaited:
                self._let_others_add(group)
            ends_in = LedgerInDoubt(IN_DOUBT)
            self._keep(group)
            ends_in = None
        except LedgerError as error:
            ends_in = error
            raise
        finally:
            try:
                # What is lost was undone in its time; by now others may be writing on this connection.
                if not group.is_lost:
                    group.undo()
            finally:
                group.end(ends_in)
                if self._open is group:
                    self._open = None
                self._turns.give()

    def _let_others_add(self, group: Group) -> None:
        """Whoever waits has a turn before this thread has its next."""
        self._open = group
        self._turns.give()
        self._turns.take()
        group.assert_whole()

    @contextmanager
    def _added(self, group: Group, latest: float | None) -> Iterator[Share]:
        share = Share(group.connection)
        try:
            with _savepoint(group):
                yield share
            group.take_in(share, latest)
        except Exception:
            is_lost_by_it = group.is_lost
            self._give(group)
            if not is_lost_by_it:
                # What was wrong in its eyes may be undone with the others' work; then that is what is told.
                group.wait()
            raise
        except BaseException:
            self._give(group)
            raise
        self._give(group)
        group.wait()

    def _give(self, group: Group) -> None:
        try:
            if group.is_lost and self._open is group:
                self._open = None
                group.undo()
        finally:
            self._turns.give()


@contextmanager
def _savepoint(group: Group) -> Iterator[None]:
    """Undo what is done in the block where it raises, and nothing before it. Some faults of the disk undo all the rest
    as well; then the group is lost."""
    execute = group.connection.execute
    if not group.connection.in_transaction:
        # Here a savepoint would be a transaction of its own, and kept by itself.
        group.is_lost = True
        raise LedgerBusy(BUSY)
    execute("SAVEPOINT one")
    try:
        yield
        execute("RELEASE one")
    except BaseException:
        try:
            execute("ROLLBACK TO one")
            execute("RELEASE one")
        except sqlite3.Error:
            group.is_lost = True
        raise
