"""So many kills, in stories that are lived side by side: `trial(count)`."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import cache, partial
from pathlib import Path

from tests.kills.nursery import Nursery
from tests.kills.points import POINTS
from tests.kills.story import Story
from tests.kills.town import Told
from tests.kills.verdict import where_of
from tests.postgres import Server, server_for_others, why_not
from tests.prove.tally import Tally

# A story's first and last days cost as much as ten kills.
KILLS_A_STORY = 26
# So many of a story's kills are at named points, the others wherever they fall.
AIMS_A_STORY = 18


def trial(
    count: int,
    progress: Callable[[int], object] = lambda kills: None,
    *,
    first_seed: int = 0,
    is_on_postgres: bool = False,
    only: str = "",
) -> Tally:
    """At least so many kills, and at least one at each named point where there are enough of them; or one story with so
    many, aimed at this point alone. `progress` is called with how many more have been. Skipped where there is no
    Postgres and it is wanted."""
    what = f"kill -9 of a running bot, on {'Postgres' if is_on_postgres else 'SQLite'}"
    if is_on_postgres and why_not():
        return Tally(what, 0, 0, skipped=why_not())
    kills = count if only else KILLS_A_STORY
    stories = max(1, -(-count // kills))
    told: list[Told] = []
    with (
        server_for_others(is_wanted=is_on_postgres) as server,
        multiprocessing.get_context("spawn").Pool(min(os.cpu_count() or 1, stories)) as pool,
    ):
        for one in pool.imap_unordered(partial(_lived, server, kills, only), range(first_seed, first_seed + stories)):
            told.append(one)
            progress(one.kills)
        pool.close()
        pool.join()
    return _told(what, told)


def _lived(server: Server | None, kills: int, only: str, seed: int) -> Told:
    with (
        tempfile.TemporaryDirectory() as folder,
        nullcontext("") if server is None else server.database(is_empty=True) as url,
    ):
        story = Story(seed, Path(folder), _nursery(), url)
        try:
            return story.go(kills, [only] * kills if only else list(_aims(seed)))
        except AssertionError as stuck:
            # A broken promise like another one, and the other stories are told all the same.
            story.told.verdict.other.append(f"every wait ends: {stuck}, in {where_of(stuck)}")
            return story.told
        finally:
            story.close()


def _aims(seed: int) -> Iterator[str]:
    """All the named points in turn, over and over."""
    for place in range(seed * AIMS_A_STORY, (seed + 1) * AIMS_A_STORY):
        yield POINTS[place % len(POINTS)]


@cache
def _nursery() -> Nursery:
    """One for all the stories of this process."""
    nursery = Nursery()
    atexit.register(nursery.close)
    return nursery


def _told(what: str, told: list[Told]) -> Tally:
    hits: Counter[str] = sum((one.hits for one in told), Counter())
    named = sum(hits[point] for point in POINTS)
    missed = [point for point in POINTS if not hits[point]]
    # Fewer stories than this could not aim at each.
    is_to_be_whole = len(told) * AIMS_A_STORY >= len(POINTS)
    never = [f"all stories: each named point is reached: none died {point}" for point in missed if is_to_be_whole]
    kills = sum(one.kills for one in told)
    return Tally(
        f"{what}; {named} at {len(POINTS) - len(missed)} of {len(POINTS)} named points",
        kills,
        sum(one.verdict.rewards for one in told),
        [f"story {one.seed}: {line}" for one in told for line in one.verdict.lost],
        [f"story {one.seed}: {line}" for one in told for line in one.verdict.doubled],
        [f"story {one.seed}: {line}" for one in told for line in one.verdict.other] + never,
    )
