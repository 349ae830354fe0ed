"""Whom points go to, and what the ledger belongs to: nobody changes that past the bot and is not seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.audit import Report
from bot.cli import main
from bot.core.binding import Tie
from bot.core.sealing import Keys
from bot.ledger import Entry
from bot.playground import sample
from bot.rewards.sealing import Sealer
from tests.auditing import findings, verified
from tests.shell import environment
from tests.world import ASHA, FARAH, World, open_world

HEADER = ",".join(sample.PEOPLE_COLUMNS)
KNOWN = {row[0]: ",".join(row) for row in sample.PEOPLE_ROWS}
NEW_MOBILE = KNOWN[ASHA].replace("9800000004", "9700000009")


@pytest.fixture(params=["sqlite", "postgres"])
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[World]:
    """As after an older release: nothing vouches yet for the people who are there."""
    monkeypatch.chdir(tmp_path)
    is_on_postgres = request.param == "postgres"
    found = open_world(
        tmp_path, **({"database_url": request.getfixturevalue("database_url")} if is_on_postgres else {})
    )
    yield found
    found.bot.ledger.close()
    found.served.stop()


def typed(world: World, *words: str, lines: tuple[str, ...] = ()) -> None:
    """Somebody types `shabash people …`, with these lines on its standard input."""
    env = environment(world.settings)
    ended = CliRunner().invoke(main, ["people", *words], input="\n".join([HEADER, *lines]), env=env)
    assert ended.exit_code == 0, ended.output


def by_hand(world: World, statement: str) -> None:
    """Somebody has the database and a program for it."""
    world.alter(statement)


def report(world: World, keys: Keys | None = None) -> Report:
    return verified(world.settings.database_url, keys or world.settings.history_keys)


def test_a_mobile_that_was_imported_and_then_changed_by_hand_is_found(world: World) -> None:
    typed(world, "import", "-", lines=(KNOWN[ASHA].replace("Asha,", "Aasha,"),))
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []
    by_hand(world, f"UPDATE people SET mobile = '9999999999' WHERE slack_user_id = '{ASHA}'")
    (found,) = findings(world)
    assert f"{ASHA}: the e-mail, mobile, title, name or gender, or that they left, is not as it was imported." in found
    assert "9999999999" not in found


def test_what_an_import_changes_leaves_and_brings_back_is_as_it_was_sealed(world: World) -> None:
    everybody = tuple(KNOWN.values())
    for lines in (everybody, everybody[:-1], everybody, (NEW_MOBILE,), (KNOWN[ASHA],)):
        words = ("--remove-missing", "--yes") if len(lines) > 1 else ()
        typed(world, "import", "-", *words, lines=lines)
        Sealer(world.bot.ledger).seal()
        assert findings(world) == []


def test_two_people_who_exchange_their_mobiles_are_as_they_were_sealed(world: World) -> None:
    first, second = list(KNOWN.values())[:2]
    one, other = (line.split(",")[2] for line in (first, second))
    typed(world, "import", "-", lines=(first.replace(one, other), second.replace(other, one)))
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []


def test_whoever_is_put_in_by_hand_or_taken_out_is_found(world: World) -> None:
    Sealer(world.bot.ledger).seal()
    by_hand(
        world,
        "INSERT INTO people (slack_user_id, email, mobile, title, first_name, gender, updated_at)"
        " VALUES ('U0EVIL', 'e@example.com', '9999999999', 'Mr', 'E', 'M', '2026-11-22T12:30:00.000000+00:00')",
    )
    by_hand(world, f"DELETE FROM people WHERE slack_user_id = '{ASHA}'")
    assert sorted(findings(world)) == [
        "about no request: U02ASHA is in the history, and not in the ledger any more.",
        "about no request: U0EVIL is not in the history: put in by hand.",
    ]


def test_the_bot_never_vouches_for_somebody_put_in_by_hand_however_often_it_starts(world: World) -> None:
    Sealer(world.bot.ledger).seal()
    by_hand(world, f"UPDATE people SET mobile = '9999999999' WHERE slack_user_id = '{ASHA}'")
    by_hand(world, "UPDATE people SET slack_user_id = 'U0EVIL' WHERE slack_user_id = 'U02RAVI'")
    before = findings(world)
    assert before
    Sealer(world.bot.ledger).seal()
    assert findings(world) == before


def test_somebody_forgotten_and_somebody_forgotten_and_imported_again_leave_the_seal_whole(world: World) -> None:
    typed(world, "import", "-", lines=(NEW_MOBILE,))
    Sealer(world.bot.ledger).seal()
    typed(world, "forget", ASHA)
    assert findings(world) == []
    typed(world, "import", "-", lines=(KNOWN[ASHA],))
    assert findings(world) == []
    by_hand(world, f"UPDATE people SET email = 'evil@example.com' WHERE slack_user_id = '{ASHA}'")
    assert findings(world)


def test_somebody_forgotten_who_is_put_in_again_by_hand_is_found(world: World) -> None:
    Sealer(world.bot.ledger).seal()
    (row,) = world.rows(f"SELECT * FROM people WHERE slack_user_id = '{ASHA}'")
    typed(world, "forget", ASHA)
    by_hand(world, f"INSERT INTO people VALUES ({', '.join('NULL' if v is None else repr(v) for v in row)})")
    assert findings(world) == [f"about no request: {ASHA} is not in the history: put in by hand."]


# A ledger of an older release.


def test_whoever_was_there_before_is_told_apart_from_whoever_was_imported(world: World) -> None:
    assert "run the bot, and verify again" in findings(world)[0]
    typed(world, "import", "-", lines=("U0NEW,new@example.com,9600000001,Mr,New,M",))
    Sealer(world.bot.ledger).seal()
    found = report(world)
    assert (found.findings, found.people, found.people_as_found) == ([], len(KNOWN) + 1, len(KNOWN))
    assert found.people_found_at.startswith("2026-11-22")


def test_a_change_that_the_history_of_an_older_release_tells_of_is_held_against_the_list(world: World) -> None:
    """Its entries named the field and an HMAC of the new value; whoever changed it after that is found."""
    typed(world, "import", "-", lines=(NEW_MOBILE,))
    assert world.sqlite
    (guard,) = world.rows("SELECT sql FROM sqlite_master WHERE name = 'history_is_never_removed'")[0]
    by_hand(world, "DROP TRIGGER history_is_never_removed")
    by_hand(world, "DELETE FROM history WHERE event = 'people imported'")
    by_hand(world, guard)
    by_hand(world, f"UPDATE people SET mobile = '9999999999' WHERE slack_user_id = '{ASHA}'")
    Sealer(world.bot.ledger).seal()
    assert any(
        found.what.startswith(f"{ASHA}: the mobile is not the one that entry") for found in report(world).findings
    )


# What the ledger belongs to.


@pytest.mark.parametrize("tie", list(Tie))
@pytest.mark.parametrize("statement", ["UPDATE binding SET value = 'evil.example'", "DELETE FROM binding"])
def test_a_ledger_that_was_led_elsewhere_is_found(world: World, tie: Tie, statement: str) -> None:
    with world.bot.ledger.write() as tx:
        tx.bind(world.settings.binding)
    assert findings_of_ties(world) == []
    by_hand(world, f"{statement} WHERE tie = '{tie}'")
    (found,) = findings_of_ties(world)
    assert str(tie) in found


def findings_of_ties(world: World) -> list[str]:
    Sealer(world.bot.ledger).seal()
    return findings(world)


def test_a_ledger_that_was_bound_anew_by_the_command_is_as_it_was_sealed(world: World) -> None:
    with world.bot.ledger.write() as tx:
        tx.bind(world.settings.binding)
    with world.bot.ledger.write() as tx:
        tx.rebind(Tie.HOST, "new.example")
        tx.append(Entry("rebound", FARAH))
    assert findings_of_ties(world) == []
