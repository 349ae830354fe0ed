"""`shabash report` and `shabash digest`, as finance types them."""

from __future__ import annotations

import csv
import io
import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.core.budget import Period
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import http_status, lose_reply
from bot.reporting.bars import WIDTH, can_be_drawn
from bot.reporting.picture import BARS_MAX, png_of
from bot.reporting.sums import By, Line, Report, Stand
from tests.shell import environment
from tests.world import ASHA, FARAH, MEERA, RAVI, World, open_world

POLICY = """
[approvals]
approvers = ["U02RAVI", "U05FARAH"]
[rewards]
rupees_per_point = 1
[[budgets]]
per = "company"
points = 1000
every = "month"
[digest]
channel = "C02GENERAL"
[report]
tax_free_rupees_per_year = 60
"""
NOVEMBER = ("--month", "2026-11")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """On 22 November in India: 100 points allocated, 20 declined, 30 undecided, 7 unknown."""
    found = open_world(tmp_path_factory.mktemp("report"), policy=POLICY)
    found.approve(found.asked(f"<@{ASHA}> 100 for the demo"))
    found.carry()
    found.decline(found.asked(f"<@{ASHA}> 20 for tea"), "no", by=FARAH)
    found.asked(f"<@{ASHA}> 30 for the launch")
    found.enkash.faults.always(ALLOCATE, lose_reply())
    found.approve(found.asked(f"<@{ASHA}> 7 for luck"), by=FARAH)
    found.carry()
    found.alter("UPDATE slack_users SET name = ? WHERE id = ?", "=1+1", MEERA)
    yield found
    found.bot.ledger.close()
    found.served.stop()


def typed(world: World, *words: str, code: int = 0, policy: str = POLICY) -> Result:
    env = {"DATABASE_URL": world.settings.database_url, "POLICY": policy}
    ended = CliRunner().invoke(main, ["report", *words], env=env)
    assert ended.exit_code == code, ended.output
    return ended


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_month_has_a_line_for_each_who_was_thanked_and_what_has_not_arrived_beside_it(world: World) -> None:
    lines = typed(world, *NOVEMBER).stdout.splitlines()
    assert lines[0] == "2026-11-01 to 2026-11-30, by recipient, in points"
    assert lines[1].split("  ")[0] == "recipient"
    assert lines[3].split() == [ASHA, "Asha", "Rao", "1", "100", "30", "0", "7", "0", "20", "0"]
    assert lines[4].split() == ["TOTAL", "1", "100", "30", "0", "7", "0", "20", "0"]
    assert lines[-1].split() == ["company", "2026-11-01", "2026-11-30", "137", "1,000", "13"]


def test_what_a_file_holds_runs_nothing_in_a_spreadsheet(world: World, tmp_path: Path) -> None:
    ended = typed(world, *NOVEMBER, "--by", "giver", "--csv", str(tmp_path / "giver.csv"))
    assert ended.stderr == f"The table was written to {tmp_path / 'giver.csv'}.\n"
    text = (tmp_path / "giver.csv").read_text("utf-8")
    assert text.startswith("\ufeffgiver,name,rewards,points_allocated,points_undecided,points_on_its_way,")
    first, total = rows(text.removeprefix("\ufeff"))
    assert (first["giver"], first["name"], first["points_allocated"]) == (MEERA, "'=1+1", "100")
    assert (total["giver"], total["name"], total["points_unknown"]) == ("TOTAL", "", "7")
    assert typed(world, *NOVEMBER, "--by", "giver", "--csv", "-").stdout == text.removeprefix("\ufeff")


def test_whoever_approved_has_a_line(world: World) -> None:
    found = rows(typed(world, *NOVEMBER, "--by", "approver", "--csv", "-").stdout)
    told = {row["approver"]: (row["points_allocated"], row["points_unknown"]) for row in found}
    assert told == {RAVI: ("100", "0"), FARAH: ("0", "7"), "(nobody, or not yet)": ("0", "0"), "TOTAL": ("100", "7")}


