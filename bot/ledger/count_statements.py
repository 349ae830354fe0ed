"""The statements behind `/metrics`: each reads a table of a few rows, or an index of what is in flight."""

from __future__ import annotations

from datetime import datetime

from bot.ledger import Counts, Lane, Waiting
from bot.ledger.transaction import Transaction

# What a person or a clock is waited for is no backlog: a deadline, a reward that stayed unknown and word of it.
_WAITING = """
    SELECT count(*), min(staged_at) FROM outbox AS o INDEXED BY outbox_due
    WHERE lane = ? AND done_at IS NULL AND kind NOT IN ('deadline', 'still_unknown')
      AND NOT EXISTS (SELECT 1 FROM rewards WHERE id = o.place AND status = 'unknown' AND o.kind = 'allocation')
      AND NOT EXISTS (SELECT 1 FROM rewards WHERE id = o.place AND status IS NULL AND o.kind = 'allocation')
"""
# By way of the reversals, which are few.
_TAKEN_BACK = """
    SELECT count(*) FROM rewards INDEXED BY rewards_reversing WHERE reverses IS NOT NULL AND status = 'allocated'
"""


class CountStatements(Transaction):
    """The part of a transaction that counts."""

    def counts(self) -> Counts:
        """How much there is of what, at this moment and since the ledger was made."""
        since = "coalesce(claimed_at, restored_at)"
        unknown, oldest = self._row(f"SELECT count(*), min({since}) FROM rewards WHERE status = 'unknown'")
        return Counts(
            moves={(row[0], row[1], row[2]): int(row[3]) for row in self._all("SELECT * FROM moves")},
            pending=self._number("SELECT count(*) FROM requests WHERE status = 'pending'"),
            approved=self._number("SELECT count(*) FROM rewards WHERE status = 'approved'"),
            sending=self._number("SELECT count(*) FROM rewards WHERE status = 'sending'"),
            unknown=Waiting(unknown, self._seconds_since(oldest)),
            lanes={lane: self._waiting(lane) for lane in Lane},
            taken_back=self._number(_TAKEN_BACK),
            is_paused=bool(self._number("SELECT count(*) FROM pauses WHERE resumed_at IS NULL")),
        )

    def _waiting(self, lane: Lane) -> Waiting:
        count, oldest = self._row(_WAITING, lane)
        return Waiting(count, self._seconds_since(oldest))

    def _number(self, sql: str) -> int:
        count: int = self._row(sql)[0]
        return count

    def _row(self, sql: str, *values: str) -> tuple[int, str | None]:
        row = self._one(sql, *values)
        assert row is not None, "an aggregate always gives a row"
        return row[0], row[1] if len(row) > 1 else None

    def _seconds_since(self, at: str | None) -> float:
        return 0.0 if at is None else max(0.0, (self.now - datetime.fromisoformat(at)).total_seconds())
