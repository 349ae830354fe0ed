"""One chain of the history: is each entry as it was sealed, and are the rows as the entries say?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.audit import Report, Row
from bot.core.sealing import Keys
from bot.ledger.connection import Connection
from bot.ledger.history_statements import of_chain
from bot.ledger.sealed import CARD_HOLDER, ENTRY, KEYS, SEALED, SECRET, link_of, mac_of_entry, secret

_CHAIN = f"SELECT {', '.join(ENTRY)}, key_id, mac FROM history WHERE {{which}} ORDER BY id"
_ROWS = {"requests": "id", "rewards": "request_id", "decisions": "request_id"}
HOUSE = "about no request"


class Facts:
    """What the entries so far say of each row: table and key, then column, then its value, the key that an HMAC among
    them was made with, and the entry."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], dict[str, tuple[Any, bytes, int]]] = {}

    def take(self, text: str, key: bytes, entry: int) -> None:
        try:
            told = json.loads(text)
            for table, rows in told.items():
                for row_key, columns in rows.items():
                    known = self.rows.setdefault((table, row_key), {})
                    known.update({column: (value, key, entry) for column, value in columns.items()})
        except (ValueError, AttributeError):
            # Its HMAC does not hold either, and that is what is told.
            self.rows.setdefault(("", ""), {})


