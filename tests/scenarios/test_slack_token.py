"""Slack refuses the bot's token: messages wait and nothing else does, and when it is taken again they all go."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from bot.core.reward import RewardStatus
from bot.outbox.token import PROBE_EVERY
from bot.playground.faults import http_status, slack_error
from bot.playground.workspace import RESPONSE_URL
from tests.world import ASHA, DESIGN, FARAH, MEERA, RAVI, World

POST, UPDATE = "chat.postMessage", "chat.update"
MOMENT = timedelta(seconds=1)
REFUSALS = ["invalid_auth", "account_inactive", "token_revoked", "missing_scope", "accesslimited"]
FOR_EVER = 1_000


def revoke(world: World, word: str = "token_revoked") -> None:
    """Whatever needs the bot's token is refused from now on."""
    for method in (POST, UPDATE, "auth.test", "users.list"):
        world.slack.faults.next(method, slack_error(word), times=FOR_EVER)


def tries(world: World) -> int:
    return len([call for call in world.slack.calls if call.method in (POST, UPDATE)])


def live(world: World, much: timedelta) -> None:
    """Let the outbox look every second."""
    for _ in range(int(much / MOMENT)):
        world.carry()
        world.clock.pass_time(seconds=1)


@pytest.mark.parametrize("word", REFUSALS)
def test_of_many_messages_one_tries_now_and_then(world: World, word: str, caplog: pytest.LogCaptureFixture) -> None:
    revoke(world, word)
    for number in range(20):
        world.ask(f"<@U02ASHA> {number + 1} for tea")
    live(world, 10 * PROBE_EVERY)
    assert 8 <= tries(world) <= 12
    assert [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "WARNING"}] == [
        "slack refuses the token; messages wait until the app is installed again"
    ]
    assert world.bot.health.page()["slack"] == word


def test_when_the_token_is_taken_again_everything_that_waited_goes_by_itself_and_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    revoke(world)
    for number in range(20):
        world.ask(f"<@U02ASHA> {number + 1} for tea")
    live(world, 3 * PROBE_EVERY)
    assert world.slack.messages(DESIGN) == world.slack.direct_messages(RAVI) == []
    world.slack.faults.clear()
    live(world, 2 * PROBE_EVERY)
    assert len(world.slack.messages(DESIGN)) == 20
    assert len(world.told(RAVI)) == 20
    assert world.bot.health.page()["slack"] == "ok"
    assert len([record for record in caplog.records if "takes the token again" in record.getMessage()]) == 1


def test_a_new_token_after_a_restart_carries_what_waited_at_once(world: World) -> None:
    revoke(world)
    world.ask()
    live(world, PROBE_EVERY)
    world.slack.faults.clear()
    world.restart()
    world.clock.pass_time(seconds=PROBE_EVERY.total_seconds())
    world.carry()
    assert len(world.slack.messages(DESIGN)) == 1


def test_money_and_the_answers_to_commands_and_clicks_go_on(world: World) -> None:
    request = world.asked()
    revoke(world)
    world.approve(request, by=ASHA)
    world.carry()
    assert "This one is for you" in world.whispered(ASHA)[-1]
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    world.approve(request, by=FARAH)
    world.carry()
    assert "Already approved" in world.whispered(FARAH)[-1]
    world.ask(f"status {request.id}")
    assert "reached" in world.whispered(MEERA)[-1]
    assert "rewarded" not in world.card(request).text
    world.slack.faults.clear()
    live(world, 2 * PROBE_EVERY)
    assert "rewarded" in world.card(request).text
    assert "100 points have reached" in world.thread(request)[0]
    assert len(world.allocations()) == 1


def test_a_click_s_answer_never_takes_the_turn_of_the_message_that_tries(world: World) -> None:
    request = world.asked()
    revoke(world)
    world.ask("<@U02ASHA> 5 for tea")
    world.carry()
    world.slack.faults.clear()
    for _ in range(int(PROBE_EVERY / MOMENT) + 1):
        world.approve(request, by=ASHA)
        world.carry()
        world.clock.pass_time(seconds=1)
    assert len(world.slack.messages(DESIGN)) == 2


@pytest.mark.parametrize("fault", [http_status(503), slack_error("fatal_error"), slack_error("ratelimited")])
def test_trouble_that_says_nothing_about_the_token_ends_no_pause(world: World, fault: object) -> None:
    world.slack.faults.next(POST, slack_error("invalid_auth"))
    world.slack.faults.next(POST, fault)  # type: ignore[arg-type]
    world.ask()
    live(world, PROBE_EVERY + MOMENT * 2)
    assert world.bot.messages.token.trouble == "invalid_auth"


def test_a_refusal_of_one_channel_shows_that_the_token_is_taken(world: World) -> None:
    world.slack.faults.next(POST, slack_error("invalid_auth"))
    world.slack.faults.next(POST, slack_error("is_archived"))
    world.ask()
    live(world, PROBE_EVERY + MOMENT * 2)
    assert world.bot.messages.token.trouble == ""
    assert world.told(RAVI)


def test_a_scope_that_one_other_method_lacks_pauses_no_message(world: World) -> None:
    world.slack.faults.next("usergroups.users.list", slack_error("missing_scope"), times=FOR_EVER)
    world.slack.faults.next("users.list", slack_error("missing_scope"), times=FOR_EVER)
    world.slack.faults.next("views.open", slack_error("missing_scope"), times=FOR_EVER)
    request = world.asked()
    world.click("reward_decline", request, by=RAVI)
    world.approve(request)
    world.carry()
    assert "rewarded" in world.card(request).text
    assert world.bot.messages.token.trouble == ""


def test_the_news_for_the_giver_whose_channel_and_response_url_are_closed_does_not_hammer(world: World) -> None:
    world.slack.faults.next(POST, slack_error("is_archived"))
    world.slack.faults.next(RESPONSE_URL, http_status(404), times=FOR_EVER)
    world.slack.faults.next(POST, slack_error("token_revoked"), times=FOR_EVER)
    world.ask()
    live(world, 10 * PROBE_EVERY)
    assert tries(world) <= 25
    world.slack.faults.clear()
    live(world, 2 * PROBE_EVERY)
    assert any("your request is safe" in text for text in [*world.told(MEERA), *world.whispered(MEERA)])
