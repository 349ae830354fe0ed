from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World, open_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The sample company, the real bot, and a clock that stands still."""
    found = open_world(tmp_path)
    yield found
    found.bot.ledger.close()
    found.served.stop()
