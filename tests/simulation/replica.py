"""One process of the bot, made of the real parts, that may die wherever it commits or calls out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.connecting import enkash_config
from bot.core.ids import ID_ALPHABET
from bot.core.message import Message, Post
from bot.core.policy import Policy
from bot.enkash import EnkashClient
from bot.ledger.keeping import Keeping
from bot.ledger.opening import SQLITE
from bot.ledger.postgres import PostgresLedger
from bot.ledger.sqlite import SqliteLedger
from bot.outbox.channels import Channels
from bot.outbox.links import Links
from bot.outbox.messages import MessageLane
from bot.outbox.money import MoneyLane
from bot.outbox.rate_limits import RateLimits
from bot.outbox.reconciling import Daily
from bot.playground.enkash import ALLOCATE
from bot.rewards.absences import Absences
from bot.rewards.asking import Asker
from bot.rewards.deciding import Decider
from bot.rewards.operating import Operators
from bot.rewards.pausing import Switch
from bot.rewards.reversing import Reverser
from bot.rewards.sending import Sender
from bot.rewards.signing_in import SigningIn
from bot.settings import Settings
from tests.simulation.enkash import SimulatedEnkash
from tests.simulation.nature import WAITS, WAITS_AT_POST, Killed, Nature
from tests.simulation.slack import SimulatedSlack


class MortalLedger(Keeping):
    """The real ledger, with a point before each transaction, before each commit and after it; which ledger, the next
    class in the order says."""

    replica: Replica

    @contextmanager
    def write(self, *, latest: float | None = None) -> Iterator[Any]:
        self.replica.point("before a transaction", WAITS)
        with super().write(latest=latest) as transaction:  # type: ignore[safe-super]
            yield transaction
            self.replica.point("before a commit")
        self.replica.point("after a commit", WAITS)


class MortalSqlite(MortalLedger, SqliteLedger):
    """In a file."""


class MortalPostgres(MortalLedger, PostgresLedger):
    """In a database. What dies undoes its transaction there, and its connections end before it starts again."""


class Line(httpx.BaseTransport):
    """The way to EnKash, and to nowhere once the process is dead."""

    def __init__(self, replica: Replica, enkash: SimulatedEnkash) -> None:
        self._replica = replica
        self._enkash = enkash

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._replica.point("before a call to EnKash")
        is_post = request.url.path.endswith(ALLOCATE)
        response = self._enkash.handle_request(request)
        where = "after a POST to EnKash" if is_post else "after a call to EnKash"
        self._replica.point(where, WAITS_AT_POST if is_post else None, unwritten=is_post)
        return response


class Voice:
    """The way to Slack, likewise."""

    def __init__(self, replica: Replica, slack: SimulatedSlack) -> None:
        self._replica = replica
        self._slack = slack

    def installation(self) -> object:
        self._replica.point("before a call to Slack")
        return self._slack.installation()

    def post(self, channel_id: str, message: Message, thread_ts: str | None = None) -> Post:
        self._replica.point("before a call to Slack")
        post = self._slack.post(channel_id, message, thread_ts)
        self._replica.point("after a call to Slack")
        return post

    def upload(self, png: bytes, words: str) -> str:
        return self._slack.upload(png, words)

    def update(self, post: Post, message: Message) -> None:
        self._replica.point("before a call to Slack")
        self._slack.update(post, message)
        self._replica.point("after a call to Slack")

    def whisper(self, response_url: str, message: Message, *, replace_original: bool) -> None:
        self._replica.point("before a call to Slack")
        self._slack.whisper(response_url, message, replace_original=replace_original)
        self._replica.point("after a call to Slack")

    def publish_home(self, user_id: str, view: dict[str, Any]) -> None:
        self._replica.point("before a call to Slack")
        self._slack.publish_home(user_id, view)
        self._replica.point("after a call to Slack")


class Replica:
    """`lives` counts the processes that were started in its place. `run` does one step, and survives its death."""

    def __init__(
        self, name: str, nature: Nature, url: str, settings: Settings, policy: Policy,
        enkash: SimulatedEnkash, slack: SimulatedSlack,
    ) -> None:  # fmt: skip
        self.name = name
        self.nature = nature
        self.lives = 0
        self._url = url
        self._settings = settings
        self._config = enkash_config(settings)
        self._policy = policy
        self._enkash_side = enkash
        self._slack_side = slack
        self._is_up = False
        self.start()

    def start(self) -> None:
        """A new process on the same ledger: nothing that was in memory is left."""
        self.lives += 1
        nature = self.nature
        self.ledger = self._opened()
        self.ledger.replica = self
        settings, policy, config = self._settings, self._policy, self._config
        attempts = SigningIn(self.ledger, config.credentials, timeout_seconds=config.timeout_seconds)
        self.enkash = EnkashClient(config, attempts, clock=nature.monotonic, transport=Line(self, self._enkash_side))
        self.asker = Asker(self.ledger, policy, nature.letters(ID_ALPHABET))
        self.reverser = Reverser(self.ledger, policy, nature.letters(ID_ALPHABET))
        self.decider = Decider(self.ledger, policy)
        self.absences = Absences(self.ledger, policy)
        self.operators = Operators(self.ledger, policy)
        self.switch = Switch(self.ledger)
        jitter = nature.chance.random
        self.sender = Sender(
            self.ledger,
            policy,
            timeout_seconds=settings.enkash_timeout_seconds,
            credentials=config.credentials,
            jitter=jitter,
        )
        self.money = MoneyLane(self.sender, self.enkash, monotonic=nature.monotonic, pause=nature.pass_time)
        self.messages = MessageLane(
            self.ledger, Voice(self, self._slack_side), policy, RateLimits(nature.monotonic, is_limited=False),
            Channels(self._slack_side, nature.monotonic), Links(self._slack_side),
            command=settings.slack_command, jitter=jitter,
        )  # fmt: skip
        self.daily = Daily(self.ledger, policy, self.enkash, pause=self._wait)
        self._is_up = True

    def _opened(self) -> MortalSqlite | MortalPostgres:
        clock, keys = self.nature.now, self._settings.history_keys
        if self._url.startswith(SQLITE):
            return MortalSqlite(Path(self._url.removeprefix(SQLITE)), clock=clock, keys=keys)
        return MortalPostgres(self._url, clock=clock, keys=keys)

    def _wait(self, seconds: float) -> bool:
        """Between two look-ups: money goes on, others act, and now and then the process is stopped."""
        self.nature.pass_time(seconds)
        self.point("between two look-ups", WAITS)
        self.money.run_once()
        return self.nature.happens(0.02)

    def point(self, where: str, waits: tuple[float, float] | None = None, *, unwritten: bool = False) -> None:
        """Here the process may die; where it `waits`, others may act meanwhile, and may have killed it. `unwritten`:
        EnKash has answered a POST, and nobody has written it down."""
        life = self.lives
        if waits is not None:
            self.nature.interlude(waits)
        if life != self.lives or not self._is_up:
            raise Killed
        if self.nature.kills(unwritten=unwritten):
            self.die(where)
            raise Killed

    def die(self, where: str) -> None:
        """`kill -9`."""
        self.nature.note(self.name, "dies", where)
        self._is_up = False

    def restart(self) -> None:
        self.nature.note(self.name, "starts again")
        self.close()
        self.start()

    def close(self) -> None:
        self.ledger.close()
        self.enkash.close()

    @contextmanager
    def living(self) -> Iterator[None]:
        """One step of it: when it dies on the way, a new process is there afterwards."""
        life = self.lives
        try:
            yield
        except Killed:
            if life == self.lives and not self._is_up:
                self.restart()

    def carry(self, steps_max: int = 400) -> None:
        """What the outbox does until nothing is due."""
        for _ in range(steps_max):
            done = 0
            with self.living():
                done = self.messages.run_once() + self.money.run_once()
            if not done:
                return
        raise AssertionError("the outbox does not come to rest")
