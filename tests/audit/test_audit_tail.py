"""What came last: sealed at a stop and every minute; and what can be said of newest entries that are gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.audit import Report
from bot.cli import main
from bot.core.reward import Request
from bot.core.sealing import Keys
from bot.ledger.sqlite import SqliteLedger
from bot.playground import sample
from bot.playground.enkash import ALLOCATE
from bot.playground.enkash_faults import refuse
from bot.rewards.pausing import Switch
from bot.rewards.sealing import INTERVAL_SECONDS, Sealer
from tests.auditing import allocate_and_seal, verified
from tests.scenarios.town import running_town
from tests.waiting import wait_until
from tests.world import FARAH, World, open_world


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """One reward is allocated and sealed."""
    monkeypatch.chdir(tmp_path)
    found = open_world(tmp_path)
    allocate_and_seal(found)
    yield found
    found.bot.ledger.close()
    found.served.stop()


def report(world: World, keys: Keys | None = None, *, head: str = "") -> Report:
    return verified(world.settings.database_url, keys or world.settings.history_keys, head=head)


def told(world: World, *words: str) -> str:
    """What `shabash audit verify` says, on both outputs."""
    env = {"DATABASE_URL": world.settings.database_url, "HISTORY_KEY": sample.HISTORY_KEY}
    return CliRunner().invoke(main, ["audit", "verify", *words], env=env).output


def by_hand(world: World, *statements: str) -> None:
    """Somebody has the file, takes away what guards it, and puts that back."""
    with closing(sqlite3.connect(world.sqlite.path, isolation_level=None)) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(sql for _, sql in guards)):
            db.execute(statement)


def without(world: World, request: Request) -> None:
    """As if this had never been asked."""
    of = (("history", "request_id"), ("rewards", "request_id"), ("requests", "id"))
    by_hand(world, *(f"DELETE FROM {table} WHERE {column} = '{request.id}'" for table, column in of))


# Sealed every minute, and at a stop.


@pytest.mark.slow
def test_a_bot_that_runs_seals_at_once_and_at_its_stop_seals_what_came_last(tmp_path: Path) -> None:
    with running_town(tmp_path) as town:
        path, keys = town.bot.settings.database_url, town.bot.settings.history_keys
        wait_until(lambda: verified(path, keys).seals)
        town.asked()
        before = verified(path, keys)
        assert before.since_seal
        assert before.noted == before.entries
    after = verified(path, keys)
    assert (after.since_seal, after.findings) == (0, [])
    assert after.seals > before.seals


def test_each_minute_what_is_new_is_sealed_and_nothing_twice(world: World) -> None:
    sealer = Sealer(world.bot.ledger)
    for seals in (2, 3):
        world.asked(f"<@U02ASHA> {seals}")
        assert report(world).since_seal == 1
        assert sealer.seal_quietly() == INTERVAL_SECONDS == 60
        assert sealer.seal_quietly() == INTERVAL_SECONDS
        assert (report(world).since_seal, report(world).seals, report(world).findings) == (0, seals, [])


def test_what_keeps_it_from_sealing_is_remarked_on_and_the_next_minute_seals(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.asked()
    sealer = Sealer(world.bot.ledger)
    connection = world.sqlite._writing()
    connection.execute("PRAGMA query_only = ON")
    assert sealer.seal_quietly() == INTERVAL_SECONDS
    assert "the history is not sealed yet" in caplog.text
    connection.execute("PRAGMA query_only = OFF")
    sealer.seal_quietly()
    assert report(world).since_seal == 0


# Newest entries that are gone.


def test_of_newest_entries_that_are_gone_with_their_rows_a_copy_can_tell_nothing_and_says_so(world: World) -> None:
    request = world.asked("<@U02ASHA> 20 for tea")
    said = told(world)
    assert (
        "Since the last seal: 1 entry, the oldest of 2026-11-22 12:30 UTC. They are chained, but if the newest" in said
    )
    without(world, request)
    assert report(world).findings == []
    assert "Since the last seal" not in told(world)


def test_where_a_bot_ran_the_number_of_the_newest_stands_beside_the_ledger(world: World) -> None:
    world.bot.ledger.claim_for_running()
    request = world.asked("<@U02ASHA> 20 for tea")
    newest = report(world).entries
    assert "known only from its number, which the bot notes beside the ledger" in told(world)
    without(world, request)
    (found,) = report(world).findings
    assert found.what.startswith(f"the bot has written up to entry {newest} here, and the newest is {newest - 1}.")


def test_entries_that_are_gone_while_their_rows_stay_are_found_by_the_rows(world: World) -> None:
    request = world.asked("<@U02ASHA> 20 for tea")
    Sealer(world.bot.ledger).seal()
    world.decline(request, "no")
    assert report(world).since_seal == 1
    by_hand(world, "DELETE FROM history WHERE id = (SELECT max(id) FROM history)")
    assert any("status is declined, and the sealed history says pending" in f.what for f in report(world).findings)


def test_sealed_entries_that_are_gone_with_their_seal_are_found_by_a_head_that_was_told(world: World) -> None:
    request = world.asked("<@U02ASHA> 20 for tea")
    seal = Sealer(world.bot.ledger).seal()
    assert seal is not None
    assert report(world, head=seal.head.upper() + "\n").findings == []
    without(world, request)
    by_hand(world, f"DELETE FROM seals WHERE id = {seal.id}")
    assert report(world).findings == []
    (found,) = report(world, head=seal.head).findings
    assert "the newest seals were removed" in found.what
    assert seal.head not in told(world)
    assert "not as it was sealed" in told(world, "--head", seal.head)


def test_what_waits_for_its_seal_longer_than_a_bot_lets_it_wait_is_remarked_on(world: World) -> None:
    late = "A bot that runs seals each minute: so either none has run here since"
    world.clock.now = datetime.now(UTC)
    world.asked("<@U02ASHA> 20 for tea")
    assert "Since the last seal: 1 entry" in told(world)
    assert late not in told(world)
    by_hand(world, "DELETE FROM seals")
    said = told(world)
    assert "the oldest of 2026-11-22 12:30 UTC" in said
    assert late in said


def test_a_seal_that_the_operators_were_told_of_is_missed(world: World) -> None:
    world.clock.pass_time(days=1)
    Sealer(world.bot.ledger).tell()
    world.carry()
    Sealer(world.bot.ledger).seal()
    assert report(world).findings == []
    by_hand(world, "DELETE FROM seals")
    Sealer(world.bot.ledger).seal()
    (found,) = report(world).findings
    assert found.what.startswith("the operators were told of one on 2026-11-23, and it is not here any more.")


def test_what_is_put_into_the_outbox_accuses_nobody(world: World) -> None:
    world.clock.pass_time(days=1)
    Sealer(world.bot.ledger).tell()
    for detail in ("", "7", "{}", "[" * 100_000):
        by_hand(world, f"UPDATE outbox SET detail = '{detail}' WHERE kind = 'operators_books_sealed'")
        assert report(world).findings == []


# Keys.


def test_a_key_that_was_changed_seals_on_and_both_are_needed_to_verify(world: World) -> None:
    old, new = world.settings.history_keys.current, b"another key that is long enough, really"
    pending = world.asked("<@U02ASHA> 20 for tea")
    with_both = Keys(new, [old])
    ledger = SqliteLedger(world.sqlite.path, clock=world.clock, keys=with_both)
    Sealer(ledger).seal()
    Switch(ledger).pause(FARAH, "a test")
    world.sqlite._keys = with_both
    world.decline(pending, "too little")
    Sealer(ledger).seal()
    ledger.close()
    assert report(world, with_both).findings == []
    assert len(set(world.rows("SELECT key_id FROM history"))) == 2
    for alone in (Keys(old), Keys(new)):
        (found,) = report(world, alone).findings
        assert "which is not at hand. Give it in HISTORY_KEYS_EARLIER" in found.what


def test_a_ledger_whose_key_is_lost_says_so_once_and_accuses_nobody(world: World) -> None:
    (found,) = report(world, Keys(b"another key that is long enough, really")).findings
    assert found.about == "keys"


# A pause that begins with a request and ends with a person.


def test_a_pause_that_a_reward_began_and_a_person_ended_is_as_it_was_sealed(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, refuse("Insufficient balance in card account"))
    request = world.asked("<@U02ASHA> 20 for tea")
    world.approve(request)
    world.carry()
    Switch(world.bot.ledger).resume(FARAH)
    world.carry()
    Sealer(world.bot.ledger).seal()
    assert world.rows("SELECT resumed_by FROM pauses") == [(FARAH,)]
    assert world.rows("SELECT request_id FROM history WHERE event = 'paused'") == [(request.id,)]
    assert report(world).findings == []
