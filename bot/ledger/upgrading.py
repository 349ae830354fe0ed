"""Bringing a ledger of an older release up to date: never without a copy, and never under a running bot."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from bot.core.errors import LedgerError, LedgerInUse, LedgerSchema
from bot.ledger.locks import claimed
from bot.ledger.migrations import migrations

log = logging.getLogger(__name__)


def bring_up_to_date(connection: sqlite3.Connection, path: Path, now: datetime) -> None:
    """Take the steps of the schema that are still to be taken. One that fails leaves everything before it, whole.

    Raises `LedgerSchema` for a ledger of a newer release, `LedgerInUse` where a bot runs on one that would change,
    `LedgerError` where the copy cannot be made.
    """
    database = Database(connection)
    _refuse_newer(database)
    pending = [migration.name for migration in migrations.pending(database)]
    if not pending:
        return
    if not migrations.applied(database):
        migrations.apply(database)
        return
    with _no_bot_running(path):
        copy = _copy(connection, path, f"before-{pending[0].partition('_')[0]}", now)
        log.info("ledger copied before it is brought up to date", extra={"file": str(copy)})
        migrations.apply(database)
        log.info("ledger brought up to date", extra={"steps": ", ".join(pending)})


def _refuse_newer(database: Database) -> None:
    ours = {migration.name for migration in migrations.pending(Database(memory=True))}
    if {applied.name for applied in migrations.applied(database)} - ours:
        raise LedgerSchema("This ledger was written by a newer release of Shabash. Run that release, or a newer one.")


@contextmanager
def _no_bot_running(path: Path) -> Iterator[None]:
    """What an older release writes after the copy would be missing from it, and a newer schema is none of its own."""
    descriptor = claimed(path)
    if descriptor is None:
        raise LedgerInUse(
            f"A Shabash of an older release is running on the ledger {path.name}. Stop it first: then this release"
            " copies the ledger and brings it up to date."
        )
    try:
        yield
    finally:
        os.close(descriptor)


def _copy(connection: sqlite3.Connection, path: Path, why: str, now: datetime) -> Path:
    """A whole copy beside the ledger, on the disk, under a name that nothing had before."""
    unfinished = path.with_name(f"{path.name}.copying")
    try:
        unfinished.unlink(missing_ok=True)
        # SQLite writes into a file that is there and empty, and leaves its mode as it is (SQLite, "VACUUM").
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection.execute("VACUUM INTO ?", [str(unfinished)])
        _sync(unfinished)
        copy = _free_name(path, f"{why}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        unfinished.rename(copy)
        _sync(path.parent)
    except (OSError, sqlite3.Error) as error:
        why_not = getattr(error, "strerror", None) or getattr(error, "sqlite_errorname", None) or type(error).__name__
        _discard(unfinished)
        raise LedgerError(
            f"This ledger is of an older release, and is copied before it is brought up to date. The copy could not"
            f" be made ({why_not}), so nothing has changed. {path.parent} must have room for one more"
            f" ({path.stat().st_size / 1_000_000:,.1f} MB), and take new files."
        ) from error
    return copy


def _free_name(path: Path, ending: str) -> Path:
    names = (path.with_name(f"{path.name}.{ending}{f'-{number}' if number > 1 else ''}") for number in count(1))
    return next(name for name in names if not name.exists())


def _sync(path: Path) -> None:
    """Not before this does a power cut leave it there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(unfinished: Path) -> None:
    """Half a copy is none, and takes the room that is missing."""
    try:
        unfinished.unlink(missing_ok=True)
    except OSError:
        log.warning("half a copy of the ledger is left", extra={"file": str(unfinished)})
