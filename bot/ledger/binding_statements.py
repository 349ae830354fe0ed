"""The statements about what the ledger belongs to."""

from __future__ import annotations

from bot.core.binding import Binding, Tie, assert_bound
from bot.ledger import Entry, SqlValue
from bot.ledger.history_statements import HistoryStatements
from bot.ledger.transaction import Held


class BindingStatements(HistoryStatements):
    """The part of a transaction that concerns the ledger's binding."""

    def binding(self) -> Binding:
        return {Tie(row["tie"]): row["value"] for row in self._all("SELECT tie, value FROM binding")}

    def bind(self, found: Binding) -> None:
        """Bind the ledger to what it is not bound to yet; raises `LedgerBound` where it belongs elsewhere."""
        # Nobody else binds it at this very moment.
        self._hold(Held.HOUSE)
        bound = self.binding()
        assert_bound(bound, found)
        new = {tie: value for tie, value in found.items() if tie not in bound}
        for tie, value in new.items():
            columns: dict[str, SqlValue] = {"tie": tie, "value": value, "bound_at": self.now_text}
            self._insert("binding", columns)
            self._note(None, "binding", tie, columns)
        if new:
            self.append(Entry("bound", "clock", detail="; ".join(f"{tie.words} {new[tie]}" for tie in new)))

    def rebind(self, tie: Tie, value: str) -> None:
        """Bind the ledger to something else than so far; whether that may be, and its entry, are the caller's."""
        changed: dict[str, SqlValue] = {"value": value, "bound_at": self.now_text}
        self._later("UPDATE binding SET value = ?, bound_at = ? WHERE tie = ?", *changed.values(), tie)
        self._note(None, "binding", tie, changed)

    def was_asked(self) -> bool:
        """Whether anybody ever asked for a reward in this ledger."""
        return self._one("SELECT 1 FROM requests LIMIT 1") is not None
