"""The statements about what is behind somebody: they walk two indexes backwards, and no further than is wanted."""

from __future__ import annotations

from datetime import datetime

from bot.ledger.rows import instant
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
_ASKED = """
    SELECT id FROM requests INDEXED BY requests_by_giver WHERE giver_id = ? ORDER BY asked_at DESC, id DESC LIMIT ?
"""
_RECEIVED = """
    SELECT request_id FROM rewards INDEXED BY rewards_by_recipient
    WHERE recipient_id = ? AND asked_at IS NOT NULL AND status = 'allocated' AND reverses IS NULL
    ORDER BY asked_at DESC, request_id DESC LIMIT ?
"""
_GIVEN_BETWEEN = """
    SELECT coalesce(sum(rewards.points), 0)
    FROM requests INDEXED BY requests_by_giver JOIN rewards ON rewards.request_id = requests.id
    WHERE requests.giver_id = ? AND requests.asked_at >= ? AND requests.asked_at < ? AND rewards.status = 'allocated'
      AND rewards.reverses IS NULL AND rewards.taken_back_at IS NULL
"""
_RECEIVED_BETWEEN = """
    SELECT coalesce(sum(points), 0) FROM rewards INDEXED BY rewards_by_recipient
    WHERE recipient_id = ? AND asked_at >= ? AND asked_at < ? AND status = 'allocated'
      AND reverses IS NULL AND taken_back_at IS NULL
"""


class PastStatements(Transaction):
    """The part of a transaction that lists what is behind somebody."""

    def asked_or_received(self, person_id: str, *, limit: int, offset: int) -> tuple[str, ...]:
        """The requests that this person asked for, and those whose points have reached them, the newest first."""
        reach = offset + limit
        rows = self._all(_ASKED_OR_RECEIVED, person_id, reach, person_id, reach, limit, offset)
        return tuple(row["id"] for row in rows)

    def asked_by(self, giver_id: str, *, limit: int) -> tuple[str, ...]:
        """The requests that this person asked for, the newest first."""
        return tuple(row["id"] for row in self._all(_ASKED, giver_id, limit))

    def received_by(self, recipient_id: str, *, limit: int) -> tuple[str, ...]:
        """The requests whose points have reached this person, the newest first."""
        return tuple(row["request_id"] for row in self._all(_RECEIVED, recipient_id, limit))

    def arrived_between(self, person_id: str, since: datetime, until: datetime) -> tuple[int, int]:
        """How many points have arrived that this person gave, and that they received, of what was asked from `since`
        until just before `until`. It grows with what is theirs, and with nobody else's."""
        days = instant(since), instant(until)
        given, received = (self._one(sql, person_id, *days) for sql in (_GIVEN_BETWEEN, _RECEIVED_BETWEEN))
        assert given is not None, "an aggregate always gives a row"
        assert received is not None, "an aggregate always gives a row"
        return int(given[0]), int(received[0])
