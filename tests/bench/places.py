"""Where a ledger lies that is measured: in a file, or in a database of its own on a Postgres."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
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


class OnPostgres(ABC):
    """Postgres, whichever database it is."""

    def __init__(self) -> None:
        self._numbers = itertools.count(FREE_NUMBER)

    @abstractmethod
    def address(self, folder: Path) -> str: ...

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


class OnServer(OnPostgres):
    """A database for each folder, which `stack` drops when it is over."""

    def __init__(self, server: Server, stack: ExitStack) -> None:
        super().__init__()
        self._server = server
        self._stack = stack
        self._addresses: dict[Path, str] = {}

    def address(self, folder: Path) -> str:
        if folder not in self._addresses:
            self._addresses[folder] = self._stack.enter_context(self._server.database(is_empty=True))
        return self._addresses[folder]


class InDatabase(OnPostgres):
    """That one, for a process that was told of it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def address(self, folder: Path) -> str:
        return self._url


def place_of(address: str) -> Place:
    """Where a ledger of that address lies."""
    return IN_A_FILE if address.startswith("sqlite:") else InDatabase(address)


def _file(folder: Path) -> Path:
    return folder / "playground.db"
