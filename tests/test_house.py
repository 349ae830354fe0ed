"""The rules of the house: which module may know which, how big a piece may be, and what no file may hold."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Who may import what of ours. "ledger" is what `bot/ledger/__init__.py` shows; "core.*" is core with all inside it.
# A module may always import its own package. One without a line here is refused.
ARROWS: dict[str, set[str]] = {
    "core": set(),
    "log": set(),
    "messages": {"core.*"},
    "people": {"core.*"},
    "ledger": {"core.*"},
    "enkash": {"core.*"},
    "slack": {"core.*"},
    "rounds": set(),
    "directory": {"core.*", "slack", "ledger", "rounds"},
    "rewards": {"core.*", "ledger", "people"},
    "listeners": {"core.*", "messages.*", "rewards.*"},
    "outbox": {"core.*", "messages.*", "rewards.*", "slack", "enkash", "ledger", "rounds", "reporting.bars"},
    "settings": {"core.*"},
    "web": {"settings"},
    "metrics": {"core.*", "ledger"},
    "socket_mode": set(),
    "checking": {"core.*", "messages.*", "slack", "enkash", "ledger.*", "settings"},
}
ARROWS["audit"] = {"core.*", "ledger.*"}
ARROWS["reporting"] = {"core.*", "ledger.*"}
ARROWS["connecting"] = {"enkash", "ledger.*", "rewards.*", "settings"}
ARROWS["bolting"] = {"settings"}
ARROWS["at_once"] = {"core.*", "slack"}
ARROWS["health"] = {"core.*", "directory", "enkash", "ledger.*", "outbox.*"}
ARROWS["app"] = {f"{room}.*" for room in ARROWS}
ARROWS["playground"] = {"core.*", "settings", "app", "people", "ledger.*", "log"}
ARROWS["cli"] = {f"{room}.*" for room in ARROWS}
ARROWS["__main__"] = {"cli"}

# Libraries that come with a declared one, whose versions it fixes.
COME_WITH = {"slack_sdk": "slack-bolt", "pydantic": "pydantic-settings", "tabulate": "sqlite-utils"}

# Core gets `now`, and what it needs of the world, from its callers.
WORLDLY = {"asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess"}
WORLDLY |= {"tempfile", "threading", "time", "urllib", "uuid"}
CLOCKS_AND_FILES = {"now", "utcnow", "today", "open", "input", "print"}


Nodes = list[ast.AST]


def files(folder: str) -> dict[str, Nodes]:
    """Path below the root -> all that stands in it, of every Python file in the folder."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): [*ast.walk(ast.parse(path.read_text("utf-8")))] for path in paths}


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


BOT = files("bot")
TESTS = files("tests")
MODULES = {module_name(path) for path in BOT}


def imports(path: str, nodes: Nodes) -> Iterator[str]:
    """Every module that the file imports, wherever in the file; of ours the module itself, not the name in it."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = path.split("/")[: -node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                submodule = f"{base}.{alias.name}"
                yield submodule if submodule in MODULES else base


def may_import(importer: str, imported: str) -> bool:
    """Both without their leading `bot.`."""
    room, other = importer.split(".")[0], imported.split(".")[0]
    allowed = ARROWS.get(room, set())
    return room == other or imported in allowed or f"{other}.*" in allowed


def called_name(node: ast.AST) -> str:
    """The last name of what is called, `now` for `datetime.now(UTC)`; empty for anything but a call."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_room_has_its_line_of_arrows() -> None:
    rooms = {name.split(".")[1] for name in MODULES if "." in name}
    assert sorted(rooms - ARROWS.keys()) == []


def test_arrows_point_one_way() -> None:
    wrong = [
        f"{path} imports {name}"
        for path, nodes in BOT.items()
        for name in imports(path, nodes)
        if name.split(".")[0] == "bot"
        and not may_import(module_name(path).removeprefix("bot").lstrip("."), name.removeprefix("bot").lstrip("."))
    ]
    assert wrong == []


def test_the_core_is_standard_library_only_and_has_no_clock_no_files_and_no_chance() -> None:
    wrong = []
    for path, nodes in BOT.items():
        if path.startswith("bot/core/"):
            names = {name.split(".")[0] for name in imports(path, nodes)} - {"bot"}
            wrong += [f"{path} imports {name}" for name in names - sys.stdlib_module_names | names & WORLDLY]
            wrong += [
                f"{path}:{node.lineno} calls {called_name(node)}"
                for node in nodes
                if isinstance(node, ast.Call) and called_name(node) in CLOCKS_AND_FILES
            ]
    assert wrong == []


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    declared = {re.split(r"[><=!~;\[ ]", line)[0] for line in lines}
    distributions = packages_distributions()
    imported = {name.split(".")[0] for path, nodes in BOT.items() for name in imports(path, nodes)}
    libraries = imported - sys.stdlib_module_names - COME_WITH.keys() - {"bot", "_typeshed"}
    bringers = {name: {bringer.replace("_", "-") for bringer in distributions.get(name, ())} for name in libraries}
    assert {name: bringer for name, bringer in bringers.items() if not bringer & declared} == {}
    assert set(COME_WITH.values()) <= declared


def test_no_file_of_the_bot_is_longer_than_300_lines() -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in BOT}
    assert {path: length for path, length in lengths.items() if length > 300} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, nodes in (BOT | TESTS).items()
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []


def test_no_exception_is_caught_and_forgotten() -> None:
    """`contextlib.suppress` names what is left out on purpose."""
    silent = [
        f"{path}:{node.lineno}"
        for path, nodes in (BOT | TESTS).items()
        for node in nodes
        if isinstance(node, ast.ExceptHandler) and (node.type is None or isinstance(node.body[0], ast.Pass))
    ]
    assert silent == []


def test_tests_neither_sleep_nor_patch() -> None:
    """They pass time and randomness in, and stand in for what is outside with classes of their own."""
    wrong = [
        f"{path}:{node.lineno} {called_name(node)}"
        for path, nodes in TESTS.items()
        for node in nodes
        if isinstance(node, ast.Call) and called_name(node) in {"sleep", "patch", "setattr"}
    ]
    wrong += [
        f"{path} imports {name}" for path, nodes in TESTS.items() for name in imports(path, nodes) if "mock" in name
    ]
    assert wrong == []


def files_of_the_repository() -> list[Path]:
    """Everything that is committed or could be by `git add`; skips the test where there is no repository."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("there is no git repository here, so nobody can say which files belong to it")
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# Each is written so that it does not find itself.
UNWANTED = {
    "a registry's host": r"\b(?:pypi|npmjs|pythonhosted)[.](?:org|com)\b|\bindex[-]url\b|/simple[/]",
    "a path of one machine": r"(?<![\w.])/(?:work|root|farm|home|Users)/",
    "a note to come back": r"\b(?:TO[D]O|FIX[M]E)\b",
}


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_holds(what: str) -> None:
    found = []
    for path in files_of_the_repository():
        lines = path.read_bytes().decode("utf-8", "replace").splitlines()
        numbers = [number for number, line in enumerate(lines, 1) if re.search(UNWANTED[what], line)]
        found += [f"{path.relative_to(ROOT)}:{number}" for number in numbers]
    assert found == []
