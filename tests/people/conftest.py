"""A ledger of its own for every test of people."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.ledger.migrations import migrations

Open = Callable[[], Database]


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    """A migrated ledger, in the mode in which the bot keeps it."""
    file = tmp_path / "shabash.db"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL")
    migrations.apply(Database(connection))
    connection.close()
    return file


@pytest.fixture
def open_ledger(ledger_file: Path) -> Iterator[Open]:
    """Further connections to the same ledger, usable from any thread, that wait for nobody."""
    opened: list[sqlite3.Connection] = []

    def open_one() -> Database:
        connection = sqlite3.connect(ledger_file, timeout=0, check_same_thread=False)
        connection.execute("PRAGMA synchronous=FULL")
        opened.append(connection)
        return Database(connection)

    yield open_one
    for connection in opened:
        connection.close()


@pytest.fixture
def db(open_ledger: Open) -> Database:
    """The ledger that people are imported into."""
    return open_ledger()
