"""One ledger through many deaths: a life, a death, some time, the next life; in the end calm, and the check."""

from __future__ import annotations

import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from bot.core.reward import RewardStatus
from bot.ledger import utc_now
from bot.ledger.rows import instant
from bot.ledger.sqlite import SqliteLedger
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE, SEARCH, TOKEN, TRANSACTIONS
from bot.playground.enkash_books import OnRepeat
from bot.playground.faults import cut_body, drop_before, http_status, lose_reply
from bot.playground.play import import_sample_people, settings_for
from bot.playground.stage import serve
from bot.playground.workspace import RESPONSE_URL
from tests.kills.killable import Fuse
from tests.kills.nursery import Life, Nursery, Order
from tests.kills.people import People, posting_to
from tests.kills.points import OUTSIDE, STOPPING, WITHIN
from tests.kills.verdict import Verdict, judged
from tests.kills.witnesses import no_balance, slow, witnesses
from tests.shell import environment
from tests.waiting import wait_until

TIMEOUT_SECONDS = 1.0
SHUTDOWN_SECONDS = 2.0
POLICY = """
[approvals]
approvers = ["U02RAVI", "U05FARAH"]
expires_hours = 6
[rewards]
open_requests_max = 1000
"""
# How much time passes between two lives: none, or enough for every lease.
PAUSES_SECONDS = (0, 5, 61, 61, 61, 130)
# What then passes until nothing is left to do: leases, look-ups, the requests' deadline, a day of an unknown.
CALM_PAUSES_SECONDS = (61, 61, 400, 7 * 3_600, 25 * 3_600)
# Then nobody does anything any more. A day's news may first be told as a process stops, so one more carries it.
LAST_PAUSES_SECONDS = (61, 25 * 3_600, 61)
# What is aimed at is seldom reached while a lease of an earlier life runs.
PAUSES_BEFORE_AN_AIM_SECONDS = (61, 130)
TRIES_MAX = 6
# A process that was told to end is long gone by then, also where a machine has much else to do.
PATIENCE_SECONDS = 60.0
ROUNDS_MAX = 5
DEEDS_A_ROUND = 6


@dataclass
class Told:
    """What one story found."""

    seed: int
    kills: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    verdict: Verdict = field(default_factory=Verdict)


