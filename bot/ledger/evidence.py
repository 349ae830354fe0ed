"""A ledger as it lies there, for whoever judges it: read alone, and past everything that a bot would refuse it for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.ledger import faults
from bot.ledger.connection import Connection
from bot.ledger.copying import read_only
from bot.ledger.guards import faults_of_guards, guards_of, wanted_guards
from bot.ledger.locks import newest_noted_beside
from bot.ledger.opening import SQLITE, with_driver
from bot.ledger.shape import columns_of, faults_of_cells, faults_of_columns
from bot.ledger.upgrading import assert_current


@dataclass(frozen=True, slots=True)
class Evidence:
    """`db` shows one moment, while the bot goes on writing. `noted` is how far its history has come by what the bot
    keeps beside it; 0 where nothing is. `unguarded` is where what guards it is not what was made, and `unreadable` what
    is not of the tables that were, so that nobody can go on to judge the rest. `has_gaps` says that a number may be
    missing among those of the entries."""

    db: Connection
    noted: int
    unguarded: tuple[str, ...]
    unreadable: tuple[str, ...]
    has_gaps: bool


def as_it_lies(url: str) -> AbstractContextManager[Evidence]:
    """The ledger that this DATABASE_URL names; raises `LedgerError`, `LedgerSchema` for one of another release."""
    if url.startswith(SQLITE):
        return _in_file(Path(url.removeprefix(SQLITE)).resolve())
    with with_driver():
        from bot.ledger.postgres.evidence import in_database
    return in_database(url)


@contextmanager
def _in_file(path: Path) -> Iterator[Evidence]:
    # Before the ledger is looked at: what the bot goes on writing is noted after it is written.
    noted = newest_noted_beside(path)
    with faults.faults_told(), closing(read_only(path)) as db:
        db.row_factory = sqlite3.Row
        db.text_factory = _text
        assert_current(db)
        db.execute("BEGIN")
        unguarded = tuple(faults_of_guards(wanted_guards(), guards_of(db)))
        unreadable = tuple(faults_of_columns(columns_of(db))) or tuple(faults_of_cells(db))
        yield Evidence(db, noted, unguarded, unreadable, not unreadable and _has_come_from_elsewhere(db))
        db.execute("ROLLBACK")


def _has_come_from_elsewhere(db: Connection) -> bool:
    """Whether it was copied from another database, which may have left numbers out."""
    return db.execute("SELECT 1 FROM moved WHERE direction IN ('from', 'coming')").fetchone() is not None


def _text(found: bytes) -> str:
    """What is no UTF-8 nobody of ours wrote. It is not what was sealed, whatever that was, and can be shown."""
    try:
        return found.decode()
    except UnicodeDecodeError:
        return f"{found.decode('utf-8', 'backslashreplace')}\0"
