"""Who may ask for how much, where, and with what reason: each refusal is one sentence with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.policy import Policy
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, NIKHIL, RAVI, World, open_world

LEAST = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n[rewards]\n'


@pytest.mark.parametrize(
    ("rule", "line", "words"),
    [
        ("points_min = 50", "49", "Points are whole numbers from 50 to 10,000. For example: `/reward <@U02ASHA> 50`"),
        ("points_max = 90", "91", "Points are whole numbers from 1 to 90. For example: `/reward <@U02ASHA> 90`"),
        (
            "points_multiple_of = 25",
            "110 for the demo",
            "Points are given in steps of 25. Nothing was recorded. For example: `/reward <@U02ASHA> 100 for the demo`",
        ),
        (
            "reason_required_from_points = 100",
            "100",
            (
                "From 100 points on, a reward needs a reason. Nothing was recorded. Please write yours for the dots: "
                "`/reward <@U02ASHA> 100 for …`"
            ),
        ),
        (
            f'givers = ["S0FINANCE", "{NIKHIL}"]',
            "100 for the demo",
            (
                "Only <!subteam^S0FINANCE> or <@U07NIKHIL> can ask for rewards. Nothing was recorded. One of them can "
                "ask for you. The line for them: `/reward <@U02ASHA> 100 for the demo`"
            ),
        ),
        (
            f'channels = ["{LEADS}"]',
            "100",
            (
                "Rewards are asked for in <#C02LEADS>. Nothing was recorded. Please type your line there: "
                "`/reward <@U02ASHA> 100`"
            ),
        ),
    ],
)
def test_what_the_policy_does_not_allow_is_refused_with_the_mend(
    tmp_path: Path, rule: str, line: str, words: str
) -> None:
    world = open_world(tmp_path, policy=LEAST + rule)
    world.ask(f"<@{ASHA}> {line}")
    assert not world.requests()
    assert world.whispered(MEERA)[-1].endswith(words)
    assert world.whispered(MEERA)[-1].count("Nothing was recorded.") == 1
    world.served.stop()


@pytest.mark.parametrize(
    ("rule", "by", "at", "line"),
    [
        ("points_min = 50", MEERA, DESIGN, "50"),
        ("points_multiple_of = 25", MEERA, DESIGN, "125"),
        ("reason_required_from_points = 100", MEERA, DESIGN, "100 for the demo"),
        ("reason_required_from_points = 100", MEERA, DESIGN, "99"),
        ('givers = ["S0FINANCE"]', RAVI, DESIGN, "100"),
        (f'givers = ["{MEERA}"]', MEERA, DESIGN, "100"),
        (f'channels = ["{LEADS}"]', MEERA, LEADS, "100"),
    ],
)
def test_what_the_policy_allows_is_recorded(tmp_path: Path, rule: str, by: str, at: str, line: str) -> None:
    world = open_world(tmp_path, policy=LEAST + rule)
    world.ask(f"<@{ASHA}> {line}", by=by, at=at)
    assert len(world.requests()) == 1
    world.served.stop()


def test_what_was_asked_under_older_limits_can_still_be_approved(world: World) -> None:
    request = world.asked()
    world.policy = Policy((RAVI, FARAH), points_min=500, givers=(NIKHIL,), channels=(LEADS,))
    world.restart()
    world.approve(request)
    world.carry()
    assert world.enkash.balance_of("asha.rao@example.com") == 100
