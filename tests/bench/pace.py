"""A load that keeps its own pace, a process of its own: `python -m tests.bench.pace PORT A_SECOND SECONDS`.

So many commands a second, and as many approvals, each a second after its command was answered. An answer's time counts
from the moment at which its request was due, so what queues up behind a slow answer is slow too.
"""

from __future__ import annotations

import heapq
import itertools
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


class Pace:
    """Sends over so many connections, each of which takes whatever is due next."""

    def __init__(self, port: int) -> None:
        self.paced = Paced()
        self._port = port
        self._own = threading.local()
        self._news = threading.Condition()
        # One waits for what comes next, the others for their turn: not all of them wake for each.
        self._turn = threading.Lock()
        self._coming: list[tuple[float, int, str]] = []
        self._numbers = itertools.count()
        self._unanswered = 0
        self._started = time.monotonic() + 0.5

    def run(self, a_second: float, seconds: float) -> Paced:
        for number in range(round(a_second * seconds)):
            self._add(number / a_second, "")
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for one in [pool.submit(self._carry) for _ in range(CONNECTIONS)]:
                one.result()
        return self.paced

    def _add(self, due: float, request_id: str) -> None:
        """A command, or the approval of that request."""
        with self._news:
            heapq.heappush(self._coming, (due, next(self._numbers), request_id))
            self._unanswered += 1
            self._news.notify()

    def _carry(self) -> None:
        while (taken := self._next()) is not None:
            due, number, request_id = taken
            if request_id:
                self._send(due, approval(request_id), self.paced.approvals)
            elif answer := self._send(due, next(commands(number)), self.paced.commands):
                self._add(self._now() + APPROVED_AFTER_SECONDS, request_id_in(answer))
            with self._news:
                self._unanswered -= 1
                self._news.notify()

    def _next(self) -> tuple[float, int, str] | None:
        """What is due, as soon as it is; None once nothing more can come."""
        with self._turn, self._news:
            while self._unanswered:
                wait_seconds = self._coming[0][0] - self._now() if self._coming else None
                if wait_seconds is not None and wait_seconds <= 0:
                    return heapq.heappop(self._coming)
                self._news.wait(wait_seconds)
        return None

    def _send(self, due: float, delivery: Delivery, answers: Answers) -> bytes:
        try:
            status, body = self._posted(delivery)
        except (OSError, HTTPException):
            self._own.connection = None
            status, body = 0, b""
        if status != 200:
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

    def _now(self) -> float:
        return time.monotonic() - self._started


def main() -> None:
    port, a_second, seconds = sys.argv[1:]
    print(json.dumps(asdict(Pace(int(port)).run(float(a_second), float(seconds)))))


if __name__ == "__main__":
    main()