class Chains:
    """Looks at one chain after the other, and writes into the report. The entries about no request come first: they
    say who was forgotten."""

    def __init__(self, db: Connection, keys: Keys, report: Report) -> None:
        self._db = db
        self._keys = keys
        self._report = report
        self._forgotten: dict[str, int] = {}
        self._missing_keys: Counter[str] = Counter()
        self._house = Facts()
        row = db.execute("SELECT min(id) AS id, min(at) AS at FROM history WHERE mac IS NOT NULL").fetchone()
        self._first_sealed_id, self._first_sealed_at = row["id"], row["at"]

    def check_house(self) -> None:
        """The entries about no request, and whom they say to be forgotten."""
        for row in self._checked(None, self._house):
            if row["event"] == "forgotten":
                self._forgotten[json.loads(row["detail"])["slack_user_id"]] = row["id"]

    def check(self, request_id: str) -> None:
        """The entries about this request, and its rows."""
        facts = Facts()
        rows = list(self._checked(request_id, facts))
        self._house.rows.update({where: known for where, known in facts.rows.items() if where[0] == "pauses"})
        if not rows:
            self._report.find(request_id, "it has no entry in the history: it was put in by hand, or renamed.")
        elif any(row["mac"] is not None for row in rows):
            self._compare(request_id, facts)

    def finish(self) -> None:
        """What can be said only after all of them."""
        self._compare_pauses()
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

    def _checked(self, request_id: str | None, facts: Facts) -> Iterator[Row]:
        for row, key in self._checked_of(request_id):
            if row["facts"] is not None:
                facts.take(row["facts"], key, row["id"])
            yield row

    def _checked_of(self, request_id: str | None) -> Iterator[tuple[Row, bytes]]:
        """Each entry, each compared with its HMAC. After one that does not hold, what it claims to be is the link, so
        that one fault is told once."""
        before: list[Row] = []
        link: bytes | None = None
        which, values = of_chain(request_id)
        for row in map(dict, self._db.execute(_CHAIN.format(which=which), values)):
            self._report.entries += 1
            if row["mac"] is None:
                self._unsealed(row)
                before.append(row)
                yield row, b""
                continue
            key = self.key_of(row["key_id"])
            if key is not None:
                expected = link_of(key, before) if link is None else link
                if mac_of_entry(key, expected, row) != row["mac"]:
                    self._broken(row)
            link = row["mac"]
            yield row, key or b""

    def _unsealed(self, row: Row) -> None:
        self._report.as_found += 1
        if self._first_sealed_id is not None and row["id"] > self._first_sealed_id:
            what = f"{_named(row)} has no seal: it was put in by hand, or its seal was removed."
            self._report.find(row["request_id"] or HOUSE, what, row["id"])

    def _broken(self, row: Row) -> None:
        what = f"{_named(row)} is not as it was sealed: it was changed, or the one before it removed, put in or moved."
        self._report.find(row["request_id"] or HOUSE, what, row["id"])

    def _compare(self, request_id: str, facts: Facts) -> None:
        """Each row of the request with what the entries say of it."""
        known = {where: columns for where, columns in facts.rows.items() if where[0] in _ROWS}
        for table, column in _ROWS.items():
            for row in map(dict, self._db.execute(f"SELECT * FROM {table} WHERE {column} = ?", (request_id,))):
                key = str(row[KEYS[table]])
                told = known.pop((table, key), None)
                if told is None:
                    self._report.find(request_id, f"{_noun(table, key)} is not in the history: it was put in by hand.")
                    continue
                self._compare_row(request_id, table, key, row, told)
        for table, key in known:
            self._report.find(request_id, f"{_noun(table, key)} is in the history, and not in the ledger any more.")

    def _compare_row(
        self, request_id: str, table: str, key: str, row: Row, told: dict[str, tuple[Any, bytes, int]]
    ) -> None:
        for column, blank in SEALED[table].items():
            value, hmac_key, entry = told.get(column, (blank, b"", 0))
            found = row[column]
            if (table, column) in SECRET:
                if secret(hmac_key, table, key, column, (found,)) != value:
                    self._report.find(request_id, f"{_noun(table, key)}: the {column} is not the one sealed.", entry)
            elif found != value:
                what = f"{_noun(table, key)}: {column} is {_shown(found)}, and the sealed history says {_shown(value)}."
                self._report.find(request_id, what, entry)
        if table == "rewards":
            self._compare_card_holder(request_id, key, row, told.get("card_holder", (None, b"", 0)))

    def _compare_card_holder(self, request_id: str, key: str, row: Row, told: tuple[Any, bytes, int]) -> None:
        value, hmac_key, entry = told
        details = [row[column] for column in CARD_HOLDER]
        if not any(details):
            if value is not None and self._forgotten.get(row["recipient_id"], 0) <= entry:
                what = f"{_noun('rewards', key)}: whom it was sent to was removed, and nobody was forgotten."
                self._report.find(request_id, what, entry)
        elif value is None or secret(hmac_key, "rewards", key, "card_holder", details) != value:
            what = f"{_noun('rewards', key)}: the e-mail, mobile, title, name or gender it was sent with was changed."
            self._report.find(request_id, what, entry)

    def _compare_pauses(self) -> None:
        """A pause from before the history was sealed is held only in what has changed of it since."""
        told = {key: columns for (table, key), columns in self._house.rows.items() if table == "pauses"}
        for row in map(dict, self._db.execute("SELECT * FROM pauses")):
            known = told.pop(str(row["id"]), {})
            if not known and self._first_sealed_at and row["paused_at"] >= self._first_sealed_at:
                self._report.find(HOUSE, f"the pause of {row['paused_at'][:19]} is not in the history.")
            for column in SEALED["pauses"] if "id" in known else known:
                value = known.get(column, (None, b"", 0))[0]
                if row[column] != value:
                    what = f"a pause: {column} is {_shown(row[column])}, and the sealed history says {_shown(value)}."
                    self._report.find(HOUSE, what)
        for key in told:
            self._report.find(HOUSE, f"pause {key} is in the history, and not in the ledger any more.")


def _named(row: Row) -> str:
    at = row["at"][:16].replace("T", " ")
    return f'entry {row["id"]} ("{row["event"]}" by {row["actor"]}, {at} UTC)'


def _noun(table: str, key: str) -> str:
    return {"requests": "the request", "rewards": f"the reward {key}", "decisions": f"the decision of {key}"}[table]


def _shown(value: object) -> str:
    return "empty" if value in (None, "") else str(value)
