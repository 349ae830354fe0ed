"""The conversation with the bot running as it does for people: over real HTTP, and over Socket Mode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.core.policy import Standing
from bot.core.reward import RequestStatus, RewardStatus
from bot.playground import sample
from bot.playground.faults import slack_error
from bot.playground.workspace import SlackStandIn
from tests.scenarios.town import Town, running_town
from tests.stand_in_socket import SocketModeServer
from tests.waiting import wait_until
from tests.world import ASHA, DESIGN, FARAH, LINE, MEERA, NIKHIL, RAVI

pytestmark = pytest.mark.slow

APP_TOKEN = SecretStr(sample.IDENTITY.app_token)


@pytest.fixture(scope="module", params=["http", "socket"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town for each way to hear Slack: a socket takes seconds to close."""
    folder = tmp_path_factory.mktemp(str(request.param))
    if request.param == "http":
        with running_town(folder) as found:
            yield found
        return
    slack = SlackStandIn()
    with SocketModeServer(slack) as sockets, running_town(folder, slack, slack_app_token=APP_TOKEN) as found:
        assert sockets.wait_until_opened(1)
        yield found


def test_a_reward_goes_from_the_command_to_the_new_balance(town: Town) -> None:
    request = town.asked()
    whisper = town.wait_for(lambda: town.slack.whispers(MEERA), "Asked for 100 points", request.id)
    assert "Nothing moves before that" in whisper.text
    for decider in (RAVI, FARAH):
        wait_until(lambda decider=decider: request.id in str(town.slack.direct_messages(decider)))  # type: ignore[misc]
    town.click("reward_approve", request)
    reply = town.wait_for(lambda: town.thread(request), "100 points have reached <@U02ASHA>")
    assert "New balance:" in reply.text
    town.wait_for_card(request, "rewarded")
    town.wait_for(lambda: town.slack.direct_messages(ASHA), "100 points", "shipping the demo")
    assert len(town.posts(request)) == 1


def test_the_answer_to_a_command_comes_back_the_way_it_came(town: Town) -> None:
    before = len(town.slack.whispers(NIKHIL))
    delivered = town.slack.command(NIKHIL, DESIGN, "help")
    assert delivered.answer is not None
    assert delivered.answer.json is not None
    assert delivered.answer.json["response_type"] == "ephemeral"
    assert len(town.slack.whispers(NIKHIL)) == before + 1


def test_a_decline_opens_a_form_that_insists_on_a_reason(town: Town) -> None:
    request = town.asked()
    town.click("reward_decline", request)
    view = town.view(RAVI)
    (block_id,) = (block["block_id"] for block in view.definition["blocks"] if block["type"] == "input")
    town.slack.submit(RAVI, view.id, {block_id: "  "})
    assert town.view(RAVI).errors
    town.slack.submit(RAVI, view.id, {block_id: "the budget is spent"})
    assert not town.slack.views(RAVI)
    town.wait_for(lambda: town.slack.direct_messages(MEERA), "the budget is spent", request.id)
    town.wait_for_card(request, "A reward request was closed")
    assert town.now_of(request).status is RequestStatus.DECLINED
    assert not town.posts(request)


def test_the_giver_cancels_with_the_button_of_the_answer(town: Town) -> None:
    request = town.asked()
    whisper = town.wait_for(lambda: town.slack.whispers(MEERA), request.id)
    town.slack.click(MEERA, DESIGN, whisper.ts, "reward_cancel", request.id)
    assert town.now_of(request).status is RequestStatus.CANCELLED
    town.wait_for(lambda: town.slack.whispers(MEERA), "ancelled", request.id)
    town.wait_for_card(request, "A reward request was closed")


