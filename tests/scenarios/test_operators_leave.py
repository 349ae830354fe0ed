"""Operators who leave, or may act no longer: whoever is left hears of trouble and can do something about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.reward import RewardStatus
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
