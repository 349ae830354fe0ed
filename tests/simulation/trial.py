"""So many runs, side by side on every core or on as many as asked for: `trial(count)`."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from tests.postgres import Server, server_for_others, why_not
from tests.prove.tally import Tally
from tests.simulation.books import Violation
from tests.simulation.run import run

WHAT = "simulated lives of the company, on"
_LOST = {"what was answered is kept", "an approved reward comes to an end, or to a person"}
_DOUBLED = {"at most one credit for each reference"}


@dataclass(frozen=True, slots=True)
class _Lived:
    seed: int
    rewards: int
    violations: list[Violation]


def trial(
    count: int,
    progress: Callable[[int], object] = lambda runs: None,
    *,
    first: int = 0,
    until_caught: bool = False,
    processes: int = 0,
    is_on_postgres: bool = False,
) -> Tally:
    """Live the lives of `count` seeds, from `first` on, in so many `processes`; 0: one for each core. `progress(1)`
    after each. Skipped where there is no Postgres and it is wanted."""
    what = f"{WHAT} {'Postgres' if is_on_postgres else 'SQLite'}"
    if is_on_postgres and why_not():
        return Tally(what, 0, 0, skipped=why_not())
    tried = rewards = 0
    found: list[_Lived] = []
    with (
        server_for_others(is_wanted=is_on_postgres) as server,
        _lives(server, range(first, first + count), processes or os.cpu_count() or 1) as lives,
    ):
        for lived in lives:
            tried += 1
            rewards += lived.rewards
            progress(1)
            if lived.violations:
                found.append(lived)
                if until_caught:
                    break
    told = [
        (one.promise, f"seed {lived.seed}: {one.promise}: {one.where}") for lived in found for one in lived.violations
    ]
    lost = [line for promise, line in told if promise in _LOST]
    doubled = [line for promise, line in told if promise in _DOUBLED]
    other = [line for promise, line in told if promise not in _LOST | _DOUBLED]
    return Tally(what, tried, rewards, lost, doubled, other)


@contextmanager
def _lives(server: Server | None, seeds: range, processes: int) -> Iterator[Iterator[_Lived]]:
    """Each life as it ends; with one process in this very one, and in the order of the seeds."""
    if processes == 1:
        yield map(partial(_live, server), seeds)
        return
    with multiprocessing.Pool(processes) as pool:
        yield pool.imap_unordered(partial(_live, server), seeds, chunksize=4)


def _live(server: Server | None, seed: int) -> _Lived:
    """One seed; an error that nobody foresaw is what it found."""
    try:
        ended = run(seed, server)
    except Exception as error:  # noqa: BLE001 - whatever a run dies of is what it found
        where = traceback.extract_tb(error.__traceback__)[-1]
        return _Lived(seed, 0, [Violation("nothing unforeseen happens", f"{type(error).__name__} in {where.name}")])
    return _Lived(seed, ended.rewards, ended.violations)
