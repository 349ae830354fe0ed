"""A small HTTP/1.1 server for the stand-ins, on the loopback host only.

Unlike a real server it can close a connection without an answer, which is what a test of a lost reply needs.
"""

from __future__ import annotations

import contextlib
import errno
import json
import signal
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]

HOST = "127.0.0.1"
BODY_BYTES_MAX = 1 << 20
PORTS_TRIED = 20
IDLE_SECONDS = 60
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What arrived. Header names are in lower case; `path` has no query."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case; empty where there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Json:
        """The body as a JSON object.

        Raises ValueError where it is none."""
        found = json.loads(self.body)
        if not isinstance(found, dict):
            raise ValueError("the body is no JSON object")
        return found

    def form(self) -> dict[str, str]:
        """The body as form fields.

        Raises ValueError where it is not UTF-8."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What goes back. `Content-Length` is added."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Drop(Enum):
    """The connection is closed and nothing is answered."""

    DROP = "drop"


DROP = Drop.DROP

Answer = HttpResponse | Drop
Handle = Callable[[HttpRequest], Answer]


def json_response(found: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A JSON answer as both Slack and EnKash send it."""
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return HttpResponse(status, json.dumps(found, ensure_ascii=False).encode(), {**kind, **(headers or {})})


def told_to_end() -> threading.Event:
    """Set once SIGINT or SIGTERM arrives, from now on; for the main thread."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    return ended


class StandInServer:
    """Serves one `handle` on 127.0.0.1, a thread for each connection.

    `port` 0 takes any free port; a busy port gives the next one. Also a context manager that yields itself.
    """

    def __init__(self, handle: Handle, port: int = 0) -> None:
        self._handle = handle
        self._port_wished = port
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, no slash at the end. Raises RuntimeError before `start()`."""
        if self._server is None:
            raise RuntimeError("The server has not been started.")
        return f"http://{HOST}:{self._server.address[1]}"

    def start(self) -> str:
        """Listens, and returns the url. Raises OSError where no port could be had."""
        self._server = _listen(self._handle, self._port_wished)
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": POLL_SECONDS}, name="stand-in", daemon=True
        ).start()
        return self.url

    def stop(self) -> None:
        """Stops listening and closes every open connection. Harmless when repeated."""
        server, self._server = self._server, None
        if server is not None:
            stopping = threading.Thread(target=server.shutdown)
            stopping.start()
            # The server looks up when somebody comes, so it need not look often by itself.
            with contextlib.suppress(OSError):
                socket.create_connection(server.address, 1).close()
            stopping.join()
            server.server_close()
            server.close_connections()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _listen(handle: Handle, port: int) -> _Server:
    for step in range(PORTS_TRIED):
        try:
            return _Server(handle, port + step)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE or not port:
                raise
    raise OSError(errno.EADDRINUSE, f"Ports {port} to {port + PORTS_TRIED - 1} are all in use.")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, handle: Handle, port: int) -> None:
        self.handle_request_of_ours = handle
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> tuple[str, int]:
        return (HOST, int(self.server_address[1]))

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._open_lock:
            still_open, self._open = self._open, set()
        for connection in still_open:
            _shut(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - as socketserver calls it
        """A client that went away is no news; what a stand-in itself did wrong is, and ends the connection's thread."""
        problem = sys.exc_info()[1]
        if problem is not None and not isinstance(problem, OSError):
            raise problem


def _shut(connection: socket.socket) -> None:
    # One that is closed already raises, and closed is all that was wanted.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Shabash-playground"
    sys_version = ""
    wbufsize = -1  # Head and body leave in one packet; two would cost 40 ms of delayed acknowledgement.
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: addresses carry ids, and nobody reads them."""

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self._refuse(411)
        elif int(length) > BODY_BYTES_MAX:
            self._refuse(413)
        else:
            self._pass_on(self.rfile.read(int(length)))

    def _pass_on(self, body: bytes) -> None:
        answer = self._ask(body)
        if isinstance(answer, Drop):
            self.close_connection = True
            _shut(self.connection)
        else:
            self._send(answer)

    def _ask(self, body: bytes) -> Answer:
        assert isinstance(self.server, _Server)
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        return self.server.handle_request_of_ours(HttpRequest(self.command, address.path, query, headers, body))

    def _refuse(self, status: int) -> None:
        self.close_connection = True
        self._send(HttpResponse(status, headers={"Connection": "close"}))

    def _send(self, answer: HttpResponse) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
