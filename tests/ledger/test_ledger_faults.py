"""When the ledger cannot be written: whether anything was kept is said exactly, and nothing is kept by half."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import LedgerBusy, LedgerError, LedgerFull, LedgerInDoubt, LedgerReadOnly
from bot.ledger import Entry, Lane
from bot.ledger.sqlite import SqliteLedger, connect
from tests.ledger.shelf import MEERA, BrokenConnection, Clock, a_request, count, stage_for


def test_a_ledger_that_somebody_else_is_writing_is_called_busy_in_time_for_slack(ledger: SqliteLedger) -> None:
    holder = connect(ledger.path)
    holder.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(LedgerBusy, match="Nothing was kept"), ledger.write():
        pass
    assert 1.4 < time.monotonic() - started < 2.5
    assert count(ledger, "requests") == 0
    holder.execute("ROLLBACK")
    holder.close()
    with ledger.write() as tx:
        stage_for(tx)


def test_a_ledger_that_cannot_be_written_is_called_so(ledger: SqliteLedger) -> None:
    ledger._writing().execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerReadOnly, match="Nothing was kept"), ledger.write() as tx:
        stage_for(tx)


def test_a_full_disk_is_told_nothing_is_kept_and_room_mends_it(ledger: SqliteLedger) -> None:
    ledger._writing().execute("PRAGMA max_page_count = 1")
    with pytest.raises(LedgerFull, match="Nothing was kept"), ledger.write() as tx:
        tx.add_request(replace(a_request(), reason="long " * 50_000), trigger_id="T", response_url="")
    assert count(ledger, "requests") == 0
    ledger._writing().execute("PRAGMA max_page_count = 1000000")
    with ledger.write() as tx:
        stage_for(tx)


@pytest.mark.parametrize(
    ("really", "error", "told"),
    [
        ("ROLLBACK", "SQLITE_FULL", LedgerFull),
        ("", "SQLITE_FULL", LedgerFull),
        ("COMMIT", "SQLITE_FULL", LedgerInDoubt),
        ("COMMIT", "SQLITE_IOERR_FSYNC", LedgerInDoubt),
        ("ROLLBACK", "SQLITE_IOERR_WRITE", LedgerInDoubt),
        ("", "SQLITE_IOERR_FSYNC", LedgerInDoubt),
        ("", "SQLITE_BUSY", LedgerBusy),
    ],
)
def test_a_commit_that_fails_is_called_lost_only_where_it_surely_is(
    ledger: SqliteLedger, really: str, error: str, told: type[LedgerError]
) -> None:
    woken: list[Lane] = []
    ended: list[LedgerError] = []
    ledger.on_staged(woken.append)
    ledger.on_end(ended.append)
    whole = ledger._writing()
    ledger._writer = BrokenConnection(whole, "COMMIT", really, error)  # type: ignore[assignment]

    def write() -> None:
        with ledger.write() as tx:
            stage_for(tx)
            tx.append(Entry("asked", MEERA, "R-7Q2MK4"))

    with pytest.raises(LedgerError) as raised:
        write()
    assert type(raised.value) is told
    assert ended == ([raised.value] if told is LedgerInDoubt else [])
    assert woken == []
    ledger._writer = whole
    assert not whole.in_transaction
    assert count(ledger, "requests") == (1 if really == "COMMIT" else 0)


def test_a_full_disk_that_cannot_even_be_read_again_leaves_it_open(ledger: SqliteLedger) -> None:
    whole = ledger._writing()
    ledger._writer = Unreadable(whole, "COMMIT", "ROLLBACK", "SQLITE_FULL")  # type: ignore[assignment]
    with pytest.raises(LedgerInDoubt, match="cannot tell"), ledger.write() as tx:
        stage_for(tx)
    ledger._writer = whole


class Unreadable(BrokenConnection):
    """A connection whose COMMIT fails, and whose disk gives nothing back after that."""

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql.startswith("SELECT 1 FROM history"):
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *values)


def test_that_the_ledger_can_be_written_is_proved_by_writing_and_not_again_at_once(
    ledger: SqliteLedger, clock: Clock
) -> None:
    log = ledger.path.with_name(ledger.path.name + "-wal")
    grew, size = [], log.stat().st_size
    for seconds in (0.0, 0.5, 1.0, -3.0):
        clock.move(seconds)
        ledger.prove_writable()
        grew.append(log.stat().st_size > size)
        size = log.stat().st_size
    assert grew == [True, False, True, True]
    assert count(ledger, "history") == 0


def test_a_disk_that_takes_nothing_is_no_proof_and_is_asked_again_at_once(ledger: SqliteLedger) -> None:
    whole = ledger._writing()
    ledger._writer = BrokenConnection(whole, "COMMIT", "ROLLBACK", "SQLITE_FULL")  # type: ignore[assignment]
    for _ in range(2):
        with pytest.raises(LedgerFull):
            ledger.prove_writable()
    ledger._writer = whole
    ledger.prove_writable()
