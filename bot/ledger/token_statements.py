"""The statements about token calls: what came of those made with one set of credentials."""

from __future__ import annotations

from bot.core.token_calls import TokenCalls
from bot.ledger.rows import instant, to_token_calls
from bot.ledger.transaction import Held, Transaction


class TokenStatements(Transaction):
    """The part of a transaction that concerns signing in at EnKash. `credentials` is always their fingerprint."""

    def token_calls(self, credentials: str) -> TokenCalls:
        self._hold(Held.HOUSE)
        row = self._one("SELECT * FROM token_calls WHERE credentials = ?", credentials)
        return TokenCalls() if row is None else to_token_calls(row)

    def is_token_call_under_way(self) -> bool:
        """Whether any process is making one, with whichever credentials."""
        return self._one("SELECT 1 FROM token_calls WHERE lease_ends_at > ?", self.now_text) is not None

    def keep_token_calls(self, credentials: str, calls: TokenCalls) -> None:
        moments = (calls.accepted_at, calls.stopped_at, calls.lease_ends_at)
        self._run(
            "INSERT INTO token_calls"
            " (credentials, failures, stopped_by, accepted_at, stopped_at, lease_ends_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (credentials) DO UPDATE SET failures = excluded.failures, stopped_by = excluded.stopped_by,"
            " accepted_at = excluded.accepted_at, stopped_at = excluded.stopped_at,"
            " lease_ends_at = excluded.lease_ends_at",
            credentials,
            calls.failures,
            calls.stopped_by,
            *(None if moment is None else instant(moment) for moment in moments),
        )

    def allow_token_calls(self) -> bool:
        """Let every set of credentials be tried once more; False when none was stopped."""
        self._hold(Held.HOUSE)
        sql = "UPDATE token_calls SET stopped_at = NULL, stopped_by = NULL WHERE stopped_at IS NOT NULL"
        return self._run(sql).rowcount > 0
