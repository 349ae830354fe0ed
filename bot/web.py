"""The WSGI app behind the edge guard, and the server that runs it in a thread.

The guard stands before Bolt because Bolt reads and parses a body before it checks the signature: an unsigned
10 MB form would cost seconds of CPU, and malformed headers would be answered with 500.
"""

from __future__ import annotations

import errno
import hmac
import io
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from waitress.server import create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

BODY_BYTES_MAX = 1024 * 1024
# Slack, "Verifying requests from Slack": older than five minutes may be a replay.
AGE_SECONDS_MAX = 300
THREADS = 8

Health = Mapping[str, Any]


class Guard:
    """Lets a request through to Bolt only when Slack signed these very bytes a moment ago; `refused` hears the status
    that any other is answered with."""

    def __init__(
        self,
        bolt: WSGIApplication,
        signing_secret: str,
        *,
        clock: Callable[[], float] = time.time,
        refused: Callable[[str], None] = lambda status: None,
    ) -> None:
        self._bolt = bolt
        self._refused = refused
        self._secret = signing_secret.encode()
        self._clock = clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit()):
            return self._refuse(start_response, "411 Length Required")
        if len(length) > 9 or int(length) > BODY_BYTES_MAX:
            return self._refuse(start_response, "413 Content Too Large")
        body = environ["wsgi.input"].read(int(length))
        if not self._is_slacks(environ, body):
            log.warning("a request without a valid signature was refused")
            return self._refuse(start_response, "401 Unauthorized")
        readable = _for_bolt(environ.get("CONTENT_TYPE", ""), body)
        if readable is None:
            return self._refuse(start_response, "400 Bad Request")
        # Bolt believes these, whoever sent them.
        for header in [name for name in environ if name.startswith("HTTP_X_SLACK_BOLT")]:
            del environ[header]
        environ["wsgi.input"] = io.BytesIO(readable)
        environ["CONTENT_LENGTH"] = str(len(readable))
        try:
            return self._bolt(environ, start_response)
        # No listener raises. Bolt does, as it reads a payload in which something is of a type that it does not expect.
        except Exception as error:  # noqa: BLE001
            log.warning("a signed request could not be read", extra={"error": type(error).__name__})
            return self._refuse(start_response, "400 Bad Request")

    def _refuse(self, start_response: StartResponse, status: str) -> Iterable[bytes]:
        self._refused(status[:3])
        return _plain(start_response, status)

    def _is_slacks(self, environ: WSGIEnvironment, body: bytes) -> bool:
        timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and signature.isascii()):
            return False
        if abs(self._clock() - int(timestamp)) > AGE_SECONDS_MAX:
            return False
        digest = hmac.digest(self._secret, b"v0:" + timestamp.encode() + b":" + body, "sha256").hex()
        return hmac.compare_digest(f"v0={digest}", signature)


def _for_bolt(content_type: str, body: bytes) -> bytes | None:
    """The body as Bolt reads it rightly, where need be as the JSON it stands for; None where nobody could read it.

    Bolt looks for the word "payload" anywhere in a form, and loses a command whose text has it.
    """
    try:
        if "json" in content_type or body.startswith(b"{"):
            return body if isinstance(json.loads(body), dict) else None
        text = body.decode()
        if "payload" not in text:
            return body
        fields = dict(parse_qsl(text, keep_blank_values=True))
        payload = fields.get("payload", json.dumps(fields))
        return payload.encode() if isinstance(json.loads(payload), dict) else None
    except (ValueError, RecursionError):
        return None


def build(
    slack_events: WSGIApplication | None, health: Callable[[], Health], metrics: WSGIApplication | None = None
) -> WSGIApplication:
    """`POST /slack/events` (None in Socket Mode, where Slack sends nothing here), `GET /healthz`, `GET /readyz`,
    `GET /metrics` where there are any.

    `health()` tells whether the ledger can be written, under `ledger`, and what else is known; it calls nobody.
    """

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        route = (environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
        if route == ("POST", "/slack/events") and slack_events is not None:
            return slack_events(environ, start_response)
        if route == ("GET", "/healthz"):
            return _json(start_response, "200 OK", {"alive": True})
        if route == ("GET", "/readyz"):
            state = health()
            return _json(start_response, "200 OK" if state["ledger"] else "503 Service Unavailable", state)
        if route == ("GET", "/metrics") and metrics is not None:
            return metrics(environ, start_response)
        return _plain(start_response, "404 Not Found")

    return app


def measured(text: Callable[[], str], token: str) -> WSGIApplication:
    """What `text()` tells, for whoever brings the token as bearer (RFC 6750)."""
    wanted = f"Bearer {token}".encode()

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not hmac.compare_digest(environ.get("HTTP_AUTHORIZATION", "").encode("utf-8", "replace"), wanted):
            return _plain(start_response, "401 Unauthorized", ("WWW-Authenticate", "Bearer"))
        start_response("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
        return [text().encode()]

    return app


class Server:
    """Waitress in a thread of its own, so that the main thread keeps the signals. Binds at once, or raises OSError."""

    def __init__(self, app: WSGIApplication, host: str, port: int) -> None:
        try:
            # Its stubs know neither the port nor the channels.
            self._server: Any = create_server(
                app,
                host=host,
                port=port,
                threads=THREADS,
                max_request_body_size=BODY_BYTES_MAX + 1,
                ident=None,
                clear_untrusted_proxy_headers=True,
            )
        except ValueError as error:
            # So it says that this machine knows no address of that name.
            raise OSError(errno.EADDRNOTAVAIL, "No such address") from error
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)

    @property
    def port(self) -> int:
        """The port it is bound to, also where any was asked for."""
        return int(self._server.effective_port)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_seconds: float) -> None:
        """Take nothing new, and let what is being answered be answered. Harmless when repeated."""
        if not self._thread.is_alive():
            return
        self._in_its_thread(lambda: self._server.asyncore.dispatcher.close(self._server))
        self._server.task_dispatcher.shutdown(cancel_pending=False, timeout=timeout_seconds)
        ends_at = time.monotonic() + min(1.0, timeout_seconds)
        while self._is_writing() and time.monotonic() < ends_at:
            threading.Event().wait(0.01)
        self._in_its_thread(self._hang_up)
        self._thread.join(1.0)
        if not self._thread.is_alive() and not self._server.task_dispatcher.threads:
            self._server.trigger.close()

    def _in_its_thread(self, do: Callable[[], None]) -> None:
        """Waitress would wait on a closed socket, and fail, if another thread closed it."""
        self._server.trigger.pull_trigger(do)

    def _hang_up(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        # With nothing to watch its loop ends. The trigger itself stays open for whoever is about to pull it, be it us
        # or one who is still answering: its pipe must not have become another file by then.
        self._server.trigger.del_channel()

    def _is_writing(self) -> bool:
        return any(channel.total_outbufs_len for channel in list(self._server.active_channels.values()))


def _plain(start_response: StartResponse, status: str, *headers: tuple[str, str]) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), *headers])
    return [status.partition(" ")[2].encode() + b"\n"]


def _json(start_response: StartResponse, status: str, body: Health) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode() + b"\n"]
