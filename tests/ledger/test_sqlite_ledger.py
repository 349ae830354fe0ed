"""The ledger's promises on SQLite: durable, whole, one running bot, and errors that say whether anything was kept."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.core.errors import (
    LedgerError,
    LedgerInUse,
    LedgerSchema,
)
from bot.core.ids import ID_ALPHABET
from bot.ledger.copying import read_only
from bot.ledger.migrations import migrations
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.shelf import NOON, Clock, a_request, add, count

ROOT = Path(__file__).parents[2]


def altered(ledger: SqliteLedger, *statements: str) -> None:
    """What somebody does to the file by hand."""
    connection = sqlite3.connect(ledger.path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


# The file.


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 1_500)],
)
def test_every_connection_has_the_settings_that_its_promises_rest_on(
    ledger: SqliteLedger, pragma: str, value: object
) -> None:
    def ask() -> object:
        with ledger.read() as view:
            return view._all(f"PRAGMA {pragma}")[0][0]

    with ThreadPoolExecutor(1) as other_thread:
        assert (ask(), other_thread.submit(ask).result()) == (value, value)


def test_nobody_else_on_the_machine_may_read_it(ledger: SqliteLedger) -> None:
    with ledger.write() as tx:
        add(tx, a_request())
    ledger.claim_for_running()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in ledger.path.parent.iterdir()}
    assert modes.keys() >= {"shabash.db", "shabash.db-wal", "shabash.db.lock"}
    assert set(modes.values()) == {0o600}


def test_a_folder_that_is_not_there_is_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"nowhere, does not exist. Make it, or mend DATABASE_URL"):
        SqliteLedger(tmp_path / "nowhere" / "shabash.db")


def test_two_names_for_one_file_are_one_ledger_with_one_lock(ledger: SqliteLedger, tmp_path: Path) -> None:
    ledger.claim_for_running()
    (tmp_path / "other.db").symlink_to(ledger.path)
    other = SqliteLedger(tmp_path / "other.db")
    with pytest.raises(LedgerInUse):
        other.claim_for_running()
    other.close()


def test_a_file_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "shabash.db"
    path.write_text("Dear diary, " * 100)
    with pytest.raises(LedgerError, match="is no SQLite database"):
        SqliteLedger(path)
    assert path.read_text().startswith("Dear diary")


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "shabash.db").mkdir()
    for opened in (lambda: SqliteLedger(tmp_path / "shabash.db"), lambda: read_only(tmp_path / "shabash.db")):
        with pytest.raises(LedgerError, match="is a folder, and a ledger is a file: name one in it"):
            opened()
    assert not list((tmp_path / "shabash.db").iterdir())


def test_what_was_kept_is_there_after_it_was_opened_again(ledger: SqliteLedger, clock: Clock) -> None:
    with ledger.write() as tx:
        add(tx, a_request())
    ledger.close()
    again = SqliteLedger(ledger.path, clock=clock)
    with again.read() as view:
        found = view.request("R-7Q2MK4")
    again.close()
    assert found is not None
    assert (found.points, found.asked_at, found.reward.reference) == (100, NOON, "R7Q2MK4X")


def test_ten_threads_that_open_a_new_file_at_once_all_find_it_whole(tmp_path: Path) -> None:
    barrier = threading.Barrier(10)

    def open_one(number: int) -> None:
        barrier.wait(10)
        ledger = SqliteLedger(tmp_path / "shabash.db")
        with ledger.write() as tx:
            add(tx, a_request(f"7Q2MK{ID_ALPHABET[number]}"))
        ledger.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(open_one, range(10)))
    ledger = SqliteLedger(tmp_path / "shabash.db")
    assert count(ledger, "requests") == 10
    ledger.close()


OPEN = """
import sys
from pathlib import Path
from bot.ledger.sqlite import SqliteLedger
input()
SqliteLedger(Path(sys.argv[1])).close()
"""


@pytest.mark.slow
def test_ten_processes_that_open_a_new_file_at_once_all_find_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "shabash.db"
    command = [sys.executable, "-c", OPEN, str(path)]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(10)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in started]
    assert ended == [("", 0)] * 10
    SqliteLedger(path).close()


def test_a_second_running_bot_is_refused_and_the_command_line_works_beside_the_first(ledger: SqliteLedger) -> None:
    ledger.claim_for_running()
    second = SqliteLedger(ledger.path)
    with pytest.raises(LedgerInUse, match=r"Another Shabash is running on the ledger shabash\.db\. Stop it first"):
        second.claim_for_running()
    with second.write() as tx:
        add(tx, a_request())
    assert count(ledger, "requests") == 1
    ledger.close()
    second.claim_for_running()
    second.close()


# What is not a ledger of this release.


def test_a_ledger_of_a_newer_release_is_refused_and_left_alone(ledger: SqliteLedger) -> None:
    altered(
        ledger,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('shabash', 'm999_later', '')",
        "CREATE TABLE later (id INTEGER)",
    )
    with pytest.raises(LedgerSchema, match="newer release"):
        SqliteLedger(ledger.path)
    assert count(ledger, "later") == 0


def guards() -> list[tuple[str, str]]:
    """The triggers of a new ledger and the indexes that we made."""
    database = Database(memory=True)
    migrations.apply(database)
    found = database.execute(
        "SELECT type, name FROM sqlite_master WHERE type = 'trigger' OR (type = 'index' AND sql <> '')"
    )
    return [(kind, name) for kind, name in found if not name.startswith("idx_")]


def test_there_are_triggers_and_indexes_to_miss() -> None:
    assert {"history_is_never_changed", "history_is_never_removed", "outbox_once"} <= {name for _, name in guards()}


@pytest.mark.parametrize(("kind", "name"), guards())
def test_a_ledger_that_lacks_what_keeps_it_safe_is_refused(ledger: SqliteLedger, kind: str, name: str) -> None:
    altered(ledger, f"DROP {kind} {name}")
    with pytest.raises(LedgerSchema, match=f"lacks {name}"):
        SqliteLedger(ledger.path)


def test_a_ledger_whose_guard_does_something_else_is_refused(ledger: SqliteLedger) -> None:
    guard = "CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history BEGIN SELECT 1; END"
    altered(ledger, "DROP TRIGGER history_is_never_changed", guard)
    with pytest.raises(LedgerSchema, match="lacks history_is_never_changed"):
        SqliteLedger(ledger.path)


@pytest.mark.parametrize(
    "deed", ["ALTER TABLE slack_users RENAME TO others", "ALTER TABLE slack_users RENAME COLUMN name TO n"]
)
def test_a_table_or_a_column_that_is_gone_is_told_in_one_sentence(ledger: SqliteLedger, deed: str) -> None:
    altered(ledger, deed)
    with pytest.raises(LedgerSchema, match="altered by hand"), ledger.read() as view:
        view.users(["U1"])