class Story:
    """`go` lives through so many kills, the named ones first; `clock` is the real one, and ahead of it."""

    def __init__(self, seed: int, folder: Path, nursery: Nursery) -> None:
        self.told = Told(seed)
        self._chance = chance = random.Random(seed)
        self._ahead_seconds = 0.0
        self._folder = folder
        self._nursery = nursery
        on_repeat: OnRepeat = chance.choice([*get_args(OnRepeat), "credited"])
        self.slack, self.enkash = witnesses(self.now, on_repeat)
        self._served = serve(self.slack, self.enkash)
        chosen = {"enkash_timeout_seconds": TIMEOUT_SECONDS, "shutdown_seconds": SHUTDOWN_SECONDS}
        settings = settings_for(self._served, folder).model_copy(update=chosen)
        self._env = environment(settings, POLICY=POLICY)
        self.ledger = SqliteLedger(settings.ledger_path, clock=self.now, keys=settings.history_keys)
        import_sample_people(self.ledger)
        self._crowd = ThreadPoolExecutor(3)
        self.people = People(chance, self.slack, self.enkash, self.ledger, self._crowd)

    def now(self) -> datetime:
        return utc_now() + timedelta(seconds=self._ahead_seconds)

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
        chance = self._chance
        self._ahead_seconds += chance.choice(PAUSES_BEFORE_AN_AIM_SECONDS if aim else PAUSES_SECONDS)
        self._weather(aim)
        passage = chance.choice((1, 1, 1, 2))
        is_within = aim in WITHIN
        order = Order(
            str(self._folder),
            self._env,
            self._ahead_seconds,
            aim if is_within else "",
            1 if aim in STOPPING else passage,
        )
        life = self._nursery.bear(order)
        fuse = Fuse(aim if aim in OUTSIDE else "", passage, lambda: life.signal(signal.SIGKILL))
        with self._watching(fuse), self._at_some_time(life, None if aim or is_long else chance.uniform(0.0, 0.8)):
            self._busy_day(life, fuse, aim)
        is_hit = life.is_over if is_within else fuse.is_burnt
        life.signal(signal.SIGKILL)
        wait_until(lambda: life.is_over)
        self._note(life, aim if is_hit else "")
        return is_hit

    def _note(self, life: Life, hit: str) -> None:
        """How it ended: by SIGKILL, or else something is wrong."""
        self.told.verdict.deaths(life)
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
        self._wait_a_little(lambda: life.is_over or not self._is_anything_due())

    def _stop(self, life: Life) -> None:
        """Told to end with a claim in hand that waits for a token."""

        def is_claimed() -> bool:
            self.people.at_once([self.people.ask, self.people.approve])
            rewards = [request.reward for request in self.people.requests()]
            leases = [reward.lease_ends_at for reward in rewards if reward.status is RewardStatus.SENDING]
            return life.is_over or any(ends_at and ends_at > self.now() for ends_at in leases)

        # Nothing is claimed while sending is paused, and an earlier life may have ended so.
        self.people.at_once([self.people.see_to_trouble])
        self._wait_a_little(is_claimed)
        life.signal(signal.SIGTERM)
        self._see_it_end(life)

    def _see_it_end(self, life: Life) -> None:
        """Told to end, it does, or it is asked where it stands: then that is what the story has found."""
        try:
            wait_until(lambda: life.is_over, PATIENCE_SECONDS)
        except AssertionError:
            life.signal(signal.SIGUSR1)
            self._wait_a_little(lambda: any("most recent call" in line for line in life.strays))
            raise AssertionError(f"told to end, it goes on: {''.join(life.strays)[-3000:]}") from None

    def _wait_a_little(self, found: Callable[[], bool]) -> None:
        """For what need not come."""
        a_moment = threading.Event()
        for _ in range(100):
            if found():
                return
            a_moment.wait(0.01)

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

    def _weather(self, aim: str) -> None:
        """What goes wrong in this life at EnKash and at Slack."""
        chance = self._chance
        self.enkash.faults.clear()
        self.slack.faults.clear()
        if aim in STOPPING:
            self.enkash.faults.next(TOKEN, slow(TIMEOUT_SECONDS * 0.9), times=3)
        if "balance" in aim:
            self.enkash.faults.next(ALLOCATE, no_balance(), times=3)
        if aim in STOPPING or chance.random() < 0.2:
            return
        for _ in range(chance.randint(1, 4)):
            self.enkash.faults.next(ALLOCATE, chance.choice(_AT_ENKASH)())
        if chance.random() < 0.3:
            self.enkash.faults.next(ALLOCATE, slow(chance.choice((0.1, TIMEOUT_SECONDS * 1.3))))
        if chance.random() < 0.3:
            self.enkash.faults.next(chance.choice((SEARCH, TRANSACTIONS)), http_status(500))
        if chance.random() < 0.1:
            self.enkash.faults.next(TOKEN, lose_reply())
        for method in ("chat.postMessage", "chat.update", RESPONSE_URL):
            if chance.random() < 0.2:
                self.slack.faults.next(method, chance.choice((lose_reply, drop_before))())

    def _come_to_rest(self) -> None:
        """Nothing goes wrong any more, whoever can settle does, and time passes until nothing is left to do."""
        self.enkash.faults.clear()
        self.slack.faults.clear()
        self.enkash.unlock()
        wait_until(lambda: not any(not post.answered for post in self.enkash.posts))
        for seconds in CALM_PAUSES_SECONDS:
            self._live_in_calm(seconds, [self.people.see_to_trouble])
        for seconds in LAST_PAUSES_SECONDS:
            self._live_in_calm(seconds, [])
        self._crowd.shutdown()

    def _live_in_calm(self, seconds: float, deeds: Sequence[Callable[[], object]]) -> None:
        self._ahead_seconds += seconds
        life = self.born()
        wait_until(lambda: not self._is_anything_due())
        self.people.at_once(deeds)
        wait_until(lambda: not self._is_anything_due())
        self.end(life)

    def born(self) -> Life:
        """A life that nothing is to kill, once it listens."""
        life = self._nursery.bear(Order(str(self._folder), self._env, self._ahead_seconds))
        assert self._is_open(life), life.strays
        return life

    def end(self, life: Life) -> None:
        """SIGTERM, and whatever that takes."""
        life.signal(signal.SIGTERM)
        self._see_it_end(life)
        self.told.verdict.deaths(life, is_calm=True)

    def _is_anything_due(self) -> bool:
        with self.ledger.read() as view:
            soon = instant(view.now)
            return bool(view._one("SELECT 1 FROM outbox WHERE done_at IS NULL AND due_at <= ? LIMIT 1", soon)) or bool(
                view._one("SELECT 1 FROM outbox WHERE done_at IS NULL AND is_in_hand = 1 LIMIT 1")
            )

    def close(self) -> None:
        self.ledger.close()
        self._served.stop()


_AT_ENKASH = (
    lose_reply, lose_reply, drop_before, lambda: http_status(500), cut_body, enkash_faults.html_after,
    enkash_faults.no_code, lambda: enkash_faults.refuse("Card is blocked"), no_balance, enkash_faults.other_person,
)  # fmt: skip
