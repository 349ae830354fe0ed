"""A load that keeps its own pace, a process of its own: `python -m tests.bench.pace PORT A_SECOND SECONDS`.

So many commands a second, and as many approvals, each a second after its command was answered. An answer's time counts
from the moment at which its request was due, so what queues up behind a slow answer is slow too.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException

from tests.bench.deliveries import Delivery, approval, commands, request_id_in

HOST = "127.0.0.1"
CONNECTIONS = 32
APPROVED_AFTER_SECONDS = 1.0
ANSWER_SECONDS_MAX = 10.0

Answers = list[tuple[float, float]]
"""When each was due, in seconds since the start, and how long its answer took from then."""


@dataclass
class Paced:
    """What came of it."""

    commands: Answers = field(default_factory=list)
    approvals: Answers = field(default_factory=list)
    errors: int = 0


class Pace:
    """Sends from as many threads as there are connections, so that nothing waits for a connection of ours."""

    def __init__(self, port: int) -> None:
        self.paced = Paced()
        self._port = port
        self._own = threading.local()
        self._started = time.monotonic() + 0.5

    def run(self, a_second: float, seconds: float) -> Paced:
        deliveries = commands()
        with ThreadPoolExecutor(CONNECTIONS) as pool:

            def approve(due: float, request_id: str) -> None:
                self._wait_until(due)
                self._send(due, approval(request_id), self.paced.approvals)

            def command(due: float, delivery: Delivery) -> None:
                answer = self._send(due, delivery, self.paced.commands)
                if answer:
                    followers.submit(approve, self._now() + APPROVED_AFTER_SECONDS, request_id_in(answer))

            # Who waits for the moment of an approval waits there.
            with ThreadPoolExecutor(2 * CONNECTIONS + round(2 * a_second * APPROVED_AFTER_SECONDS)) as followers:
                for number in range(round(a_second * seconds)):
                    due = number / a_second
                    self._wait_until(due)
                    pool.submit(command, due, next(deliveries))
                pool.shutdown()
        return self.paced

    def _send(self, due: float, delivery: Delivery, answers: Answers) -> bytes:
        try:
            status, body = self._posted(delivery)
        except (OSError, HTTPException):
            self._own.connection = None
            status, body = 0, b""
        if status != 200:
            self.paced.errors += 1
            return b""
        answers.append((due, self._now() - due))
        return body

    def _posted(self, delivery: Delivery) -> tuple[int, bytes]:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = HTTPConnection(HOST, self._port, timeout=ANSWER_SECONDS_MAX)
        connection.request("POST", "/slack/events", delivery.body, delivery.headers)
        response = connection.getresponse()
        return response.status, response.read()

    def _wait_until(self, due: float) -> None:
        if (seconds := due - self._now()) > 0:
            threading.Event().wait(seconds)

    def _now(self) -> float:
        return time.monotonic() - self._started


def main() -> None:
    port, a_second, seconds = sys.argv[1:]
    print(json.dumps(asdict(Pace(int(port)).run(float(a_second), float(seconds)))))


if __name__ == "__main__":
    main()
