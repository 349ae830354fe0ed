"""The real bot with its threads running by the real clock, between the stand-ins, as `shabash run` has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Shabash
from bot.core.reward import Request
from bot.playground.enkash import EnKashStandIn, Post
from bot.playground.play import import_sample_people, settings_for
from bot.playground.slack_delivery import Delivered
from bot.playground.slack_nouns import Message, View
from bot.playground.stage import serve
from bot.playground.workspace import SlackStandIn
from bot.settings import to_policy
from tests.waiting import wait_until
from tests.world import DESIGN, FARAH, LINE, MEERA, RAVI

POLICY = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]'


@dataclass
class Town:
    """Nothing is carried by hand here: whatever follows from a deed is waited for."""

    slack: SlackStandIn
    enkash: EnKashStandIn
    bot: Shabash

    def asked(self, line: str = LINE) -> Request:
        """Meera asks; the request, once its card stands in the channel."""
        before = {request.id for request in self.requests()}
        delivered = self.slack.command(MEERA, DESIGN, line, is_typed=False)
        assert delivered.trouble == "", delivered
        (request,) = [request for request in self.requests() if request.id not in before]
        wait_until(lambda: self.cards(request))
        return request

    def click(self, action_id: str, request: Request, *, by: str = RAVI) -> Delivered:
        delivered = self.slack.click(by, DESIGN, self.cards(request)[0].ts, action_id, request.id)
        assert delivered.trouble == ""
        return delivered

    def view(self, person: str) -> View:
        """The form that this person has open."""
        (view,) = wait_until(lambda: self.slack.views(person))
        return view

    def requests(self) -> tuple[Request, ...]:
        with self.bot.ledger.read() as view:
            return view.requests()

    def now_of(self, request: Request) -> Request:
        return next(found for found in self.requests() if found.id == request.id)

    def cards(self, request: Request) -> list[Message]:
        return [m for m in self.slack.messages(DESIGN) if request.id in str((m.text, m.blocks)) and not m.thread_ts]

    def wait_for_card(self, request: Request, words: str) -> None:
        wait_until(lambda: words in self.cards(request)[0].text)

    def wait_for(self, find: Callable[[], list[Message]], *words: str) -> Message:
        """The first message among those found that has all these words."""
        return wait_until(lambda: [m for m in find() if all(word in m.text for word in words)])[0]

    def thread(self, request: Request) -> list[Message]:
        ts = self.cards(request)[0].ts
        return [message for message in self.slack.messages(DESIGN) if message.thread_ts == ts]

    def posts(self, request: Request) -> list[Post]:
        """The allocations that EnKash was sent for this request."""
        return [post for post in self.enkash.posts if post.reference == request.reward.reference]


@contextmanager
def running_town(folder: Path, slack: SlackStandIn | None = None, **settings: Any) -> Iterator[Town]:
    """A town whose bot has started and knows everybody; over HTTP, payloads reach it at its port."""
    slack, enkash = slack or SlackStandIn(), EnKashStandIn()
    with serve(slack, enkash) as served:
        chosen = settings_for(served, folder).model_copy(update=settings)
        bot = Shabash(chosen, to_policy(POLICY), is_paced=False)
        import_sample_people(bot.ledger)
        bot.directory.refresh()
        bot.start()
        assert bot.server is not None
        if not chosen.is_socket_mode:
            slack.deliver_to(f"http://127.0.0.1:{bot.server.port}/slack/events")
        yield Town(slack, enkash, bot)
        bot.stop()
