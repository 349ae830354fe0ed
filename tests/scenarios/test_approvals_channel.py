"""One channel for all requests: card and thread live there, and the command's channel hears of the end alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.playground.enkash_faults import refuse
from bot.playground.faults import drop_before, lose_reply, slack_error
from bot.playground.slack_nouns import Channel, User
from tests.scenarios.test_operators import settle
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, RAVI, World, open_world

APPROVALS, OTHER = "C02APPROVALS", "C02OTHER"
POLICY = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\nchannel = "{APPROVALS}"\n'
ALLOCATE = "create-allocate-points"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = opened(tmp_path)
    yield found
    found.bot.ledger.close()
    found.served.stop()


def opened(folder: Path, more: str = "") -> World:
    """The sample company with a private channel for approvals, which the giver is not in."""
    world = open_world(folder, policy=POLICY + more)
    world.slack.state.put_channel(
        Channel(APPROVALS, "approvals", is_private=True, member_ids=(RAVI, FARAH), bot_is_member=True)
    )
    return world


def heard(world: World, channel: str) -> list[str]:
    return [message.text for message in world.slack.messages(channel)]


def test_the_channel_of_the_command_hears_nothing_until_the_points_have_arrived(world: World) -> None:
    request = world.asked()
    assert heard(world, DESIGN) == []
    assert "Asked in <#C02DESIGN>" in str(world.card(request, APPROVALS).blocks)
    world.approve(request, at=APPROVALS)
    world.carry(money=False)
    assert heard(world, DESIGN) == []
    world.carry()
    (news,) = world.slack.messages(DESIGN)
    assert news.text.startswith("<@U02MEERA> rewarded <@U02ASHA> (Asha Rao) with 100 points 🎉")
    assert "shipping the demo" in news.text
    assert "New balance: 100 points." in news.text
    assert not any(block["type"] == "actions" for block in news.blocks)
    (reply,) = world.thread(request, APPROVALS)
    assert "100 points have reached" in reply
    assert "rewarded" in world.card(request, APPROVALS).text
    assert len(world.told(ASHA)) == 1
    assert world.told(MEERA) == []


def test_the_givers_whisper_says_where_it_is_decided(world: World) -> None:
    world.asked()
    (whisper,) = world.whispered(MEERA)
    assert "in <#C02APPROVALS>" in whisper
    assert "<#C02DESIGN> hears of it once the points are there." in whisper


def test_asked_in_the_channel_for_approvals_itself_all_is_as_anywhere(world: World) -> None:
    request = world.asked(by=FARAH, at=APPROVALS)
    assert not request.is_decided_elsewhere
    world.approve(request, at=APPROVALS)
    world.carry()
    assert len(world.slack.messages(APPROVALS)) == 2
    assert len(world.thread(request, APPROVALS)) == 1
    assert world.told(FARAH) == []


def test_where_the_policy_changes_later_the_request_stays_where_it_is(world: World) -> None:
    request = world.asked()
    world.slack.state.put_channel(Channel(OTHER, "other", bot_is_member=True))
    world.policy = replace(world.policy, approvals_channel=OTHER)
    world.restart()
    world.approve(request, at=APPROVALS)
    world.carry()
    assert len(world.thread(request, APPROVALS)) == 1
    assert heard(world, OTHER) == []
    world.policy = replace(world.policy, approvals_channel=None)
    world.restart()
    second = world.asked("<@U02ASHA> 5 for tea")
    assert world.cards(second, DESIGN)


def test_a_decline_and_its_reason_stay_between_decider_and_giver(world: World) -> None:
    request = world.asked()
    world.click("reward_decline", request, by=RAVI, at=APPROVALS)
    (view,) = world.slack.views(RAVI)
    block = next(block for block in view.definition["blocks"] if block["type"] == "input")
    world.slack.submit(RAVI, view.id, {block["block_id"]: "next month"})
    world.carry()
    assert world.card(request, APPROVALS).text == f"A reward request was closed. {request.id}"
    assert heard(world, DESIGN) == []
    assert "next month" in world.told(MEERA)[0]


def approved(world: World) -> Request:
    request = world.asked()
    world.approve(request, at=APPROVALS)
    return request


def test_a_refusal_is_told_in_the_thread_and_to_the_giver_who_is_not_there(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, refuse("Card blocked", 5001))
    request = approved(world)
    world.carry()
    assert world.reward(request).status is RewardStatus.FAILED
    assert any("did not accept" in text for text in world.thread(request, APPROVALS))
    assert "The thread says more." in world.card(request, APPROVALS).text
    assert [text for text in world.told(MEERA) if "did not accept" in text]
    assert heard(world, DESIGN) == []


def test_of_a_thread_that_is_locked_the_giver_need_not_hear_who_has_the_news_anyway(world: World) -> None:
    approved(world)
    world.slack.faults.next("chat.postMessage", slack_error("restricted_action_thread_locked"))
    world.carry()
    assert len(heard(world, DESIGN)) == 1
    assert world.told(MEERA) == []


def test_a_click_in_the_channel_is_a_click_on_the_card_that_is_known_there(world: World) -> None:
    approved(world)
    world.carry()
    assert sorted(world.rows("SELECT place, channel_id FROM posts")) == [
        (APPROVALS, APPROVALS),
        (RAVI, "D02RAVI"),
        (FARAH, "D05FARAH"),
    ]


def test_an_unknown_outcome_and_what_came_of_it_are_told_to_the_giver_too(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, lose_reply())
    request = approved(world)
    world.carry()
    (told,) = world.told(MEERA)
    assert "will answer here" in told
    assert heard(world, DESIGN) == []
    world.clock.pass_time(seconds=10)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.told(MEERA)[1].startswith("Confirmed: the 100 points reached")
    assert len(heard(world, DESIGN)) == 1
    assert len(world.thread(request, APPROVALS)) == 2


def test_a_recipient_who_left_is_told_to_the_giver_too(world: World) -> None:
    request = approved(world)
    world.slack.user_change(User(ASHA, "asha", "Asha Rao", is_deactivated=True))
    world.carry()
    assert world.reward(request).status is RewardStatus.CANCELLED
    assert any("can no longer receive points" in text for text in world.told(MEERA))
    assert heard(world, DESIGN) == []


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "restricted_action"])
def test_where_the_channel_refuses_the_card_giver_and_operators_hear_it_and_deciders_get_it(
    world: World, error: str
) -> None:
    world.slack.faults.next("chat.postMessage", slack_error(error))
    request = world.asked()
    assert re.search(r"<#C02APPROVALS>.*but your request is safe", world.whispered(MEERA)[-1])
    assert "I have told the people who look after me" in world.whispered(MEERA)[-1]
    (told,) = [text for text in world.told(FARAH) if "`[approvals] channel`" in text]
    assert error in told
    copy = next(m for m in world.slack.direct_messages(RAVI) if "would like" in m.text)
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert len(heard(world, DESIGN)) == 1
    assert not world.told(MEERA)


def test_the_operators_hear_of_a_channel_that_refuses_once_a_day_also_after_a_restart(world: World) -> None:
    world.slack.state.put_channel(replace(world.slack.state.channels[APPROVALS], bot_is_member=False))

    def complaints() -> int:
        return len([text for text in world.told(FARAH) if "`[approvals] channel`" in text])

    for _ in range(3):
        world.asked()
    world.restart()
    world.asked()
    assert complaints() == 1
    world.clock.pass_time(hours=25)
    world.asked()
    assert complaints() == 2


def test_without_a_card_the_giver_hears_of_a_bad_turn_once(world: World) -> None:
    world.slack.state.put_channel(replace(world.slack.state.channels[APPROVALS], bot_is_member=False))
    world.enkash.faults.next(ALLOCATE, refuse("Card blocked", 5001))
    request = world.asked()
    copy = next(m for m in world.slack.direct_messages(RAVI) if "would like" in m.text)
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert len([text for text in world.told(MEERA) if "did not accept" in text]) == 1


def test_where_the_commands_channel_cannot_have_the_news_the_giver_has_them(world: World) -> None:
    request = world.asked(at=LEADS)
    world.approve(request, at=APPROVALS)
    world.carry()
    (told,) = world.told(MEERA)
    assert "100 points have reached" in told
    assert "type `/invite @Shabash` there" in told


def test_a_shared_channel_in_which_it_was_asked_hears_no_news_and_the_giver_hears_why(world: World) -> None:
    world.slack.state.put_channel(replace(world.slack.state.channels[DESIGN], is_shared=True))
    request = world.asked()
    world.approve(request, at=APPROVALS)
    world.carry()
    assert heard(world, DESIGN) == []
    assert world.thread(request, APPROVALS)
    (told,) = world.told(MEERA)
    assert "100 points have reached" in told
    assert "<#C02DESIGN> is shared with another company, so I said nothing there." in told


def test_asked_in_a_direct_message_the_giver_hears_the_end_directly(world: World) -> None:
    request = world.asked(at=world.slack.state.direct_channel(MEERA).id)
    assert "Asked in a direct message" in str(world.card(request, APPROVALS).blocks)
    assert "I will tell you directly what came of it." in world.whispered(MEERA)[-1]
    world.approve(request, at=APPROVALS)
    world.carry()
    (told,) = world.told(MEERA)
    assert told.startswith("100 points have reached <@U02ASHA>. New balance: 100 points.")


def test_a_channel_for_approvals_that_is_shared_with_another_company_sees_no_card(world: World) -> None:
    world.slack.state.put_channel(replace(world.slack.state.channels[APPROVALS], is_shared=True))
    request = world.asked()
    assert heard(world, APPROVALS) == []
    assert "is shared with another company, so I say nothing there." in world.whispered(MEERA)[-1]
    assert any("shared with another company or is about to be" in text for text in world.told(FARAH))
    assert world.now_of(request).status is RequestStatus.PENDING
    assert [m for m in world.slack.direct_messages(RAVI) if request.id in m.text]


OPERATORS = f'[operators]\npeople = ["{FARAH}"]\n'


def test_a_giver_who_heard_of_a_refusal_directly_hears_there_too_that_it_arrived_after_all(tmp_path: Path) -> None:
    world = opened(tmp_path, OPERATORS)
    world.enkash.faults.next(ALLOCATE, refuse("Card is blocked"))
    request = world.asked()
    world.approve(request, at=APPROVALS)
    world.carry()
    settle(world, "reward_send_again")
    assert "100 points have reached" in world.told(MEERA)[-1]
    assert "rewarded" in heard(world, DESIGN)[0]


def test_after_a_day_of_an_unknown_no_giver_is_sent_to_a_thread_that_they_need_not_see(tmp_path: Path) -> None:
    world = opened(tmp_path, OPERATORS)
    world.enkash.faults.next(ALLOCATE, drop_before())
    request = world.asked()
    world.approve(request, at=APPROVALS)
    world.carry()
    for hours in (1, 1, 22):
        world.clock.pass_time(hours=hours)
        world.carry()
    assert "I will tell you here what came of it" in world.told(MEERA)[-1]
    assert "its thread will say what came of it" in world.told(RAVI)[-1]
    settle(world, "reward_happened")
    assert "Confirmed" in world.told(MEERA)[-1]
