"""Trigger ids and response urls: how long they live and how often they work."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import sample
from bot.playground.stage import Served
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import App, Clock

DESIGN, MEERA, RAVI = "C02DESIGN", sample.GIVER_ID, "U02RAVI"


def opening_error(client: WebClient, trigger_id: str, view: dict[str, Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=trigger_id, view=view)
    return str(caught.value.response["error"])


def test_a_trigger_opens_one_modal_for_whoever_caused_it(
    slack: SlackStandIn, client: WebClient, modal: dict[str, Any]
) -> None:
    trigger_id = slack.command(MEERA, DESIGN, "").payload["trigger_id"]
    client.views_open(trigger_id=trigger_id, view=modal)
    assert len(slack.views(MEERA)) == 1
    assert slack.views(RAVI) == []
    assert opening_error(client, trigger_id, modal) == "exchanged_trigger_id"


def test_a_trigger_dies_after_three_seconds(
    slack: SlackStandIn, client: WebClient, clock: Clock, modal: dict[str, Any]
) -> None:
    young, old = (slack.command(MEERA, DESIGN, "").payload["trigger_id"] for _ in range(2))
    clock.move(seconds=3)
    client.views_open(trigger_id=young, view=modal)
    clock.move(milliseconds=1)
    assert opening_error(client, old, modal) == "expired_trigger_id"
    assert opening_error(client, "made.up", modal) == "invalid_trigger_id"


def test_a_broken_modal_does_not_open(slack: SlackStandIn, client: WebClient, modal: dict[str, Any]) -> None:
    without_submit = {key: value for key, value in modal.items() if key != "submit"}
    long_title = {**modal, "title": {"type": "plain_text", "text": "x" * 25}}
    for broken in (without_submit, long_title, {**modal, "type": "home"}, {**modal, "blocks": "none"}):
        trigger_id = slack.command(MEERA, DESIGN, "").payload["trigger_id"]
        assert opening_error(client, trigger_id, broken) == "invalid_arguments"


def test_an_update_needs_the_modal_and_its_present_hash(
    slack: SlackStandIn, client: WebClient, modal: dict[str, Any]
) -> None:
    trigger_id = slack.command(MEERA, DESIGN, "").payload["trigger_id"]
    view = client.views_open(trigger_id=trigger_id, view=modal)["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal)
    for arguments, error in (
        ({"view_id": view["id"], "hash": view["hash"]}, "hash_conflict"),
        ({"view_id": "V0"}, "not_found"),
    ):
        with pytest.raises(SlackApiError) as caught:
            client.views_update(view=modal, **arguments)
        assert caught.value.response["error"] == error


@pytest.fixture
def response_url(slack: SlackStandIn, served: Served) -> str:
    assert served.url
    return str(slack.command(MEERA, DESIGN, "").payload["response_url"])


def test_a_response_url_works_five_times(slack: SlackStandIn, http: httpx.Client, response_url: str) -> None:
    statuses = [http.post(response_url, json={"text": f"answer {number}"}).status_code for number in range(6)]
    assert statuses == [200] * 5 + [404]
    assert http.post(response_url, json={"text": "more"}).json() == {"ok": False, "error": "used_url"}
    assert [message.text for message in slack.whispers(MEERA)] == [f"answer {number}" for number in range(5)]
    assert slack.messages(DESIGN) == []


def test_a_response_url_dies_after_thirty_minutes(http: httpx.Client, response_url: str, clock: Clock) -> None:
    clock.move(minutes=30)
    assert http.post(response_url, json={"text": "in time"}).text == "ok"
    clock.move(seconds=1)
    assert http.post(response_url, json={"text": "late"}).json()["error"] == "expired_url"
    assert http.post(response_url + "x", json={"text": "late"}).status_code == 404
    assert http.post(response_url, content=b"no json").status_code == 400


def test_a_response_url_speaks_to_the_channel_only_when_asked_to(
    slack: SlackStandIn, http: httpx.Client, response_url: str
) -> None:
    http.post(response_url, json={"text": "all", "response_type": "in_channel"})
    assert [message.text for message in slack.messages(DESIGN)] == ["all"]
    broken = {"blocks": [{"type": "divider"}] * 51}
    assert http.post(response_url, json=broken).json()["error"] == "invalid_blocks"


def test_a_response_url_works_where_the_bot_is_no_member(
    slack: SlackStandIn, served: Served, http: httpx.Client
) -> None:
    url = served.url and slack.command(MEERA, "C02LEADS", "").payload["response_url"]
    assert http.post(url, json={"text": "psst"}).status_code == 200
    assert [message.text for message in slack.whispers(MEERA)] == ["psst"]


def test_a_click_replaces_or_deletes_what_was_clicked(
    slack: SlackStandIn, served: Served, http: httpx.Client, app: App, card: list[dict[str, Any]]
) -> None:
    assert served.url
    whisper = slack.state.post(DESIGN, sample.BOT_USER_ID, "sure?", card, only_for=MEERA)
    url = slack.click(MEERA, DESIGN, whisper.ts, "decline").payload["response_url"]
    http.post(url, json={"text": "cancelled", "replace_original": True})
    (replaced,) = slack.whispers(MEERA)
    assert (replaced.ts, replaced.text, replaced.blocks) == (whisper.ts, "cancelled", ())
    http.post(url, json={"delete_original": True})
    assert slack.whispers(MEERA) == []
