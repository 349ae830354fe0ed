"""2: over HTTP, on the same server: ours committing durably beside a Bolt app that only acknowledges, and beside one
that runs the same statements besides."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.app import MESSAGE_THREADS
from tests.bench import serving
from tests.bench.load import Tally
from tests.bench.places import IN_A_FILE, Place
from tests.bench.rows import Figure, Goal, Row, p99_ms
from tests.bench.serving import Kind, Serving
from tests.bench.sizes import Size

# More requests than the quickest of them answers in a second.
PER_SECOND_MAX = {"blank": 15_000, "ours": 4_000, "ours_carrying": 4_000, "bare": 4_000, "raw": 4_000}
MANY = 16


@dataclass
class Bench:
    """The servers' ports, one or several with commas, and numbers for requests so that no two are the same."""

    ports: dict[str, str]
    seconds: float
    numbers: Iterator[int]

    def load(self, what: str, connections: int) -> Tally:
        count = int(PER_SECOND_MAX[what] * self.seconds) + connections
        command = [sys.executable, "-m", "tests.bench.load", self.ports[what], str(connections)]
        command += [str(self.seconds), str(next(self.numbers) * 1_000_000), str(count)]
        told = subprocess.run(command, cwd=serving.ROOT, check=True, capture_output=True, text=True)
        return Tally(**json.loads(told.stdout))


def measure(folder: Path, size: Size, place: Place = IN_A_FILE) -> list[Row]:
    """At one connection and at many: rates, the slowest answers, errors; the generator's own ceiling beside."""
    with ExitStack() as stack:
        partners = stack.enter_context(serving.serving(serving.partners, folder / "partners"))
        slack = f"http://127.0.0.1:{partners.port}"
        kinds = (serving.ours, serving.bare, serving.raw, serving.blank, serving.ours_carrying)
        served = {kind.__name__: stack.enter_context(_serving(kind, folder, slack, place)) for kind in kinds}
        bench = Bench({name: str(one.port) for name, one in served.items()}, size.load_seconds, itertools.count(1))
        alone = _in_turn(bench, 1, size.load_rounds)
        alone["raw"] = [bench.load("raw", 1)]
        many = _in_turn(bench, MANY, size.load_rounds)
        # What this one stages keeps its outbox busy for long, so it comes last.
        many["ours_carrying"] = [bench.load("ours_carrying", MANY)]
    lost = abs(_kept(place, folder / "ours") - _answered([*alone["ours"], *many["ours"]]))
    return _rows(alone, many, lost)


def _serving(kind: Kind, folder: Path, slack: str, place: Place) -> AbstractContextManager[Serving]:
    own = folder / kind.__name__
    return serving.serving(kind, own, slack, place.address(own))


def _in_turn(bench: Bench, connections: int, rounds: int) -> dict[str, list[Tally]]:
    taken: dict[str, list[Tally]] = {"blank": [bench.load("blank", connections)], "ours": [], "bare": []}
    for _ in range(rounds):
        for name in ("ours", "bare"):
            taken[name].append(bench.load(name, connections))
    return taken


def _rows(alone: dict[str, list[Tally]], many: dict[str, list[Tally]], lost: int) -> list[Row]:
    errors = sum(tally.errors for tallies in (*alone.values(), *many.values()) for tally in tallies)
    carrying = f"its p99 {_p99(many['ours_carrying'])}; {MESSAGE_THREADS} threads write to a Slack at 50 ms"
    return [
        Row("2 HTTP, 1 connection: rate / bare Bolt's", _rate(alone["ours"]), _rate(alone["bare"]),
            Goal(8, is_floor=True), f"the load generator's own ceiling: {_rate(alone['blank'])}"),
        Row("2 HTTP, 1 connection: a bare ack, its statements raw / bare Bolt's", _rate(alone["raw"]),
            _rate(alone["bare"]), None, "no work of its own, and each statement by itself"),
        Row("2 HTTP, 16 connections: rate / bare Bolt's", _rate(many["ours"]), _rate(many["bare"]),
            Goal(1, is_floor=True), f"the load generator's own ceiling: {_rate(many['blank'])}"),
        Row("2 HTTP, 16 connections: p99 / bare Bolt's", _p99(many["ours"]), _p99(many["bare"]), Goal(1)),
        Row("2 HTTP: errors, and answers without a row", Figure(errors + lost), None, Goal(0)),
        Row("2 HTTP, 16 connections: rate, outbox at work", _rate(many["ours_carrying"]), _rate(many["bare"]), None,
            carrying),
    ]  # fmt: skip


def _rate(tallies: list[Tally]) -> Figure:
    return Figure(median(tally.rate for tally in tallies), "/s")


def _p99(tallies: list[Tally]) -> Figure:
    return p99_ms([seconds for tally in tallies for seconds in tally.latencies])


def _answered(tallies: list[Tally]) -> int:
    return sum(len(tally.latencies) for tally in tallies)


def _kept(place: Place, folder: Path) -> int:
    with place.raw(folder) as connection:
        return int(connection.execute("SELECT count(*) FROM requests").fetchone()[0])
