"""A whole ledger goes from one database to the other, and a bot runs on one of them alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.core.errors import LedgerError, LedgerMoved
from bot.core.reward import RewardStatus
from bot.ledger import moving
from bot.ledger.opening import open_ledger
from bot.playground import sample
from bot.rewards.pausing import Switch
from bot.rewards.sealing import Sealer
from tests.ledger.test_schema import GOOD
from tests.postgres import Server
from tests.shell import environment
from tests.world import FARAH, World, open_world

pytestmark = pytest.mark.slow


@dataclass
class Move:
    """A company whose ledger is in one place, and the other place, which is empty."""

    world: World
    there: str

    @property
    def here(self) -> str:
        return self.world.settings.database_url

    def copy(self, source: str, target: str, code: int = 0) -> str:
        env = {"HISTORY_KEY": sample.HISTORY_KEY, "SQLITE_ON_TEMPORARY_DISK": "accept-loss"}
        ended = CliRunner().invoke(main, ["ledger", "copy", source, target], env=env, catch_exceptions=False)
        assert ended.exit_code == code, ended.output
        return ended.output

    def live_there(self) -> None:
        """The bot starts anew on the other ledger."""
        self.world.bot.ledger.close()
        self.world.settings = self.world.settings.model_copy(update={"database_url": self.there})
        self.world.restart()
        self.world.bot.ledger.claim_for_running()
        self.world.bot.directory.refresh()


@pytest.fixture(params=["to postgres", "to sqlite"])
def move(request: pytest.FixtureRequest, tmp_path: Path, postgres: Server) -> Iterator[Move]:
    with postgres.database(is_empty=True) as in_postgres:
        in_a_file = f"sqlite:///{tmp_path / 'other.db'}"
        if request.param == "to postgres":
            world, there = open_world(tmp_path), in_postgres
        else:
            world, there = open_world(tmp_path, database_url=in_postgres), in_a_file
        yield Move(world, there)
        world.bot.ledger.close()
        world.served.stop()


def live(world: World) -> None:
    """One reward that arrived and is asked back, one declined, one approved that waits, one undecided; a pause over."""
    world.approve(world.asked())
    world.carry()
    world.decline(world.asked("<@U02ASHA> 20 for tea"), "too little")
    Switch(world.bot.ledger).pause(FARAH, "a test")
    world.approve(world.asked("<@U02ASHA> 30 for cake"))
    world.asked("<@U02ASHA> 40 for the talk")
    (given,) = [request for request in world.requests() if request.reward.status is RewardStatus.ALLOCATED]
    world.ask(f"undo {given.id} it was meant for somebody else")
    Sealer(world.bot.ledger).seal()


def test_everything_is_there_and_goes_on_there_alone(move: Move) -> None:
    live(move.world)
    before = move.world.requests()
    with move.world.bot.ledger.read() as view:
        turns, moves = [view.turn_of(request.id) for request in before], view.counts().moves
    move.world.bot.ledger.close()
    assert "5 requests" in move.copy(move.here, move.there)
    with closing(open_ledger(move.here)) as old, pytest.raises(LedgerMoved, match="was moved to"):
        old.claim_for_running()
    move.live_there()
    assert move.world.requests() == before
    with move.world.bot.ledger.read() as view:
        assert [view.turn_of(request.id) for request in before] == turns
        assert view.counts().moves == moves
    Switch(move.world.bot.ledger).resume(FARAH)
    move.world.approve(move.world.asked("<@U02ASHA> 50 for the move"))
    move.world.carry()
    paid = [request.points for request in move.world.requests() if request.reward.status is RewardStatus.ALLOCATED]
    assert sorted(paid) == [30, 50, 100]
    assert sorted(post.body["loadAmount"] for post in move.world.allocations()) == [30, 50, 100]
    env = {"DATABASE_URL": move.there, "HISTORY_KEY": sample.HISTORY_KEY}
    verified = CliRunner().invoke(main, ["audit", "verify"], env=env)
    assert verified.exit_code == 0, verified.output


WRITES = (
    ("people", "import", "-"),
    ("people", "forget", "U02ASHA"),
    ("resolve", "R-7Q2MK4", "--happened", "--note", "seen"),
    ("pause",),
    ("resume",),
    ("reconcile",),
    ("ledger", "hold", "--yes"),
    ("ledger", "rebind", "--yes"),
)


def test_whatever_writes_finds_it_gone_and_is_told_where(move: Move) -> None:
    live(move.world)
    move.world.bot.ledger.close()
    move.copy(move.here, move.there)
    with closing(open_ledger(move.there)) as new:
        home = new.name
    with closing(open_ledger(move.here)) as old, old.snapshot() as db:
        rows = moving.sums_of(db)
    token_calls = move.world.enkash.token_calls
    env = environment(move.world.settings)
    for words in WRITES:
        ended = CliRunner().invoke(main, words, env=env, input="", catch_exceptions=False)
        assert ended.exit_code == 1, (words, ended.output)
        assert f"This ledger was moved to {home}. Name that one in DATABASE_URL." in ended.output, words
    with closing(open_ledger(move.here)) as old, old.snapshot() as db:
        assert moving.sums_of(db) == rows
    assert move.world.enkash.token_calls == token_calls


def test_what_began_before_it_went_keeps_nothing_after(move: Move) -> None:
    live(move.world)
    with closing(open_ledger(move.here)) as command:
        command.assert_here()
        move.world.bot.ledger.close()
        move.copy(move.here, move.there)
        with pytest.raises(LedgerMoved, match="was moved to"):
            Switch(command).resume(FARAH)


def test_while_it_is_only_coming_no_bot_starts_there_and_the_same_command_goes_on(move: Move) -> None:
    live(move.world)
    with closing(open_ledger(move.there, keys=move.world.settings.history_keys)) as new:
        moving.copy(move.world.bot.ledger, new, lambda done, total: None)
        with pytest.raises(LedgerMoved, match="not whole"):
            new.claim_for_running()
    move.world.bot.ledger.close()
    assert "5 requests" in move.copy(move.here, move.there)
    move.live_there()
    assert len(move.world.requests()) == 5


def test_what_was_changed_on_the_way_is_found_and_nothing_has_moved(move: Move) -> None:
    live(move.world)
    with closing(open_ledger(move.there, keys=move.world.settings.history_keys)) as new:
        moving.copy(move.world.bot.ledger, new, lambda done, total: None)
        with new.people() as (table, _):
            table.execute("BEGIN IMMEDIATE")
            table.execute("UPDATE rewards SET points = 31 WHERE points = 30")
            table.execute("UPDATE rewards SET points = 39 WHERE points = 40")
            table.commit()
    move.world.bot.ledger.close()
    assert "is not what is in" in move.copy(move.here, move.there, code=1)
    with closing(open_ledger(move.here, keys=move.world.settings.history_keys)) as old:
        old.claim_for_running()


def test_nothing_is_copied_into_a_ledger_that_holds_something(move: Move) -> None:
    live(move.world)
    move.world.bot.ledger.close()
    with closing(open_ledger(move.there)) as new, new.write() as tx:
        tx.pause_sending("ops", "why")
        tx.append_what_nobody_told()  # type: ignore[attr-defined]
    assert "is not empty" in move.copy(move.here, move.there, code=1)


def test_every_table_goes_along() -> None:
    assert moving.TABLES.keys() | moving.DERIVED == GOOD.keys()


def test_what_has_gone_cannot_go_a_second_time(move: Move, tmp_path: Path) -> None:
    """Else two bots would run on two copies, and both would pay."""
    live(move.world)
    move.world.bot.ledger.close()
    move.copy(move.here, move.there)
    third = f"sqlite:///{tmp_path / 'third.db'}"
    for target in (third, move.there):
        assert "This ledger was moved to" in move.copy(move.here, target, code=1)
    with closing(open_ledger(third)) as ledger, ledger.read() as view:
        assert not view.was_asked()
    move.live_there()
    assert len(move.world.requests()) == 5


def test_a_half_copy_goes_nowhere_else(move: Move, tmp_path: Path) -> None:
    live(move.world)
    with closing(open_ledger(move.there, keys=move.world.settings.history_keys)) as new:
        moving.copy(move.world.bot.ledger, new, lambda done, total: None)
    assert "is being copied from" in move.copy(move.there, f"sqlite:///{tmp_path / 'third.db'}", code=1)


def test_what_stopped_between_going_and_coming_goes_on(move: Move) -> None:
    live(move.world)
    keys = move.world.settings.history_keys
    move.world.bot.ledger.close()
    with closing(open_ledger(move.here, keys=keys)) as old, closing(open_ledger(move.there, keys=keys)) as new:
        moving.copy(old, new, lambda done, total: None)
        with old.write() as tx:
            tx.note_moved("to", new.name)  # type: ignore[attr-defined]
    assert "5 requests" in move.copy(move.here, move.there)
    move.live_there()
    assert len(move.world.requests()) == 5


def test_where_something_was_written_meanwhile_nothing_has_moved(move: Move) -> None:
    live(move.world)
    keys = move.world.settings.history_keys
    with closing(open_ledger(move.there, keys=keys)) as new:
        sums = moving.copy(move.world.bot.ledger, new, lambda done, total: None)
        Switch(move.world.bot.ledger).resume(FARAH)
        with pytest.raises(LedgerError, match="so nothing has moved"):
            moving.leave(move.world.bot.ledger, new, sums, "somebody")
        with pytest.raises(LedgerMoved, match="not whole"):
            new.claim_for_running()
    move.world.bot.ledger.assert_here()


def test_a_ledger_does_not_move_into_itself(move: Move) -> None:
    move.world.bot.ledger.close()
    assert "are the same ledger" in move.copy(move.here, move.here, code=1)
