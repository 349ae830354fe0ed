"""The statements of a restore: what of a copy is in doubt, and what of its outbox is out of date."""

from __future__ import annotations

from bot.ledger.transaction import Transaction

_NOT_FINAL = """
    SELECT DISTINCT requests.id FROM requests JOIN rewards ON rewards.request_id = requests.id
    WHERE requests.status = 'pending' OR rewards.status IN ('approved', 'sending', 'unknown')
       OR (rewards.status = 'failed' AND rewards.was_unknown = 0)
    ORDER BY requests.id
"""
# A message that waited when the copy was made has gone since, or says what is no longer known to be true; so has
# what an operator wished, or somebody asked. A card that stands is drawn anew as ever.
_OUT_OF_DATE = """
    UPDATE outbox SET done_at = ?, outcome = 'restored from a copy', is_in_hand = 0, response_url = ''
    WHERE done_at IS NULL AND (lane <> 'money' OR kind IN ('settlement', 'balance'))
      AND NOT EXISTS (
          SELECT 1 FROM posts WHERE outbox.kind = 'card' AND posts.request_id = outbox.request_id
            AND posts.kind = outbox.kind AND posts.place = outbox.place)
"""


class RestoringStatements(Transaction):
    """The part of a transaction that concerns a restore. It reads the whole ledger, once in the ledger's life."""

    def not_final_ids(self) -> tuple[str, ...]:
        """The requests that are undecided or on their way, and those that EnKash refused: they may be sent again."""
        return tuple(row["id"] for row in self._all(_NOT_FINAL))

    def drop_what_is_out_of_date(self) -> None:
        """Messages and wishes are not carried out; what is in somebody's hands is in nobody's any more."""
        self._later(_OUT_OF_DATE, self.now_text)
        self._later("UPDATE outbox SET is_in_hand = 0 WHERE done_at IS NULL")
