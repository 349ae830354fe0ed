"""What is sent by whoever is not Slack, or is Slack no more: a table, for the tests and for the benchmark."""

from __future__ import annotations

import io
from collections.abc import Callable
from urllib.parse import urlencode

from bot.web import BODY_BYTES_MAX
from tests.world import LINE, MEERA
from tests.wsgi import FORM, JSON, Environ, environ_of, signed

CANARY = "canary-of-an-attacker"
BODY = urlencode({"command": "/reward", "text": f"{LINE} {CANARY}", "user_id": MEERA}).encode()
HUGE = b"a" * BODY_BYTES_MAX
MINUTES_TEN = 600
DAY = 86_400

Attack = tuple[Callable[[int], Environ], int]
"""What arrives at that second, and the status that answers it."""


def slacks(at: int, body: bytes = BODY, content_type: str = FORM) -> Environ:
    """As Slack would have sent it at that second, with a word in a header of its own."""
    return environ_of(signed(body, at=at, content_type=content_type) | {"X-Word": CANARY}, body)


def unsigned(at: int) -> Environ:
    return {name: value for name, value in slacks(at).items() if not name.startswith("HTTP_X_SLACK")}


def forged(at: int, body: bytes = BODY) -> Environ:
    """As well-formed as can be without the secret."""
    return environ_of(signed(body, at=at, secret=CANARY) | {"X-Word": CANARY}, body)


ATTACKS: dict[str, Attack] = {
    "unsigned": (unsigned, 401),
    "unsigned, for Bolt's lazy listeners": (lambda at: unsigned(at) | {"HTTP_X_SLACK_BOLT_LAZY_ONLY": "1"}, 401),
    "said to come from this machine": (
        lambda at: unsigned(at) | {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_HOST": "localhost"}, 401,
    ),
    "a signature that is none": (lambda at: slacks(at) | {"HTTP_X_SLACK_SIGNATURE": f"v0={CANARY}"}, 401),
    "forged": (forged, 401),
    "forged, and as large as may be": (lambda at: forged(at, HUGE), 401),
    "stale, and as large as may be": (lambda at: forged(at - MINUTES_TEN, HUGE), 401),
    "signed for another body": (lambda at: slacks(at) | {"wsgi.input": io.BytesIO(BODY[::-1])}, 401),
    "stale": (lambda at: slacks(at - MINUTES_TEN), 401),
    "replayed a day later": (lambda at: slacks(at - DAY), 401),
    "from the future": (lambda at: slacks(at + MINUTES_TEN), 401),
    "replayed with another moment": (
        lambda at: slacks(at - MINUTES_TEN) | {"HTTP_X_SLACK_REQUEST_TIMESTAMP": str(at)}, 401,
    ),
    "oversized": (lambda at: slacks(at) | {"CONTENT_LENGTH": str(BODY_BYTES_MAX + 1)}, 413),
    "of no length": (lambda at: slacks(at) | {"CONTENT_LENGTH": CANARY}, 411),
    "a form that is no text": (lambda at: slacks(at, b"\xff" + BODY), 400),
    "a payload that is no JSON": (lambda at: slacks(at, b"payload=" + BODY), 400),
    "JSON that is none": (lambda at: slacks(at, BODY, JSON), 400),
    "JSON without end": (lambda at: slacks(at, b"[" * 100_000, JSON), 400),
    "a form of nothing that we know": (lambda at: slacks(at, f"text={CANARY}".encode()), 404),
    "an object of nothing that we know": (lambda at: slacks(at, f'{{"type":"{CANARY}"}}'.encode(), JSON), 404),
    "to another path": (lambda at: slacks(at) | {"PATH_INFO": f"/{CANARY}"}, 404),
    "by another method": (lambda at: slacks(at) | {"REQUEST_METHOD": "PUT"}, 404),
    "for the metrics": (lambda at: slacks(at) | {"REQUEST_METHOD": "GET", "PATH_INFO": "/metrics"}, 404),
}  # fmt: skip
