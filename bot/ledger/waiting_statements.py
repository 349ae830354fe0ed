"""The statements about what waits for one person: each reads the rows in flight alone, however big the ledger is."""

from __future__ import annotations

import json

from bot.core.waiting import Undecided
from bot.ledger.rows import to_ids
from bot.ledger.transaction import Held, Transaction

_UNDECIDED_BY_OTHERS = """
    SELECT id, giver_id, needs_next_tier, deciders, escalated_to, quorum, reassigned,
        coalesce(same_person_points, points * (SELECT count(*) FROM rewards WHERE request_id = requests.id))
            AS tier_points
    FROM requests INDEXED BY requests_undecided
    WHERE status = 'pending' AND expires_at > ? AND giver_id <> ?
      AND NOT EXISTS (SELECT 1 FROM rewards WHERE rewards.request_id = requests.id AND rewards.recipient_id = ?)
      AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.request_id = requests.id AND decisions.decider_id = ?)
    ORDER BY expires_at
"""
_UNDECIDED_OF = """
    SELECT id FROM requests INDEXED BY requests_pending
    WHERE status = 'pending' AND giver_id = ? AND expires_at > ? ORDER BY expires_at
"""
_OPEN = "SELECT count(*) FROM requests INDEXED BY requests_pending WHERE giver_id = ? AND status = 'pending'"
# SQLite takes the tables of a CROSS JOIN in this order; with a JOIN it begins with all that the giver ever asked for.
_ON_ITS_WAY_OF = """
    SELECT requests.id
    FROM rewards INDEXED BY rewards_on_their_way CROSS JOIN requests
    WHERE rewards.status IN ('approved', 'sending', 'unknown')
      AND requests.id = rewards.request_id AND requests.giver_id = ?
    GROUP BY requests.id ORDER BY requests.expires_at
"""


class WaitingStatements(Transaction):
    """The part of a transaction that counts and lists what waits. The soonest deadline comes first."""

    def open_requests(self, giver_id: str) -> int:
        """How many of their requests are pending. In a transaction that writes, nobody adds one before it ends."""
        self._hold(Held.GIVER, giver_id)
        row = self._one(_OPEN, giver_id)
        return 0 if row is None else int(row[0])

    def undecided_by_others(self, person_id: str) -> tuple[Undecided, ...]:
        """The pending requests that this person neither asked for nor receives, and has not approved yet."""
        rows = self._all(_UNDECIDED_BY_OTHERS, self.now_text, person_id, person_id, person_id)
        return tuple(
            Undecided(
                request_id=row["id"],
                giver_id=row["giver_id"],
                tier_points=row["tier_points"],
                needs_next_tier=bool(row["needs_next_tier"]),
                deciders=to_ids(row["deciders"]),
                escalated_to=to_ids(row["escalated_to"]),
                quorum=row["quorum"],
                is_reassigned=person_id in json.loads(row["reassigned"]),
            )
            for row in rows
        )

    def undecided_of(self, giver_id: str) -> tuple[str, ...]:
        """The giver's own pending requests."""
        return tuple(row["id"] for row in self._all(_UNDECIDED_OF, giver_id, self.now_text))

    def on_its_way_of(self, giver_id: str) -> tuple[str, ...]:
        """The giver's approved requests of which something has yet to arrive."""
        return tuple(row["id"] for row in self._all(_ON_ITS_WAY_OF, giver_id))
