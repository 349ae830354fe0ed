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
    of the true one. `hold` delays either until it is set, `hold_seconds_max` at most; `first` is called before all.
    """

    instead: Answer | None = None
    change: Callable[[HttpResponse], Answer] | None = None
    hold: threading.Event | None = None
    hold_seconds_max: float = HELD_SECONDS_MAX
    first: Callable[[], object] | None = None

    def meet(self, act: Callable[[], HttpResponse]) -> Answer:
        """Lets the call happen in this fault's way."""
        if self.first is not None:
            self.first()
        if self.hold is not None:
            self.hold.wait(self.hold_seconds_max)
        if self.instead is not None:
            return self.instead
        return self.change(act()) if self.change else act()


class Faults:
    """Faults in the order in which they will be met, by the name of the call: a Web API method, an EnKash path."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._lasting: dict[str, Fault] = {}
        self._lock = threading.Lock()

    def next(self, call: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of that name meet this fault, after those that wait already."""
        with self._lock:
            self._waiting[call].extend([fault] * times)

    def always(self, call: str, fault: Fault) -> None:
        """Every call of that name meets this fault, where none waits for it, until `clear`."""
        with self._lock:
            self._lasting[call] = fault

    def clear(self, call: str | None = None) -> None:
        """From now on nothing goes wrong, with calls of that name or with any."""
        with self._lock:
            for faults in (self._waiting, self._lasting):
                for key in [key for key in faults if call in {None, key}]:
                    del faults[key]

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
            return self._lasting.get(call) or self._lasting.get(ANY)


def drop_before() -> Fault:
    """The connection is closed; the call had no effect."""
    return Fault(instead=DROP)


def lose_reply() -> Fault:
    """The call takes effect; the connection is closed before it is answered."""
    return Fault(change=lambda _: DROP)


def hang(until: threading.Event) -> Fault:
    """The call waits for `until`, then takes effect and is answered, whether or not anybody still listens."""
    return Fault(hold=until)


def slow(seconds: float) -> Fault:
    """The call takes effect, and is answered, so much later."""
    return Fault(hold=threading.Event(), hold_seconds_max=seconds)


def before(act: Callable[[], object]) -> Fault:
    """`act` is called when the call arrives; it has no effect, and the connection is closed."""
    return Fault(instead=DROP, first=act)


def after(act: Callable[[], object]) -> Fault:
    """The call takes effect, then `act` is called; the connection is closed before anything is answered."""

    def closed(_: HttpResponse) -> Answer:
        act()
        return DROP

    return Fault(change=closed)


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
