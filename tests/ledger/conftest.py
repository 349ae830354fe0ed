from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ledger.sqlite import SqliteLedger
from tests.ledger.shelf import Clock, opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[SqliteLedger]:
    """A new ledger, on a clock that stands still."""
    found = opened(tmp_path, clock)
    yield found
    found.close()
