"""Every fault of every call that each deed makes of the ledger's files, or so many of them."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.disk_faults.deeds import Deeds
from tests.disk_faults.nursery import Fault, Nursery
from tests.power_cuts.recording import why_not
from tests.power_cuts.trial import MEMORY, ROOT
from tests.prove.tally import Tally
from tests.world import FARAH, RAVI, open_world

WHAT = "faults of the disk, on SQLite"
SEED = 20_261_122
DEEDS = ("ask", "approve", "send", "start")
# Each leaves a request or two behind, and a world that holds hundreds is slow to look through.
FAULTS_OF_A_WORLD = 100
ERRORS = ("EIO", "ENOSPC")
# A read finds no full disk.
NEVER = {("pread64", "ENOSPC")}
POLICY = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n[rewards]\nopen_requests_max = 1000000\n'


@contextmanager
def deeds_at(root: Path) -> Iterator[Deeds]:
    """A world whose bot, on failing disks, is the one that lies at `root`."""
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="shabash-faults-", dir=memory) as folder, Nursery(root) as nursery:
        world = open_world(Path(folder).resolve(), policy=POLICY)
        try:
            yield Deeds(world, nursery)
        finally:
            world.bot.ledger.close()
            world.served.stop()


def trial(count: int, progress: Callable[[int], object], *, root: Path = ROOT) -> Tally:
    """So many faults, by chance, or all there are; `progress(1)` after each. Skipped where no call can be failed."""
    if why_not():
        return Tally(WHAT, 0, 0, skipped=why_not())
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with deeds_at(root) as deeds:
            faults = _faults(deeds)
        chosen = faults if count >= len(faults) else Random(SEED).sample(faults, count)
        tally = Tally(WHAT, len(chosen), sum(deed != "start" for deed, _ in chosen))
        for start in range(0, len(chosen), FAULTS_OF_A_WORLD):
            with deeds_at(root) as deeds:
                for deed, fault in chosen[start : start + FAULTS_OF_A_WORLD]:
                    _hold(deeds, deed, fault, tally)
                    progress(1)
    finally:
        logging.disable(before)
    return tally


def _hold(deeds: Deeds, deed: str, fault: Fault, tally: Tally) -> None:
    for broken in deeds.do(deed, fault):
        kind = tally.doubled if "was sent" in broken else tally.other
        kind.append(f"{deed}: {fault}: {broken}")


def _faults(deeds: Deeds) -> list[tuple[str, Fault]]:
    """What can fail, once or for good, in each deed as it goes when nothing does."""
    found = []
    for deed in DEEDS:
        # The first of its kind binds, caches or opens what later ones find done.
        for _ in range(2):
            broken = deeds.do(deed)
            assert broken == [], broken
        for call, times in sorted(deeds.report.calls.items()):
            whens = [f"{number}{mark}" for number in range(1, times + 1) for mark in ("", "+")]
            errors = [error for error in ERRORS if (call, error) not in NEVER]
            found += [(deed, Fault(call, error, when)) for error in errors for when in whens]
    return found
