from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.rewards.sealing import Sealer
from tests.auditing import findings
from tests.world import World, open_world

# What the money and the rights rest on is tried on both.
ON_BOTH = (
    *("test_money_lane", "test_lost_replies", "test_who_may_decide", "test_asked_twice", "test_second_attempts"),
    *("test_proved_late", "test_message_lane", "test_tiers", "test_budgets", "test_timing"),
)
# So is all else that has statements of its own, where nobody waits for it; `--postgres` tries every scenario there.
ON_BOTH_IN_CI = (
    *("test_away", "test_deputies", "test_limits_at_each_person", "test_looking_back"),
    *("test_approving_less", "test_questions", "test_reassigning", "test_several"),
    *("test_redeeming", "test_own_balance", "test_digest", "test_home"),
    *("test_taking_back", "test_taking_back_of_several", "test_languages", "test_asking_by_file"),
)

Open = Callable[[str], World]
"""A world of its own, under a policy of that text."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "settings_of_ledger" in metafunc.fixturenames:
        module = metafunc.module.__name__.rpartition(".")[2]
        is_wanted = module in (ON_BOTH + ON_BOTH_IN_CI if "CI" in os.environ else ON_BOTH)
        is_wanted |= metafunc.config.getoption("--postgres")
        stores = ["sqlite", "postgres"] if is_wanted else ["sqlite"]
        metafunc.parametrize("settings_of_ledger", stores, indirect=True)


@pytest.fixture
def settings_of_ledger(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the settings say of where the ledger is, if it is not a file."""
    return {"database_url": request.getfixturevalue("database_url")} if request.param == "postgres" else {}


@pytest.fixture
def world(tmp_path: Path, settings_of_ledger: dict[str, Any]) -> Iterator[World]:
    """The sample company, the real bot, and a clock that stands still."""
    found = open_world(tmp_path, **settings_of_ledger)
    yield found
    found.bot.ledger.close()
    found.served.stop()


@pytest.fixture
def opened(tmp_path: Path, settings_of_ledger: dict[str, Any]) -> Iterator[Open]:
    """The same under a policy of the test's own."""
    worlds: list[World] = []

    def open_(policy: str) -> World:
        worlds.append(open_world(tmp_path, policy=policy, **settings_of_ledger))
        return worlds[-1]

    yield open_
    for world in worlds:
        world.bot.ledger.close()
        world.served.stop()


def vouched_for(opened: Open) -> Iterator[Open]:
    """The same; and afterwards the history vouches for everything in each of these worlds, and every pot adds up."""
    worlds: list[World] = []

    def open_(policy: str) -> World:
        worlds.append(opened(policy))
        return worlds[-1]

    yield open_
    for world in worlds:
        Sealer(world.bot.ledger).seal()
        assert findings(world) == []
