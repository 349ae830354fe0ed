"""Looking back at rewards: who gave, received and approved how much, and what is over a yearly limit.

    sums.py      what became of the rewards of some days       budgets.py   what was taken of budgets in them
    tax.py       what reached each person in a year            picture.py   a chart of it, where Pillow is installed

Each reads one moment of the ledger, adding up in the database a part at a time, while the bot goes on writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.ledger.connection import Connection

Progress = Callable[[int, int], None]


def names_of(db: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Slack id to real name, of those whom Slack has told."""
    wanted = set(ids)
    rows = db.execute("SELECT id, name FROM slack_users")
    return {row["id"]: row["name"] for row in rows if row["id"] in wanted and row["name"]}
