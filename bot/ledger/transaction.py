"""What every part of a transaction works with: one connection, the moment it began, and what it has done so far."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.core.sealing import Keys
from bot.ledger import Entry, Lane, SqlValue
from bot.ledger.rows import instant


class Transaction:
    """One transaction on one connection; `now` was read after it began, `keys` seal what it appends."""

    def __init__(self, connection: sqlite3.Connection, now: datetime, keys: Keys) -> None:
        self._connection = connection
        self.now = now
        self.keys = keys
        self.now_text = instant(now)
        self.staged: set[Lane] = set()
        self.last_entry_id: int | None = None
        self.entries: list[Entry] = []
        self._noted: dict[str | None, dict[str, dict[str, dict[str, SqlValue]]]] = {}

    def touch(self) -> None:
        """Write something that changes nothing."""
        (version,) = self._all("PRAGMA user_version")[0]
        self._run(f"PRAGMA user_version = {version}")

    def _run(self, sql: str, *values: SqlValue) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    def _one(self, sql: str, *values: SqlValue) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def _all(self, sql: str, *values: SqlValue) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    def _changed(self, sql: str, *values: SqlValue) -> bool:
        return self._connection.execute(sql, values).rowcount == 1
