"""`shabash ledger`, and a ledger that is not this bot's or would not last, as people meet them at the command line."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.core.binding import Tie
from bot.playground import sample
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import drop_before
from bot.settings import Settings
from tests.shell import Running, environment, shabash
from tests.world import FARAH, World, open_world

pytestmark = pytest.mark.slow

MOVED: dict[str, Any] = {"enkash_api_url": "https://new.example"}


@dataclass
class Desk:
    """A ledger that is bound to the sample company, and a terminal; the bot in this process has let go of it."""

    world: World

    def run(self, *words: str, code: int = 0, **changes: Any) -> str:
        """What it said under settings that were changed: on stdout where it did its work, else on stderr."""
        settings = self.world.settings.model_copy(update=changes)
        ended = shabash(*words, env=environment(settings), folder=self.world.folder, code=code)
        return ended.stderr if code else ended.stdout

    def host(self) -> str:
        with self.world.bot.ledger.read() as view:
            return view.binding()[Tie.HOST]

    def host_before(self) -> str:
        return self.world.settings.binding[Tie.HOST]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world = open_world(tmp_path)
    with world.bot.ledger.write() as tx:
        tx.bind(world.settings.binding)
    yield Desk(world)
    world.bot.ledger.close()
    world.served.stop()


# Another account, another workspace.


def test_with_other_settings_the_bot_does_not_start_and_says_what_differs_in_one_line(desk: Desk) -> None:
    said = desk.run("run", code=1, enkash_environment="test")
    (line,) = [line for line in said.splitlines() if not line.startswith("{")]
    assert line.startswith("This ledger belongs elsewhere, so it is left alone: the environment live -> test")


def test_with_another_workspace_s_token_the_bot_ends_with_1_and_says_so(desk: Desk) -> None:
    state = desk.world.slack.state
    state.identity = replace(state.identity, team_id="T0ELSEWHERE")
    with Running(environment(desk.world.settings), desk.world.folder) as running:
        assert running.wait() == 1
    (line,) = [line for line in running.log if not line.startswith("{")]
    assert f"the Slack workspace {sample.TEAM_ID} -> T0ELSEWHERE (SLACK_BOT_TOKEN)" in line


def test_a_reward_is_not_settled_by_what_another_account_shows(desk: Desk) -> None:
    said = desk.run("resolve", "R-7Q2MK4", "--did-not-happen", code=1, enkash_company_id="CEKOTHER")
    assert "CEKPLAYGROUND -> CEKOTHER (ENKASH_COMPANY_ID)" in said


def test_people_are_not_looked_for_in_another_workspace(desk: Desk) -> None:
    state = desk.world.slack.state
    state.identity = replace(state.identity, team_id="T0ELSEWHERE")
    row = ",nikhil.shah@example.com,9800000005,Mr,Nikhil,M"
    (desk.world.folder / "people.csv").write_text(f"{','.join(sample.PEOPLE_COLUMNS)}\n{row}\n")
    assert "-> T0ELSEWHERE (SLACK_BOT_TOKEN)" in desk.run("people", "import", "people.csv", code=1)
    assert not desk.world.rows("SELECT * FROM people WHERE slack_user_id = 'U07NIKHIL'")


# Rebind.


def test_a_moved_host_is_bound_anew_told_and_written_down(desk: Desk) -> None:
    assert "shabash ledger rebind" in desk.run("run", code=1, **MOVED)
    said = desk.run("ledger", "rebind", "--yes", **MOVED)
    assert said == f"EnKash's host: {desk.host_before()} -> new.example\nThe ledger is bound anew.\n"
    assert desk.host() == "new.example"
    ((actor, detail),) = desk.world.rows("SELECT actor, detail FROM history WHERE event = 'rebound'")
    assert actor.startswith("command line: ")
    assert detail == f"EnKash's host {desk.host_before()} -> new.example"
    assert "belongs elsewhere" in desk.run("run", code=1)


def test_the_operators_hear_of_it(desk: Desk) -> None:
    desk.run("ledger", "rebind", "--yes", **MOVED)
    desk.world.clock.pass_time(days=3650)
    desk.world.carry()
    (told,) = [text for text in desk.world.told(FARAH) if "bound to something else" in text]
    assert "new.example, by command line: " in told


def test_with_nobody_to_ask_nothing_changes_without_yes(desk: Desk) -> None:
    assert "If that is right, say --yes." in desk.run("ledger", "rebind", code=1, **MOVED)
    assert desk.host() == desk.host_before()


@pytest.mark.parametrize(("answer", "is_bound_anew"), [(b"y\n", True), (b"n\n", False)])
def test_a_person_at_a_terminal_is_asked(desk: Desk, answer: bytes, is_bound_anew: bool) -> None:
    env = environment(desk.world.settings.model_copy(update=MOVED))
    ours, theirs = pty.openpty()
    os.write(ours, answer)
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "ledger", "rebind"],
        env=env, cwd=desk.world.folder, stdin=theirs, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert "Rewards that wait or are unknown are sent and looked up there from now on. Go on?" in ended.stderr
    assert ended.returncode == (0 if is_bound_anew else 1)
    assert desk.host() == ("new.example" if is_bound_anew else desk.host_before())


def test_nothing_changes_under_a_running_bot(desk: Desk) -> None:
    desk.world.bot.ledger.claim_for_running()
    assert "Another Shabash is running on the ledger" in desk.run("ledger", "rebind", "--yes", code=1, **MOVED)
    assert desk.host() == desk.host_before()


@pytest.mark.parametrize("status", ["pending", "unknown", "declined"])
def test_once_somebody_asked_only_the_host_may_change(desk: Desk, status: str) -> None:
    request = desk.world.asked()
    if status == "declined":
        desk.world.decline(request, "not now")
    if status == "unknown":
        desk.world.enkash.faults.next(ALLOCATE, drop_before())
        desk.world.approve(request)
    desk.world.carry()
    changes: list[dict[str, Any]] = [{name: "test"} for name in ("enkash_environment", "enkash_company_id")]
    for change in (*changes, {"enkash_card_account_id": "CAQ2"}):
        said = desk.run("ledger", "rebind", "--yes", code=1, **MOVED, **change)
        assert said.startswith("Nothing has changed: once rewards were asked for, only EnKash's host can.")
    assert desk.host() == desk.host_before()
    desk.run("ledger", "rebind", "--yes", **MOVED)
    assert desk.host() == "new.example"


def test_while_nobody_has_asked_a_wrong_setting_is_mended_without_a_new_ledger(desk: Desk) -> None:
    test: dict[str, Any] = {"enkash_environment": "test", "enkash_company_id": "CEK2"}
    desk.run("ledger", "rebind", "--yes", **test)
    with desk.world.bot.ledger.read() as view:
        assert view.binding() == {
            **Settings.model_validate(desk.world.settings.model_copy(update=test)).binding,
            Tie.TEAM: sample.TEAM_ID,
        }


def test_where_nothing_differs_nothing_is_done(desk: Desk) -> None:
    assert desk.run("ledger", "rebind") == "The ledger is bound to what the settings name already.\n"
    desk.world.alter("DELETE FROM binding")
    assert "the first run binds it" in desk.run("ledger", "rebind")


# A disk that does not last.


def test_on_a_host_that_wipes_its_disk_the_bot_does_not_start_and_names_the_way_out(desk: Desk) -> None:
    env = environment(desk.world.settings, SQLITE_ON_TEMPORARY_DISK="", DYNO="web.1")
    said = shabash("run", env=env, folder=desk.world.folder, code=1).stderr
    assert "Heroku wipes this disk at each restart" in said
    assert "SQLITE_ON_TEMPORARY_DISK=accept-loss" in said
    assert not list(desk.world.folder.glob("*.lock"))


@pytest.mark.parametrize(
    "words",
    [
        ("migrate",),
        ("people", "import", "{here}"),
        ("ledger", "copy", "sqlite:///{here}", "sqlite:///{there}"),
        ("ledger", "restore", "{here}"),
    ],
)
def test_no_ledger_is_made_where_it_would_be_lost(words: tuple[str, ...], desk: Desk) -> None:
    here, there = desk.world.settings.ledger_path, desk.world.folder / "new.db"
    env = environment(desk.world.settings, SQLITE_ON_TEMPORARY_DISK="", DYNO="run.1", DATABASE_URL=f"sqlite:///{there}")
    named = [word.format(here=here, there=there) for word in words]
    said = shabash(*named, env=env, folder=desk.world.folder, code=1).stderr
    assert "Heroku wipes this disk at each restart" in said
    assert not there.exists()


def test_a_loss_that_is_accepted_is_only_remarked_on(desk: Desk) -> None:
    env = environment(desk.world.settings, DYNO="web.1")
    with Running(env, desk.world.folder) as running:
        assert "Heroku" in running.event("the ledger is on a disk that does not last")["error"]
        assert running.port
        assert running.end() == 0


def test_the_commands_beside_the_bot_do_not_ask_about_the_disk(desk: Desk) -> None:
    env = environment(desk.world.settings, SQLITE_ON_TEMPORARY_DISK="", DYNO="run.1")
    assert shabash("rewards", "list", env=env, folder=desk.world.folder).stdout == "No rewards yet.\n"
