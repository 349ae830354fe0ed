"""The table of people on Postgres, for `bot.people`: the little that it uses of sqlite-utils' `Database`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.ledger.postgres.connection import Cursor, PostgresConnection
from bot.ledger.postgres.faults import commit, faults_told
from bot.ledger.postgres.statements import WRITERS

_BEGIN = f"BEGIN; SELECT pg_advisory_xact_lock_shared({WRITERS}); LOCK TABLE people IN SHARE ROW EXCLUSIVE MODE"
# What SQLite is told that Postgres must be told otherwise. Who is forgotten is out of its files after the next VACUUM.
_INSTEAD = {"BEGIN IMMEDIATE": _BEGIN, "PRAGMA secure_delete = ON": ""}
_NAME = re.compile(r":([a-z_]+)\b")

Values = Sequence[Any] | Mapping[str, Any]


class PostgresPeople:
    """A transaction keeps everybody else waiting who would change people; those who read them go on."""

    def __init__(self, connection: PostgresConnection) -> None:
        connection.is_writing = True
        self.conn = _Named(connection)

    def commit(self) -> None:
        with faults_told():
            commit(self.conn.connection)

    def rollback(self) -> None:
        if self.conn.connection.is_open:
            self.conn.connection.raw.execute(b"ROLLBACK")

    def execute(self, sql: str, values: Values = ()) -> Cursor:
        return self.conn.execute(_INSTEAD.get(sql, sql), values)

    def query(self, sql: str, values: Values = ()) -> Iterator[dict[str, Any]]:
        for row in self.conn.execute(sql, values):
            yield dict(row)


class _Named:
    """Takes values by name too, as SQLite does."""

    def __init__(self, connection: PostgresConnection) -> None:
        self.connection = connection

    def execute(self, sql: str, values: Values = (), /) -> Cursor:
        with faults_told():
            return self.connection.execute(*_by_place(sql, values))

    def executemany(self, sql: str, rows: Iterable[Values], /) -> None:
        for row in rows:
            self.execute(sql, row)


def _by_place(sql: str, values: Values) -> tuple[str, Sequence[Any]]:
    if not isinstance(values, Mapping):
        return sql, values
    places = {name: place for place, name in enumerate(dict.fromkeys(_NAME.findall(sql)), start=1)}
    return _NAME.sub(lambda found: f"?{places[found[1]]}", sql), [values[name] for name in places]
