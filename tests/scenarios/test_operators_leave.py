"""Who sees to trouble where operators left, may act no longer, or are many: whoever is named for it was told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.reward import RewardStatus
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import drop_before
from bot.playground.slack_nouns import User
from tests.scenarios.test_operators import POLICY, press, refused, settle
from tests.world import FARAH, MEERA, NIKHIL, RAVI, World, open_world


@pytest.fixture(params=[{"is_deactivated": True}, {"is_guest": True}], ids=["left", "a guest now"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> World:
    """Nikhil alone sees to trouble, and he has left, or is a guest by now."""
    world = open_world(tmp_path, policy=POLICY.replace(f'"{FARAH}", "{MEERA}"', f'"{NIKHIL}"'))
    changes: dict[str, Any] = request.param
    world.slack.user_change(replace(world.slack.state.users[NIKHIL], **changes))
    return world


def test_the_approvers_hear_of_a_pause_and_can_end_it(desk: World) -> None:
    request = refused(desk, "Insufficient balance in card account")
    for approver in (RAVI, FARAH):
        assert any("I have paused sending" in text for text in desk.told(approver))
    assert not any("paused" in text for text in desk.told(NIKHIL))
    press(desk, FARAH, "sending_resume")
    desk.carry()
    assert desk.reward(request).status is RewardStatus.ALLOCATED


def test_the_approvers_settle_what_was_refused(desk: World) -> None:
    request = refused(desk)
    assert f"<@{NIKHIL}>" not in desk.thread(request)[0]
    settle(desk, "reward_send_again")
    assert desk.reward(request).status is RewardStatus.ALLOCATED


def test_nobody_is_named_for_having_the_details_who_was_not_told(tmp_path: Path) -> None:
    crowd = tuple(f"U1{letter}" for letter in "ABCDEFG")
    world = open_world(tmp_path, policy=POLICY.replace(f'"{FARAH}", "{MEERA}"', ", ".join(f'"{who}"' for who in crowd)))
    for person in crowd:
        world.slack.state.put_user(User(person, person.lower(), f"Person {person}"))
    world.bot.directory.refresh()
    (said,) = world.thread(refused(world))
    assert [who for who in crowd if world.told(who)] == list(crowd[:5])
    assert f"<@{crowd[4]}> have the details" in said
    assert "other" not in said


def test_who_comes_back_is_called_for_what_stayed_unknown_while_nobody_was_there(tmp_path: Path) -> None:
    """Ravi asked, Farah alone could settle it, and was away when the look-ups had found nothing."""
    world = open_world(tmp_path)
    farah = world.slack.state.users[FARAH]
    request = world.asked(by=RAVI)
    world.enkash.faults.next(ALLOCATE, drop_before())
    world.approve(request, by=FARAH)
    world.slack.user_change(replace(farah, is_guest=True))
    for _ in range(6):
        world.carry()
        world.clock.pass_time(minutes=2)
    assert world.reward(request).status is RewardStatus.UNKNOWN
    assert not any("what became of it" in text for text in world.told(FARAH))
    world.slack.user_change(farah)
    for _ in range(6):
        world.clock.pass_time(minutes=20)
        world.carry()
    (called,) = [text for text in world.told(FARAH) if "what became of it" in text]
    assert request.id in called
