"""A backup is whole, private and never over anything; a restore ends with the old ledger or the new one, never half."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import LedgerError, LedgerInUse, LedgerOld
from bot.ledger import Entry, copying
from bot.ledger.sqlite import SqliteLedger, connect
from tests.ledger.test_schema import insert
from tests.world import FIRST_MOMENT


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    found = SqliteLedger(tmp_path / "shabash.db")
    with closing(connect(found.path)) as db:
        insert(db, "requests", {})
        insert(db, "rewards", {})
    with found.write() as tx:
        tx.append(Entry("asked", "U1", "R-7Q2MK4"))
    yield found
    found.close()


def more(ledger: SqliteLedger) -> None:
    """Something happens after the backup."""
    with ledger.write() as tx:
        tx.append(Entry("reminded", "clock", "R-7Q2MK4"))


def events(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT event FROM history ORDER BY id")]
    finally:
        connection.close()


def held(path: Path) -> None:
    """What `hold` stands for here: one entry more."""
    found = SqliteLedger(path)
    with found.write() as tx:
        tx.append(Entry("restored", "ops"))
    found.close()


def restore(path: Path, copy: Path) -> Path | None:
    return copying.put_in_place(path, copy, FIRST_MOMENT, held)


def test_a_backup_holds_everything_and_only_its_owner_can_read_it(ledger: SqliteLedger, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    found = copying.back_up(ledger.path, copy)
    assert (found.requests, found.rewards, found.history) == (1, 1, 1)
    assert copying.checked(copy) == found
    assert copy.stat().st_mode & 0o777 == 0o600
    assert events(copy) == ["asked"]


def test_a_backup_works_beside_a_running_bot_and_in_the_middle_of_its_writing(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    ledger.claim_for_running()
    with ledger.write() as tx:
        tx.append(Entry("reminded", "clock", "R-7Q2MK4"))
        copying.back_up(ledger.path, tmp_path / "backup.db")
    assert events(tmp_path / "backup.db") == ["asked"]


def test_a_backup_overwrites_nothing(ledger: SqliteLedger, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    copy.write_text("mine")
    with pytest.raises(LedgerError, match="never overwrites"):
        copying.back_up(ledger.path, copy)
    assert copy.read_text() == "mine"


@pytest.mark.parametrize("ending", ["", "-wal", "-journal", ".lock", ".restoring"])
def test_a_backup_takes_no_name_that_is_the_ledger_s_own(ledger: SqliteLedger, tmp_path: Path, ending: str) -> None:
    more(ledger)
    ledger.close()
    (tmp_path / "away").mkdir()
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(LedgerError, match="Name another file"):
        copying.back_up(ledger.path, tmp_path / "away" / ".." / f"shabash.db{ending}")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert events(ledger.path) == ["asked", "reminded"]


def test_a_backup_that_cannot_be_made_leaves_nothing_and_says_why(ledger: SqliteLedger, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="No such file or directory"):
        copying.back_up(ledger.path, tmp_path / "away" / "backup.db")
    assert not (tmp_path / "away").exists()


def test_a_restore_puts_the_held_copy_in_place_and_sets_the_other_aside(ledger: SqliteLedger, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    copying.back_up(ledger.path, copy)
    more(ledger)
    ledger.close()
    aside = restore(ledger.path, copy)
    assert events(ledger.path) == ["asked", "restored"]
    assert events(copy) == ["asked"]
    assert aside is not None
    assert events(aside) == ["asked", "reminded"]
    assert aside.stat().st_mode & 0o777 == 0o600
    SqliteLedger(ledger.path).close()
    assert sorted(path.name for path in tmp_path.iterdir() if "restoring" in path.name) == []


def test_a_restore_is_refused_while_a_bot_runs(ledger: SqliteLedger, tmp_path: Path) -> None:
    copying.back_up(ledger.path, tmp_path / "backup.db")
    ledger.claim_for_running()
    with pytest.raises(LedgerInUse, match="Stop it first"):
        restore(ledger.path, tmp_path / "backup.db")
    assert events(ledger.path) == ["asked"]


def test_a_restore_that_fails_on_the_way_changes_nothing(ledger: SqliteLedger, tmp_path: Path) -> None:
    copying.back_up(ledger.path, tmp_path / "backup.db")
    more(ledger)
    before = {path.name for path in tmp_path.iterdir()}

    def broken(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(LedgerError, match="nothing has changed"):
        copying.put_in_place(ledger.path, tmp_path / "backup.db", FIRST_MOMENT, broken)
    assert events(ledger.path) == ["asked", "reminded"]
    assert {path.name for path in tmp_path.iterdir()} - before <= {"shabash.db.lock"}


@pytest.mark.parametrize("what", ["text", "damaged", "no ledger"])
def test_what_is_no_whole_ledger_is_not_restored(ledger: SqliteLedger, tmp_path: Path, what: str) -> None:
    copy = tmp_path / "backup.db"
    match what:
        case "text":
            copy.write_text("hello, this is not a database at all, only a text that is long enough to be read" * 9)
        case "damaged":
            copying.back_up(ledger.path, copy)
            copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
        case _:
            sqlite3.connect(copy).execute("CREATE TABLE other (x)").connection.close()
    with pytest.raises(LedgerError):
        copying.checked(copy)


def test_a_damaged_ledger_can_be_replaced_and_is_kept(ledger: SqliteLedger, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    copying.back_up(ledger.path, copy)
    ledger.close()
    ledger.path.write_bytes(b"\0" * 8192)
    aside = restore(ledger.path, copy)
    assert events(ledger.path) == ["asked", "restored"]
    assert aside is not None
    assert aside.read_bytes() == b"\0" * 8192


def test_an_old_copy_put_back_by_hand_does_not_start_and_a_restored_one_does(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    copy = tmp_path / "backup.db"
    copying.back_up(ledger.path, copy)
    ledger.claim_for_running()
    more(ledger)
    more(ledger)
    ledger.close()
    copying.remove(ledger.path)
    shutil.copy(copy, ledger.path)
    old = SqliteLedger(ledger.path)
    with pytest.raises(LedgerOld, match="shabash ledger restore"):
        old.claim_for_running()
    old.close()
    restore(ledger.path, copy)
    restored = SqliteLedger(ledger.path)
    restored.claim_for_running()
    restored.close()


def test_a_bot_that_starts_while_its_ledger_is_replaced_does_not_run_on_the_old_one(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    copying.back_up(ledger.path, tmp_path / "backup.db")
    starting = SqliteLedger(ledger.path)
    ledger.close()
    restore(ledger.path, tmp_path / "backup.db")
    with pytest.raises(LedgerInUse, match="replaced"):
        starting.claim_for_running()
    starting.close()


def test_a_copy_opens_as_a_ledger_with_all_its_promises(ledger: SqliteLedger, tmp_path: Path) -> None:
    copying.back_up(ledger.path, tmp_path / "backup.db")
    connection = connect(tmp_path / "backup.db")
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    connection.close()
    assert (tmp_path / "backup.db").stat().st_mode & 0o077 == 0
