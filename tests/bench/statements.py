"""The statements of one command, written down as it runs, and run again raw with values of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import psycopg

from bot.ledger import SqlValue

Values = tuple[SqlValue, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One call of `execute`, or of `executemany` with as many rows."""

    sql: Any
    rows: tuple[Values, ...]
    is_many: bool = False

    @property
    def words(self) -> str:
        return self.sql.decode() if isinstance(self.sql, bytes) else str(self.sql)


Recording = list[Statement]


@contextmanager
def recorded_on_postgres() -> Iterator[Recording]:
    """What goes through psycopg inside the block, reads included, as it goes to the server."""
    statements: Recording = []
    execute = psycopg.Connection.execute

    def recorded(connection: Any, sql: Any, values: Any = None, **how: Any) -> Any:
        statements.append(Statement(sql, (tuple(values or ()),)))
        return execute(connection, sql, values, **how)

    psycopg.Connection.execute = recorded  # type: ignore[method-assign, assignment]
    try:
        yield statements
    finally:
        psycopg.Connection.execute = execute  # type: ignore[method-assign]


@contextmanager
def recorded_on_sqlite() -> Iterator[Recording]:
    """What goes through the connections that are opened inside the block, reads included, for as long as they live."""
    statements: Recording = []

    class Recorded(sqlite3.Connection):
        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            statements.append(Statement(sql, (values,)))
            return super().execute(sql, values)

        def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
            kept = tuple(rows)
            statements.append(Statement(sql, kept, is_many=True))
            return super().executemany(sql, kept)

    opened = sqlite3.connect
    sqlite3.connect = partial(opened, factory=Recorded)  # type: ignore[assignment]
    try:
        yield statements
    finally:
        sqlite3.connect = opened


def with_fresh(
    statements: Sequence[Statement], fresh: Mapping[str, str], entry_number: Callable[[], int | None] = lambda: None
) -> Recording:
    """The same statements, with these words in their values replaced, and the numbers of entries."""

    def renewed(value: SqlValue) -> SqlValue:
        if isinstance(value, str):
            for old, new in fresh.items():
                value = value.replace(old, new)
        return value

    def row_of(statement: Statement, values: Values) -> Values:
        is_entry = statement.words.startswith("INSERT INTO history")
        return (entry_number(), *map(renewed, values[1:])) if is_entry else tuple(map(renewed, values))

    return [
        replace(statement, rows=tuple(row_of(statement, values) for values in statement.rows))
        for statement in statements
    ]


def run_raw(connection: Any, statements: Sequence[Statement]) -> None:
    """Nothing but the database's own work, and its driver's."""
    for statement in statements:
        if statement.is_many:
            connection.executemany(statement.sql, statement.rows)
            continue
        cursor = connection.execute(statement.sql, statement.rows[0] or ())
        if cursor.description is not None:
            cursor.fetchall()
