"""The statements about sending to EnKash as a whole: whether it is paused, and what the account holds."""

from __future__ import annotations

from decimal import Decimal

from bot.ledger import Pause, SqlValue
from bot.ledger.history_statements import HistoryStatements, insertion
from bot.ledger.transaction import Held

_OPEN_PAUSE = """
    SELECT why, has_bad_credentials, credentials FROM pauses WHERE resumed_at IS NULL /* writing: FOR SHARE */
"""
_NOTE_BAD_CREDENTIALS = """
    UPDATE pauses SET has_bad_credentials = 1 WHERE resumed_at IS NULL AND has_bad_credentials = 0
"""
# It stays low until it is not: who finds it so makes it so, once.
_NOTE_ACCOUNT = """
    INSERT INTO company_account (one, balance, is_low, said_at) VALUES (1, ?1, 0, ?2)
    ON CONFLICT (one) DO UPDATE SET balance = excluded.balance, said_at = excluded.said_at,
        is_low = CASE WHEN ?3 = 1 THEN company_account.is_low ELSE 0 END
"""


class SendingStatements(HistoryStatements):
    """The part of a transaction that concerns sending as a whole, whichever reward."""

    def pause(self) -> Pause | None:
        """The open pause; None when sending goes on. It does not end before a transaction that read it has."""
        row = self._one(_OPEN_PAUSE)
        return None if row is None else Pause(row["why"], bool(row["has_bad_credentials"]), row["credentials"])

    def is_paused(self) -> bool:
        """Whether there is an open pause, at this moment."""
        return self._one("SELECT 1 FROM pauses WHERE resumed_at IS NULL") is not None

    def is_pause_over(self, why: str) -> bool:
        """Whether the newest pause for this reason has ended; False where there never was one."""
        row = self._one("SELECT resumed_at FROM pauses WHERE why = ? ORDER BY id DESC LIMIT 1", why)
        return row is not None and row["resumed_at"] is not None

    def pause_sending(self, by: str, why: str, *, has_bad_credentials: bool = False, credentials: str = "") -> bool:
        """Stop sending to EnKash; False when that is no news. Where it is stopped already, bad credentials are news if
        they were not a reason yet, and whatever else speaks against sending keeps the pause from ending with them."""
        self._hold(Held.HOUSE)
        if self.pause() is not None:
            if has_bad_credentials:
                return self._changed(_NOTE_BAD_CREDENTIALS)
            self._later("UPDATE pauses SET credentials = '' WHERE resumed_at IS NULL")
            return False
        paused: dict[str, SqlValue] = {"paused_at": self.now_text, "paused_by": by, "why": why}
        noted_of_it: dict[str, SqlValue] = {
            "has_bad_credentials": int(has_bad_credentials),
            "credentials": credentials if has_bad_credentials else "",
        }
        columns = paused | noted_of_it
        row = self._one(f"{insertion('pauses', columns)} RETURNING id", *columns.values())
        assert row is not None, "an INSERT gives its row or raises"
        self._note(None, "pauses", str(row["id"]), {"id": row["id"]} | paused)
        return True

    def resume_sending(self, by: str) -> bool:
        """Send again; False when nothing was paused."""
        self._hold(Held.HOUSE)
        resumed: dict[str, SqlValue] = {"resumed_at": self.now_text, "resumed_by": by}
        rows = self._all(
            "UPDATE pauses SET resumed_at = ?, resumed_by = ? WHERE resumed_at IS NULL RETURNING id", *resumed.values()
        )
        for row in rows:
            self._note(None, "pauses", str(row["id"]), resumed)
        return bool(rows)

    def count_unanswered(self) -> int:
        """One more allocation that EnKash left open: how many those are in a row by now."""
        self._hold(Held.HOUSE)
        row = self._one(
            "INSERT INTO unanswered (one, in_a_row) VALUES (1, 1)"
            " ON CONFLICT (one) DO UPDATE SET in_a_row = unanswered.in_a_row + 1 RETURNING in_a_row"
        )
        assert row is not None
        return int(row["in_a_row"])

    def end_unanswered(self) -> None:
        """The row of them is over."""
        self._later("UPDATE unanswered SET in_a_row = 0 WHERE one = 1 AND in_a_row > 0")

    def note_account(self, balance: Decimal, *, is_low: bool) -> bool:
        """Write down what EnKash last said that the company's account holds; True where it has just become low."""
        self._later(_NOTE_ACCOUNT, str(balance), self.now_text, int(is_low))
        return is_low and self._changed("UPDATE company_account SET is_low = 1 WHERE one = 1 AND is_low = 0")
