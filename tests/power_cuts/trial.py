"""So many power cuts in one recorded life, and after each the ledger as the bot finds it when it starts again."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from bot.ledger.sqlite import SqliteLedger
from bot.ledger.statements import Statements
from tests.power_cuts.disk import Disk
from tests.power_cuts.life import LEDGER, stands
from tests.power_cuts.recording import Answered, Event, record, why_not
from tests.prove.tally import Tally

ROOT = Path(__file__).parents[2]
WHAT = "power cuts, on SQLite"
SEED = 20_261_122
# Where files are memory: a sync costs nothing there, and is asked for and recorded all the same.
MEMORY = Path("/dev/shm")
UNSENT = {"pending 0", "approved 0"}

# What is approved or under way has an errand that carries it on; without one nobody would ever come back to it.
_LEFT_ALONE = """
    SELECT id FROM rewards WHERE status IN ('approved', 'sending', 'unknown') AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE lane = 'money' AND place = rewards.id AND done_at IS NULL
    )
"""


class Promised:
    """What was answered so far: of each request the last word."""

    def __init__(self) -> None:
        self.last: dict[str, tuple[str, int]] = {}

    def hear(self, line: str) -> None:
        told = json.loads(line)
        self.last[told["id"]] = (told["stands"], told["entries"])


def trial(count: int, progress: Callable[[int], object], *, synchronous: str = "FULL", seed: int = SEED) -> Tally:
    """Cut so often; `progress(1)` after each. Skipped where nothing can be recorded."""
    if why_not():
        return Tally(WHAT, 0, 0, skipped=why_not())
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="shabash-cuts-", dir=memory) as scratch:
        life = Path(scratch).resolve() / "life"
        life.mkdir()
        events = record(ROOT, life, "--synchronous", synchronous)
        rewards = {json.loads(event.line)["id"] for event in events if isinstance(event, Answered)}
        tally = Tally(WHAT, count, len(rewards))
        before = logging.root.manager.disable
        logging.disable(logging.CRITICAL)
        try:
            _cut_often(events, count, seed, Path(scratch), tally, progress)
        finally:
            logging.disable(before)
    return tally


def _cut_often(
    events: Sequence[Event], count: int, seed: int, scratch: Path, tally: Tally, progress: Callable[[int], object]
) -> None:
    chance = Random(seed)
    disk, promised = Disk(), Promised()
    played = 0
    for moment in sorted(chance.randint(0, len(events)) for _ in range(count)):
        for event in events[played:moment]:
            disk.play(event)
            if isinstance(event, Answered):
                promised.hear(event.line)
        played = moment
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            disk.cut(Random(f"{seed} {moment} {chance.random()}"), Path(folder))
            _hold(Path(folder) / LEDGER, promised, f"cut after {moment} of {len(events)} calls", tally)
        progress(1)


def _hold(path: Path, promised: Promised, where: str, tally: Tally) -> None:
    """Start again on what is left, and hold it to what was promised."""
    try:
        ledger = SqliteLedger(path)
        with ledger.read() as view:
            _compare(view, promised, where, tally)
        with ledger.write() as tx:
            tx.replace_members("S0FINANCE", ("U02RAVI",))
        ledger.close()
    except Exception as error:  # noqa: BLE001 - whatever a start dies of is what the cut did
        tally.other.append(f"{where}: no start, {type(error).__name__}: {error}")


def _compare(view: Statements, promised: Promised, where: str, tally: Tally) -> None:
    health = [row[0] for row in view._all("PRAGMA integrity_check")]
    tally.other.extend(f"{where}: {line}" for line in health if line != "ok")
    tally.other.extend(f"{where}: nobody comes back to {row[0]}" for row in view._all(_LEFT_ALONE))
    found = {request.id: request for request in view.requests(limit=1_000_000)}
    for request_id, (told, entries) in promised.last.items():
        request = found.get(request_id)
        now = "gone" if request is None else stands(request)
        kept = len(view.history(request_id))
        if kept < entries or (kept == entries and now != told):
            tally.lost.append(f"{where}: {request_id} was {told} with {entries} entries, and is {now} with {kept}")
            if told not in UNSENT and now in UNSENT:
                tally.doubled.append(f"{where}: {request_id} was {told}, and would be sent again")
    for request_id, request in found.items():
        moves = [recorded.entry.to_status for recorded in view.history(request_id) if recorded.entry.to_status]
        if not moves or moves[-1] != stands(request).split()[0]:
            tally.other.append(f"{where}: {request_id} is {stands(request)}, and its history says {moves}")
