"""`shabash reconcile` as people and scripts meet it, beside the bot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.reward import Request
from bot.playground import enkash_faults
from bot.playground.enkash import TRANSACTIONS
from bot.playground.faults import http_status
from tests.shell import POLICY, environment, shabash
from tests.test_cli import Desk
from tests.world import open_world

pytestmark = pytest.mark.slow

RECONCILE = """
[reconcile]
reference_column = "Txn Ref"
points_column = "Amount (Pts)"
date_column = "Date"
type_column = "Type"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two rewards that were paid three days ago, by the clock that the processes look at."""
    folder = tmp_path / "home"
    folder.mkdir()
    world = open_world(tmp_path)
    world.clock.now = datetime.now(UTC) - timedelta(days=3)
    for points in (100, 1_200):
        world.approve(world.asked(f"<@U02ASHA> {points}"))
        world.carry()
    world.enkash.forget_tokens()
    yield Desk(world, folder, environment(world.settings, POLICY=POLICY + RECONCILE))
    world.bot.ledger.close()
    world.served.stop()


def rewards(desk: Desk) -> list[Request]:
    return sorted(desk.world.requests(), key=lambda request: request.points)


def statement(desk: Desk, *rows: str) -> str:
    """As Excel saves it in a country of semicolons, with a title above."""
    lines = ("\ufeffAccount statement", "", "Date;Txn Ref;Amount (Pts);Type;Remarks", *rows)
    (desk.folder / "statement.csv").write_text("\r\n".join(lines), "utf-8")
    return "statement.csv"


def stated(desk: Desk, request: Request, amount: str, *, days_ago: int = 3) -> str:
    day = datetime.now(UTC) - timedelta(days=days_ago)
    return f'{day:%d/%m/%Y};{request.reward.reference};"{amount}";Credit;'


def others(*days_ago: int) -> list[str]:
    """Something on each of these days, so that those between them are whole."""
    days = [datetime.now(UTC) - timedelta(days=ago) for ago in days_ago]
    return [f"{day:%d/%m/%Y};;{number};Credit;no reference" for number, day in enumerate(days)]


def test_where_all_is_well_it_says_how_many_and_ends_with_0(desk: Desk) -> None:
    said = desk.run("reconcile")
    assert "2 rewards since" in said
    assert "2  matched" in said
    assert len(desk.world.allocations()) == 2
    first, second = rewards(desk)
    rows = stated(desk, first, "100,00"), stated(desk, second, "1.200,00")
    path = statement(desk, *others(6, 0), *rows, "01/01/2020;OLD1;5;Credit;")
    said = desk.run("reconcile", "--statement", path)
    assert "2 movements in the statement. Passed over: 2 rows without a reference, 1 row from before" in said
    begin, end = (datetime.now(UTC).date() - timedelta(days=days) for days in (31, 1))
    assert f" before {begin}.\nIt covers {begin} to {end} whole:" in said
    assert said.count("2  matched") == 2
    facts = json.loads(desk.run("reconcile", "--json", "--statement", path))["statement"]
    assert facts.pop("counts")["matched"] == 2
    assert facts == {
        "rows": 3, "without_reference": 2, "not_moved": 0, "before_since": 1, "tells_days": True,
        "whole_days": {"first": str(begin), "last": str(end)},
    }  # fmt: skip


def test_a_statement_of_one_day_says_that_nothing_was_found_missing_in_it_and_is_exit_code_1(desk: Desk) -> None:
    first, _ = rewards(desk)
    path = statement(desk, stated(desk, first, "100,00"))
    assert "The statement covers no whole day, so nothing" in _stdout(desk, "reconcile", "--statement", path)
    assert desk.run("reconcile", "--statement", path, code=1) == "The statement covers no whole day.\n"
    facts = json.loads(_stdout(desk, "reconcile", "--json", "--statement", path))["statement"]
    assert (facts["tells_days"], facts["whole_days"]) == (True, None)
    assert "covers no whole day" in " ".join(desk.run("reconcile", "--help").split())


def test_what_is_not_in_a_statement_that_covers_its_day_is_missing_there(desk: Desk) -> None:
    first, second = rewards(desk)
    said = _stdout(desk, "reconcile", "--statement", statement(desk, *others(6, 0), stated(desk, first, "100,00")))
    assert re.search(rf"missing there +{second.id} .* not in the statement", said)
    assert desk.run("reconcile", "--statement", "statement.csv", code=1) == "1 difference.\n"
    assert json.loads(_stdout(desk, "reconcile", "--json", "--statement", "statement.csv"))["statement"]["whole_days"]


def test_a_reward_that_is_missing_both_at_enkash_and_in_the_statement_is_one_difference(desk: Desk) -> None:
    _, second = rewards(desk)
    del desk.world.enkash._books.movements[0]
    path = statement(desk, *others(6, 0), stated(desk, second, "1.200"))
    assert desk.run("reconcile", "--statement", path, code=1) == "1 difference.\n"
    assert len(json.loads(_stdout(desk, "reconcile", "--json", "--statement", path))["listed"]) == 2


def test_a_day_to_come_is_no_day_of_a_statement(desk: Desk) -> None:
    first, _ = rewards(desk)
    path = statement(desk, stated(desk, first, "100", days_ago=-2))
    assert ": this is a day to come, where it is written as dd/mm/yyyy." in desk.run(
        "reconcile", "--statement", path, code=1
    )


def test_a_file_that_never_ends_is_refused(desk: Desk) -> None:
    assert "has more than 8 MB" in desk.run("reconcile", "--statement", "/dev/zero", code=1)


def test_a_difference_is_listed_with_its_mend_and_is_exit_code_1(desk: Desk) -> None:
    (lost, _) = rewards(desk)
    del desk.world.enkash._books.movements[0]
    before = desk.world.rows("SELECT count(*) FROM history")
    assert desk.run("reconcile", code=1) == "1 difference.\n"
    found = json.loads(_stdout(desk, "reconcile", "--json"))
    assert found["compared"] == 2
    assert found["counts"]["missing there"] == found["counts"]["matched"] == 1
    (line,) = found["listed"]
    assert (line["id"], line["reference"], line["verdict"]) == (lost.id, lost.reward.reference, "missing there")
    assert line["here"] == "allocated, 100 points"
    assert "Ask EnKash" in line["mend"]
    assert desk.world.rows("SELECT count(*) FROM history") == before


def _stdout(desk: Desk, *words: str) -> str:
    """What a refused command printed all the same."""
    return shabash(*words, env=desk.env, folder=desk.folder, code=1).stdout


def test_a_statement_that_names_a_reference_twice_or_one_that_is_not_ours_differs(desk: Desk) -> None:
    first, second = rewards(desk)
    rows = (
        stated(desk, first, "100"), stated(desk, first, "100"), stated(desk, second, "1.200"),
        f"{datetime.now(UTC):%d/%m/%Y};HR77;500;CR;a bonus", *others(0),
    )  # fmt: skip
    said = _stdout(desk, "reconcile", "--statement", statement(desk, *rows))
    assert "paid twice" in said
    assert "the statement: 100 points in line 4 and 100 points in line 5" in said
    assert said.index("paid twice") < said.index("missing here")
    assert "HR77" in said
    assert "4 movements in the statement. Passed over: 1 row without a reference." in said
    assert desk.run("reconcile", "--statement", "statement.csv", code=1) == "2 differences.\n"


def test_a_statement_that_cannot_be_read_names_the_key_before_enkash_is_asked(desk: Desk) -> None:
    before = len(desk.world.enkash.every_post)
    (desk.folder / "other.csv").write_text("Reference,Points\nR1,1\n")
    said = desk.run("reconcile", "--statement", "other.csv", code=1)
    assert said.startswith('The statement has no column "Txn Ref". Write what that column is called into the policy')
    assert len(desk.world.enkash.every_post) == before


def test_enkash_away_in_the_middle_is_one_clear_sentence_and_1(desk: Desk) -> None:
    desk.world.enkash.faults.next(TRANSACTIONS, enkash_faults.unauthorized())
    desk.world.enkash.faults.next(TRANSACTIONS, http_status(503), times=50)
    said = desk.run("reconcile", code=1)
    (second,) = [line for line in said.splitlines() if line]
    assert second.startswith("EnKash could not be asked about R-")
    assert "so nothing is concluded (0 of 2 had been compared): EnKash answered HTTP 503. Try again later." in second


def test_token_calls_are_counted_and_what_was_refused_is_not_tried_again(desk: Desk) -> None:
    before = desk.world.enkash.token_calls
    desk.run("reconcile")
    assert desk.world.enkash.token_calls == before + 1
    desk.env["ENKASH_PASSWORD"] = "canary-password"
    assert "did not accept the credentials" in desk.run("reconcile", code=1)
    assert "EnKash refused these credentials" in desk.run("reconcile", code=1)
    assert desk.world.enkash.token_calls == before + 2


@pytest.mark.parametrize("words", ["--since yesterday", "--since 2199-01-01", "--statement nowhere.csv"])
def test_what_cannot_be_meant_is_2(desk: Desk, words: str) -> None:
    assert "Usage: " in desk.run("reconcile", *words.split(), code=2)


def test_only_what_happened_since_is_asked_about(desk: Desk) -> None:
    tomorrow = datetime.now(UTC).strftime("%Y-%m-%d")
    assert f"0 rewards since {tomorrow} compared with EnKash." in desk.run("reconcile", "--since", tomorrow)
