"""The statements about absences: who is away, and who decides for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.core.absence import Absence
from bot.ledger import SqlValue
from bot.ledger.history_statements import HistoryStatements
from bot.ledger.rows import instant

_DEPUTIES = """
    SELECT person_id, deputy_id FROM absences
    WHERE person_id IN (SELECT value FROM json_each(?)) AND ends_at > ? ORDER BY person_id
"""
_REPLACE = """
    INSERT INTO absences (person_id, deputy_id, began_at, ends_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (person_id) DO UPDATE SET
        deputy_id = excluded.deputy_id, began_at = excluded.began_at, ends_at = excluded.ends_at
"""
_IS_MANAGER = """
    SELECT 1 FROM people AS managers JOIN people ON people.manager_email = managers.email
    WHERE managers.slack_user_id = ? AND managers.left_at IS NULL AND people.left_at IS NULL LIMIT 1
"""


class AbsenceStatements(HistoryStatements):
    """The part of a transaction that concerns absences. Like who is in a group, who is away may change under a click:
    either order is right then."""

    def deputies(self, people: Iterable[str]) -> Mapping[str, str]:
        """Who of these is away now, with whom they named."""
        rows = self._all(_DEPUTIES, json.dumps(list(people)), self.now_text)
        return {row["person_id"]: row["deputy_id"] for row in rows}

    def represented_by(self, deputy_id: str) -> tuple[str, ...]:
        """Who is away now and named this person."""
        sql = "SELECT person_id FROM absences WHERE deputy_id = ? AND ends_at > ? ORDER BY person_id"
        return tuple(row["person_id"] for row in self._all(sql, deputy_id, self.now_text))

    def absence_of(self, person_id: str) -> Absence | None:
        """The one that this person is in now."""
        row = self._one("SELECT * FROM absences WHERE person_id = ? AND ends_at > ?", person_id, self.now_text)
        if row is None:
            return None
        began_at, ends_at = (datetime.fromisoformat(row[column]) for column in ("began_at", "ends_at"))
        return Absence(row["person_id"], row["deputy_id"], began_at, ends_at)

    def put_absence(self, absence: Absence) -> None:
        """In the place of the last one of this person."""
        columns: dict[str, SqlValue] = {
            "person_id": absence.person_id,
            "deputy_id": absence.deputy_id,
            "began_at": instant(absence.began_at),
            "ends_at": instant(absence.ends_at),
        }
        self._later(_REPLACE, *columns.values())
        self._note(None, "absences", absence.person_id, columns)

    def is_manager(self, slack_user_id: str) -> bool:
        """Whether HR's list names this person as anybody's manager."""
        row = self._one(_IS_MANAGER, slack_user_id)
        return row is not None
