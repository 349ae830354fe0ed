"""The statement behind the policy's look back: what was asked for somebody of late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.core.recent import Recent
from bot.ledger.rows import instant, to_recent
from bot.ledger.transaction import Held, Transaction

_ASKED_FOR_SINCE = """
    SELECT rewards.request_id, requests.giver_id, rewards.recipient_id, rewards.points, rewards.asked_at
    FROM rewards INDEXED BY rewards_by_recipient JOIN requests ON requests.id = rewards.request_id
    WHERE rewards.recipient_id = ? AND rewards.asked_at >= ? AND requests.status IN ('pending', 'approved')
      AND (rewards.status IS NULL OR rewards.status NOT IN ('failed', 'cancelled'))
      AND rewards.reverses IS NULL AND rewards.taken_back_at IS NULL
    ORDER BY rewards.asked_at
"""


class RecentStatements(Transaction):
    """The part of a transaction that looks back. Whoever does keeps all others from it who do, for these people."""

    def asked_for_since(self, recipient_ids: Iterable[str], since: datetime) -> tuple[Recent, ...]:
        """What was asked for each of these since then, the oldest first; not what came to nothing or was taken
        back."""
        found: list[Recent] = []
        # Sorted, so that two who ask for each other wait for each other and not in a circle.
        for recipient_id in sorted(recipient_ids):
            self._hold(Held.ASKED_FOR, recipient_id)
            found += map(to_recent, self._all(_ASKED_FOR_SINCE, recipient_id, instant(since)))
        return tuple(found)
