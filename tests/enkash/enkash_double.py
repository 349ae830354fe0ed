"""EnKash stood in for: in memory behind httpx's MockTransport, or as a real server on the loopback host."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.core.allocation import Allocation, CardHolder, NotSent
from bot.core.token_calls import Verdict
from bot.enkash import EnkashClient, EnkashConfig

CREATE = "/api/v0/partner/enKashCard/create-allocate-points"
SEARCH = "/api/v0/partner/enKashCard/search"
TRANSACTIONS = "/api/v0/partner/enKashCard/transaction/all"
CARD_ACCOUNT = "/api/v0/partner/enKashCard/cardAccount/get"
TOKEN = "/oauth/token"

Reaction = Callable[[httpx.Request], httpx.Response]

CONFIG = EnkashConfig(
    api_url="https://enkash.example",
    token_url="https://sso.enkash.example/oauth/token",
    partner_id="CRMXWB3ZM",
    company_id="CEK1PU9AOO",
    card_account_id="CAQL8YCV3",
    client_id="test-client",
    client_secret="test-client-secret",
    username="shabash@example.com",
    password="p@ss & word",
)
HOLDER = CardHolder("xyz2@gmail.com", "9600098867", "Mr", "hedfdfg", "M")
ALLOCATION = Allocation("TEST234236", 11, HOLDER)

# A smaller relative of the example reply on EnKash's page.
CARD: dict[str, Any] = {
    "enKashCardId": "EKC04AZHXP",
    "cardAccountId": "CAQL8YCV3",
    "companyId": "CEK1PU9AOO",
    "token": "16b9c31b42643796e064",
    "email": "xyz2@gmail.com",
    "mobile": "9600098867",
    "otbBalance": 11,
    "accountBalance": 38628.0,
    "cardStatus": {"name": "UL", "label": "UnLocked"},
    "loadAmount": 11,
    "enkashCardTxnId": "ECTRSZJ8CRJ2E",
}
SUCCESS: dict[str, Any] = {"code": 0, "message": "Success", "payload": CARD}


def replying(
    document: Any = None, *, status: int = 200, content: bytes | None = None, headers: dict[str, str] | None = None
) -> Reaction:
    """A reaction that answers with a JSON document, or with these very bytes."""
    body = json.dumps(document).encode() if content is None else content
    return lambda _: httpx.Response(status, content=body, headers=headers)


def raising(error: Exception) -> Reaction:
    """A reaction in which the connection fails."""

    def react(_: httpx.Request) -> httpx.Response:
        raise error

    return react


@dataclass
class Count:
    """Counts token calls in memory: the first refusal stops until `resume`."""

    verdicts: list[Verdict] = field(default_factory=list)
    failures: int = 0
    is_stopped: bool = False
    is_under_way: bool = False

    def begin(self) -> int | NotSent:
        assert not self.is_under_way, "a call leaves before the last one has come home"
        if self.is_stopped:
            return NotSent("refused before", stop=True)
        self.is_under_way = True
        self.failures += 1
        return self.failures

    def end(self, verdict: Verdict) -> None:
        assert self.is_under_way, "a call that was not counted came home"
        self.is_under_way = False
        self.verdicts.append(verdict)
        self.is_stopped = verdict is Verdict.REFUSED
        if verdict in (Verdict.ACCEPTED, Verdict.NOT_JUDGED):
            self.failures -= 1

    def abandon(self) -> None:
        if self.is_under_way:
            self.end(Verdict.UNANSWERED)

    def resume(self) -> None:
        self.is_stopped = False


@dataclass
class EnkashDouble:
    """Answers each path with its reactions in turn, the last one again and again; keeps what it was sent."""

    reactions: dict[str, list[Reaction]] = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    token_calls: Count = field(default_factory=Count)

    def on(self, path: str, *reactions: Reaction) -> EnkashDouble:
        self.reactions[path] = list(reactions)
        return self

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            self.requests.append(request)
            if request.url.path == TOKEN and TOKEN not in self.reactions:
                return replying({"access_token": f"token-{self.count(TOKEN)}", "expires_in": 86399})(request)
            queue = self.reactions[request.url.path]
            reaction = queue.pop(0) if len(queue) > 1 else queue[0]
        return reaction(request)

    def sent(self, path: str) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path == path]

    def count(self, path: str) -> int:
        return len(self.sent(path))

    @contextmanager
    def client(self, config: EnkashConfig = CONFIG, clock: Callable[[], float] = lambda: 0.0) -> Iterator[EnkashClient]:
        transport = httpx.MockTransport(self)
        with closing(EnkashClient(config, self.token_calls, clock=clock, transport=transport)) as client:
            yield client


@dataclass
class Hand:
    """One connection to the loopback server, its request already read. `wait` paces a drip and ends with the test."""

    connection: socket.socket
    path: str
    stopped: threading.Event

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def drip(self, data: bytes) -> None:
        """A byte at a time, each soon enough for a read's own time-out, all together far too late."""
        for byte in data:
            self.send(bytes([byte]))
            if self.stopped.wait(0.05):
                return


def http(document: Any, status: str = "200 OK") -> bytes:
    """A whole HTTP reply that keeps its connection open."""
    body = json.dumps(document).encode()
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


class LoopbackServer:
    """A real server: gives a token, and hands every other request to `react`. Counts connections by path."""

    def __init__(self, react: Callable[[Hand], None], identity: ssl.SSLContext | None = None) -> None:
        self._identity = identity
        self.paths: list[str] = []
        self.stopped = threading.Event()
        self._react = react
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads[0].start()

    def close(self) -> None:
        self.stopped.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _identified(self, connection: socket.socket) -> socket.socket:
        return connection if self._identity is None else self._identity.wrap_socket(connection, server_side=True)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        with suppress(OSError), self._identified(connection) as opened:
            while path := _read_request(opened):
                self.paths.append(path)
                hand = Hand(opened, path, self.stopped)
                if path == TOKEN:
                    hand.send(http({"access_token": "token", "expires_in": 300}))
                else:
                    self._react(hand)


# Starts a server around a reaction, and a client that speaks to it.
Serve = Callable[..., tuple[LoopbackServer, EnkashClient]]


def _read_request(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (chunk := connection.recv(65536)):
            return ""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while len(body) < int(lengths[0].partition(b":")[2]):
        body += connection.recv(65536)
    return head.split(b" ")[1].decode()
