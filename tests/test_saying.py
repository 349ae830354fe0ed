"""Nothing that somebody wrote reaches a terminal in a form that it obeys."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import saying
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import lose_reply
from tests.shell import environment, shabash
from tests.world import open_world

HOSTILE = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil\u200b\x7f\r\x08\nR-FAKED1 allocated"
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def printed(text: str) -> str:
    runner = CliRunner()
    with runner.isolation() as (out, *_):
        saying.say(text, nl=False)
        return out.getvalue().decode()


@given(st.text())
def test_what_a_terminal_would_obey_is_shown_as_its_escape_and_all_else_as_it_is(text: str) -> None:
    assert not OBEYED.search(printed(text))
    assert "\n" not in saying.on_one_line(text)
    if text.isprintable():
        assert saying.on_one_line(text) == text


def test_an_escape_names_the_letter() -> None:
    assert saying.on_one_line("a\x1b[2J\u202eb\n") == "a\\x1b[2J\\u202eb\\n"
    assert printed("one\ntwo क्\u200dष 🎉") == "one\ntwo क्\u200dष 🎉"


def test_json_for_scripts_is_read_back_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    saying.say_json({"name": HOSTILE})
    said = capsys.readouterr().out
    assert not OBEYED.search(said)
    assert json.loads(said) == {"name": HOSTILE}


def test_no_command_prints_in_another_way() -> None:
    found = [
        f"{path.name}: {line.strip()}"
        for path in (Path(saying.__file__).parent).glob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"click\.echo|(?<![_\w])print\(|stdout\.write|stderr\.write", line) and path.name != "saying.py"
    ]
    assert found == []


@pytest.mark.slow
def test_what_people_wrote_is_shown_by_every_command_without_its_effect(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    world.enkash.faults.next(ALLOCATE, lose_reply())
    request = world.asked()
    world.approve(request)
    world.carry()
    env = environment(world.settings)

    def run(*words: str, code: int = 0) -> str:
        ended = shabash(*words, env=env, folder=tmp_path, code=code)
        return ended.stdout + ended.stderr

    run("resolve", request.id, "--happened", "--note", HOSTILE)
    world.alter("UPDATE people SET first_name = ?, department = ?", HOSTILE, HOSTILE)
    world.alter("UPDATE rewards SET transaction_id = ?", HOSTILE)
    said = [
        run("rewards", "show", request.id),
        run("rewards", "show", request.id, "--json"),
        run("rewards", "list"),
        run("people", "list"),
        run("people", "list", "--json"),
        run("audit", "export"),
        run("audit", "export", "--format", "jsonl"),
        run("rewards", "show", HOSTILE, code=1),
    ]
    assert [text for text in said if OBEYED.search(text)] == []
    assert "\\x1b[2J" in said[0]
    assert not any(line.startswith("R-FAKED1") for line in said[0].splitlines())
    world.bot.ledger.close()
    world.served.stop()
