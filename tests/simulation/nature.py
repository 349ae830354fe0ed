"""Chance, time and memory of one run: everything that is not Shabash's own is decided here, by the seed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

Thing = TypeVar("Thing")

FIRST_MOMENT = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
NESTED_MAX = 2
# How often a process dies at a point; how often others die while somebody sleeps.
DEATH, DEATH_MEANWHILE = 0.004, 0.06
# How often others act while somebody waits, and how often that is a long sleep; on either side of a POST, and while
# the books are compared, both are commoner.
WAITS, WAITS_AT_POST, WAITS_AT_COMPARISON = (0.05, 0.15), (0.15, 0.7), (0.5, 0.3)


class Killed(BaseException):
    """A process is gone: nothing of it may catch this."""


class Nature:
    """`chance` is the only source of randomness, but for `privacy`, which says what is kept private: a life without any
    is as it would be if nobody could. The wall clock may jump, the monotonic one only goes on.

    `meanwhile` is called at every point at which a process waits or has just committed: others may act there, and in
    `long_meanwhile` for longer than any lease.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.privacy = random.Random(f"unheard {seed}")
        self.wall = FIRST_MOMENT
        self.monotonic_seconds = 0.0
        self.is_calm = False
        self.trace: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.long_meanwhile: Callable[[], None] = lambda: None
        self.is_deadly = True
        self.death = self.death_unwritten = DEATH
        self.deaths = 0
        """How many processes have died on the way to somewhere."""
        self._depth = 0

    def happens(self, probability: float) -> bool:
        """Whether something that goes wrong so often does so now; in calm nothing does."""
        return not self.is_calm and self.chance.random() < probability

    def pick(self, things: Sequence[Thing]) -> Thing:
        return things[int(self.chance.random() * len(things))]

    def now(self) -> datetime:
        """Each look is a microsecond later, so that no two things happen at one instant."""
        self.wall += timedelta(microseconds=1)
        return self.wall

    def monotonic(self) -> float:
        return self.monotonic_seconds

    def pass_time(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.monotonic_seconds += seconds

    def jump(self, seconds: float) -> None:
        """Somebody sets the wall clock."""
        self.note("the clock jumps", round(seconds))
        self.wall += timedelta(seconds=seconds)

    def letters(self, alphabet: str) -> Callable[[int], str]:
        return lambda count: "".join(self.pick(alphabet) for _ in range(count))

    def note(self, *words: object) -> None:
        """One line of the trace."""
        self.trace.append(f"{self.monotonic_seconds:.0f} " + " ".join(map(str, words)))

    def interlude(self, waits: tuple[float, float] = WAITS) -> None:
        """Others act while this process waits; not deeper than a few of them inside one another."""
        if self._depth >= NESTED_MAX or not self.happens(waits[0]):
            return
        self._depth += 1
        try:
            if self._depth == 1 and self.chance.random() < waits[1]:
                self._sleep()
            else:
                self.meanwhile()
        finally:
            self._depth -= 1

    def _sleep(self) -> None:
        """A process is paused past every lease and woken; whoever takes over from it lives dangerously."""
        self.note("somebody sleeps")
        with self.dying(DEATH_MEANWHILE, DEATH_MEANWHILE):
            self.long_meanwhile()
        self.note("the sleeper wakes")

    @contextmanager
    def dying(self, often: float, often_unwritten: float) -> Iterator[None]:
        """How often a process dies meanwhile, at any point and between EnKash's answer and its being written down."""
        before = self.death, self.death_unwritten
        self.death, self.death_unwritten = often, often_unwritten
        try:
            yield
        finally:
            self.death, self.death_unwritten = before

    def kills(self, *, unwritten: bool) -> bool:
        """Whether whoever is at this point dies there; `unwritten` is the worst one to die at."""
        dies = self.is_deadly and self.happens(self.death_unwritten if unwritten else self.death)
        self.deaths += dies
        return dies

    @property
    def digest(self) -> str:
        """What tells this run from any other."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]
