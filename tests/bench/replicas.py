"""12: from one process to four on one Postgres: how many more commands a second, and what they wait for."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.bench import serving
from tests.bench.places import OnServer
from tests.bench.rows import Figure, Row
from tests.bench.sizes import Size
from tests.bench.traffic import MANY, Bench
from tests.postgres import ON_DISK, running_server, why_not


def measure(folder: Path, size: Size) -> list[Row]:
    """The same number of connections, spread over so many processes; no rows where there is no Postgres."""
    if why_not():
        return []
    with running_server(ON_DISK) as server, ExitStack() as stack:
        address = OnServer(server, stack).address(folder)
        numbers, rates, busy = itertools.count(1), list[float](), list[str]()
        for count in size.replicas:
            with ExitStack() as replicas:
                ports = [
                    replicas.enter_context(
                        serving.serving(serving.ours, folder / f"{count}-{number}", ledger=address)
                    ).port
                    for number in range(count)
                ]
                bench = Bench({"ours": ",".join(map(str, ports))}, size.load_seconds, numbers)
                busy_percent = _measuring_the_machine()
                rates.append(bench.load("ours", MANY).rate)
                busy.append(busy_percent())
    return [
        Row(f"12 {count} processes on Postgres: rate / one's", Figure(rate, "/s"), Figure(rates[0], "/s"), None,
            f"{MANY} connections in all; {busy_then}")
        for count, rate, busy_then in zip(size.replicas, rates, busy, strict=True)
    ]  # fmt: skip


def _measuring_the_machine() -> Callable[[], str]:
    """Called when it is over: how busy all cores were since, the database and the load generator included."""
    before, cores = _idle_and_all(), os.cpu_count()

    def since() -> str:
        if before is None or (after := _idle_and_all()) is None:
            return f"{cores} cores"
        idle, everything = after[0] - before[0], after[1] - before[1]
        return f"{cores} cores, {100 * (1 - idle / max(everything, 1)):.0f} % busy"

    return since


def _idle_and_all() -> tuple[int, int] | None:
    """In ticks since the machine started, of all cores; None where the kernel does not tell so."""
    of_linux = Path("/proc/stat")
    if not of_linux.exists():
        return None
    ticks = [int(word) for word in of_linux.read_text("ascii").splitlines()[0].split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)