def test_for_scripts_it_is_an_object_with_the_budgets(world: World) -> None:
    found = json.loads(typed(world, "--from", "2026-11-22", "--to", "2026-11-22", "--by", "month", "--json").stdout)
    assert (found["from"], found["to"], found["by"]) == ("2026-11-22", "2026-11-22", "month")
    assert [line["month"] for line in found["lines"]] == ["2026-11"]
    assert found["total"]["points_allocated"] == 100
    assert found["by_status"]["undecided"] == {"rewards": 1, "points": 30}
    assert [(each["budget"], each["points_taken"]) for each in found["budgets"]] == [("company", 137)]


def test_the_report_agrees_with_the_export_for_finance(world: World) -> None:
    env = {"DATABASE_URL": world.settings.database_url}
    words = ["audit", "export", "--since", "2026-11-22", "--until", "2026-11-22", "--format", "jsonl"]
    exported = json.loads(CliRunner().invoke(main, words, env=env).stdout.splitlines()[-1])["totals"]
    found = json.loads(typed(world, "--from", "2026-11-22", "--to", "2026-11-22", "--json").stdout)
    assert found["total"]["points_allocated"] == exported["points_allocated"]
    points = {status: told["points"] for status, told in exported["by_status"].items()}
    assert points == {"allocated": 100, "declined": 20, "pending": 30, "unknown": 7}
    assert sum(told["points"] for told in found["by_status"].values()) == sum(points.values())


def test_a_day_is_the_companys_own(world: World) -> None:
    """18:00 on the 22nd in India is still the 22nd; in Auckland it is the 23rd."""
    there = POLICY.replace("[rewards]", '[rewards]\ntime_zone = "Pacific/Auckland"')
    for policy, points in ((POLICY, 0), (there, 100)):
        told = typed(world, "--from", "2026-11-23", "--to", "2026-11-23", "--json", policy=policy).stdout
        assert json.loads(told)["total"]["points_allocated"] == points


def test_a_tax_report_tells_rupees_and_what_is_over_the_policys_limit(world: World) -> None:
    told = typed(world, "--tax", "--year", "2026-27")
    assert told.stdout.splitlines()[3].split() == [ASHA, "Asha", "Rao", "1", "0", "100", "100", "40"]
    assert "beyond 60 rupees a person" in told.stdout
    found = json.loads(typed(world, "--tax", "--year", "2026-27", "--json").stdout)
    assert found["total"] == {
        "rewards": 1,
        "points_taken_back": 0,
        "points": 100,
        "rupees": 100,
        "over_limit_rupees": 40,
    }
    (total,) = rows(typed(world, "--tax", "--year", "2025-26", "--csv", "-").stdout)
    assert (total["person"], total["points"]) == ("TOTAL", "0")


def test_without_rupees_or_a_limit_a_tax_report_says_so(world: World) -> None:
    no_limit = POLICY.replace("tax_free_rupees_per_year = 60", "")
    assert (
        "names no report.tax_free_rupees_per_year" in typed(world, "--tax", "--year", "2026-27", policy=no_limit).stdout
    )
    no_rupees = no_limit.replace("rupees_per_point = 1", "")
    told = typed(world, "--tax", "--year", "2026-27", policy=no_rupees).stdout
    assert "names no rewards.rupees_per_point" in told
    assert told.splitlines()[3].split() == [ASHA, "Asha", "Rao", "1", "0", "100"]


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("--month", "2026-13"), "write it like 2026-11"),
        (("--month", "2026-11", "--from", "2026-11-01"), "--from and --to are for other days"),
        (("--to", "2026-11-01"), "--to needs --from"),
        (("--from", "2026-11-02", "--to", "2026-11-01"), "The last day is before the first."),
        (("--tax",), "--tax --year 2026-27"),
        (("--year", "2026-27"), "--tax --year 2026-27"),
        (("--tax", "--year", "2026-28"), "write it like 2026-27"),
        (("--tax", "--year", "2026-27", "--by", "giver"), "With --tax there are only"),
        (("--json", "--csv", "-"), "give --csv a file"),
    ],
)
def test_what_does_not_go_together_is_told_with_its_mend(world: World, words: tuple[str, ...], mend: str) -> None:
    assert mend in typed(world, *words, code=2).stderr


