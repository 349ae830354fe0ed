"""The access token: kept for a while, asked for once, and never twice after a refusal."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.core.allocation import Allocated, NotFound, NotSent, Unknown
from bot.core.token_calls import Verdict
from bot.enkash import LookUpFailed
from tests.enkash.enkash_double import (
    ALLOCATION,
    CARD_ACCOUNT,
    CREATE,
    HOLDER,
    SEARCH,
    SUCCESS,
    TOKEN,
    EnkashDouble,
    Reaction,
    raising,
    replying,
)

UNAUTHORIZED = replying({"code": 401, "message": "invalid token"}, status=401)


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now_seconds = 1000.0

    def __call__(self) -> float:
        return self.now_seconds


def granting(**fields: Any) -> EnkashDouble:
    return EnkashDouble().on(TOKEN, replying(fields)).on(CREATE, replying(SUCCESS))


def bearers(enkash: EnkashDouble) -> list[str]:
    return [request.headers["authorization"] for request in enkash.sent(CREATE)]


@pytest.mark.parametrize(
    ("fields", "kept_seconds"),
    [
        ({"access_token": "t", "expires_in": 86399}, 270),
        ({"access_token": "t", "expires_in": 100}, 90),
        ({"access_token": "t", "expires_in": "100"}, 90),
        ({"accessToken": "t", "expiresIn": 100}, 90),
        ({"access_token": None, "accessToken": "t", "error": None}, 270),
        ({"access_token": "t", "expires_in": "soon"}, 270),
    ],
)
def test_a_token_is_kept_for_the_shorter_life_less_a_margin(fields: dict[str, Any], kept_seconds: float) -> None:
    clock, enkash = Clock(), granting(**fields)
    with enkash.client(clock=clock) as client:
        client.allocate(ALLOCATION)
        clock.now_seconds += kept_seconds - 1
        client.allocate(ALLOCATION)
        assert enkash.count(TOKEN) == 1
        clock.now_seconds += 1
        client.allocate(ALLOCATION)
        assert enkash.count(TOKEN) == 2


def test_a_token_with_no_life_left_serves_once() -> None:
    enkash = granting(access_token="t", expires_in=0)
    with enkash.client() as client:
        assert isinstance(client.allocate(ALLOCATION), Allocated)
        client.allocate(ALLOCATION)
    assert enkash.count(TOKEN) == 2


REFUSALS: list[tuple[str, Reaction]] = [
    ("400", replying({"error": "invalid_grant"}, status=400)),
    ("401", replying({"error": "unauthorized", "error_description": "p@ss & word"}, status=401)),
    ("403", replying(status=403, content=b"<html/>")),
    ("404", replying(status=404, content=b"")),
    ("302", replying(status=302, headers={"Location": "/login"})),
    ("400 with a token", replying({"access_token": "t"}, status=400)),
    ("error", replying({"error": "invalid_grant", "access_token": "t"})),
    ("code", replying({"code": 1, "message": "Bad credentials"})),
    ("no token", replying({"token_type": "bearer"})),
    ("odd token", replying({"access_token": {"a": 1}})),
    ("empty token", replying({"access_token": ""})),
    ("token of two lines", replying({"access_token": "a\r\npartnerId: b"})),
    ("html", replying(content=b"<html>maintenance</html>")),
    ("list", replying(["access_token"])),
]


@pytest.mark.parametrize("refusal", [row[1] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_a_refused_token_call_is_never_made_again_before_resume(refusal: Reaction) -> None:
    clock, enkash = Clock(), EnkashDouble().on(TOKEN, refusal).on(CREATE, replying(SUCCESS))
    with enkash.client(clock=clock) as client:
        for _ in range(3):
            found = client.allocate(ALLOCATION)
            assert isinstance(found, NotSent)
            assert found.stop
            assert "p@ss" not in found.why
            clock.now_seconds += 86_400
        assert isinstance(client.find(ALLOCATION), NotFound)
        assert client.balance_of(HOLDER) is None
        with pytest.raises(LookUpFailed, match="refused before"):
            client.available_balance()
        assert (enkash.count(TOKEN), enkash.count(CREATE)) == (1, 0)
        assert enkash.token_calls.verdicts == [Verdict.REFUSED]
        enkash.token_calls.resume()
        enkash.on(TOKEN, replying({"access_token": "t"}))
        assert isinstance(client.allocate(ALLOCATION), Allocated)


TROUBLES: list[tuple[str, Reaction]] = [
    *((str(status), replying(status=status)) for status in (408, 425, 429, 500, 502, 503)),
    ("connect", raising(httpx.ConnectError("x"))),
    ("timeout", raising(httpx.ReadTimeout("x"))),
    ("reset", raising(httpx.ReadError("x"))),
    ("anything", raising(ValueError("x"))),
]


@pytest.mark.parametrize("trouble", [row[1] for row in TROUBLES], ids=[row[0] for row in TROUBLES])
def test_trouble_on_the_way_to_a_token_is_waited_out(trouble: Reaction) -> None:
    clock, enkash = Clock(), EnkashDouble().on(TOKEN, trouble).on(CREATE, replying(SUCCESS))
    with enkash.client(clock=clock) as client:
        first, second = client.allocate(ALLOCATION), client.allocate(ALLOCATION)
        assert isinstance(first, NotSent)
        assert isinstance(second, NotSent)
        assert not first.stop
        assert first.retry_after_seconds == second.retry_after_seconds == 5
        assert enkash.count(TOKEN) == 1
        clock.now_seconds += 5
        third = client.allocate(ALLOCATION)
        assert isinstance(third, NotSent)
        assert third.retry_after_seconds == 10
        clock.now_seconds += 10
        enkash.on(TOKEN, replying({"access_token": "t"}), trouble)
        assert isinstance(client.allocate(ALLOCATION), Allocated)
        clock.now_seconds += 300
        afresh = client.allocate(ALLOCATION)
        assert isinstance(afresh, NotSent)
        assert afresh.retry_after_seconds == 5


@pytest.mark.parametrize(("name", "trouble"), TROUBLES, ids=[row[0] for row in TROUBLES])
def test_trouble_counts_as_a_failed_call_where_enkash_may_have_judged_it(name: str, trouble: Reaction) -> None:
    enkash = EnkashDouble().on(TOKEN, trouble)
    with enkash.client() as client:
        client.allocate(ALLOCATION)
    was_lost = name in {"timeout", "reset", "anything"}
    assert enkash.token_calls.verdicts == [Verdict.UNANSWERED if was_lost else Verdict.NOT_JUDGED]


def test_a_token_that_was_given_is_counted_as_such_and_no_call_leaves_while_it_lasts() -> None:
    enkash = granting(access_token="t")
    with enkash.client() as client:
        client.allocate(ALLOCATION)
        client.allocate(ALLOCATION)
    assert enkash.token_calls.verdicts == [Verdict.ACCEPTED]


@pytest.mark.parametrize(
    ("header", "wait_seconds"), [("30", 30), ("1", 5), ("99999", 600), ("Wed, 21 Oct 2026", 5), ("-3", 5)]
)
def test_retry_after_is_honoured_within_reason(header: str, wait_seconds: float) -> None:
    enkash = EnkashDouble().on(TOKEN, replying(status=429, headers={"Retry-After": header}))
    with enkash.client() as client:
        found = client.allocate(ALLOCATION)
    assert isinstance(found, NotSent)
    assert found.retry_after_seconds == wait_seconds


def test_a_401_takes_one_new_token_and_one_more_post() -> None:
    enkash = EnkashDouble().on(CREATE, UNAUTHORIZED, replying(SUCCESS))
    asked: list[int] = []

    def proceed() -> bool:
        asked.append(enkash.count(TOKEN))
        return True

    with enkash.client() as client:
        found = client.allocate(ALLOCATION, proceed=proceed)
    assert isinstance(found, Allocated)
    assert bearers(enkash) == ["Bearer token-1", "Bearer token-2"]
    assert enkash.sent(CREATE)[0].content == enkash.sent(CREATE)[1].content
    assert asked == [1, 2]


def test_two_401_stop_sending() -> None:
    enkash = EnkashDouble().on(CREATE, UNAUTHORIZED)
    with enkash.client() as client:
        found = client.allocate(ALLOCATION)
    assert isinstance(found, NotSent)
    assert found.stop
    assert enkash.count(CREATE) == 2


def test_a_401_followed_by_a_lost_reply_is_unknown() -> None:
    enkash = EnkashDouble().on(CREATE, UNAUTHORIZED, raising(httpx.ReadTimeout("x")))
    with enkash.client() as client:
        assert isinstance(client.allocate(ALLOCATION), Unknown)
    assert enkash.count(CREATE) == 2


def test_a_401_followed_by_no_token_sent_nothing() -> None:
    enkash = EnkashDouble().on(CREATE, UNAUTHORIZED)
    enkash.on(TOKEN, replying({"access_token": "t"}), replying({"error": "locked"}, status=400))
    with enkash.client() as client:
        found = client.allocate(ALLOCATION)
    assert isinstance(found, NotSent)
    assert found.stop
    assert enkash.count(CREATE) == 1


def test_a_turn_that_passes_during_a_401_sends_no_second_post() -> None:
    enkash = EnkashDouble().on(CREATE, UNAUTHORIZED, replying(SUCCESS))
    turns = iter([True, False])
    with enkash.client() as client:
        found = client.allocate(ALLOCATION, proceed=lambda: next(turns))
    assert isinstance(found, NotSent)
    assert enkash.count(CREATE) == 1


def test_a_401_on_a_look_up_takes_one_new_token() -> None:
    enkash = EnkashDouble().on(CARD_ACCOUNT, UNAUTHORIZED, replying({"code": 0, "payload": {"availableBalance": 5}}))
    with enkash.client() as client:
        assert client.available_balance() == Decimal(5)
    assert enkash.count(TOKEN) == 2


def test_two_401_on_a_look_up_find_nothing() -> None:
    enkash = EnkashDouble().on(SEARCH, UNAUTHORIZED)
    with enkash.client() as client:
        assert isinstance(client.find(ALLOCATION), NotFound)
    assert enkash.count(SEARCH) == 2


def test_sixteen_threads_share_one_token_call() -> None:
    together = threading.Barrier(16)

    def react(_: httpx.Request) -> httpx.Response:
        together.wait(timeout=5)  # all sixteen POSTs are in flight at once
        return httpx.Response(200, json=SUCCESS)

    enkash = EnkashDouble().on(CREATE, react)
    with enkash.client() as client, ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: client.allocate(ALLOCATION), range(16)))
    assert all(isinstance(outcome, Allocated) for outcome in found)
    assert enkash.count(TOKEN) == 1


def test_sixteen_threads_with_a_stale_token_share_one_new_one() -> None:
    together = threading.Barrier(16)

    def react(request: httpx.Request) -> httpx.Response:
        if request.headers["authorization"] == "Bearer token-1":
            together.wait(timeout=5)
            return httpx.Response(401)
        return httpx.Response(200, json=SUCCESS)

    enkash = EnkashDouble().on(CREATE, react)
    with enkash.client() as client, ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: client.allocate(ALLOCATION), range(16)))
    assert all(isinstance(outcome, Allocated) for outcome in found)
    assert (enkash.count(TOKEN), enkash.count(CREATE)) == (2, 32)


def test_sixteen_threads_share_one_refusal() -> None:
    enkash = EnkashDouble().on(TOKEN, replying({"error": "invalid_grant"}, status=400))
    with enkash.client() as client, ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: client.allocate(ALLOCATION), range(16)))
    assert all(isinstance(outcome, NotSent) and outcome.stop for outcome in found)
    assert enkash.count(TOKEN) == 1


def test_the_reply_to_a_401_is_not_even_read() -> None:
    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            raise httpx.ReadTimeout("the body never comes")

    enkash = EnkashDouble().on(CREATE, lambda _: httpx.Response(401, stream=Endless()), replying(SUCCESS))
    with enkash.client() as client:
        assert isinstance(client.allocate(ALLOCATION), Allocated)
    assert json.loads(enkash.sent(CREATE)[1].content)["loadAmount"] == 11
