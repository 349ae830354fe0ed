"""Bringing a ledger of an older release up to date: never without a copy, and never under a running bot."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from bot.core.errors import LedgerError, LedgerInUse, LedgerSchema
from bot.ledger import copying
from bot.ledger.locks import claimed
from bot.ledger.migrations import migrations

log = logging.getLogger(__name__)

NEWER = "This ledger was written by a newer release of Shabash. Run that release, or a newer one."
OLDER = (
    "This ledger is of an older release. Whatever else opens it, such as `shabash rewards list`, brings it up to date"
    " first."
)


def bring_up_to_date(connection: sqlite3.Connection, path: Path, now: datetime) -> tuple[str, ...]:
    """Take the steps of the schema that are still to be taken, and say which. One that fails leaves everything before
    it, whole.

    Raises `LedgerSchema` for a ledger of a newer release, `LedgerInUse` where a bot runs on one that would change,
    `LedgerError` where the copy cannot be made.
    """
    database = Database(connection)
    pending = _still_to_take(database)
    if not pending:
        return pending
    if len(pending) == len(_ours()):
        migrations.apply(database)
        return pending
    with _no_bot_running(path):
        copy = _copy(connection, path, f"before-{pending[0].partition('_')[0]}", now)
        log.info("ledger copied before it is brought up to date", extra={"file": str(copy)})
        migrations.apply(database)
        log.info("ledger brought up to date", extra={"steps": ", ".join(pending)})
    return pending


def assert_current(connection: sqlite3.Connection) -> None:
    """For whoever only reads: raises `LedgerSchema` where the ledger is of an older or a newer release."""
    if _still_to_take(Database(connection)):
        raise LedgerSchema(OLDER)


def _still_to_take(database: Database) -> tuple[str, ...]:
    return still_to_take(_ours(), {migration.name for migration in migrations.applied(database)})


def still_to_take(ours: Iterable[str], taken: Set[str]) -> tuple[str, ...]:
    """Which of our steps, in their order, a ledger lacks that has taken these; raises `LedgerSchema` where it has taken
    some that this release does not know."""
    known = tuple(ours)
    if taken - set(known):
        raise LedgerSchema(NEWER)
    return tuple(name for name in known if name not in taken)


@cache
def _ours() -> tuple[str, ...]:
    """Every step that this release knows, in their order."""
    return tuple(migration.name for migration in migrations.pending(Database(memory=True)))


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
    ending = f"{why}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    try:
        return copying.copy_whole(connection, unfinished, lambda: copying.free_name(path, ending))
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(
            f"This ledger is of an older release, and is copied before it is brought up to date. The copy could not"
            f" be made ({copying.why(error)}), so nothing has changed. {path.parent} must have room for one more"
            f" ({path.stat().st_size / 1_000_000:,.1f} MB), and take new files."
        ) from error
