"""One transaction: whatever happens in the middle of it, the table is as it was or holds the whole file."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from sqlite_utils import Database

from bot.core.errors import ImportRefused, LedgerBusy, LedgerFull, LedgerReadOnly
from bot.people import ImportResult, import_people

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEADER = "slack_user_id,email,mobile,title,first_name,gender"
ASHA = "U1,asha@example.com,9600098867,Ms,Asha,F"
RAVI = "U2,ravi@example.com,9600098868,Mr,Ravi,M"
NIKHIL = ",nikhil@example.com,9600098869,Mr,Nikhil,M"
# Changes in a thousand rows, and holds the mobile that the next of them takes.
OLD = "U0001,old@example.com,9600000002,Mr,Ravi,M"


def take(db: Database, *lines: str, dry_run: bool = False) -> ImportResult:
    """Import these lines below the header."""
    return import_people(db, "\n".join([HEADER, *lines]).encode(), ids_by_email={}, now=NOW, dry_run=dry_run)


def table(db: Database) -> list[tuple[Any, ...]]:
    return db.execute("SELECT * FROM people ORDER BY slack_user_id").fetchall()


def names(db: Database) -> dict[str, str]:
    """Slack id to first name."""
    return {person["slack_user_id"]: person["first_name"] for person in db.table("people").rows}


def thousand() -> list[str]:
    return [f"U{i:04},p{i}@example.com,{9600000000 + i},Ms,Asha,F" for i in range(1_000)]


def test_a_fault_in_the_last_of_a_thousand_rows_leaves_the_table_as_it_was(db: Database) -> None:
    take(db, OLD)
    lines = thousand()
    lines[-1] = lines[-1].replace("Ms", "Dr")
    before = table(db)
    with pytest.raises(ImportRefused) as refused:
        take(db, *lines)
    assert refused.value.sentence.splitlines()[1:] == ['line 1001, title, "Dr": write Mr, Mrs or Ms.']
    assert table(db) == before
    assert not db.conn.in_transaction


def test_an_error_in_the_middle_of_writing_leaves_the_table_as_it_was(db: Database) -> None:
    take(db, OLD)
    before = table(db)
    db.execute(
        "CREATE TEMP TRIGGER breaks BEFORE INSERT ON main.people WHEN NEW.slack_user_id = 'U0700'"
        " BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="broken"):
        take(db, *thousand())
    assert table(db) == before
    assert not db.conn.in_transaction


# Kills its own process while row 700 of 1,000 is being written.
KILLED = """
import os, signal, sqlite3, sys
from datetime import UTC, datetime
from sqlite_utils import Database
from bot.people import import_people

connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA cache_size = 1")
connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
connection.execute("CREATE TEMP TRIGGER dies BEFORE INSERT ON main.people WHEN NEW.slack_user_id = 'U0700'"
                   " BEGIN SELECT die(); END")
import_people(Database(connection), sys.stdin.buffer.read(), ids_by_email={}, now=datetime.now(UTC))
"""


def test_a_process_killed_in_the_middle_of_writing_leaves_the_table_as_it_was(db: Database, ledger_file: Path) -> None:
    take(db, OLD)
    before = table(db)
    file = "\n".join([HEADER, *thousand()]).encode()
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", KILLED, ledger_file], input=file, cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert table(db) == before
    assert take(db, *thousand()) == ImportResult(999, 1, 0, ())


def test_a_dry_run_says_what_would_happen_and_writes_nothing(db: Database, open_ledger: Callable[[], Database]) -> None:
    take(db, ASHA)
    before = table(db)
    writer = open_ledger()
    writer.execute("BEGIN IMMEDIATE")
    result = take(db, ASHA.replace("Asha", "Aasha"), RAVI, NIKHIL, dry_run=True)
    assert (result.added, result.updated, result.unchanged, len(result.unmatched)) == (1, 1, 0, 1)
    assert result.dry_run
    assert table(db) == before
    assert not db.conn.in_transaction


def test_a_dry_run_refuses_what_an_import_refuses(db: Database) -> None:
    with pytest.raises(ImportRefused, match="line 2, title"):
        take(db, ASHA.replace("Ms", "Dr"), dry_run=True)


def test_a_file_that_changes_nothing_waits_for_nobody(db: Database, open_ledger: Callable[[], Database]) -> None:
    take(db, ASHA)
    open_ledger().execute("BEGIN IMMEDIATE")
    assert take(db, ASHA).unchanged == 1


def test_an_import_waits_for_a_writer_to_finish(db: Database, open_ledger: Callable[[], Database]) -> None:
    db.execute("PRAGMA busy_timeout = 10000")
    writer = open_ledger()
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO group_members VALUES ('S1', 'U1')")
    timer = Timer(0.1, writer.commit)
    timer.start()
    assert take(db, ASHA).added == 1
    timer.join()
    assert db.table("group_members").count == 1


def test_a_ledger_that_stays_busy_is_said_to_be_and_keeps_nothing(
    db: Database, open_ledger: Callable[[], Database]
) -> None:
    writer = open_ledger()
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerBusy, match="nothing was kept"):
        take(db, ASHA)
    writer.rollback()
    assert table(db) == []
    assert take(db, ASHA).added == 1


def test_who_was_written_while_the_file_was_compared_is_seen(db: Database, open_ledger: Callable[[], Database]) -> None:
    """Slack is asked between the first look at the table and the lock; somebody else writes at that moment."""

    def ids() -> dict[str, str]:
        take(open_ledger(), RAVI)
        return {"nikhil@example.com": "U9"}

    content = "\n".join([HEADER, NIKHIL, RAVI.replace("Ravi", "Ravindra")]).encode()
    assert import_people(db, content, ids_by_email=ids, now=NOW) == ImportResult(1, 1, 0, ())
    assert names(db) == {"U9": "Nikhil", "U2": "Ravindra"}


def test_a_clash_that_arose_while_the_file_was_compared_is_refused(
    db: Database, open_ledger: Callable[[], Database]
) -> None:
    def ids() -> dict[str, str]:
        take(open_ledger(), RAVI.replace("68,", "69,"))
        return {"nikhil@example.com": "U9"}

    with pytest.raises(ImportRefused, match="line 2, mobile"):
        import_people(db, f"{HEADER}\n{NIKHIL}".encode(), ids_by_email=ids, now=NOW)
    assert names(db) == {"U2": "Ravi"}
    assert not db.conn.in_transaction


def test_a_full_disk_and_a_ledger_that_cannot_be_written_keep_nothing(db: Database) -> None:
    db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(LedgerFull, match="nothing was kept"):
        take(db, *thousand())
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerReadOnly, match="nothing was kept"):
        take(db, ASHA)
    assert table(db) == []
