"""EnKash's rewards API, stood in for: token, create-allocate-points, the look-ups and where employees are logged in,
with all that can go wrong.

Sources: EnKash's pages "Create And Allocate Points", "Get Card Account", "Search Card", "Generate Token" and that on
single sign-on. Where they are silent (a reference sent twice, a wrong partnerId) this stand-in does one plausible thing
and says so.
"""

from __future__ import annotations

import base64
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.playground import sample
from bot.playground.clock import Clock, utc_now
from bot.playground.enkash_books import Books, EnkashAccount, OnRepeat, reference_of
from bot.playground.enkash_checks import allocation_fault
from bot.playground.enkash_dashboard import SSO, SignOns, dashboard, no_dashboard
from bot.playground.enkash_replies import Card, Movement, refusal, success
from bot.playground.faults import Faults
from bot.playground.server import Answer, Drop, HttpRequest, HttpResponse, Json, json_response

REWARDS = "/api/v0/partner/enKashCard/"
TOKEN_PATH = "/oauth/token"

# The names of the calls, under which faults wait and posts are kept.
ALLOCATE = "create-allocate-points"
ACCOUNT = "cardAccount/get"
SEARCH = "search"
TRANSACTIONS = "transaction/all"
SSO_TOKEN = "sso-token"
TOKEN = "oauth/token"

TOKEN_LIFE = timedelta(minutes=5)
TOKEN_SECONDS_CLAIMED = 86_399
"""The page's prose says five minutes, its example this; the stand-in does the first and says the second."""

TOKEN_FAILURES_MAX = 3
"""So many refused attempts in a row lock the account."""


@dataclass(frozen=True, slots=True, repr=False)
class Post:
    """One POST of a reward call as it arrived. `is_applied`: it moved points. `answered` is the HTTP status,
    "lost" where the connection was closed without an answer, empty while the call is under way; `reply` is what
    was answered with it."""

    call: str
    body: Json
    at: datetime
    is_applied: bool = False
    answered: str = ""
    reply: bytes = b""

    @property
    def reference(self) -> str:
        """The reference sent; empty where there was none."""
        return reference_of(self.body)


