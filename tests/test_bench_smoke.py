"""The benchmark runs, and its figures are measured ones. Whether they meet their goals is for `make bench` to say."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.reward import RewardStatus
from bot.ledger import Lane
from bot.ledger.sqlite import SqliteLedger, connect
from tests.bench.__main__ import MEASUREMENTS
from tests.bench.filling import fill
from tests.bench.growth import full_scans
from tests.bench.rows import Figure, Goal, Row, table
from tests.bench.sizes import TINY
from tests.bench.timing import Prepare, interleaved


@pytest.mark.slow
@pytest.mark.parametrize("number", MEASUREMENTS)
def test_each_measurement_prints_rows_of_measured_figures(number: int, tmp_path: Path) -> None:
    _, measure = MEASUREMENTS[number]
    rows = measure(tmp_path, TINY)
    printed = table(rows)
    for row in rows:
        assert row.what.startswith(f"{number} ")
        assert row.what in printed
        if row.floor is None:
            assert row.ours == Figure(0), row
        else:
            assert row.ours.value > 0
            assert row.floor.value > 0
            assert row.ratio == row.ours.value / row.floor.value


class Clock:
    """Moves only when somebody is busy."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def busy(self, seconds: float) -> None:
        self.now += seconds


def test_sides_take_turns_and_making_ready_is_not_timed() -> None:
    clock, turns = Clock(), list[str]()

    def side(name: str, seconds: float) -> Prepare:
        def run() -> None:
            turns.append(name)
            clock.busy(seconds)

        def prepare() -> Callable[[], object]:
            clock.busy(100)
            return run

        return prepare

    taken = interleaved({"slow": side("slow", 3), "quick": side("quick", 1)}, 2, clock=clock)
    assert taken == {"slow": [3, 3], "quick": [1, 1]}
    assert turns == ["slow", "quick", "quick", "slow", "slow", "quick"], "the first round warms up"


def test_a_goal_is_met_on_its_own_side_of_the_limit() -> None:
    ours, floor = Figure(3, "ms"), Figure(2, "ms")
    assert Row("1 a", ours, floor, Goal(1.5)).verdict == "met"
    assert Row("1 a", ours, floor, Goal(1.4)).verdict == "NOT MET"
    assert Row("1 a", ours, floor, Goal(1.6, is_floor=True)).verdict == "NOT MET"
    assert Row("1 a", ours, floor).verdict == "orientation"


def test_a_statement_that_reads_a_whole_table_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    SqliteLedger(path).close()
    with closing(connect(path)) as connection:
        assert full_scans(connection, "SELECT * FROM requests WHERE reason = ?", ("x",))
        assert full_scans(connection, "SELECT * FROM rewards AS r WHERE settled_by = 'U02RAVI'")
        assert full_scans(connection, "SELECT count(*) FROM rewards")
        assert not full_scans(connection, "SELECT * FROM requests WHERE id = ?", ("x",))
        assert not full_scans(connection, "SELECT why FROM pauses WHERE resumed_at IS NULL")
        assert not full_scans(connection, "SELECT 1 WHERE 1 IN (SELECT value FROM json_each('[1]'))")
        few = "WITH few AS (SELECT id FROM requests WHERE id = 'x' UNION SELECT 'y')"
        assert not full_scans(
            connection, f"{few} SELECT 1 WHERE 'y' IN (SELECT id FROM few) OR 'x' IN (SELECT id FROM few)"
        )
        assert not full_scans(connection, "SELECT count(*) FROM (SELECT id FROM requests WHERE id = 'x' LIMIT 1)")


def test_a_filled_ledger_holds_finished_rewards_that_the_bot_can_read(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db")
    ledger.close()
    fill(ledger.path, 1, 20)
    fill(ledger.path, 21, 30)
    with ledger.read() as view:
        found = view.requests()
        assert len(found) == 30
        assert {request.reward.status for request in found} == {RewardStatus.ALLOCATED}
        assert all(view.history(request.id) for request in found)
        assert not any(view.due(lane) for lane in Lane)
    ledger.close()
    with closing(connect(ledger.path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
