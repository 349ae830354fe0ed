"""The statements about sending to EnKash as a whole: whether it is paused, and what the account holds."""

from __future__ import annotations

from decimal import Decimal

from bot.ledger import Pause
from bot.ledger.transaction import Transaction


class SendingStatements(Transaction):
    """The part of a transaction that concerns sending as a whole, whichever reward."""

    def pause(self) -> Pause | None:
        """The open pause; None when sending goes on."""
        row = self._one("SELECT why, has_bad_credentials FROM pauses WHERE resumed_at IS NULL")
        return None if row is None else Pause(row["why"], bool(row["has_bad_credentials"]))

    def pauses_ended(self) -> int:
        """A number that grows whenever a pause is ended."""
        row = self._one("SELECT max(id) FROM pauses WHERE resumed_at IS NOT NULL")
        return 0 if row is None or row[0] is None else int(row[0])

    def pause_sending(self, by: str, why: str, *, has_bad_credentials: bool = False) -> bool:
        """Stop sending to EnKash; False when it is stopped already, and then only bad credentials are noted."""
        if self.pause() is not None:
            if has_bad_credentials:
                self._run("UPDATE pauses SET has_bad_credentials = 1 WHERE resumed_at IS NULL")
            return False
        return self._changed(
            "INSERT INTO pauses (paused_at, paused_by, why, has_bad_credentials) VALUES (?, ?, ?, ?)",
            self.now_text,
            by,
            why,
            int(has_bad_credentials),
        )

    def resume_sending(self, by: str) -> bool:
        """Send again; False when nothing was paused."""
        return self._changed(
            "UPDATE pauses SET resumed_at = ?, resumed_by = ? WHERE resumed_at IS NULL", self.now_text, by
        )

    def note_account(self, balance: Decimal, *, is_low: bool) -> bool:
        """Write down what EnKash last said that the company's account holds; True where it has just become low."""
        row = self._one("SELECT is_low FROM company_account")
        self._run(
            "INSERT INTO company_account (one, balance, is_low, said_at) VALUES (1, ?, ?, ?)"
            " ON CONFLICT (one) DO UPDATE SET balance = excluded.balance, is_low = excluded.is_low,"
            " said_at = excluded.said_at",
            str(balance),
            int(is_low),
            self.now_text,
        )
        return is_low and (row is None or not row["is_low"])
