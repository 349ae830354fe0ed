"""The rows for finance: every reward, who made and who checked it, what moved, when, and the totals last."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from bot.audit.exporting import COLUMNS, Totals, write_csv
from bot.cli import main
from bot.core.cells import harmless
from bot.ledger.copying import back_up
from bot.playground import sample
from bot.rewards.sealing import Sealer
from tests.world import ASHA, FARAH, MEERA, RAVI, World, open_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Allocated on 22 November at 18:00 in India; declined on the 23rd, at 01:00 there; pending since."""
    found = open_world(tmp_path_factory.mktemp("books"))
    found.approve(found.asked("<@U02ASHA> 100 for =1+1"))
    found.carry()
    found.clock.pass_time(hours=7)
    found.decline(found.asked("<@U02ASHA> 20 for tea"), "no", by=FARAH)
    found.asked("<@U02ASHA> 30 for @SUM(A1)")
    Sealer(found.bot.ledger).seal()
    yield found
    found.bot.ledger.close()
    found.served.stop()


def typed(world: World, *words: str, code: int = 0) -> Result:
    """Finance types `shabash audit export …`; no key is needed for that."""
    ended = CliRunner().invoke(main, ["audit", "export", *words], env={"DATABASE_URL": world.settings.database_url})
    assert ended.exit_code == code, ended.output
    return ended


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def head(world: World) -> str:
    ((found,),) = world.rows("SELECT lower(hex(head)) FROM seals")
    return str(found)


def test_a_reward_that_was_paid_has_everything_that_an_auditor_asks_for(world: World) -> None:
    told = typed(world).stdout
    paid = rows(told)[0]
    request = world.requests()[[r.points for r in world.requests()].index(100)]
    assert tuple(told.splitlines()[0].split(",")) == COLUMNS
    assert paid["last_entry"].isdigit()
    assert {column: paid[column] for column in COLUMNS if column != "last_entry"} == {
        "reward": request.id,
        "status": "allocated",
        "points": "100",
        "points_asked": "100",
        "maker": MEERA,
        "recipient": ASHA,
        "recipient_email": "a•••@example.com",
        "recipient_mobile": "98••••0004",
        "checkers": RAVI,
        "reason": "'=1+1",
        "value": "",
        "private": "False",
        "policy_hash": world.policy.hash(),
        "reference": request.reward.reference,
        "enkash_transaction_id": request.reward.transaction_id,
        "settled_by": "clock",
        "reverses": "",
        "asked_at_local": "2026-11-22T18:00:00+05:30",
        "asked_at_utc": "2026-11-22T12:30:00+00:00",
        "decided_at_local": "2026-11-22T18:00:00+05:30",
        "decided_at_utc": "2026-11-22T12:30:00+00:00",
        "settled_at_local": "2026-11-22T18:00:00+05:30",
        "settled_at_utc": "2026-11-22T12:30:00+00:00",
        "taken_back_at_local": "",
        "taken_back_at_utc": "",
    }


def test_what_came_to_nothing_says_who_checked_it_and_cells_areharmless(world: World) -> None:
    _, declined, pending, _ = rows(typed(world).stdout)
    assert (declined["status"], declined["checkers"], declined["settled_at_utc"]) == ("declined", FARAH, "")
    assert (pending["status"], pending["checkers"], pending["reason"]) == ("pending", "", "'@SUM(A1)")


def test_the_last_row_holds_the_totals_and_the_head(world: World) -> None:
    last = rows(typed(world).stdout)[-1]
    assert (last["reward"], last["status"], last["points"]) == ("TOTAL", "1 allocated of 3", "100")
    assert last["last_entry"] == head(world)


def test_jsonl_is_an_object_a_line_the_totals_last(world: World) -> None:
    *told, last = map(json.loads, typed(world, "--format", "jsonl").stdout.splitlines())
    assert [tuple(row) for row in told] == [COLUMNS] * 3
    assert (told[0]["points"], told[0]["checkers"], told[0]["reason"]) == (100, [RAVI], "=1+1")
    assert last["totals"] == {
        "rewards": 3,
        "points_allocated": 100,
        "points_taken_back": 0,
        "by_status": {status: {"rewards": 1, "points": p} for status, p in
                      (("allocated", 100), ("declined", 20), ("pending", 30))},
        "head": head(world),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "points"),
    [
        (("--since", "2026-11-22", "--until", "2026-11-22"), ["100"]),
        (("--since", "2026-11-23"), ["20", "30"]),
        (("--until", "2026-11-21"), []),
        (("--until", "2026-11-22", "--time-zone", "UTC"), ["100", "20", "30"]),
        (("--since", "2026-11-23", "--time-zone", "UTC"), []),
    ],
)
def test_days_are_those_of_the_zone_both_ends_included(world: World, words: tuple[str, ...], points: list[str]) -> None:
    *told, last = rows(typed(world, *words).stdout)
    assert [row["points"] for row in told] == points
    assert last["points"] == ("100" if "100" in points else "0")


