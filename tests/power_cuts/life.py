"""`python -m tests.power_cuts.life FOLDER`: live on a ledger there, and answer after each commit.

An answer is a line on standard output: where one request stands now. It is what Slack or EnKash would have seen.
"""

from __future__ import annotations

import json
import logging
import os
import random
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import click

from bot.core.allocation import Allocated, Outcome, Refused, Unknown
from bot.core.command import Ask
from bot.core.ids import ID_ALPHABET
from bot.core.policy import Standing, User
from bot.core.reward import Request
from bot.ledger.sqlite import SqliteLedger
from bot.playground.play import import_sample_people
from bot.rewards.asking import Asked, Asker, Line
from bot.rewards.deciding import Click, Decider
from bot.rewards.sending import Sender
from bot.rewards.steps import Send
from bot.settings import to_policy
from tests.world import ASHA, DESIGN, FARAH, MEERA, RAVI, Clock

LEDGER = "shabash.db"
POLICY = to_policy(f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]')
# The bot is started so often, one after the other: the last connection to close empties the write-ahead log.
STARTS = 2
# So many that the log grows past the thousand pages after which SQLite empties it by itself.
REWARDS_EACH = 34


class LaxLedger(SqliteLedger):
    """The ledger with a weaker `PRAGMA synchronous` than it promises."""

    synchronous = "FULL"

    def _opened(self) -> sqlite3.Connection:
        connection = super()._opened()
        connection.execute(f"PRAGMA synchronous = {self.synchronous}")
        return connection


class Life:
    """One start of the bot. The clock stands almost still, so nothing is due but what was just approved."""

    def __init__(self, ledger: SqliteLedger, clock: Clock, triggers: Callable[[], object]) -> None:
        chance = random.Random(str(triggers()))
        self._ledger = ledger
        self._clock = clock
        self._triggers = triggers
        self._asker = Asker(ledger, POLICY, lambda count: "".join(chance.choices(ID_ALPHABET, k=count)))
        self._decider = Decider(ledger, POLICY)
        self._sender = Sender(ledger, POLICY, timeout_seconds=30)

    def reward(self, number: int) -> None:
        """Ask, and decide; of what is approved claim and settle one allocation."""
        self._clock.now += timedelta(seconds=0.01)
        line = Line("T0", DESIGN, MEERA, f"trigger {self._triggers()}", "https://hooks.slack.com/answer")
        asked = self._asker.ask(Ask((ASHA,), 100 + number, ("a demo " * 20,)), line)
        assert isinstance(asked, Asked), asked
        request_id = asked.request.id
        self._answer(request_id)
        decide = Click(request_id, RAVI)
        if number % 7 == 3:
            self._decider.decline(decide, "not now")
            self._answer(request_id)
            return
        self._decider.approve(decide)
        self._answer(request_id)
        send = self._sender.next_step()
        assert isinstance(send, Send), send
        self._answer(request_id)
        self._sender.settle(send, _outcome(number))
        self._answer(request_id)

    def _answer(self, request_id: str) -> None:
        with self._ledger.read() as view:
            request = view.request(request_id)
            assert request is not None
            told = {"id": request_id, "stands": stands(request), "entries": len(view.history(request_id))}
        os.write(1, json.dumps(told).encode() + b"\n")


def stands(request: Request) -> str:
    """Where it stands, as `shabash rewards list` shows it, and the number of its attempt."""
    reward = request.reward
    return f"{request.status if reward.status is None else reward.status} {reward.attempt}"


def _outcome(number: int) -> Outcome:
    if number % 7 == 5:
        return Unknown("no answer")
    return Refused("no such card") if number % 7 == 6 else Allocated("card", f"T{number}", Decimal(number))


def _populate(ledger: SqliteLedger) -> None:
    import_sample_people(ledger)
    with ledger.write() as tx:
        tx.replace_users([User(who, who.title(), Standing.MEMBER) for who in (MEERA, RAVI, FARAH, ASHA)], as_of=tx.now)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--synchronous", default="FULL")
def main(folder: Path, synchronous: str) -> None:
    """Live."""
    logging.disable(logging.CRITICAL)
    LaxLedger.synchronous = synchronous
    clock, triggers = Clock(), count()
    for start in range(STARTS):
        ledger = LaxLedger(folder / LEDGER, clock=clock)
        if start == 0:
            _populate(ledger)
        life = Life(ledger, clock, lambda: next(triggers))
        for number in range(REWARDS_EACH):
            life.reward(number)
        ledger.close()


if __name__ == "__main__":
    main()
