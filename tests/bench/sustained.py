"""11: fifty commands and fifty approvals a second for two minutes, the whole bot at work: what changes meanwhile?"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

import leather

from bot.app import MESSAGE_THREADS
from tests.bench import serving
from tests.bench.memory import megabytes_of
from tests.bench.pace import ANSWER_SECONDS_MAX, Answers, Paced
from tests.bench.places import IN_A_FILE, OnServer, Place
from tests.bench.rows import Figure, Goal, Row, p99_ms
from tests.bench.sizes import Size
from tests.postgres import ON_DISK, running_server, why_not
from tests.waiting import wait_until

# Nothing more is asked meanwhile: what is on its way arrives, and that it may take as long again is a finding.
PATIENCE_SECONDS = 600
WINDOWS = 24
BUILD = serving.ROOT / "build"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the bot stood at one moment: seconds since the start, what is in memory, on the disk, and on its way."""

    second: float
    memory_mb: float
    ledger_mb: float
    messages_waiting: int
    allocated: int


@dataclass(frozen=True)
class Run:
    """What the load's process saw, and what was read of the bot's meanwhile, at so many commands a second."""

    paced: Paced
    readings: list[Reading]
    a_second: int
    seconds: float

    @property
    def answers(self) -> Answers:
        return sorted((due, took) for due, took in (*self.paced.commands, *self.paced.approvals))

    def p99_between(self, begin: float, end: float) -> float:
        """In milliseconds, of what was due between these two parts of the whole time."""
        within = [took for due, took in self.answers if begin <= due / self.seconds <= end]
        return p99_ms(within).value if len(within) > 1 else 0.0


def measure(folder: Path, size: Size) -> list[Row]:
    """On SQLite, and on Postgres where there is one; a chart of each is left in `build/`."""
    rows = _measured("SQLite", IN_A_FILE, folder / "sqlite", size)
    if not why_not():
        with running_server(ON_DISK) as server, ExitStack() as stack:
            rows += _measured("Postgres", OnServer(server, stack), folder / "postgres", size)
    return rows


def _measured(name: str, place: Place, folder: Path, size: Size) -> list[Row]:
    folder.mkdir()
    ours, address = folder / "ours", place.address(folder / "ours")
    pace = (size.sustained_a_second, size.sustained_seconds)
    with (
        serving.serving(serving.far_partners, folder / "partners") as partners,
        serving.serving(serving.whole, ours, f"http://127.0.0.1:{partners.port}", address) as bot,
        place.raw(ours) as ledger,
    ):
        with _reading(place, ledger, bot.pid) as readings:
            told = subprocess.run(
                [sys.executable, "-m", "tests.bench.pace", str(bot.port), *map(str, pace)],
                cwd=serving.ROOT, check=True, capture_output=True, text=True,
            )  # fmt: skip
        run = Run(Paced(**json.loads(told.stdout)), readings, *pace)
        late_seconds = _seconds_until_all_arrived(ledger, len(run.paced.approvals))
    return _rows(name, run, late_seconds, draw(name, run))


def _rows(name: str, run: Run, late_seconds: float, chart: Path) -> list[Row]:
    what, asked = f"11 sustained, {name}", run.a_second * run.seconds
    early, late = (Figure(run.p99_between(*part), "ms") for part in ((0.0, 0.5), (0.5, 1.0)))
    first, last = run.readings[len(run.readings) // 4], run.readings[-1]
    per_reward = (last.ledger_mb - run.readings[0].ledger_mb) * 1_000 / max(1, len(run.paced.approvals))
    unanswered = round(asked) * 2 - len(run.paced.approvals) - len(run.paced.commands)
    return [
        Row(f"{what}: p99 of answers, second half / first", late, early, None,
            f"{run.a_second} commands and {run.a_second} approvals a second,"
            f" EnKash at {serving.FAR_SECONDS * 1000:.0f} ms, Slack's limits off\n"
            f"whole run p99 {p99_ms([took for _, took in run.answers])}; drawn in {chart}"),
        Row(f"{what}: allocated in time / approved", Figure(last.allocated),
            Figure(len(run.paced.approvals)), None, f"all had arrived {late_seconds:.1f} s after the last was asked"),
        Row(f"{what}: memory at the end / after a quarter", Figure(last.memory_mb, "MB"),
            Figure(first.memory_mb, "MB"), None,
            f"{last.messages_waiting:,} messages waited at the end for {MESSAGE_THREADS} threads"),
        Row(f"{what}: ledger at the end / at the beginning", Figure(last.ledger_mb, "MB"),
            Figure(run.readings[0].ledger_mb, "MB"), None, f"{per_reward:.1f} kB for each reward, what waits included"),
        Row(f"{what}: without a good answer in {ANSWER_SECONDS_MAX:.0f} s", Figure(unanswered), None, Goal(0)),
    ]  # fmt: skip


@contextmanager
def _reading(place: Place, ledger: Any, pid: int) -> Iterator[list[Reading]]:
    """A reading each second, for as long as the block lasts."""
    readings, is_over, started = list[Reading](), threading.Event(), time.monotonic()

    def read() -> None:
        while True:
            ended = is_over.wait(0 if not readings else 1)
            readings.append(_read(place, ledger, pid, time.monotonic() - started))
            if ended:
                return

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield readings
    finally:
        is_over.set()
        thread.join()


def _read(place: Place, ledger: Any, pid: int, second: float) -> Reading:
    (waiting,) = ledger.execute("SELECT count(*) FROM outbox WHERE lane = 'messages'").fetchone()
    return Reading(second, megabytes_of(pid), place.megabytes(ledger), waiting, _allocated(ledger))


def _allocated(ledger: Any) -> int:
    return int(ledger.execute("SELECT count(*) FROM rewards WHERE status = 'allocated'").fetchone()[0])


def _seconds_until_all_arrived(ledger: Any, count: int) -> float:
    started = time.monotonic()
    wait_until(lambda: _allocated(ledger) >= count, PATIENCE_SECONDS)
    return time.monotonic() - started


def draw(name: str, run: Run) -> Path:
    """The chart of that run: how long answers took, and what grew, over the same two minutes."""
    steps = [step / WINDOWS for step in range(WINDOWS + 1)]
    answers = [(run.seconds * mean(window), run.p99_between(*window)) for window in pairwise(steps)]
    lines = {
        "p99 of answers, ms": answers,
        "memory, MB": [(reading.second, reading.memory_mb) for reading in run.readings],
        "ledger, MB": [(reading.second, reading.ledger_mb) for reading in run.readings],
    }
    grid = leather.Grid()
    for title, line in lines.items():
        chart = leather.Chart(f"{name}: {title}")
        chart.add_y_scale(0, max(1.0, *(y for _, y in line)) * 1.1)
        chart.add_line(line)
        grid.add_one(chart)
    BUILD.mkdir(exist_ok=True)
    path = BUILD / f"sustained-{name.lower()}.svg"
    grid.to_svg(str(path))
    return path.relative_to(serving.ROOT)
