"""The load generator, a process of its own: `python -m tests.bench.load PORTS CONNECTIONS SECONDS FIRST COUNT`.

PORTS is one, or several with commas between them, which have the connections in turn.
One thread waits on all connections at once, which disturbs the measured times less than a thread for each would.
The requests are made and signed before the first one is sent, every connection is kept alive, and each sends its
next request as soon as it has its answer. It ends when the time is over or the requests are used up.
"""

from __future__ import annotations

import itertools
import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from tests.bench.deliveries import Delivery, commands

HOST = "127.0.0.1"


@dataclass(slots=True)
class Tally:
    """What came of a run. `latencies` are in seconds, of good answers alone."""

    errors: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.latencies) / self.seconds


@dataclass(slots=True)
class Line:
    """One connection: what has arrived of the present answer, and when its request was sent."""

    socket: socket.socket
    arrived: bytes = b""
    sent_at: float = 0.0

    def send(self, request: bytes) -> None:
        self.arrived, self.sent_at = b"", time.perf_counter()
        self.socket.sendall(request)

    def status(self) -> bytes | None:
        """The status of the answer when all of it is here; `gone` when the connection closed before that."""
        chunk = self.socket.recv(65_536)
        self.arrived += chunk
        head, end, body = self.arrived.partition(b"\r\n\r\n")
        if not chunk:
            return b"gone"
        if not end or len(body) < _length(head.lower()):
            return None
        return head[9:12]


def _length(head: bytes) -> int:
    _, found, after = head.partition(b"content-length:")
    return int(after.partition(b"\r\n")[0]) if found else 0


def as_http(delivery: Delivery) -> bytes:
    """The bytes on the wire."""
    headers = {**delivery.headers, "Host": HOST, "Content-Length": str(len(delivery.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + delivery.body


def run(ports: Sequence[int], connections: int, seconds: float, requests: Iterator[bytes]) -> Tally:
    """Keep that many connections busy for so long."""
    tally, selector = Tally(), selectors.DefaultSelector()
    started = time.perf_counter()
    ends_at = started + seconds
    for port, request in zip(itertools.cycle(ports), itertools.islice(requests, connections), strict=False):
        line = Line(socket.create_connection((HOST, port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line.socket, selectors.EVENT_READ, line)
        line.send(request)
    while selector.get_map():
        for key, _ in selector.select():
            _answered(key.data, selector, tally, requests, ends_at)
    tally.seconds = time.perf_counter() - started
    return tally


def _answered(
    line: Line, selector: selectors.BaseSelector, tally: Tally, requests: Iterator[bytes], ends_at: float
) -> None:
    status = line.status()
    if status is None:
        return
    now = time.perf_counter()
    if status == b"200":
        tally.latencies.append(now - line.sent_at)
    else:
        tally.errors += 1
    following = next(requests, None) if now < ends_at and status != b"gone" else None
    if following is None:
        selector.unregister(line.socket)
        line.socket.close()
    else:
        line.send(following)


def main() -> None:
    ports, connections, seconds, first, count = sys.argv[1:]
    ready = [as_http(delivery) for delivery in itertools.islice(commands(int(first)), int(count))]
    listening = [int(port) for port in ports.split(",")]
    print(json.dumps(asdict(run(listening, int(connections), float(seconds), iter(ready)))))


if __name__ == "__main__":
    main()
