"""One transaction on Postgres, where several write side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from bot.core.reward import Request
from bot.core.sealing import Keys
from bot.ledger import Errand, Seal, SqlValue
from bot.ledger.connection import Row
from bot.ledger.postgres.connection import PostgresConnection
from bot.ledger.statements import Statements
from bot.ledger.transaction import Held

# The sealer waits for every transaction that writes, and those that come meanwhile wait for the sealer.
SEAL_TIMEOUT_MS = 300
_NUMBERED = (("requests", "rowid"), ("history", "id"), ("outbox", "id"), ("pauses", "id"), ("seals", "id"))


class PostgresStatements(Statements):
    """As on SQLite. What it relies on it holds by locks that end with the transaction: a request by its row, anything
    else by its name. What time it is counts from when it has begun at the server, and from when the first lock is had:
    either may have been waited for."""

    NEXT_ENTRY_ID = "nextval('history_id_seq')"

    def __init__(self, connection: PostgresConnection, clock: Callable[[], datetime], keys: Keys) -> None:
        super().__init__(connection, clock(), keys)
        self._pipelined = connection
        self._clock = clock
        self._is_writing = connection.is_writing
        self._held: set[tuple[str, str]] = set()
        self._is_time_to_be_read = True

    def touch(self) -> None:
        """A row of the ledger's own that nobody changes, written as it was."""
        self._run("UPDATE steps SET applied_at = applied_at WHERE name = 'm001_spine'")

    def go_on_numbering(self) -> None:
        for table, column in _NUMBERED:
            newest = f"(SELECT max({column}) FROM {table})"
            self._run(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), {newest})")

    def note_moved(self, direction: str, place: str) -> None:
        """Whoever writes beside it has ended by then, or finds it gone."""
        self._run("SELECT pg_advisory_xact_lock(?)", WRITERS)
        super().note_moved(direction, place)

    def seal(self, *, at_most: int) -> Seal | None:
        """A number that is drawn earlier may be kept later: so it is waited until nobody writes."""
        self._run("SELECT set_config('lock_timeout', ?, true)", f"{SEAL_TIMEOUT_MS}ms")
        self._run("SELECT pg_advisory_xact_lock(?)", WRITERS)
        return super().seal(at_most=at_most)

    def add_request(self, request: Request, *, trigger_id: str, response_url: str) -> None:
        """Nobody else sees it before this transaction ends, so it need not be held."""
        self._held.add(("request", request.id))
        super().add_request(request, trigger_id=trigger_id, response_url=response_url)

    def take(self, errand_id: int, *, until: datetime) -> Errand | None:
        """Carriers that look meanwhile pass over whatever belongs to the same request; they look again after this."""
        errand = super().take(errand_id, until=until)
        if errand is not None:
            self.staged.add(errand.lane)
        return errand

    def _later(self, sql: str, *values: SqlValue | bytes) -> None:
        self._pipelined.later(sql, values)

    def _answers(self, *questions: tuple[str, *tuple[SqlValue, ...]]) -> list[list[Row]]:
        return self._pipelined.answers(questions)

    def _hold(self, noun: Held, key: str = "") -> None:
        if self._is_news(noun, key):
            self._hold_by("SELECT pg_advisory_xact_lock(?)", lock_number(f"{noun} {key}"))

    def _hold_request(self, request_id: str | None) -> None:
        if request_id is not None and self._is_news("request", request_id):
            # Nobody changes a request's id, so whoever only refers to it need not wait.
            self._hold_by("SELECT 1 FROM requests WHERE id = ? /* writing: FOR NO KEY UPDATE */", request_id)

    def _is_news(self, noun: str, key: str) -> bool:
        if not self._is_writing or (noun, key) in self._held:
            return False
        self._held.add((noun, key))
        return True

    def _hold_by(self, sql: str, value: SqlValue) -> None:
        """It goes with the statement that relies on it, before that. Whoever wants to know the time first waits for the
        first."""
        self._is_time_to_be_read |= len(self._held) == 1
        self._later(sql, value)

    @property
    def now(self) -> datetime:
        self._read_time()
        return super().now

    @property
    def now_text(self) -> str:
        self._read_time()
        return super().now_text

    def _read_time(self) -> None:
        if self._is_time_to_be_read:
            self._is_time_to_be_read = False
            self._pipelined.flush()
            self._begin_at(self._clock())


def lock_number(name: str) -> int:
    """The number of an advisory lock, the same in every process."""
    return int.from_bytes(sha256(f"shabash {name}".encode()).digest()[:8], "big", signed=True)


WRITERS = lock_number("writers")
"""Shared by every transaction that writes, and held by the sealer alone."""
