"""Which ledger a DATABASE_URL names, and what a process does with it beside reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from bot.core.errors import LedgerError
from bot.core.sealing import Keys
from bot.ledger import NO_KEY, Ledger, utc_now
from bot.ledger.connection import Connection
from bot.ledger.sqlite import SqliteLedger
from bot.ledger.statements import Statements

SQLITE = "sqlite:///"

People = tuple[Any, Callable[[], Statements]]
"""The table of people as `bot.people` uses it, and what gives the statements of the transaction that is open there."""


class OpenLedger(Ledger, Protocol):
    """A ledger as a process has it open, whichever database it is in."""

    @property
    def name(self) -> str:
        """Which ledger this is, for people."""
        ...

    @property
    def steps_taken(self) -> tuple[str, ...]:
        """The steps of the schema that were taken when it was opened."""
        ...

    def claim_for_running(self) -> None:
        """Take it for a running bot; raises `LedgerInUse`, `LedgerOld` where that may not be."""
        ...

    def assert_here(self) -> None:
        """For whatever writes beside a running bot: raises `LedgerMoved` where the ledger has gone elsewhere, and so
        does each of this process's transactions that would be kept after it went."""
        ...

    def claim_alone(self) -> None:
        """Have it for this process alone, so that no bot runs or starts on it; raises `LedgerInUse`."""
        ...

    def leads(self, *, is_willing: bool = True) -> bool:
        """Whether this is the process that does, of several, what one does for all. For a moment it may be two. Asked
        again and again, it also keeps a running process known as such; one that was cut off, and finds that somebody
        has the ledger for themselves, ends."""
        ...

    def prove_writable(self) -> None:
        """Raises `LedgerError` where nothing can be kept."""
        ...

    def snapshot(self) -> AbstractContextManager[Connection]:
        """The tables as they lie there at one moment, for those who judge them."""
        ...

    def people(self) -> AbstractContextManager[People]: ...
    def close(self) -> None: ...


def open_ledger(url: str, *, clock: Callable[[], datetime] = utc_now, keys: Keys = NO_KEY) -> OpenLedger:
    """The ledger that this DATABASE_URL names, made where it is missing, and brought up to date."""
    if url.startswith(SQLITE):
        return SqliteLedger(Path(url.removeprefix(SQLITE)), clock=clock, keys=keys)
    with with_driver():
        from bot.ledger.postgres import PostgresLedger
    return PostgresLedger(url, clock=clock, keys=keys)


@contextmanager
def with_driver() -> Iterator[None]:
    """Around an import of what needs Postgres' driver."""
    try:
        yield
    except ImportError as error:
        raise LedgerError(
            "DATABASE_URL names a Postgres database, and its driver is not installed:"
            " `.venv/bin/pip install 'psycopg[binary]>=3.2'`."
        ) from error
