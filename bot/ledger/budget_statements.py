"""The statements about budgets: what each pot has given, and what comes back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.moves import CAME_TO_NOTHING
from bot.ledger.history_statements import HistoryStatements
from bot.ledger.rows import to_ids
from bot.ledger.transaction import Held

_NEW = "INSERT INTO pots (name, taken_points) VALUES (?, 0) ON CONFLICT DO NOTHING"
# A number that somebody made too small must not keep the truth about a reward from being written down; whoever
# verifies finds it.
_CHANGE = """
    UPDATE pots SET taken_points = CASE WHEN taken_points + ? < 0 THEN 0 ELSE taken_points + ? END WHERE name = ?
"""
_POTS = """
    SELECT pots, (SELECT sum(points) FROM rewards WHERE request_id = requests.id) AS points
    FROM requests WHERE id = ?
"""


class BudgetStatements(HistoryStatements):
    """The part of a transaction that concerns budgets. Whoever reads a pot keeps it from all others."""

    def taken_of(self, pots: Iterable[str]) -> Mapping[str, int]:
        """How many points are taken of each of these."""
        taken: dict[str, int] = {}
        # Sorted, so that two who want the same two wait for each other and not in a circle.
        for name in sorted(pots):
            self._hold(Held.POT, name)
            row = self._one("SELECT taken_points FROM pots WHERE name = ?", name)
            taken[name] = 0 if row is None else int(row[0])
        return taken

    def taken_of_all(self, beginning: str, ending: str) -> Mapping[str, int]:
        """The same of all whose name begins and ends so."""
        rows = self._all(
            "SELECT name, taken_points FROM pots WHERE substr(name, 1, ?) = ? ORDER BY name", len(beginning), beginning
        )
        return {row[0]: int(row[1]) for row in rows if row[0].endswith(ending)}

    def is_first_telling_of(self, pot: str, points: int) -> bool:
        """Whether nobody has been told yet that so many points are nearly used up, or more. Now they are."""
        return self._changed(
            "UPDATE pots SET told_of_points = ? WHERE name = ? AND (told_of_points IS NULL OR told_of_points < ?)",
            points,
            pot,
            points,
        )

    def _take(self, pots: Iterable[str], points: int) -> None:
        """So many points more; below zero they come back."""
        for name in sorted(pots):
            self._hold(Held.POT, name)
            self._later(_NEW, name)
            self._later(_CHANGE, points, points, name)

    def _give_back(self, request_id: str, points: int) -> None:
        """So many of a request's points come back to the pots that it takes from."""
        row = self._one("SELECT pots FROM requests WHERE id = ?", request_id)
        assert row is not None, "only what is there is lowered or taken back"
        self._take(to_ids(row["pots"]), -points)

    def _follow(self, request_id: str, points: int | None, was: str | None, now: str) -> None:
        """Give back what came to nothing, and take again what did not after all: so many points, or all of the
        request's."""
        if (was in CAME_TO_NOTHING) == (now in CAME_TO_NOTHING):
            return
        row = self._one(_POTS, request_id)
        assert row is not None, "only what is there moves"
        amount = int(row["points"]) if points is None else points
        self._take(to_ids(row["pots"]), -amount if now in CAME_TO_NOTHING else amount)
