"""Where the stand-in's single sign-on leads: one employee's rewards, while the token is good."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from bot.playground import sample
from bot.playground.enkash import REWARDS, EnKashStandIn
from bot.playground.server import Json, StandInServer
from tests.playground.test_enkash_stand_in import body
from tests.world import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(clock: Clock) -> Iterator[str]:
    with StandInServer(EnKashStandIn(clock=clock).handle) as server:
        yield server.url


def ask(url: str, call: str, said: Json) -> Json:
    account = sample.ENKASH
    form = {"username": account.username, "password": account.password, "grant_type": "password"}
    basic = (account.client_id, account.client_secret)
    given = httpx.post(f"{url}/oauth/token", data={**form, "clientId": account.client_id}, auth=basic).json()
    headers = {"partnerId": account.partner_id, "authorization": f"Bearer {given['access_token']}"}
    found: Json = httpx.post(url + REWARDS + call, json=said, headers=headers).json()
    return found


def sign_on(url: str, card_id: str) -> Json:
    account = sample.ENKASH
    whose = {"companyId": account.company_id, "cardAccountId": account.card_account_id}
    return ask(url, "sso-token", {**whose, "enkashCardId": card_id})


def address(url: str, token: str, partner: str = sample.ENKASH.partner_id) -> str:
    return f"{url}/sso/{quote(token, safe='')}/employee_rewards/{partner}"


def test_a_token_opens_its_own_card_until_five_minutes_have_passed(url: str, clock: Clock) -> None:
    card_id = ask(url, "create-allocate-points", body())["payload"]["enKashCardId"]
    token = sign_on(url, card_id)["payload"]["token"]
    page = httpx.get(address(url, token))
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "Hello Asha" in page.text
    assert "100 points" in page.text
    assert httpx.get(address(url, token)).status_code == 200
    clock.pass_time(minutes=6)
    ended = httpx.get(address(url, token))
    assert ended.status_code == 403
    assert "press Redeem in Slack again" in ended.text


def test_each_token_is_another(url: str) -> None:
    card_id = ask(url, "create-allocate-points", body())["payload"]["enKashCardId"]
    assert len({sign_on(url, card_id)["payload"]["token"] for _ in range(3)}) == 3


def test_what_is_no_token_of_a_card_opens_nothing(url: str, clock: Clock) -> None:
    card_id = ask(url, "create-allocate-points", body())["payload"]["enKashCardId"]
    token = sign_on(url, card_id)["payload"]["token"]
    others = [
        address(url, card_id),
        address(url, token[:-1]),
        address(url, token, "CRMOTHER"),
        f"{url}/sso/",
        f"{url}/sso/x",
    ]
    assert [httpx.get(each).status_code for each in others] == [403] * len(others)
    assert httpx.post(address(url, token)).status_code == 404


def test_a_card_that_is_not_there_gets_no_token(url: str) -> None:
    assert sign_on(url, "EKC0000009")["code"] == 1


def test_what_somebody_is_called_is_no_markup(url: str) -> None:
    made = ask(url, "create-allocate-points", body(firstName="<b>Asha"))
    page = httpx.get(address(url, sign_on(url, made["payload"]["enKashCardId"])["payload"]["token"])).text
    assert "Hello &lt;b&gt;Asha" in page
