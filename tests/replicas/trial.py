"""So many troubles, in stories that are lived side by side: `trial(count)`."""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.kills.town import Told
from tests.kills.verdict import where_of
from tests.postgres import own_server, why_not
from tests.prove.tally import Tally
from tests.replicas.story import Story
from tests.replicas.troubles import OF_PROCESSES, OF_THE_DATABASE

WHAT = "troubles of four processes on one Postgres that goes away"
# Each has all of the database's troubles, and so many of those of processes.
OF_PROCESSES_A_STORY = 8
TROUBLES_A_STORY = len(OF_THE_DATABASE) + OF_PROCESSES_A_STORY


def trial(
    count: int, progress: Callable[[int], object] = lambda troubles: None, *, first_seed: int = 0, only: str = ""
) -> Tally:
    """At least so many troubles; or a story with one of them alone. `progress` is called with how many more have been.
    Skipped where no server can be started."""
    if why_not(is_own=True):
        return Tally(WHAT, 0, 0, skipped=why_not(is_own=True))
    stories = max(1, -(-count // TROUBLES_A_STORY))
    told: list[Told] = []
    # A story has five processes and a server, which mostly wait.
    with multiprocessing.get_context("spawn").Pool(min(os.cpu_count() or 1, stories)) as pool:
        for one in pool.imap_unordered(
            partial(_lived, [only] if only else []), range(first_seed, first_seed + stories)
        ):
            told.append(one)
            progress(one.kills)
        pool.close()
        pool.join()
    return _told(told)


def chosen(seed: int) -> list[str]:
    """The troubles of one story: the steps at which processes die or sleep come in turn, over and over."""
    steps = list(OF_PROCESSES)
    random.Random(0).shuffle(steps)
    first = seed * OF_PROCESSES_A_STORY
    names = [*OF_THE_DATABASE, *(steps[place % len(steps)] for place in range(first, first + OF_PROCESSES_A_STORY))]
    return random.Random(seed).sample(names, len(names))


def _lived(only: list[str], seed: int) -> Told:
    with own_server() as server, server.database(is_empty=True) as url, tempfile.TemporaryDirectory() as folder:
        story = Story(seed, Path(folder), server, url)
        try:
            return story.go(only or chosen(seed))
        except AssertionError as stuck:
            # A broken promise like another one, and the other stories are told all the same.
            story.told.verdict.other.append(f"every wait ends: {stuck}, in {where_of(stuck)}")
            return story.told
        finally:
            story.close()


def _told(told: list[Told]) -> Tally:
    hits: Counter[str] = sum((one.hits for one in told), Counter())
    aimed: Counter[str] = sum((one.aimed for one in told), Counter())
    return Tally(
        f"{WHAT}; {hits.total()} of {aimed.total()} steps that were aimed at were hit",
        sum(one.kills for one in told),
        sum(one.verdict.rewards for one in told),
        [f"story {one.seed}: {line}" for one in told for line in one.verdict.lost],
        [f"story {one.seed}: {line}" for one in told for line in one.verdict.doubled],
        [f"story {one.seed}: {line}" for one in told for line in one.verdict.other],
    )
