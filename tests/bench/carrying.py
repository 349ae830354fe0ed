"""4: the outbox against an EnKash that takes 50 ms, beside a plain loop of the same client."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot.app import MESSAGE_THREADS, MONEY_THREADS, Shabash
from bot.connecting import enkash_client
from bot.core.allocation import Allocated, Allocation, CardHolder
from bot.enkash import EnkashClient
from bot.ledger import Lane
from bot.outbox import Crew, Outbox
from bot.outbox.money import MoneyLane
from tests.bench import serving
from tests.bench.bots import addresses, ask_and_approve, open_bot
from tests.bench.deliveries import Delivery, commands, letters_from
from tests.bench.places import IN_A_FILE, Place
from tests.bench.rows import Figure, Goal, Row
from tests.bench.sizes import Size

ASHA = CardHolder("asha@example.com", "9876543210", "Ms", "Asha", "F")
PATIENCE_SECONDS = 120


@dataclass
class Bench:
    """The bot, its client of EnKash, requests to come, and a connection to look at the ledger with."""

    bot: Shabash
    client: EnkashClient
    deliveries: Iterator[Delivery]
    references: Iterator[str]
    ledger: Any

    def plainly(self, count: int) -> float:
        """Allocations a second of a loop that writes nothing down."""
        wanted = [Allocation(reference, 100, ASHA) for reference in itertools.islice(self.references, count)]
        started = time.perf_counter()
        with ThreadPoolExecutor(MONEY_THREADS) as pool:
            outcomes = list(pool.map(lambda allocation: self.client.allocate(allocation, proceed=lambda: True), wanted))
        seconds = time.perf_counter() - started
        assert all(isinstance(outcome, Allocated) for outcome in outcomes), outcomes[0]
        return count / seconds

    def through_the_outbox(self, count: int, *, message_threads: int) -> float:
        """Allocations a second of the outbox, which claims, sends, and settles each."""
        before = self._allocated()
        ask_and_approve(self.bot, self.deliveries, count)
        money = MoneyLane(self.bot.sender, self.client)
        crews = {
            Lane.MONEY: Crew(money.run_once, MONEY_THREADS),
            Lane.MESSAGES: Crew(self.bot.messages.run_once, message_threads),
        }
        broken = threading.Event()
        self.bot.ledger.on_end(lambda error: broken.set())
        outbox = Outbox(self.bot.ledger, crews)
        started = time.perf_counter()
        outbox.start()
        self._wait_for_the_money(broken)
        seconds = time.perf_counter() - started
        assert outbox.stop(PATIENCE_SECONDS)
        assert self._allocated() == before + count, "not all were approved and have arrived"
        return count / seconds

    def _wait_for_the_money(self, broken: threading.Event) -> None:
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while self._on_their_way() and not broken.wait(0.01):
            assert time.monotonic() < ends_at, "the outbox does not come to rest"

    def _allocated(self) -> int:
        sql = "SELECT count(*) FROM rewards WHERE status = 'allocated'"
        return int(self.ledger.execute(sql).fetchone()[0])

    def _on_their_way(self) -> bool:
        sql = "SELECT 1 FROM rewards WHERE status IN ('approved', 'sending') LIMIT 1"
        return self.ledger.execute(sql).fetchone() is not None


def measure(folder: Path, size: Size, place: Place = IN_A_FILE) -> list[Row]:
    """The money lane alone, and with the message lane at work beside it."""
    with serving.serving(serving.partners, folder / "partners") as partners:
        here = f"http://127.0.0.1:{partners.port}"
        bot = open_bot(folder / "ours", addresses(slack=here, enkash=here), place.address(folder / "ours"))
        client = enkash_client(bot.settings, bot.ledger)
        client.available_balance()
        plain, alone, both = [], [], []
        with place.raw(folder / "ours") as ledger:
            bench = Bench(bot, client, commands(), _references(), ledger)
            for _ in range(size.allocation_rounds):
                plain.append(bench.plainly(size.allocations))
                alone.append(bench.through_the_outbox(size.allocations, message_threads=0))
                both.append(bench.through_the_outbox(size.allocations, message_threads=MESSAGE_THREADS))
        client.close()
        bot.ledger.close()
    floor, goal = Figure(median(plain), "/s"), Goal(0.9, is_floor=True)
    return [
        Row("4 outbox to EnKash at 50 ms: rate / plain loop's", Figure(median(alone), "/s"), floor, goal,
            f"{MONEY_THREADS} in flight in both; the message lane stands still"),
        Row("4 the same, message lane at work too", Figure(median(both), "/s"), floor, None,
            f"{MESSAGE_THREADS} threads writing to a Slack at 50 ms all the while"),
    ]  # fmt: skip


def _references() -> Iterator[str]:
    letters = letters_from(2)
    while True:
        yield f"B{letters(19)}"
