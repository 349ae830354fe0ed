"""The ledger locked, full or read-only: a true sentence, and nothing kept by half."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from bot.core.errors import LedgerInDoubt
from bot.core.reward import RequestStatus
from bot.enkash.client import NotAsked
from bot.ledger.sqlite import connect
from tests.ledger.shelf import BrokenConnection
from tests.world import LINE, MEERA, RAVI, World

pytestmark = pytest.mark.slow


def test_a_locked_ledger_is_said_within_slack_s_three_seconds(world: World) -> None:
    holder = sqlite3.connect(world.sqlite.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    delivered = world.ask()
    holder.execute("ROLLBACK")
    holder.close()
    assert delivered.trouble == ""
    assert delivered.seconds < 2.5
    assert "Nothing was kept" in world.whispered(MEERA)[-1]
    assert not world.requests()


def test_a_click_while_the_ledger_is_locked_is_answered_and_can_be_repeated(world: World) -> None:
    request = world.asked()
    holder = sqlite3.connect(world.sqlite.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    world.approve(request)
    holder.execute("ROLLBACK")
    holder.close()
    world.bot.drain_whispers()
    assert world.whispered(RAVI)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.approve(request)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_a_full_disk_is_said_and_the_bot_goes_on_when_there_is_room(world: World) -> None:
    limit_pages(world, 1)
    for _ in range(40):
        world.ask(f"<@U02ASHA> 100 for {'very ' * 350}good work")
    assert "is full" in world.whispered(MEERA)[-1]
    kept = len(world.requests())
    assert kept < 20
    limit_pages(world, 2**30)
    world.ask()
    assert len(world.requests()) == kept + 1


def test_a_read_only_ledger_is_said(world: World) -> None:
    connection = world.sqlite._writing()
    connection.execute("PRAGMA query_only = ON")
    world.ask()
    assert world.whispered(MEERA)[-1]
    connection.execute("PRAGMA query_only = OFF")
    assert not world.requests()


def test_a_commit_that_may_have_been_kept_is_not_called_lost_and_ends_the_process(world: World) -> None:
    world.sqlite._writer = failing_commit(world)  # type: ignore[assignment]
    world.ask(LINE)
    assert "I cannot tell whether this was kept" in world.whispered(MEERA)[-1]
    assert world.bot.ended.is_set()
    assert isinstance(world.bot.failure, LedgerInDoubt)


def test_a_token_call_of_which_nobody_can_tell_whether_it_was_counted_ends_the_process_too(world: World) -> None:
    """Whoever catches the error: the ledger itself sees to that."""
    world.sqlite._writer = failing_commit(world)  # type: ignore[assignment]
    with pytest.raises(NotAsked, match="could not count a token call"):
        world.bot._enkash.sign_in()
    assert isinstance(world.bot.failure, LedgerInDoubt)
    assert world.bot.ended.is_set()
    assert not world.enkash.every_post


def test_the_outcome_of_an_allocation_waits_for_a_locked_ledger(world: World) -> None:
    request = world.asked()
    world.approve(request)
    send = world.bot.sender.next_step()
    assert send is not None
    world.bot._enkash.sign_in()
    holder = connect(world.sqlite.path)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(2.0, lambda: holder.execute("ROLLBACK"))
    release.start()
    world.bot.money._send(send)  # type: ignore[arg-type]
    release.join()
    assert world.reward(request).status == "allocated"


def test_an_allocation_that_needs_a_token_waits_for_a_locked_ledger_and_is_sent_once(world: World) -> None:
    request = world.asked()
    world.approve(request)
    send = world.bot.sender.next_step()
    holder = connect(world.sqlite.path)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(2.0, lambda: holder.execute("ROLLBACK"))
    release.start()
    world.bot.money._send(send)  # type: ignore[arg-type]
    release.join()
    assert world.enkash.token_calls == 0
    world.clock.pass_time(minutes=1)
    world.carry()
    assert world.reward(request).status == "allocated"
    assert len(world.allocations()) == 1


@pytest.mark.parametrize("statement", ["UPDATE history SET event = 'x'", "DELETE FROM history"])
def test_the_history_cannot_be_changed_or_removed(world: World, statement: str) -> None:
    world.asked()
    connection = connect(world.sqlite.path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


def failing_commit(world: World) -> BrokenConnection:
    """A COMMIT that is kept, and then reported as an I/O error: seen with a failing fdatasync."""
    return BrokenConnection(world.sqlite._writing(), "COMMIT", "COMMIT", "SQLITE_IOERR_FSYNC")


def limit_pages(world: World, pages: int) -> None:
    world.sqlite._writing().execute(f"PRAGMA max_page_count = {pages}")
