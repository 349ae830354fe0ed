"""Every fault that a test can ask of the stand-in for Slack, as slack_sdk's client meets it."""

from __future__ import annotations

import threading
from http.client import RemoteDisconnected

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import sample
from bot.playground.faults import ANY, drop_before, hang, http_status, lose_reply, slack_error, too_many
from bot.playground.stage import Served
from bot.playground.workspace import RESPONSE_URL, SlackStandIn

DESIGN, POST = "C02DESIGN", "chat.postMessage"


def texts(slack: SlackStandIn) -> list[str]:
    return [message.text for message in slack.messages(DESIGN)]


def test_an_error_is_answered_once_and_then_all_is_well(slack: SlackStandIn, client: WebClient) -> None:
    slack.faults.next(POST, slack_error("missing_scope", needed="chat:write"))
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=DESIGN, text="one")
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "chat:write")
    client.chat_postMessage(channel=DESIGN, text="two")
    assert texts(slack) == ["two"]


def test_a_429_says_when_to_come_back(slack: SlackStandIn, client: WebClient) -> None:
    slack.faults.next(POST, too_many(7))
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=DESIGN, text="one")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    assert texts(slack) == []


def test_a_bare_status_is_no_json(slack: SlackStandIn, client: WebClient) -> None:
    slack.faults.next(POST, http_status(503))
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=DESIGN, text="one")
    assert caught.value.response.status_code == 503


def test_a_dropped_connection_posts_or_does_not_as_asked(slack: SlackStandIn, client: WebClient) -> None:
    slack.faults.next(POST, drop_before())
    slack.faults.next(POST, lose_reply())
    for text in ("before", "after"):
        with pytest.raises(RemoteDisconnected):
            client.chat_postMessage(channel=DESIGN, text=text)
    assert texts(slack) == ["after"]
    assert slack.faults.waiting == 0


def test_a_held_call_takes_effect_when_it_is_released(slack: SlackStandIn, client: WebClient) -> None:
    released = threading.Event()
    slack.faults.next(POST, hang(released))
    thread = threading.Thread(target=lambda: client.chat_postMessage(channel=DESIGN, text="held"))
    thread.start()
    thread.join(0.05)
    assert texts(slack) == []
    released.set()
    thread.join(5)
    assert texts(slack) == ["held"]


def test_a_fault_of_any_call_waits_for_whichever_comes(slack: SlackStandIn, client: WebClient) -> None:
    slack.faults.next(ANY, slack_error("fatal_error"), times=2)
    for call in (client.auth_test, client.users_list):
        with pytest.raises(SlackApiError):
            call()
    client.auth_test()
    slack.faults.next(ANY, slack_error("fatal_error"))
    slack.faults.clear()
    client.auth_test()


def test_response_urls_have_faults_too(slack: SlackStandIn, served: Served, http: httpx.Client) -> None:
    url = served.url and slack.command(sample.GIVER_ID, DESIGN, "").payload["response_url"]
    slack.faults.next(RESPONSE_URL, lose_reply())
    with pytest.raises(httpx.RemoteProtocolError):
        http.post(url, json={"text": "lost"})
    assert [message.text for message in slack.whispers(sample.GIVER_ID)] == ["lost"]
