"""The statements of a move: rows as they lie in one database are put into another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.errors import LedgerMoved
from bot.ledger.connection import Connection
from bot.ledger.history_statements import insertion
from bot.ledger.transaction import Transaction


class MovingStatements(Transaction):
    """The part of a transaction that concerns moving the whole ledger."""

    def moves_of_ledger(self) -> dict[str, str]:
        """Where it was moved `to`, came `from`, or is `coming` from."""
        return {row["direction"]: row["place"] for row in self._all("SELECT direction, place FROM moved")}

    def assert_here(self) -> None:
        """Raises `LedgerMoved` where no bot runs on this ledger, because it has gone elsewhere or is not all here."""
        moves = self.moves_of_ledger()
        if "to" in moves:
            raise LedgerMoved(f"This ledger was moved to {moves['to']}. Name that one in DATABASE_URL.")
        if "coming" in moves:
            raise LedgerMoved(
                f"This ledger is not whole: it is being copied from {moves['coming']}. Finish that first."
            )

    def note_moved(self, direction: str, place: str) -> None:
        sql = "INSERT INTO moved (direction, place, moved_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        self._run(sql, direction, place, self.now_text)

    def has_come(self) -> None:
        """What was coming is here."""
        self._run("UPDATE moved SET direction = 'from' WHERE direction = 'coming'")

    @property
    def tables(self) -> Connection:
        """All there is, as this transaction has it."""
        return self._connection

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """These rows, as they lay elsewhere."""
        self._connection.executemany(insertion(table, dict.fromkeys(columns)), rows)

    def go_on_numbering(self) -> None:
        """The next row of each table is numbered after those that were put there. SQLite looks for itself."""
