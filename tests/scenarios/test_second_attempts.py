"""What was settled once and is sent again: somebody sees to whatever comes of it, and nothing is paid twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.core.allocation import Allocated, NotFound, NotSent
from bot.core.resolution import Resolution, Wish
from bot.core.reward import Request, RewardStatus
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import Fault, drop_before
from bot.rewards.pausing import Switch
from bot.rewards.resolving import CannotResolve, Resolver, Unsettled
from bot.rewards.steps import Conclude, Handled, LookUp, Send
from tests.scenarios.test_operators import POLICY, press, refused, say, settle, unknown, with_button
from tests.world import ASHA, FARAH, MEERA, World, open_world


@pytest.fixture
def desk(tmp_path: Path) -> World:
    """Ravi and Farah approve; Farah and Meera see to trouble."""
    return open_world(tmp_path, policy=POLICY)


def unknown_twice(world: World, fault: Fault) -> Request:
    """Unknown, sent again because a person said that it did not happen, and unknown once more for a minute."""
    request = unknown(world)
    world.enkash.faults.next(ALLOCATE, fault)
    settle(world, "reward_did_not_happen")
    reward = world.reward(request)
    assert (reward.status, reward.attempt) == (RewardStatus.UNKNOWN, 2)
    for seconds in (6, 16, 31):
        world.clock.pass_time(seconds=seconds)
        world.carry()
    return request


def test_an_attempt_that_becomes_unknown_after_another_was_settled_calls_the_operators_again(desk: World) -> None:
    request = unknown_twice(desk, drop_before())
    assert with_button(desk, FARAH, "reward_happened")
    settle(desk, "reward_give_up")
    assert desk.reward(request).status is RewardStatus.FAILED


def test_each_attempt_is_looked_up_as_soon_as_the_first_was(desk: World) -> None:
    request = unknown_twice(desk, drop_before())
    assert desk.reward(request).look_ups == 3


def test_operators_hear_in_enkashs_words_why_a_later_attempt_is_unknown(desk: World) -> None:
    unknown_twice(desk, enkash_faults.refuse("Card 9600098867 is blocked"))
    told = with_button(desk, FARAH, "reward_give_up").text
    assert "Card ########## is blocked. EnKash lists" in told
    assert not any("blocked" in text for person in (MEERA, ASHA) for text in desk.told(person))


NOTHING = NotFound("", was_answered=True)


def resolve(world: World, unsettled: Unsettled, resolution: Resolution, finding: Allocated | NotFound) -> None:
    Resolver(world.bot.ledger, world.policy).resolve(unsettled, Wish(resolution, "command line: root"), finding)


def assert_paid_once_by_the_first_attempt(world: World, request: Request) -> None:
    """It counts as given without a second POST, and somebody looks before anything else is sent."""
    world.carry()
    reward = world.reward(request)
    assert (reward.status, reward.attempt) == (RewardStatus.ALLOCATED, 1)
    assert len(world.allocations()) == 1
    assert any("confirmed attempt 1" in text for text in world.told(FARAH))
    assert "Confirmed" in world.thread(request)[-1]


def test_a_look_up_that_finds_it_counts_also_when_somebody_settled_meanwhile_that_it_did_not_happen(
    desk: World,
) -> None:
    request = unknown(desk)
    desk.clock.pass_time(minutes=2)
    look_up = desk.bot.sender.next_step()
    assert isinstance(look_up, LookUp)
    unsettled = Resolver(desk.bot.ledger, desk.policy).unsettled(request.id, Resolution.DID_NOT_HAPPEN)
    resolve(desk, unsettled, Resolution.DID_NOT_HAPPEN, NOTHING)
    desk.bot.sender.note_finding(look_up, Allocated())
    assert_paid_once_by_the_first_attempt(desk, request)


def test_what_was_found_for_a_wish_that_came_too_late_counts_all_the_same(desk: World) -> None:
    request = unknown(desk)
    press(desk, FARAH, "reward_give_up")
    say(desk, FARAH)
    step = desk.bot.sender.next_step()
    assert isinstance(step, Conclude)
    unsettled = Resolver(desk.bot.ledger, desk.policy).unsettled(request.id, Resolution.DID_NOT_HAPPEN)
    resolve(desk, unsettled, Resolution.DID_NOT_HAPPEN, NOTHING)
    desk.bot.sender.note_finding(step, Allocated())
    assert_paid_once_by_the_first_attempt(desk, request)


def test_what_was_found_at_the_command_line_counts_although_somebody_else_was_quicker(desk: World) -> None:
    request = unknown(desk)
    unsettled = Resolver(desk.bot.ledger, desk.policy).unsettled(request.id, Resolution.DID_NOT_HAPPEN)
    resolve(desk, unsettled, Resolution.DID_NOT_HAPPEN, NOTHING)
    with pytest.raises(CannotResolve, match="settled meanwhile"):
        resolve(desk, unsettled, Resolution.GIVE_UP, Allocated())
    assert_paid_once_by_the_first_attempt(desk, request)


def test_a_look_up_that_comes_home_while_the_next_attempt_is_claimed_keeps_its_post_from_leaving(desk: World) -> None:
    request = unknown(desk)
    desk.clock.pass_time(minutes=2)
    look_up = desk.bot.sender.next_step()
    assert isinstance(look_up, LookUp)
    unsettled = Resolver(desk.bot.ledger, desk.policy).unsettled(request.id, Resolution.DID_NOT_HAPPEN)
    resolve(desk, unsettled, Resolution.DID_NOT_HAPPEN, NOTHING)
    desk.clock.pass_time(minutes=2)
    claim = desk.bot.sender.next_step()
    assert isinstance(claim, Send)
    desk.bot.sender.note_finding(look_up, Allocated())
    assert not desk.bot.sender.may_post(claim, seconds_since_claim=lambda: 0)


def test_what_is_found_again_after_it_was_booked_stops_nothing(desk: World) -> None:
    request = unknown(desk)
    unsettled = Resolver(desk.bot.ledger, desk.policy).unsettled(request.id, Resolution.HAPPENED)
    resolve(desk, unsettled, Resolution.HAPPENED, NOTHING)
    with pytest.raises(CannotResolve):
        resolve(desk, unsettled, Resolution.HAPPENED, Allocated())
    desk.carry()
    assert not any("paused" in text for text in desk.told(FARAH))


def test_what_enkash_confirms_after_it_was_given_up_is_booked_and_its_thread_says_so(desk: World) -> None:
    request = desk.asked()
    desk.approve(request)
    claim = desk.bot.sender.next_step()
    assert isinstance(claim, Send)
    for seconds in (60, 6, 16, 31):
        desk.clock.pass_time(seconds=seconds)
        desk.carry()
    settle(desk, "reward_give_up")
    assert "can ask again" in desk.thread(request)[-1]
    desk.bot.sender.settle(claim, Allocated(balance=Decimal(100)))
    desk.carry()
    reward = desk.reward(request)
    assert (reward.status, reward.attempt) == (RewardStatus.ALLOCATED, 1)
    assert not desk.allocations()
    assert "Confirmed" in desk.thread(request)[-1]
    assert "rewarded" in desk.card(request).text
    assert any("confirmed attempt 1" in text for text in desk.told(FARAH))


def test_what_is_sent_again_while_sending_is_paused_goes_when_it_goes_on_and_is_not_said_to_go_before(
    desk: World,
) -> None:
    request = refused(desk)
    Switch(desk.bot.ledger).pause("command line: root", "looking")
    settle(desk, "reward_send_again")
    assert "Sending is paused for now" in desk.thread(request)[-1]
    assert len(desk.allocations()) == 1
    press(desk, FARAH, "sending_resume")
    desk.carry()
    assert desk.reward(request).status is RewardStatus.ALLOCATED


def test_a_card_says_that_sending_is_paused_also_when_its_reward_had_waited_for_something_else(desk: World) -> None:
    first, second = desk.asked(), desk.asked("<@U02ASHA> 7 for tea")
    desk.approve(first)
    desk.approve(second)
    claim = desk.bot.sender.next_step()
    assert isinstance(claim, Send)
    assert desk.bot.sender.next_step() == Handled()
    desk.carry(money=False)
    desk.bot.sender.settle(claim, NotSent("Insufficient balance in card account", stop=True))
    desk.carry()
    for request in (first, second):
        assert "Sending is paused for now" in desk.card(request).text


def test_a_form_that_was_opened_for_an_earlier_attempt_settles_no_later_one(desk: World) -> None:
    request = unknown(desk)
    press(desk, FARAH, "reward_did_not_happen")
    unsettled = Resolver(desk.bot.ledger, desk.policy).unsettled(request.id, Resolution.DID_NOT_HAPPEN)
    resolve(desk, unsettled, Resolution.DID_NOT_HAPPEN, NOTHING)
    desk.enkash.faults.next(ALLOCATE, drop_before())
    desk.carry()
    desk.clock.pass_time(minutes=2)
    assert "nothing to settle like this now" in say(desk, FARAH)
    desk.carry()
    assert (desk.reward(request).status, desk.reward(request).attempt) == (RewardStatus.UNKNOWN, 2)
    assert len(desk.allocations()) == 2
