"""What was asked for somebody of late, and how it is found."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.core.recent import NOTHING_SEEN, Earlier, Lookback, Sum
from bot.core.reward import RequestStatus
from bot.ledger.opening import OpenLedger
from bot.ledger.sqlite import connect
from tests.bench.statements import recorded_on_sqlite
from tests.ledger.shelf import ASHA, MEERA, NOON, RAVI, Clock, a_request, add, opened


def test_it_is_what_was_asked_for_these_people_since_then_and_has_not_come_to_nothing(ledger: OpenLedger) -> None:
    early, late, ended, other, third = (f"7Q2MK{number}" for number in range(4, 9))
    with ledger.write() as tx:
        add(tx, replace(a_request(early), asked_at=NOON - timedelta(seconds=1)))
        add(tx, a_request(late))
        tx.end_request(add(tx, a_request(ended)).id, RequestStatus.DECLINED, RAVI)
        add(tx, a_request(other, RAVI))
        add(tx, a_request(third, MEERA))
    with ledger.read() as view:
        assert [found.request_id for found in view.asked_for_since([ASHA], NOON)] == [f"R-{late}"]
        both = view.asked_for_since([RAVI, ASHA], NOON - timedelta(seconds=1))
        assert [(found.recipient_id, found.request_id) for found in both] == [
            (ASHA, f"R-{early}"),
            (ASHA, f"R-{late}"),
            (RAVI, f"R-{other}"),
        ]
        assert {(found.giver_id, found.points, found.asked_at) for found in both[1:]} == {(MEERA, 100, NOON)}


def test_what_was_seen_is_kept_with_the_request(ledger: OpenLedger) -> None:
    with ledger.write() as tx:
        earlier = add(tx, a_request("7Q2MK4", MEERA))
        seen = Lookback(Sum(500, 30), Earlier(earlier.id, NOON), Sum(900, 7), needs_next_tier=True)
        add(tx, replace(a_request("7Q2MK5"), lookback=seen))
        add(tx, a_request("7Q2MK6"))
    with ledger.read() as view:
        found = [view.request(f"R-7Q2MK{number}") for number in (4, 5, 6)]
    assert [request and request.lookback for request in found] == [NOTHING_SEEN, seen, NOTHING_SEEN]


def test_what_is_in_flight_is_not_looked_for_among_all_that_somebody_ever_asked_for_or_received(
    tmp_path: Path, clock: Clock
) -> None:
    """The indexes by giver and by recipient serve those alone who ask for them by name, to look back: SQLite would
    rather take them, and read all of somebody's past."""
    with recorded_on_sqlite() as statements:
        ledger = opened(tmp_path, clock)
        with closing(ledger), ledger.write() as tx:
            add(tx, a_request())
            tx.lease_of_recipient(ASHA)
            tx.free_recipient(ASHA)
            tx.undecided_by_others(RAVI)
            tx.undecided_of(MEERA)
            tx.on_its_way_of(MEERA)
            tx.open_requests(MEERA)
            tx.same_since(MEERA, [ASHA], 100, NOON)
            tx.asked_for_since([ASHA], NOON)
    with closing(connect(tmp_path / "shabash.db")) as connection:
        used = [
            (index, f"INDEXED BY {index}" in found.sql)
            for found in statements
            if found.sql.lstrip().startswith(("SELECT", "UPDATE"))
            for step in connection.execute(f"EXPLAIN QUERY PLAN {found.sql}", found.rows[0])
            for index in ("requests_by_giver", "rewards_by_recipient")
            if index in step["detail"]
        ]
    assert used == [("requests_by_giver", True), ("rewards_by_recipient", True)]
