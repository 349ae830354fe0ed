from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ledger.opening import OpenLedger, open_ledger
from tests.ledger.shelf import Clock, opened

# What every ledger promises; the other modules are about SQLite's file, or about Postgres alone.
CONTRACT = (
    *("test_ledger", "test_outbox_statements", "test_binding_statements", "test_recent_statements"),
    *("test_past_statements", "test_digest_statements", "test_reports", "test_home_statements"),
    *("test_reversing_statements", "test_queue"),
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    module = metafunc.module.__name__.rpartition(".")[2]
    if "ledger" in metafunc.fixturenames and not module.startswith("test_postgres"):
        is_contract = module in CONTRACT
        metafunc.parametrize("ledger", ["sqlite", "postgres"] if is_contract else ["sqlite"], indirect=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[OpenLedger]:
    """A new ledger, on a clock that stands still."""
    if request.param == "postgres":
        found = open_ledger(request.getfixturevalue("database_url"), clock=clock)
    else:
        found = opened(tmp_path, clock)
    yield found
    found.close()
