"""`python -m tests.bench [--quick] [--only NUMBER]`: every measurement, then one table."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import (
    attacks,
    carrying,
    command,
    growth,
    hanging,
    memory,
    on_postgres,
    replicas,
    start,
    sustained,
    traffic,
    verifying,
)
from tests.bench.bots import log_to
from tests.bench.rows import Row, table
from tests.bench.sizes import FULL, QUICK, Size

MEASUREMENTS: dict[int, tuple[str, Callable[[Path, Size], list[Row]]]] = {
    1: ("one command", command.measure),
    2: ("over HTTP", traffic.measure),
    3: ("EnKash hangs", hanging.measure),
    4: ("the outbox", carrying.measure),
    5: ("a full ledger", growth.measure),
    6: ("memory", memory.measure),
    7: ("the start", start.measure),
    8: ("attackers", attacks.measure),
    9: ("the audit", verifying.measure),
    10: ("on Postgres", on_postgres.measure),
    11: ("two minutes of load", sustained.measure),
    12: ("one to four processes", replicas.measure),
}

# On the disk of the checkout: a temporary folder may be in memory, where nothing is durable and all is quick.
BUILD = Path(__file__).parents[2] / "build"


def main() -> None:
    arguments = _arguments()
    size = QUICK if arguments.quick else FULL
    chosen = [arguments.only] if arguments.only else list(MEASUREMENTS)
    BUILD.mkdir(exist_ok=True)
    started = time.monotonic()
    rows: list[Row] = []
    with (BUILD / "bench.log").open("w") as log_file:
        log_to(log_file)
        try:
            for number in chosen:
                what, measure = MEASUREMENTS[number]
                _progress(f"{number} of {len(MEASUREMENTS)}: {what} ({time.monotonic() - started:.0f} s so far)")
                with tempfile.TemporaryDirectory(prefix="bench-", dir=BUILD) as folder:
                    rows += measure(Path(folder), size)
        finally:
            # What was measured is told, also where a later measurement fails.
            _progress("")
            print(table(rows))
    print(_summary(rows, time.monotonic() - started))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How fast the bot is, as ratios.")
    parser.add_argument("--quick", action="store_true", help="smaller samples: for a first look")
    parser.add_argument("--only", type=int, choices=MEASUREMENTS, metavar="NUMBER", help="one measurement alone")
    return parser.parse_args()


def _progress(line: str) -> None:
    """On a terminal one line that changes; elsewhere a line each."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{line}")
    elif line:
        sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _summary(rows: list[Row], seconds: float) -> str:
    missed = sum(row.verdict == "NOT MET" for row in rows)
    judged = sum(row.goal is not None for row in rows)
    verdict = f"{missed} of {judged} goals NOT MET" if missed else f"all {judged} goals met"
    on = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}"
    return f"\n{verdict}; {seconds:.0f} s, {on}. Ratio = ours / floor."


if __name__ == "__main__":
    main()
