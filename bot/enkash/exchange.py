"""One POST, over one connection of its own, under one deadline, and what is certain when it ends early."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Any

import httpx

from bot.enkash.deadline import Cutter, Deadline

REPLY_BYTES_MAX = 1024 * 1024
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": f"Shabash python-httpx/{httpx.__version__}",
}
CONNECTIONS_MAX = 64  # far above the sixteen that the outbox has in flight, so nobody waits for the pool

# The connection was never opened, so EnKash has seen nothing of the request.
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def always() -> bool:
    """Nothing speaks against sending."""
    return True


class NothingSent(Exception):
    """EnKash surely executed nothing. `stop`: and nothing else should be tried before a person has looked.
    `was_held`: it was not even asked for a token."""

    def __init__(
        self, why: str, *, stop: bool = False, retry_after_seconds: float | None = None, was_held: bool = False
    ) -> None:
        super().__init__(why)
        self.why = why
        self.stop = stop
        self.retry_after_seconds = retry_after_seconds
        self.was_held = was_held


class NoReply(Exception):
    """The request left, or may have left, and no whole reply came back."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply; of HTTP 401 the status alone, which says all there is to know. The body may be personal."""

    status: int
    body: bytes = field(default=b"", repr=False)
    retry_after: str = ""

    @property
    def is_success(self) -> bool:
        """HTTP 2xx."""
        return 200 <= self.status < 300


class Exchange:
    """Sends POSTs; any number of threads may use it at once.

    No connection is kept: one that the server closes at that moment leaves a POST in doubt, and each doubt is a
    person's work. `Connection: close` says so to both ends, so that no race in the pool can hand one on.

    A transport of httpx is all that a POST needs. A client around it would ask the environment for proxies and for a
    .netrc, which replaces our Authorization header, follow redirects, and keep cookies, so that a session of an earlier
    token would follow a later one.
    """

    def __init__(self, timeout_seconds: float, transport: httpx.BaseTransport | None = None) -> None:
        self._timeout_seconds = timeout_seconds
        self.is_well: bool | None = None
        """Whether EnKash gave a whole reply of its own when it was last asked; None before that."""
        self._timeout = httpx.Timeout(timeout_seconds).as_dict()
        self._transport = transport or httpx.HTTPTransport(
            verify=_trusted(),
            trust_env=False,
            limits=httpx.Limits(max_connections=CONNECTIONS_MAX, max_keepalive_connections=0),
        )
        self._is_closed = False
        self._cutter = Cutter()

    def post(self, url: str, headers: Mapping[str, str], content: bytes, leaves: Callable[[], bool] = always) -> Reply:
        """The whole reply within `timeout_seconds`, connecting included; or NothingSent, or NoReply.

        `leaves` is asked when the connection stands and the first byte is about to be sent; False sends nothing.
        Looking up the host's name has no time limit of its own; when it outlasts the deadline nothing is sent.
        """
        if self._is_closed:
            raise NothingSent("Shabash is shutting down.")
        with Deadline(self._timeout_seconds, self._cutter) as deadline:
            try:
                request = httpx.Request(
                    "POST",
                    _parsed(url),
                    headers={**_HEADERS, **headers},
                    content=content,
                    extensions={"timeout": self._timeout, "trace": _steps(deadline, leaves)},
                )
                reply = self._post(request, deadline)
            except NothingSent:
                raise
            except NEVER_LEFT as error:
                self.is_well = False
                raise NothingSent(f"No connection to EnKash could be opened ({type(error).__name__}).") from None
            except NoReply:
                self.is_well = False
                raise
            # Whatever else went wrong, the request may have left. Only the error's name is told: h11 quotes headers.
            except Exception as error:  # noqa: BLE001
                self.is_well = False
                raise NoReply(self._why(error, deadline)) from None
            self.is_well = reply.status < HTTPStatus.INTERNAL_SERVER_ERROR
            return reply

    def close(self) -> None:
        """Close what is open; a reply under way is lost and its outcome unknown."""
        self._is_closed = True
        self._cutter.stop()
        self._transport.close()

    def _post(self, request: httpx.Request, deadline: Deadline) -> Reply:
        with closing(self._transport.handle_request(request)) as response:
            if response.status_code == httpx.codes.UNAUTHORIZED:
                return Reply(response.status_code)
            body = _read_capped(response, deadline)
            return Reply(response.status_code, body, response.headers.get("Retry-After", ""))

    def _why(self, error: Exception, deadline: Deadline) -> str:
        if deadline.is_over or isinstance(error, httpx.TimeoutException):
            return f"EnKash had not answered in full after {self._timeout_seconds:g} seconds."
        return f"The connection to EnKash broke before its reply was complete ({type(error).__name__})."


def _read_capped(response: httpx.Response, deadline: Deadline) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > REPLY_BYTES_MAX:
            raise NoReply("EnKash's reply was too long to be one.")
    # A cut connection ends a body of no stated length as if it were whole.
    if deadline.is_over:
        raise TimeoutError
    return bytes(body)


_parsed = lru_cache(16)(httpx.URL)
"""EnKash has few addresses."""


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities whose certificates are believed, read once in a process."""
    return httpx.create_ssl_context(trust_env=False)


def _steps(deadline: Deadline, leaves: Callable[[], bool]) -> Callable[[str, Mapping[str, Any]], None]:
    """What is done at the steps of the exchange, as httpx's `trace` tells them, on the thread that makes it."""

    def at(event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            _watch(deadline, info["return_value"].get_extra_info("socket"))
        elif event == "http11.send_request_headers.started":
            if not leaves():
                raise NothingSent("This was no longer to be sent when its connection stood.")
            if deadline.is_over:
                raise httpx.ConnectTimeout("The deadline passed before anything was sent.")

    return at


def _watch(deadline: Deadline, connected: socket.socket) -> None:
    try:
        deadline.watch(connected)
    except OSError:
        raise httpx.ConnectError("No descriptor was left to watch the connection with.") from None
    except RuntimeError:
        raise NothingSent("Nobody could be found to watch the time, so nothing was sent.") from None
