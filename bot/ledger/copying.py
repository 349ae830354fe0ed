"""Whole copies of a ledger, also of one in use; and a copy put in the place of a ledger.

SQLite's `VACUUM INTO` writes one consistent moment, waits for nobody and lets everybody go on writing; the online
backup API begins anew whenever another process writes meanwhile. What was deleted, such as a forgotten person's
details, is not in the copy (SQLite, "VACUUM").
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import ENOENT
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from bot.core.errors import LedgerError, LedgerInUse
from bot.ledger.locks import claimed, forget_newest, one_at_a_time
from bot.ledger.migrations import migrations

log = logging.getLogger(__name__)

# What never gets fewer, so that a copy can be held against what it was made of.
_KEPT = ("requests", "rewards", "history")
# What SQLite and a move or an upgrade keep beside a ledger; the lock outlives them.
_BESIDE = ("-wal", "-shm", "-journal", ".migrate")
_UNFINISHED = (".copying", ".restoring")
# How every database of SQLite's begins (SQLite, "Database File Format").
_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Contents:
    """How much there is in a ledger."""

    requests: int
    rewards: int
    history: int


def contents_of(connection: sqlite3.Connection) -> Contents:
    return Contents(*(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _KEPT))


def back_up(path: Path, copy: Path) -> Contents:
    """A copy of the ledger at `path`, on the disk, readable by its owner alone, checked. Raises `LedgerError`, and then
    there is none; what is at `copy` already is never touched."""
    if os.path.lexists(copy):
        raise LedgerError(f"{copy} is there already, and a backup never overwrites anything. Name another file.")
    assert_no_ledgers_file(copy, path)
    with told(f"The backup could not be made, so {copy} is not there."):
        with closing(read_only(path)) as connection:
            before = contents_of(connection)
            copy_whole(connection, copy.with_name(f"{copy.name}.copying"), lambda: copy)
            after = contents_of(connection)
        found = checked(copy)
    if not all(getattr(before, kind) <= getattr(found, kind) <= getattr(after, kind) for kind in _KEPT):
        copy.unlink()
        raise LedgerError("The backup did not hold what the ledger holds, so it was removed. Check the disk.")
    return found


def assert_no_ledgers_file(file: Path, ledger: Path | None) -> None:
    """For whoever writes into `file`: raises `LedgerError` where that is the ledger, what lies beside it, or another
    ledger such as a backup, by whichever name."""
    beside = [] if ledger is None else [_beside(ledger.resolve(), end) for end in (*_BESIDE, *_UNFINISHED, ".lock", "")]
    if _begins_a_database(file) or any(file.resolve() == one or _is_same(file, one) for one in beside):
        raise LedgerError(f"{file} is a ledger, or belongs to one, so nothing was written there. Name another file.")


def _begins_a_database(file: Path) -> bool:
    """A device or a pipe is not read: that would wait, or take away what is another's."""
    if not file.is_file():
        return False
    with file.open("rb") as found:
        return found.read(len(_MAGIC)) == _MAGIC


def _is_same(file: Path, other: Path) -> bool:
    return file.exists() and other.exists() and file.samefile(other)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def copy_whole(connection: sqlite3.Connection, unfinished: Path, named: Callable[[], Path]) -> Path:
    """Copy what is behind `connection`, first under the name `unfinished`; whole and on the disk, under the one that
    `named` gives, which nothing has. Raises OSError, sqlite3.Error; half a copy is none."""
    try:
        unfinished.unlink(missing_ok=True)
        # SQLite writes into a file that is there and empty, and leaves its mode as it is (SQLite, "VACUUM").
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection.execute("VACUUM INTO ?", [str(unfinished)])
        sync(unfinished)
        copy = named()
        _rename_without_overwriting(unfinished, copy)
        sync(copy.parent)
    except (OSError, sqlite3.Error):
        discard(unfinished)
        raise
    return copy


def checked(copy: Path) -> Contents:
    """What is in this copy; raises `LedgerError` where it is not a whole ledger."""
    with told(f"{copy} cannot be read as a ledger."), closing(read_only(copy)) as connection:
        said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
        if said != ["ok"]:
            raise LedgerError(f"{copy} is damaged: {said[0]}. Take another copy.")
        if not migrations.applied(Database(connection)):
            raise LedgerError(f"{copy} is no ledger of Shabash.")
        return contents_of(connection)


