"""One chain of the history: is each entry as it was sealed, and are the rows as the entries say?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.audit import Report, Row
from bot.audit.facts import Facts, Told, differences, is_together_as_told
from bot.audit.house import ABOUT, House
from bot.core.sealing import Keys
from bot.ledger.connection import Connection, each_row
from bot.ledger.history_statements import of_chain
from bot.ledger.sealed import CARD_HOLDER, ENTRY, KEYS, link_of, mac_of_entry

_CHAIN = f"SELECT {', '.join(ENTRY)}, key_id, mac FROM history WHERE {{which}} ORDER BY id"
_ROWS = {"requests": "id", "rewards": "request_id", "decisions": "request_id", "questions": "request_id"}


class Chains:
    """Looks at one chain after the other, and writes into the report. The entries about no request come first: they
    say who was forgotten."""

    def __init__(self, db: Connection, keys: Keys, report: Report) -> None:
        self._db = db
        self._keys = keys
        self._report = report
        self._missing_keys: Counter[str] = Counter()
        self._house = House(report)
        row = db.execute("SELECT min(id) AS id, min(at) AS at FROM history WHERE mac IS NOT NULL").fetchone()
        self._first_sealed_id, self._first_sealed_at = row["id"], row["at"]

    def check_house(self) -> None:
        """The entries about no request, and whom they say to be forgotten."""
        for row, key in self._checked(None, self._house.facts):
            self._house.hear(row, key)

    def check(self, request_id: str) -> None:
        """The entries about this request, and its rows."""
        facts = Facts()
        is_sealed = [row["mac"] is not None for row, _ in self._checked(request_id, facts)]
        self._house.take(facts)
        if not is_sealed:
            self._report.find(request_id, "it has no entry in the history: it was put in by hand, or renamed.")
        elif any(is_sealed):
            self._compare(request_id, facts)

    def finish(self) -> None:
        """What can be said only after all of them."""
        self._house.compare(self._db, self._first_sealed_at)
        for key_id, count in self._missing_keys.items():
            if key_id:
                what = f"{count:,} entries or seals were made with the key {key_id}, which is not at hand."
                self._report.find("keys", f"{what} Give it in HISTORY_KEYS_EARLIER; without it they cannot be checked.")
            else:
                what = f"{count:,} entries or seals were made without a key: they prove nothing."
                self._report.find("keys", what)

    def key_of(self, key_id: str) -> bytes | None:
        """The key of that id; one that is missing, or none, is counted."""
        key = self._keys.of(key_id) if key_id else b""
        if not key:
            self._missing_keys[key_id] += 1
        return key

    def _checked(self, request_id: str | None, facts: Facts) -> Iterator[tuple[Row, bytes | None]]:
        """Each entry and its key, compared with its HMAC, and what it says put into `facts`. After one that does not
        hold, what it claims to be is the link, so that one fault is told once."""
        before: list[Row] = []
        link: bytes | None = None
        which, values = of_chain(request_id)
        # Those about no request may be many, those about one are a few.
        sql = _CHAIN.format(which=which)
        rows = each_row(self._db, sql) if request_id is None else self._db.execute(sql, values)
        for row in map(dict, rows):
            self._report.entries += 1
            if row["mac"] is None:
                self._unsealed(row)
                before.append(row)
                yield row, None
                continue
            key = self.key_of(row["key_id"])
            if key is not None:
                expected = link_of(key, before) if link is None else link
                if mac_of_entry(key, expected, row) != row["mac"]:
                    self._broken(row)
            link = row["mac"]
            if row["facts"] is not None:
                facts.take(row["facts"], key, row["id"])
            yield row, key

    def _unsealed(self, row: Row) -> None:
        self._report.as_found += 1
        if self._first_sealed_id is not None and row["id"] > self._first_sealed_id:
            what = f"{_named(row)} has no seal: it was put in by hand, or its seal was removed."
            self._report.find(row["request_id"] or ABOUT, what, row["id"])

    def _broken(self, row: Row) -> None:
        what = f"{_named(row)} is not as it was sealed: it was changed, or the one before it removed, put in or moved."
        self._report.find(row["request_id"] or ABOUT, what, row["id"])

    def _compare(self, request_id: str, facts: Facts) -> None:
        """Each row of the request with what the entries say of it."""
        asked_at = None
        for table, column in _ROWS.items():
            for row in map(dict, self._db.execute(f"SELECT * FROM {table} WHERE {column} = ?", (request_id,))):
                key = str(row[KEYS[table]])
                told = facts.pop(table, key)
                if told is None:
                    self._report.find(request_id, f"{_noun(table, key)} is not in the history: it was put in by hand.")
                    continue
                for what, entry in differences(table, key, row, told):
                    self._report.find(request_id, f"{_noun(table, key)}: {what}", entry)
                if table == "requests":
                    asked_at = told.get("asked_at")
                if table == "rewards":
                    self._compare_card_holder(request_id, key, row, told)
                    if asked_at is not None and row["asked_at"] != asked_at.value:
                        what = f"{_noun(table, key)}: asked_at is not that of its request."
                        self._report.find(request_id, what, asked_at.entry)
        for table, key, _ in facts.left_of(*_ROWS):
            self._report.find(request_id, f"{_noun(table, key)} is in the history, and not in the ledger any more.")

    def _compare_card_holder(self, request_id: str, key: str, row: Row, told: Told) -> None:
        sealed = told.get("card_holder")
        if not any(row[column] for column in CARD_HOLDER):
            if sealed is not None and self._house.forgotten.get(row["recipient_id"], 0) <= sealed.entry:
                what = f"{_noun('rewards', key)}: whom it was sent to was removed, and nobody was forgotten."
                self._report.find(request_id, what, sealed.entry)
        elif sealed is None or not is_together_as_told("rewards", key, row, told):
            what = f"{_noun('rewards', key)}: the e-mail, mobile, title, name or gender it was sent with was changed."
            self._report.find(request_id, what, sealed.entry if sealed else None)


def _named(row: Row) -> str:
    at = row["at"][:16].replace("T", " ")
    return f'entry {row["id"]} ("{row["event"]}" by {row["actor"]}, {at} UTC)'


def _noun(table: str, key: str) -> str:
    nouns = {"rewards": "the reward", "decisions": "the decision of", "questions": "the question"}
    return "the request" if table == "requests" else f"{nouns[table]} {key}"
