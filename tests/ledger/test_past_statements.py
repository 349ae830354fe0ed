"""What somebody asked for and received: which requests, in which order, and by which indexes they are found."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg

from bot.core.reward import RequestStatus
from bot.ledger.opening import OpenLedger, open_ledger
from bot.ledger.rows import instant
from bot.ledger.sqlite import connect
from tests.bench.statements import recorded_on_postgres, recorded_on_sqlite
from tests.ledger.shelf import ASHA, MEERA, NOON, RAVI, Clock, a_request, add, allocate, opened

EARLY, LATE = instant(NOON), instant(NOON + timedelta(days=7))
# Two hundred people, each of whom asked for fifty rewards and received as many.
FILL = (
    f"""
    INSERT INTO requests (id, team_id, channel_id, giver_id, points, reason, status, deciders, quorum, asked_at,
        expires_at, ended_at, trigger_id)
    SELECT 'R-' || n, 'T0', 'C0', 'U' || n % 200, 1, '', 'approved', '[]', 1, '{EARLY}', '{LATE}', '{LATE}', n
    FROM generate_series(1, 10000) AS n
    """,
    f"""
    INSERT INTO rewards (id, request_id, recipient_id, points, reference, status, attempt, asked_at, settled_at)
    SELECT 'R-' || n, 'R-' || n, 'U' || n % 200, 1, 'R' || n, 'allocated', 1, '{EARLY}', '{LATE}'
    FROM generate_series(1, 10000) AS n
    """,
)


def test_it_is_what_they_asked_for_and_what_reached_them_the_newest_first(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        for number in range(2, 8):
            asked_at = NOON + timedelta(minutes=number)
            add(tx, replace(a_request(f"7Q2MK{number}"), asked_at=asked_at))
        add(tx, replace(a_request("BACK22", MEERA), giver_id=RAVI, asked_at=NOON + timedelta(minutes=4, seconds=1)))
        add(tx, replace(a_request("BACK33", MEERA), giver_id=RAVI))
        for arrived in ("R-7Q2MK3", "R-7Q2MK6", "R-BACK22"):
            allocate(tx, arrived)
        tx.end_request("R-7Q2MK4", RequestStatus.DECLINED, RAVI)
    with ledger.read() as view:
        own = [f"R-{letters}" for letters in ("7Q2MK7", "7Q2MK6", "7Q2MK5", "BACK22", "7Q2MK4", "7Q2MK3", "7Q2MK2")]
        assert list(view.asked_or_received(MEERA, limit=9, offset=0)) == own
        assert [*view.asked_or_received(MEERA, limit=3, offset=0)] == own[:3]
        assert [*view.asked_or_received(MEERA, limit=3, offset=3)] == own[3:6]
        assert [*view.asked_or_received(MEERA, limit=3, offset=6)] == own[6:]
        assert view.asked_or_received(ASHA, limit=9, offset=0) == ("R-7Q2MK6", "R-7Q2MK3")
        assert view.asked_or_received("U02NOBODY", limit=9, offset=0) == ()


def test_sqlite_reads_no_more_than_the_two_indexes(tmp_path: Path, clock: Clock) -> None:
    with recorded_on_sqlite() as statements, closing(opened(tmp_path, clock)) as ledger, ledger.read() as view:
        view.asked_or_received(ASHA, limit=11, offset=0)
    (found,) = [each for each in statements if "AS received" in each.sql]
    with closing(connect(tmp_path / "shabash.db")) as connection:
        plan = [step["detail"] for step in connection.execute(f"EXPLAIN QUERY PLAN {found.sql}", found.rows[0])]
    read = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert [step for step in read if "INDEX" in step] == [
        "SEARCH requests USING INDEX requests_by_giver (giver_id=?)",
        "SEARCH rewards USING INDEX rewards_by_recipient (recipient_id=? AND asked_at>?)",
    ]
    assert not [step for step in read if step in ("SCAN requests", "SCAN rewards")]


def test_postgres_scans_no_table_however_many_rewards_others_have(database_url: str, clock: Clock) -> None:
    with (
        recorded_on_postgres() as statements,
        closing(open_ledger(database_url, clock=clock)) as ledger,
        ledger.read() as view,
    ):
        view.asked_or_received(ASHA, limit=11, offset=0)
    (found,) = [each for each in statements if b"AS received" in bytes(each.sql)]
    with psycopg.connect(database_url, cursor_factory=psycopg.RawCursor) as connection:
        for sql in (*FILL, "ANALYZE"):
            connection.execute(sql.encode())
        plan = [line for (line,) in connection.execute(b"EXPLAIN " + bytes(found.sql), found.rows[0])]
    assert not [line for line in plan if "Seq Scan" in line], plan
    for index in ("requests_by_giver", "rewards_by_recipient"):
        assert any(index in line for line in plan), plan
