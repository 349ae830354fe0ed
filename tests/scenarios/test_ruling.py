"""The policy file is changed while the bot runs: checked first, and in force from the next click on."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import Shabash
from bot.core.errors import LedgerBusy, SettingsError
from bot.core.policy import Policy
from bot.core.reward import RequestStatus
from bot.rewards.ruling import INTERVAL_SECONDS, PolicyWatch
from bot.settings import read_policy, to_policy
from tests.auditing import findings
from tests.world import ASHA, FARAH, MEERA, NIKHIL, RAVI, World, open_world

RAVI_ALONE = f'[approvals]\napprovers = ["{RAVI}"]\n[operators]\npeople = ["{FARAH}"]\n'
FINANCE = f'[approvals]\napprovers = ["S0FINANCE"]\n[operators]\npeople = ["{FARAH}"]\n'


class Written:
    """A policy file and the bot that reads it."""

    def __init__(self, world: World, path: Path) -> None:
        self.world = world
        self.path = path
        settings = world.settings.model_copy(update={"policy_file": path})
        bot = world.bot
        self.watch = PolicyWatch(
            bot.ledger, world.policy, lambda: read_policy(settings), bot.directory.learn, bot.rule_by
        )

    def writes(self, text: str, *, looks: int = 2) -> None:
        self.path.write_text(text)
        for _ in range(looks):
            self.watch.look()
        self.world.bot.directory._follow()
        self.world.carry()


@pytest.fixture
def file(tmp_path: Path, settings_of_ledger: dict[str, Any]) -> Iterator[Written]:
    world = open_world(tmp_path, policy=RAVI_ALONE, **settings_of_ledger)
    yield Written(world, tmp_path / "policy.toml")
    world.bot.ledger.close()
    world.served.stop()


def test_a_changed_file_counts_for_what_is_asked_and_clicked_next(file: Written) -> None:
    world = file.world
    world.ask(f"<@{ASHA}> 600 for the demo")
    file.writes(RAVI_ALONE + "[rewards]\npoints_max = 500\npoints_min = 50")
    world.ask(f"<@{ASHA}> 600 for the demo")
    assert len(world.requests()) == 1
    assert "Points are whole numbers from 50 to 500." in world.whispered(MEERA)[-1]
    world.ask("help")
    assert "From 50 to 500 points" in world.whispered(MEERA)[-1]
    world.approve(world.requests()[0])
    world.carry()
    assert world.enkash.balance_of("asha.rao@example.com") == 600


def test_who_is_named_no_more_may_not_decide_on_what_was_asked_before(file: Written) -> None:
    world = file.world
    request = world.asked()
    file.writes(RAVI_ALONE.replace(RAVI, NIKHIL))
    assert "Nobody can decide" in world.card(request).text
    world.approve(request, by=RAVI)
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).status is RequestStatus.PENDING
    file.writes(RAVI_ALONE)
    world.approve(request, by=RAVI)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_the_members_of_a_group_that_is_named_anew_are_known_before_it_counts(file: Written) -> None:
    world = file.world
    file.writes(FINANCE)
    request = world.asked()
    assert set(world.bot.directory.policy.groups) == {"S0FINANCE"}
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.APPROVED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[approvals]", "policy key approvals.approvers: is missing"),
        ("[approvals", "The policy is not TOML"),
        (RAVI_ALONE + "[rewards]\npoints_min = 5\npoints_max = 4", "rewards.points_min: is 5, and points_max is 4"),
    ],
)
def test_a_bad_file_leaves_the_old_one_in_force_and_tells_the_operators_once(
    file: Written, text: str, words: str
) -> None:
    world = file.world
    file.writes(text, looks=5)
    assert len(world.told(FARAH)) == 1
    assert words in world.told(FARAH)[0]
    assert "stays in force" in world.told(FARAH)[0]
    request = world.asked()
    world.approve(request)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_a_file_that_is_gone_is_told_and_one_that_is_back_unchanged_is_no_news(file: Written) -> None:
    world = file.world
    file.writes(RAVI_ALONE)
    file.path.unlink()
    file.watch.look()
    file.watch.look()
    world.carry()
    assert "cannot be read" in world.told(FARAH)[-1]
    file.writes(RAVI_ALONE)
    assert len(world.told(FARAH)) == 1


def test_what_is_read_once_may_be_half_written_and_does_not_count(file: Written) -> None:
    file.writes(FINANCE, looks=1)
    file.writes(RAVI_ALONE, looks=1)
    file.writes(FINANCE, looks=1)
    assert file.world.bot.directory.policy == to_policy(RAVI_ALONE)
    assert not file.world.told(FARAH)


def test_a_change_is_in_the_history_and_told_to_the_operators(file: Written) -> None:
    world = file.world
    file.writes(FINANCE)
    old, new = to_policy(RAVI_ALONE).hash(), to_policy(FINANCE).hash()
    assert world.rows("SELECT actor, detail FROM history WHERE event = 'policy changed'") == [
        ("clock", f"{old} -> {new}")
    ]
    world.bot.sealer.seal()
    assert findings(world) == []
    assert new in world.told(FARAH)[-1]
    assert world.asked().policy_hash == new


def test_of_two_processes_each_goes_by_its_own_file_and_the_operators_hear_of_one_change_once(file: Written) -> None:
    """Until the other has read it too, each judges what it hears by what it has read; the history tells which."""
    world, old, new = file.world, to_policy(RAVI_ALONE), to_policy(FINANCE)
    other = Shabash(world.settings, old, clock=world.clock)
    watch = PolicyWatch(other.ledger, old, lambda: new, lambda policy: True, other.rule_by)
    request = world.asked()
    file.writes(FINANCE)
    assert file.world.bot.directory.policy == new
    assert other.directory.policy == old
    for _ in range(2):
        watch.look()
    assert other.directory.policy == new
    world.carry()
    other.ledger.close()
    changes = "SELECT detail FROM history WHERE event = 'policy changed'"
    assert world.rows(changes) == [(f"{old.hash()} -> {new.hash()}",)] * 2
    assert [new.hash() in said for said in world.told(FARAH)].count(True) == 1
    assert (request.policy_hash, world.asked(f"<@{ASHA}> 7").policy_hash) == (old.hash(), new.hash())


def test_what_cannot_be_used_is_told_once_though_every_process_reads_it(file: Written) -> None:
    world = file.world
    other = PolicyWatch(
        world.bot.ledger, world.policy, file.watch._read_policy, lambda policy: True, lambda policy: None
    )
    file.writes("[approvals]")
    other.look()
    other.look()
    world.carry()
    assert len(world.told(FARAH)) == 1


def test_a_change_back_is_told_too(file: Written) -> None:
    for text in (FINANCE, RAVI_ALONE, FINANCE):
        file.writes(text)
    assert len(file.world.told(FARAH)) == 3


def test_nothing_goes_by_the_old_policy_any_more(file: Written) -> None:
    """Everything of the bot's that has a policy is reached."""
    old, new = file.world.policy, to_policy(FINANCE)
    before = ruled_by(old)
    assert len(before) > 8
    file.world.bot.rule_by(new)
    assert ruled_by(old) == []
    assert ruled_by(new) == before


