"""What may be made to go wrong at EnKash from the page, and what the page is told of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.playground import sample
from bot.playground.bank import Bank
from bot.playground.enkash import ALLOCATE, TOKEN, EnKashStandIn
from bot.playground.server import DROP, Answer, HttpResponse, json_response
from bot.playground.stage import Served

Met = Callable[[str], Answer]


@pytest.fixture
def met(enkash: EnKashStandIn) -> Met:
    """What a call that would go well comes to."""
    return lambda call: enkash.faults.meet(call, lambda: json_response({"code": 0, "payload": {}}))


def is_well(answer: Answer) -> bool:
    return isinstance(answer, HttpResponse) and answer.status == 200 and b'"code": 0' in answer.body


def set_trouble(bank: Bank, key: str, *, lasts: bool = False) -> None:
    bank.doings["/page/enkash/trouble"]({"key": key, "lasts": lasts})


@pytest.mark.parametrize("key", ["drop-before", "lose-reply", "500", "garbage", "insufficient"])
def test_a_trouble_meets_the_next_allocation_alone_or_each_until_it_is_switched_off(
    enkash: EnKashStandIn, met: Met, key: str
) -> None:
    bank = Bank(enkash)
    set_trouble(bank, key)
    assert bank.snapshot({})["trouble"] == key
    assert [is_well(met(ALLOCATE)) for _ in range(2)] == [False, True]
    assert bank.snapshot({})["trouble"] == ""
    set_trouble(bank, key, lasts=True)
    assert [is_well(met(ALLOCATE)) for _ in range(2)] == [False, False]
    assert bank.snapshot({})["trouble"] == key
    set_trouble(bank, "")
    assert is_well(met(ALLOCATE))


def test_one_trouble_takes_the_place_of_another(enkash: EnKashStandIn, met: Met) -> None:
    bank = Bank(enkash)
    set_trouble(bank, "token-refused", lasts=True)
    assert not is_well(met(TOKEN))
    set_trouble(bank, "drop-before")
    assert is_well(met(TOKEN))
    assert met(ALLOCATE) is DROP


def test_the_bot_is_killed_once_at_the_point_that_was_chosen(enkash: EnKashStandIn, met: Met) -> None:
    killed = threading.Event()
    bank = Bank(enkash, killed.set)
    for key in ("kill-before", "kill-after"):
        killed.clear()
        set_trouble(bank, key, lasts=True)
        assert met(ALLOCATE) is DROP
        assert killed.is_set()
        assert bank.snapshot({})["trouble"] == ""
        assert is_well(met(ALLOCATE))


def test_where_there_is_no_bot_to_kill_it_is_not_offered(enkash: EnKashStandIn) -> None:
    assert not any(trouble["ends_the_bot"] for trouble in Bank(enkash).snapshot({})["troubles"])
    with pytest.raises(LookupError):
        set_trouble(Bank(enkash), "kill-before")


def test_what_a_repeated_reference_does_is_chosen_on_the_page(served: Served, enkash: EnKashStandIn) -> None:
    def choose(does: Any) -> int:
        post = {"X-Playground": "1"}
        url = served.url + "/page/enkash/repeat"
        return httpx.post(url, json={"does": does}, headers=post, trust_env=False).status_code

    assert choose("credited") == 200
    assert enkash.on_repeat == "credited"
    assert choose("eaten") == 400
    assert enkash.on_repeat == "credited"
    told = httpx.get(served.url + "/page/aside", trust_env=False).json()["enkash"]
    assert told["on_repeat"] == "credited"
    assert told["account"] == {"id": "CAQPLAYGROUND", "balance": sample.ENKASH_BALANCE, "given": 0}
