"""What the tests of the ledger share: a request to put into it, and a clock that they move."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Lane, Writing
from bot.ledger.opening import OpenLedger
from bot.ledger.sqlite import SqliteLedger

REFUSED = (sqlite3.IntegrityError, psycopg.IntegrityError)
"""The database itself refuses."""

MEERA, RAVI, ASHA = "U02MEERA", "U02RAVI", "U02ASHA"
DESIGN = "C02DESIGN"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def a_request(letters: str = "7Q2MK4", recipient_id: str = ASHA) -> Request:
    request_id = f"R-{letters}"
    return Request(
        id=request_id,
        team_id="T0",
        channel_id=DESIGN,
        giver_id=MEERA,
        points=100,
        reason="shipping the demo",
        status=RequestStatus.PENDING,
        asked_at=NOON,
        expires_at=NOON + timedelta(days=7),
        deciders=(RAVI,),
        quorum=1,
        rewards=(Reward(request_id, request_id, recipient_id, 100, f"R{letters}X"),),
    )


def add(tx: Writing, request: Request, *, trigger_id: str = "") -> Request:
    tx.add_request(request, trigger_id=trigger_id or request.id, response_url="")
    return request


def allocate(tx: Writing, request_id: str) -> None:
    """It was approved, and its points have arrived."""
    tx.end_request(request_id, RequestStatus.APPROVED, RAVI)
    tx.approve_rewards(request_id)
    request = tx.request(request_id)
    assert request is not None
    assert tx.move_reward(request.reward, RewardStatus.ALLOCATED, settled_at=tx.now)


def opened(folder: Path, clock: Clock) -> SqliteLedger:
    return SqliteLedger(folder / "shabash.db", clock=clock)


def stage(
    ledger: OpenLedger,
    kind: str,
    place: str,
    request: Request,
    *,
    seconds: float = 0,
    urgent: bool = False,
    lane: Lane = Lane.MESSAGES,
) -> None:
    """Stage one errand, due in so many seconds."""
    with ledger.write() as tx:
        tx.stage(lane, request.id, kind, place, due_at=tx.now + timedelta(seconds=seconds), urgent=urgent)


def count(ledger: OpenLedger, table: str) -> int:
    """How many rows that table has."""
    return int(rows(ledger, f"SELECT count(*) FROM {table}")[0][0])


def rows(ledger: OpenLedger, sql: str) -> list[Any]:
    """What the tables hold."""
    with ledger.snapshot() as db:
        return list(db.execute(sql))


def stage_for(tx: Writing) -> None:
    """A request and two messages that follow from it."""
    request = add(tx, a_request())
    for place in (DESIGN, RAVI):
        tx.stage(Lane.MESSAGES, request.id, "card", place)


class BrokenConnection:
    """A connection on which the statement `sql` does `really`, or nothing, and then says `error`."""

    def __init__(self, inner: sqlite3.Connection, sql: str, really: str, error: str) -> None:
        self._inner, self._sql, self._really, self._error = inner, sql, really, error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql != self._sql:
            return self._inner.execute(sql, *values)
        if self._really:
            self._inner.execute(self._really)
        error = sqlite3.OperationalError("the disk")
        error.sqlite_errorname = self._error
        raise error
