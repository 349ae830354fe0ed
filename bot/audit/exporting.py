"""Every reward as a row for finance: who asked, who decided, what moved, and when; the totals last.

The rows are those of the ledger as it stands, and the totals name the head of the newest seal, so that `audit verify`
vouches for what is handed on. E-mail and mobile are masked as in the view people_masked.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, TextIO

from bot.audit import Progress
from bot.core.cells import harmless
from bot.core.masking import masked_email, masked_mobile
from bot.ledger.connection import Connection, Row, each_row

_REWARDS = """
    SELECT rewards.*, requests.giver_id, requests.reason, requests.policy_hash, requests.channel_id,
        requests.value, requests.is_private,
        requests.points AS points_asked, requests.status AS request_status, requests.asked_at, requests.ended_at,
        (SELECT json_group_array(decider_id) FROM decisions WHERE request_id = requests.id) AS checkers,
        (SELECT max(id) FROM history WHERE request_id = requests.id) AS last_entry,
        coalesce(rewards.settled_at, requests.ended_at, requests.asked_at) AS counts_at
    FROM requests JOIN rewards ON rewards.request_id = requests.id
    ORDER BY requests.asked_at, rewards.id
"""
COLUMNS = (
    *(
        "reward",
        "status",
        "points",
        "points_asked",
        "maker",
        "recipient",
        "recipient_email",
        "recipient_mobile",
        "checkers",
    ),
    *("reason", "value", "private", "policy_hash", "reference", "enkash_transaction_id", "settled_by", "reverses"),
    *("asked_at_local", "asked_at_utc", "decided_at_local", "decided_at_utc", "settled_at_local", "settled_at_utc"),
    *("taken_back_at_local", "taken_back_at_utc"),
    "last_entry",
)
ALLOCATED, TAKEN_BACK = "allocated", "taken back"
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included, in this zone. A reward counts on the day on which it was settled; one that was not, when
    its request ended, or else when it was asked."""

    zone: tzinfo
    since: date | None = None
    until: date | None = None

    def holds(self, at: str) -> bool:
        day = datetime.fromisoformat(at).astimezone(self.zone).date()
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(slots=True)
class Totals:
    """What was handed on: rewards and points by status, and the head of the newest seal. A reversal that EnKash has
    confirmed counts as TAKEN_BACK; the reward that it reverses stays allocated."""

    rewards: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    head: str = ""

    def add(self, row: dict[str, Any]) -> None:
        status = TAKEN_BACK if row["reverses"] and row["status"] == ALLOCATED else row["status"]
        self.rewards[status] += 1
        self.points[status] += row["points"]


def rewards_in(
    db: Connection, span: Span, totals: Totals, progress: Progress = lambda done, total: None
) -> Iterator[dict[str, Any]]:
    """A row for each reward of these days, the oldest first; `totals` is whole once they have all been taken. `db`
    shows one moment, while the bot goes on writing."""
    total = int(db.execute("SELECT count(*) FROM rewards").fetchone()[0])
    for number, row in enumerate(each_row(db, _REWARDS), start=1):
        if number % _TOLD_EVERY == 0:
            progress(number, total)
        if span.holds(row["counts_at"]):
            told = _row(row, span.zone)
            totals.add(told)
            yield told
    seal = db.execute("SELECT head FROM seals ORDER BY id DESC LIMIT 1").fetchone()
    totals.head = seal["head"].hex() if seal else ""
    progress(total, total)


def _row(row: Row, zone: tzinfo) -> dict[str, Any]:
    moments = {"asked_at": row["asked_at"], "decided_at": row["ended_at"], "settled_at": row["settled_at"]}
    moments["taken_back_at"] = row["taken_back_at"]
    told = {
        "reward": row["id"],
        "status": row["status"] or row["request_status"],
        "points": row["points"],
        "points_asked": row["points_asked"],
        "maker": row["giver_id"],
        "recipient": row["recipient_id"],
        "recipient_email": masked_email(row["sent_email"]) if row["sent_email"] else "",
        "recipient_mobile": masked_mobile(row["sent_mobile"]) if row["sent_mobile"] else "",
        "checkers": json.loads(row["checkers"]),
        "reason": row["reason"],
        "value": row["value"],
        "private": bool(row["is_private"]),
        "policy_hash": row["policy_hash"],
        "reference": row["reference"],
        "enkash_transaction_id": row["transaction_id"],
        "settled_by": row["settled_by"],
        "reverses": row["reverses"] or "",
        "last_entry": row["last_entry"],
    }
    for name, at in moments.items():
        told[f"{name}_local"], told[f"{name}_utc"] = _local(at, zone), _local(at, UTC)
    return {column: told[column] for column in COLUMNS}


def _local(at: str | None, zone: tzinfo) -> str:
    return "" if at is None else datetime.fromisoformat(at).astimezone(zone).isoformat(timespec="seconds")


def write_jsonl(rows: Iterator[dict[str, Any]], totals: Totals, file: TextIO) -> None:
    """An object a line, and in the last one the totals."""
    for row in rows:
        file.write(json.dumps(row) + "\n")
    by_status = {
        status: {"rewards": count, "points": totals.points[status]} for status, count in sorted(totals.rewards.items())
    }
    told = {
        "rewards": totals.rewards.total(),
        "points_allocated": totals.points[ALLOCATED],
        "points_taken_back": totals.points[TAKEN_BACK],
        "by_status": by_status,
        "head": totals.head,
    }
    file.write(json.dumps({"totals": told}) + "\n")


def write_csv(rows: Iterator[dict[str, Any]], totals: Totals, file: TextIO) -> None:
    """A line each below the names of the columns; in the last one the points that were allocated, less those that were
    taken back, and the head."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([harmless(" ".join(cell) if isinstance(cell, list) else cell) for cell in row.values()])
    count = f"{totals.rewards[ALLOCATED]} allocated of {totals.rewards.total()}"
    if totals.rewards[TAKEN_BACK]:
        count += f", {totals.rewards[TAKEN_BACK]} taken back"
    left = totals.points[ALLOCATED] - totals.points[TAKEN_BACK]
    last = {"reward": "TOTAL", "status": count, "points": left, "last_entry": totals.head}
    writer.writerow([last.get(column, "") for column in COLUMNS])
