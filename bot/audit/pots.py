"""Whether each budget's pot holds what the requests that name it say: it is counted on the way, and can be added up."""

from __future__ import annotations

import json
from collections import Counter

from bot.audit import Report
from bot.core.moves import CAME_TO_NOTHING
from bot.ledger.connection import Connection

_SHARES = """
    SELECT requests.pots AS pots, requests.status AS asked, rewards.status AS sent, rewards.points AS points
    FROM requests JOIN rewards ON rewards.request_id = requests.id
    WHERE requests.pots <> '[]' AND rewards.taken_back_at IS NULL
"""


def check_pots(db: Connection, report: Report) -> None:
    """Finds every pot from which more or less is taken than by all that has not come to nothing or been taken back."""
    due: Counter[str] = Counter()
    for share in db.execute(_SHARES):
        if CAME_TO_NOTHING.isdisjoint((share["asked"], share["sent"])):
            due.update(dict.fromkeys(json.loads(share["pots"]), share["points"]))
    taken = {row["name"]: int(row["taken_points"]) for row in db.execute("SELECT name, taken_points FROM pots")}
    for name in sorted({*due, *taken}):
        if due[name] != taken.get(name, 0):
            what = f"{taken.get(name, 0):,} points are taken, and its requests add up to {due[name]:,}."
            report.find(f"the budget {name}", what)
