"""Direct messages to five who may decide, to five more after half the time, and one reminder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.reward import Request, RequestStatus
from bot.playground.faults import slack_error
from bot.playground.slack_nouns import Group, User
from tests.world import DESIGN, FARAH, MEERA, RAVI, World, open_world

CROWD = tuple(f"U1{letter}" for letter in "ABCDEFGHIJKL")
HALF = timedelta(hours=84)
POLICY = f'[approvals]\napprovers = ["S0CROWD", "{RAVI}"]\n'


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Ravi, and a user group of twelve."""
    found = open_world(tmp_path, policy=POLICY)
    for person in CROWD:
        found.slack.state.put_user(User(person, person.lower(), f"Person {person}"))
    found.slack.state.put_group(Group("S0CROWD", "crowd", "Crowd", CROWD))
    found.bot.directory.refresh()
    yield found
    found.bot.ledger.close()
    found.served.stop()


def with_card(world: World, request: Request) -> set[str]:
    """Who has the card of this request directly."""
    return {
        person
        for person in (RAVI, FARAH, *CROWD)
        if any(request.id in m.text and not m.thread_ts for m in world.slack.direct_messages(person))
    }


def reminders(world: World, person: str) -> list[str]:
    return [m.text for m in world.slack.direct_messages(person) if m.text.startswith("Nobody has decided")]


def test_five_have_the_card_directly_whoever_is_named_by_id_first_of_all(world: World) -> None:
    request = world.asked()
    assert RAVI in with_card(world, request)
    assert len(with_card(world, request)) == 5


def test_the_members_of_a_group_are_asked_in_turn(world: World) -> None:
    asked = Counter(
        person for number in range(12) for person in with_card(world, world.asked(f"<@U02ASHA> {number + 1} for tea"))
    )
    assert asked.pop(RAVI) == 12
    assert dict(asked) == dict.fromkeys(CROWD, 4)


def test_after_half_the_time_the_next_five_have_it_and_the_first_are_reminded_below_their_card(world: World) -> None:
    request = world.asked()
    first = with_card(world, request)
    world.clock.pass_time(hours=83, minutes=59)
    world.carry()
    assert with_card(world, request) == first
    world.clock.pass_time(minutes=2)
    world.carry()
    both = with_card(world, request)
    assert len(both) == 10
    assert first < both
    for person in first:
        card, reminder = world.slack.direct_messages(person)
        assert reminder.thread_ts == card.ts
        assert "<!subteam^S0CROWD> or <@U02RAVI> can decide until" in reminder.text
    assert not any(reminders(world, person) for person in both - first)
    assert world.thread(request) == []
    assert "reminded" in [each.entry.event for each in world.history(request)]


def test_it_reminds_once_also_after_a_restart_and_ends_at_the_deadline(world: World) -> None:
    request = world.asked()
    world.clock.pass_time(hours=85)
    world.restart()
    for _ in range(3):
        world.carry()
        world.restart()
        world.clock.pass_time(hours=20)
    world.carry()
    assert len(reminders(world, RAVI)) == 1
    assert len(with_card(world, request)) == 10
    world.clock.pass_time(hours=24)
    world.carry()
    assert world.now_of(request).status is RequestStatus.EXPIRED
    cards = [m for person in (RAVI, *CROWD) for m in world.slack.direct_messages(person) if not m.thread_ts]
    assert {card.text for card in cards} == {f"A reward request was closed. {request.id}"}


def test_a_bot_that_slept_past_the_deadline_reminds_nobody(world: World) -> None:
    request = world.asked()
    world.clock.pass_time(hours=200)
    world.carry()
    assert world.now_of(request).status is RequestStatus.EXPIRED
    assert not reminders(world, RAVI)
    assert "reminded" not in [each.entry.event for each in world.history(request)]


@pytest.mark.parametrize("action", ["approve", "cancel"])
def test_what_is_decided_or_cancelled_reminds_nobody(world: World, action: str) -> None:
    request = world.asked()
    if action == "approve":
        world.approve(request)
    else:
        world.ask(f"cancel {request.id}")
    world.clock.pass_time(hours=100)
    world.carry()
    assert not reminders(world, RAVI)
    assert len(with_card(world, request)) == 5


def test_a_reminder_that_waited_until_somebody_decided_is_not_sent(world: World) -> None:
    request = world.asked()
    world.clock.pass_time(hours=85)
    world.bot.money.run_once()
    world.approve(request)
    world.carry()
    assert not reminders(world, RAVI)


def test_who_may_decide_no_more_is_not_reminded_and_who_may_is_asked(world: World) -> None:
    request = world.asked()
    first = with_card(world, request)
    left = max(first - {RAVI})
    world.slack.group_change("S0CROWD", [person for person in CROWD if person != left])
    world.bot.directory.refresh()
    world.clock.pass_time(hours=85)
    world.carry()
    assert not reminders(world, left)
    assert reminders(world, RAVI)
    assert len(with_card(world, request) - first) == 1 + 5, "one in the place of who left, and the next five"


def test_the_next_five_may_decide_with_their_own_card(world: World) -> None:
    request = world.asked()
    first = with_card(world, request)
    world.clock.pass_time(hours=85)
    world.carry()
    person = min(with_card(world, request) - first)
    (copy,) = world.slack.direct_messages(person)
    world.slack.click(person, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert world.now_of(request).status is RequestStatus.APPROVED
    assert all("Approved by" in m.text for m in world.slack.direct_messages(person))


def test_where_nobody_can_be_reached_directly_the_thread_is_reminded(world: World) -> None:
    world.ask()
    world.bot.messages.run_once()
    world.slack.faults.next("chat.postMessage", slack_error("messages_tab_disabled"), times=5)
    world.carry()
    (request,) = world.requests()
    assert with_card(world, request) == set()
    world.clock.pass_time(hours=85)
    world.carry()
    (reminder,) = world.thread(request)
    assert reminder.startswith("Nobody has decided on this one yet.")


def test_with_two_deciders_nothing_is_left_but_the_reminder(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    request = world.asked()
    world.clock.pass_time(hours=85)
    world.carry()
    for person in (RAVI, FARAH):
        assert len(reminders(world, person)) == 1
        assert len(world.told(person)) == 2
    assert len(world.slack.messages(DESIGN)) == 1
    assert not world.told(MEERA)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.bot.ledger.close()
    world.served.stop()
