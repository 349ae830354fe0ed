"""6: whether memory grows with the commands.

They run in a process of their own: `python -m tests.bench.memory FOLDER FEW MANY`.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

from bot import log
from bot.ledger.sqlite import SqliteLedger
from tests.bench.bots import leave_the_disk_out, open_bot
from tests.bench.deliveries import commands, deliver
from tests.bench.rows import Figure, Goal, Row
from tests.bench.sizes import Size

ROOT = Path(__file__).parents[2]


def measure(folder: Path, size: Size) -> list[Row]:
    few, many = size.memory_commands
    command = [sys.executable, "-m", "tests.bench.memory", str(folder), str(few), str(many)]
    with (folder / "log").open("w") as log_file:
        told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=log_file, text=True)
    after_few, after_many = (Figure(megabytes, "MB") for megabytes in json.loads(told.stdout))
    return [Row(f"6 memory after {many:,} commands / after {few:,}", after_many, after_few, Goal(1.05))]


def megabytes_of(pid: int) -> float:
    """What that process has in memory now."""
    of_linux = Path(f"/proc/{pid}/statm")
    if of_linux.exists():
        return int(of_linux.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], check=True, capture_output=True, text=True)
    return int(told.stdout) * 1024 / 1e6


def main() -> None:
    folder, few, many = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    bot, deliveries, readings = open_bot(folder / "ours"), commands(), list[float]()
    assert isinstance(bot.ledger, SqliteLedger)
    leave_the_disk_out(bot.ledger)
    app = bot.wsgi()
    log.set_up("json")
    for count in (few, many - few):
        for delivery in itertools.islice(deliveries, count):
            deliver(app, delivery.environ())
        readings.append(megabytes_of(os.getpid()))
    print(json.dumps(readings))


if __name__ == "__main__":
    main()
