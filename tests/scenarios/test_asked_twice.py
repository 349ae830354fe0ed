"""The same giver, recipient and points within ten minutes: recorded, and those concerned are told."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.reward import Request
from bot.ledger import Lane
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.rewards.staging import Kind
from tests.world import ASHA, DESIGN, FARAH, LINE, MEERA, NIKHIL, RAVI, World

SAME = "<@U02ASHA> 100 for something else"


def asked_again(world: World, line: str = SAME) -> Request:
    """Two minutes later."""
    world.clock.pass_time(minutes=2)
    return world.asked(line)


def confirm_of(world: World, request: Request) -> str:
    """What the channel's Approve asks first; empty where it asks nothing."""
    (row,) = [block for block in world.card(request).blocks if block["type"] == "actions"]
    confirm: dict[str, Any] = row["elements"][0].get("confirm", {})
    return str(confirm.get("text", {}).get("text", ""))


def test_the_second_is_recorded_and_giver_and_deciders_are_told(world: World) -> None:
    first = world.asked()
    second = asked_again(world)
    words = f"as many points as {first.id} for the same person, 2 minutes ago"
    assert words in world.whispered(MEERA)[-1]
    for decider in (RAVI, FARAH):
        assert words in world.told(decider)[-1]
    assert words in confirm_of(world, second)
    assert words not in world.card(second).text
    assert not confirm_of(world, first)


def test_of_several_it_says_that_the_other_was_for_at_least_one_of_them(world: World) -> None:
    first = world.asked()
    asked_again(world, f"<@{ASHA}> <@{FARAH}> 100 for the demo")
    assert f"as many points as {first.id} for one or more of them, 2 minutes ago" in world.whispered(MEERA)[-1]


def test_it_says_the_same_however_late_it_is_drawn(world: World) -> None:
    first = world.asked()
    second = asked_again(world)
    world.clock.pass_time(hours=5)
    world.restart()
    with world.bot.ledger.write() as tx:
        tx.stage(Lane.MESSAGES, second.id, Kind.CARD, DESIGN)
    world.carry()
    assert world.card(second).edited_ts
    assert f"as many points as {first.id} for the same person, 2 minutes ago" in confirm_of(world, second)


def test_both_can_be_approved(world: World) -> None:
    for request in (world.asked(), asked_again(world)):
        world.approve(request)
    world.carry()
    assert world.enkash.balance_of("asha.rao@example.com") == 200


def test_a_third_is_the_same_as_the_second(world: World) -> None:
    world.asked()
    second = asked_again(world)
    third = asked_again(world)
    assert third.same_as is not None
    assert (third.same_as.id, third.same_as.asked_at) == (second.id, second.asked_at)


def test_the_same_delivery_again_is_the_same_request_and_no_second_one(world: World) -> None:
    delivered = world.ask(LINE)
    again = world.slack.deliver(delivered.kind, delivered.payload)
    assert again.answer == delivered.answer
    assert "as many points as" not in world.whispered(MEERA)[-1]


def test_what_was_approved_and_paid_meanwhile_counts_too(world: World) -> None:
    first = world.asked()
    world.approve(first)
    world.carry()
    assert f"as many points as {first.id} for the same person, 2 minutes ago" in confirm_of(world, asked_again(world))


def test_what_was_cancelled_declined_or_refused_by_enkash_does_not_count(world: World) -> None:
    world.ask(f"cancel {world.asked().id}")
    declined = asked_again(world)
    world.decline(declined, "not now")
    refused = asked_again(world)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    world.approve(refused)
    world.carry()
    last = asked_again(world)
    assert [found.same_as for found in (declined, refused, last)] == [None] * 3


@pytest.mark.parametrize("line", ["<@U02ASHA> 101", "<@U05FARAH> 100"])
def test_another_amount_or_recipient_is_another_request(world: World, line: str) -> None:
    world.asked()
    assert asked_again(world, line).same_as is None


def test_another_giver_asks_for_a_reward_of_their_own(world: World) -> None:
    world.asked()
    assert world.asked(by=NIKHIL).same_as is None


@pytest.mark.parametrize(("seconds", "is_same"), [(599, True), (601, False)])
def test_after_ten_minutes_it_is_meant(world: World, seconds: float, is_same: bool) -> None:
    world.asked()
    world.clock.pass_time(seconds=seconds)
    assert (world.asked().same_as is not None) is is_same
    assert ("as many points as" in world.whispered(MEERA)[-1]) is is_same


def test_the_recipient_who_looks_learns_nothing_of_it(world: World) -> None:
    world.asked()
    second = asked_again(world)
    world.ask(f"status {second.id}", by=ASHA)
    assert "as many points as" not in world.whispered(ASHA)[-1]
