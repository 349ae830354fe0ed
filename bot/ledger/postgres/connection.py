"""One connection to Postgres, with the settings that the ledger's promises rest on; its rows are as SQLite's are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.adapt import Buffer, Loader

from bot.core.errors import LedgerAway, LedgerError
from bot.ledger.keeping import WAIT_MAX_MS
from bot.ledger.postgres.dialect import statement

# A process that stands still in the middle of a transaction keeps others waiting for no longer than this.
IDLE_TIMEOUT_MS = 15_000
CONNECT_TIMEOUT_SECONDS = 5
ROWS_AT_A_TIME = 1_000
# A network that is cut says nothing: what has not been acknowledged for so long is lost. Who waits for a word of the
# other's has nothing to be acknowledged, and asks after so long whether it is still there; the database too, so that
# nobody leads from beyond a cut.
UNACKNOWLEDGED_TIMEOUT_MS = 10_000
SILENCE_SECONDS = 10
ASK_AGAIN_SECONDS = 3
ASK_TIMES = 3

_SETTINGS = {
    "lock_timeout": f"{WAIT_MAX_MS}ms",
    "idle_in_transaction_session_timeout": f"{IDLE_TIMEOUT_MS}ms",
    "tcp_keepalives_idle": str(SILENCE_SECONDS),
    "tcp_keepalives_interval": str(ASK_AGAIN_SECONDS),
    "tcp_keepalives_count": str(ASK_TIMES),
    "tcp_user_timeout": f"{UNACKNOWLEDGED_TIMEOUT_MS}ms",
    "client_encoding": "UTF8",
    "standard_conforming_strings": "on",
}
_SAFE = {
    "synchronous_commit": {"on", "remote_apply"},
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "server_encoding": {"UTF8", "SQL_ASCII"},
}
"""What must be so for a commit that was answered to outlast a power cut (PostgreSQL, "Write Ahead Log"), and for
whatever people write to be kept as they wrote it ("Character Set Support")."""

Cursor = psycopg.Cursor[Any]
Answer = TypeVar("Answer")


class _Row(tuple[Any, ...]):
    """By name and by place, and a mapping to `dict`, as `sqlite3.Row` is."""

    __slots__ = ()
    _places: dict[str, int]

    def keys(self) -> list[str]:
        return list(self._places)

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self._places[key] if isinstance(key, str) else key)


@lru_cache(512)
def _row_of(names: tuple[bytes | None, ...]) -> type[_Row]:
    places = {(name or b"").decode(): place for place, name in enumerate(names)}
    return type("_Row", (_Row,), {"__slots__": (), "_places": places})


def _by_name(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Any]:
    """From the result itself: `cursor.description` makes an object of each column, at each statement."""
    result = cursor.pgresult
    return _row_of(tuple([result.fname(place) for place in range(result.nfields)]) if result else ())


class _WholeNumber(Loader):
    """Sums of whole numbers are `numeric` to Postgres, and whole."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


class _NoAnswer(psycopg.OperationalError):
    """Nothing came for as long as anything is waited for."""


