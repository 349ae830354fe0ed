"""What a story of dying processes happens in: Slack, EnKash, people, one ledger, time, and what goes wrong."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from bot.ledger.keeping import Keeping
from bot.ledger.opening import open_ledger
from bot.ledger.rows import instant
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE, SEARCH, TOKEN, TRANSACTIONS
from bot.playground.enkash_books import OnRepeat
from bot.playground.faults import cut_body, drop_before, http_status, lose_reply
from bot.playground.play import import_sample_people, settings_for
from bot.playground.stage import serve
from bot.playground.workspace import RESPONSE_URL
from tests.kills.people import People
from tests.kills.shared_clock import SharedClock
from tests.kills.verdict import Verdict
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
# What passes until nothing is left to do: leases, look-ups, the requests' deadline, a day of an unknown.
CALM_PAUSES_SECONDS = (61, 61, 400, 7 * 3_600, 25 * 3_600)
# Then nobody does anything any more. A day's news may first be told as a process stops, so one more carries it.
LAST_PAUSES_SECONDS = (61, 25 * 3_600, 61)
# A process that was told to end is long gone by then, also where a machine has much else to do.
PATIENCE_SECONDS = 60.0


@dataclass
class Told:
    """What one story found."""

    seed: int
    kills: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    aimed: Counter[str] = field(default_factory=Counter)
    verdict: Verdict = field(default_factory=Verdict)


class Town:
    """`now` is the real time, and ahead of it. The ledger is in `folder`, or in the empty database at `url`."""

    def __init__(self, seed: int, folder: Path, url: str = "") -> None:
        self.told = Told(seed)
        self.chance = chance = random.Random(seed)
        self.folder = folder
        self.now = SharedClock(folder)
        on_repeat: OnRepeat = chance.choice([*get_args(OnRepeat), "credited"])
        self.slack, self.enkash = witnesses(self.now, on_repeat)
        self._served = serve(self.slack, self.enkash)
        settings = settings_for(self._served, folder)
        chosen = {"enkash_timeout_seconds": TIMEOUT_SECONDS, "shutdown_seconds": SHUTDOWN_SECONDS}
        settings = settings.model_copy(update={**chosen, "database_url": url or settings.database_url})
        self.env = environment(settings, POLICY=POLICY)
        ledger = open_ledger(settings.database_url, clock=self.now, keys=settings.history_keys)
        import_sample_people(ledger)
        assert isinstance(ledger, Keeping)
        self.ledger: Keeping = ledger
        self.crowd = ThreadPoolExecutor(3)
        self.people = People(chance, self.slack, self.enkash, self.ledger, self.crowd)

    def weather(self) -> None:
        """What else goes wrong from now on at EnKash and at Slack."""
        chance = self.chance
        if chance.random() < 0.2:
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

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.enkash.faults.clear()
        self.slack.faults.clear()

    def calm(self) -> None:
        """Nothing goes wrong any more, and EnKash is through with what it has in hand."""
        self.clear()
        self.enkash.unlock()
        wait_until(lambda: not any(not post.answered for post in self.enkash.posts), PATIENCE_SECONDS)

    def is_anything_due(self) -> bool:
        with self.ledger.read() as view:
            soon = instant(view.now)
            return bool(view._one("SELECT 1 FROM outbox WHERE done_at IS NULL AND due_at <= ? LIMIT 1", soon)) or bool(
                view._one("SELECT 1 FROM outbox WHERE done_at IS NULL AND is_in_hand = 1 LIMIT 1")
            )

    def close(self) -> None:
        self.crowd.shutdown()
        self.ledger.close()
        self._served.stop()
        self.now.close()


def wait_a_little(found: Callable[[], bool]) -> None:
    """For what need not come."""
    a_moment = threading.Event()
    for _ in range(100):
        if found():
            return
        a_moment.wait(0.01)


_AT_ENKASH = (
    lose_reply, lose_reply, drop_before, lambda: http_status(500), cut_body, enkash_faults.html_after,
    enkash_faults.no_code, lambda: enkash_faults.refuse("Card is blocked"), no_balance, enkash_faults.other_person,
)  # fmt: skip
