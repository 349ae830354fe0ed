"""The stand-in for Socket Mode, with Bolt's own handler at the other end."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltContext
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bot.playground import sample
from bot.playground.enkash import EnKashStandIn
from bot.playground.stage import Served, serve
from bot.playground.workspace import SlackStandIn
from bot.socket_mode import close
from tests.stand_in_socket import SocketModeServer
from tests.waiting import wait_until

DESIGN, MEERA, RAVI = "C02DESIGN", sample.GIVER_ID, "U02RAVI"
WHO = AuthorizeResult(enterprise_id=None, team_id=sample.TEAM_ID, bot_token=sample.IDENTITY.bot_token)


def tiny_app(client: WebClient, heard: list[str]) -> App:
    """Answers a command, a click, a submission and an event, and fails on `/reward fail`."""
    app = App(client=client, authorize=lambda: WHO, process_before_response=True, logger=_quiet())

    @app.command("/reward")
    def reward(ack: Ack, command: dict[str, Any]) -> None:
        if command["text"] == "fail":
            raise ValueError("no acknowledgement")
        ack(response_type="ephemeral", text=f"Asked: {command['text']}")

    @app.action("approve")
    def approve(ack: Ack, context: BoltContext) -> None:
        heard.append(f"click of {context.user_id}")
        ack()

    @app.view("why_not")
    def why_not(ack: Ack) -> None:
        ack(response_action="errors", errors={"why": "Please say why."})

    @app.event("user_change")
    def user_change(event: dict[str, Any]) -> None:
        heard.append(f"change of {event['user']['id']}")

    return app


def _quiet() -> logging.Logger:
    logger = logging.getLogger("tiny")
    logger.setLevel(logging.CRITICAL)
    return logger


@dataclass
class Connected:
    """Slack's stand-in, its sockets, and what Bolt's listeners heard."""

    slack: SlackStandIn
    sockets: SocketModeServer
    heard: list[str]


@pytest.fixture(scope="module")
def connected() -> Iterator[Connected]:
    """Bolt's handler takes seconds to close, so the tests of this file share one."""
    slack, heard = SlackStandIn(), list[str]()
    with serve(slack, EnKashStandIn()) as served, SocketModeServer(slack, answer_seconds_max=0.5) as sockets:
        client = WebClient(base_url=served.slack_api_url, retry_handlers=[])
        handler = SocketModeHandler(tiny_app(client, heard), sample.IDENTITY.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        assert sockets.wait_until_opened(1)
        yield Connected(slack, sockets, heard)
        close(handler)


def test_a_command_is_answered_through_the_envelope(connected: Connected) -> None:
    slack = connected.slack
    assert slack.command(MEERA, DESIGN, "@asha 100").trouble == ""
    assert slack.whispers(MEERA)[0].text == "Asked: <@U02ASHA|asha> 100"


def test_clicks_submissions_and_events_come_through(connected: Connected, card: Any, modal: Any) -> None:
    slack = connected.slack
    message = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", card)
    assert slack.click(RAVI, DESIGN, message.ts, "approve").trouble == ""
    assert slack.user_change(slack.state.users[MEERA]).trouble == ""
    view = slack.state.open_view(RAVI, modal)
    slack.submit(RAVI, view.id, {})
    assert slack.views(RAVI)[0].errors == {"why": "Please say why."}
    assert connected.heard == [f"click of {RAVI}", f"change of {MEERA}"]


def test_what_fails_is_not_acknowledged(connected: Connected) -> None:
    assert connected.slack.command(MEERA, DESIGN, "fail").trouble == "operation_timeout"


class HeldUp(SocketModeClient):
    """A client whose closing thread loses the processor, until the thread that reads has gone on without it."""

    def disconnect(self) -> None:
        reader = self.current_session_runner
        wait_until(lambda: not reader.is_alive() or not self.current_session_state.terminated)
        super().disconnect()


@pytest.mark.slow
def test_a_socket_closes_also_where_its_closing_was_held_up(slack: SlackStandIn, served: Served) -> None:
    client = WebClient(base_url=served.slack_api_url, retry_handlers=[])
    handler = SocketModeHandler(tiny_app(client, []), sample.IDENTITY.app_token)
    handler.client = HeldUp(sample.IDENTITY.app_token, web_client=client, logger=_quiet())
    with SocketModeServer(slack) as sockets:
        handler.connect()  # type: ignore[no-untyped-call]
        assert sockets.wait_until_opened(1)
        wait_until(lambda: not handler.client.current_session_state.terminated)
        closing = threading.Thread(target=close, args=[handler], daemon=True)
        closing.start()
        closing.join(15)
        assert not closing.is_alive()


def test_a_url_opens_one_socket_and_says_hello(slack: SlackStandIn, served: Served) -> None:
    assert served.url
    client = WebClient(base_url=served.slack_api_url, retry_handlers=[])
    with SocketModeServer(slack):
        url = client.apps_connections_open(app_token=sample.IDENTITY.app_token)["url"]
        with connect(url, proxy=None) as connection:
            assert json.loads(connection.recv(5))["type"] == "hello"
        with connect(url, proxy=None) as connection, pytest.raises(ConnectionClosed):
            connection.recv(5)


def test_without_a_socket_a_command_fails(slack: SlackStandIn) -> None:
    with SocketModeServer(slack):
        assert slack.command(MEERA, DESIGN, "").trouble == "dispatch_failed"
