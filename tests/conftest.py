"""What every test shares. No test reads `.env` or the environment's settings, and none leaves this machine."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.postgres import Server, running_server, why_not

# No deadline: how long an example takes says more about what else the machine is doing than about the code.
settings.register_profile("local", deadline=None)
# In CI the same examples every time, so that a red run is about the change, and can be had again at home.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A Postgres server, started once; the test is skipped where there is none."""
    if why_not():
        pytest.skip(why_not())
    with running_server() as server:
        yield server


@pytest.fixture
def database_url(postgres: Server) -> Iterator[str]:
    """A database of the test's own, with an empty ledger in it."""
    with postgres.database() as url:
        yield url


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run every scenario on Postgres too")
    parser.addoption("--pictures", action="store_true", help="let tours write the README's pictures")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: begun last, one of them would go on alone while every other core is idle."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
    """A red test may show halves of surrogate pairs, which cannot travel from one process to another."""
    report: dict[str, Any] | None = _that_can_travel((yield))
    return report


def _that_can_travel(shown: Any) -> Any:
    match shown:
        case str():
            return shown.encode("utf-8", "backslashreplace").decode("utf-8")
        case dict():
            return {_that_can_travel(key): _that_can_travel(value) for key, value in shown.items()}
        case list() | tuple():
            return type(shown)(map(_that_can_travel, shown))
        case _:
            return shown
