"""What every test shares. No test reads `.env` or the environment's settings, and none leaves this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import Server, running_server

# No deadline: how long an example takes says more about what else the machine is doing than about the code.
settings.register_profile("local", deadline=None)
# In CI the same examples every time, so that a red run is about the change, and can be had again at home.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A Postgres server, started once; the test is skipped where there is none."""
    with running_server() as server:
        yield server


@pytest.fixture
def database_url(postgres: Server) -> Iterator[str]:
    """A database of the test's own, with an empty ledger in it."""
    with postgres.database() as url:
        yield url


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run every scenario on Postgres too")
