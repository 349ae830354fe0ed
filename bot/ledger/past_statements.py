"""The statement behind a person's history: it walks two indexes backwards, and no further than the page it is for."""

from __future__ import annotations

from bot.ledger.transaction import Transaction

# Each half is cut before the two are sorted together, so that neither is read to its end.
_ASKED_OR_RECEIVED = """
    SELECT id FROM (
        SELECT * FROM (
            SELECT id, asked_at FROM requests INDEXED BY requests_by_giver
            WHERE giver_id = ? ORDER BY asked_at DESC, id DESC LIMIT ?
        ) AS asked
        UNION
        SELECT * FROM (
            SELECT request_id, asked_at FROM rewards INDEXED BY rewards_by_recipient
            WHERE recipient_id = ? AND asked_at IS NOT NULL AND status = 'allocated' AND reverses IS NULL
            ORDER BY asked_at DESC, request_id DESC LIMIT ?
        ) AS received
    ) AS past
    ORDER BY asked_at DESC, id DESC LIMIT ? OFFSET ?
"""


class PastStatements(Transaction):
    """The part of a transaction that lists what is behind somebody."""

    def asked_or_received(self, person_id: str, *, limit: int, offset: int) -> tuple[str, ...]:
        """The requests that this person asked for, and those whose points have reached them, the newest first."""
        reach = offset + limit
        rows = self._all(_ASKED_OR_RECEIVED, person_id, reach, person_id, reach, limit, offset)
        return tuple(row["id"] for row in rows)
