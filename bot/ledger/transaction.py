"""What every part of a transaction works with: one connection, the moment it began, and what it has done so far."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.core.sealing import Keys
from bot.ledger import Entry, Lane, SqlValue
from bot.ledger.connection import Connection, Cursor, Row
from bot.ledger.rows import instant


class Held(StrEnum):
    """What a transaction may keep for itself, beside the requests that it reads."""

    DELIVERY = "delivery"
    """What Slack delivered under one id: it makes one request."""
    GIVER = "giver"
    """What one person has asked for, for which there are limits."""
    RECIPIENT = "recipient"
    """The one allocation that a recipient has in flight."""
    POT = "pot"
    """What one budget counts."""
    ASKED_FOR = "asked for"
    """What is asked for one recipient, where the policy looks back at it."""
    HOME = "home"
    """Whether one person has ever opened their Home."""
    GROUP = "group"
    """Who is in one user group."""
    HOUSE = "house"
    """What concerns no single request: whether sending is paused, token calls, and the entries about them."""


class Transaction:
    """One transaction on one connection; `now` was read after it began, `keys` seal what it appends.

    What it reads and then relies on, nobody else changes before it ends. SQLite has one writer at a time, so there this
    is so by itself; where several write side by side, whatever reads to that end first holds it (`_hold`).
    """

    NEXT_ENTRY_ID = "(SELECT coalesce(max(id), 0) + 1 FROM history)"
    """The number of the entry that is appended next, as an expression."""

    def __init__(self, connection: Connection, now: datetime, keys: Keys) -> None:
        self._connection = connection
        self._begin_at(now)
        self.keys = keys
        self.staged: set[Lane] = set()
        self.last_entry_id: int | None = None
        self.entries: list[Entry] = []
        self._homes: dict[str, tuple[datetime, str | None]] = {}
        self._decided_by_others: set[str] = set()
        self._noted: dict[str | None, dict[str, dict[str, dict[str, SqlValue]]]] = {}

    def _begin_at(self, now: datetime) -> None:
        self._now, self._now_text = now, instant(now)

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def now_text(self) -> str:
        return self._now_text

    def _hold(self, noun: Held, key: str = "") -> None:
        """Keep this from everybody else who holds it, until this transaction ends."""

    def _hold_request(self, request_id: str | None) -> None:
        """Keep this request, and all that belongs to it, from everybody else."""

    def touch(self) -> None:
        """Write something that changes nothing."""
        (version,) = self._all("PRAGMA user_version")[0]
        self._run(f"PRAGMA user_version = {version}")

    def _run(self, sql: str, *values: SqlValue) -> Cursor:
        return self._connection.execute(sql, values)

    def _later(self, sql: str, *values: SqlValue | bytes) -> None:
        """Whatever comes of it: it need not have been carried out before the next statement is."""
        self._connection.execute(sql, values)

    def _one(self, sql: str, *values: SqlValue) -> Row | None:
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def _all(self, sql: str, *values: SqlValue) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def _answers(self, *questions: tuple[str, *tuple[SqlValue, ...]]) -> list[list[Row]]:
        """The rows of each of these statements, none of which waits for what another one gives."""
        return [self._all(*question) for question in questions]

    def _changed(self, sql: str, *values: SqlValue) -> bool:
        return self._connection.execute(sql, values).rowcount == 1
