"""EnKash cannot be reached: everything waits, is tried again ever more seldom, and goes once it is back."""

from __future__ import annotations

from bot.core.reward import RewardStatus
from tests.world import World


def test_what_surely_was_not_sent_is_tried_again_ever_more_seldom(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.served.servers[1].stop()
    attempts = []
    for _ in range(12):
        world.carry()
        attempts.append(world.reward(request).attempt)
        world.clock.pass_time(seconds=60)
    assert attempts[0] == 1
    assert 3 <= attempts[-1] <= 12
    assert world.reward(request).status is RewardStatus.APPROVED
    assert not world.thread(request)


def test_two_rewards_of_one_recipient_do_not_hurry_each_other_while_enkash_is_away(world: World) -> None:
    requests = [world.asked(line) for line in ("<@U02ASHA> 100 for the demo", "<@U02ASHA> 5 for tea")]
    world.served.servers[1].stop()
    for request in requests:
        world.approve(request)
    for _ in range(20):
        world.bot.money.run_once()
    assert sum(request.reward.attempt for request in world.requests()) <= 4


def test_approvals_go_on_queueing_and_people_are_told_nothing_that_is_not_true(world: World) -> None:
    world.served.servers[1].stop()
    request = world.asked()
    world.approve(request)
    world.carry()
    assert "Approved by" in world.card(request).text
    assert not any(word in text for text in world.said() for word in ("rewarded", "reached", "did not accept"))
