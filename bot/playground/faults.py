"""What goes wrong on request: faults that wait for the next calls of a stand-in."""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.server import DROP, Answer, HttpResponse, Json, json_response

HELD_SECONDS_MAX = 60
"""A held call goes on by itself after this long, so that a forgotten one cannot hold a test run for ever."""

ANY = "*"
"""The key of a fault that meets whichever call comes next."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one call.

    `instead` is answered and the call has no effect. Otherwise it takes effect, and `change` makes the answer out
    of the true one. `hold` delays either until it is set.
    """

    instead: Answer | None = None
    change: Callable[[HttpResponse], Answer] | None = None
    hold: threading.Event | None = None

    def meet(self, act: Callable[[], HttpResponse]) -> Answer:
        """Lets the call happen in this fault's way."""
        if self.hold is not None:
            self.hold.wait(HELD_SECONDS_MAX)
        if self.instead is not None:
            return self.instead
        return self.change(act()) if self.change else act()


class Faults:
    """Faults in the order in which they will be met, by the name of the call: a Web API method, an EnKash path."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._lock = threading.Lock()

    def next(self, call: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of that name meet this fault, after those that wait already."""
        with self._lock:
            self._waiting[call].extend([fault] * times)

    def clear(self) -> None:
        """From now on nothing goes wrong."""
        with self._lock:
            self._waiting.clear()

    @property
    def waiting(self) -> int:
        """How many faults have not been met yet."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def meet(self, call: str, act: Callable[[], HttpResponse]) -> Answer:
        """Makes the call, with the fault that waits for it where there is one."""
        fault = self._take(call)
        return fault.meet(act) if fault else act()

    def _take(self, call: str) -> Fault | None:
        with self._lock:
            for key in (call, ANY):
                if self._waiting[key]:
                    return self._waiting[key].popleft()
        return None


def drop_before() -> Fault:
    """The connection is closed; the call had no effect."""
    return Fault(instead=DROP)


def lose_reply() -> Fault:
    """The call takes effect; the connection is closed before it is answered."""
    return Fault(change=lambda _: DROP)


def hang(until: threading.Event) -> Fault:
    """The call waits for `until`, then takes effect and is answered, whether or not anybody still listens."""
    return Fault(hold=until)


def http_status(status: int, body: bytes = b"", content_type: str = "text/plain") -> Fault:
    """A bare status, such as a gateway's; the call had no effect."""
    return Fault(instead=HttpResponse(status, body, {"Content-Type": content_type}))


def slack_error(error: str, **more: str) -> Fault:
    """`{"ok": false, "error": …}`; the call had no effect (Slack, "Using the Slack Web API")."""
    return Fault(instead=json_response({"ok": False, "error": error, **more}))


def too_many(retry_after_seconds: int = 1) -> Fault:
    """HTTP 429 with `Retry-After`; the call had no effect (Slack, "Rate limits")."""
    headers = {"Retry-After": str(retry_after_seconds)}
    return Fault(instead=json_response({"ok": False, "error": "ratelimited"}, 429, headers))


def changed_json(change: Callable[[Json], Json]) -> Fault:
    """The call takes effect; `change` gets its JSON reply and says what is answered instead."""
    return Fault(change=lambda answer: json_response(change(json.loads(answer.body)), answer.status))


def cut_body() -> Fault:
    """The call takes effect; half of its reply's text arrives, under an honest Content-Length."""
    return Fault(
        change=lambda answer: HttpResponse(answer.status, answer.body[: len(answer.body) // 2], answer.headers)
    )