class EnKashStandIn:
    """Stands in for EnKash. `faults` may be set at any time, and so may `on_repeat`."""

    def __init__(
        self,
        *,
        account: EnkashAccount = sample.ENKASH,
        balance: int = sample.ENKASH_BALANCE,
        on_repeat: OnRepeat = "refused",
        clock: Clock = utc_now,
    ) -> None:
        self.account = account
        self.faults = Faults()
        self.token_calls = 0
        self._clock = clock
        self._books = Books(account, balance, on_repeat)
        self._tokens: dict[str, datetime] = {}
        self._token_failures = 0
        self._sign_ons = SignOns()
        self._token_numbers = itertools.count(1)
        self._posts: list[Post] = []
        self._lock = threading.RLock()
        self._calls: dict[str, Callable[[Json, int], HttpResponse]] = {
            ALLOCATE: self._allocate,
            ACCOUNT: self._card_account,
            SEARCH: self._search,
            TRANSACTIONS: self._transactions,
            SSO_TOKEN: self._sso_token,
        }

    # EnKash's side.

    def handle(self, request: HttpRequest) -> Answer:
        """Answers one HTTP request, with the fault that waits for its call where there is one."""
        if request.method == "POST" and request.path == TOKEN_PATH:
            return self.faults.meet(TOKEN, lambda: self._token(request))
        if request.method == "GET" and request.path.startswith(SSO):
            return self._dashboard(request.path)
        call = request.path.removeprefix(REWARDS)
        if request.method != "POST" or call not in self._calls:
            return HttpResponse(404)
        place = self._record(call, request)
        answer = self.faults.meet(call, lambda: self._act(call, request, place))
        self._finish(place, answer)
        return answer

    def _act(self, call: str, request: HttpRequest, place: int) -> HttpResponse:
        with self._lock:
            if not self._is_admitted(request):
                return json_response({"error": "invalid_token", "error_description": "Access token expired"}, 401)
            if fault := self._header_fault(request):
                return json_response(refusal(fault, 400), 400)
            try:
                body = request.json()
            except ValueError:
                return json_response(refusal("The request could not be read", 400), 400)
            return self._account_fault(body) or self._calls[call](body, place)

    def _is_admitted(self, request: HttpRequest) -> bool:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        made_at = self._tokens.get(token)
        return kind == "Bearer" and made_at is not None and self._clock() - made_at <= TOKEN_LIFE

    def _header_fault(self, request: HttpRequest) -> str:
        if request.headers.get("partnerid") != self.account.partner_id:
            return "partnerId is missing or unknown"
        return "" if request.content_type == "application/json" else "Content-Type must be application/json"

    def _account_fault(self, body: Json) -> HttpResponse | None:
        company, card_account = body.get("companyId"), body.get("cardAccountId")
        if (company, card_account) == (self.account.company_id, self.account.card_account_id):
            return None
        words = f"Card account not found for companyId: {company} and cardAccountId: {card_account}"
        return json_response(refusal(words, 404), 404)

    def _allocate(self, body: Json, place: int) -> HttpResponse:
        status, fault = allocation_fault(body)
        if fault:
            return json_response(refusal(fault, status), status)
        reply, has_moved = self._books.move(body, self._clock())
        self._posts[place] = replace(self._posts[place], is_applied=has_moved)
        return json_response(reply)

    def _card_account(self, _: Json, __: int) -> HttpResponse:
        now = self._clock()
        return json_response(self._books.account_json((now.year, now.month)))

    def _search(self, body: Json, _: int) -> HttpResponse:
        return json_response(self._books.search_json(str(body.get("enKashCardId") or "")))

    def _transactions(self, body: Json, _: int) -> HttpResponse:
        reference = str(body.get("pgReferenceNumber") or "")
        return json_response(self._books.movements_json(str(body.get("enKashCardId") or ""), reference))

    def _sso_token(self, body: Json, _: int) -> HttpResponse:
        card_id = str(body.get("enkashCardId") or "")
        if all(card.id != card_id for card in self._books.cards.values()):
            return json_response(refusal("Card not found"))
        return json_response(success({"token": self._sign_ons.new(card_id, self._clock())}))

    def _dashboard(self, path: str) -> HttpResponse:
        with self._lock:
            card_id = self._sign_ons.card_of(path, self.account.partner_id, self._clock())
            found = [card for card in self._books.cards.values() if card.id == card_id]
            movements = [movement for movement in self._books.movements if movement.card_id == card_id]
        return dashboard(found[0], reversed(movements)) if found else no_dashboard()

    def _token(self, request: HttpRequest) -> HttpResponse:
        with self._lock:
            self.token_calls += 1
            if self._token_failures >= TOKEN_FAILURES_MAX:
                return json_response({"error": "locked", "error_description": "User account is locked"}, 401)
            if not self._is_credible(request):
                self._token_failures += 1
                return json_response({"error": "invalid_grant", "error_description": "Bad credentials"}, 400)
            self._token_failures = 0
            return json_response(self._new_token())

    def _is_credible(self, request: HttpRequest) -> bool:
        account = self.account
        basic = base64.b64encode(f"{account.client_id}:{account.client_secret}".encode()).decode()
        wanted = {
            "username": account.username,
            "password": account.password,
            "grant_type": "password",
            "clientId": account.client_id,
        }
        is_form = request.content_type == "application/x-www-form-urlencoded"
        return is_form and request.headers.get("authorization") == f"Basic {basic}" and request.form() == wanted

    def _new_token(self) -> Json:
        number = next(self._token_numbers)
        token = f"playground-access-token-{number:06d}"
        self._tokens = {token: self._clock(), **dict(list(self._tokens.items())[:9])}
        return {
            "access_token": token,
            "token_type": "bearer",
            "refresh_token": f"playground-refresh-token-{number:06d}",
            "expires_in": TOKEN_SECONDS_CLAIMED,
            "scope": "read write",
        }

    # What is kept.

    def _record(self, call: str, request: HttpRequest) -> int:
        try:
            body = request.json()
        except ValueError:
            body = {}
        with self._lock:
            self._posts.append(Post(call, body, self._clock()))
            return len(self._posts) - 1

    def _finish(self, place: int, answer: Answer) -> None:
        answered, reply = ("lost", b"") if isinstance(answer, Drop) else (str(answer.status), answer.body)
        with self._lock:
            self._posts[place] = replace(self._posts[place], answered=answered, reply=reply)

    @property
    def posts(self) -> list[Post]:
        """Every create-allocate-points that arrived, oldest first, those that moved nothing too."""
        return [post for post in self.every_post if post.call == ALLOCATE]

    @property
    def every_post(self) -> list[Post]:
        """Every POST of any reward call, oldest first."""
        with self._lock:
            return list(self._posts)

    @property
    def on_repeat(self) -> OnRepeat:
        """What a reference sent a second time does."""
        return self._books.on_repeat

    @on_repeat.setter
    def on_repeat(self, does: OnRepeat) -> None:
        with self._lock:
            self._books.on_repeat = does

    @property
    def is_unallocating_allowed(self) -> bool:
        """Whether points may be taken off a card again; its page knows the flag, and not what a refusal says."""
        return self._books.is_unallocating_allowed

    @is_unallocating_allowed.setter
    def is_unallocating_allowed(self, is_so: bool) -> None:
        with self._lock:
            self._books.is_unallocating_allowed = is_so

    def spend(self, email: str, points: int) -> None:
        """Whoever has that card pays with it."""
        with self._lock:
            (card,) = [card for card in self._books.cards.values() if card.email.casefold() == email.casefold()]
            self._books.spend(card, points)

    @property
    def balance(self) -> int:
        """The points that the company can still allocate."""
        with self._lock:
            return self._books.balance

    @balance.setter
    def balance(self, points: int) -> None:
        with self._lock:
            self._books.balance = points

    @property
    def cards(self) -> list[Card]:
        """Everybody's card, in the order in which they were made."""
        with self._lock:
            return list(self._books.cards.values())

    @property
    def movements(self) -> list[Movement]:
        """Every movement of points, oldest first."""
        with self._lock:
            return list(self._books.movements)

    def balance_of(self, email: str) -> int:
        """The points on that person's cards; 0 where there is none."""
        return sum(card.balance for card in self.cards if card.email.casefold() == email.casefold())

    def forget_tokens(self) -> None:
        """Every token given so far is refused with 401 from now on."""
        with self._lock:
            self._tokens.clear()

    def unlock(self) -> None:
        """The account is not locked any longer."""
        with self._lock:
            self._token_failures = 0
