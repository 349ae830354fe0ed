"""5: a ledger of many years beside an empty one; and how SQLite goes about each statement of the hot path."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bot.app import Shabash
from bot.ledger import Lane, SqlValue
from bot.ledger.sqlite import SqliteLedger, connect
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import lose_reply
from tests.bench import looking_back
from tests.bench.bots import open_bot
from tests.bench.deliveries import commands, delivering
from tests.bench.filling import fill
from tests.bench.rows import Figure, Goal, Row, middle_ms
from tests.bench.sizes import Size
from tests.bench.statements import Statement, recorded_on_sqlite
from tests.bench.timing import Prepare, interleaved
from tests.world import ASHA, FARAH, MEERA, RAVI, World, open_world

LOOKS_BACK = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
same_person_days = 30
mutual_days = 30
split_days = 7
[[approvals.tiers]]
up_to_points = 1000
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
[[limits]]
per = "recipient"
points = 100000
every = "year"
"""

# What begins and ends a transaction has no plan.
BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def measure(folder: Path, size: Size) -> list[Row]:
    """Rows for each size of the ledger, then the statements that look at every row of a table."""
    empty, rows, filled = open_bot(folder / "empty"), list[Row](), 0
    path = folder / "full" / "playground.db"
    open_bot(folder / "full").ledger.close()
    for count in size.rewards:
        fill(path, filled + 1, count)
        filled = count
        full = open_bot(folder / "full")
        rows += _beside(empty, full, count, size.commands_when_full)
        full.ledger.close()
        rows += looking_back.measure(path, count)
    empty.ledger.close()
    statements = hot_statements(folder / "world")
    connection = connect(path)
    scans = sorted({found.sql for found in statements if full_scans(connection, found.sql, found.rows[0])})
    connection.close()
    looked_at = len({found.sql for found in statements})
    note = "\n".join(" ".join(sql.split()) for sql in scans) or f"of {looked_at} statements, as used in whole lives"
    return [*rows, Row("5 hot statements that scan a whole table", Figure(len(scans)), None, Goal(0), note)]


def _beside(empty: Shabash, full: Shabash, count: int, rounds: int) -> list[Row]:
    sides = {
        "full": delivering(full.wsgi(), commands(2_000_000 + count)),
        "empty": delivering(empty.wsgi(), commands(2_000_000 + count)),
    }
    command = interleaved(sides, rounds)
    polls = interleaved({"full": _polling(full), "empty": _polling(empty)}, rounds)
    assert isinstance(full.ledger, SqliteLedger)
    megabytes = full.ledger.path.stat().st_size / 1e6
    return [
        Row(f"5 {count:,} rewards: a command / empty ledger", middle_ms(command["full"]), middle_ms(command["empty"]),
            Goal(1.25), f"a ledger of {megabytes:,.0f} MB"),
        Row(f"5 {count:,} rewards: polling / empty ledger", middle_ms(polls["full"]), middle_ms(polls["empty"]),
            Goal(1.5)),
    ]  # fmt: skip


def _polling(bot: Shabash) -> Prepare:
    """What the outbox looks at, again and again, in both lanes."""

    def poll() -> None:
        with bot.ledger.read() as view:
            for lane in Lane:
                view.due(lane)

    return lambda: poll


def hot_statements(folder: Path) -> list[Statement]:
    """Everything that whole lives of rewards send to the ledger: asked, approved and allocated; declined;
    cancelled; looked through for people who left; reminded of and expired; lost on the way and found again; and the
    Homes of those concerned drawn each time. Once under the playground's policy, and once under one that looks back."""
    folder.mkdir()
    return [
        *_statements_of(folder / "plain"),
        *_statements_of(folder / "looking_back", policy=LOOKS_BACK),
    ]


def _statements_of(folder: Path, **policy: str) -> list[Statement]:
    folder.mkdir()
    with recorded_on_sqlite() as statements:
        world = open_world(folder, **policy)
    before = len(statements)
    _live(world)
    world.bot.ledger.close()
    world.served.stop()
    ours = [statement for statement in statements[before:] if not statement.sql.startswith(BOUNDS)]
    assert ours, "the ledger went another way"
    return ours


def _live(world: World) -> None:
    for person in (MEERA, RAVI, ASHA):
        world.slack.open_home(person)
    world.approve(world.asked())
    world.carry()
    world.decline(world.asked(), "not now")
    cancelled = world.asked()
    world.ask(f"status {cancelled.id}")
    world.ask("pending", by=RAVI)
    world.ask("pending", by=MEERA)
    world.ask(f"cancel {cancelled.id}", by=MEERA)
    world.asked()
    world.bot.directory.refresh()
    world.enkash.faults.always(ALLOCATE, lose_reply())
    world.approve(world.asked())
    world.carry()
    world.enkash.faults.clear()
    for days in (4, 4):
        world.clock.pass_time(days=days)
        world.carry()


def full_scans(connection: sqlite3.Connection, sql: str, values: Sequence[SqlValue] = ()) -> list[str]:
    """The steps of SQLite's plan that read a whole table or a whole index of it.

    A partial index holds the rows in flight alone, so reading all of one is no full scan; nor is reading what the
    statement has put together itself.
    """
    indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'"
    partial = {str(row["name"]) for row in connection.execute(indexes)}
    steps = [str(row["detail"]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    made = {step.partition(" ")[2] for step in steps if step.startswith(("MATERIALIZE ", "CO-ROUTINE "))}
    return [step for step in steps if _is_full_scan(step, partial) and step.removeprefix("SCAN ") not in made]


def _is_full_scan(step: str, partial: set[str]) -> bool:
    scan = re.match(r"SCAN (?!(?:\d+ )?CONSTANT ROWS?)\w+(?: USING (?:COVERING )?INDEX (\w+)|( VIRTUAL TABLE))?", step)
    return scan is not None and scan[1] not in partial and scan[2] is None
