"""1: one `/reward`, from its signature to its commit, without a network."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Shabash
from bot.core.ids import ID_LENGTH
from bot.ledger.sqlite import SqliteLedger, connect
from tests.bench.bots import bare_bolt, leave_the_disk_out, open_bot
from tests.bench.deliveries import GIVERS, Delivery, commands, deliver, delivering, letters_from, request_id_in
from tests.bench.places import IN_A_FILE, Place
from tests.bench.rows import Figure, Goal, Row, middle_ms
from tests.bench.sizes import Size
from tests.bench.statements import Recording, run_raw, with_fresh
from tests.bench.timing import Prepare, Samples, interleaved

# Where a commit costs more than this, the disk decides and a ratio to Bolt's default mode says nothing.
QUICK_COMMIT_MS = 0.3
BLOCK = 10


def measure(folder: Path, size: Size) -> list[Row]:
    """Beside the floor that no bot can go below, beside Bolt as it comes, and beside the floor without the disk."""
    bot, deliveries, place = open_bot(folder / "ours"), commands(), IN_A_FILE
    default = delivering(bare_bolt(process_before_response=False), deliveries)
    script = Script.of_a_command(folder / "raw", place)
    with place.raw(folder / "raw") as raw, closing(open_scratch(folder / "scratch.db")) as scratch:
        sides = _sides(bot, deliveries, script, raw)
        durably = interleaved({**sides, "commit": lambda: lambda: commit_three_rows(scratch)}, size.commands)
        beside = interleaved({"ours": sides["ours"], "default": default}, size.default_commands // BLOCK, block=BLOCK)
        assert isinstance(bot.ledger, SqliteLedger)
        leave_the_disk_out(bot.ledger)
        raw.execute("PRAGMA synchronous = OFF")
        undisturbed = interleaved(sides, size.commands)
    bot.ledger.close()
    return [
        _row_of_default(beside, middle_ms(durably["commit"])),
        _row(durably),
        Row("1 the same, the disk left out", middle_ms(undisturbed["ours"]), _floor(undisturbed), None,
            f"{_parts(undisturbed)}; a slow disk flatters the row above"),
    ]  # fmt: skip


def measure_in(place: Place, folder: Path, size: Size) -> list[Row]:
    """Beside the floor that no bot can go below, wherever the ledger lies."""
    bot = open_bot(folder / "ours", database_url=place.address(folder / "ours"))
    script = Script.of_a_command(folder / "raw", place)
    with place.raw(folder / "raw") as raw:
        taken = interleaved(_sides(bot, commands(), script, raw), size.commands)
    bot.ledger.close()
    return [_row(taken)]


def _sides(bot: Shabash, deliveries: Iterator[Delivery], script: Script, raw: Any) -> dict[str, Prepare]:
    return {
        "ours": delivering(bot.wsgi(), deliveries),
        "ack": delivering(bare_bolt(process_before_response=True), deliveries),
        "statements": script.on(raw),
    }


def _row(taken: Samples) -> Row:
    what = "1 a whole /reward / bare ack + its statements raw"
    return Row(what, middle_ms(taken["ours"]), _floor(taken), Goal(1.3), _parts(taken))


def _floor(taken: Samples) -> Figure:
    return middle_ms([ack + sql for ack, sql in zip(taken["ack"], taken["statements"], strict=True)])


def _parts(taken: Samples) -> str:
    return f"of the floor: ack {middle_ms(taken['ack'])}, statements {middle_ms(taken['statements'])}"


def _row_of_default(beside: Samples, commit: Figure) -> Row:
    is_quick = commit.value < QUICK_COMMIT_MS
    applies = "" if is_quick else f"; no goal where that takes {QUICK_COMMIT_MS} ms or more"
    return Row(
        "1 a whole /reward / Bolt's default mode",
        middle_ms(beside["ours"]),
        middle_ms(beside["default"]),
        Goal(0.06) if is_quick else None,
        f"a raw durable commit of three rows: {commit}{applies}",
    )


@dataclass(frozen=True, slots=True)
class Script:
    """The statements of a real command, to be run again on its ledger with other ids, triggers, givers."""

    place: Place
    statements: Recording
    letters: str

    @classmethod
    def of_a_command(cls, folder: Path, place: Place) -> Script:
        with place.recording() as statements:
            bot = open_bot(folder, database_url=place.address(folder))
            before = len(statements)
            answer = deliver(bot.wsgi(), next(commands()).environ())
        bot.ledger.close()
        assert statements[-1].words == "COMMIT", "the ledger went another way"
        return cls(place, statements[before:], request_id_in(answer).removeprefix("R-"))

    def on(self, connection: Any) -> Prepare:
        fresh_letters, numbers = letters_from(1), itertools.count(1)

        def prepare() -> Callable[[], object]:
            number = next(numbers)
            trigger, giver = f"{number}.bench", GIVERS[number % len(GIVERS)]
            fresh = {self.letters: fresh_letters(ID_LENGTH), "0.bench": trigger, GIVERS[0]: giver}
            mine = with_fresh(self.statements, fresh, self.place.entry_number)
            return lambda: run_raw(connection, mine)

        return prepare


def open_scratch(path: Path) -> sqlite3.Connection:
    """A table of its own, on a connection with the ledger's settings."""
    path.touch()
    connection = connect(path)
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, words TEXT)")
    return connection


def commit_three_rows(connection: sqlite3.Connection) -> None:
    """One durable transaction, about as small as one gets."""
    connection.execute("BEGIN IMMEDIATE")
    for _ in range(3):
        connection.execute("INSERT INTO rows (words) VALUES (?)", ("shipping the demo",))
    connection.execute("COMMIT")
