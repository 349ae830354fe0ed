"""Who writes next, of one process's threads, and which of their transactions are committed together.

A commit waits for the disk longer than all the rest of a transaction takes. Where several threads want to write, one
begins a transaction of SQLite's, the others, each in its turn, add theirs within it, and it is committed once for all:
none is told that its own was kept before that commit has come home, and all share its end.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.core.errors import LedgerBusy, LedgerError
from bot.ledger.faults import BUSY
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


class Group:
    """The transactions that one commit keeps, on the connection of the thread that began."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.last_entry_id: int | None = None
        self.is_lost = False
        self._ended = threading.Event()
        self._error: Exception | None = None

    def note(self, last_entry_id: int | None) -> None:
        """The number of the newest entry that was appended, if any was."""
        self.last_entry_id = last_entry_id or self.last_entry_id

    def end(self, error: Exception | None = None) -> None:
        """Tell everybody how it ended."""
        self._error = error
        self._ended.set()

    def wait(self) -> None:
        """Return when all is kept, or raise what the commit raised."""
        self._ended.wait()
        if self._error is not None:
            raise type(self._error)(*self._error.args) from self._error


class Writers:
    """This process's writers. `connection()` is the calling thread's own; `keep(group)` commits, or raises
    `LedgerError` and has undone what it surely could."""

    def __init__(self, connection: Callable[[], sqlite3.Connection], keep: Callable[[Group], None]) -> None:
        self._connection = connection
        self._keep = keep
        self._turns = Turns()
        self._open: Group | None = None

    @contextmanager
    def transaction(self) -> Iterator[Group]:
        """One transaction, alone or among others, which is kept when the block has ended; undone where it raises."""
        if not self._turns.take(WAIT_MAX_MS / 1_000):
            raise LedgerBusy(BUSY)
        one = self._begun() if self._open is None else self._added(self._open)
        with one as group:
            yield group

    @contextmanager
    def _begun(self) -> Iterator[Group]:
        group = Group(self._connection())
        try:
            group.connection.execute("BEGIN IMMEDIATE")
            yield group
            if self._turns.is_awaited:
                self._let_others_add(group)
            self._keep(group)
        except BaseException as error:
            if group.connection.in_transaction:
                group.connection.execute("ROLLBACK")
            group.end(error if isinstance(error, LedgerError) else LedgerBusy(BUSY))
            raise
        finally:
            if self._open is group:
                self._open = None
            self._turns.give()
        group.end()

    def _let_others_add(self, group: Group) -> None:
        """Whoever waits has a turn before this thread has its next; raises where one of them lost the whole."""
        self._open = group
        self._turns.give()
        self._turns.take()
        if group.is_lost:
            raise LedgerBusy(BUSY)

    @contextmanager
    def _added(self, group: Group) -> Iterator[Group]:
        try:
            with _savepoint(group):
                yield group
        finally:
            if group.is_lost:
                self._open = None
            self._turns.give()
        group.wait()


@contextmanager
def _savepoint(group: Group) -> Iterator[None]:
    """Undo what is done in the block where it raises, and nothing before it. Some faults of the disk undo all the rest
    as well; then the group is lost."""
    execute = group.connection.execute
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
