"""Slack and EnKash as those see them who survive the bot: they kill it when they are told to, and remember every word
beside what EnKash had done when it was said."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.messages.answers import CANCEL
from bot.playground.clock import Clock
from bot.playground.enkash import ALLOCATE, REWARDS, SEARCH, TOKEN_PATH, TRANSACTIONS, EnKashStandIn
from bot.playground.enkash_books import OnRepeat
from bot.playground.enkash_faults import changed_payload
from bot.playground.faults import Fault
from bot.playground.server import Answer, HttpRequest
from bot.playground.slack_delivery import Delivered
from bot.playground.workspace import SlackStandIn

Passes = Callable[[str], None]

_AT_ENKASH = {
    TOKEN_PATH: ("when the token call arrives", "when the token is about to leave"),
    REWARDS + ALLOCATE: ("when the POST arrives", "when the points have moved"),
    REWARDS + SEARCH: ("when a look-up arrives", ""),
    REWARDS + TRANSACTIONS: ("when a look-up arrives", ""),
}
_AT_SLACK = {
    "/api/chat.postMessage": ("when a message arrives", "when a message stands"),
    "/api/chat.update": ("when an update arrives", "when an update stands"),
}
_ANSWERED = ("when an answer arrives", "when an answer stands")


class EnkashWitness(EnKashStandIn):
    """EnKash. `passes` is told of every point."""

    passes: Passes = staticmethod(lambda point: None)

    def handle(self, request: HttpRequest) -> Answer:
        arrives, is_done = _AT_ENKASH.get(request.path, ("", ""))
        self.passes(arrives)
        answer = super().handle(request)
        self.passes(is_done)
        return answer

    def credits(self) -> Counter[str]:
        """How often each reference was credited."""
        return Counter(movement.reference for movement in self.movements)

    def debits(self) -> Counter[str]:
        """How often each reference took points back: nobody asks for that here."""
        return Counter(movement.reference for movement in self.movements if movement.transaction_type == "DR")

    def points(self, reference: str) -> int:
        return sum(movement.points for movement in self.movements if movement.reference == reference)

    def is_on_its_way(self, reference: str) -> bool:
        """Whether a POST under this reference has arrived and is not finished yet."""
        return any(post.reference == reference and not post.answered for post in self.posts)


@dataclass(frozen=True)
class Word:
    """What the bot said to somebody, and the references that EnKash had credited by then."""

    text: str
    credited: frozenset[str]


class SlackWitness(SlackStandIn):
    """Slack. `books` are EnKash's."""

    passes: Passes = staticmethod(lambda point: None)
    books: EnkashWitness

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock=clock)
        self.words: list[Word] = []

    def click(
        self,
        user_id: str,
        channel_id: str,
        ts: str,
        action_id: str,
        value: str | None = None,
        *,
        option: str | None = None,
    ) -> Delivered:
        """The answer to Cancel takes the place of what was clicked, and in a channel that would be everybody's."""
        message = self.state.message(channel_id, ts)
        if action_id == CANCEL and (message is None or message.only_for != user_id):
            raise LookupError("No such button stands there.")
        return super().click(user_id, channel_id, ts, action_id, value, option=option)

    def handle(self, request: HttpRequest) -> Answer:
        is_an_answer = request.method == "POST" and not request.path.startswith("/api/")
        arrives, is_done = _ANSWERED if is_an_answer else _AT_SLACK.get(request.path, ("", ""))
        if arrives:
            self.words.append(Word(_said(request), frozenset(self.books.credits())))
        self.passes(arrives)
        answer = super().handle(request)
        self.passes(is_done)
        return answer


def _said(request: HttpRequest) -> str:
    try:
        said: dict[str, Any] = request.json()
    except ValueError:
        said = dict(request.form())
    return f"{said.get('text', '')} {said.get('blocks', '')}"


def witnesses(clock: Clock, on_repeat: OnRepeat) -> tuple[SlackWitness, EnkashWitness]:
    """Both, with an account at EnKash that is not used up."""
    slack, enkash = SlackWitness(clock), EnkashWitness(clock=clock, on_repeat=on_repeat, balance=100_000_000)
    slack.books = enkash
    return slack, enkash


class _Moment(threading.Event):
    """Is over so long after somebody began to wait for it."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def wait(self, timeout: float | None = None) -> bool:
        return super().wait(self._seconds)


def slow(seconds: float) -> Fault:
    """The call takes effect after so long, whether or not anybody still listens."""
    return Fault(hold=_Moment(seconds))


def no_balance() -> Fault:
    """The points move; the reply does not say what the card holds now."""
    return changed_payload({"otbBalance": None})
