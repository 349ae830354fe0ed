"""Where a ledger lies that is measured: in a file, or in a database of its own on a Postgres."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.ledger.postgres.connection import PostgresConnection
from bot.ledger.sqlite import connect
from tests.bench.statements import Recording, recorded_on_postgres, recorded_on_sqlite
from tests.postgres import Server

# Further than the number of any entry that a bot appends meanwhile.
FREE_NUMBER = 10**9


class Place(Protocol):
    """The same folder, the same ledger."""

    def address(self, folder: Path) -> str:
        """What DATABASE_URL says of it."""
        ...

    def raw(self, folder: Path) -> AbstractContextManager[Any]:
        """A connection to it with nothing of ours around it, and the ledger's own settings."""
        ...

    def recording(self) -> AbstractContextManager[Recording]:
        """What goes through the ledger's connections inside the block."""
        ...

    def megabytes(self, raw: Any) -> float:
        """What the ledger at the end of that connection takes of the disk."""
        ...

    def entry_number(self) -> int | None:
        """The number of an entry that is inserted raw; None where the database draws it."""
        ...


class InAFile:
    """SQLite."""

    def address(self, folder: Path) -> str:
        return f"sqlite:///{_file(folder)}"

    def raw(self, folder: Path) -> AbstractContextManager[Any]:
        return closing(connect(_file(folder)))

    def recording(self) -> AbstractContextManager[Recording]:
        return recorded_on_sqlite()

    def megabytes(self, raw: Any) -> float:
        file = Path(raw.execute("PRAGMA database_list").fetchone()["file"])
        return sum(part.stat().st_size for part in (file, file.with_name(f"{file.name}-wal")) if part.exists()) / 1e6

    def entry_number(self) -> None:
        return None


IN_A_FILE = InAFile()


@dataclass
class OnServer:
    """Postgres. `stack` drops the databases when it is over."""

    server: Server
    stack: ExitStack
    _addresses: dict[Path, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(FREE_NUMBER))

    def address(self, folder: Path) -> str:
        if folder not in self._addresses:
            self._addresses[folder] = self.stack.enter_context(self.server.database(is_empty=True))
        return self._addresses[folder]

    @contextmanager
    def raw(self, folder: Path) -> Iterator[Any]:
        with closing(PostgresConnection(self.address(folder))) as connection:
            yield connection.raw

    def recording(self) -> AbstractContextManager[Recording]:
        return recorded_on_postgres()

    def megabytes(self, raw: Any) -> float:
        return int(raw.execute("SELECT pg_database_size(current_database())").fetchone()[0]) / 1e6

    def entry_number(self) -> int:
        return next(self._numbers)


def _file(folder: Path) -> Path:
    return folder / "playground.db"
