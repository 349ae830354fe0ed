"""Whatever is changed, removed, put in or moved in a ledger, `verify` finds it; and nothing else."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlite_utils

from bot.audit import Report
from bot.core.absence import Absence
from bot.core.errors import LedgerSchema
from bot.core.sealing import Keys
from bot.ledger import Entry
from bot.ledger.migrations import migrations
from bot.ledger.sealed import CARD_HOLDER, PERSON, SEALED, UNSEALED, UNSEALED_TABLES
from bot.rewards.deciding import Click
from bot.rewards.pausing import Switch
from bot.rewards.replying import Replier
from bot.rewards.sealing import Sealer
from tests.auditing import verified
from tests.world import ASHA, FARAH, MEERA, RAVI, World, open_world

TABLES = ("history", "seals", *SEALED)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One reward allocated, one declined, one pending with a question and its reply, somebody away, a pause that was,
    and everything sealed, twice."""
    found = open_world(tmp_path_factory.mktemp("books"))
    with found.bot.ledger.write() as tx:
        tx.bind(found.settings.binding)
    first = found.asked()
    found.approve(first)
    found.carry()
    Sealer(found.bot.ledger).seal()
    found.decline(found.asked("<@U02ASHA> 20 for tea"), "too little")
    third = found.asked("<@U02ASHA> 30 for cake")
    found.choose("question", third)
    found.fill_in("Which cake?", by=RAVI)
    Replier(found.bot.ledger, found.policy).reply(Click(f"{third.id}-Q1", MEERA), "The chocolate one.")
    with found.bot.ledger.write() as tx:
        tx.put_absence(Absence(RAVI, FARAH, tx.now, tx.now + timedelta(days=3)))
        tx.append(Entry("went away", RAVI, detail=FARAH))
    Switch(found.bot.ledger).pause(FARAH, "a test")
    Switch(found.bot.ledger).resume(FARAH)
    Sealer(found.bot.ledger).seal()
    yield found
    found.bot.ledger.close()
    found.served.stop()


def altered(world: World, folder: Path, *statements: str) -> Report:
    """What `verify` says of a copy in which somebody has done this, past everything that guards it."""
    return verified(alter(world, folder, *statements), world.settings.history_keys)


def alter(world: World, folder: Path, *statements: str) -> Path:
    """That copy."""
    path = folder / "copy.db"
    with closing(sqlite3.connect(world.sqlite.path)) as ledger:
        ledger.execute("VACUUM INTO ?", [str(path)])
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            db.execute(statement)
        for _, sql in guards:
            db.execute(sql)
    return path


def new_ledger() -> sqlite_utils.Database:
    db = sqlite_utils.Database(memory=True)
    migrations.apply(db)
    return db


def columns() -> list[tuple[str, str]]:
    """Every column of every table that is looked at, from a ledger as it is made now."""
    db = new_ledger()
    return [(table, column.name) for table in TABLES for column in db[table].columns]


def vouched_for() -> list[tuple[str, str]]:
    return [(table, column) for table, column in columns() if column not in UNSEALED.get(table, {})]


def test_a_ledger_that_nobody_touched_is_as_it_was_sealed(world: World, tmp_path: Path) -> None:
    report = altered(world, tmp_path)
    assert report.findings == []
    assert (report.since_seal, report.as_found, report.seals) == (0, 0, 2)


@pytest.mark.parametrize(("table", "column"), vouched_for())
def test_every_field_that_is_changed_is_found(world: World, tmp_path: Path, table: str, column: str) -> None:
    kind = next(row[2] for row in world.rows(f"PRAGMA table_info({table})") if row[1] == column)
    new = {"INTEGER": f"coalesce({column}, 0) + 7", "BLOB": "zeroblob(32)"}.get(kind, f"coalesce({column}, '') || '7'")
    other_json = {
        "facts": "'{}'",
        "pots": "'[\"company year 2026-01-01\"]'",
        "reassigned": '\'{"U1":"U2"}\'',
        "escalated_to": "'[\"U02EVIL\"]'",
    }
    new = other_json.get(column, new)
    report = altered(world, tmp_path, f"UPDATE {table} SET {column} = {new} WHERE {_first(table)}")
    assert report.findings, (table, column)


def _first(table: str) -> str:
    return {
        "decisions": "choice = 'decline'",
        "rewards": "status = 'allocated'",
        "requests": "status = 'approved'",
        "people": f"slack_user_id = '{ASHA}'",
        "absences": f"person_id = '{RAVI}'",
        "binding": "tie = 'enkash_card_account_id'",
    }.get(table, f"id = (SELECT max(id) FROM {table})")


def test_every_column_is_sealed_or_says_why_not() -> None:
    for table, column in columns():
        if table in SEALED:
            together = {"rewards": CARD_HOLDER, "people": PERSON}.get(table, ())
            assert (column in SEALED[table]) + (column in UNSEALED[table]) + (column in together) == 1, column


