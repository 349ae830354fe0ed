"""EnKash's stand-in: the reply, what it checks, and every way in which a call can go wrong."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.playground import enkash_faults, sample
from bot.playground.enkash import ACCOUNT, ALLOCATE, REWARDS, SEARCH, TOKEN, TRANSACTIONS, EnKashStandIn
from bot.playground.faults import Fault, cut_body, drop_before, hang, http_status, lose_reply
from bot.playground.stage import Served
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import Clock

EXAMPLE = Path(__file__).parents[3] / "shared" / "enkash-example-reply.json"
ASHA = "asha.rao@example.com"
WHOSE = {"companyId": sample.ENKASH.company_id, "cardAccountId": sample.ENKASH.card_account_id}

Ask = Callable[..., httpx.Response]


def body(**changes: Any) -> dict[str, Any]:
    """A good create-allocate-points."""
    return {
        **WHOSE,
        "transactionCode": "ALLOCATION",
        "transactionType": "CR",
        "type": "ALLOCATE_POINT",
        "email": ASHA,
        "mobile": "9800000004",
        "title": "Ms",
        "firstName": "Asha",
        "gender": "F",
        "loadAmount": 100,
        "uniqueReferenceNumber": "SHB0000000001",
        **changes,
    }


def ask_token(served: Served, http: httpx.Client, **changes: str) -> httpx.Response:
    account = sample.ENKASH
    form = {
        "username": account.username,
        "password": account.password,
        "grant_type": "password",
        "clientId": account.client_id,
    }
    basic = base64.b64encode(f"{account.client_id}:{account.client_secret}".encode()).decode()
    return http.post(served.enkash_token_url, data=form | changes, headers={"Authorization": f"Basic {basic}"})


@pytest.fixture
def ask(served: Served, http: httpx.Client) -> Ask:
    """POSTs to a call with good headers, which keyword arguments may replace."""
    token = ask_token(served, http).json()["access_token"]

    def post(call: str, said: Any, **headers: str) -> httpx.Response:
        good = {"partnerId": sample.ENKASH.partner_id, "authorization": f"Bearer {token}"}
        kind = {"Content-Type": "application/json"}
        return http.post(
            served.enkash_api_url + REWARDS + call, content=json.dumps(said), headers=good | kind | headers
        )

    return post


def shape(found: Any) -> Any:
    """Keys and types, without the values."""
    if isinstance(found, dict):
        return {key: shape(value) for key, value in sorted(found.items())}
    return type(found).__name__


@pytest.mark.skipif(not EXAMPLE.is_file(), reason="EnKash's example reply is not beside this checkout")
def test_the_reply_has_the_example_s_keys_and_types(ask: Ask) -> None:
    example = json.loads(EXAMPLE.read_text("utf-8"))
    assert shape(ask(ALLOCATE, body()).json()) == shape(example)


def test_points_move_from_the_company_to_the_card(enkash: EnKashStandIn, ask: Ask) -> None:
    first = ask(ALLOCATE, body()).json()["payload"]
    second = ask(ALLOCATE, body(loadAmount=11, uniqueReferenceNumber="SHB0000000002")).json()["payload"]
    assert (first["otbBalance"], second["otbBalance"]) == (100, 111)
    assert second["accountBalance"] == sample.ENKASH_BALANCE - 111 == enkash.balance
    assert first["enKashCardId"] == second["enKashCardId"]
    assert first["enkashCardTxnId"] != second["enkashCardTxnId"]
    assert (second["totalRewardsReceived"], second["rewardPointsReceived"]) == (2, 111)
    assert second["createdOn"] == "Nov 22, 2026 9:00:00 AM"
    assert enkash.balance_of(ASHA.upper()) == 111
    assert [(post.reference, post.is_applied, post.answered) for post in enkash.posts] == [
        ("SHB0000000001", True, "200"),
        ("SHB0000000002", True, "200"),
    ]


def test_points_can_be_taken_back_as_far_as_there_are_any(enkash: EnKashStandIn, ask: Ask) -> None:
    ask(ALLOCATE, body())
    debit = {"transactionType": "DR", "type": "UNALLOCATE_POINT"}
    assert ask(ALLOCATE, body(uniqueReferenceNumber="SHB2", **debit)).json()["payload"]["otbBalance"] == 0
    assert ask(ALLOCATE, body(uniqueReferenceNumber="SHB3", **debit)).json()["code"] == 1
    assert enkash.balance == sample.ENKASH_BALANCE


def test_an_empty_company_account_refuses_under_http_200(enkash: EnKashStandIn, ask: Ask) -> None:
    enkash.balance = 99
    answer = ask(ALLOCATE, body())
    assert (answer.status_code, answer.json()["code"]) == (200, 1)
    assert answer.json()["payload"] == "Insufficient balance in card account"
    assert enkash.balance_of(ASHA) == 0
    assert not enkash.posts[0].is_applied


@pytest.mark.parametrize(
    ("enkash", "code", "balance", "is_same"),
    [("refused", 1, 100, False), ("replayed", 0, 100, True), ("credited", 0, 200, False)],
    indirect=["enkash"],
)
def test_a_reference_sent_twice_does_what_was_chosen(
    enkash: EnKashStandIn, ask: Ask, code: int, balance: int, is_same: bool
) -> None:
    first, second = ask(ALLOCATE, body()).json(), ask(ALLOCATE, body()).json()
    assert (second["code"], second == first) == (code, is_same)
    assert enkash.balance_of(ASHA) == balance


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"email": ""}, 400),
        ({"mobile": 9800000004}, 400),
        ({"loadAmount": "100"}, 400),
        ({"loadAmount": True}, 400),
        ({"uniqueReferenceNum": "SHB1"}, 400),
        ({"surprise": 1}, 400),
        ({"email": "asha"}, 422),
        ({"mobile": "+919800000004"}, 422),
        ({"mobile": "98000000041"}, 422),
        ({"title": "Dr"}, 422),
        ({"gender": "f"}, 422),
        ({"loadAmount": 0}, 422),
        ({"loadAmount": 1.5}, 422),
        ({"type": "UNALLOCATE_POINT"}, 422),
        ({"uniqueReferenceNumber": "with space"}, 422),
        ({"companyId": "CEKOTHER"}, 404),
    ],
)
def test_each_field_is_checked(enkash: EnKashStandIn, ask: Ask, changes: dict[str, Any], status: int) -> None:
    answer = ask(ALLOCATE, body(**changes))
    assert answer.status_code == status
    assert answer.json()["code"] == status
    assert isinstance(answer.json()["payload"], str)
    assert enkash.movements == []


def test_the_other_spelling_of_the_reference_is_taken(enkash: EnKashStandIn, ask: Ask) -> None:
    said = {key: value for key, value in body().items() if key != "uniqueReferenceNumber"}
    assert ask(ALLOCATE, said).status_code == 400
    assert ask(ALLOCATE, said | {"uniqueReferenceNum": "SHB1"}).json()["code"] == 0
    assert enkash.movements[0].reference == "SHB1"


def test_the_headers_are_checked(ask: Ask, served: Served, http: httpx.Client) -> None:
    assert ask(ALLOCATE, body(), authorization="Bearer made-up").status_code == 401
    assert ask(ALLOCATE, body(), partnerId="SOMEBODY").status_code == 400
    assert ask(ALLOCATE, body(), **{"Content-Type": "text/plain"}).status_code == 400
    assert ask(ALLOCATE, ["no object"]).status_code == 400
    assert http.get(served.enkash_api_url + REWARDS + ALLOCATE).status_code == 404


def test_a_token_lives_five_minutes_whatever_it_says(clock: Clock, ask: Ask, enkash: EnKashStandIn) -> None:
    clock.move(minutes=5)
    assert ask(ACCOUNT, WHOSE).status_code == 200
    clock.move(seconds=1)
    assert ask(ACCOUNT, WHOSE).status_code == 401
    assert enkash.token_calls == 1


def test_forgotten_tokens_are_refused(enkash: EnKashStandIn, ask: Ask) -> None:
    enkash.forget_tokens()
    assert ask(ALLOCATE, body()).status_code == 401


def test_three_wrong_passwords_lock_the_account(enkash: EnKashStandIn, served: Served, http: httpx.Client) -> None:
    assert ask_token(served, http).json()["expires_in"] == 86_399
    for _ in range(3):
        assert ask_token(served, http, password="wrong").status_code == 400
    assert ask_token(served, http).status_code == 401
    enkash.unlock()
    assert ask_token(served, http).status_code == 200


def test_look_ups_find_what_moved(ask: Ask) -> None:
    card_id = ask(ALLOCATE, body()).json()["payload"]["enKashCardId"]
    account = ask(ACCOUNT, WHOSE).json()
    assert (account["response_code"], account["payload"]["availableBalance"]) == (0, sample.ENKASH_BALANCE - 100.0)
    assert account["payload"]["currentMonthAllocationPoint"] == 100
    assert [card["email"] for card in ask(SEARCH, WHOSE).json()["payload"]] == [ASHA]
    assert ask(SEARCH, WHOSE | {"enKashCardId": card_id}).json()["payload"]["otbBalance"] == 100
    assert ask(SEARCH, WHOSE | {"enKashCardId": "EKC9"}).json()["code"] == 1
    asked = WHOSE | {"enKashCardId": card_id, "pgReferenceNumber": "SHB0000000001"}
    (found,) = ask(TRANSACTIONS, asked).json()["payload"]
    assert (found["loadAmount"], found["pgReferenceNumber"]) == (100, "SHB0000000001")
    assert ask(TRANSACTIONS, asked | {"pgReferenceNumber": "SHB9"}).json()["payload"] == []
    assert ask(TRANSACTIONS, asked | {"enKashCardId": "EKC9"}).json()["payload"] == []


# Fault -> whether the points moved all the same.
DROPPED = [(lose_reply(), True), (drop_before(), False)]
ANSWERED: list[tuple[Fault, bool, int]] = [
    (cut_body(), True, 200),
    (enkash_faults.html_after(), True, 200),
    (enkash_faults.html(502), False, 502),
    (http_status(503), False, 503),
    (enkash_faults.refuse("Something is wrong"), False, 200),
    (enkash_faults.refuse("Email is not valid", 422, 422), False, 422),
    (enkash_faults.no_code(), True, 200),
    (enkash_faults.other_reference(), True, 200),
    (enkash_faults.other_person(), True, 200),
    (enkash_faults.unauthorized(), False, 401),
]


@pytest.mark.parametrize(("fault", "moved"), DROPPED)
def test_a_connection_closed_without_an_answer(enkash: EnKashStandIn, ask: Ask, fault: Fault, moved: bool) -> None:
    enkash.faults.next(ALLOCATE, fault)
    with pytest.raises(httpx.RemoteProtocolError):
        ask(ALLOCATE, body())
    (post,) = enkash.posts
    assert (post.is_applied, post.answered, enkash.balance_of(ASHA)) == (moved, "lost", 100 * moved)
    assert ask(ALLOCATE, body(uniqueReferenceNumber="SHB2")).json()["code"] == 0


@pytest.mark.parametrize(("fault", "moved", "status"), ANSWERED)
def test_an_answer_that_is_not_the_true_one(
    enkash: EnKashStandIn, ask: Ask, fault: Fault, moved: bool, status: int
) -> None:
    enkash.faults.next(ALLOCATE, fault)
    assert ask(ALLOCATE, body()).status_code == status
    assert enkash.balance_of(ASHA) == 100 * moved
    assert enkash.posts[0].is_applied is moved


def test_each_changed_reply_is_changed_where_it_says(enkash: EnKashStandIn, ask: Ask) -> None:
    faults = [enkash_faults.no_code(), enkash_faults.other_reference("X1"), enkash_faults.other_person(), cut_body()]
    for fault in faults:
        enkash.faults.next(ALLOCATE, fault)
    answers = [ask(ALLOCATE, body(uniqueReferenceNumber=f"SHB{number}")) for number in range(4)]
    assert "code" not in answers[0].json()
    assert answers[1].json()["payload"]["pgReferenceNumber"] == "X1"
    assert answers[2].json()["payload"]["email"] != ASHA
    with pytest.raises(json.JSONDecodeError):
        answers[3].json()


@pytest.mark.parametrize("fault", [enkash_faults.other_reference(), enkash_faults.other_person()])
def test_a_refusal_stays_one_under_a_fault_that_changes_what_has_moved(
    enkash: EnKashStandIn, ask: Ask, fault: Fault
) -> None:
    ask(ALLOCATE, body())
    enkash.faults.next(ALLOCATE, fault)
    assert ask(ALLOCATE, body()).json()["code"] == 1
    assert [(post.is_applied, post.answered) for post in enkash.posts] == [(True, "200"), (False, "200")]


def test_a_token_can_be_refused_without_locking(enkash: EnKashStandIn, served: Served, http: httpx.Client) -> None:
    enkash.faults.next(TOKEN, enkash_faults.token_refused(), times=4)
    assert [ask_token(served, http).status_code for _ in range(5)] == [400] * 4 + [200]


def test_a_slow_call_is_held_until_it_is_released(enkash: EnKashStandIn, ask: Ask) -> None:
    released = threading.Event()
    enkash.faults.next(ALLOCATE, hang(released))
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ask, ALLOCATE, body())
        assert ask(ACCOUNT, WHOSE).status_code == 200
        assert enkash.balance_of(ASHA) == 0
        released.set()
        assert slow.result(5).json()["code"] == 0


def test_a_fault_that_lasts_meets_every_call_of_its_name_and_no_other(enkash: EnKashStandIn, ask: Ask) -> None:
    enkash.faults.always(ALLOCATE, lose_reply())
    for number in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            ask(ALLOCATE, body(uniqueReferenceNumber=f"SHB{number}"))
    assert ask(ACCOUNT, WHOSE).json()["payload"]["availableBalance"] == sample.ENKASH_BALANCE - 200
    enkash.faults.clear(ALLOCATE)
    assert ask(ALLOCATE, body(uniqueReferenceNumber="SHB9")).json()["code"] == 0


def test_two_threads_never_spend_the_same_points(enkash: EnKashStandIn, ask: Ask) -> None:
    enkash.balance = 500
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: ask(ALLOCATE, body(uniqueReferenceNumber=f"SHB{n}")).json(), range(12)))
    assert sorted(answer["code"] for answer in answers) == [0] * 5 + [1] * 7
    assert (enkash.balance, enkash.balance_of(ASHA)) == (0, 500)


def test_slack_and_enkash_are_served_on_addresses_of_their_own(slack: SlackStandIn, served: Served) -> None:
    assert slack.state.users
    assert served.slack_api_url == f"{served.url}/api/"
    assert not served.enkash_api_url.startswith(served.url)
