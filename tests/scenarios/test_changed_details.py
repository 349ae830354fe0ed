"""Whoever redirects somebody's points is seen: by the person, by the operators, and in the history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.playground import sample
from tests.shell import environment
from tests.world import ASHA, FARAH, MEERA, RAVI, World, open_world

HEADER = ",".join(sample.PEOPLE_COLUMNS)
KNOWN = {row[0]: ",".join(row) for row in sample.PEOPLE_ROWS}
CROWD = [f"U0{n:03},p{n}@example.com,{9600000000 + n},Ms,Asha,F" for n in range(30)]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Ravi approves, and Farah is the operator."""
    monkeypatch.chdir(tmp_path)
    found = open_world(tmp_path, policy=f'[approvals]\napprovers = ["{RAVI}"]\n[operators]\npeople = ["{FARAH}"]')
    yield found
    found.bot.ledger.close()
    found.served.stop()


def people(world: World, *words: str, lines: tuple[str, ...] = ()) -> None:
    """HR types `shabash people` beside the bot, with these lines on its standard input."""
    env = environment(world.settings)
    stdin = "\n".join([HEADER, *lines])
    ended = CliRunner().invoke(main, ["people", *words], input=stdin, env=env, catch_exceptions=False)
    assert ended.exit_code == 0, ended.output


def imported(world: World, *lines: str) -> None:
    people(world, "import", "-", lines=lines)
    carried(world)


def carried(world: World) -> None:
    """The command goes by the real clock, and this world's stands elsewhere."""
    world.alter("UPDATE outbox SET due_at = '2026-01-01T00:00:00.000000+00:00' WHERE request_id IS NULL")
    world.carry()


def entries(world: World) -> list[dict[str, Any]]:
    return [
        json.loads(detail) for (detail,) in world.rows("SELECT detail FROM history WHERE event = 'details changed'")
    ]


def test_person_and_operators_are_told_of_a_changed_mobile_and_nobody_else(world: World) -> None:
    imported(world, KNOWN[ASHA].replace("9800000004", "9700000009"))
    (told,) = world.told(ASHA)
    assert "the mobile from 98••••0004 to 97••••0009" in told
    (to_operator,) = world.told(FARAH)
    assert f"<@{ASHA}> (mobile)" in to_operator
    assert not any(digits in to_operator for digits in ("0004", "0009"))
    assert not world.told(RAVI) + world.told(MEERA)
    (entry,) = entries(world)
    assert (entry["slack_user_id"], entry["field"], len(entry["hmac"])) == (ASHA, "mobile", 64)
    assert "9700000009" not in str(world.rows("SELECT * FROM outbox") + world.rows("SELECT * FROM history"))


def test_the_same_file_again_tells_nobody_anything(world: World) -> None:
    line = KNOWN[ASHA].replace("9800000004", "9700000009")
    imported(world, line)
    imported(world, line)
    world.restart()
    world.carry()
    assert len(world.told(ASHA)) == len(world.told(FARAH)) == len(entries(world)) == 1


def test_both_details_at_once_are_one_message_and_a_new_person_or_name_none(world: World) -> None:
    imported(
        world,
        KNOWN[ASHA].replace("9800000004", "9700000009").replace("asha.rao", "a.rao"),
        KNOWN[MEERA].replace("Meera,", "Mira,"),
        "U07NIKHIL,nikhil.shah@example.com,9800000007,Mr,Nikhil,M",
    )
    (told,) = world.told(ASHA)
    assert "the e-mail from a•••@example.com to a•••@example.com and the mobile from" in told
    assert not world.told(MEERA) + world.told("U07NIKHIL")
    assert f": <@{ASHA}> (e-mail and mobile). " in world.told(FARAH)[0]


def test_many_changes_are_one_message_to_the_operators_and_go_to_people_one_a_second(world: World) -> None:
    people(world, "import", "-", lines=tuple(CROWD))
    people(world, "import", "-", lines=tuple(line.replace(",96", ",97") for line in CROWD))
    staged = world.rows("SELECT due_at FROM outbox WHERE kind = 'details_changed' ORDER BY id")
    due = [datetime.fromisoformat(due_at) for (due_at,) in staged]
    assert [(later - due[0]).total_seconds() for later in due] == list(range(30))
    carried(world)
    (told,) = world.told(FARAH)
    assert "of 30 people was changed" in told
    assert "<@" not in told


def test_the_details_that_are_sent_are_those_at_the_claim(world: World) -> None:
    """Neither those of when it was asked, nor those of when it was approved."""
    request = world.asked()
    imported(world, KNOWN[ASHA].replace("asha.rao", "second"))
    world.approve(request)
    people(world, "import", "-", lines=(KNOWN[ASHA].replace("asha.rao", "third").replace("9800000004", "9700000009"),))
    world.carry()
    (post,) = world.allocations()
    assert (post.body["email"], post.body["mobile"]) == ("third@example.com", "9700000009")


def test_of_somebody_forgotten_the_operators_hear_and_nothing_told_before_stays(world: World) -> None:
    imported(world, KNOWN[ASHA].replace("9800000004", "9700000009"))
    people(world, "forget", ASHA)
    carried(world)
    assert f"<@{ASHA}> was removed from HR's list, by command line: " in world.told(FARAH)[-1]
    assert len(world.told(ASHA)) == 1
    assert "0009" not in str(world.rows("SELECT detail FROM outbox"))


def test_a_mobile_that_changed_twice_before_anybody_was_told_is_told_twice(world: World) -> None:
    people(world, "import", "-", lines=(KNOWN[ASHA].replace("9800000004", "9700000009"),))
    people(world, "import", "-", lines=(KNOWN[ASHA],))
    carried(world)
    assert ["to 97••••0009" in told for told in world.told(ASHA)] == [True, False]
    assert len(entries(world)) == 2
