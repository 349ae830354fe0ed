"""10: on Postgres, what 1 to 4 are on SQLite, each beside the same floor on the same server."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tests.bench import carrying, command, hanging, traffic
from tests.bench.places import OnServer
from tests.bench.rows import Row
from tests.bench.sizes import Size
from tests.postgres import ON_DISK, running_server, why_not


def measure(folder: Path, size: Size) -> list[Row]:
    """On the one in TEST_DATABASE_URL, or on one of our own, which syncs to the disk; no rows where neither is."""
    if why_not():
        return []
    with running_server(ON_DISK) as server, ExitStack() as stack:
        place = OnServer(server, stack)
        rows = command.measure_in(place, _made(folder / "1"), size)
        for number, measured in (("2", traffic.measure), ("3", hanging.measure), ("4", carrying.measure)):
            rows += measured(_made(folder / number), size, place)
    return [replace(row, what=f"10 on Postgres: {row.what}") for row in rows]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
