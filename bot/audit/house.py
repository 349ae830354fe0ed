"""What the history says that is about no one request: pauses, absences, what the ledger belongs to, and HR's list."""

from __future__ import annotations

import hmac
import json

from bot.audit import Report, Row
from bot.audit.facts import NEVER_TOLD, Facts, Told, differences, is_together_as_told
from bot.ledger import FOUND
from bot.ledger.connection import Connection, each_row
from bot.ledger.sealed import KEYS, TOGETHER

ABOUT = "about no request"
TABLES = ("pauses", "absences", "binding", "people")
_DETAILS, _ = TOGETHER["people"]
_FIELDS = {"email": "e-mail", "mobile": "mobile"}


class House:
    """`hear` each entry about no request, then `compare` the rows with them. `forgotten` are people's Slack ids, and
    the entry that says so."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.facts = Facts()
        self.forgotten: dict[str, int] = {}
        self._changed: dict[tuple[str, str], tuple[str, bytes | None, int]] = {}
        self._found = 0

    def hear(self, row: Row, key: bytes | None) -> None:
        if row["event"] == FOUND and row["mac"] is not None:
            self._found, self._report.people_found_at = row["id"], row["at"]
        try:
            if row["event"] == "forgotten":
                self.forgotten[json.loads(row["detail"])["slack_user_id"]] = row["id"]
            elif row["event"] == "details changed" and row["mac"] is not None:
                told = json.loads(row["detail"])
                self._changed[told["slack_user_id"], told["field"]] = (told.get("hmac", ""), key, row["id"])
        except (ValueError, KeyError, TypeError, RecursionError):
            # Its HMAC does not hold either, and that is what is told.
            return

    def take(self, facts: Facts) -> None:
        """What the entries of a request say of this too: a pause may begin with one."""
        for table, key, told in facts.left_of(*TABLES):
            self.facts.add((table, key), told)

    def compare(self, db: Connection, first_sealed_at: str | None) -> None:
        """Each row with what the entries say of it; and no row without an entry, and none that is told of and gone."""
        for row in map(dict, db.execute("SELECT * FROM pauses")):
            self._compare_pause(row, first_sealed_at)
        for row in map(dict, db.execute("SELECT * FROM absences")):
            self._compare_absence(row)
        unsealed = 0
        for row in map(dict, db.execute("SELECT * FROM binding")):
            unsealed += self._compare_tie(row)
        for row in map(dict, each_row(db, "SELECT * FROM people")):
            unsealed += self._compare_person(row)
        if unsealed:
            self._report.find(ABOUT, _NOT_YET_SEALED.format(unsealed))
        for table, key, told in self.facts.left_of(*TABLES):
            newest = max((fact.entry for fact in told.values()), default=0)
            if table != "people" or self.forgotten.get(key, 0) < newest:
                self._report.find(
                    ABOUT, f"{_noun(table, key)} is in the history, and not in the ledger any more.", newest
                )

    def _compare_pause(self, row: Row, first_sealed_at: str | None) -> None:
        """A pause from before the history was sealed is held only in what has changed of it since."""
        told = self.facts.pop("pauses", str(row["id"])) or {}
        is_born_sealed = not self._report.as_found
        if not told and first_sealed_at and (is_born_sealed or row["paused_at"] >= first_sealed_at):
            self._report.find(ABOUT, f"the pause of {row['paused_at'][:19]} is not in the history.")
        is_whole = "id" in told
        before = {} if is_whole else {column: NEVER_TOLD._replace(value=value) for column, value in row.items()}
        self._differences("pauses", row, {**before, **told})

    def _compare_absence(self, row: Row) -> None:
        """They are younger than the seals, so an entry tells of each."""
        told = self.facts.pop("absences", row["person_id"])
        if told is None:
            self._report.find(ABOUT, f"{_noun('absences', row['person_id'])} is not in the history: put in by hand.")
        else:
            self._differences("absences", row, told)

    def _compare_tie(self, row: Row) -> bool:
        """True where no entry tells of it, and none has to yet."""
        told = self.facts.pop("binding", row["tie"])
        if told is not None:
            self._differences("binding", row, told)
        return self._is_unsealed("binding", row["tie"], told)

    def _compare_person(self, row: Row) -> bool:
        """As of a tie. An e-mail or mobile that was changed is in an entry of its own besides."""
        who = row["slack_user_id"]
        self._report.people += 1
        told = self.facts.pop("people", who)
        entry = told[_DETAILS].entry if told and _DETAILS in told else 0
        if entry <= self.forgotten.get(who, 0):
            told = None
        elif told is not None:
            self._report.people_as_found += entry == self._found
            if not is_together_as_told("people", who, row, told):
                what = "the e-mail, mobile, title, name or gender, or that they left, is not as it was imported."
                self._report.find(ABOUT, f"{who}: {what}", entry)
        for field, name in _FIELDS.items():
            mark, key, changed = self._changed.get((who, field), ("", None, 0))
            if key and mark and changed > self.forgotten.get(who, 0) and mark != _mark(key, str(row[field])):
                self._report.find(ABOUT, f"{who}: the {name} is not the one that entry {changed} was about.", changed)
        return self._is_unsealed("people", who, told)

    def _is_unsealed(self, table: str, key: str, told: Told | None) -> bool:
        if told is None and self._found:
            self._report.find(ABOUT, f"{_noun(table, key)} is not in the history: put in by hand.")
        return told is None and not self._found

    def _differences(self, table: str, row: Row, told: Told) -> None:
        key = str(row[KEYS[table]])
        for what, entry in differences(table, key, row, told):
            self._report.find(ABOUT, f"{_noun(table, key)}: {what}", entry)


def _mark(key: bytes, value: str) -> str:
    return hmac.digest(key, value.encode(), "sha256").hex()


def _noun(table: str, key: str) -> str:
    nouns = {"pauses": f"pause {key}", "absences": f"the absence of {key}", "people": key}
    return nouns.get(table, f"what the ledger belongs to ({key})")


_NOT_YET_SEALED = (
    "{:,} people, and things that the ledger belongs to, are from an older release and not sealed yet: run the bot, and"
    " verify again."
)
