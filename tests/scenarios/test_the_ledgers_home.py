"""A ledger belongs to one account at EnKash and to one Slack workspace, and nothing of it goes elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import Shabash
from bot.core.binding import Tie
from bot.core.errors import LedgerBound, LedgerInUse
from bot.core.reward import RequestStatus, RewardStatus
from bot.ledger import utc_now
from bot.playground import sample, slack_payloads
from bot.playground.enkash import EnKashStandIn
from bot.playground.faults import http_status
from bot.playground.play import settings_for
from bot.playground.slack_delivery import Delivered
from bot.playground.stage import serve
from bot.playground.workspace import SlackStandIn
from bot.settings import Settings, to_policy
from bot.slack import SlackTrouble
from tests.scenarios.town import POLICY, running_town
from tests.waiting import wait_until
from tests.world import DESIGN, LINE, MEERA, RAVI, World

ELSEWHERE = "T0ELSEWHERE"


def bound(bot: Shabash) -> dict[Tie, str]:
    with bot.ledger.read() as view:
        return dict(view.binding())


@contextmanager
def started(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Iterator[Shabash]:
    """A bot that was told to start, stopped at the end whether or not it did."""
    bot = Shabash(settings, to_policy(POLICY), clock=clock, is_paced=False)
    try:
        bot.start()
        yield bot
    finally:
        bot.stop()


# EnKash.


def test_the_first_start_binds_the_ledger_to_what_the_settings_name_and_slack_s_answer(tmp_path: Path) -> None:
    with running_town(tmp_path) as town:
        assert bound(town.bot) == {**town.bot.settings.binding, Tie.TEAM: sample.TEAM_ID}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"enkash_api_url": "https://other.example"}, "-> other.example (ENKASH_API_URL)"),
        ({"enkash_company_id": "CEKOTHER"}, "CEKPLAYGROUND -> CEKOTHER (ENKASH_COMPANY_ID)"),
        ({"enkash_card_account_id": "CAQOTHER"}, "CAQPLAYGROUND -> CAQOTHER (ENKASH_CARD_ACCOUNT_ID)"),
        ({"enkash_environment": "test"}, "live -> test (ENKASH_ENVIRONMENT)"),
    ],
)
def test_with_other_settings_the_bot_does_not_start_and_nothing_leaves(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    slack, enkash = SlackStandIn(), EnKashStandIn()
    with serve(slack, enkash) as served:
        settings = settings_for(served, tmp_path)
        with started(settings):
            wait_until(lambda: [call for call in slack.calls if call.method == "users.list"])
        calls = len(slack.calls)
        with pytest.raises(LedgerBound) as raised, started(settings.model_copy(update=change)):
            raise AssertionError("it started")
        assert told in raised.value.sentence
        assert len(slack.calls) == calls
        assert not enkash.every_post
        with started(settings) as again:
            assert again.server is not None


def test_a_second_bot_with_other_settings_binds_nothing_while_the_first_runs(tmp_path: Path) -> None:
    with running_town(tmp_path) as town:
        other = town.bot.settings.model_copy(update={"enkash_company_id": "CEKOTHER"})
        with pytest.raises(LedgerInUse), started(other):
            raise AssertionError("it started")
        assert bound(town.bot)[Tie.COMPANY] == town.bot.settings.enkash_company_id


# Slack.


def moves_away(world: World) -> None:
    """From now on the token is one of another workspace."""
    world.slack.state.identity = replace(world.slack.state.identity, team_id=ELSEWHERE)


def methods(world: World) -> list[str]:
    return [call.method for call in world.slack.calls]


def test_with_another_workspace_s_token_the_bot_ends_and_what_waited_stays(world: World) -> None:
    world.ask()
    world.bot.ledger.close()
    before = len(methods(world))
    moves_away(world)
    with started(world.settings, world.clock) as bot:
        assert bot.ended.wait(30)
        assert isinstance(bot.failure, LedgerBound)
    assert set(methods(world)[before:]) == {"auth.test"}
    world.slack.state.identity = sample.IDENTITY
    with started(world.settings, world.clock):
        wait_until(lambda: [message for message in world.slack.messages(DESIGN) if "would like to" in message.text])


def test_what_a_refresh_in_another_workspace_says_of_people_is_not_kept(world: World) -> None:
    moves_away(world)
    people = world.rows("SELECT * FROM slack_users ORDER BY id")
    with pytest.raises(LedgerBound, match=f"{sample.TEAM_ID} -> {ELSEWHERE}"):
        world.bot.directory.refresh()
    assert world.rows("SELECT * FROM slack_users ORDER BY id") == people
    assert not world.bot.directory.is_home.is_set()


def test_nothing_is_said_before_slack_has_confirmed_the_workspace(world: World) -> None:
    world.ask()
    world.restart()
    world.slack.faults.next("auth.test", http_status(503))
    with pytest.raises(SlackTrouble):
        world.bot.directory.refresh()
    assert world.bot._carry_message() == 0
    assert not world.slack.messages(DESIGN)
    world.bot.directory.refresh()
    while world.bot._carry_message():
        pass
    assert world.slack.messages(DESIGN)


def test_money_does_not_wait_for_slack(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.restart()
    assert not world.bot.directory.is_home.is_set()
    assert [world.bot.money.run_once() for _ in range(2)] == [1, 1]  # It is looked up, and then sent.
    assert world.reward(request).status is RewardStatus.ALLOCATED


def elsewhere(world: World, delivered: Delivered) -> Delivered:
    """The same delivery as another workspace's Slack would send it."""
    payload = json.loads(json.dumps(delivered.payload).replace(sample.TEAM_ID, ELSEWHERE))
    # Where the answer goes is told by an address of the stand-in's.
    kept = {key: value for key, value in delivered.payload.items() if key == "response_url"}
    return world.slack.deliver(delivered.kind, {**payload, **kept})


