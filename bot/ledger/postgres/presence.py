"""Who is there: the processes that run on a ledger, the one that leads them, and whoever wants it for themselves.

All of it hangs on one connection of this process's own, so whatever ends the process or the connection lets go of it.
"""

from __future__ import annotations

import logging
import threading

import psycopg

from bot.core.errors import LedgerError, LedgerInUse
from bot.ledger.postgres.connection import PostgresConnection
from bot.ledger.postgres.statements import lock_number

log = logging.getLogger(__name__)

_LEADER = lock_number("leader")
# Shared by every process that runs, and held alone by whoever changes what they all rely on.
_RUNNING = lock_number("running")


class Presence:
    """One process's part in it. Safe between threads."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: PostgresConnection | None = None
        self._is_running = False
        self._leads = False
        self._lock = threading.Lock()

    def run(self) -> None:
        """Be one of those that run; raises `LedgerInUse` where somebody has the ledger for themselves."""
        with self._lock:
            self._is_running = True
            self._connected()

    def be_alone(self) -> None:
        """Have the ledger for this process alone; raises `LedgerInUse` where one runs on it."""
        with self._lock:
            self._connected()
            if not self._has("pg_try_advisory_lock", _RUNNING):
                raise LedgerInUse("A Shabash is running on this ledger. Stop every process of it first.")

    def leads(self, *, is_willing: bool) -> bool:
        """The leader is whoever has the lock of that name. One that is not willing to lead is, after this, among those
        that run again, where it was cut off from the database; raises `LedgerInUse` as `run` does."""
        with self._lock:
            try:
                self._connected()
                if is_willing and not self._leads:
                    self._leads = self._has("pg_try_advisory_lock", _LEADER)
            except LedgerInUse:
                raise
            except (psycopg.Error, LedgerError) as error:
                log.warning("nobody knows who leads", extra={"error": type(error).__name__})
                return False
            return self._leads

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()

    def _connected(self) -> PostgresConnection:
        """The connection; one that was lost is made anew, and nothing is led any more."""
        if self._connection is None or not _answers(self._connection):
            self._leads = False
            self._connection = PostgresConnection(self._url)
            if self._is_running and not self._has("pg_try_advisory_lock_shared", _RUNNING):
                self._connection.close()
                raise LedgerInUse("Somebody has this ledger for themselves just now. Start again when they are done.")
        return self._connection

    def _has(self, taking: str, lock: int) -> bool:
        assert self._connection is not None
        return bool(self._connection.execute(f"SELECT {taking}(?)", (lock,)).fetchall()[0][0])


def _answers(connection: PostgresConnection) -> bool:
    """Whether it is there still, with all that is held on it."""
    if connection.is_open:
        try:
            connection.execute("SELECT 1")
        except psycopg.Error:
            connection.close()
    return connection.is_open
