"""The ledger on Postgres: any number of processes, each thread with a connection of its own.

A transaction that writes is READ COMMITTED and first holds what it is about to rely on (`statements.py`); one that only
reads is one view of one moment. What a commit has kept is synced before anybody is answered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg

from bot.core.sealing import Keys
from bot.ledger import NO_KEY, utc_now
from bot.ledger.keeping import Keeping
from bot.ledger.postgres.connection import PostgresConnection
from bot.ledger.postgres.faults import commit, faults_told
from bot.ledger.postgres.people import PostgresPeople
from bot.ledger.postgres.presence import Presence
from bot.ledger.postgres.schema import bring_up_to_date
from bot.ledger.postgres.statements import WRITERS, PostgresStatements

_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_BEGIN_WRITING = f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock_shared({WRITERS})"


class PostgresLedger(Keeping):
    """See `bot.ledger.Ledger`. The database at `url` is brought up to date. `keys` seal the history."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] = utc_now, keys: Keys = NO_KEY) -> None:
        super().__init__(clock, keys)
        self._url = url
        self._threads = threading.local()
        self._open: set[PostgresConnection] = set()
        self._lock = threading.Lock()
        self._presence = Presence(url)
        try:
            with faults_told():
                connection = self._connection()
                self.name = f"{connection.raw.info.dbname} at {connection.raw.info.host}"
                self.steps_taken = bring_up_to_date(connection, clock())
        except BaseException:
            self.close()
            raise

    def claim_for_running(self) -> None:
        with self.read() as view:
            view.assert_here()
            view.assert_keys_follow()
        with faults_told():
            self._presence.run()

    def claim_alone(self) -> None:
        with faults_told():
            self._presence.be_alone()

    def leads(self) -> bool:
        return self._presence.leads()

    @contextmanager
    def read(self) -> Iterator[PostgresStatements]:
        with faults_told():
            connection = self._begun(_BEGIN_READING, is_writing=False)
            try:
                yield PostgresStatements(connection, self._clock, self._keys)
            finally:
                _roll_back(connection)

    @contextmanager
    def write(self, *, latest: float | None = None) -> Iterator[PostgresStatements]:
        with faults_told():
            connection = self._begun(_BEGIN_WRITING, is_writing=True)
            try:
                transaction = PostgresStatements(connection, self._clock, self._keys)
                yield transaction
                self._complete(transaction, latest)
            except BaseException:
                _roll_back(connection)
                raise
            with self._committing():
                commit(connection)
        self._tell(transaction)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresConnection]:
        with faults_told():
            connection = self._begun(_BEGIN_READING, is_writing=False)
            try:
                yield connection
            finally:
                _roll_back(connection)

    @contextmanager
    def people(self) -> Iterator[tuple[PostgresPeople, Callable[[], PostgresStatements]]]:
        connection = PostgresConnection(self._url)
        try:
            yield PostgresPeople(connection), lambda: PostgresStatements(connection, self._clock, self._keys)
        finally:
            connection.close()

    def close(self) -> None:
        """Close every thread's connection."""
        self._presence.close()
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._threads = threading.local()

    def _begun(self, begin: str, *, is_writing: bool) -> PostgresConnection:
        """This thread's connection, in a new transaction. One that was lost meanwhile is made anew."""
        connection = self._connection()
        try:
            connection.raw.execute(begin.encode())
        except psycopg.OperationalError:
            if connection.is_open:
                _roll_back(connection)
                raise
            connection = self._connection()
            connection.raw.execute(begin.encode())
        connection.is_writing = is_writing
        return connection

    def _connection(self) -> PostgresConnection:
        connection: PostgresConnection | None = getattr(self._threads, "connection", None)
        if connection is None or not connection.is_open:
            with self._lock:
                self._open = {known for known in self._open if known.is_open}
            connection = PostgresConnection(self._url)
            self._threads.connection = connection
            with self._lock:
                self._open.add(connection)
        return connection


def _roll_back(connection: PostgresConnection) -> None:
    """Whatever keeps it from that has ended the transaction with the connection."""
    if connection.is_open:
        try:
            connection.raw.execute(b"ROLLBACK")
        except psycopg.Error:
            connection.close()