def test_every_table_is_sealed_or_says_why_not() -> None:
    tables = {name for name in new_ledger().table_names() if not name.startswith("_")}
    assert tables == SEALED.keys() | UNSEALED_TABLES.keys()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM history WHERE id = 2",
        "DELETE FROM history WHERE id = (SELECT max(id) FROM history)",
        "DELETE FROM history WHERE id > 3",
        "DELETE FROM seals WHERE id = 1",
        "DELETE FROM requests WHERE status = 'pending'",
        "DELETE FROM rewards WHERE status = 'allocated'",
        "DELETE FROM decisions",
        "DELETE FROM questions",
        "DELETE FROM pauses",
        "DELETE FROM people",
        "DELETE FROM absences",
        "INSERT INTO absences SELECT 'U02EVIL', deputy_id, began_at, ends_at FROM absences",
        "DELETE FROM binding",
        "INSERT INTO binding SELECT 'enkash_ledger', value, bound_at FROM binding LIMIT 1",
        "UPDATE history SET event = 'forgotten', detail = '7' WHERE request_id IS NULL",
        "INSERT OR REPLACE INTO history (id, at, event, actor) SELECT id, at, 'nothing', actor FROM history LIMIT 1",
        "INSERT INTO history (at, event, actor) SELECT at, event, actor FROM history LIMIT 1",
        "INSERT INTO decisions SELECT request_id, 'U02EVIL', 'approve', decided_at, '', 7, '' FROM decisions LIMIT 1",
        f"UPDATE rewards SET {', '.join(f'{column} = NULL' for column in CARD_HOLDER)}",
        "UPDATE history SET mac = NULL, key_id = NULL, facts = NULL WHERE id = 4",
        "UPDATE history SET mac = NULL, key_id = NULL, facts = NULL",
    ],
)
def test_what_is_removed_put_in_or_replaced_is_found(world: World, tmp_path: Path, statement: str) -> None:
    assert altered(world, tmp_path, statement).findings


def test_a_guard_that_somebody_took_away_is_found(world: World, tmp_path: Path) -> None:
    altered(world, tmp_path)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        db.execute("DROP TRIGGER history_is_never_changed")
    (found,) = verified(tmp_path / "copy.db", world.settings.history_keys).findings
    assert found.what.startswith("history_is_never_changed is missing")


GUARD = "CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history"


@pytest.mark.parametrize(
    ("statements", "what"),
    [
        (
            ("DROP TRIGGER history_is_never_changed", f"{GUARD} BEGIN SELECT 1; END"),
            "history_is_never_changed does something else than it was made for",
        ),
        (
            ("DROP TRIGGER history_is_never_changed", f"{GUARD} WHEN 0 BEGIN SELECT RAISE(ABORT, 'append-only'); END"),
            "history_is_never_changed does something else than it was made for",
        ),
        (
            ("CREATE TRIGGER x AFTER INSERT ON rewards BEGIN UPDATE rewards SET points = 1; END",),
            "x is none of Shabash's",
        ),
    ],
    ids=["emptied", "never so", "put in"],
)
def test_a_guard_that_was_replaced_and_a_trigger_that_was_put_in_are_found(
    world: World, tmp_path: Path, statements: tuple[str, ...], what: str
) -> None:
    altered(world, tmp_path)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        for statement in statements:
            db.execute(statement)
    (found,) = verified(tmp_path / "copy.db", world.settings.history_keys).findings
    assert found.what.startswith(what)


@pytest.mark.parametrize(
    ("statement", "about"),
    [
        ("UPDATE history SET actor = CAST(x'ff' AS TEXT) WHERE id = 3", 'entry 3 ("'),
        ("UPDATE requests SET reason = CAST(x'ff' AS TEXT)", "the request: the reason is not the one sealed"),
        ("UPDATE requests SET id = CAST(x'ff' AS TEXT) WHERE status = 'pending'", "\\xff"),
        ("UPDATE people SET mobile = CAST(x'ff' AS TEXT) WHERE slack_user_id = 'U02ASHA'", "U02ASHA: the e-mail"),
        ("UPDATE people SET slack_user_id = CAST(x'ff' AS TEXT) WHERE slack_user_id = 'U02ASHA'", "\\xff"),
        ("UPDATE seals SET sealed_at = CAST(x'ff' AS TEXT) WHERE id = 2", "seal 2"),
        (f"UPDATE history SET facts = '{'[' * 100_000}' WHERE id = 3", "entry 3"),
        (f"UPDATE history SET event = 'forgotten', detail = '{'[' * 100_000}' WHERE request_id IS NULL", "entry "),
    ],
    ids=["actor", "reason", "id", "mobile", "person", "seal", "deep facts", "deep forgetting"],
)
def test_what_no_program_of_ours_could_have_written_is_a_finding(
    world: World, tmp_path: Path, statement: str, about: str
) -> None:
    assert any(about in str(found) for found in altered(world, tmp_path, statement).findings)


