"""The schema on Postgres is the one on SQLite: the same tables and columns, and the same nonsense is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from typing import Any

import psycopg
import pytest
from sqlite_utils import Database

from bot.core.errors import LedgerSchema
from bot.ledger.history_statements import insertion
from bot.ledger.migrations import migrations
from bot.ledger.postgres import PostgresLedger
from bot.ledger.postgres.connection import PostgresConnection
from bot.ledger.postgres.schema import bring_up_to_date, steps
from tests.ledger.test_schema import AGAIN, GOOD, NONSENSE, NOON, described
from tests.postgres import Server

# Postgres counts what it is asked for, and holds no table of it; and what SQLite refuses, it makes whole.
ELSEWHERE = ("moves",)
ROUNDED = ("requests", {"points": 10.5})


@pytest.fixture(scope="module")
def shared(postgres: Server) -> Iterator[PostgresConnection]:
    with postgres.database() as url, closing(PostgresConnection(url)) as connection:
        yield connection


@pytest.fixture
def db(shared: PostgresConnection) -> Iterator[PostgresConnection]:
    """The tables without a row; whatever a test does there is undone."""
    shared.raw.execute(b"BEGIN")
    yield shared
    shared.raw.execute(b"ROLLBACK")


def insert(db: PostgresConnection, table: str, changes: dict[str, Any]) -> None:
    row = GOOD[table] | changes
    db.execute(insertion(table, row), list(row.values()))


def fill(db: PostgresConnection, *, up_to: str = "") -> None:
    for table in GOOD:
        if table == up_to:
            return
        if table not in ELSEWHERE:
            insert(db, table, {})


def test_what_is_staged_after_the_outbox_was_made_anew_has_the_next_number(postgres: Server) -> None:
    with postgres.database() as url, closing(PostgresConnection(url)) as connection:
        connection.raw.execute(b"DROP SCHEMA public CASCADE")
        connection.raw.execute(b"CREATE SCHEMA public")
        connection.raw.execute(b"CREATE TABLE steps (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)")
        for name, statements in steps().items():
            if name == "m027_inquiries":
                break
            for statement in statements:
                connection.raw.execute(statement.encode())
            connection.execute("INSERT INTO steps (name, applied_at) VALUES (?, ?)", (name, NOON))
        # Of the columns that it has had from the beginning.
        stage = "INSERT INTO outbox (lane, kind, place, staged_at, due_at) VALUES ('messages', 'digest', ?, ?, ?)"
        for place in ("C0", "C1"):
            connection.execute(stage, (place, NOON, NOON))
        bring_up_to_date(connection, datetime.fromisoformat(NOON))
        connection.execute(stage, ("C2", NOON, NOON))
        assert [tuple(row) for row in connection.execute("SELECT id, place FROM outbox ORDER BY id")] == [
            (1, "C0"),
            (2, "C1"),
            (3, "C2"),
        ]


def test_every_table_takes_what_is_as_it_should_be(db: PostgresConnection) -> None:
    fill(db)


@pytest.mark.parametrize(
    ("table", "changes"),
    [case for case in NONSENSE if case[0] not in ELSEWHERE and case != ROUNDED],
    ids=lambda value: str(value)[:60],
)
def test_nonsense_is_refused(db: PostgresConnection, table: str, changes: dict[str, Any]) -> None:
    fill(db, up_to=table)
    with pytest.raises((psycopg.IntegrityError, psycopg.DataError)):
        insert(db, table, changes)


@pytest.mark.parametrize(("table", "changes"), AGAIN, ids=map(described, AGAIN))
def test_what_is_there_once_only_is_refused_the_second_time(
    db: PostgresConnection, table: str, changes: dict[str, Any]
) -> None:
    fill(db)
    with pytest.raises(psycopg.IntegrityError):
        insert(db, table, changes)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET actor = 'x'",
        "DELETE FROM history",
        "TRUNCATE history",
        "UPDATE seals SET entries = 2",
        "DELETE FROM seals",
        "TRUNCATE seals",
    ],
)
def test_history_and_seals_are_append_only(db: PostgresConnection, statement: str) -> None:
    fill(db)
    with pytest.raises(psycopg.IntegrityError, match="append-only"):
        db.execute(statement)


def test_a_second_errand_or_pause_may_follow_a_finished_one(db: PostgresConnection) -> None:
    fill(db)
    db.execute("UPDATE outbox SET done_at = ?", [NOON])
    db.execute("UPDATE pauses SET resumed_at = ?", [NOON])
    for table in ("outbox", "pauses"):
        insert(db, table, {})


def test_tables_and_columns_are_those_of_sqlite(db: PostgresConnection) -> None:
    sqlite = Database(sqlite3.connect(":memory:"))
    migrations.apply(sqlite)
    ours = {
        (table.name, column.name)
        for table in sqlite.tables
        if not table.name.startswith("_")
        for column in table.columns
    }
    found = db.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name NOT IN ('steps', 'moves_sealed', 'people_masked')"
    )
    assert {tuple(row) for row in found} - {("requests", "rowid")} == ours
    sqlite.close()


def test_the_view_of_people_as_they_may_be_shown_is_the_same(db: PostgresConnection) -> None:
    fill(db)
    (row,) = db.execute("SELECT email, mobile FROM people_masked")
    assert tuple(row) == ("a•••@example.com", "98••••0004")


# Bringing it up to date.


def test_ten_that_open_an_empty_database_at_once_take_the_steps_once(postgres: Server) -> None:
    with postgres.database(is_empty=True) as url:

        def open_one(_: int) -> tuple[str, ...]:
            with closing(PostgresLedger(url)) as ledger:
                return ledger.steps_taken

        with ThreadPoolExecutor(10) as pool:
            taken = list(pool.map(open_one, range(10)))
    assert sorted(taken) == [()] * 9 + [tuple(steps())]


def altered(url: str, statement: str) -> None:
    with closing(PostgresConnection(url)) as db:
        db.execute(statement)


def test_a_step_that_was_left_out_is_taken_after_later_ones(database_url: str) -> None:
    """A release may come out with m018 and without m017: what a ledger lacks is found by name, not by number."""
    with closing(PostgresConnection(database_url)) as db:
        insert(db, "requests", {})
        db.execute("ALTER TABLE requests DROP COLUMN tier_up_to_points")
        db.execute("DELETE FROM steps WHERE name = 'm017_tiers'")
    with closing(PostgresLedger(database_url)) as ledger:
        assert ledger.steps_taken == ("m017_tiers",)
        with ledger.snapshot() as view:
            assert [row[0] for row in view.execute("SELECT tier_up_to_points FROM requests")] == [None]
    with closing(PostgresLedger(database_url)) as ledger:
        assert ledger.steps_taken == ()


def test_a_ledger_of_a_newer_release_is_refused(database_url: str) -> None:
    altered(database_url, "INSERT INTO steps VALUES ('m999_later', '')")
    with pytest.raises(LedgerSchema, match="newer release"):
        PostgresLedger(database_url)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("history_is_never_changed", "DROP TRIGGER history_is_never_changed ON history"),
        ("history_is_never_emptied", "ALTER TABLE history DISABLE TRIGGER history_is_never_emptied"),
        ("sealed_moves_are_counted", "DROP TRIGGER sealed_moves_are_counted ON seals"),
        ("outbox_once", "DROP INDEX outbox_once"),
        ("pauses_one_open", "DROP INDEX pauses_one_open"),
    ],
)
def test_a_ledger_that_lacks_what_keeps_it_safe_is_refused(database_url: str, name: str, statement: str) -> None:
    altered(database_url, statement)
    with pytest.raises(LedgerSchema, match=f"lacks {name}"):
        PostgresLedger(database_url)
