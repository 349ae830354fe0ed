"""What was settled once and is sent again: somebody sees to whatever comes of it, and nothing is paid twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.reward import Request, RewardStatus
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import Fault, drop_before
from tests.scenarios.test_operators import POLICY, settle, unknown, with_button
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
