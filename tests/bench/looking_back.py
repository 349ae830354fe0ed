"""5, too: `shabash report` over a whole ledger, beside a plain read of the rows that it adds up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from bot.core.budget import Period
from bot.ledger.connection import Connection
from bot.ledger.sqlite import connect
from bot.reporting.sums import By, report_on
from bot.reporting.tax import tax_report
from tests.bench.rows import Goal, Row, middle_ms
from tests.bench.timing import interleaved

ZONE = "Asia/Kolkata"
ALL = Period(date(2023, 1, 1), date(2030, 1, 1))
ROUNDS = 3


def measure(path: Path, count: int) -> list[Row]:
    """A report of everything, by whom it reached, and one of a tax year with most of it."""
    sides: dict[str, Callable[[Connection], int]] = {
        "report": lambda db: report_on(db, ALL, ZONE, By.RECIPIENT).total.points(),
        "tax": lambda db: tax_report(db, ALL, ZONE, rupees_per_point=1, tax_free_rupees=5).points,
        "read": _read,
    }
    taken = interleaved({name: partial(_on, path, count, side) for name, side in sides.items()}, ROUNDS)
    found = {name: middle_ms(taken[name]) for name in sides}
    return [
        Row(f"5 {count:,} rewards: a report of all / reading their rows", found["report"], found["read"], Goal(1)),
        Row(f"5 {count:,} rewards: a tax report of all / reading their rows", found["tax"], found["read"], Goal(1)),
    ]


def _on(path: Path, count: int, side: Callable[[Connection], int]) -> Callable[[], None]:
    def look() -> None:
        with closing(connect(path)) as db:
            # Each of those that were filled in is of a hundred points.
            assert side(db) >= count * 100

    return look


def _read(db: Connection) -> int:
    """Each row taken from SQLite, and its points added up."""
    rows = db.execute(
        "SELECT requests.giver_id, requests.status, rewards.* FROM requests"
        " JOIN rewards ON rewards.request_id = requests.id"
    )
    return sum(int(row["points"]) for row in rows)
