"""Tables and columns as the steps make them, held against those that are there: what no release of ours left is told,
and not tripped over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Set
from contextlib import closing
from functools import cache
from typing import NamedTuple

from sqlite_utils import Database

from bot.ledger.migrations import migrations
from bot.ledger.sealed import KEYS

_COLUMNS = """
    SELECT made.name, of_made.name, of_made.type, of_made."notnull"
    FROM pragma_table_list AS made JOIN pragma_table_info(made.name) AS of_made
    WHERE made.schema = 'main' AND made.type = 'table' AND made.strict
"""
# What each kind of column may hold, as SQLite names it.
_HELD = {"INTEGER": "integer", "TEXT": "text", "BLOB": "blob", "REAL": "real"}
_JUDGED = {"history": "id", "seals": "id", **KEYS}
_SHOWN_MAX = 20
# Counts that follow from the history, and on Postgres no table.
_DERIVED = "moves"


class Column(NamedTuple):
    """One column of one table: what it holds, and whether it always holds something."""

    table: str
    name: str
    kind: str
    is_required: bool


@cache
def wanted_columns() -> frozenset[Column]:
    """Every column that the steps make, of what is the ledger's own."""
    database = Database(memory=True)
    with closing(database.conn):
        migrations.apply(database)
        return frozenset(column for column in columns_of(database.conn) if column.table != _DERIVED)


def columns_of(connection: sqlite3.Connection) -> set[Column]:
    """Every column of every table that takes nothing but what its columns are for."""
    return {
        Column(table, name, kind, bool(is_required)) for table, name, kind, is_required in connection.execute(_COLUMNS)
    }


def faults_of_columns(found: Set[Column]) -> Iterator[str]:
    """Which tables and columns are missing, or hold something else than they were made for."""
    wanted, there = wanted_columns(), {(column.table, column.name): column for column in found}
    tables = {column.table for column in found}
    for table in sorted({column.table for column in wanted} - tables):
        yield f"the table {table} is missing, or is not what it was made as."
    for column in sorted(column for column in wanted if column.table in tables):
        other = there.get((column.table, column.name))
        if other is None:
            yield f"the column {column.name} of {column.table} is missing."
        elif other.kind != column.kind or (column.is_required and not other.is_required):
            yield f"the column {column.name} of {column.table} takes something else than it was made for."


def faults_of_cells(connection: sqlite3.Connection) -> Iterator[str]:
    """Where a column that history vouches for holds what SQLite would not have let in, such as a blob for a number."""
    for table, key in _JUDGED.items():
        columns = sorted(column for column in wanted_columns() if column.table == table)
        allowed = {column.name: _allowed(column) for column in columns}
        wrong = " OR ".join(f"typeof({name}) NOT IN ({', '.join(map(repr, kinds))})" for name, kinds in allowed.items())
        kinds_found = ", ".join(f"typeof({name}) AS {name}" for name in allowed)
        rows = connection.execute(
            f"SELECT {key} AS row_key, {kinds_found} FROM {table} WHERE {wrong} LIMIT {_SHOWN_MAX}"
        )
        for row in map(dict, rows):
            for name, kinds in allowed.items():
                if row[name] not in kinds:
                    yield f"{table} {row['row_key']}: {name} holds {row[name]}, which Shabash never writes there."


def _allowed(column: Column) -> tuple[str, ...]:
    return (_HELD[column.kind], *(() if column.is_required else ("null",)))