def test_the_same_delivery_again_changes_nothing(town: Town) -> None:
    asked = town.slack.command(MEERA, DESIGN, LINE, is_typed=False)
    request = max(town.requests(), key=lambda found: found.asked_at)
    wait_until(lambda: town.cards(request))
    again = town.slack.deliver(asked.kind, asked.payload)
    assert asked.answer is not None
    assert again.answer is not None
    assert again.answer.json == asked.answer.json
    clicked = town.click("reward_approve", request)
    for _ in range(3):
        assert town.slack.deliver(clicked.kind, clicked.payload).trouble == ""
    town.wait_for(lambda: town.thread(request), "have reached")
    assert max(town.requests(), key=lambda found: found.asked_at).id == request.id
    assert len(town.posts(request)) == 1
    assert len(town.cards(request)) == 1


def test_an_outsider_s_click_is_answered_and_changes_nothing(town: Town) -> None:
    request = town.asked()
    town.click("reward_approve", request, by=NIKHIL)
    town.wait_for(lambda: town.slack.whispers(NIKHIL), "can decide on this reward")
    assert town.now_of(request).status is RequestStatus.PENDING


def test_two_who_click_at_once_make_one_approval(town: Town) -> None:
    request = town.asked()
    for decider in (RAVI, FARAH):
        town.click("reward_approve", request, by=decider)
    town.wait_for(lambda: town.slack.whispers(FARAH), request.id)
    town.wait_for(lambda: town.thread(request), "have reached")
    assert [decision.decider_id for decision in town.now_of(request).decisions] == [RAVI]
    assert len(town.posts(request)) == 1


def test_news_of_people_are_heard(town: Town) -> None:
    user = town.slack.state.users["U0GUEST"]
    assert town.slack.user_change(replace(user, is_deactivated=True)).trouble == ""
    with town.bot.ledger.read() as view:
        assert view.users(["U0GUEST"])["U0GUEST"].standing is Standing.DEACTIVATED


def test_the_port_is_open_and_tells_how_it_is(town: Town) -> None:
    assert town.bot.server is not None
    url = f"http://127.0.0.1:{town.bot.server.port}"
    with httpx.Client(trust_env=False) as client:
        assert client.get(f"{url}/healthz").status_code == 200
        ready = client.get(f"{url}/readyz")
        unsigned = client.post(f"{url}/slack/events", content=b"text=100")
    assert (ready.status_code, ready.json()["ledger"], ready.json()["sending"]) == (200, True, "on")
    assert unsigned.status_code == (404 if town.bot.settings.is_socket_mode else 401)


def test_a_bot_that_is_stopped_while_it_starts_leaves_no_thread_behind_that_stumbles(tmp_path: Path) -> None:
    """pytest makes an exception in any thread a failure."""
    for number in range(10):
        folder = tmp_path / str(number)
        folder.mkdir()
        with running_town(folder) as town:
            assert town.bot.server is not None
        assert town.bot.failure is None


# What only a socket can do.


def test_a_socket_that_breaks_is_opened_again_and_the_conversation_goes_on(tmp_path: Path) -> None:
    slack = SlackStandIn()
    with SocketModeServer(slack) as sockets, running_town(tmp_path, slack, slack_app_token=APP_TOKEN) as town:
        assert sockets.wait_until_opened(1)
        request = town.asked()
        sockets._connections[-1].close()
        assert sockets.wait_until_opened(2, timeout_seconds=60)
        wait_until(lambda: sockets._connections)
        town.click("reward_approve", request)
        wait_until(lambda: town.now_of(request).reward.status is RewardStatus.ALLOCATED)


def test_a_socket_that_slack_will_not_open_yet_is_asked_for_again(tmp_path: Path) -> None:
    slack = SlackStandIn()
    slack.faults.next("apps.connections.open", slack_error("internal_error"))
    with SocketModeServer(slack) as sockets, running_town(tmp_path, slack, slack_app_token=APP_TOKEN) as town:
        assert town.bot.server is not None
        health = f"http://127.0.0.1:{town.bot.server.port}/healthz"
        assert httpx.get(health, trust_env=False).status_code == 200
        assert sockets.wait_until_opened(1, timeout_seconds=60)
        assert town.asked().status is RequestStatus.PENDING