def ruled_by(policy: Policy) -> list[str]:
    ours = (one for one in gc.get_objects() if str(type(one).__module__).startswith("bot."))
    return sorted(type(one).__name__ for one in ours if getattr(one, "policy", None) is policy)


def test_a_policy_that_is_given_with_no_way_to_read_it_again_stays(file: Written) -> None:
    bot: Shabash = file.world.bot
    assert bot.rules.look_quietly() is None


def test_a_look_that_slack_does_not_help_with_is_tried_again(file: Written) -> None:
    told = iter([False, True])
    ruled: list[Policy] = []
    read: Callable[[], Policy] = lambda: to_policy(FINANCE)  # noqa: E731
    watch = PolicyWatch(file.world.bot.ledger, file.world.policy, read, lambda policy: next(told), ruled.append)
    for _ in range(4):
        watch.look()
    assert ruled == [to_policy(FINANCE)]


@pytest.mark.parametrize("error", [LedgerBusy("busy"), ZeroDivisionError()])
def test_a_look_that_fails_is_followed_by_another(file: Written, error: Exception) -> None:
    def read() -> Policy:
        raise error

    watch = PolicyWatch(file.world.bot.ledger, file.world.policy, read, lambda policy: True, lambda policy: None)
    assert watch.look_quietly() == INTERVAL_SECONDS


def test_a_running_bot_looks_at_its_file(tmp_path: Path) -> None:
    has_read = threading.Event()

    def read() -> Policy:
        has_read.set()
        return world.policy

    world = open_world(tmp_path, policy=RAVI_ALONE)
    bot = Shabash(world.settings, world.policy, read_policy=read)
    bot.start()
    assert has_read.wait(5)
    bot.stop()
    world.served.stop()


def test_what_cannot_be_used_is_never_put_in_force(file: Written) -> None:
    def read() -> Policy:
        raise SettingsError("policy key x: is wrong\n\nThe least that works")

    ruled: list[Policy] = []
    watch = PolicyWatch(file.world.bot.ledger, file.world.policy, read, lambda policy: True, ruled.append)
    for _ in range(3):
        watch.look()
    assert ruled == []
