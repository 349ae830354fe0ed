"""The sealer's day, a ledger from before it, and somebody forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.playground import sample
from bot.rewards.sealing import Sealer
from tests.auditing import findings
from tests.world import ASHA, FARAH, World, open_world


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    found = open_world(tmp_path)
    found.approve(found.asked("<@U02ASHA> 100 for =1+1"))
    found.carry()
    yield found
    found.bot.ledger.close()
    found.served.stop()


def test_the_operators_are_told_the_head_once_a_day_and_only_with_news(world: World) -> None:
    sealer = Sealer(world.bot.ledger)
    sealer.seal_quietly()
    for _ in range(3):
        world.clock.pass_time(days=1)
        sealer.seal_quietly()
        world.carry()
    (told,) = [text for text in world.told(FARAH) if "books are sealed" in text]
    assert "1 allocated (100 points)" in told
    ((head,),) = world.rows("SELECT lower(hex(head)) FROM seals")
    assert head in told


def test_at_a_stop_nothing_is_staged_that_nobody_would_carry_and_the_next_start_tells(world: World) -> None:
    Sealer(world.bot.ledger).seal_quietly()
    world.clock.pass_time(days=1)
    world.asked("<@U02ASHA> 20 for tea")
    waiting = "SELECT kind FROM outbox WHERE kind = 'operators_books_sealed'"
    Sealer(world.bot.ledger).seal_quietly(is_last=True)
    assert world.rows(waiting) == []
    assert world.rows("SELECT count(*) FROM seals") == [(2,)]
    Sealer(world.bot.ledger).seal_quietly()
    assert len(world.rows(waiting)) == 1


def test_a_ledger_from_before_is_sealed_as_it_is_found(world: World) -> None:
    with closing(sqlite3.connect(world.sqlite.path, isolation_level=None)) as db:
        trigger = db.execute("SELECT sql FROM sqlite_master WHERE name = 'history_is_never_changed'").fetchone()[0]
        db.execute("DROP TRIGGER history_is_never_changed")
        db.execute("UPDATE history SET mac = NULL, key_id = NULL, facts = NULL")
        db.execute(trigger)
    assert "no entry is sealed" in findings(world)[0]
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []
    with closing(sqlite3.connect(world.sqlite.path)) as db:
        db.execute("UPDATE rewards SET points = 900")
        db.commit()
    assert "points is 900, and the sealed history says 100" in findings(world)[0]


def test_somebody_forgotten_leaves_the_seal_whole(world: World) -> None:
    Sealer(world.bot.ledger).seal()
    env = {"DATABASE_URL": world.settings.database_url, "HISTORY_KEY": sample.HISTORY_KEY}
    ended = CliRunner().invoke(main, ["people", "forget", ASHA], env=env)
    assert ended.exit_code == 0, ended.output
    assert findings(world) == []
    ended = CliRunner().invoke(main, ["audit", "verify"], env=env)
    assert ended.exit_code == 0, ended.output


def test_no_reason_and_no_detail_of_a_person_stands_in_what_is_sealed(world: World) -> None:
    sealed = str(world.rows("SELECT * FROM history"))
    assert "=1+1" not in sealed
    assert "asha.rao@example.com" not in sealed


def test_a_command_that_writes_refuses_without_a_key(world: World) -> None:
    ended = CliRunner().invoke(main, ["pause"], env={"DATABASE_URL": world.settings.database_url, "HISTORY_KEY": "x"})
    assert ended.exit_code == 1
    assert "HISTORY_KEY" in ended.output
