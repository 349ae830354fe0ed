"""3: EnKash hangs and approvals queue up, and nobody who types or clicks may feel it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from bot.app import MONEY_THREADS, Shabash
from bot.core.allocation import Allocation, CardHolder, Finding, NotFound, NotSent, Outcome
from bot.ledger import Lane
from bot.outbox import Crew, Outbox
from bot.outbox.money import MoneyLane
from tests.bench.bots import ask_and_approve, open_bot
from tests.bench.deliveries import Delivery, approval, commands, deliver, delivering, request_id_in
from tests.bench.places import IN_A_FILE, Place
from tests.bench.rows import Goal, Row, p99_ms
from tests.bench.sizes import Size
from tests.bench.timing import Prepare, interleaved

# Nothing should take nearly as long; a benchmark that hangs is worse than one that fails.
PATIENCE_SECONDS = 60


class Hanging:
    """An EnKash that takes an allocation and answers nothing until it is let go."""

    def __init__(self) -> None:
        self.taken = threading.Semaphore(0)
        self.let_go = threading.Event()

    def allocate(self, allocation: Allocation, *, proceed: Callable[[], bool], leaves: Callable[[], bool]) -> Outcome:
        assert proceed()
        assert leaves()
        self.taken.release()
        self.let_go.wait()
        return NotSent("The measurement is over.", stop=True)

    def find(self, allocation: Allocation) -> Finding:
        return NotFound("nobody looks")

    def balance_of(self, card_holder: CardHolder) -> Decimal | None:
        return None

    def resume(self) -> None:
        """Nothing was stopped."""


def measure(folder: Path, size: Size, place: Place = IN_A_FILE) -> list[Row]:
    """A bot whose every money thread waits for EnKash, beside one that has nothing to carry."""
    idle, busy = (open_bot(folder / name, database_url=place.address(folder / name)) for name in ("idle", "busy"))
    enkash = Hanging()
    outbox = _hold(busy, enkash, size.queued)
    taken = interleaved(
        {
            "idle command": delivering(idle.wsgi(), commands(1_000)),
            "busy command": delivering(busy.wsgi(), commands(1_000)),
            "idle click": _clicking(idle, commands(1_000_000)),
            "busy click": _clicking(busy, commands(1_000_000)),
        },
        size.clicks,
    )
    with busy.ledger.read() as view:
        assert view.due(Lane.MONEY) is not None, "something was carried meanwhile"
    enkash.let_go.set()
    assert outbox.stop(PATIENCE_SECONDS)
    for bot in (idle, busy):
        bot.ledger.close()
    note = (
        f"{MONEY_THREADS} threads held, {size.queued - MONEY_THREADS} approvals and every further one wait;"
        " no messages go"
    )
    return [
        Row(f"3 EnKash hangs: {what} p99 / idle", p99_ms(taken[f"busy {what}"]), p99_ms(taken[f"idle {what}"]),
            Goal(1.5), note)
        for what in ("command", "click")
    ]  # fmt: skip


def _hold(bot: Shabash, enkash: Hanging, queued: int) -> Outbox:
    """Approve so many, and return once each money thread has an allocation in hand that does not end."""
    ask_and_approve(bot, commands(), queued)
    lane = MoneyLane(bot.sender, enkash)
    crews = {Lane.MONEY: Crew(lane.run_once, MONEY_THREADS), Lane.MESSAGES: Crew(bot.messages.run_once, 0)}
    outbox = Outbox(bot.ledger, crews)
    outbox.start()
    for _ in range(MONEY_THREADS):
        assert enkash.taken.acquire(timeout=PATIENCE_SECONDS)
    return outbox


def _clicking(bot: Shabash, deliveries: Iterator[Delivery]) -> Prepare:
    """A click on Approve, each time on a request of its own, which is asked before the time counts."""
    app = bot.wsgi()

    def prepare() -> Callable[[], object]:
        request_id = request_id_in(deliver(app, next(deliveries).environ()))
        environ = approval(request_id).environ()
        return lambda: deliver(app, environ)

    return prepare
