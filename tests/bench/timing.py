"""Side by side: A B C, B C A, C A B, so that what the machine does meanwhile meets all alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

Prepare = Callable[[], Callable[[], object]]
"""Makes ready, untimed, what is then timed."""

Samples = dict[str, list[float]]
"""The seconds of each run, by the name of the side."""


def interleaved(
    sides: Mapping[str, Prepare], rounds: int, *, block: int = 1, clock: Callable[[], float] = time.perf_counter
) -> Samples:
    """The seconds that each run of each side took, in order: `block` runs of a side in each round.

    A tenth as many rounds go before, unmeasured. Sides that sleep want blocks: what runs after a sleep runs slower.
    """
    names = list(sides)
    taken: Samples = {name: [] for name in names}
    warm_up = max(1, rounds // 10)
    for number in range(warm_up + rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            seconds = [_timed(sides[name](), clock) for _ in range(block)]
            if number >= warm_up:
                taken[name] += seconds
    return taken


def _timed(run: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    run()
    return clock() - started