@pytest.mark.parametrize("line", [LINE, "help", "status R-7Q2MK4"])
def test_a_command_of_another_workspace_is_refused_and_not_recorded(world: World, line: str) -> None:
    typed = world.ask(line)
    requests = world.requests()
    answer = elsewhere(world, typed).answer
    assert answer is not None
    assert answer.json is not None
    assert answer.json["text"].startswith("My records are those of another Slack workspace, so I recorded nothing")
    assert world.requests() == requests


def test_a_click_of_another_workspace_changes_nothing_and_is_answered(world: World) -> None:
    request, other = world.asked(), world.asked()
    clicked = world.approve(other)
    payload = {**clicked.payload, "actions": [{**clicked.payload["actions"][0], "value": request.id}]}
    elsewhere(world, replace(clicked, payload=payload))
    world.bot.drain_whispers()
    assert world.now_of(request).status is RequestStatus.PENDING
    assert "another Slack workspace" in world.whispered(RAVI)[-1]


def test_a_form_of_another_workspace_changes_nothing_and_says_so(world: World) -> None:
    request = world.asked()
    world.click("reward_decline", request, by=RAVI)
    (view,) = world.slack.views(RAVI)
    payload = slack_payloads.submission_payload(
        replace(sample.IDENTITY, team_id=ELSEWHERE),
        world.slack.state.users[RAVI],
        view,
        {block["block_id"]: "no" for block in view.definition["blocks"] if block["type"] == "input"},
        trigger_id="1.2.3",
    )
    delivered = world.slack.deliver("interactive", payload)
    assert delivered.answer is not None
    assert "another Slack workspace" in str(delivered.answer.json)
    assert world.now_of(request).status is RequestStatus.PENDING


def test_word_of_a_person_of_another_workspace_is_not_believed(world: World) -> None:
    meera = world.slack.state.users[MEERA]
    told = world.slack.user_change(replace(meera, real_name="Meera Iyer"))
    elsewhere(world, replace(told, payload=json.loads(json.dumps(told.payload).replace("Iyer", "Impostor"))))
    with world.bot.ledger.read() as view:
        assert view.users([MEERA])[MEERA].name == "Meera Iyer"


def test_a_stranger_in_a_shared_channel_is_told_as_everybody_is(world: World) -> None:
    """Slack Connect: the delivery is for our workspace, only the person is of another one."""
    request, other = world.asked(), world.asked()
    clicked = world.approve(other)
    stranger = {**clicked.payload["user"], "id": "U0STRANGER", "team_id": ELSEWHERE}
    action = {**clicked.payload["actions"][0], "value": request.id}
    world.slack.deliver("interactive", {**clicked.payload, "user": stranger, "actions": [action]})
    assert world.now_of(request).status is RequestStatus.PENDING
    world.carry()
    assert world.rows("SELECT outcome FROM outbox WHERE kind = 'answer' AND place = 'U0STRANGER'") == [("whispered",)]


def test_after_a_restart_the_workspace_is_known_before_slack_says_a_word(world: World) -> None:
    world.restart()
    assert world.bot.directory.is_ours(sample.TEAM_ID)
    assert not world.bot.directory.is_ours(ELSEWHERE)
    assert not world.bot.directory.is_ours(None)
