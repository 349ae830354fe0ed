"""Limits at each person: by everybody together or by one giver, in so many days or in a period, and never beyond."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.core.reward import RewardStatus
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.settings import to_policy
from tests.scenarios.conftest import Open, vouched_for
from tests.scenarios.test_looking_back import at_once
from tests.scenarios.test_operators import settle
from tests.world import ASHA, FARAH, MEERA, NIKHIL, RAVI, World

POLICY = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[operators]
people = ["{FARAH}"]
"""
OF_PAIR = f'{POLICY}[[limits]]\nper = "pair"\npoints = 1000\ndays = 30\n'
OF_RECIPIENT = f'{POLICY}[[limits]]\nper = "recipient"\npoints = 300\nevery = "month"\n'


@pytest.fixture
def opened(opened: Open) -> Iterator[Open]:
    """And afterwards the history vouches for everything."""
    yield from vouched_for(opened)


def answer(world: World, line: str, *, by: str = MEERA) -> str:
    world.ask(line, by=by)
    return world.whispered(by)[-1]


# One giver to one person.


def test_a_giver_hears_what_is_left_for_this_person(opened: Open) -> None:
    world = opened(OF_PAIR)
    world.asked(f"<@{ASHA}> 600")
    assert answer(world, f"<@{ASHA}> 401 for the launch") == (
        "One giver may ask for 1,000 points in 30 days for one person, and you have 400 left for <@U02ASHA> (Asha Rao)."
        " Nothing was recorded. Your line, for later: `/reward <@U02ASHA> 401 for the launch`"
    )
    assert len(world.requests()) == 1
    world.asked(f"<@{ASHA}> 400")
    assert "you have none left for <@U02ASHA>" in answer(world, f"<@{ASHA}> 1")


def test_another_giver_and_another_person_are_another_pair(opened: Open) -> None:
    world = opened(OF_PAIR)
    world.asked(f"<@{ASHA}> 1000")
    world.asked(f"<@{ASHA}> 1000", by=NIKHIL)
    world.asked(f"<@{RAVI}> 1000")


def test_after_the_days_there_is_room_again(opened: Open) -> None:
    world = opened(OF_PAIR)
    world.asked(f"<@{ASHA}> 1000")
    world.clock.pass_time(days=30, seconds=-10)
    world.carry()
    # The request expired after a week, so nothing counts any more: what was paid does.
    paid = world.asked(f"<@{ASHA}> 1000")
    world.approve(paid)
    world.carry()
    world.clock.pass_time(days=30, seconds=-10)
    assert "none left" in answer(world, f"<@{ASHA}> 1")
    world.clock.pass_time(seconds=20)
    world.asked(f"<@{ASHA}> 1")


def test_what_came_to_nothing_does_not_count(opened: Open) -> None:
    world = opened(OF_PAIR)
    declined, cancelled, refused = (world.asked(f"<@{ASHA}> {points}") for points in (300, 301, 302))
    assert "97 left" in answer(world, f"<@{ASHA}> 98")
    world.decline(declined, "not now")
    assert "397 left" in answer(world, f"<@{ASHA}> 398")
    world.ask(f"cancel {cancelled.id}")
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    world.approve(refused)
    world.carry()
    assert world.reward(refused).status is RewardStatus.FAILED
    world.asked(f"<@{ASHA}> 1000")


def test_what_was_asked_before_the_limit_was_written_counts(opened: Open) -> None:
    world = opened(POLICY)
    world.asked(f"<@{ASHA}> 1500")
    world.bot.rule_by(to_policy(OF_PAIR))
    assert "you have none left" in answer(world, f"<@{ASHA}> 1")


def test_asking_again_for_what_expired_is_held_to_the_limit_and_says_so(opened: Open) -> None:
    world = opened(OF_PAIR)
    expired = world.asked(f"<@{ASHA}> 800")
    world.clock.pass_time(days=8)
    world.carry()
    world.asked(f"<@{ASHA}> 500")
    (message,) = [m for m in world.slack.direct_messages(MEERA) if "Ask again" in str(m.blocks)]
    channel = world.slack.state.direct_channel(MEERA).id
    world.slack.click(MEERA, channel, message.ts, "reward_ask_again", expired.id)
    world.carry()
    assert "you have 500 left for <@U02ASHA>" in world.whispered(MEERA)[-1]


# Everybody to one person.


def test_of_what_others_ask_for_a_person_a_giver_hears_nothing(opened: Open) -> None:
    world = opened(OF_RECIPIENT)
    world.asked(f"<@{ASHA}> 250", by=NIKHIL)
    assert answer(world, f"<@{ASHA}> 51 for the launch") == (
        "There is a limit to what one person may be given, and it does not allow this for <@U02ASHA> (Asha Rao) at the "
        "moment. Nothing was recorded. <@U05FARAH> can help. Your line, for later: "
        "`/reward <@U02ASHA> 51 for the launch`"
    )
    world.ask(f"explain <@{ASHA}> 51")
    explained = world.whispered(MEERA)[-1]
    assert "✗ the limits at one person have room for it" in explained
    assert "250" not in explained
    assert "300" not in explained
    world.asked(f"<@{ASHA}> 50")


def test_a_new_month_begins_at_midnight_where_the_company_is(opened: Open) -> None:
    world = opened(OF_RECIPIENT)
    # 30 November 23:59:59 in Kolkata is 18:29:59 UTC.
    world.clock.now = world.clock.now.replace(month=11, day=30, hour=18, minute=0)
    world.asked(f"<@{ASHA}> 300")
    world.clock.now = world.clock.now.replace(minute=29, second=59)
    assert "There is a limit" in answer(world, f"<@{ASHA}> 1")
    world.clock.pass_time(seconds=1)
    world.asked(f"<@{ASHA}> 300")


def test_who_asks_at_once_never_goes_beyond_it_together(opened: Open) -> None:
    world = opened(OF_RECIPIENT)
    at_once(world, *((by, f"<@{ASHA}> 100") for by in (MEERA, NIKHIL, RAVI) * 4))
    assert sum(request.points for request in world.requests()) == 300


# Explained, and sent again.


def test_explain_says_what_is_left_for_this_person(opened: Open) -> None:
    world = opened(OF_PAIR)
    world.asked(f"<@{ASHA}> 600")
    world.ask(f"explain <@{ASHA}> 401")
    explained = world.whispered(MEERA)[-1]
    assert "✗ the limits at one person have room for it" in explained
    assert "*Limits:*\nOne giver may ask for 1,000 points in 30 days for one person: 400 left" in explained
    assert len(world.requests()) == 1


def test_what_a_limit_has_no_room_for_any_more_is_not_sent_again_and_the_operator_hears_why(opened: Open) -> None:
    world = opened(OF_PAIR)
    world.enkash.faults.next(ALLOCATE, enkash_faults.refuse("Card is blocked"))
    request = world.asked(f"<@{ASHA}> 600")
    world.approve(request)
    world.carry()
    filling = world.asked(f"<@{ASHA}> 401")
    settle(world, "reward_send_again")
    assert world.reward(request).status is RewardStatus.FAILED
    assert len(world.allocations()) == 1
    assert "the limit has no room for it any more" in world.told(FARAH)[-1]
    world.ask(f"cancel {filling.id}")
    settle(world, "reward_send_again")
    assert world.reward(request).status is RewardStatus.ALLOCATED
