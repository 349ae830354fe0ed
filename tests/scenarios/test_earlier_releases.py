"""A deploy leaves cards, whispers and open forms of the release before in Slack: whoever clicks on one is heard.

`release_*/` holds, for each release, its ledger as it left it and what Slack sends for clicks on what it had posted.
They are never edited. Make a folder like them when a release changes a button, its value or a form.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.playground.slack_delivery import Delivered
from bot.playground.slack_nouns import Message
from tests.world import ASHA, DESIGN, MEERA, RAVI, World, open_world

RELEASES = sorted(Path(__file__).parent.glob("release_*"))
Payload = dict[str, Any]

# A card as some release may have drawn it: one block, its buttons elsewhere and with other words on them.
OTHER_BLOCKS = [
    {
        "type": "section",
        "block_id": "the_whole_card",
        "text": {"type": "mrkdwn", "text": "A reward for somebody"},
        "accessory": {"type": "button", "action_id": "reward_approve", "text": {"type": "plain_text", "text": "Yes"}},
    },
    {"type": "divider", "block_id": "line"},
]


@pytest.fixture(params=RELEASES, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


@pytest.fixture
def world(release: Path, tmp_path: Path) -> Iterator[World]:
    """Today's bot on the ledger of that release, an hour later."""
    with closing(sqlite3.connect(tmp_path / "playground.db")) as connection:
        connection.executescript((release / "ledger.sql").read_text("utf-8"))
    found = open_world(tmp_path)
    found.clock.pass_time(hours=1)
    yield found
    found.bot.ledger.close()
    found.served.stop()


def payload(release: Path, name: str) -> Payload:
    found: Payload = json.loads((release / "payloads.json").read_text("utf-8"))[name]
    return found


def deliver(world: World, old: Payload) -> Delivered:
    """What was clicked stands in Slack as that release posted it; trigger and response_url are of the click itself."""
    person, sent = old["user"]["id"], deepcopy(old)
    sent["trigger_id"] = world.slack._triggers.new(person)
    if "container" in old:
        place, ts = old["container"]["channel_id"], old["container"]["message_ts"]
        if place.startswith("D"):
            assert world.slack.state.direct_channel(person).id == place
        said = old.get("message", {"text": "", "blocks": []})
        whose = person if old["container"]["is_ephemeral"] else ""
        message = Message(place, ts, "U0SHABASH", said["text"], tuple(said["blocks"]), only_for=whose)
        world.slack.state._messages.setdefault(place, {})[ts] = message
        sent["response_url"] = world.slack._url + world.slack._response_urls.new(place, person, ts)
    delivered = world.slack.deliver("interactive", sent)
    assert delivered.trouble == ""
    world.carry()
    return delivered


def request_of(world: World, old: Payload) -> Request:
    """The request that the button or the form is about."""
    request_id = old["actions"][0]["value"] if "actions" in old else old["view"]["private_metadata"]
    return next(request for request in world.requests() if request.id == request_id)


def clicked_message(world: World, old: Payload) -> Message:
    found = world.slack.state.message(old["container"]["channel_id"], old["container"]["message_ts"])
    assert found is not None
    return found


def test_there_is_at_least_one_release() -> None:
    assert RELEASES


@pytest.mark.parametrize("name", ["approve", "approve_directly"])
def test_an_old_approve_sends_the_points_and_the_old_card_says_so(world: World, release: Path, name: str) -> None:
    old = payload(release, name)
    deliver(world, old)
    assert request_of(world, old).reward.status is RewardStatus.ALLOCATED
    assert len(world.allocations()) == 1
    assert "rewarded" in clicked_message(world, old).text
    assert "reward_approve" not in str(clicked_message(world, old).blocks)


def test_an_old_card_with_other_blocks_decides_too_and_is_drawn_as_today(world: World, release: Path) -> None:
    old = payload(release, "approve")
    old["message"]["blocks"] = OTHER_BLOCKS
    old["actions"][0]["block_id"] = "the_whole_card"
    deliver(world, old)
    assert request_of(world, old).reward.status is RewardStatus.ALLOCATED
    assert "the_whole_card" not in str(clicked_message(world, old).blocks)
    assert "rewarded" in clicked_message(world, old).text


def test_an_old_decline_opens_today_s_form_and_the_form_declines(world: World, release: Path) -> None:
    old = payload(release, "decline")
    deliver(world, old)
    (view,) = world.slack.views(RAVI)
    block = next(block for block in view.definition["blocks"] if block["type"] == "input")
    world.slack.submit(RAVI, view.id, {block["block_id"]: "not this month"})
    world.carry()
    assert request_of(world, old).status is RequestStatus.DECLINED
    assert any("not this month" in text for text in world.told(MEERA))


def test_a_form_that_was_open_while_the_release_changed_declines_with_what_was_typed(
    world: World, release: Path
) -> None:
    old = payload(release, "form")
    deliver(world, old)
    assert request_of(world, old).status is RequestStatus.DECLINED
    assert any("next quarter" in text for text in world.told(MEERA))


def test_an_old_cancel_cancels(world: World, release: Path) -> None:
    old = payload(release, "cancel")
    deliver(world, old)
    assert request_of(world, old).status is RequestStatus.CANCELLED
    assert any(text.startswith("Cancelled") for text in world.whispered(MEERA))


def test_an_old_button_is_clicked_by_somebody_who_may_not_and_says_so(world: World, release: Path) -> None:
    old = payload(release, "approve")
    old["user"]["id"] = ASHA
    deliver(world, old)
    assert request_of(world, old).status is RequestStatus.PENDING
    assert "somebody else decides" in world.whispered(ASHA)[-1]


def test_an_old_button_of_a_request_that_was_decided_meanwhile_says_by_whom(world: World, release: Path) -> None:
    old = payload(release, "approve")
    deliver(world, old)
    deliver(world, old)
    assert "Already approved" in world.whispered(RAVI)[-1]
    assert len(world.allocations()) == 1


def test_an_old_button_of_a_request_that_no_ledger_has_is_answered(world: World, release: Path) -> None:
    old = payload(release, "approve")
    old["actions"][0]["value"] = "R-99NONE"
    deliver(world, old)
    world.bot.drain_whispers()
    assert "R-99NONE" in world.whispered(RAVI)[-1]
    assert world.slack.state.message(DESIGN, old["container"]["message_ts"])
