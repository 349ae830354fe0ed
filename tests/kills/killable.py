"""The whole bot with a fuse. What it is made of is wrapped, not changed: each wrapper passes a point and goes on."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import log
from bot.app import Role, Shabash
from bot.cli.ending import leave
from bot.core.allocation import Allocation, CardHolder, Finding, Outcome
from bot.core.errors import LedgerError
from bot.core.message import Message, Post
from bot.core.policy import Policy
from bot.ledger import Lane
from bot.ledger.keeping import Keeping
from bot.ledger.postgres import PostgresLedger
from bot.ledger.sqlite import SqliteLedger
from bot.ledger.statements import Statements
from bot.outbox.messages import SlackOut
from bot.outbox.money import Enkash
from bot.settings import Settings, read_policy, settings_from_environment
from tests.kills.shared_clock import SharedClock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The exit code of a process that had no ledger any more.
NO_LEDGER = 1
# Two of them, and what follows belongs to what the token is for.
TOKEN_CALL = "the token call's commit"
# Which of its entries says what a transaction was for.
_BY_ENTRY = {
    "asked": "the command's commit",
    "declined": "the decline's commit",
    "cancelled": "the cancellation's commit",
    "sending": "the claim's commit",
    "resolved": "the conclusion's commit",
}


@dataclass
class Fuse:
    """Burns down at the `passage`th passage of `point`, from whichever thread."""

    point: str = ""
    passage: int = 1
    burn: Callable[[], object] = lambda: None
    is_burnt: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def passes(self, point: str) -> None:
        if not point or point != self.point:
            return
        with self._lock:
            self.passage -= 1
            if self.passage == 0:
                self.is_burnt = True
                self.burn()


class Doing(threading.local):
    """What each thread's next commit is for, where its entries do not say."""

    commit = ""


class KillableLedger(Keeping):
    """The ledger, with a point on either side of each COMMIT; which ledger, the next class in the order says."""

    fuse: Fuse
    doing: Doing

    @contextmanager
    def write(self, *, latest: float | None = None) -> Iterator[Any]:
        with super().write(latest=latest) as tx:  # type: ignore[safe-super]
            yield tx
            commit = self._purpose(tx)
            self.fuse.passes(f"before {commit}")
        self.fuse.passes(f"after {commit}")
        if commit != TOKEN_CALL:
            self.doing.commit = ""

    def _purpose(self, tx: Statements) -> str:
        events = [entry.event for entry in tx.entries]
        named = next((_BY_ENTRY[event] for event in events if event in _BY_ENTRY), "")
        thread = threading.current_thread()
        if named or self.doing.commit:
            return named or self.doing.commit
        if "approved" in events:
            return "the put-back's commit" if thread is threading.main_thread() else "the approval's commit"
        if thread.name.startswith(Lane.MESSAGES):
            return "the taking of a message"
        if thread.name.startswith(Lane.MONEY):
            return "the lapse's commit" if "unknown" in events else "another commit"
        return "the wish's commit" if Lane.MONEY in tx.staged else "another commit"


class KillableSqlite(KillableLedger, SqliteLedger):
    """In a file."""


class KillablePostgres(KillableLedger, PostgresLedger):
    """In a database."""


@dataclass
class KillableEnkash:
    """The way to EnKash, with a point where the first byte leaves and where the reply has come."""

    within: Enkash
    fuse: Fuse
    doing: Doing

    def allocate(self, allocation: Allocation, *, proceed: Callable[[], bool], leaves: Callable[[], bool]) -> Outcome:
        def leaves_at_last() -> bool:
            self.fuse.passes("before the POST leaves")
            return leaves()

        self.doing.commit = TOKEN_CALL
        outcome = self.within.allocate(allocation, proceed=proceed, leaves=leaves_at_last)
        self.fuse.passes("after the POST's reply came")
        self.doing.commit = "the settlement's commit"
        return outcome

    def find(self, allocation: Allocation) -> Finding:
        self.doing.commit = TOKEN_CALL
        finding = self.within.find(allocation)
        self.fuse.passes("after a look-up's reply came")
        self.doing.commit = "the look-up's commit"
        return finding

    def balance_of(self, card_holder: CardHolder) -> Decimal | None:
        self.doing.commit = TOKEN_CALL
        balance = self.within.balance_of(card_holder)
        self.doing.commit = "the balance's commit"
        return balance


@dataclass
class KillableSlack:
    """The way to Slack, with a point where it has answered."""

    within: SlackOut
    fuse: Fuse
    doing: Doing

    def installation(self) -> object:
        return self.within.installation()

    def post(self, channel_id: str, message: Message, thread_ts: str | None = None) -> Post:
        self.doing.commit = "the record of a message"
        post = self.within.post(channel_id, message, thread_ts)
        self.fuse.passes("after Slack took a message")
        return post

    def upload(self, png: bytes, words: str) -> str:
        return self.within.upload(png, words)

    def update(self, post: Post, message: Message) -> None:
        self.doing.commit = "the record of a message"
        self.within.update(post, message)
        self.fuse.passes("after Slack took an update")

    def whisper(self, response_url: str, message: Message, *, replace_original: bool) -> None:
        self.doing.commit = "the record of a message"
        self.within.whisper(response_url, message, replace_original=replace_original)
        self.fuse.passes("after Slack took an answer")

    def publish_home(self, user_id: str, view: dict[str, Any]) -> None:
        self.doing.commit = "the record of a message"
        self.within.publish_home(user_id, view)


class Killable(Shabash):
    """What `shabash run` runs, or another such command, on a clock that may be ahead."""

    def __init__(
        self, settings: Settings, policy: Policy, role: Role, fuse: Fuse, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(settings, policy, role=role, clock=clock, is_paced=False)
        self._fuse = fuse
        doing = Doing()
        self.ledger.__class__ = KillableSqlite if isinstance(self.ledger, SqliteLedger) else KillablePostgres
        assert isinstance(self.ledger, KillableLedger)
        self.ledger.fuse, self.ledger.doing = fuse, doing
        self.money._enkash = KillableEnkash(self.money._enkash, fuse, doing)
        self.messages._slack = KillableSlack(self.messages._slack, fuse, doing)

    def wsgi(self) -> WSGIApplication:
        within: WSGIApplication = super().wsgi()

        def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
            self._fuse.passes("before a request is heard")
            answer = list(within(environ, start_response))
            self._fuse.passes("before the answer leaves")
            return answer

        return app

    def start(self) -> None:
        self._fuse.passes("before the start")
        super().start()
        self._fuse.passes("once it listens")

    def stop(self) -> None:
        self._fuse.passes("before the stop")
        super().stop()
        self._fuse.passes("after the stop")


def live(role: str, point: str, passage: int, number: int) -> None:
    """Be the bot until told to end, or until the fuse has burnt. Settings are the environment's; never returns."""
    # So it can be asked where it stands.
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    settings = settings_from_environment()
    policy = read_policy(settings)
    log.set_up(settings.log_format)
    fuse = Fuse(point, passage, lambda: os.kill(os.getpid(), number))
    try:
        failure = Killable(settings, policy, Role(role), fuse, SharedClock(Path.cwd())).run()
    except LedgerError as error:
        failure = error
    leave(0 if failure is None else NO_LEDGER)
