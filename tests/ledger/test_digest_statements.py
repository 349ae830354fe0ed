"""What was allocated in a time, how far digests have come, and by which index it is all found."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bot.core.digest import Received, Sums, Thanks, Told
from bot.core.reward import RequestStatus, RewardStatus
from bot.ledger import Writing
from bot.ledger.opening import OpenLedger, open_ledger
from bot.ledger.rows import instant
from bot.ledger.sqlite import connect
from tests.bench.statements import recorded_on_postgres, recorded_on_sqlite
from tests.ledger.shelf import ASHA, DESIGN, MEERA, NOON, RAVI, Clock, a_request, add, opened

MONDAY, NEXT_MONDAY = date(2026, 11, 16), date(2026, 11, 23)
HOUR = timedelta(hours=1)
EARLY = instant(NOON - timedelta(days=90))
# Ten thousand that were allocated long before.
FILL = (
    f"""
    INSERT INTO requests (id, team_id, channel_id, giver_id, points, reason, status, deciders, quorum, asked_at,
        expires_at, ended_at, trigger_id)
    SELECT 'R-' || n, 'T0', 'C0', 'U' || n % 200, 1, '', 'approved', '[]', 1, '{EARLY}', '{instant(NOON)}', '{EARLY}', n
    FROM generate_series(1, 10000) AS n
    """,
    f"""
    INSERT INTO rewards (id, request_id, recipient_id, points, reference, status, attempt, asked_at, settled_at)
    SELECT 'R-' || n, 'R-' || n, 'U' || n % 200, 1, 'R' || n, 'allocated', 1, '{EARLY}', '{EARLY}'
    FROM generate_series(1, 10000) AS n
    """,
)


def allocated(tx: Writing, letters: str, recipient_id: str = ASHA, *, channel_id: str = DESIGN, **more: Any) -> None:
    """A reward that arrives now."""
    request = add(tx, replace(a_request(letters, recipient_id), channel_id=channel_id, **more))
    tx.end_request(request.id, RequestStatus.APPROVED, RAVI)
    tx.approve_rewards(request.id)
    approved = tx.request(request.id)
    assert approved is not None
    assert tx.move_reward(approved.reward, RewardStatus.ALLOCATED, settled_at=tx.now)


def test_only_what_arrived_in_that_time_is_counted(ledger: OpenLedger, clock: Clock) -> None:
    for letters, recipient_id, channel_id in (
        ("7Q2MK2", ASHA, DESIGN),
        ("7Q2MK3", ASHA, "C02LEADS"),
        ("7Q2MK4", MEERA, DESIGN),
        ("7Q2MK5", ASHA, DESIGN),
    ):
        with ledger.write() as tx:
            allocated(tx, letters, recipient_id, channel_id=channel_id)
        clock.move(3_600)
    with ledger.write() as tx:
        add(tx, a_request("7Q2MK6"))
    with ledger.read() as view:
        # From the second until just before the last.
        since, until = NOON + HOUR, NOON + 3 * HOUR
        assert view.allocated_between(since, until) == Sums(2, 2, 200)
        assert view.allocated_between(NOON, NOON + 9 * HOUR) == Sums(4, 2, 400)
        assert view.allocated_between(NOON - HOUR, NOON) == Sums(0, 0, 0)
        assert view.thanks_between(since, until, limit=9) == (
            Thanks("R-7Q2MK4", MEERA, (MEERA,), 100, "shipping the demo", DESIGN),
            Thanks("R-7Q2MK3", MEERA, (ASHA,), 100, "shipping the demo", "C02LEADS"),
        )
        assert [each.request_id for each in view.thanks_between(since, until, limit=1)] == ["R-7Q2MK4"]
        assert {*view.received_between(NOON, NOON + 9 * HOUR)} == {
            Received(ASHA, DESIGN, 2, 200),
            Received(ASHA, "C02LEADS", 1, 100),
            Received(MEERA, DESIGN, 1, 100),
        }


def test_of_private_ones_nothing_is_told_and_values_are_counted(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        allocated(tx, "7Q2MK2", is_private=True, value="care")
        for letters, value in (("7Q2MK3", "care"), ("7Q2MK4", "ownership"), ("7Q2MK5", "ownership"), ("7Q2MK6", "")):
            allocated(tx, letters, value=value)
    with ledger.read() as view:
        hour = (NOON, NOON + HOUR)
        assert view.allocated_between(*hour) == Sums(4, 1, 400)
        assert sorted(each.value for each in view.thanks_between(*hour, limit=9)) == [
            "",
            "care",
            "ownership",
            "ownership",
        ]
        assert [each.rewards for each in view.received_between(*hour)] == [4]
        assert view.values_between(*hour) == (("ownership", 2), ("care", 1))


def test_each_week_is_noted_once_and_only_while_digests_are_turned_on_so(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        assert tx.digest_told() is None
        assert not tx.note_digest(DESIGN, "week", NEXT_MONDAY)
        tx.begin_digests(DESIGN, "week", MONDAY)
        assert tx.digest_told() == Told(DESIGN, "week", "2026-11-16")
        assert not tx.note_digest(DESIGN, "week", MONDAY)
        assert not tx.note_digest("C02LEADS", "week", NEXT_MONDAY)
        assert not tx.note_digest(DESIGN, "month", NEXT_MONDAY)
        assert tx.note_digest(DESIGN, "week", NEXT_MONDAY)
        assert not tx.note_digest(DESIGN, "week", NEXT_MONDAY)


def test_turned_on_as_they_are_they_go_on_and_otherwise_they_begin_anew(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        tx.begin_digests(DESIGN, "week", NEXT_MONDAY)
        tx.begin_digests(DESIGN, "week", MONDAY)
        assert tx.digest_told() == Told(DESIGN, "week", "2026-11-23")
        tx.begin_digests(DESIGN, "month", MONDAY)
        assert tx.digest_told() == Told(DESIGN, "month", "2026-11-16")
        tx.end_digests()
        assert tx.digest_told() is None


def test_sqlite_reads_no_more_than_that_time(tmp_path: Path, clock: Clock) -> None:
    with recorded_on_sqlite() as statements, closing(opened(tmp_path, clock)) as ledger, ledger.read() as view:
        view.allocated_between(NOON, NOON + HOUR)
        view.thanks_between(NOON, NOON + HOUR, limit=9)
        view.received_between(NOON, NOON + HOUR)
        view.values_between(NOON, NOON + HOUR)
    found = [each for each in statements if "rewards_allocated" in each.sql and each.sql.strip().startswith("SELECT")]
    assert len(found) == 4
    with closing(connect(tmp_path / "shabash.db")) as connection:
        for each in found:
            plan = [step["detail"] for step in connection.execute(f"EXPLAIN QUERY PLAN {each.sql}", each.rows[0])]
            assert "SEARCH rewards USING INDEX rewards_allocated (settled_at>? AND settled_at<?)" in plan
            assert not [step for step in plan if step.startswith("SCAN")], plan


def test_postgres_scans_no_table_however_much_arrived_before(database_url: str, clock: Clock) -> None:
    with (
        recorded_on_postgres() as statements,
        closing(open_ledger(database_url, clock=clock)) as ledger,
        ledger.read() as view,
    ):
        view.allocated_between(NOON, NOON + HOUR)
        view.thanks_between(NOON, NOON + HOUR, limit=9)
        view.received_between(NOON, NOON + HOUR)
        view.values_between(NOON, NOON + HOUR)
    found = [each for each in statements if b"rewards.settled_at >=" in bytes(each.sql)]
    assert len(found) == 4
    with psycopg.connect(database_url, cursor_factory=psycopg.RawCursor) as connection:
        for sql in (*FILL, "ANALYZE"):
            connection.execute(sql.encode())
        for each in found:
            plan = [line for (line,) in connection.execute(b"EXPLAIN " + bytes(each.sql), each.rows[0])]
            assert any("rewards_allocated" in line for line in plan), plan
            assert not [line for line in plan if "Seq Scan" in line], plan
