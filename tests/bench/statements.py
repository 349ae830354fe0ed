"""The statements of one command, written down as it runs, and run again raw with values of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.ledger import SqlValue

Values = tuple[SqlValue, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One call of `execute`, or of `executemany` with as many rows."""

    sql: str
    rows: tuple[Values, ...]
    is_many: bool = False


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """What goes through the connections that are opened inside the block, reads included, for as long as they live."""
    statements: list[Statement] = []

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


def with_fresh(statements: Sequence[Statement], fresh: Mapping[str, str]) -> list[Statement]:
    """The same statements, with these words in their values replaced."""

    def renewed(value: SqlValue) -> SqlValue:
        if isinstance(value, str):
            for old, new in fresh.items():
                value = value.replace(old, new)
        return value

    def row_of(statement: Statement, values: Values) -> Values:
        # The number of an entry is the next one, whichever that is by now.
        is_entry = statement.sql.startswith("INSERT INTO history")
        return (None, *map(renewed, values[1:])) if is_entry else tuple(map(renewed, values))

    return [
        replace(statement, rows=tuple(row_of(statement, values) for values in statement.rows))
        for statement in statements
    ]


def run_raw(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    """Nothing but SQLite's own work."""
    for statement in statements:
        if statement.is_many:
            connection.executemany(statement.sql, statement.rows)
        else:
            connection.execute(statement.sql, statement.rows[0]).fetchall()
