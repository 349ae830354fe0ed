"""EnKash behind a network that loses, delays, repeats and garbles; its books are the playground's stand-in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import httpx

from bot.playground.enkash import ALLOCATE, REWARDS, TOKEN_PATH, EnKashStandIn
from bot.playground.enkash_books import OnRepeat
from bot.playground.enkash_replies import refusal
from bot.playground.server import HttpRequest, HttpResponse, json_response
from tests.simulation.nature import WAITS, WAITS_AT_POST, Nature

LATE_SECONDS_MAX = 600.0
_NO_ANSWER = ("lost before", "lost after", "late")
_ANSWERS = ("500", "503", "429", "garbage", "half", "401", "slow")
_WAYS = (*_NO_ANSWER, *_ANSWERS)
# What leaves a POST in doubt is commoner than what does not.
_WAYS_OF_A_POST = (*_NO_ANSWER, *_NO_ANSWER, *_ANSWERS, "twice", "twice", "refused", "refused", "empty")
# Of the calls beside the POST fewer meet with trouble, so that the POST is reached.
_SHARE_BESIDE_POST = 0.4
_STORM_SECONDS_MAX = 40.0


@dataclass(frozen=True, slots=True)
class Late:
    """A request that is still on the network after its sender gave it up."""

    arrives_at_seconds: float
    request: HttpRequest
    reference: str


class SimulatedEnkash(httpx.BaseTransport):
    """What the real client sends its requests through. `trouble` is how often a call meets with some."""

    def __init__(self, nature: Nature, on_repeat: OnRepeat, timeout_seconds: float) -> None:
        self.nature = nature
        self.on_repeat = on_repeat
        self.books = EnKashStandIn(on_repeat=on_repeat, clock=nature.now)
        self.trouble = 0.0
        self.is_down = False
        self.late: list[Late] = []
        self.waits = WAITS
        """How often others act while a call other than a POST is under way."""
        self._storm_ends_at_seconds = 0.0
        self._timeout_seconds = timeout_seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        arrived = _as_it_arrives(request)
        call = arrived.path.removeprefix(REWARDS)
        began_at = self.nature.monotonic_seconds
        self.nature.interlude(WAITS_AT_POST if call == ALLOCATE else self.waits)
        if self.is_down or self._waited(began_at) or self.nature.happens(self.trouble * 0.15):
            self.nature.note("network", call, "never left")
            raise httpx.ConnectError("no way there", request=request)
        answer = self._through(arrived, call, request)
        self.nature.interlude()
        if self._waited(began_at):
            self.nature.note("network", call, "the answer came too late")
            raise httpx.ReadTimeout("too late", request=request)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body, request=request)

    def _waited(self, began_at: float) -> bool:
        return self.nature.monotonic_seconds - began_at > self._timeout_seconds

    def _through(self, arrived: HttpRequest, call: str, request: httpx.Request) -> HttpResponse:
        """What comes back of a request that has left, when all goes well or something goes wrong."""
        if self.nature.monotonic_seconds < self._storm_ends_at_seconds:
            return _busy("429")
        if not self.nature.happens(self.trouble if call == ALLOCATE else self.trouble * _SHARE_BESIDE_POST):
            return self._reach(arrived)
        way = self.nature.pick(_WAYS_OF_A_POST if call == ALLOCATE else _WAYS)
        self.nature.note("network", call, way)
        if way in _NO_ANSWER:
            raise self._lost(way, arrived, request)
        if way == "twice" and self.on_repeat != "credited":
            return self.nature.pick([self._reach(arrived), self._reach(arrived)])
        if way in ("refused", "empty"):
            words = "Insufficient balance in card account" if way == "empty" else "Card is blocked"
            return json_response(refusal(words), 200)
        if way == "401" and arrived.path != TOKEN_PATH:
            return HttpResponse(401)
        if way == "429" and self.nature.happens(0.5):
            self.nature.note("network", "a storm of 429")
            self._storm_ends_at_seconds = self.nature.monotonic_seconds + _STORM_SECONDS_MAX
        if way in ("503", "429"):
            return _busy(way)
        return self._garbled(way, self._reach(arrived))

    def _lost(self, way: str, arrived: HttpRequest, request: httpx.Request) -> httpx.TransportError:
        """No answer: before it arrived, after it was carried out, or the request itself comes late."""
        if way == "lost before":
            return httpx.ReadError("reset", request=request)
        if way == "lost after":
            self._reach(arrived)
            return httpx.RemoteProtocolError("closed", request=request)
        delay_seconds = self.nature.chance.uniform(1, LATE_SECONDS_MAX)
        self.late.append(Late(self.nature.monotonic_seconds + delay_seconds, arrived, _reference(arrived)))
        self.nature.pass_time(self._timeout_seconds + 1)
        return httpx.ReadTimeout("nothing came", request=request)

    def _garbled(self, way: str, answer: HttpResponse) -> HttpResponse:
        """It was carried out, and this is what is left of the answer."""
        match way:
            case "slow":
                self.nature.pass_time(self.nature.chance.uniform(0, self._timeout_seconds * 2))
                return answer
            case "500":
                return HttpResponse(500, answer.body[:20])
            case "garbage":
                return HttpResponse(200, b"<html>please wait</html>", {"Content-Type": "text/html"})
            case "half":
                return HttpResponse(answer.status, answer.body[: len(answer.body) // 2])
            case _:
                return answer

    def _reach(self, arrived: HttpRequest) -> HttpResponse:
        answer = self.books.handle(arrived)
        assert isinstance(answer, HttpResponse)
        return answer

    def deliver_late(self) -> None:
        """What was on its way for so long arrives now, whether or not anybody still listens."""
        due = [late for late in self.late if late.arrives_at_seconds <= self.nature.monotonic_seconds]
        for late in due:
            self.late.remove(late)
            self.nature.note("network", "late arrival", late.reference)
            self._reach(late.request)

    def forget_tokens(self) -> None:
        """Every token that was given is refused from now on."""
        self.nature.note("tokens end")
        self.books.forget_tokens()

    def credits(self) -> Counter[str]:
        """How often each reference was credited."""
        return Counter(m.reference for m in self.books.movements if m.transaction_type == "CR")

    def debits(self) -> Counter[str]:
        """How often each reference took points back."""
        return Counter(m.reference for m in self.books.movements if m.transaction_type == "DR")

    def moved(self, reference: str) -> bool:
        """Whether points moved under it, either way."""
        return any(m.reference == reference for m in self.books.movements)

    def points(self, reference: str) -> int:
        """How many points moved under it, either way."""
        return sum(m.points for m in self.books.movements if m.reference == reference)

    def is_on_its_way(self, reference: str) -> bool:
        """Whether a request under this reference may still arrive."""
        return any(late.reference == reference for late in self.late)


def _busy(status: str) -> HttpResponse:
    return HttpResponse(int(status), b"", {"Retry-After": "3"})


def _as_it_arrives(request: httpx.Request) -> HttpRequest:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return HttpRequest(request.method, request.url.path, {}, headers, request.content)


def _reference(arrived: HttpRequest) -> str:
    try:
        body = arrived.json()
    except ValueError:
        return ""
    return str(body.get("uniqueReferenceNumber", ""))
