"""What the statements need of a connection, whichever database it leads to: `sqlite3.Connection` has it by itself.

Every statement is written once, in SQLite's words. What Postgres says otherwise is put into its words by
`bot/ledger/postgres/dialect.py`, and what only Postgres is to be told stands in a comment, which SQLite passes over:
`/* writing: FOR UPDATE */`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, runtime_checkable


class Row(Protocol):
    """One row, by name and by place, as `sqlite3.Row` has it."""

    def __getitem__(self, key: Any, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def keys(self) -> list[str]: ...


class Cursor(Protocol):
    """What came of a statement."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    @property
    def description(self) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Takes statements, one at a time."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Cursor: ...


@runtime_checkable
class Streaming(Protocol):
    """A connection that holds the whole of a result, unless it is asked for it bit by bit."""

    def stream(self, sql: str, values: Sequence[Any] = ..., /) -> Iterator[Any]: ...


def each_row(db: Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
    """The rows of a result that may be big, each as it is wanted. Other statements may come in between; the transaction
    must last as long."""
    if isinstance(db, Streaming):
        return db.stream(sql, values)
    return iter(db.execute(sql, values))