def test_a_pause_put_in_with_an_early_date_is_found(world: World, tmp_path: Path) -> None:
    """In a ledger that was sealed from its first entry on, none is from before."""
    statement = "INSERT INTO pauses (paused_at, paused_by, why) VALUES ('2020-01-01T00:00:00.000000+00:00', 'U1', 'x')"
    (found,) = altered(world, tmp_path, statement).findings
    assert found.what == "the pause of 2020-01-01T00:00:00 is not in the history."


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        *((f"DROP TABLE {table}", f"the table {table} is missing") for table in (*TABLES, "moved")),
        ("ALTER TABLE people RENAME TO persons", "the table people is missing"),
        ("ALTER TABLE rewards RENAME COLUMN balance TO rest", "the column balance of rewards is missing"),
        ("CREATE TABLE new AS SELECT * FROM decisions; DROP TABLE decisions; ALTER TABLE new RENAME TO decisions",
         "the table decisions is missing, or is not what it was made as"),
    ],
)  # fmt: skip
def test_a_table_or_a_column_that_is_gone_is_a_finding(world: World, tmp_path: Path, statement: str, what: str) -> None:
    path = alter(world, tmp_path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.executescript(statement)
    report = verified(path, world.settings.history_keys)
    assert any(found.what.startswith(what) for found in report.findings)
    assert report.findings[-1].what.startswith("somebody altered it so that nothing else of it can be judged.")


@pytest.mark.parametrize(
    ("table", "column", "value", "what"),
    [
        ("rewards", "points", "100.5", "points holds real"),
        ("rewards", "points", "x'31'", "points holds blob"),
        ("rewards", "status", "x'31'", "status holds blob"),
        ("requests", "points", "'many'", "points holds text"),
        ("history", "at", "x'00'", "history 3: at holds blob"),
        ("history", "attempt", "1.5", "history 3: attempt holds real"),
        ("history", "event", "NULL", "history 3: event holds null"),
        ("history", "mac", "'text'", "history 3: mac holds text"),
        ("seals", "head", "'text'", "seals 2: head holds text"),
        ("seals", "up_to", "'text'", "seals 2: up_to holds text"),
        ("pauses", "paused_at", "x'00'", "paused_at holds blob"),
        ("people", "title", "98", "title holds integer"),
    ],
)
def test_a_cell_of_another_kind_is_a_finding_that_names_it(
    world: World, tmp_path: Path, table: str, column: str, value: str, what: str
) -> None:
    """SQLite lets none in, unless somebody rewrites the very words that the table was made with."""
    path = alter(world, tmp_path)
    which = {"history": "id = 3", "seals": "id = 2"}.get(table, "1")
    with closing(sqlite3.connect(path)) as db:
        (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    loose = re.sub(r"\bSTRICT(, )?|(?<!IS )\bNOT NULL\b|\bTEXT\b|\bBLOB\b|\bINTEGER\b(?! PRIMARY KEY)", "", made)
    by_hand(path, ("UPDATE sqlite_master SET sql = ? WHERE name = ?", (loose, table)))
    dropped, put_back = [(f"DROP TRIGGER {name}", ()) for name, _ in guards], [(sql, ()) for _, sql in guards]
    by_hand(path, *dropped, (f"UPDATE {table} SET {column} = {value} WHERE {which}", ()), *put_back)
    by_hand(path, ("UPDATE sqlite_master SET sql = ? WHERE name = ?", (made, table)))
    report = verified(path, world.settings.history_keys)
    assert any(what in found.what for found in report.findings), report.findings


def by_hand(path: Path, *statements: tuple[str, tuple[()] | tuple[str, str]]) -> None:
    """What somebody does who rewrites the schema itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("PRAGMA ignore_check_constraints = ON")
        for sql, values in statements:
            db.execute(sql, values)


def test_a_ledger_of_an_older_release_is_left_as_it_is(world: World, tmp_path: Path) -> None:
    altered(world, tmp_path)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm014%'")
        db.commit()
    with pytest.raises(LedgerSchema, match="older release"):
        verified(tmp_path / "copy.db", world.settings.history_keys)


def test_two_entries_that_change_places_are_found(world: World, tmp_path: Path) -> None:
    swap = [f"UPDATE history SET id = {new} WHERE id = {old}" for old, new in ((2, 900), (3, 2), (900, 3))]
    assert altered(world, tmp_path, *swap).findings


def test_the_newest_seals_that_are_removed_are_found_by_the_head_that_was_told(world: World, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    assert altered(world, tmp_path, "DELETE FROM seals WHERE id = 2").findings == []
    (head,) = world.rows("SELECT lower(hex(head)) FROM seals WHERE id = 2")[0]
    assert verified(path, world.settings.history_keys, head=head).findings
    shutil.copy(path, tmp_path / "other.db")


def test_another_key_vouches_for_nothing_and_an_earlier_one_for_what_it_sealed(world: World, tmp_path: Path) -> None:
    altered(world, tmp_path)
    old, new = world.settings.history_keys.current, b"another key that is long enough, really"
    assert verified(tmp_path / "copy.db", Keys(new)).findings
    assert verified(tmp_path / "copy.db", Keys(new, [old])).findings == []
