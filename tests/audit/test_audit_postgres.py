"""On Postgres too: past everything that guards a ledger, and however many processes have it open."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from bot.core.errors import LedgerSchema
from bot.core.policy import Standing, User
from bot.ledger.opening import open_ledger
from bot.ledger.postgres import PostgresLedger
from tests.auditing import allocate_and_seal, findings
from tests.waiting import wait_until
from tests.world import ASHA, World, open_world


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[World]:
    """One reward is allocated and sealed."""
    found = open_world(tmp_path, database_url=database_url)
    allocate_and_seal(found)
    yield found
    found.bot.ledger.close()
    found.served.stop()


@pytest.mark.parametrize("deed", ["DROP TRIGGER {guard} ON history", "ALTER TABLE history DISABLE TRIGGER {guard}"])
def test_a_guard_that_was_taken_away_is_found_in_a_ledger_that_no_bot_opens(world: World, deed: str) -> None:
    assert findings(world) == []
    world.alter(deed.format(guard="history_is_never_changed"))
    world.alter("UPDATE history SET detail = 'another' WHERE event = 'approved' AND reward_id IS NULL")
    with pytest.raises(LedgerSchema, match="lacks history_is_never_changed"):
        open_ledger(world.settings.database_url)
    missing, *changed = findings(world)
    assert missing.startswith("ledger: history_is_never_changed is missing")
    assert any("is not as it was sealed" in found for found in changed)


def test_a_ledger_of_an_older_release_or_a_newer_one_is_left_as_it_is(world: World) -> None:
    world.alter("DELETE FROM steps WHERE name LIKE 'm018%'")
    with pytest.raises(LedgerSchema, match="older release"):
        findings(world)
    world.alter("INSERT INTO steps (name, applied_at) VALUES ('m999_newer', '')")
    with pytest.raises(LedgerSchema, match="newer release"):
        findings(world)


def test_a_database_without_a_ledger_is_left_as_it_is(world: World) -> None:
    world.alter("ALTER TABLE steps RENAME TO others")
    with pytest.raises(LedgerSchema, match="older release"):
        findings(world)


def test_of_all_that_lead_at_once_one_seals_what_it_finds(tmp_path: Path, database_url: str) -> None:
    world = open_world(tmp_path, database_url=database_url)
    keys, all_at_once = world.settings.history_keys, Barrier(4)

    def seal(_: int) -> None:
        with closing(PostgresLedger(database_url, keys=keys)) as ledger, ledger.write() as tx:
            all_at_once.wait(20)
            tx.seal_as_found()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(seal, range(4)))
    assert world.rows("SELECT count(*) FROM history WHERE event = 'found'") == [(1,)]
    assert findings(world) == []
    world.bot.ledger.close()
    world.served.stop()


def test_a_name_that_slack_tells_while_its_person_is_being_forgotten_is_forgotten_too(world: World) -> None:
    def tell() -> None:
        with world.bot.ledger.write() as tx:
            tx.replace_users([User(ASHA, "Asha Rao", Standing.MEMBER)], as_of=tx.now)

    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with ThreadPoolExecutor(1) as pool:
        with world.bot.ledger.people() as (table, _):
            table.execute("BEGIN IMMEDIATE")
            table.execute("DELETE FROM people WHERE slack_user_id = ?", [ASHA])
            table.execute("UPDATE slack_users SET name = '' WHERE id = ?", [ASHA])
            told = pool.submit(tell)
            wait_until(lambda: world.rows(waiting))
            table.commit()
        told.result()
    assert world.rows(f"SELECT name FROM slack_users WHERE id = '{ASHA}'") == [("",)]