def test_without_any_days_it_is_the_last_whole_month(world: World) -> None:
    told = json.loads(typed(world, "--json").stdout)
    first, last = date.fromisoformat(told["from"]), date.fromisoformat(told["to"])
    assert (first.day, (last - first).days in range(27, 31)) == (1, True)
    assert first.month == last.month


def test_the_ledgers_own_file_is_not_written_over(world: World) -> None:
    path = world.settings.database_url.removeprefix("sqlite:///")
    for option in ("--csv", "--png"):
        assert typed(world, *NOVEMBER, option, path, code=1).stderr
    assert world.requests()


def test_a_chart_is_a_picture_with_a_bar_for_each(world: World, tmp_path: Path) -> None:
    typed(world, *NOVEMBER, "--png", str(tmp_path / "a.png"))
    drawn = (tmp_path / "a.png").read_bytes()
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", drawn[16:24])
    assert (width, height) == (WIDTH, size_of(1)[1])


def size_of(count: int, name: str = "Asha") -> tuple[int, int]:
    drawn = png_of(of(count, name))
    width, height = struct.unpack(">II", drawn[16:24])
    return width, height


def of(count: int, name: str = "Asha") -> Report:
    """A report with so many lines."""
    lines = [Line(f"U{number}", name) for number in range(count)]
    for number, line in enumerate(lines, start=1):
        line.sums[Stand.ALLOCATED].add(1, number)
    return Report(Period(date(2026, 11, 1), date(2026, 12, 1)), By.RECIPIENT, tuple(lines), Line(""))


def test_however_many_lines_a_report_has_a_chart_stays_a_chart() -> None:
    assert size_of(BARS_MAX + 1) == size_of(10_000)
    assert size_of(0) == size_of(1)


@pytest.mark.parametrize("name", ["Asha Rao", "José Ñandú", "मीरा नायर", "\u202eevil", "𓀀𓀁", "", "a" * 500, "\n\t"])
def test_whatever_somebody_is_called_a_chart_is_drawn(name: str) -> None:
    assert size_of(3, name) == size_of(3)


def test_a_name_that_no_font_has_gives_way_to_the_id() -> None:
    assert can_be_drawn("Asha Rao")
    assert not can_be_drawn("\ue000\ue001")
    assert png_of(of(1, "\ue000\ue001")) == png_of(of(1, "")) != png_of(of(1, "Asha"))


def test_without_pillow_it_says_how_to_install_it(world: World, tmp_path: Path) -> None:
    """As a process of its own, in which Pillow cannot be found."""
    hidden = "import sys; sys.modules['PIL'] = None; from bot.cli import main; main()"
    words = [sys.executable, "-c", hidden, "report", *NOVEMBER, "--png", str(tmp_path / "a.png")]
    env = environment(world.settings, POLICY=POLICY)
    ended = subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (
        1,
        "A chart needs one library more, Pillow. Run: .venv/bin/pip install '.[charts]'\n",
    )
    assert not (tmp_path / "a.png").exists()


def digest(world: World, code: int = 0, policy: str = POLICY) -> Result:
    env = environment(world.settings, POLICY=policy)
    ended = CliRunner().invoke(main, ["digest"], env=env)
    assert ended.exit_code == code, ended.output
    return ended


def test_a_digest_is_printed_and_not_posted(world: World) -> None:
    calls = len(world.slack.calls)
    told = digest(world).stdout
    assert told.startswith("Rewards from ")
    assert {call.method for call in world.slack.calls[calls:]} <= {"auth.test", "conversations.info"}
    assert world.rows("SELECT count(*) FROM outbox WHERE kind = 'digest'") == [(0,)]


def test_a_policy_without_a_digest_and_a_slack_that_is_away_are_told(world: World) -> None:
    least = '[approvals]\napprovers = ["U02RAVI"]'
    assert "names no channel for a digest" in digest(world, 1, least).stderr
    world.slack.faults.next("auth.test", http_status(503))
    assert "Slack could not be asked" in digest(world, 1).stderr
