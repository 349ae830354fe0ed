"""What goes wrong at the disk, in our words, and what is known of a commit that failed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bot.core.errors import LedgerBusy, LedgerError, LedgerFull, LedgerInDoubt, LedgerReadOnly, LedgerSchema

BUSY = "Somebody else was writing just now. Nothing was kept; please try again."
IN_DOUBT = "I cannot tell whether this was kept. Look at the disk; what was kept shows when the ledger is opened again."
FULL = "The disk that holds the ledger is full. Nothing was kept."
ALTERED = "The ledger lacks a table or a column ({}); it was altered by hand. Restore a backup."


def commit(connection: sqlite3.Connection, last_entry_id: int | None) -> None:
    """Commit, and tell a full disk (surely not kept) from a failure that leaves it open (see `LedgerInDoubt`).

    The last entry that was appended to the history, if any was, shows afterwards whether all was kept.
    """
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        name, is_undone = getattr(error, "sqlite_errorname", ""), _is_undone(connection, last_entry_id)
        if is_undone and name in ("SQLITE_BUSY", "SQLITE_FULL"):
            raise
        raise LedgerInDoubt(f"The disk failed ({name}), and {IN_DOUBT}") from error


def _is_undone(connection: sqlite3.Connection, last_entry_id: int | None) -> bool:
    """Whether a transaction whose commit failed is surely gone: ended, and absent when it is read again."""
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        found = connection.execute("SELECT 1 FROM history WHERE id = ?", (last_entry_id,)).fetchone()
    except sqlite3.Error:
        return False
    return found is None


@contextmanager
def faults_told() -> Iterator[None]:
    """SQLite's errors, and the system's, in our words. A transaction that one of these ends has kept nothing."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_our_words(error) from error
    except PermissionError as error:
        raise LedgerReadOnly(
            f"The ledger cannot be written: {error.strerror}. Check who owns {error.filename}."
        ) from error
    except OSError as error:
        raise LedgerError(f"The ledger's files cannot be used: {error.strerror} ({error.filename}).") from error


@contextmanager
def sqlite_told() -> Iterator[None]:
    """SQLite's alone, around what writes elsewhere meanwhile: there a full disk is not the ledger's."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_our_words(error) from error


def _in_our_words(error: sqlite3.Error) -> Exception:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerBusy(BUSY)
    if name.startswith("SQLITE_FULL"):
        return LedgerFull(FULL)
    if name.startswith("SQLITE_READONLY"):
        return LedgerReadOnly("The ledger's file cannot be written. Nothing was kept.")
    if name.startswith("SQLITE_NOTADB"):
        return LedgerError(
            "The ledger's file is no SQLite database. See whether DATABASE_URL names the right file; if it does,"
            " `shabash ledger restore` puts a backup in its place."
        )
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_CORRUPT")):
        return LedgerError(f"The ledger's file cannot be used ({name}). Look at its disk.")
    if str(error).startswith(_ALTERED):
        return LedgerSchema(ALTERED.format(error))
    return error


# SQLite has no code for these alone.
_ALTERED = ("no such table", "no such column", "no such index")
