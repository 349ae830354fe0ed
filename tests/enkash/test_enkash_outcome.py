"""What EnKash's reply to an allocation means."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.allocation import Allocated, NotSent, Outcome, Refused, Unknown
from bot.enkash.exchange import Reply
from bot.enkash.outcome import masked_words, outcome_of
from bot.enkash.values import amount
from bot.enkash.wire import read_answer
from tests.enkash.enkash_double import ALLOCATION, CARD, CONFIG, CREATE, SUCCESS, EnkashDouble, raising

EXAMPLE = Path(__file__).parents[3] / "shared" / "enkash-example-reply.json"
ALLOCATED = Allocated("EKC04AZHXP", "ECTRSZJ8CRJ2E", Decimal(11), Decimal("38628.0"))


def outcome(document: Any, status: int = 200) -> Outcome:
    return outcome_of(Reply(status, json.dumps(document).encode()), ALLOCATION, CONFIG)


def outcome_of_bytes(body: bytes, status: int = 200) -> Outcome:
    return outcome_of(Reply(status, body), ALLOCATION, CONFIG)


def with_card(**fields: Any) -> dict[str, Any]:
    return SUCCESS | {"payload": CARD | fields}


@pytest.mark.skipif(not EXAMPLE.exists(), reason="EnKash's example reply lies beside the checkout and is not there")
def test_the_example_reply_is_an_allocation_as_it_stands() -> None:
    assert outcome_of_bytes(EXAMPLE.read_bytes()) == ALLOCATED


@pytest.mark.parametrize(
    "document",
    [
        SUCCESS,
        SUCCESS | {"code": "0"},
        {"response_code": 0, "response_message": "Success", "payload": CARD},
        {"response_code": "0", "code": None, "payload": CARD},
        SUCCESS | {"payload": [CARD]},
        SUCCESS | {"pgReferenceNumber": "TEST234236"},
    ],
)
def test_code_0_in_any_spelling_is_an_allocation(document: Any) -> None:
    assert outcome(document) == ALLOCATED


@pytest.mark.parametrize("payload", [None, {}, [], "Success"])
def test_code_0_with_nothing_more_is_an_allocation_with_nothing_more(payload: Any) -> None:
    assert outcome({"code": 0, "payload": payload}, 201) == Allocated()
    assert outcome({"code": 0}) == Allocated()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "XYZ2@Gmail.com"),
        ("email", "x***@gmail.com"),
        ("email", None),
        ("mobile", "+91 96000 98867"),
        ("mobile", 9600098867),
        ("mobile", "XXXXXX1234"),
        ("mobile", ""),
        ("loadAmount", "11.00"),
        ("loadAmount", None),
        ("loadAmount", "XX"),
        ("companyId", "CEK****"),
        ("pgReferenceNumber", "TEST234236"),
        ("uniqueReferenceNum", None),
        ("firstName", "Somebody Else"),
        ("title", "Dr"),
    ],
)
def test_what_is_equal_absent_or_masked_contradicts_nothing(field: str, value: Any) -> None:
    assert outcome(with_card(**{field: value})) == ALLOCATED


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("email", "abc@gmail.com", "e-mail address"),
        ("mobile", "9600098868", "mobile"),
        ("mobile", 9600098868, "mobile"),
        ("loadAmount", 12, "number of points"),
        ("loadAmount", 11.5, "number of points"),
        ("loadAmount", "eleven", "number of points"),
        ("companyId", "CEK1PU9AO0", "company"),
        ("cardAccountId", "CAQL8YCV4", "card account"),
        ("pgReferenceNumber", "TEST234237", "reference"),
        ("uniqueReferenceNumber", "test234236", "reference"),
        ("uniqueReferenceNum", 234236, "reference"),
    ],
)
def test_a_reply_that_names_something_else_is_unknown(field: str, value: Any, what: str) -> None:
    found = outcome(with_card(**{field: value}))
    assert found == Unknown(f"EnKash's reply names another {what} than was sent.")


def test_a_reference_beside_the_payload_is_compared_too() -> None:
    assert isinstance(outcome(SUCCESS | {"pgReferenceNumber": "OTHER"}), Unknown)


@pytest.mark.parametrize(
    ("value", "balance"),
    [
        (1250, Decimal(1250)),
        ("1250.50", Decimal("1250.50")),
        (-5, Decimal(-5)),
        (None, None),
        (True, None),
        ("1,250", None),
        ("many", None),
        ({"value": 5}, None),
        (10**20, None),
    ],
)
def test_a_balance_is_exact_or_none(value: Any, balance: Decimal | None) -> None:
    found = outcome(with_card(otbBalance=value))
    assert isinstance(found, Allocated)
    assert found.balance == balance


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1E-999999", "1E+999999"])
def test_what_is_no_number_of_points_is_none(value: str) -> None:
    assert amount(Decimal(value)) is None
    assert amount(value) is None


def test_a_balance_is_not_rounded_on_its_way() -> None:
    body = json.dumps(with_card(otbBalance=1)).replace('"otbBalance": 1,', '"otbBalance": 0.10000000000000000001,')
    found = outcome_of_bytes(body.encode())
    assert isinstance(found, Allocated)
    assert found.balance == Decimal("0.10000000000000000001")


@pytest.mark.parametrize(
    ("document", "status", "refused"),
    [
        ({"code": 1, "message": "Failure", "payload": "KYC"}, 200, Refused("Failure: KYC", 1, 200)),
        ({"response_code": "7", "response_message": "No"}, 200, Refused("No", 7, 200)),
        ({"code": -1}, 200, Refused("", -1, 200)),
        ({"code": 422, "message": "bad"}, 422, Refused("bad", 422, 422)),
        ({"message": "No such company"}, 404, Refused("No such company", None, 404)),
        ({"code": 400, "message": "m", "payload": {"x": 1}}, 400, Refused("m", 400, 400)),
        ({"code": 1, "message": "Same", "payload": "Same"}, 200, Refused("Same", 1, 200)),
    ],
)
def test_a_clear_no_is_a_refusal(document: Any, status: int, refused: Refused) -> None:
    assert outcome(document, status) == refused


@pytest.mark.parametrize("words", ["Reference already used", "DUPLICATE request", "Reference exists"])
@pytest.mark.parametrize("where", ["message", "payload"])
def test_a_refusal_that_speaks_of_a_repeat_says_so(words: str, where: str) -> None:
    found = outcome({"code": 1, where: words})
    assert isinstance(found, Refused)
    assert found.speaks_of_repeat


@pytest.mark.parametrize("status", [200, 400, 422])
def test_an_empty_company_account_stops_sending(status: int) -> None:
    found = outcome({"code": 1, "message": "Failure", "payload": "Insufficient Balance in card account"}, status)
    assert isinstance(found, NotSent)
    assert found.stop
    assert "account at EnKash is empty" in found.why


def test_an_empty_account_together_with_a_repeat_is_no_proof_that_nothing_was_sent() -> None:
    assert isinstance(outcome({"code": 1, "message": "Already done, insufficient balance"}), Refused)


UNCLEAR: list[tuple[str, bytes, int]] = [
    ("html", b"<html><body>Bad gateway</body></html>", 200),
    ("empty", b"", 200),
    ("no content", b"", 204),
    ("half", json.dumps(SUCCESS).encode()[:-9], 200),
    ("no code", b'{"message":"Success"}', 200),
    ("null code", b'{"code":null}', 200),
    ("bool code", b'{"code":false}', 200),
    ("float code", b'{"code":0.0}', 200),
    ("empty code", b'{"code":""}', 200),
    ("word for a code", b'{"code":"OK"}', 200),
    ("two codes", b'{"code":0,"response_code":1}', 200),
    ("one good and one odd code", b'{"code":0,"response_code":true}', 200),
    ("huge code", b'{"code":%d}' % 10**30, 200),
    ("endless code", b'{"code":%s}' % (b"1" * 5000), 200),
    ("not a number", b'{"code":0,"payload":{"otbBalance":NaN}}', 200),
    ("infinity", b'{"code":0,"payload":{"otbBalance":Infinity}}', 200),
    ("absurd exponent", b'{"code":0,"payload":{"otbBalance":1e%s}}' % (b"9" * 30), 200),
    ("a list", b'[{"code":0}]', 200),
    ("a number", b"0", 200),
    ("deep", b"[" * 100_000, 200),
    ("several cards", json.dumps(SUCCESS | {"payload": [CARD, CARD]}).encode(), 200),
    ("no utf-8", b'{"code":0,"message":"\xff"}', 200),
    ("400 with success", json.dumps(SUCCESS).encode(), 400),
    ("400 of a proxy", b"<html/>", 400),
    ("404 of another's JSON", b'{"path":"/x","error":"Not Found"}', 404),
    ("422 with an odd code", b'{"code":true,"message":"m"}', 422),
    *((f"http {status}", json.dumps(SUCCESS).encode(), status) for status in (301, 302, 403, 408, 409, 425, 429, 500)),
    *((f"http {status}", b'{"code":1,"message":"no"}', status) for status in (403, 409, 429, 500, 502, 503, 504)),
]


@pytest.mark.parametrize(("body", "status"), [row[1:] for row in UNCLEAR], ids=[row[0] for row in UNCLEAR])
def test_what_is_neither_yes_nor_no_is_unknown(body: bytes, status: int) -> None:
    found = outcome_of_bytes(body, status)
    assert isinstance(found, Unknown)
    assert found.why.startswith("EnKash")


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("late"),
        httpx.PoolTimeout("late"),
    ],
)
def test_a_connection_that_was_never_opened_sent_nothing(error: Exception) -> None:
    enkash = EnkashDouble().on(CREATE, raising(error))
    with enkash.client() as client:
        found = client.allocate(ALLOCATION)
    assert isinstance(found, NotSent)
    assert not found.stop
    assert enkash.count(CREATE) == 1


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("late"),
        httpx.WriteTimeout("late"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.CloseError("reset"),
        httpx.RemoteProtocolError("gone"),
        httpx.LocalProtocolError("Illegal header value b'Bearer token-1'"),
        httpx.DecodingError("gzip"),
        OSError("xyz2@gmail.com"),
        ValueError("xyz2@gmail.com"),
    ],
)
def test_whatever_happens_once_it_may_have_left_is_unknown_and_is_not_sent_again(error: Exception) -> None:
    enkash = EnkashDouble().on(CREATE, raising(error))
    with enkash.client() as client:
        found = client.allocate(ALLOCATION)
    assert isinstance(found, Unknown)
    assert "token-1" not in found.why
    assert "@" not in found.why
    assert enkash.count(CREATE) == 1


def test_words_lose_digits_addresses_and_length() -> None:
    words = "Mobile 9600098867 of xyz2@gmail.com\nis ९६ " + "long " * 100
    masked = masked_words(words, CONFIG)
    assert masked.startswith("Mobile ########## of …@… is ## long")
    assert len(masked) == 200
    assert masked.endswith("…")


def test_words_lose_what_was_presented_to_enkash_where_it_echoes_that() -> None:
    words = f"Bad {CONFIG.password} and {CONFIG.client_secret}, authorization: Bearer eyJ.token Basic dXNlcg== refused"
    assert masked_words(words, CONFIG) == "Bad … and …, authorization: Bearer … Basic … refused"


@given(st.text(max_size=400))
def test_masked_words_never_show_a_digit_or_an_address(words: str) -> None:
    masked = masked_words(words, CONFIG)
    assert not re.search(r"\d|[^…]@|@[^…]", masked)
    assert len(masked) <= 200


def test_what_is_read_shows_nothing_personal() -> None:
    answer = read_answer(json.dumps(SUCCESS).encode(), "")
    assert repr(answer) == "Answer()"
    assert "xyz2" not in repr(Reply(200, b"xyz2")) + str(answer)


def test_a_million_characters_without_a_space_are_masked_at_once() -> None:
    assert isinstance(outcome_of_bytes(b'{"code":1,"message":"%s"}' % (b"a" * 1_000_000)), Refused)