def test_local_times_are_those_of_the_zone_that_was_named(world: World) -> None:
    paid = rows(typed(world, "--time-zone", "Europe/Berlin").stdout)[0]
    assert (paid["asked_at_local"], paid["asked_at_utc"]) == ("2026-11-22T13:30:00+01:00", "2026-11-22T12:30:00+00:00")


def test_a_zone_that_nobody_knows_and_days_that_end_before_they_begin_are_refused(world: World, tmp_path: Path) -> None:
    assert "knows no time zone Mars/Base" in typed(world, "--time-zone", "Mars/Base", code=1).stderr
    days = ("--since", "2026-11-23", "--until", "2026-11-22", "-o", str(tmp_path / "books.csv"))
    assert "before" in typed(world, *days, code=2).stderr
    assert not list(tmp_path.iterdir())


def test_into_a_file_it_writes_the_same_and_says_how_many(world: World, tmp_path: Path) -> None:
    ended = typed(world, "-o", str(tmp_path / "books.csv"))
    assert (ended.stdout, ended.stderr) == ("", f"3 rewards written to {tmp_path / 'books.csv'}.\n")
    assert (tmp_path / "books.csv").read_text("utf-8") == "\ufeff" + typed(world).stdout
    typed(world, "-o", str(tmp_path / "books.jsonl"), "--format", "jsonl")
    assert (tmp_path / "books.jsonl").read_text("utf-8") == typed(world, "--format", "jsonl").stdout


@given(st.text("x;,\t\n\r\"'=+-@ ", max_size=12))
def test_no_cell_begins_a_formula_whatever_a_spreadsheet_takes_for_the_end_of_a_cell(reason: str) -> None:
    row = {**dict.fromkeys(COLUMNS, ""), "reason": reason}
    file = io.StringIO()
    write_csv(iter([row]), Totals(), file)
    for delimiter in ",;\t":
        for line in csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=delimiter):
            assert not [cell for cell in line if cell.lstrip()[:1] in set("=+-@")]


def test_what_is_no_formula_stays_as_it_was_written(world: World) -> None:
    assert harmless("thanks; 5+3, e.g. a-b@c = d") == "thanks; 5+3, e.g. a-b@c = d"
    assert harmless('x;=HYPERLINK(1); "@y') == "x;'=HYPERLINK(1); \"'@y"


def test_the_head_of_the_totals_is_among_the_seals(world: World) -> None:
    env = {"DATABASE_URL": world.settings.database_url, "HISTORY_KEY": sample.HISTORY_KEY}
    ended = CliRunner().invoke(main, ["audit", "verify", "--json", "--head", head(world)], env=env)
    assert json.loads(ended.stdout)["findings"] == []


# A file that is no file to write into.


@pytest.mark.parametrize("name", ["books.db", "link.csv", "hard.csv", "away/../books.db", "other.csv"])
def test_into_a_ledger_nothing_is_exported_whatever_it_is_called(world: World, tmp_path: Path, name: str) -> None:
    ledger = tmp_path / "books.db"
    back_up(world.sqlite.path, ledger)
    (tmp_path / "away").mkdir()
    (tmp_path / "link.csv").symlink_to(ledger)
    (tmp_path / "hard.csv").hardlink_to(ledger)
    back_up(world.sqlite.path, tmp_path / "other.csv")
    before = (tmp_path / name).read_bytes()
    assert_refused(ledger, tmp_path / name)
    assert (tmp_path / name).read_bytes()[100:] == before[100:]


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal", ".lock", ".migrate", ".copying", ".restoring"])
def test_into_what_lies_beside_the_ledger_nothing_is_exported(
    world: World, tmp_path: Path, ending: str, is_there: bool
) -> None:
    ledger = tmp_path / "books.db"
    back_up(world.sqlite.path, ledger)
    beside = tmp_path / f"books.db{ending}"
    if is_there and ending in {".lock", ".copying", ".restoring"}:
        beside.write_text("mine")
        (tmp_path / "hard.csv").hardlink_to(beside)
        assert_refused(ledger, tmp_path / "hard.csv")
    assert_refused(ledger, beside)
    assert not beside.exists() or "reward" not in beside.read_text("utf-8", errors="replace")


def assert_refused(ledger: Path, file: Path) -> None:
    ended = CliRunner().invoke(main, ["audit", "export", "-o", str(file)], env={"DATABASE_URL": f"sqlite:///{ledger}"})
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert f"{file} is a ledger, or belongs to one, so nothing was written there." in ended.stderr
