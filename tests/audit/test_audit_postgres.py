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
from tests.postgres import SOMEBODY_WAITS
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


@pytest.mark.parametrize(
    ("deed", "what"),
    [
        (
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
            "history_is_never_changed does something else than it was made for",
        ),
        (
            "CREATE OR REPLACE TRIGGER history_is_never_changed BEFORE UPDATE ON history EXECUTE FUNCTION refuse()",
            "history_is_never_changed does something else than it was made for",
        ),
        (
            "CREATE TRIGGER x BEFORE INSERT ON rewards FOR EACH ROW EXECUTE FUNCTION refuse()",
            "x is none of Shabash's: somebody put it in",
        ),
        (
            "CREATE TRIGGER history_is_never_changed BEFORE INSERT ON rewards FOR EACH ROW EXECUTE FUNCTION refuse()",
            "history_is_never_changed is none of Shabash's: somebody put it in",
        ),
        ("CREATE RULE x AS ON INSERT TO pauses DO INSTEAD NOTHING", "x is none of Shabash's: somebody put it in"),
    ],
    ids=["function emptied", "never so", "put in", "put in under a known name", "rule"],
)
def test_a_guard_that_was_replaced_and_one_that_was_put_in_are_found(world: World, deed: str, what: str) -> None:
    world.alter(deed)
    assert any(found.startswith(f"ledger: {what}") for found in findings(world))


def test_a_bot_opens_no_ledger_whose_guard_was_emptied(world: World) -> None:
    world.alter("CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
    with pytest.raises(LedgerSchema, match="lacks history_is_never_changed"):
        open_ledger(world.settings.database_url)


@pytest.mark.parametrize(
    ("deed", "what"),
    [
        ("DROP TABLE decisions", "the table decisions is missing"),
        ("ALTER TABLE rewards DROP COLUMN balance", "the column balance of rewards is missing"),
        (
            "ALTER TABLE requests ALTER trigger_id TYPE varchar(200)",
            "the column trigger_id of requests takes something",
        ),
    ],
)
def test_a_table_or_a_column_that_is_gone_is_a_finding(world: World, deed: str, what: str) -> None:
    world.alter(deed)
    first, last = findings(world)
    assert first.startswith(f"ledger: {what}")
    assert "nothing else of it can be judged" in last


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

    with ThreadPoolExecutor(1) as pool:
        with world.bot.ledger.people() as (table, _):
            table.execute("BEGIN IMMEDIATE")
            table.execute("DELETE FROM people WHERE slack_user_id = ?", [ASHA])
            table.execute("UPDATE slack_users SET name = '' WHERE id = ?", [ASHA])
            told = pool.submit(tell)
            wait_until(lambda: world.rows(SOMEBODY_WAITS))
            table.commit()
        told.result()
    assert world.rows(f"SELECT name FROM slack_users WHERE id = '{ASHA}'") == [("",)]
