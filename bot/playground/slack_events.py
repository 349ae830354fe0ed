"""Events on their way to the app: Slack sends those again that were not taken, and nothing else.

Source: Slack, "Events API", "Retries".
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.playground.clock import Clock
from bot.playground.server import Json
from bot.playground.slack_delivery import Delivered, Retry
from bot.playground.slack_payloads import event_payload
from bot.playground.slack_state import SlackState

WAITS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
"""How long Slack waits before each of its three retries: nearly not at all, a minute, five."""

LOOK_SECONDS = 1.0
"""How often a running playground looks whether an event waits to be sent again."""

Carry = Callable[[Json, Retry | None], Delivered]
"""Takes an envelope to the app."""


class Events:
    """Sends events for which the manifest asks, and keeps those that wait to be sent again."""

    def __init__(self, state: SlackState, carry: Carry) -> None:
        self._state = state
        self._carry = carry
        self._numbers = itertools.count(1)
        self._waiting: list[tuple[datetime, Json, Retry]] = []
        self._lock = threading.Lock()

    @property
    def _clock(self) -> Clock:
        return self._state.clock

    def send(self, event: Json) -> Delivered:
        """Sends it for the first time; not at all where the manifest does not ask for its type."""
        at_seconds = int(self._clock().timestamp())
        payload = event_payload(self._state.identity, event, f"Ev{next(self._numbers):010d}", at_seconds)
        if event["type"] not in self._state.identity.events:
            return Delivered("events_api", payload, None, 0.0)
        return self._try(payload, None)

    def send_again(self) -> list[Delivered]:
        """Sends those whose time has come, and tells what came of each."""
        with self._lock:
            now = self._clock()
            due = [(payload, retry) for at, payload, retry in self._waiting if at <= now]
            self._waiting = [waiting for waiting in self._waiting if waiting[0] > now]
        return [self._try(payload, retry) for payload, retry in due]

    def _try(self, payload: Json, retry: Retry | None) -> Delivered:
        delivered, tried = self._carry(payload, retry), retry.number if retry else 0
        if delivered.trouble and tried < len(WAITS) and not delivered.is_retry_unwanted:
            with self._lock:
                self._waiting.append((self._clock() + WAITS[tried], payload, Retry(tried + 1, _reason(delivered))))
        return delivered


def send_again_until(ended: threading.Event, send_again: Callable[[], object]) -> None:
    """Sends again what waits, as its time comes, until it is ended."""
    while not ended.wait(LOOK_SECONDS):
        send_again()


def _reason(delivered: Delivered) -> str:
    if delivered.trouble == "operation_timeout":
        return "http_timeout"
    return "connection_failed" if delivered.answer is None else "http_error"
