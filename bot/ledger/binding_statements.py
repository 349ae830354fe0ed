"""The statements about what the ledger belongs to."""

from __future__ import annotations

from bot.core.binding import Binding, Tie, assert_bound
from bot.ledger.transaction import Transaction


class BindingStatements(Transaction):
    """The part of a transaction that concerns the ledger's binding."""

    def binding(self) -> Binding:
        return {Tie(row["tie"]): row["value"] for row in self._all("SELECT tie, value FROM binding")}

    def bind(self, found: Binding) -> None:
        """Bind the ledger to what it is not bound to yet; raises `LedgerBound` where it belongs elsewhere."""
        assert_bound(self.binding(), found)
        for tie, value in found.items():
            self._run(
                "INSERT INTO binding (tie, value, bound_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                tie,
                value,
                self.now_text,
            )
        # Somebody else may have bound it at this very moment.
        assert_bound(self.binding(), found)

    def rebind(self, tie: Tie, value: str) -> None:
        """Bind the ledger to something else than so far; whether that may be is the caller's to judge."""
        self._run("UPDATE binding SET value = ?, bound_at = ? WHERE tie = ?", value, self.now_text, tie)

    def was_asked(self) -> bool:
        """Whether anybody ever asked for a reward in this ledger."""
        return self._one("SELECT 1 FROM requests LIMIT 1") is not None