def put_in_place(path: Path, copy: Path, now: datetime, hold: Callable[[Path], None]) -> Path | None:
    """Let a copy of `copy`, with what `hold` does to it, take the place of the ledger at `path`, which is set aside.

    Until the very end the old ledger stands there, and from then on the new one: whatever stops this on the way. Where
    the ledger went that stood there; None where there was none. Raises `LedgerInUse`, `LedgerError`.
    """
    lock = claimed(path)
    if lock is None:
        raise LedgerInUse(f"A Shabash is running on the ledger {path.name}. Stop it first. Nothing has changed.")
    new = path.with_name(f"{path.name}.restoring")
    try:
        with told("The copy could not be put in place, so nothing has changed."), one_at_a_time(path):
            remove(new)
            with closing(read_only(copy)) as connection:
                copy_whole(connection, path.with_name(f"{path.name}.copying"), lambda: new)
            with closing(sqlite3.connect(new, isolation_level=None)) as connection:
                migrations.apply(Database(connection))
            hold(new)
            _settle_log(new)
            sync(new)
            aside = _set_aside(path, now)
            forget_newest(lock)
            new.rename(path)
            sync(path.parent)
    finally:
        remove(new)
        os.close(lock)
    return aside


def _set_aside(path: Path, now: datetime) -> Path | None:
    """A second name for the ledger that is to be replaced. Its write-ahead log is gone by then, or goes with it: beside
    another ledger it would ruin that."""
    if not path.exists():
        return None
    aside = free_name(path, f"replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    try:
        _settle_log(path)
    except sqlite3.DatabaseError as error:
        if why(error).startswith("SQLITE_BUSY"):
            raise
        # It is damaged, which may be why it is replaced: it is kept as it is.
        log.warning("the replaced ledger is damaged", extra={"file": str(aside)})
    os.link(path, aside)
    for ending in ("-wal", "-shm"):
        if (beside := _beside(path, ending)).exists():
            beside.rename(_beside(aside, ending))
    return aside


def _settle_log(path: Path) -> None:
    """Everything of the write-ahead log into the file itself."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if is_busy:
        raise LedgerInUse(f"Somebody is using the ledger {path.name}. Try again when they are done.")


@contextmanager
def told(what: str) -> Iterator[None]:
    """The system's and SQLite's errors as a `LedgerError` that begins with `what`."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"{what} ({why(error)})") from error


def why(error: Exception) -> str:
    return getattr(error, "strerror", None) or getattr(error, "sqlite_errorname", None) or type(error).__name__


def free_name(path: Path, ending: str) -> Path:
    """A name beside `path` that nothing has."""
    names = (path.with_name(f"{path.name}.{ending}{f'-{number}' if number > 1 else ''}") for number in count(1))
    return next(name for name in names if not name.exists())


def sync(path: Path) -> None:
    """Not before this does a power cut leave it there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def discard(unfinished: Path) -> None:
    """Half a copy is none, and takes the room that is missing."""
    try:
        unfinished.unlink(missing_ok=True)
    except OSError:
        log.warning("half a copy of the ledger is left", extra={"file": str(unfinished)})


def remove(path: Path) -> None:
    """A ledger that nobody needs, and what lies beside it."""
    for ending in ("", *_BESIDE):
        discard(_beside(path, ending))


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, whatever state the file is in."""
    assert_no_folder(path)
    if not path.is_file():
        raise FileNotFoundError(ENOENT, "There is no such file", str(path))
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def assert_no_folder(path: Path) -> None:
    """Raises `LedgerError` where a folder stands at the place of a ledger."""
    if path.is_dir():
        raise LedgerError(f"{path} is a folder, and a ledger is a file: name one in it, such as {path / 'shabash.db'}.")


def _rename_without_overwriting(unfinished: Path, copy: Path) -> None:
    """`link` refuses a name that is taken; where a disk knows no links, as little time as can be passes in between."""
    try:
        os.link(unfinished, copy)
    except FileExistsError:
        raise
    except OSError:
        if copy.exists():
            raise
        unfinished.rename(copy)
    else:
        unfinished.unlink()
