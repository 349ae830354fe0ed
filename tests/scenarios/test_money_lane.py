"""The lane of money when several things go wrong at once: one POST for each reference, and nobody waits for ever."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.core.allocation import Allocated, NotFound, NotSent, Unknown
from bot.core.resolution import Resolution, Wish
from bot.core.reward import Request, RewardStatus
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE, TOKEN
from bot.playground.faults import drop_before, lose_reply, slack_error, too_many
from bot.rewards.pausing import Switch
from bot.rewards.resolving import CannotResolve, Resolver
from bot.rewards.steps import Handled, Send
from tests.world import ASHA, FARAH, MEERA, RAVI, World, open_world


def claimed(world: World) -> Send:
    step = world.bot.sender.next_step()
    assert isinstance(step, Send)
    return step


def approved(world: World, line: str = "<@U02ASHA> 100 for the demo") -> Request:
    request = world.asked(line)
    world.approve(request)
    return request


def settled_as_not_happened(world: World, send: Send) -> None:
    world.bot.sender.settle(send, Unknown("no answer"))
    world.clock.pass_time(minutes=1)
    resolver = Resolver(world.bot.ledger, world.policy)
    unsettled = resolver.unsettled(send.reward.id, Resolution.DID_NOT_HAPPEN)
    resolver.resolve(unsettled, Wish(Resolution.DID_NOT_HAPPEN, "test"), NotFound("", was_answered=True))


def test_after_a_crash_the_other_rewards_go_on_and_the_claimed_one_lapses(world: World) -> None:
    lines = ("<@U02ASHA> 100 for the demo", "<@U02ASHA> 5 for tea", "<@U05FARAH> 7 for help")
    first, second, other = (world.asked(line) for line in lines)
    for request in (first, second, other):
        world.approve(request)
    claimed(world)
    world.restart()
    world.carry()
    assert world.reward(other).status is RewardStatus.ALLOCATED
    world.clock.pass_time(minutes=1)
    world.carry()
    assert {world.reward(first).status, world.reward(second).status} == {RewardStatus.UNKNOWN, RewardStatus.ALLOCATED}


def test_a_recipient_s_next_reward_goes_as_soon_as_the_one_in_flight_has_come_home(world: World) -> None:
    requests = [world.asked(), world.asked("<@U02ASHA> 5 for tea")]
    for request in requests:
        world.approve(request)
    send = claimed(world)
    assert world.bot.sender.next_step() == Handled()
    assert world.bot.sender.next_step() is None
    world.bot.sender.settle(send, Allocated(balance=Decimal(100)))
    assert claimed(world).reward.id != send.reward.id


@pytest.mark.parametrize("seconds", [16, 60])
def test_a_claim_that_has_grown_old_is_not_posted_by_either_clock(world: World, seconds: int) -> None:
    approved(world)
    send = claimed(world)
    assert world.bot.sender.may_post(send, seconds_since_claim=lambda: 0)
    assert not world.bot.sender.may_post(send, seconds_since_claim=lambda: seconds)
    world.clock.pass_time(seconds=seconds)
    assert not world.bot.sender.may_post(send, seconds_since_claim=lambda: 0)


def test_an_exchange_that_begins_as_late_as_it_may_ends_within_its_lease(world: World) -> None:
    approved(world)
    send = claimed(world)

    def may_begin_after(seconds: float) -> bool:
        return world.bot.sender.may_post(send, seconds_since_claim=lambda: seconds)

    latest_seconds = max(tenths / 10 for tenths in range(900) if may_begin_after(tenths / 10))
    assert latest_seconds + world.settings.enkash_timeout_seconds <= world.bot.sender.lease_seconds


def test_nothing_is_posted_once_sending_is_paused_or_the_attempt_is_another(world: World) -> None:
    approved(world)
    send = claimed(world)
    Switch(world.bot.ledger).pause("test", "stop")
    assert not world.bot.sender.may_post(send, seconds_since_claim=lambda: 0)
    Switch(world.bot.ledger).resume("test")
    assert world.bot.sender.may_post(send, seconds_since_claim=lambda: 0)
    world.clock.pass_time(seconds=20)
    settled_as_not_happened(world, send)
    assert not world.bot.sender.may_post(send, seconds_since_claim=lambda: 0)


def test_a_yes_that_comes_after_a_person_said_no_ends_it_without_a_second_post(world: World) -> None:
    request = approved(world)
    send = claimed(world)
    settled_as_not_happened(world, send)
    world.bot.sender.settle(send, Allocated())
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert not world.allocations()
    assert any("shabash resume" in text for text in world.told(FARAH))
    Switch(world.bot.ledger).resume("test")
    world.carry()
    assert not world.allocations()


def test_a_yes_for_the_first_attempt_stops_the_second_before_its_post(world: World) -> None:
    request = approved(world)
    first = claimed(world)
    settled_as_not_happened(world, first)
    second = claimed(world)
    assert second.reward.attempt == 2
    world.bot.sender.settle(first, Allocated())
    assert world.reward(request).attempt == 2
    world.bot.money._send(second)
    Switch(world.bot.ledger).resume("test")
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert not world.allocations()


def test_an_answer_to_an_older_attempt_never_settles_the_newer_one(world: World) -> None:
    request = approved(world)
    first = claimed(world)
    settled_as_not_happened(world, first)
    claimed(world)
    world.bot.sender.settle(first, Unknown("still nothing"))
    assert world.reward(request).status is RewardStatus.SENDING
    assert [recorded.entry.event for recorded in world.history(request)][-1] == "late answer"


def test_a_person_may_not_settle_while_enkash_may_still_answer(world: World) -> None:
    request = approved(world)
    world.bot.sender.settle(claimed(world), Unknown("no answer"))
    with pytest.raises(CannotResolve, match="may still be answering"):
        Resolver(world.bot.ledger, world.policy).unsettled(request.id, Resolution.HAPPENED)


def test_a_token_that_is_late_is_asked_for_no_sooner_than_enkash_said(world: World) -> None:
    world.enkash.faults.next(TOKEN, too_many(120), times=50)
    request = approved(world)
    world.carry()
    waiting = world.enkash.faults.waiting
    world.clock.pass_time(seconds=119)
    world.carry()
    assert world.enkash.faults.waiting == waiting
    assert world.reward(request).status is RewardStatus.APPROVED


def test_a_refused_token_of_a_look_up_stops_everything_too(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, drop_before())
    request = approved(world)
    world.carry()
    world.restart()
    world.enkash.faults.next(TOKEN, enkash_faults.token_refused(), times=9)
    for _ in range(4):
        world.clock.pass_time(hours=2)
        world.carry()
        world.restart()
    assert world.enkash.faults.waiting == 8
    assert world.reward(request).status is RewardStatus.UNKNOWN
    assert any("shabash resume" in text for text in world.told(FARAH))


def test_after_resume_the_credentials_are_tried_again(world: World) -> None:
    world.enkash.faults.next(TOKEN, enkash_faults.token_refused())
    request = approved(world)
    world.carry()
    assert world.reward(request).status is RewardStatus.APPROVED
    Switch(world.bot.ledger).resume("test")
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_the_details_sent_again_are_those_of_the_first_claim(world: World) -> None:
    approved(world)
    settled_as_not_happened(world, claimed(world))
    world.alter("UPDATE people SET email = 'new@example.com' WHERE slack_user_id = ?", ASHA)
    world.carry()
    (post,) = world.allocations()
    assert post.body["email"] == "asha.rao@example.com"


def test_a_plain_refusal_after_an_attempt_that_never_left_is_a_failure(world: World) -> None:
    request = approved(world)
    world.bot.sender.settle(claimed(world), NotSent("EnKash could not be reached"))
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    world.clock.pass_time(minutes=11)
    world.carry()
    assert world.reward(request).attempt == 2
    assert world.reward(request).status is RewardStatus.FAILED


def test_a_note_keeps_no_address_and_no_number_in_the_history(world: World) -> None:
    request = approved(world)
    send = claimed(world)
    world.bot.sender.settle(send, Unknown("no answer"))
    world.clock.pass_time(minutes=1)
    resolver = Resolver(world.bot.ledger, world.policy)
    note = "asha.rao@example.com called from 9800000004"
    unsettled = resolver.unsettled(request.id, Resolution.GIVE_UP)
    resolver.resolve(unsettled, Wish(Resolution.GIVE_UP, "test", note), NotFound("", was_answered=True))
    assert "called from" in str(world.history(request))
    assert "asha.rao" not in str(world.history(request))
    assert "9800000004" not in str(world.history(request))


def test_a_pause_is_told_to_every_operator_also_to_the_giver(tmp_path: Path) -> None:
    policy = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n[operators]\npeople = ["{MEERA}"]'
    world = open_world(tmp_path, policy=policy)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Insufficient balance in card account"))
    approved(world)
    world.carry()
    assert any("shabash resume" in text for text in world.told(MEERA))
    world.served.stop()


def test_a_pause_that_the_operators_channel_refuses_is_told_to_every_operator(tmp_path: Path) -> None:
    policy = f'[approvals]\napprovers = ["{RAVI}"]\n[operators]\npeople = ["{MEERA}"]\nchannel = "C0OPERATORS"'
    world = open_world(tmp_path, policy=policy)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Insufficient balance in card account"))
    approved(world)
    world.carry()
    assert any("shabash resume" in text for text in world.told(MEERA))
    world.served.stop()


def test_operators_whose_channel_refuses_are_told_directly(tmp_path: Path) -> None:
    policy = f'[approvals]\napprovers = ["{RAVI}"]\n[operators]\npeople = ["{FARAH}"]\nchannel = "C0OPERATORS"'
    world = open_world(tmp_path, policy=policy)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    request = approved(world)
    world.carry()
    assert any("Card is blocked" in text for text in world.told(FARAH))
    assert "has the details" not in world.thread(request)[0]
    world.served.stop()


def test_a_request_whose_channel_cannot_be_reached_says_who_really_has_the_card(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy='[approvals]\napprovers = ["S0FINANCE"]')
    world.slack.faults.next("chat.postMessage", slack_error("is_archived"))
    world.ask()
    world.carry()
    told = world.whispered(MEERA)[-1]
    assert "<@U02RAVI> and <@U05FARAH>" in told
    world.served.stop()


def test_operators_are_not_called_for_what_the_first_look_ups_settle(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, lose_reply())
    request = approved(world)
    world.carry()
    world.clock.pass_time(seconds=6)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert not any("shabash resolve" in text for text in world.told(FARAH))
