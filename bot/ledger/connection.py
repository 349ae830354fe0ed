"""What the statements need of a connection, whichever database it leads to: `sqlite3.Connection` has it by itself.

Every statement is written once, in SQLite's words. What Postgres says otherwise is put into its words by
`bot/ledger/postgres/dialect.py`, and what only Postgres is to be told stands in a comment, which SQLite passes over:
`/* writing: FOR UPDATE */`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


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
    def fetchmany(self, size: int, /) -> list[Any]: ...
    @property
    def description(self) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Takes statements, one at a time."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Cursor: ...
