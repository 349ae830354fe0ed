"""One POST, over one connection of its own, under one deadline, and what is certain when it ends early."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any

import httpx

REPLY_BYTES_MAX = 1024 * 1024
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
    person's work. `Connection: close` says so to both ends, so that no race in the pool can hand one on. The
    environment is not asked for proxies or a .netrc, which would replace our Authorization header. Redirects are not
    followed.
    """

    def __init__(self, timeout_seconds: float, transport: httpx.BaseTransport | None = None) -> None:
        self._timeout_seconds = timeout_seconds
        self.is_well: bool | None = None
        """Whether EnKash gave a whole reply of its own when it was last asked; None before that."""
        self._client = httpx.Client(
            transport=transport,
            verify=_trusted(),
            timeout=httpx.Timeout(timeout_seconds),
            limits=httpx.Limits(max_connections=CONNECTIONS_MAX, max_keepalive_connections=0),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"},
            # A session of an earlier token must not follow a later one.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            follow_redirects=False,
            trust_env=False,
        )

    def post(self, url: str, headers: Mapping[str, str], content: bytes, leaves: Callable[[], bool] = always) -> Reply:
        """The whole reply within `timeout_seconds`, connecting included; or NothingSent, or NoReply.

        `leaves` is asked when the connection stands and the first byte is about to be sent; False sends nothing.
        Looking up the host's name has no time limit of its own; when it outlasts the deadline nothing is sent.
        """
        if self._client.is_closed:
            raise NothingSent("Shabash is shutting down.")
        with _Deadline(self._timeout_seconds, leaves) as deadline:
            try:
                reply = self._post(url, headers, content, deadline)
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
        self._client.close()

    def _post(self, url: str, headers: Mapping[str, str], content: bytes, deadline: _Deadline) -> Reply:
        extensions = {"trace": deadline.trace}
        with self._client.stream("POST", url, headers=headers, content=content, extensions=extensions) as response:
            if response.status_code == httpx.codes.UNAUTHORIZED:
                return Reply(response.status_code)
            body = _read_capped(response, deadline)
            return Reply(response.status_code, body, response.headers.get("Retry-After", ""))

    def _why(self, error: Exception, deadline: _Deadline) -> str:
        if deadline.is_over or isinstance(error, httpx.TimeoutException):
            return f"EnKash had not answered in full after {self._timeout_seconds:g} seconds."
        return f"The connection to EnKash broke before its reply was complete ({type(error).__name__})."


def _read_capped(response: httpx.Response, deadline: _Deadline) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > REPLY_BYTES_MAX:
            raise NoReply("EnKash's reply was too long to be one.")
    # A cut connection ends a body of no stated length as if it were whole.
    if deadline.is_over:
        raise TimeoutError
    return bytes(body)


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities whose certificates are believed, read once in a process."""
    return httpx.create_ssl_context(trust_env=False)


class _Deadline:
    """Shuts the connection down when the time for the whole exchange is up.

    httpx limits each read, not their sum, so a server that drips would hold a thread for as long as it likes. Its
    documented `trace` extension shows the socket when it is connected, before TLS takes it over; a duplicate of its
    descriptor stays valid through that, and shutting it down ends every wait on it. Before there is a socket there is
    nothing to shut, so the thread that does it is started no sooner.
    """

    def __init__(self, seconds: float, leaves: Callable[[], bool]) -> None:
        self._ends_at_seconds = time.monotonic() + seconds
        self._is_cut = False
        self._leaves = leaves
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    @property
    def is_over(self) -> bool:
        return self._is_cut or time.monotonic() >= self._ends_at_seconds

    def __enter__(self) -> _Deadline:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpx at each step of the exchange, on the thread that makes it."""
        if event == "connection.connect_tcp.complete":
            self._watch(info["return_value"].get_extra_info("socket"))
        elif event == "http11.send_request_headers.started":
            if self.is_over:
                raise httpx.ConnectTimeout("The deadline passed before anything was sent.")
            if not self._leaves():
                raise NothingSent("This was no longer to be sent when its connection stood.")

    def _watch(self, connected: socket.socket) -> None:
        try:
            with self._lock:
                self._socket = connected.dup()
        except OSError:
            raise httpx.ConnectError("No descriptor was left to watch the connection with.") from None
        self._timer = threading.Timer(max(0.0, self._ends_at_seconds - time.monotonic()), self._cut)
        self._timer.daemon = True
        try:
            self._timer.start()
        except RuntimeError:
            raise NothingSent("No thread could be started to watch the time, so nothing was sent.") from None

    def _cut(self) -> None:
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
