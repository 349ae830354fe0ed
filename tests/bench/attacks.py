"""8: every row of the table of attackers: what its refusal costs, beside a bare ack and beside a millisecond."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.bots import bare_bolt, open_bot
from tests.bench.deliveries import commands, delivering
from tests.bench.rows import Figure, Goal, Row, middle_ms
from tests.bench.sizes import Size
from tests.bench.timing import Prepare, interleaved
from tests.web.attacks import ATTACKS, Attack
from tests.wsgi import answer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MILLISECOND = Figure(1.0, "ms")


def measure(folder: Path, size: Size) -> list[Row]:
    """Every attack in turn, and an acknowledgement between them."""
    bot = open_bot(folder / "ours")
    app = bot.wsgi()
    ack = delivering(bare_bolt(process_before_response=True), commands())
    taken = interleaved({"ack": ack} | {name: _sending(app, attack) for name, attack in ATTACKS.items()}, size.attacks)
    bot.ledger.close()
    floor = middle_ms(taken.pop("ack"))
    figures = {name: middle_ms(seconds) for name, seconds in taken.items()}
    slowest = max(figures, key=lambda name: figures[name].value)
    return [
        Row("8 the slowest refusal / a millisecond", figures[slowest], MILLISECOND, Goal(1.0), slowest),
        *(Row(f"8 refused: {name} / bare ack", figure, floor) for name, figure in figures.items()),
    ]


def _sending(app: WSGIApplication, attack: Attack) -> Prepare:
    arriving, status = attack

    def prepare() -> Callable[[], object]:
        environ = arriving(int(time.time()))

        def run() -> None:
            answered, _ = answer(app, environ)
            assert answered == status, (answered, status)

        return run

    return prepare
