"""The real app between the stand-ins, one step at a time, on a clock that the test moves.

Payloads are signed and go through the guard and Bolt in this process; what the bot says goes to the stand-ins
over loopback HTTP. No thread of the bot's runs: `carry()` does what the outbox's threads would do.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import Shabash
from bot.core.policy import Policy
from bot.core.reward import Request, Reward
from bot.ledger import RecordedEntry
from bot.ledger.sqlite import SqliteLedger
from bot.outbox.channels import Channels
from bot.outbox.rate_limits import RateLimits
from bot.playground import sample
from bot.playground.enkash import ALLOCATE, EnKashStandIn, Post
from bot.playground.play import import_sample_people, settings_for
from bot.playground.slack_delivery import Delivered
from bot.playground.slack_nouns import Message
from bot.playground.stage import Served, serve
from bot.playground.workspace import SlackStandIn
from bot.settings import Settings, to_policy
from tests.empty_ledger import put_empty_ledger

MEERA, RAVI, FARAH = sample.GIVER_ID, *sample.APPROVER_IDS
ASHA, NIKHIL = sample.RECIPIENT_ID, sample.UNMAPPED_ID
DESIGN, LEADS = "C02DESIGN", "C02LEADS"
LINE = "<@U02ASHA> 100 for shipping the demo"
FIRST_MOMENT = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


class Clock:
    """A wall clock that stands still until it is moved."""

    def __init__(self, now: datetime = FIRST_MOMENT) -> None:
        self.now = now

    def __call__(self) -> datetime:
        # Each look is a microsecond later, so that no two things happen at the same instant.
        self.now += timedelta(microseconds=1)
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def pass_time(self, **much: float) -> None:
        self.now += timedelta(**much)


@dataclass(repr=False)
class World:
    """Slack, EnKash, and the bot between them. `restart()` is what a crash and a new start leave behind."""

    folder: Path
    clock: Clock
    slack: SlackStandIn
    enkash: EnKashStandIn
    served: Served
    settings: Settings
    policy: Policy
    bot: Shabash

    def restart(self) -> None:
        """A new process on the same ledger: nothing that was in memory is left."""
        self.bot.ledger.close()
        self.bot = _bot(self)

    def ask(self, text: str = LINE, *, by: str = MEERA, at: str = DESIGN) -> Delivered:
        """Somebody types the command; the answer is among their whispers."""
        return self.slack.command(by, at, text, is_typed="<@" not in text)

    def asked(self, text: str = LINE, *, by: str = MEERA, at: str = DESIGN) -> Request:
        """A request that was recorded and whose messages have gone."""
        before = {request.id for request in self.requests()}
        delivered = self.ask(text, by=by, at=at)
        assert delivered.trouble == "", delivered
        self.carry()
        (request,) = [request for request in self.requests() if request.id not in before]
        return request

    def approve(self, request: Request, *, by: str = RAVI, at: str = DESIGN) -> Delivered:
        """Somebody clicks Approve on the card in that channel."""
        return self.click("reward_approve", request, by=by, at=at)

    def click(self, action_id: str, request: Request, *, by: str, at: str = DESIGN) -> Delivered:
        return self.slack.click(by, at, self.card(request, at).ts, action_id, request.id)

    def choose(self, what: str, request: Request, *, by: str = RAVI, at: str = DESIGN) -> Delivered:
        """Somebody chooses that from the menu of the card in that channel."""
        return self.slack.click(by, at, self.card(request, at).ts, "reward_more", option=f"{request.id} {what}")

    def fill_in(self, words: str, *, by: str) -> Delivered:
        """Somebody sends the form that they have open, with these words in its one field."""
        (view,) = self.slack.views(by)
        block = next(block for block in view.definition["blocks"] if block["type"] == "input")
        return self.slack.submit(by, view.id, {block["block_id"]: words})

    def lower(self, request: Request, points: int, *, by: str = RAVI) -> Delivered:
        """Somebody approves less, by the form."""
        self.choose("lower", request, by=by)
        return self.fill_in(str(points), by=by)

    def decline(self, request: Request, reason: str, *, by: str = RAVI) -> Delivered:
        """Somebody clicks Decline and sends the form."""
        self.click("reward_decline", request, by=by)
        return self.fill_in(reason, by=by)

    def carry(self, *, money: bool = True) -> None:
        """Do what the outbox would do now, until nothing is due."""
        for _ in range(500):
            done = self.bot.messages.run_once()
            done += self.bot.money.run_once() if money else 0
            done += self.bot.inquiries.run_once()
            if not done:
                return
        raise AssertionError("the outbox does not come to rest")

    def card(self, request: Request, at: str = DESIGN) -> Message:
        """The first card of this request in that channel."""
        found = self.cards(request, at)
        assert found, f"no card of {request.id} in {at}"
        return found[0]

    def cards(self, request: Request, at: str = DESIGN) -> list[Message]:
        """Every card of this request in that channel: two after a doubtful post."""
        return [m for m in self.slack.messages(at) if request.id in str((m.text, m.blocks)) and not m.thread_ts]

    def thread(self, request: Request, at: str = DESIGN) -> list[str]:
        """What was answered in the card's thread."""
        cards = {card.ts for card in self.cards(request, at)}
        return [message.text for message in self.slack.messages(at) if message.thread_ts in cards]

    def told(self, person: str) -> list[str]:
        """What the bot wrote to this person directly."""
        return [message.text for message in self.slack.direct_messages(person)]

    def whispered(self, person: str) -> list[str]:
        """What only this person saw."""
        return [message.text for message in self.slack.whispers(person)]

    def said(self) -> list[str]:
        """Everything that stands in Slack anywhere."""
        return [message.text for channel in self.slack.state.channels for message in self.slack.state.messages(channel)]

    def requests(self) -> tuple[Request, ...]:
        with self.bot.ledger.read() as view:
            return view.requests()

    def now_of(self, request: Request) -> Request:
        """This request as the ledger has it now."""
        with self.bot.ledger.read() as view:
            found = view.request(request.id)
        assert found is not None
        return found

    def reward(self, request: Request) -> Reward:
        return self.now_of(request).reward

    def history(self, request: Request) -> list[RecordedEntry]:
        with self.bot.ledger.read() as view:
            return list(view.history(request.id))

    def allocations(self) -> list[Post]:
        """Every create-allocate-points that EnKash received."""
        return [post for post in self.enkash.every_post if post.call == ALLOCATE]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the ledger's tables hold."""
        with self.bot.ledger.snapshot() as db:
            return [tuple(row) for row in db.execute(sql)]

    def alter(self, sql: str, *values: Any) -> None:
        """What somebody does to the ledger's tables by hand."""
        with self.bot.ledger.people() as (table, _):
            table.execute("BEGIN IMMEDIATE")
            table.execute(sql, values)
            table.commit()

    @property
    def sqlite(self) -> SqliteLedger:
        """The bot's ledger, for what is about SQLite and its file alone."""
        if not isinstance(self.bot.ledger, SqliteLedger):
            pytest.skip("it is about SQLite's file")
        return self.bot.ledger


