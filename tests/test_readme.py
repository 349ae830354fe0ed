"""What the README promises is held to the code: its tables, its commands, its settings."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import click
import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from bot.cli import main
from bot.core.command import Subcommand, parse
from bot.core.reward import RequestStatus, RewardStatus
from bot.settings import PolicyFile, Settings, to_policy
from tests.bench import reckoning
from tests.kills.test_kills import KILLS, KILLS_ON_POSTGRES
from tests.replicas.trial import TROUBLES_A_STORY
from tests.simulation.test_simulation import LIVES, SEEDS_ON_POSTGRES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def table(heading: str) -> dict[str, list[str]]:
    """The first table below a heading: first cell, without backticks, to the other cells."""
    _, _, below = README.partition(f"\n{heading}\n")
    assert below, f"the README has no heading {heading}"
    rows = re.search(r"\n\|.*\n\|[-|]+\n((?:\|.*\n)+)", below)
    assert rows
    cells = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[1].splitlines()]
    return {first.strip("` "): [cell.strip(" |") for cell in rest] for first, *rest in cells}


def test_every_setting_stands_in_the_table_with_its_default_and_meaning() -> None:
    documented = table("## Settings")
    assert list(documented) == [name.upper() for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        default, meaning = documented[name.upper()]
        assert meaning == field.description
        if field.default is PydanticUndefined:
            assert default == "required"
        elif (plain := str(field.default)) and "Secret" not in type(field.default).__name__:
            assert default == f"`{plain}`"
        else:
            assert default in {"not set", "required over HTTP"}


def test_every_policy_key_stands_in_the_table_with_its_default() -> None:
    documented = table("### The policy")
    keys: dict[str, object] = {}
    for section, field in PolicyFile.model_fields.items():
        if not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            keys[section] = field.default
            continue
        for key, value in field.annotation.model_fields.items():
            keys[f"{section}.{key}"] = value.default
    assert documented.keys() == keys.keys()
    for key, default in keys.items():
        written = documented[key][0]
        shown = json.dumps(default) if isinstance(default, tuple | bool) else default
        assert written == f"`{shown}`" or default in (PydanticUndefined, None, ()), key


def test_every_status_stands_in_the_table_and_no_other() -> None:
    assert set(table("### Statuses")) == {*RequestStatus, *RewardStatus}


def test_every_command_stands_in_the_table_and_no_other() -> None:
    assert set(table("## Command line")) == {f"shabash {name}" for name in commands(main)}


def commands(group: click.Group, before: str = "") -> list[str]:
    found = []
    for name, command in group.commands.items():
        inner = commands(command, f"{before}{name} ") if isinstance(command, click.Group) else [f"{before}{name}"]
        found.extend(inner)
    return found


@pytest.mark.parametrize(
    "line",
    re.findall(
        r"(shabash (?:init|manifest|check|explain|dashboard|people|rewards|resolve|reconcile|pause|resume)[^`\n]*"
        r"|shabash (?:ledger|run|playground|report|digest)[^`\n]*)",
        README,
    ),
)
def test_every_command_line_of_the_readme_names_a_command_and_options_that_exist(line: str) -> None:
    words = line.split("#")[0].split()[1:]
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_every_slack_subcommand_of_the_readme_exists() -> None:
    named = set(re.findall(r"`/reward (pending|status|cancel|help|explain|away|back|undo)", README))
    assert named == {"pending", "status", "cancel", "help", "explain", "away", "back", "undo"}
    for word in named:
        parsed = parse(f"{word} R-7Q2MK4")
        assert isinstance(parsed, Subcommand)
        assert parsed.word == word


@pytest.mark.parametrize("policy", re.findall(r"```toml\n(.*?)```", README, re.DOTALL))
def test_every_policy_of_the_readme_is_taken(policy: str) -> None:
    to_policy("\n".join(line.strip() for line in policy.splitlines()))


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_the_readme_links_to_or_names_exists() -> None:
    linked = re.findall(r"\]\((?!http|#)([^)]+)\)", README)
    named = re.findall(r"`((?:bot|tests)/[\w/.]+)`", README)
    assert linked
    assert [path for path in linked + named if not (ROOT / path).exists()] == []


def test_every_heading_that_the_readme_points_to_exists() -> None:
    headings = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", README)) <= headings


def test_what_companies_of_three_sizes_need_is_reckoned_anew() -> None:
    assert reckoning.table() in README, "python -m tests.bench.reckoning"


def test_how_much_make_test_tries_is_what_it_tries() -> None:
    told = " ".join(README.split())
    assert f"with `--postgres` there (`make test`: {SEEDS_ON_POSTGRES})" in told
    assert f"and on Postgres (`make test`: {KILLS} and {KILLS_ON_POSTGRES})" in told
    assert f"under supervision and load (`make test`: {TROUBLES_A_STORY})" in told
    assert f"`make test` lives {LIVES:,} of them, `.ci/run` 10,000, and" in told
    assert "SIMULATED_LIVES=10000" in (ROOT / ".ci/run").read_text("utf-8")


def test_every_library_that_is_installed_has_its_row_in_the_decisions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    libraries = {re.split(r"[><=]", line)[0] for line in project["dependencies"]}
    _, _, decisions = README.partition("\n## Decisions\n")
    rows = set(re.findall(r"^\| ([\w-]+) \|", decisions, re.MULTILINE)) - {"library"}
    assert rows == libraries
