"""One ledger through many deaths: a life, a death, some time, the next life; in the end calm, and the check."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.core.reward import RewardStatus
from bot.playground.enkash import ALLOCATE, TOKEN
from bot.playground.faults import drop_before
from tests.kills.killable import Fuse
from tests.kills.nursery import Life, Nursery, Order
from tests.kills.people import posting_to
from tests.kills.points import OUTSIDE, SETTLING, STOPPING, WITHIN
from tests.kills.town import (
    CALM_PAUSES_SECONDS,
    LAST_PAUSES_SECONDS,
    PATIENCE_SECONDS,
    TIMEOUT_SECONDS,
    Told,
    Town,
    wait_a_little,
)
from tests.kills.verdict import judged
from tests.kills.witnesses import no_balance, slow
from tests.waiting import wait_until

# How much time passes between two lives: none, or enough for every lease.
PAUSES_SECONDS = (0, 5, 61, 61, 61, 130)
# What is aimed at is seldom reached while a lease of an earlier life runs.
PAUSES_BEFORE_AN_AIM_SECONDS = (61, 130)
TRIES_MAX = 6
ROUNDS_MAX = 5
DEEDS_A_ROUND = 6


class Story(Town):
    """`go` lives through so many kills, the named ones first."""

    def __init__(self, seed: int, folder: Path, nursery: Nursery, url: str = "") -> None:
        super().__init__(seed, folder, url)
        self._nursery = nursery

    def go(self, kills: int, aims: Sequence[str]) -> Told:
        """A life that does not come by its point is killed all the same, and another one aims at it later."""
        self._live("", is_long=True)
        missed = list(aims)
        for _ in range(TRIES_MAX):
            missed = [aim for aim in missed if not self._aim(aim)]
        while self.told.kills < kills:
            self._live("")
        self._come_to_rest()
        judged(self.told.verdict, self.ledger, self.enkash, self.slack, self.people)
        return self.told

    def _aim(self, aim: str) -> bool:
        """Only what was in flight at a death can lapse."""
        if "lapse" in aim:
            self._live("when the POST arrives")
        return self._live(aim)

    def _live(self, aim: str, *, is_long: bool = False) -> bool:
        """One life and its violent end; whether that was at the point aimed at. A long one ends after a busy day."""
        chance = self.chance
        self.now.pass_time(chance.choice(PAUSES_BEFORE_AN_AIM_SECONDS if aim else PAUSES_SECONDS))
        self._weather_for(aim)
        passage = chance.choice((1, 1, 1, 2))
        is_within = aim in WITHIN
        point, passage_of = (aim, 1 if aim in STOPPING else passage) if is_within else ("", 1)
        order = Order(str(self.folder), self.env, point=point, passage=passage_of)
        life = self._nursery.bear(order)
        fuse = Fuse(aim if aim in OUTSIDE else "", passage, lambda: life.signal(signal.SIGKILL))
        with self._watching(fuse), self._at_some_time(life, None if aim or is_long else chance.uniform(0.0, 0.8)):
            self._busy_day(life, fuse, aim)
        # One that was told to stop may have done so without coming by its point.
        is_hit = life.code == -signal.SIGKILL if is_within else fuse.is_burnt
        life.signal(signal.SIGKILL)
        wait_until(lambda: life.is_over)
        self._note(life, aim if is_hit else "")
        return is_hit

    def _note(self, life: Life, hit: str) -> None:
        """How it ended: by SIGKILL, or else something is wrong."""
        self.told.verdict.deaths(life, {0, -signal.SIGKILL})
        if life.code == -signal.SIGKILL:
            self.told.kills += 1
            self.told.hits[hit] += 1

    def _busy_day(self, life: Life, fuse: Fuse, aim: str) -> None:
        if not self._is_open(life, fuse):
            return
        if aim in STOPPING:
            self._stop(life)
            return
        for _ in range(ROUNDS_MAX):
            self.people.act(DEEDS_A_ROUND, aim)
            if life.is_over:
                return
        wait_a_little(lambda: life.is_over or not self.is_anything_due())
        if aim in SETTLING:
            self._settle(life)

    def _settle(self, life: Life) -> None:
        """What EnKash left unanswered is settled by an operator, again and again until this life ends."""

        def is_dead() -> bool:
            self.people.at_once([self.people.ask, self.people.approve, self.people.see_to_trouble])
            return life.is_over

        wait_a_little(is_dead)

    def _stop(self, life: Life) -> None:
        """Told to end with a claim in hand that waits for a token."""

        def is_claimed() -> bool:
            self.people.at_once([self.people.ask, self.people.approve])
            rewards = [request.reward for request in self.people.requests()]
            leases = [reward.lease_ends_at for reward in rewards if reward.status is RewardStatus.SENDING]
            return life.is_over or any(ends_at and ends_at > self.now() for ends_at in leases)

        # Nothing is claimed while sending is paused, and an earlier life may have ended so.
        self.people.at_once([self.people.see_to_trouble])
        wait_a_little(is_claimed)
        life.signal(signal.SIGTERM)
        self._see_it_end(life)

    def _see_it_end(self, life: Life) -> None:
        """Told to end, it does, or it is asked where it stands: then that is what the story has found."""
        try:
            wait_until(lambda: life.is_over, PATIENCE_SECONDS)
        except AssertionError:
            life.signal(signal.SIGUSR1)
            wait_a_little(lambda: any("most recent call" in line for line in life.strays))
            raise AssertionError(f"told to end, it goes on: {''.join(life.strays)[-3000:]}") from None

    def _is_open(self, life: Life, fuse: Fuse | None = None) -> bool:
        """Wait until Slack can deliver there; False where it died before."""
        wait_until(lambda: life.is_over or life.port())
        port = life.port()
        if port is None:
            return False
        self.slack.deliver_by(posting_to(port, lambda: fuse.passes("after the answer arrived") if fuse else None))
        return True

    @contextmanager
    def _watching(self, fuse: Fuse) -> Iterator[None]:
        self.slack.passes = self.enkash.passes = fuse.passes
        yield
        self.slack.passes = self.enkash.passes = lambda point: None

    @contextmanager
    def _at_some_time(self, life: Life, seconds: float | None) -> Iterator[None]:
        """SIGKILL after so long, wherever that finds it."""
        timer = threading.Timer(seconds or 0.0, life.signal, (signal.SIGKILL,))
        timer.daemon = True
        if seconds is not None:
            timer.start()
        yield
        timer.cancel()

    def _weather_for(self, aim: str) -> None:
        """What goes wrong in this life; where it would keep it from its point, little."""
        self.clear()
        if aim in STOPPING:
            self.enkash.faults.next(TOKEN, slow(TIMEOUT_SECONDS * 0.9), times=3)
            return
        if aim in SETTLING:
            self.enkash.faults.next(ALLOCATE, drop_before(), times=3)
            return
        if "balance" in aim:
            self.enkash.faults.next(ALLOCATE, no_balance(), times=3)
        self.weather()

    def _come_to_rest(self) -> None:
        """Nothing goes wrong any more, whoever can settle does, and time passes until nothing is left to do."""
        self.calm()
        for seconds in CALM_PAUSES_SECONDS:
            self._live_in_calm(seconds, [self.people.see_to_trouble])
        for seconds in LAST_PAUSES_SECONDS:
            self._live_in_calm(seconds, [])
        self.crowd.shutdown()

    def _live_in_calm(self, seconds: float, deeds: Sequence[Callable[[], object]]) -> None:
        self.now.pass_time(seconds)
        life = self.born()
        wait_until(lambda: not self.is_anything_due())
        self.people.at_once(deeds)
        wait_until(lambda: not self.is_anything_due())
        self.end(life)

    def born(self) -> Life:
        """A life that nothing is to kill, once it listens."""
        life = self._nursery.bear(Order(str(self.folder), self.env))
        assert self._is_open(life), life.strays
        return life

    def end(self, life: Life) -> None:
        """SIGTERM, and whatever that takes."""
        life.signal(signal.SIGTERM)
        self._see_it_end(life)
        self.told.verdict.deaths(life, {0})
