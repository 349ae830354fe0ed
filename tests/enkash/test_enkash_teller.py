"""What somebody is told of their own card: a balance, and a link that opens that card and no other."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.inquiry import CompanyAccount
from bot.enkash import (
    CredentialsRefused,
    LookUpFailed,
    NoCard,
    NoLink,
    NotAsked,
    SignOnLink,
    Teller,
    UnclearCard,
)
from bot.messages import redeeming
from tests.enkash.enkash_double import (
    CARD,
    CARD_ACCOUNT,
    CONFIG,
    HOLDER,
    SEARCH,
    TOKEN,
    EnkashDouble,
    Reaction,
    raising,
    replying,
)

SSO_TOKEN = "/api/v0/partner/enKashCard/sso-token"
TOKEN_TEXT = "c2FtcGxlLXRva2Vu"
WITH_SSO = replace(CONFIG, sso_url="https://rewards.enkash.example/")
NOT_CARD_ID = {**CARD, "enKashCardId": "EKC2"}


def ok(payload: Any) -> Reaction:
    return replying({"code": 0, "message": "Success", "payload": payload})


def enkash(token: Any = TOKEN_TEXT, cards: Any = CARD) -> EnkashDouble:
    return EnkashDouble().on(SEARCH, ok(cards)).on(SSO_TOKEN, ok(token))


def link(double: EnkashDouble, known_card: str = "") -> SignOnLink:
    with double.client(WITH_SSO) as client:
        return Teller(client, WITH_SSO).sign_on_link(HOLDER, known_card)


def balance(double: EnkashDouble, known_card: str = "") -> Decimal:
    with double.client() as client:
        return Teller(client, CONFIG).balance(HOLDER, known_card)


def body(double: EnkashDouble, path: str) -> Any:
    (request,) = double.sent(path)
    return json.loads(request.content)


def test_the_link_is_made_of_a_token_for_the_persons_own_card() -> None:
    double = enkash()
    assert link(double).address == f"https://rewards.enkash.example/sso/{TOKEN_TEXT}/employee_rewards/CRMXWB3ZM"
    assert body(double, SSO_TOKEN) == {
        "companyId": "CEK1PU9AOO",
        "cardAccountId": "CAQL8YCV3",
        "enkashCardId": "EKC04AZHXP",
    }


def test_a_card_that_is_known_is_asked_for_alone_and_looked_at_before_a_link_is_made() -> None:
    double = enkash()
    link(double, "EKC04AZHXP")
    assert body(double, SEARCH)["enKashCardId"] == "EKC04AZHXP"
    assert [request.url.path for request in double.requests] == [TOKEN, SEARCH, SSO_TOKEN]


@pytest.mark.parametrize(
    "cards",
    [
        NOT_CARD_ID,
        [],
        [CARD, CARD],
        {**CARD, "email": "other@gmail.com"},
        {**CARD, "mobile": "9000000000"},
    ],
)
def test_no_link_is_made_for_a_known_card_that_enkash_shows_otherwise(cards: Any) -> None:
    double = enkash(cards=cards)
    with pytest.raises(UnclearCard):
        link(double, "EKC04AZHXP")
    assert double.count(SSO_TOKEN) == 0


@pytest.mark.parametrize(
    ("cards", "error"),
    [
        ([], NoCard),
        ([NOT_CARD_ID, CARD], UnclearCard),
        ([{**CARD, "mobile": "9000000000"}], UnclearCard),
        ([{**CARD, "email": "xy**@gmail.com", "mobile": "XXXXXX8867"}], NoCard),
    ],
)
def test_no_link_is_made_where_it_is_not_certain_whose_card_it_is(cards: Any, error: type[LookUpFailed]) -> None:
    double = enkash(cards=cards)
    with pytest.raises(error):
        link(double)
    assert double.count(SSO_TOKEN) == 0


@pytest.mark.parametrize(
    "payload",
    [
        TOKEN_TEXT,
        f" {TOKEN_TEXT}\n",
        {"token": TOKEN_TEXT},
        {"ssoToken": TOKEN_TEXT},
        {"sso_token": TOKEN_TEXT},
        {"token": TOKEN_TEXT, "ssoToken": TOKEN_TEXT, "enkashCardId": "EKC04AZHXP", "expiresIn": 300},
        {"token": TOKEN_TEXT, "ssoToken": None},
    ],
)
def test_the_token_is_found_in_each_of_the_shapes_that_are_taken(payload: Any) -> None:
    assert f"/sso/{TOKEN_TEXT}/" in link(enkash(payload)).address


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "",
        "Success",
        "short-1",
        "SSO is not enabled for this company",
        "https://evil.example/sso/c2FtcGxlLXRva2Vu",
        "........",
        "टोकनटोकनटोकन",
        "token\x00token",
        "token\u200btoken",
        "c2FtcGxl?next=evil",
        "c2FtcGxl#evilevil",
        "<script>alert()</script>",
        "a" * 2_001,
        "+" * 1_500,
        12345678,
        ["c2FtcGxlLXRva2Vu"],
        [],
        {},
        {"token": None},
        {"token": 12345678},
        {"token": {"value": TOKEN_TEXT}},
        {"accessToken": TOKEN_TEXT},
        {"token": TOKEN_TEXT, "ssoToken": "c2FtcGxlLW90aGVy"},
        {"token": TOKEN_TEXT, "enKashCardId": "EKC2"},
    ],
)
def test_what_is_no_token_makes_no_link(payload: Any) -> None:
    with pytest.raises(NoLink) as told:
        link(enkash(payload))
    assert TOKEN_TEXT not in str(told.value)


@given(st.text(st.sampled_from("aZ09._~+/=-"), min_size=8, max_size=300))
def test_whatever_a_token_holds_it_stays_one_part_of_the_address(token: str) -> None:
    if not token.strip("."):
        return
    address = link(enkash(token)).address
    parts = urlsplit(address).path.split("/")
    assert [parts[1], unquote(parts[2]), *parts[3:]] == ["sso", token, "employee_rewards", "CRMXWB3ZM"]
    assert parts[2] not in (".", "..")
    assert urlsplit(address).hostname == "rewards.enkash.example"
    assert not urlsplit(address).query
    # And a message can hold it.
    assert f"<{address}|" in str(redeeming.way_in(address).blocks)


def test_a_partner_that_an_address_has_another_use_for_stays_one_part_of_it_too() -> None:
    config = replace(WITH_SSO, partner_id="CRM/../?x", sso_url="https://rewards.enkash.example/app")
    with enkash().client(config) as client:
        address = Teller(client, config).sign_on_link(HOLDER).address
    assert address == f"https://rewards.enkash.example/app/sso/{TOKEN_TEXT}/employee_rewards/CRM%2F..%2F%3Fx"


def test_a_link_shows_in_no_repr() -> None:
    assert repr(link(enkash())) == "SignOnLink()"


@pytest.mark.parametrize(
    "reaction",
    [
        replying({"code": 1, "message": "Failed", "payload": TOKEN_TEXT}),
        replying({"payload": TOKEN_TEXT}),
        replying({"code": 0, "payload": TOKEN_TEXT}, status=500),
        replying(content=b"<html>"),
        raising(httpx.ReadTimeout("x")),
    ],
)
def test_without_code_0_there_is_no_link(reaction: Reaction) -> None:
    with pytest.raises(LookUpFailed) as told:
        link(enkash().on(SSO_TOKEN, reaction))
    assert not isinstance(told.value, NoCard | UnclearCard | CredentialsRefused | NotAsked)


def test_refused_credentials_are_told_apart() -> None:
    with pytest.raises(CredentialsRefused):
        link(enkash().on(TOKEN, replying({"error": "invalid_grant"}, status=400)))


def test_the_balance_is_what_is_on_their_card() -> None:
    assert balance(enkash(cards=[{**CARD, "email": "other@gmail.com", "mobile": "9000000000"}, CARD])) == 11
    assert balance(enkash(cards=[NOT_CARD_ID, {**CARD, "otbBalance": 7.5}]), "EKC04AZHXP") == Decimal("7.5")
    # Masked details contradict nothing of a card that is known.
    assert balance(enkash(cards={**CARD, "email": "xy**@gmail.com"}), "EKC04AZHXP") == 11


def test_a_balance_that_is_not_told_is_not_made_up() -> None:
    with pytest.raises(LookUpFailed, match="did not say what the card holds"):
        balance(enkash(cards={**CARD, "otbBalance": "XX"}))


def test_the_companys_account_has_what_can_be_given_and_what_became_of_this_month() -> None:
    account = {"availableBalance": 500.5, "currentMonthAllocationPoint": 120, "currentMonthRedemptionPoint": "30"}
    for told, found in (
        (account, CompanyAccount(Decimal("500.5"), Decimal(120), Decimal(30))),
        ({"availableBalance": 5}, CompanyAccount(Decimal(5))),
    ):
        with EnkashDouble().on(CARD_ACCOUNT, ok(told)).client() as client:
            assert Teller(client, CONFIG).account() == found
