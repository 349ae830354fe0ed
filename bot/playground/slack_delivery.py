"""How Slack's payloads reach the app: signed over HTTP, handed to a function, or through any other door."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import urlencode

import httpx

from bot.playground.clock import Clock
from bot.playground.server import Json

ANSWER_SECONDS_MAX = 3.0
"""Slack waits this long for an answer, and asks nobody twice but about events (Slack, "Acknowledging")."""

Kind = Literal["slash_commands", "interactive", "events_api"]
"""Socket Mode's own names for the three kinds of payload."""

Send = Callable[[Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes]]
"""Headers and body of a POST to the app -> the status, headers and body of its answer."""


class NoAnswer(Exception):
    """The app did not answer: `slow` where it took too long, else it could not be reached."""

    def __init__(self, *, slow: bool) -> None:
        super().__init__("too slow" if slow else "unreachable")
        self.slow = slow


@dataclass(frozen=True, slots=True)
class AppAnswer:
    """What the app said. Header names are as they came."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Json | None:
        """The body as a JSON object; None where it is none, or comes as something else, which Slack shows as words."""
        kind = self.header("content-type")
        if kind and not kind.lower().startswith("application/json"):
            return None
        try:
            found = json.loads(self.body)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def header(self, wanted: str) -> str:
        """What the header of that name says, in whichever case it came; empty where there is none."""
        return next((value for name, value in self.headers.items() if name.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery: what was sent, what came back, how long it took.

    `trouble` is empty, or Slack's word for what the person then sees: `operation_timeout` or `dispatch_failed`.
    An event for which the manifest does not ask is not sent: no answer, and no trouble.
    """

    kind: Kind
    payload: Json
    answer: AppAnswer | None
    seconds: float
    trouble: str = ""

    @property
    def is_retry_unwanted(self) -> bool:
        """Whether the app asked not to be sent this again (Slack, "Events API", `X-Slack-No-Retry`)."""
        return self.answer is not None and self.answer.header("x-slack-no-retry") == "1"


@dataclass(frozen=True, slots=True)
class Retry:
    """Which try of an event this is, after the first, and what became of the one before."""

    number: int
    reason: str


class Door(Protocol):
    """A way to the app."""

    def __call__(self, kind: Kind, payload: Json, retry: Retry | None = None, /) -> AppAnswer:
        """Raises NoAnswer."""
        ...


def nobody_answers(_: Kind, __: Json, ___: Retry | None = None) -> AppAnswer:
    """The door while Slack has not been told where the app is."""
    raise NoAnswer(slow=False)


def deliver(
    door: Door,
    kind: Kind,
    payload: Json,
    monotonic: Callable[[], float] = time.monotonic,
    retry: Retry | None = None,
) -> Delivered:
    """Sends a payload and judges the answer as Slack does; an answer that came too late is thrown away."""
    started = monotonic()
    answer, trouble = None, ""
    try:
        answer = door(kind, payload, retry)
    except NoAnswer as silence:
        trouble = "operation_timeout" if silence.slow else "dispatch_failed"
    seconds = monotonic() - started
    if seconds > ANSWER_SECONDS_MAX:
        answer, trouble = None, "operation_timeout"
    elif answer is not None and answer.status != 200:
        trouble = "dispatch_failed"
    return Delivered(kind, payload, answer, seconds, trouble)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's request signature, version 0 (Slack, "Verifying requests from Slack")."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encoded(kind: Kind, payload: Json) -> tuple[str, bytes]:
    """The content type and the body under which Slack sends that kind of payload over HTTP."""
    if kind == "events_api":
        return "application/json", json.dumps(payload).encode()
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


class SignedDoor:
    """Hands every payload, signed, to a function that stands for the app's HTTP address."""

    def __init__(self, secret: str, clock: Clock, send: Send) -> None:
        self._secret = secret
        self._clock = clock
        self._send = send

    def __call__(self, kind: Kind, payload: Json, retry: Retry | None = None) -> AppAnswer:
        content_type, body = encoded(kind, payload)
        timestamp = str(int(self._clock().timestamp()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        status, answered, answer = self._send(headers, body)
        return AppAnswer(status, answer, answered)


def posting_to(url: str) -> Send:
    """A `send` that POSTs to that address over HTTP, a new connection each time. Raises NoAnswer."""
    client = httpx.Client(timeout=ANSWER_SECONDS_MAX, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))

    def send(headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        try:
            answer = client.post(url, headers=dict(headers), content=body)
        except httpx.TimeoutException as slow:
            raise NoAnswer(slow=True) from slow
        except httpx.TransportError as gone:
            raise NoAnswer(slow=False) from gone
        return answer.status_code, answer.headers, answer.content

    return send
