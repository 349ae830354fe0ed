"""What is sent to EnKash: bodies, headers, encryption."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.allocation import Allocated, Allocation, CardHolder, NotSent, Unknown
from bot.enkash.envelope import key_of, seal, unseal
from tests.enkash.enkash_double import ALLOCATION, CONFIG, CREATE, SUCCESS, TOKEN, EnkashDouble, replying

SECRET = "test-client-secret"
VECTOR = "vIgMq94GORhh0UF2lcWRksySmY2VL1neAJiY6z4Ayuxd6JIMkCBteSOxs0hnfvfg"
VECTOR_BODY = b'{"companyId":"CEK1PU9AOO","loadAmount":11}'


def test_the_body_is_exactly_the_documented_fields() -> None:
    enkash = EnkashDouble().on(CREATE, replying(SUCCESS))
    with enkash.client() as client:
        client.allocate(ALLOCATION)
    (request,) = enkash.sent(CREATE)
    assert json.loads(request.content) == {
        "companyId": "CEK1PU9AOO",
        "cardAccountId": "CAQL8YCV3",
        "transactionCode": "ALLOCATION",
        "transactionType": "CR",
        "type": "ALLOCATE_POINT",
        "email": "xyz2@gmail.com",
        "mobile": "9600098867",
        "title": "Mr",
        "firstName": "hedfdfg",
        "gender": "M",
        "loadAmount": 11,
        "uniqueReferenceNumber": "TEST234236",
    }
    assert b'"loadAmount":11,' in request.content


def test_the_headers_are_the_documented_ones_and_the_connection_is_for_once() -> None:
    enkash = EnkashDouble().on(CREATE, replying(SUCCESS))
    with enkash.client() as client:
        client.allocate(ALLOCATION)
    (request,) = enkash.sent(CREATE)
    assert request.method == "POST"
    assert str(request.url) == "https://enkash.example" + CREATE
    assert request.headers["partnerId"] == "CRMXWB3ZM"
    assert request.headers["authorization"] == "Bearer token-1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["connection"] == "close"


def test_the_token_call_is_the_documented_form_and_never_sealed() -> None:
    enkash = EnkashDouble().on(CREATE, replying(SUCCESS))
    with enkash.client(replace(CONFIG, encryption="aes-128-ecb")) as client:
        client.allocate(ALLOCATION)
    (request,) = enkash.sent(TOKEN)
    assert str(request.url) == CONFIG.token_url
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (
        base64.b64decode(request.headers["authorization"].removeprefix("Basic ")) == b"test-client:" + SECRET.encode()
    )
    assert parse_qs(request.content.decode(), strict_parsing=True) == {
        "username": ["shabash@example.com"],
        "password": ["p@ss & word"],
        "grant_type": ["password"],
        "clientId": ["test-client"],
    }


@pytest.mark.parametrize(
    ("gender", "form", "word"), [("M", "word", "Male"), ("F", "word", "Female"), ("F", "letter", "F")]
)
def test_gender_is_spelled_as_set(gender: str, form: Literal["letter", "word"], word: str) -> None:
    enkash = EnkashDouble().on(CREATE, replying(SUCCESS))
    holder = CardHolder("a@example.com", "9600098867", "Ms", "आशा", gender)
    with enkash.client(replace(CONFIG, gender_format=form)) as client:
        client.allocate(Allocation("R1", 5, holder))
    body = json.loads(enkash.sent(CREATE)[0].content)
    assert (body["gender"], body["firstName"]) == (word, "आशा")


def test_the_reference_is_spelled_as_set() -> None:
    enkash = EnkashDouble().on(CREATE, replying(SUCCESS))
    with enkash.client(replace(CONFIG, reference_field="uniqueReferenceNum", api_url="https://x.example/")) as client:
        client.allocate(ALLOCATION)
    body = json.loads(enkash.sent(CREATE)[0].content)
    assert body["uniqueReferenceNum"] == "TEST234236"
    assert "uniqueReferenceNumber" not in body


def test_a_cookie_of_enkash_is_not_sent_back() -> None:
    enkash = EnkashDouble().on(CREATE, replying(SUCCESS, headers={"Set-Cookie": "session=1; Path=/"}))
    with enkash.client() as client:
        client.allocate(ALLOCATION)
        client.allocate(ALLOCATION)
    assert "cookie" not in enkash.sent(CREATE)[1].headers


def test_nothing_is_sent_when_its_turn_has_passed() -> None:
    enkash = EnkashDouble().on(CREATE, replying(SUCCESS))
    tokens_seen: list[int] = []

    def proceed() -> bool:
        tokens_seen.append(enkash.count(TOKEN))
        return False

    with enkash.client() as client:
        outcome = client.allocate(ALLOCATION, proceed=proceed)
    assert isinstance(outcome, NotSent)
    assert not outcome.stop
    assert (tokens_seen, enkash.count(CREATE)) == ([1], 0)


def test_nothing_is_sent_after_close() -> None:
    enkash = EnkashDouble().on(CREATE, replying(SUCCESS))
    with enkash.client() as client:
        client.allocate(ALLOCATION)
        client.close()
        assert isinstance(client.allocate(ALLOCATION), NotSent)
    assert enkash.count(CREATE) == 1


def test_neither_config_nor_card_holder_show_secrets() -> None:
    shown = repr(CONFIG) + repr(ALLOCATION)
    for secret in (CONFIG.client_secret, CONFIG.password, CONFIG.username, "xyz2", "9600098867"):
        assert secret not in shown


def test_the_envelope_is_the_known_vector() -> None:
    assert key_of(SECRET).hex() == "8ac950188678f9bb3524b275130332b5"
    assert json.loads(seal(VECTOR_BODY, SECRET)) == {"request": VECTOR}
    assert unseal(VECTOR, SECRET) == VECTOR_BODY


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_was_sealed_opens_again(body: bytes, secret: str) -> None:
    assert unseal(json.loads(seal(body, secret))["request"], secret) == body


@pytest.mark.parametrize("sealed_reply", [True, False])
def test_an_encrypted_exchange_reads_plain_and_sealed_replies(sealed_reply: bool) -> None:
    plain = json.dumps(SUCCESS).encode()
    enkash = EnkashDouble().on(CREATE, replying(content=seal(plain, SECRET) if sealed_reply else plain))
    with enkash.client(replace(CONFIG, encryption="aes-128-ecb")) as client:
        outcome = client.allocate(ALLOCATION)
    assert isinstance(outcome, Allocated)
    body = json.loads(enkash.sent(CREATE)[0].content)
    assert list(body) == ["request"]
    assert json.loads(unseal(body["request"], SECRET))["loadAmount"] == 11


def test_a_sealed_reply_is_read_with_encryption_off() -> None:
    enkash = EnkashDouble().on(CREATE, replying(content=seal(json.dumps(SUCCESS).encode(), SECRET)))
    with enkash.client() as client:
        assert isinstance(client.allocate(ALLOCATION), Allocated)


@pytest.mark.parametrize("sealed", ["not base64!", "AAAA", VECTOR[:-8] + "AAAAAAAA", ""])
def test_an_envelope_that_does_not_open_is_unknown(sealed: str) -> None:
    enkash = EnkashDouble().on(CREATE, replying({"request": sealed}))
    with enkash.client() as client:
        assert isinstance(client.allocate(ALLOCATION), Unknown)


WITHOUT_CRYPTOGRAPHY = """
import sys
sys.modules["cryptography"] = None
from dataclasses import replace
from bot.core.errors import SettingsError
from bot.enkash import EnkashClient
from tests.enkash.enkash_double import CONFIG, Count
EnkashClient(CONFIG, Count()).close()
try:
    EnkashClient(replace(CONFIG, encryption="aes-128-ecb"), Count())
except SettingsError as error:
    print(error.sentence)
"""


def test_the_package_for_encryption_is_asked_for_only_where_it_is_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_CRYPTOGRAPHY],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "pip install 'shabash[encryption]'" in done.stdout
