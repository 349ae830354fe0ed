"""9: `shabash audit verify` beside a plain read of the rows that it looks at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.ledger.sqlite import SqliteLedger, connect
from bot.rewards.sealing import Sealer
from tests.auditing import verified
from tests.bench.bots import leave_the_disk_out, open_bot
from tests.bench.filling import fill
from tests.bench.rows import Figure, Goal, Row, middle_ms
from tests.bench.sizes import Size
from tests.bench.timing import interleaved

TABLES = ("requests", "rewards", "decisions", "history", "seals")
ROUNDS = 3


def measure(folder: Path, size: Size) -> list[Row]:
    """Every HMAC is made anew, and every row held against what the entries say of it."""
    open_bot(folder / "ours").ledger.close()
    path = folder / "ours" / "playground.db"
    fill(path, 1, size.verified, is_sealed=False)
    bot = open_bot(folder / "ours")
    assert isinstance(bot.ledger, SqliteLedger)
    leave_the_disk_out(bot.ledger)
    Sealer(bot.ledger).seal()
    keys, rows = bot.settings.history_keys, _read(path)
    bot.ledger.close()

    def verify() -> None:
        findings = verified(path, keys).findings
        assert not findings, findings[0]

    taken = interleaved({"ours": lambda: verify, "read": lambda: _reading(path)}, ROUNDS)
    ours, read = middle_ms(taken["ours"]), middle_ms(taken["read"])
    rates = [Figure(rows / (figure.value / 1000), "/s") for figure in (ours, read)]
    return [
        Row(f"9 audit verify of {size.verified:,} rewards / reading their rows", ours, read, Goal(25),
            f"{rows:,} rows: {rates[0]} verified, {rates[1]} read"),
    ]  # fmt: skip


def _reading(path: Path) -> Callable[[], object]:
    return lambda: _read(path)


def _read(path: Path) -> int:
    """How many rows there are: each taken from SQLite, and nothing done with it."""
    with closing(connect(path)) as db:
        return sum(1 for table in TABLES for _ in db.execute(f"SELECT * FROM {table}"))
