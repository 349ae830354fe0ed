"""The statements about comparing the books with EnKash's. Some read a whole table: they are for once a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from bot.core.allocation import CardHolder
from bot.ledger import AccountReading, Compared
from bot.ledger.rows import instant
from bot.ledger.transaction import Transaction

# Asked, ended, sent or settled since then; and whatever is still on its way, however old.
_SINCE = """
    SELECT rewards.id FROM rewards JOIN requests ON requests.id = rewards.request_id
    WHERE requests.asked_at >= ?1 OR requests.ended_at >= ?1 OR rewards.claimed_at >= ?1 OR rewards.settled_at >= ?1
       OR rewards.status IN ('approved', 'sending', 'unknown')
    ORDER BY requests.asked_at, rewards.id
"""
# Each is a row of its own: a reward that was taken back, and the reversal that took it.
_ALLOCATED = """
    SELECT coalesce(sum(CASE WHEN reverses IS NULL THEN points ELSE -points END), 0)
    FROM rewards WHERE status = 'allocated'
"""
# Under other details it may be somebody else's: HR's list may have been mended since.
_KNOWN_CARD = """
    SELECT card_id FROM rewards INDEXED BY rewards_by_recipient
    WHERE recipient_id = ? AND asked_at IS NOT NULL AND status = 'allocated' AND card_id <> ''
      AND sent_email = ? AND sent_mobile = ?
    ORDER BY asked_at DESC LIMIT 1
"""


class ReconcilingStatements(Transaction):
    """The part of a transaction that concerns reconciling."""

    def card_of(self, reward_id: str) -> str:
        """The card that EnKash named when it confirmed the points; empty where it did not."""
        row = self._one("SELECT card_id FROM rewards WHERE id = ?", reward_id)
        return "" if row is None else str(row["card_id"])

    def known_card_of(self, person_id: str, holder: CardHolder) -> str:
        """The card to which EnKash credited this person's newest reward that was sent under these very details; empty
        where there is none."""
        row = self._one(_KNOWN_CARD, person_id, holder.email, holder.mobile)
        return "" if row is None else str(row["card_id"])

    def reward_of_reference(self, reference: str) -> str | None:
        row = self._one("SELECT id FROM rewards WHERE reference = ?", reference)
        return None if row is None else str(row["id"])

    def rewards_since(self, since: datetime) -> tuple[str, ...]:
        """The ids of the rewards of which anything has happened since, the oldest first."""
        return tuple(row["id"] for row in self._all(_SINCE, instant(since)))

    def last_compared(self) -> Compared | None:
        row = self._one("SELECT for_day, began_at FROM reconciliations ORDER BY for_day DESC LIMIT 1")
        if row is None:
            return None
        return Compared(date.fromisoformat(row["for_day"]), datetime.fromisoformat(row["began_at"]))

    def note_compared(self, compared: Compared, count: int) -> bool:
        """Everything was compared for this day; False where another process has said so already."""
        return self._changed(
            "INSERT INTO reconciliations (for_day, began_at, ended_at, compared) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            compared.for_day.isoformat(),
            instant(compared.began_at),
            self.now_text,
            count,
        )

    def replace_differences(self, found: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """These references with their verdicts are all that differ now: those among them that did not before."""
        known = {(row["reference"], row["verdict"]) for row in self._all("SELECT * FROM differences")}
        differences = frozenset(found)
        for gone in known - differences:
            self._later("DELETE FROM differences WHERE reference = ? AND verdict = ?", *gone)
        for new in differences - known:
            self._later("INSERT INTO differences (reference, verdict, found_at) VALUES (?, ?, ?)", *new, self.now_text)
        return differences - known

    def last_reading(self) -> AccountReading | None:
        row = self._one("SELECT * FROM account_readings ORDER BY read_at DESC LIMIT 1")
        if row is None:
            return None
        read_at = datetime.fromisoformat(row["read_at"])
        return AccountReading(read_at, Decimal(row["balance"]), row["allocated_points"])

    def allocated_points(self) -> int:
        """The points of every reward that was ever allocated, less those that were taken back."""
        row = self._one(_ALLOCATED)
        return 0 if row is None else int(row[0])

    def add_reading(self, reading: AccountReading) -> None:
        self._later(
            "INSERT INTO account_readings (read_at, balance, allocated_points) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            instant(reading.read_at),
            str(reading.balance),
            reading.allocated_points,
        )
