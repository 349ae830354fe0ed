"""What Slack signs, as a WSGI server hands it on, and what a WSGI app answers."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.playground import sample
from bot.playground.slack_delivery import sign

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FORM, JSON = "application/x-www-form-urlencoded", "application/json"

Environ = dict[str, Any]


def environ_of(headers: Mapping[str, str], body: bytes) -> Environ:
    """A POST to where Slack sends everything, with these headers."""
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/slack/events",
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": headers["Content-Type"],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **{
            f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items() if name != "Content-Type"
        },
    }


def signed(
    body: bytes, *, at: int, secret: str = sample.IDENTITY.signing_secret, content_type: str = FORM
) -> dict[str, str]:
    """The headers of what Slack signed at that second."""
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": sign(secret, str(at), body),
    }


def answer(app: WSGIApplication, environ: Environ) -> tuple[int, bytes]:
    """The status and the body."""
    statuses: list[str] = []
    chunks: list[bytes] = []

    def start_response(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return chunks.append

    chunks += app(environ, start_response)
    return int(statuses[0].split()[0]), b"".join(chunks)
