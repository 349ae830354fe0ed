"""The ledger on Postgres: any number of processes, each with as many connections as it has transactions at a time.

A transaction that writes is READ COMMITTED and first holds what it is about to rely on (`statements.py`); one that only
reads is one view of one moment. What a commit has kept is synced before anybody is answered.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import psycopg
from psycopg.pq import TransactionStatus

from bot.core.errors import LedgerAway, LedgerInUse
from bot.core.sealing import Keys
from bot.ledger import NO_KEY, utc_now
from bot.ledger.keeping import WAIT_MAX_MS, Keeping
from bot.ledger.postgres.connection import PostgresConnection
from bot.ledger.postgres.faults import commit, faults_told
from bot.ledger.postgres.people import PostgresPeople
from bot.ledger.postgres.presence import Presence
from bot.ledger.postgres.schema import bring_up_to_date
from bot.ledger.postgres.statements import WRITERS, PostgresStatements

# The server itself ends every wait long before: what has not answered by then never will.
PATIENCE_SECONDS = 20.0

_BEGIN_READING = ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",)
_BEGIN_WRITING = ("BEGIN ISOLATION LEVEL READ COMMITTED", f"SELECT pg_advisory_xact_lock_shared({WRITERS})")


class PostgresLedger(Keeping):
    """See `bot.ledger.Ledger`. The database at `url` is brought up to date. `keys` seal the history."""

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], datetime] = utc_now,
        keys: Keys = NO_KEY,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        super().__init__(clock, keys)
        self._url = url
        self._patience_seconds = patience_seconds
        self._idle: list[PostgresConnection] = []
        self._open: set[PostgresConnection] = set()
        self._lending = threading.Condition()
        self._lent = self._returned = 0
        self._presence = Presence(url)
        try:
            with faults_told():
                connection = self._connected()
                at = connection.raw.info
                self.name = f"{at.dbname} at {at.host}:{at.port}"
                self.steps_taken = bring_up_to_date(connection, clock())
                self._idle.append(connection)
        except BaseException:
            self.close()
            raise

    def claim_for_running(self) -> None:
        with self.read() as view:
            view.assert_here()
            view.assert_keys_follow()
        with faults_told():
            self._presence.run()
        # What says that it runs may be cut off, and nobody else sees it then.
        self._may_have_gone = True

    def claim_alone(self) -> None:
        with faults_told():
            self._presence.be_alone()

    def leads(self, *, is_willing: bool = True) -> bool:
        try:
            return self._presence.leads(is_willing=is_willing)
        except LedgerInUse as error:
            self._end(error)
            return False

    @contextmanager
    def read(self) -> Iterator[PostgresStatements]:
        with faults_told(), self._begun(_BEGIN_READING, self._patience_seconds) as connection:
            yield PostgresStatements(connection, self._clock, self._keys)

    @contextmanager
    def glance(self) -> Iterator[PostgresStatements]:
        with faults_told(), self._begun((), self._patience_seconds) as connection:
            yield PostgresStatements(connection, self._clock, self._keys)

    @contextmanager
    def write(self, *, latest: float | None = None) -> Iterator[PostgresStatements]:
        with faults_told(), self._begun(_BEGIN_WRITING, self._patience_seconds, is_writing=True) as connection:
            transaction = PostgresStatements(connection, self._clock, self._keys)
            yield transaction
            self._complete(transaction, latest)
            with self._committing():
                commit(connection)
        self._tell(transaction)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresConnection]:
        """However long it takes to look through the tables."""
        with faults_told(), self._begun(_BEGIN_READING, None) as connection:
            yield connection

    @contextmanager
    def people(self) -> Iterator[tuple[PostgresPeople, Callable[[], PostgresStatements]]]:
        connection = PostgresConnection(self._url)
        try:
            yield PostgresPeople(connection), lambda: PostgresStatements(connection, self._clock, self._keys)
        finally:
            connection.close()

    def close(self) -> None:
        """Close every connection."""
        self._presence.close()
        with self._lending:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._idle.clear()

    @contextmanager
    def _begun(
        self, begin: Sequence[str], patience_seconds: float | None, *, is_writing: bool = False
    ) -> Iterator[PostgresConnection]:
        """A connection in a new transaction; whatever is not committed is undone, and the next one has it then."""
        connection = self._borrowed()
        connection.patience_seconds, connection.is_writing = patience_seconds, is_writing
        connection.begin(begin)
        try:
            yield connection
        except psycopg.Error:
            # psycopg takes for prepared what a pipeline that failed has never prepared, and asks for it ever after.
            connection.close()
            raise
        finally:
            connection.forget_waiting()
            _end(connection)
            self._give_back(connection)

    def _borrowed(self) -> PostgresConnection:
        """One that nobody uses, or a new one. Where the server gives no more of them, one that somebody else has, or a
        new one in its place, as soon as they are done."""
        ends_at = time.monotonic() + WAIT_MAX_MS / 1_000
        while True:
            with self._lending:
                self._lent += 1
                if self._idle:
                    return self._idle.pop()
            try:
                return self._connected()
            except BaseException as error:
                with self._lending:
                    self._lent -= 1
                    self._lending.notify_all()
                if not isinstance(error, LedgerAway) or not self._comes_one_back(ends_at):
                    raise

    def _comes_one_back(self, ends_at: float) -> bool:
        """Whether somebody gives one back by then, open or closed; False as soon as nobody has any."""
        with self._lending:
            returned = self._returned
            self._lending.wait_for(
                lambda: self._returned != returned or not self._lent, max(0.0, ends_at - time.monotonic())
            )
            return self._returned != returned

    def _give_back(self, connection: PostgresConnection) -> None:
        with self._lending:
            self._lent -= 1
            self._returned += 1
            if connection.is_open:
                self._idle.append(connection)
            else:
                self._open.discard(connection)
            self._lending.notify_all()

    def _connected(self) -> PostgresConnection:
        connection = PostgresConnection(self._url)
        with self._lending:
            self._open.add(connection)
        return connection


def _end(connection: PostgresConnection) -> None:
    """End a transaction that has written nothing, or whose work is to be undone. Whatever keeps it from that has ended
    it with the connection."""
    if connection.is_open and connection.raw.info.transaction_status is not TransactionStatus.IDLE:
        try:
            # At a ROLLBACK psycopg throws away all that it has prepared.
            connection.raw.execute(b"ROLLBACK" if connection.is_writing else b"COMMIT")
        except psycopg.Error:
            connection.close()
