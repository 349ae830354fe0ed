"""EnKash leaves one allocation after the other open: sending stops by itself before the doubts pile up."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.allocation import Allocated, Unknown
from bot.core.reward import Request, RewardStatus
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import Fault, drop_before, http_status, lose_reply
from bot.rewards.pausing import Switch
from bot.rewards.steps import Send
from tests.world import FARAH, RAVI, World, open_world


def sent(world: World, fault: Fault | None = None) -> Request:
    """An approved reward whose allocation met this fault."""
    if fault is not None:
        world.enkash.faults.next(ALLOCATE, fault)
    request = world.asked(f"<@U02ASHA> {len(world.requests()) + 1}")
    world.approve(request)
    world.carry()
    return request


def paused(world: World) -> bool:
    with world.bot.ledger.read() as view:
        return view.pause() is not None


def told(world: World, person: str = FARAH) -> list[str]:
    return [text for text in world.told(person) if "paused sending" in text]


@pytest.mark.parametrize("fault", [drop_before(), http_status(500), lose_reply()], ids=["dropped", "500", "lost"])
def test_three_unknowns_in_a_row_pause_sending_and_the_operators_hear_once(world: World, fault: Fault) -> None:
    for _ in range(2):
        sent(world, fault)
    assert not paused(world)
    sent(world, fault)
    (why,) = told(world)
    assert "left 3 allocations in a row open" in why
    assert "what is approved waits, and nothing is lost" in why
    assert told(world, RAVI)
    waiting = sent(world)
    assert world.reward(waiting).status is RewardStatus.APPROVED
    assert "Sending is paused for now" in world.card(waiting).text
    assert len(world.allocations()) == 3
    world.clock.pass_time(days=2)
    world.carry()
    assert len(told(world)) == 1


def test_look_ups_go_on_while_sending_is_paused(world: World) -> None:
    requests = [sent(world, lose_reply()) for _ in range(3)]
    world.clock.pass_time(seconds=10)
    world.carry()
    assert {world.reward(request).status for request in requests} == {RewardStatus.ALLOCATED}
    assert paused(world)


def test_a_yes_in_between_ends_the_row(world: World) -> None:
    for _ in range(4):
        sent(world, drop_before())
        sent(world, drop_before())
        sent(world)
        world.clock.pass_time(seconds=1)
    assert not paused(world)


def test_a_refusal_in_between_does_not_end_the_row_and_is_not_of_it(world: World) -> None:
    sent(world, drop_before())
    sent(world, drop_before())
    sent(world, enkash_faults.refuse("Card is blocked"))
    assert not paused(world)
    sent(world, drop_before())
    assert paused(world)


def test_resuming_sends_what_waited_and_begins_a_new_row(world: World) -> None:
    for _ in range(3):
        sent(world, drop_before())
    waiting = sent(world)
    world.enkash.faults.next(ALLOCATE, drop_before())
    Switch(world.bot.ledger).resume("Farah")
    world.carry()
    assert world.reward(waiting).status is RewardStatus.UNKNOWN
    assert not paused(world)
    sent(world, drop_before())
    sent(world, drop_before())
    assert paused(world)
    assert len(told(world)) == 2


def test_a_bot_that_died_says_nothing_of_enkash(world: World) -> None:
    for _ in range(4):
        request = world.asked(f"<@U02ASHA> {len(world.requests()) + 1}")
        world.approve(request)
        assert isinstance(world.bot.sender.next_step(), Send)
        world.restart()
        world.clock.pass_time(minutes=2)
        world.carry()
        assert world.reward(request).status is RewardStatus.UNKNOWN
    assert not paused(world)


def test_one_attempt_that_is_told_twice_counts_once(world: World) -> None:
    request = world.asked()
    world.approve(request)
    send = world.bot.sender.next_step()
    assert isinstance(send, Send)
    for _ in range(4):
        world.bot.sender.settle(send, Unknown("nothing came"))
    assert not paused(world)
    world.bot.sender.settle(send, Allocated())
    assert world.rows("SELECT in_a_row FROM unanswered") == [(0,)]


def test_the_row_outlives_a_restart(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    for _ in range(3):
        sent(world, drop_before())
        world.restart()
    assert paused(world)
    assert len(told(world)) == 1
