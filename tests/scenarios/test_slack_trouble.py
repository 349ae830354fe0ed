"""Slack away, slow, forgetful or refusing: nothing is lost, and nothing is said that did not happen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.reward import RequestStatus, RewardStatus
from bot.playground.faults import drop_before, http_status, lose_reply, slack_error, too_many
from bot.playground.workspace import RESPONSE_URL
from bot.rewards.pausing import Switch
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, RAVI, World

POST, UPDATE = "chat.postMessage", "chat.update"


def test_a_card_is_posted_late_when_slack_was_down(world: World) -> None:
    world.slack.faults.next("*", http_status(503), times=40)
    world.ask()
    for _ in range(40):
        world.clock.pass_time(seconds=61)
        world.bot.messages.run_once()
    world.slack.faults.clear()
    world.clock.pass_time(seconds=61)
    world.carry()
    (request,) = world.requests()
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_an_approval_by_direct_message_goes_through_while_the_channel_waits(world: World) -> None:
    request = world.asked()
    (copy,) = world.slack.direct_messages(RAVI)
    world.slack.faults.next("*", http_status(503), times=20)
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", request.id)
    for _ in range(12):
        world.bot.money.run_once()
        world.bot.messages.run_once()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert "rewarded" not in str(world.said())
    world.slack.faults.clear()
    world.clock.pass_time(minutes=2)
    world.carry()
    assert "100 points have reached" in world.thread(request)[0]
    assert "rewarded" in world.card(request).text
    assert len(world.allocations()) == 1


def test_a_429_is_obeyed_to_the_second(world: World) -> None:
    world.slack.faults.next(POST, too_many(30))
    world.ask()
    world.carry()
    assert not world.slack.messages(DESIGN)
    calls = len(world.slack.calls)
    world.clock.pass_time(seconds=29)
    world.carry()
    assert len(world.slack.calls) == calls


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("not_in_channel", "type `/invite @Shabash` there"),
        ("channel_not_found", "type `/invite @Shabash` there"),
        ("is_archived", "This channel is archived, so I can't post there"),
        ("restricted_action", "ask whoever manages it to let me"),
        ("restricted_action_read_only_channel", "ask whoever manages it to let me"),
    ],
)
def test_a_channel_that_refuses_is_told_to_the_giver_and_the_deciders_have_the_card_directly(
    world: World, error: str, said: str
) -> None:
    world.slack.faults.next(POST, slack_error(error))
    world.ask()
    world.carry()
    (request,) = world.requests()
    assert said in world.whispered(MEERA)[-1]
    (copy,) = world.slack.direct_messages(RAVI)
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert any("100 points have reached" in text for text in world.told(MEERA))
    assert world.told(ASHA)


def test_a_channel_archived_after_the_card_stands_there_keeps_nobody_from_deciding_or_hearing(world: World) -> None:
    request = world.asked()
    world.slack.state.put_channel(replace(world.slack.state.channels[DESIGN], is_archived=True))
    (copy,) = world.slack.direct_messages(RAVI)
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert any("100 points have reached" in text for text in world.told(MEERA))
    assert world.told(ASHA)


def test_in_a_private_channel_without_the_bot_the_request_lives_on(world: World) -> None:
    world.ask(at=LEADS)
    world.carry()
    assert "your request is safe: <@U02RAVI> and <@U05FARAH> will get it from me" in world.whispered(MEERA)[-1]
    assert world.told(FARAH)


def test_when_the_response_url_has_died_the_giver_is_told_directly(world: World) -> None:
    world.slack.faults.next(RESPONSE_URL, http_status(404))
    world.ask(at=LEADS)
    world.carry()
    assert any("I can't post in this channel" in text for text in world.told(MEERA))


def test_a_doubtful_post_is_repeated_once_and_either_copy_decides(world: World) -> None:
    world.slack.faults.next(POST, lose_reply())
    world.ask()
    world.carry()
    world.clock.pass_time(seconds=2)
    world.carry()
    (request,) = world.requests()
    first, second = (m for m in world.slack.messages(DESIGN) if request.id in m.text)
    world.slack.click(RAVI, DESIGN, first.ts, "reward_approve", request.id)
    world.carry()
    copies = [m for m in world.slack.messages(DESIGN) if m.ts in {first.ts, second.ts}]
    assert all("rewarded" in copy.text for copy in copies)
    assert len(world.allocations()) == 1


def test_a_post_that_stays_doubtful_is_not_repeated_for_ever(world: World) -> None:
    world.slack.faults.next(POST, lose_reply(), times=2)
    world.ask()
    for _ in range(10):
        world.carry()
        world.clock.pass_time(seconds=60)
    (request,) = world.requests()
    assert not any("I can't post" in text for text in world.said())
    assert len([m for m in world.slack.messages(DESIGN) if request.id in m.text]) == 2
    assert world.told(RAVI)


def test_a_notice_outlasts_a_day_on_which_slack_takes_calls_and_answers_none(world: World) -> None:
    """Each call may have been carried out, as far as anybody can tell, and none was."""
    Switch(world.bot.ledger).pause("ravi", "for a look")
    world.slack.faults.next("*", drop_before(), times=5_000)
    for _ in range(24 * 6):
        world.clock.pass_time(minutes=10)
        world.carry(money=False)
    world.slack.faults.clear()
    world.clock.pass_time(minutes=10)
    world.carry()
    for operator in (RAVI, FARAH):
        assert len([text for text in world.told(operator) if "I have paused sending" in text]) == 1


def test_a_lost_update_is_made_again(world: World) -> None:
    request = world.asked()
    world.slack.faults.next(UPDATE, lose_reply(), times=2)
    world.approve(request)
    for _ in range(5):
        world.carry()
        world.clock.pass_time(seconds=60)
    assert "rewarded" in world.card(request).text


def test_a_card_that_somebody_deleted_stops_nothing(world: World) -> None:
    request = world.asked()
    world.slack.faults.next(UPDATE, slack_error("message_not_found"), times=10)
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert world.thread(request)


def test_a_form_that_slack_will_not_open_is_said_and_the_click_may_be_repeated(world: World) -> None:
    request = world.asked()
    world.slack.faults.next("views.open", slack_error("expired_trigger_id"))
    world.click("reward_decline", request, by=RAVI)
    world.bot.drain_whispers()
    assert "again" in world.whispered(RAVI)[-1]
    world.decline(request, "next month")
    assert world.now_of(request).status is RequestStatus.DECLINED


def test_the_answer_to_a_click_goes_ahead_of_all_that_waits(world: World) -> None:
    request = world.asked()
    for number in range(30):
        world.ask(f"<@U02ASHA> {number + 1} for tea", by=(MEERA, RAVI)[number % 2])
    world.approve(request, by=ASHA)
    before = len(world.slack.calls)
    world.bot.messages.run_once()
    assert "This one is for you" in world.whispered(ASHA)[-1]
    assert len(world.slack.calls) == before


def test_an_answer_to_a_click_is_dropped_after_twenty_five_minutes(world: World) -> None:
    request = world.asked()
    world.approve(request, by=ASHA)
    world.clock.pass_time(minutes=26)
    world.carry()
    assert not world.whispered(ASHA)


def test_a_response_url_of_a_stranger_is_never_called(world: World) -> None:
    request = world.asked()
    delivered = world.approve(request, by=ASHA)
    evil = {**delivered.payload, "response_url": "https://example.com/steal"}
    world.carry()
    whispers = len(world.whispered(ASHA))
    world.slack.deliver("interactive", evil)
    world.carry()
    assert len(world.whispered(ASHA)) == whispers
    assert ("refused: the response_url is not Slack's",) in world.rows("SELECT outcome FROM outbox")


def test_nothing_that_the_bot_says_before_enkash_answers_claims_that_points_arrived(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.carry(money=False)
    world.enkash.faults.next("create-allocate-points", drop_before())
    assert not any(word in text for text in world.said() for word in ("rewarded", "reached", "New balance"))