def open_world(folder: Path, *, policy: str = "", **settings: Any) -> World:
    """A world with the sample company; `settings` and the policy's text may be others."""
    clock = Clock()
    slack, enkash = SlackStandIn(clock=clock), EnKashStandIn(clock=clock)
    served = serve(slack, enkash)
    chosen = settings_for(served, folder).model_copy(update=settings)
    world = World.__new__(World)
    world.folder, world.clock, world.slack, world.enkash, world.served = folder, clock, slack, enkash, served
    world.settings = chosen
    world.policy = to_policy(policy or f"[approvals]\napprovers = {[RAVI, FARAH]}".replace("'", '"'))
    put_empty_ledger(chosen.database_url)
    world.bot = _bot(world)
    import_sample_people(world.bot.ledger)
    world.bot.directory.refresh()
    return world


def _bot(world: World) -> Shabash:
    bot = Shabash(world.settings, world.policy, clock=world.clock, is_paced=False)
    bot.messages._limits = RateLimits(world.clock.seconds, is_limited=False)
    bot.messages._channels = Channels(bot._slack, world.clock.seconds)
    world.slack.deliver_by(through(bot.wsgi()))
    return bot


def through(app: Any) -> Callable[[Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes]]:
    """A POST to /slack/events of a WSGI app in this process."""

    def send(headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/slack/events",
            "QUERY_STRING": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": headers["Content-Type"],
            "wsgi.input": io.BytesIO(body),
            **{"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()},
        }
        answered: list[Any] = []
        chunks = app(environ, lambda status, answer_headers: answered.extend((status, answer_headers)))
        return int(answered[0].split()[0]), dict(answered[1]), b"".join(chunks)

    return send


__all__ = ["ASHA", "DESIGN", "FARAH", "LEADS", "LINE", "MEERA", "NIKHIL", "RAVI", "Clock", "World", "open_world"]