class _Patient(psycopg.Connection[Any]):
    """Waits for each answer for so long, and then is closed. The driver waits for ever by itself: also on a server that
    stands still, or behind something that acknowledges for it."""

    patience_seconds: float | None = None

    def wait(self, gen: PQGen[Answer], *args: Any, **kwargs: Any) -> Answer:
        if self.patience_seconds is not None:
            gen = self._within(gen, time.monotonic() + self.patience_seconds)
        return super().wait(gen, *args, **kwargs)

    def _within(self, gen: PQGen[Answer], ends_at: float) -> PQGen[Answer]:
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > ends_at:
                    self.pgconn.finish()
                    raise _NoAnswer("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as done:
            answer: Answer = done.value
            return answer


class PostgresConnection:
    """See `bot.ledger.connection.Connection`. While `is_writing`, a statement takes the locks that it names."""

    def __init__(self, url: str) -> None:
        """Raises `LedgerAway` where the database cannot be reached, `LedgerError` where it would not be safe."""
        self._url = url
        self.is_writing = False
        self._numbers = count(1)
        self._waiting: list[tuple[str, Sequence[Any]]] = []
        self._has_sent_nothing = False
        self._is_given_up = False
        self.raw = self._connected()

    def _connected(self) -> _Patient:
        try:
            raw: _Patient = _Patient.connect(
                self._url,
                autocommit=True,
                row_factory=_by_name,
                cursor_factory=psycopg.RawCursor,
                connect_timeout=CONNECT_TIMEOUT_SECONDS,
                tcp_user_timeout=UNACKNOWLEDGED_TIMEOUT_MS,
                keepalives_idle=SILENCE_SECONDS,
                keepalives_interval=ASK_AGAIN_SECONDS,
                keepalives_count=ASK_TIMES,
                application_name="shabash",
            )
        except psycopg.OperationalError as error:
            raise LedgerAway(f"The ledger's database cannot be reached: {_reason(error)}.") from error
        except psycopg.ProgrammingError:
            # What it says has the address in it, and so the password.
            raise LedgerError(
                "DATABASE_URL cannot be read as the address of a Postgres database. In a name or a password, write a"
                " special character as its number: %25 for %, %40 for @, %3A for :, %2F for /."
            ) from None
        raw.adapters.register_loader("numeric", _WholeNumber)
        try:
            wanted = ", ".join("set_config(?, ?, false)" for _ in _SETTINGS)
            _tell(raw, f"SELECT {wanted}", [word for setting in _SETTINGS.items() for word in setting])
            self._assert_safe(raw)
        except BaseException:
            raw.close()
            raise
        return raw

    def _assert_safe(self, raw: _Patient) -> None:
        found = self._found(raw)
        if found["synchronous_commit"] not in _SAFE["synchronous_commit"]:
            # A database may be set up to be quick; this connection need not be.
            _tell(raw, "SET synchronous_commit = on")
            found = self._found(raw)
        for name, safe in _SAFE.items():
            if found[name] not in safe:
                raise LedgerError(f"This database has {name} = {found[name]}; the ledger would not be safe here.")

    def _found(self, raw: _Patient) -> Mapping[str, str]:
        """What is set, of what must be so."""
        wanted = ", ".join("current_setting(?)" for _ in _SAFE)
        return dict(zip(_SAFE, _tell(raw, f"SELECT {wanted}", list(_SAFE)).fetchall()[0], strict=True))

    @property
    def is_open(self) -> bool:
        return not self.raw.closed

    @property
    def patience_seconds(self) -> float | None:
        """For how long each answer is waited for, if not for ever."""
        return self.raw.patience_seconds

    @patience_seconds.setter
    def patience_seconds(self, seconds: float | None) -> None:
        self.raw.patience_seconds = seconds

    def begin(self, statements: Iterable[str]) -> None:
        """A new transaction, if these begin one; they are sent with its first statement. Where the connection was lost
        while nobody used it, that first statement finds out, and all of it is sent over a new one."""
        self._waiting = [(sql, ()) for sql in statements]
        self._has_sent_nothing = True

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Cursor:
        return self._at_first(lambda: self._sent(sql, values))

    def _sent(self, sql: str, values: Sequence[Any]) -> Cursor:
        if not self._waiting:
            return self._executed(sql, values)
        with self.raw.pipeline():
            self._send_waiting()
            return self._executed(sql, values)

    def _at_first(self, send: Callable[[], Answer]) -> Answer:
        """Nothing has been kept of a transaction whose very first statement fails, so it may be sent once more."""
        if not self._has_sent_nothing:
            return send()
        self._has_sent_nothing = False
        waiting, patience_seconds = list(self._waiting), self.patience_seconds
        try:
            return send()
        except psycopg.OperationalError as error:
            if self.is_open or self._is_given_up or isinstance(error, _NoAnswer):
                raise
        self.raw = self._connected()
        self._waiting, self.patience_seconds = waiting, patience_seconds
        return send()

    def answers(self, questions: Iterable[Sequence[Any]]) -> list[list[Any]]:
        """The rows of each of these statements, a statement and its values, for one way there and back."""
        return self._at_first(lambda: self._answered(questions))

    def _answered(self, questions: Iterable[Sequence[Any]]) -> list[list[Any]]:
        with self.raw.pipeline():
            self._send_waiting()
            cursors = [self._executed(sql, values) for sql, *values in questions]
        return [cursor.fetchall() for cursor in cursors]

    def later(self, sql: str, values: Sequence[Any] = (), /) -> None:
        """Send it with the next statement, before that: what nobody waits for costs no way there and back."""
        self._waiting.append((sql, values))

    def flush(self) -> None:
        """Send what still waits for a next statement."""
        if self._waiting:
            self._at_first(self._flush)

    def _flush(self) -> None:
        with self.raw.pipeline():
            self._send_waiting()

    def forget_waiting(self) -> None:
        """The transaction that it belonged to is over."""
        self._waiting.clear()

    def _send_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for sql, values in waiting:
            self._executed(sql, values)

    def _executed(self, sql: str, values: Sequence[Any]) -> Cursor:
        return _tell(self.raw, sql, values, is_writing=self.is_writing)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Cursor:
        self.flush()
        cursor = self.raw.cursor()
        cursor.executemany(statement(sql, is_writing=self.is_writing), rows)
        return cursor

    def stream(self, sql: str, values: Sequence[Any] = (), /) -> Iterator[Any]:
        """So many rows at a time, by a cursor of the server's. One that is left halfway ends with the transaction."""
        self.flush()
        name = f"rows_{next(self._numbers)}"
        cursor = psycopg.RawServerCursor(self.raw, name, row_factory=_by_name)
        cursor.itersize = ROWS_AT_A_TIME
        cursor.execute(statement(sql, is_writing=self.is_writing), values or None)
        yield from cursor
        cursor.close()

    def close(self) -> None:
        """For good: nothing is sent any more."""
        self._is_given_up = True
        self.raw.close()


def _tell(raw: _Patient, sql: str, values: Sequence[Any] = (), *, is_writing: bool = False) -> Cursor:
    return raw.execute(statement(sql, is_writing=is_writing), values or None)


def _reason(error: Exception) -> str:
    """What happened, without the address: that has the password in it, or may have. What was tried in other ways before
    says the same in earlier lines, and what follows it is a guess."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    told = [line for line in lines if "failed: " in line] or lines
    return told[-1].rpartition("failed: ")[2].strip()
