"""The sealer's day, a ledger from before it, and somebody forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.core.errors import LedgerOtherKey
from bot.core.sealing import Keys
from bot.ledger import Ledger, Writing
from bot.ledger.copying import back_up
from bot.ledger.opening import open_ledger
from bot.playground import sample
from bot.rewards.sealing import Sealer
from tests.auditing import findings
from tests.shell import environment
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


class SealedMeanwhile:
    """A ledger that another process seals each time between this one's look and its own seal."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.read = ledger.read
        self.seals = 0

    @contextmanager
    def write(self) -> Iterator[Writing]:
        self.seals += 1
        assert self.seals == 1, "there was nothing left to seal"
        Sealer(self._ledger).seal()
        with self._ledger.write() as tx:
            yield tx


def test_what_another_process_has_sealed_meanwhile_is_not_tried_for_ever(world: World) -> None:
    Sealer(world.bot.ledger).seal()
    world.asked("<@U02ASHA> 20 for tea")
    sealed = Sealer(cast(Ledger, SealedMeanwhile(world.bot.ledger))).seal()
    with world.bot.ledger.read() as view:
        assert sealed == view.last_seal()


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


# Another key.

OTHER = "another key that is long enough, really"


def typed(world: World, *words: str, earlier: str = "", code: int = 1) -> str:
    """What a command says under another HISTORY_KEY."""
    env = environment(world.settings, HISTORY_KEY=OTHER, HISTORY_KEYS_EARLIER=earlier)
    ended = CliRunner().invoke(main, list(words), env=env)
    assert ended.exit_code == code, ended.output
    return ended.output


WRITING = (
    *("pause", "resume", "ledger hold --yes", "ledger rebind --yes", "ledger restore backup.db"),
    *("people import people.csv", "people forget U02ASHA", "resolve R-7Q2MK4 --happened", "ledger copy here there"),
)


@pytest.mark.parametrize("words", WRITING)
def test_a_command_that_writes_refuses_a_key_that_the_history_was_not_sealed_with(world: World, words: str) -> None:
    keys, path = world.settings.history_keys, world.sqlite.path
    back_up(path, Path("backup.db"))
    Path("people.csv").write_text(f"{','.join(sample.PEOPLE_COLUMNS)}\nU0NEW,new@example.com,9600000001,Mr,New,M\n")
    words = words.replace(" here there", f" sqlite:///{path} sqlite:///there.db")
    before = world.rows("SELECT count(*) FROM history")
    world.bot.ledger.close()
    said = typed(world, *words.split())
    assert said.startswith(
        f"The history of this ledger was sealed with another key than HISTORY_KEY: id {keys.id}, not"
    )
    assert f"put lost:{keys.id} there" in said
    assert "HISTORY_KEYS_EARLIER" in said
    assert world.rows("SELECT count(*) FROM history") == before
    assert not list(Path().glob("*.replaced-*"))


def test_no_bot_starts_on_it_either_and_lets_go_of_it(world: World) -> None:
    world.bot.ledger.close()
    with closing(open_ledger(world.settings.database_url, keys=Keys(OTHER.encode()))) as other:
        with pytest.raises(LedgerOtherKey, match="Nothing was written"):
            other.claim_for_running()
        with closing(open_ledger(world.settings.database_url, keys=world.settings.history_keys)) as ours:
            ours.claim_for_running()


def test_an_earlier_key_that_is_at_hand_or_said_to_be_lost_lets_another_seal_on(world: World) -> None:
    keys = world.settings.history_keys
    typed(world, "pause", earlier="lost:0badc0de", code=1)
    typed(world, "pause", earlier=f"lost:{keys.id}", code=0)
    assert "not at hand" not in typed(world, "audit", "verify", earlier=keys.current.decode(), code=1)
    assert f"made with the key {keys.id}, which is not at hand" in typed(world, "audit", "verify", code=1)
    typed(world, "resume", code=0)


def test_what_only_reads_needs_no_key(world: World) -> None:
    assert "allocated" in typed(world, "rewards", "list", code=0)


def test_a_command_that_writes_refuses_without_a_key(world: World) -> None:
    ended = CliRunner().invoke(main, ["pause"], env={"DATABASE_URL": world.settings.database_url, "HISTORY_KEY": "x"})
    assert ended.exit_code == 1
    assert "HISTORY_KEY" in ended.output
