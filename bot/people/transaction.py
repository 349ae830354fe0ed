"""One transaction on the ledger's table `people`, and SQLite's errors in the ledger's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.core.errors import LedgerBusy, LedgerError, LedgerFull, LedgerInDoubt, LedgerReadOnly


class Table(Protocol):
    """The ledger's table `people`: sqlite-utils' `Database`, or whatever has this much of it."""

    @property
    def conn(self) -> Any: ...
    def execute(self, sql: str, values: Any = ..., /) -> Any: ...
    def query(self, sql: str, values: Any = ..., /) -> Iterator[dict[str, Any]]: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...


Record = Callable[[str, str], None]
"""Appends an entry to the ledger's history inside the transaction that is open: the event, and its detail."""


def stamp(now: datetime) -> str:
    """An instant as the ledger stores it."""
    return now.astimezone(UTC).isoformat(timespec="microseconds")


@contextmanager
def writing(db: Table) -> Iterator[None]:
    """One transaction that holds the write lock from its first moment: what is compared is what is changed."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


_LEDGER_ERRORS: Mapping[int, tuple[type[LedgerError], str]] = {
    sqlite3.SQLITE_BUSY: (LedgerBusy, "The ledger is busy, and nothing was kept. Please try again."),
    sqlite3.SQLITE_FULL: (LedgerFull, "The disk is full, and nothing was kept. Make room, then try again."),
    sqlite3.SQLITE_READONLY: (LedgerReadOnly, "The ledger's file cannot be written, and nothing was kept."),
    sqlite3.SQLITE_IOERR: (
        LedgerInDoubt,
        "The disk failed, and I cannot tell whether this was kept. Do it again: that does no harm.",
    ),
}


@contextmanager
def words_for_errors() -> Iterator[None]:
    """SQLite's result codes in the ledger's words (SQLite, "Result and Error Codes": the low byte is the primary)."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _LEDGER_ERRORS:
            raise
        kind, sentence = _LEDGER_ERRORS[code]
        raise kind(sentence) from error
