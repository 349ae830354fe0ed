"""A channel that another company reads never hears of a reward; while nobody can tell, nothing is posted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.reward import Request, RewardStatus
from bot.outbox.channels import BELIEVED_SECONDS
from bot.playground.faults import drop_before, http_status, lose_reply, slack_error, too_many
from bot.rewards.pausing import Switch
from tests.world import DESIGN, FARAH, LEADS, MEERA, RAVI, World, open_world

INFO = "conversations.info"


def share(world: World, channel: str = DESIGN, *, flag: str = "is_shared", to: bool = True) -> None:
    changes: dict[str, Any] = {flag: to}
    world.slack.state.put_channel(replace(world.slack.state.channels[channel], **changes))


def approve_directly(world: World, request: Request, *, by: str = RAVI) -> None:
    copy = next(m for m in world.slack.direct_messages(by) if "would like" in m.text and request.id in m.text)
    world.slack.click(by, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()


def asked_about(world: World, channel: str = DESIGN) -> int:
    """How often Slack was asked about this channel."""
    return len([call for call in world.slack.calls if call.method == INFO and call.arguments["channel"] == channel])


@pytest.mark.parametrize("flag", ["is_shared", "is_pending_shared"])
def test_a_shared_channel_sees_no_card_and_no_reply_and_the_reward_goes_its_way(world: World, flag: str) -> None:
    share(world, flag=flag)
    request = world.asked()
    whisper = world.whispered(MEERA)[-1]
    assert "shared with another company, so I say nothing in <#C02DESIGN>" in whisper
    assert "Your request is safe: <@U02RAVI> and <@U05FARAH> will get it from me directly." in whisper
    approve_directly(world, request)
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.slack.messages(DESIGN) == []
    assert any("100 points have reached" in text for text in world.told(MEERA))


def test_a_channel_that_only_workspaces_of_one_company_share_is_like_any_other(world: World) -> None:
    share(world, flag="is_org_shared")
    assert world.cards(world.asked())


def test_slack_is_asked_once_a_minute_and_channel_and_not_for_direct_messages(world: World) -> None:
    first = world.asked()
    world.approve(first)
    for number in range(5):
        world.asked(f"<@U02ASHA> {number + 1} for tea")
    assert asked_about(world) == 1
    world.clock.pass_time(seconds=BELIEVED_SECONDS)
    world.asked()
    assert asked_about(world) == 2
    assert {call.arguments["channel"] for call in world.slack.calls if call.method == INFO} == {DESIGN}


def test_a_channel_that_comes_to_be_shared_keeps_of_the_card_nothing_but_the_id(world: World) -> None:
    request = world.asked()
    assert "Asha" in world.card(request).text
    share(world)
    world.clock.pass_time(seconds=BELIEVED_SECONDS)
    world.approve(request)
    world.carry()
    (card,) = world.slack.messages(DESIGN)
    assert card.text == f"A reward request is no longer shown here. {request.id}"
    assert not any(word in str(card.blocks) for word in ("Asha", "<@", "100", "demo", "button"))
    assert any("100 points have reached" in text for text in world.told(MEERA))


def test_a_channel_that_is_shared_no_more_hears_the_next_one(world: World) -> None:
    share(world)
    world.asked()
    share(world, to=False)
    world.clock.pass_time(seconds=BELIEVED_SECONDS)
    assert world.cards(world.asked("<@U02ASHA> 5 for tea"))


@pytest.mark.parametrize("fault", [drop_before(), lose_reply(), http_status(503), http_status(502), too_many(5)])
def test_while_slack_cannot_be_asked_the_card_waits(world: World, fault: Any) -> None:
    world.slack.faults.next(INFO, fault, times=3)
    world.ask()
    world.carry()
    assert world.slack.messages(DESIGN) == []
    assert len(world.whispered(MEERA)) == 1
    for _ in range(10):
        world.clock.pass_time(minutes=1)
        world.carry()
    (request,) = world.requests()
    assert len(world.cards(request)) == 1


def test_a_reply_that_does_not_tell_is_no_leave_to_post(world: World) -> None:
    world.slack.faults.next(INFO, slack_error("a_word_of_tomorrow"))
    request = world.asked()
    assert world.slack.messages(DESIGN) == []
    assert "your request is safe" in world.whispered(MEERA)[-1]
    assert [m for m in world.slack.direct_messages(RAVI) if request.id in m.text]


def without_scope(world: World, scope: str = "channels:read") -> None:
    identity = world.slack.state.identity
    world.slack.state.identity = replace(identity, scopes=tuple(one for one in identity.scopes if one != scope))


def test_without_the_scope_no_channel_hears_anything_and_all_else_goes_on(world: World) -> None:
    without_scope(world)
    request = world.asked()
    assert "I can't tell whether this channel is shared with another company" in world.whispered(MEERA)[-1]
    approve_directly(world, request)
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.slack.messages(DESIGN) == []
    assert any("100 points have reached" in text for text in world.told(MEERA))


def test_of_a_missing_scope_the_operators_hear_once_a_day_how_to_mend_it(world: World) -> None:
    without_scope(world)
    for _ in range(3):
        world.asked()
    world.restart()
    world.asked()

    def complaints() -> list[str]:
        return [text for text in world.told(FARAH) if "the Slack app lacks a scope" in text]

    assert len(complaints()) == 1
    world.clock.pass_time(hours=25)
    world.asked()
    assert len(complaints()) == 2


def test_once_the_scope_is_there_the_channel_hears_the_next_one_without_a_restart(world: World) -> None:
    scopes = world.slack.state.identity
    without_scope(world)
    world.asked()
    world.slack.state.identity = scopes
    world.clock.pass_time(seconds=BELIEVED_SECONDS)
    assert world.cards(world.asked("<@U02ASHA> 5 for tea"))


def test_a_scope_that_would_not_help_is_nobodys_to_add(world: World) -> None:
    """A group's direct messages take a scope that the manifest does not ask for: nothing is said there."""
    world.slack.faults.next(INFO, slack_error("missing_scope", needed="mpim:read"))
    world.asked()
    assert world.slack.messages(DESIGN) == []
    assert not any("lacks a scope" in text for text in world.told(FARAH))


def test_an_operators_channel_that_is_shared_hears_nothing_and_each_of_them_does(tmp_path: Path) -> None:
    policy = f'[approvals]\napprovers = ["{RAVI}"]\n[operators]\npeople = ["{FARAH}"]\nchannel = "{LEADS}"\n'
    world = open_world(tmp_path, policy=policy)
    world.slack.type_line(RAVI, LEADS, "/invite @Shabash")
    share(world, LEADS)
    Switch(world.bot.ledger).pause("test", "the month is closed")
    world.carry()
    assert world.slack.messages(LEADS) == []
    assert any("paused sending" in text for text in world.told(FARAH))
    world.bot.ledger.close()
    world.served.stop()


def test_without_the_scope_operators_with_a_channel_hear_of_it_directly(tmp_path: Path) -> None:
    policy = f'[approvals]\napprovers = ["{RAVI}"]\n[operators]\npeople = ["{FARAH}"]\nchannel = "{LEADS}"\n'
    world = open_world(tmp_path, policy=policy)
    world.slack.type_line(RAVI, LEADS, "/invite @Shabash")
    without_scope(world, "channels:read")
    without_scope(world, "groups:read")
    world.asked()
    assert world.slack.messages(LEADS) == []
    assert len([text for text in world.told(FARAH) if "lacks a scope" in text]) == 1
    world.bot.ledger.close()
    world.served.stop()
