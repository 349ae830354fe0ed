"""Where what a command says cannot be written, it says so in one sentence, and a pipe that is closed in none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shell import ROOT, environment
from tests.world import World, open_world

pytestmark = pytest.mark.slow

FULL = Path("/dev/full")
SAYING = (
    "rewards list --json",
    "audit verify",
    "audit export",
    "people list",
    "reconcile --json",
    "dashboard",
    "--help",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = open_world(tmp_path_factory.mktemp("home"))
    found.asked()
    yield found
    found.bot.ledger.close()
    found.served.stop()


def typed(world: World, line: str) -> subprocess.CompletedProcess[str]:
    """A line of a shell's, with the bot's command as `$SHABASH`."""
    env = environment(world.settings, SHABASH=f"{sys.executable} -m bot")
    command = ["bash", "-o", "pipefail", "-c", line]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", SAYING)
def test_on_a_full_disk_a_command_ends_with_one_sentence(world: World, words: str) -> None:
    ended = typed(world, f"$SHABASH {words} > {FULL}")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "What this command says cannot be written: No space left on device.\n"


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
def test_an_export_that_finds_no_room_says_so_and_not_that_it_was_written(world: World) -> None:
    ended = typed(world, f"$SHABASH audit export -o {FULL}")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "What this command says cannot be written: No space left on device.\n"


@pytest.mark.parametrize("words", SAYING)
def test_a_reader_who_has_read_enough_is_told_nothing(world: World, words: str) -> None:
    ended = typed(world, f"$SHABASH {words} | true")
    assert (ended.stdout, ended.stderr) == ("", "")
