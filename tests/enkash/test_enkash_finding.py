"""Looking up: whether an allocation arrived, and balances. A look-up proves that it did, never that it did not."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.allocation import Allocated, Different, Fewer, Finding, NotFound
from bot.enkash import LookUpFailed
from tests.enkash.enkash_double import (
    ALLOCATION,
    CARD,
    CARD_ACCOUNT,
    CREATE,
    HOLDER,
    SEARCH,
    TRANSACTIONS,
    EnkashDouble,
    Reaction,
    raising,
    replying,
)

OTHER = {"enKashCardId": "EKC2", "email": "other@gmail.com", "mobile": "9000000000", "otbBalance": 7}
TRANSACTION = {
    "pgReferenceNumber": "TEST234236",
    "enkashCardTxnId": "ECT1",
    "enKashCardId": "EKC04AZHXP",
    "amount": 11,
    "transactionType": "CR",
    "type": "ALLOCATE_POINT",
    "status": "CREATED",
}
FOUND = Allocated("EKC04AZHXP", "ECT1", Decimal(11), Decimal("38628.0"))


def ok(payload: Any) -> Reaction:
    return replying({"code": 0, "message": "Success", "payload": payload})


def find(cards: Any = CARD, transactions: Any = TRANSACTION) -> Finding:
    enkash = EnkashDouble().on(SEARCH, ok(cards)).on(TRANSACTIONS, ok(transactions))
    with enkash.client() as client:
        return client.find(ALLOCATION)


def without(*names: str, **changes: Any) -> dict[str, Any]:
    return {key: value for key, value in (TRANSACTION | changes).items() if key not in names}


def test_a_look_up_asks_for_the_card_and_then_for_the_reference() -> None:
    enkash = EnkashDouble().on(SEARCH, ok([CARD])).on(TRANSACTIONS, ok([TRANSACTION]))
    with enkash.client() as client:
        assert client.find(ALLOCATION) == FOUND
    account = {"companyId": "CEK1PU9AOO", "cardAccountId": "CAQL8YCV3"}
    assert json.loads(enkash.sent(SEARCH)[0].content) == account
    assert json.loads(enkash.sent(TRANSACTIONS)[0].content) == account | {
        "enKashCardId": "EKC04AZHXP",
        "pgReferenceNumber": "TEST234236",
    }
    assert enkash.count(CREATE) == 0


@pytest.mark.parametrize(
    "cards",
    [
        CARD,
        [OTHER, CARD],
        {"content": [CARD, OTHER], "totalElements": 2, "sort": []},
        CARD | {"email": "XYZ2@GMAIL.COM", "mobile": "+919600098867"},
        CARD | {"email": "x***@gmail.com"},
        CARD | {"mobile": "XXXXXX8867"},
        CARD | {"mobile": None},
        [CARD, CARD | {"enKashCardId": "EKC3", "mobile": "9000000000"}],
    ],
)
def test_the_card_of_the_person_is_found(cards: Any) -> None:
    assert find(cards) == FOUND


@pytest.mark.parametrize(
    ("cards", "why"),
    [
        ([], "no card"),
        (None, "no card"),
        ("No cards", "no card"),
        ([OTHER], "no card"),
        ([CARD, CARD | {"enKashCardId": "EKC3"}], "more than one card"),
        (CARD | {"mobile": "9000000000"}, "only one of"),
        (CARD | {"email": "other@gmail.com"}, "only one of"),
        (CARD | {"email": "x***@gmail.com", "mobile": "XXXXXX8867"}, "no card"),
        (CARD | {"enKashCardId": {"odd": 1}}, "no card"),
        ({"content": [CARD], "others": [CARD]}, "no card"),
    ],
)
def test_no_card_is_guessed(cards: Any, why: str) -> None:
    found = find(cards)
    assert isinstance(found, NotFound)
    assert why in found.why


@pytest.mark.parametrize(
    "transactions",
    [
        TRANSACTION,
        [TRANSACTION],
        [without(pgReferenceNumber="ANOTHER"), TRANSACTION],
        {"content": [TRANSACTION], "sort": [{"property": "createdOn"}]},
        {"transactions": [TRANSACTION], "enKashCardId": "EKC04AZHXP"},
        without("enKashCardId"),
        without("transactionType", "type", "status"),
        without(status={"name": "S", "label": "Success"}),
        without(transactionType={"name": "CR"}),
        without(enKashCardId="EKCXXXXXXX"),
        without("amount", loadAmount="11.00"),
        without("pgReferenceNumber", uniqueReferenceNum="TEST234236"),
    ],
)
def test_exactly_what_was_sent_is_found(transactions: Any) -> None:
    assert find(transactions=transactions) == FOUND


@pytest.mark.parametrize(
    ("transactions", "why"),
    [
        (without(amount=12), "number of points"),
        (without(amount=-11), "number of points"),
        (without("amount"), "number of points"),
        (without(amount="XXX"), "number of points"),
        (without(loadAmount=12), "number of points"),
        (without(enKashCardId="EKC2"), "another card"),
        (without(transactionType="DR"), "not a credit"),
        (without(type="UNALLOCATE_POINT"), "not a credit"),
        (without(type="SOMETHING"), "not a credit"),
        (without(uniqueReferenceNumber="ANOTHER"), "another reference"),
        (without(status="FAILED"), "failure"),
        (without(status="Reversed"), "failure"),
        (without(transactionStatus="REJECTED"), "failure"),
        (without(status="UNSUCCESSFUL"), "failure"),
        (without(status={"name": "F", "label": "Failure"}), "failure"),
        ([TRANSACTION, TRANSACTION], "more than one"),
    ],
)
def test_our_reference_on_anything_else_is_different(transactions: Any, why: str) -> None:
    found = find(transactions=transactions)
    assert isinstance(found, Different)
    assert why in found.why


@pytest.mark.parametrize(
    "transactions",
    [
        [],
        None,
        "No transactions",
        {},
        {"transactions": [], "total": 0, "page": {"number": 1}},
        without(pgReferenceNumber="test234236"),
        without(pgReferenceNumber="TEST23423"),
    ],
)
def test_what_enkash_surely_does_not_show_is_not_found(transactions: Any) -> None:
    found = find(transactions=transactions)
    assert isinstance(found, NotFound)
    assert (found.was_answered, found.is_under_way) == (True, False)


@pytest.mark.parametrize(
    "transactions",
    [
        without("pgReferenceNumber"),
        [without("pgReferenceNumber")],
        {"transactions": [without("pgReferenceNumber")]},
        {"a": [TRANSACTION], "b": [TRANSACTION]},
        [[TRANSACTION]],
    ],
)
def test_what_may_be_ours_and_does_not_say_so_counts_as_not_answered(transactions: Any) -> None:
    found = find(transactions=transactions)
    assert isinstance(found, NotFound)
    assert (found.was_answered, found.is_under_way) == (False, False)


@pytest.mark.parametrize("shown", [{"amount": 7}, {"amount": "7.00"}, {"amount": 7, "loadAmount": 7}])
def test_fewer_points_and_nothing_else_that_differs_are_told_as_such(shown: dict[str, Any]) -> None:
    found = find(transactions=without(**shown))
    assert isinstance(found, Different)
    assert found.fewer == Fewer(7, FOUND)


@pytest.mark.parametrize(
    "shown",
    [
        {"amount": 12},
        {"amount": 0},
        {"amount": -7},
        {"amount": 6.5},
        {"amount": "X7"},
        {"amount": 7, "loadAmount": 11},
        {"amount": 7, "status": "REVERSED"},
        {"amount": 7, "status": "PENDING"},
        {"amount": 7, "transactionType": "DR"},
        {"amount": 7, "enKashCardId": "EKC2"},
        {"amount": 7, "uniqueReferenceNumber": "ANOTHER"},
    ],
)
def test_whatever_else_differs_is_not_taken_for_fewer_points(shown: dict[str, Any]) -> None:
    found = find(transactions=without(**shown))
    assert isinstance(found, Different)
    assert found.fewer is None


@pytest.mark.parametrize(
    "status", ["PENDING", "Processing", "IN PROGRESS", "initiated", {"name": "Q", "label": "QUEUED"}]
)
def test_what_enkash_has_not_finished_is_under_way_and_neither_found_nor_absent(status: Any) -> None:
    for shown in (without(status=status), without(transactionStatus=status)):
        found = find(transactions=shown)
        assert isinstance(found, NotFound)
        assert (found.was_answered, found.is_under_way) == (False, True)
        assert "under way" in found.why


FAULTS: list[tuple[str, Reaction]] = [
    ("down", raising(httpx.ConnectError("x"))),
    ("late", raising(httpx.ReadTimeout("x"))),
    ("500", replying(status=500)),
    ("404", replying({"code": 404, "message": "No card account"}, status=404)),
    ("code 1", replying({"code": 1, "payload": [CARD, TRANSACTION]})),
    ("no code", replying({"payload": [CARD, TRANSACTION]})),
    ("html", replying(content=b"<html/>")),
]


@pytest.mark.parametrize("path", [SEARCH, TRANSACTIONS])
@pytest.mark.parametrize("fault", [row[1] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_look_up_that_fails_finds_nothing_and_raises_nothing(path: str, fault: Reaction) -> None:
    enkash = EnkashDouble().on(SEARCH, ok(CARD)).on(TRANSACTIONS, ok(TRANSACTION)).on(path, fault)
    with enkash.client() as client:
        assert isinstance(client.find(ALLOCATION), NotFound)
        assert client.balance_of(HOLDER) == (None if path == SEARCH else Decimal(11))


@pytest.mark.parametrize(("balance", "read"), [(1250, Decimal(1250)), (0, Decimal(0)), (None, None), ("?", None)])
def test_a_balance_is_read_from_the_persons_card(balance: Any, read: Decimal | None) -> None:
    enkash = EnkashDouble().on(SEARCH, ok([OTHER, CARD | {"otbBalance": balance}]))
    with enkash.client() as client:
        assert client.balance_of(HOLDER) == read


@pytest.mark.parametrize("code", [{"code": 0}, {"response_code": 0}, {"response_code": "0"}])
def test_the_companys_balance_is_read_in_either_spelling(code: dict[str, Any]) -> None:
    enkash = EnkashDouble().on(CARD_ACCOUNT, replying(code | {"payload": {"availableBalance": 38628.5}}))
    with enkash.client() as client:
        assert client.available_balance() == Decimal("38628.5")
    assert json.loads(enkash.sent(CARD_ACCOUNT)[0].content) == {
        "companyId": "CEK1PU9AOO",
        "cardAccountId": "CAQL8YCV3",
    }


@pytest.mark.parametrize(
    ("reaction", "sentence"),
    [
        (ok({}), "did not say"),
        (ok([]), "did not say"),
        (ok({"availableBalance": "lots"}), "did not say"),
        (replying({"code": 1, "message": "Mobile 9600098867"}), "##########"),
        (replying({"code": 1}), "no reason"),
        (replying(status=503), "HTTP 503"),
        (raising(httpx.ConnectError("x")), "No connection"),
        (replying(content=b"<html/>"), "could not be read"),
    ],
)
def test_a_company_balance_that_is_not_told_is_an_error_with_a_sentence(reaction: Reaction, sentence: str) -> None:
    enkash = EnkashDouble().on(CARD_ACCOUNT, reaction)
    with enkash.client() as client, pytest.raises(LookUpFailed, match=sentence):
        client.available_balance()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["TEST234236", "FAILED"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*CARD, *TRANSACTION]), inner, max_size=6)
    ),
    max_leaves=15,
)


@given(JSON, JSON)
def test_no_payload_makes_a_look_up_raise_or_find_what_is_not_there(cards: Any, transactions: Any) -> None:
    assert not isinstance(find(cards, transactions), Allocated)


@given(JSON)
def test_no_list_of_transactions_makes_a_look_up_raise(transactions: Any) -> None:
    found = find(transactions=transactions)
    if isinstance(found, Allocated):
        assert "TEST234236" in json.dumps(transactions)
