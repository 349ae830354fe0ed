"""The history: the one place that appends to it, so that no entry is without its seal."""

from __future__ import annotations

import json
from datetime import datetime

from bot.core.errors import LedgerOtherKey
from bot.core.sealing import NO_LINK, Value
from bot.ledger import Entry, RecordedEntry
from bot.ledger.connection import Row
from bot.ledger.sealed import CARD_HOLDER, ENTRY, KEYS, SEALED, Columns, Facts, facts_of, link_of, mac_of_entry
from bot.ledger.transaction import Held, Transaction

_COLUMNS = (*ENTRY, "key_id", "mac")
_APPEND = f"INSERT INTO history ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class HistoryStatements(Transaction):
    """The part of a transaction that concerns the history. What the other parts change they note, and the next entry
    about it holds that: so the history tells each sealed column of each row."""

    def history(self, request_id: str) -> tuple[RecordedEntry, ...]:
        self._hold_request(request_id)
        rows = self._all(
            "SELECT at, event, actor, request_id, reward_id, from_status, to_status, attempt, detail"
            " FROM history WHERE request_id = ? ORDER BY id",
            request_id,
        )
        return tuple(RecordedEntry(datetime.fromisoformat(row[0]), Entry(*row[1:])) for row in rows)

    def assert_keys_follow(self) -> None:
        """Raises `LedgerOtherKey` where the newest entry was sealed with a key that is neither at hand nor given up:
        what these keys would append, those who have that one could not verify."""
        row = self._one("SELECT key_id FROM history ORDER BY id DESC LIMIT 1")
        key_id = "" if row is None else row["key_id"] or ""
        if not self.keys.follow(key_id):
            raise LedgerOtherKey(
                f"The history of this ledger was sealed with another key than HISTORY_KEY: id {key_id}, not"
                f" {self.keys.id or 'none'}. Nothing was written. Set HISTORY_KEY to that key or, if you changed it,"
                f" put that key into HISTORY_KEYS_EARLIER. Where it is lost for good, put lost:{key_id} there."
            )

    def append(self, entry: Entry) -> None:
        """Append it, sealed with the one before it in its chain; it holds what was noted of its request so far."""
        last = self._last(entry.request_id)
        link, facts = last["link"], self._noted_of(entry.request_id)
        if link is None:
            link = self._found(entry.request_id, facts)
        row: dict[str, Value] = {
            "id": last["next_id"],
            "request_id": entry.request_id,
            "reward_id": entry.reward_id,
            "at": self.now_text,
            "event": entry.event,
            "actor": entry.actor,
            "from_status": entry.from_status,
            "to_status": entry.to_status,
            "attempt": entry.attempt,
            "detail": entry.detail,
            "facts": _AS_JSON.encode(facts),
        }
        mac = mac_of_entry(self.keys.current, link, row)
        self._later(_APPEND, *row.values(), self.keys.id, mac)
        self.last_entry_id = last["next_id"]
        self.entries.append(entry)

    def _last(self, request_id: str | None) -> Row:
        """The end of the chain, nobody else's before this transaction ends, and the number of the next entry."""
        if request_id is None:
            self._hold(Held.HOUSE)
        else:
            self._hold_request(request_id)
        where, values = of_chain(request_id)
        link = f"(SELECT mac FROM history WHERE {where} ORDER BY id DESC LIMIT 1)"
        last = self._one(f"SELECT {self.NEXT_ENTRY_ID} AS next_id, {link} AS link", *values)
        assert last is not None, "a SELECT of expressions always gives a row"
        return last

    def append_what_nobody_told(self) -> None:
        """Whatever changed that no entry of this transaction speaks of is an entry of its own."""
        for request_id in [request_id for request_id, facts in self._noted.items() if facts]:
            self.append(Entry("noted", "clock", request_id))

    def _insert(self, table: str, columns: Columns) -> None:
        self._later(insertion(table, columns), *columns.values())

    def _note(self, request_id: str | None, table: str, key: str, columns: Columns) -> None:
        """These columns of this row were changed just now, for the next entry about the request."""
        facts = facts_of(self.keys, table, key, columns)
        if facts:
            self._noted.setdefault(request_id, {}).setdefault(table, {}).setdefault(key, {}).update(facts)

    def _noted_of(self, request_id: str | None) -> Facts:
        """What was noted of this request, and of no request at all."""
        return {**self._noted.pop(None, {}), **self._noted.pop(request_id, {})}

    def _found(self, request_id: str | None, facts: Facts) -> bytes:
        """The link for the first sealed entry of a chain. Where something was there before, it is sealed as it was
        found: the entries in the link, the rows in the facts."""
        if request_id is not None:
            if "asked_at" in facts.get("requests", {}).get(request_id, {}):
                # Asked just now: nothing was there before.
                return NO_LINK
            facts |= self._rows_of(request_id)
        where, values = of_chain(request_id)
        before = self._all(f"SELECT {', '.join(ENTRY)} FROM history WHERE {where} ORDER BY id", *values)
        return link_of(self.keys.current, map(dict, before))

    def _rows_of(self, request_id: str) -> Facts:
        """Everything that is sealed of the request, as it stands now."""
        found: Facts = {}
        of_requests = ("rewards", "decisions", "questions")
        for table, column in (("requests", "id"), *((table, "request_id") for table in of_requests)):
            names = [*SEALED[table], *(CARD_HOLDER if table == "rewards" else ())]
            for row in self._all(f"SELECT {', '.join(names)} FROM {table} WHERE {column} = ?", request_id):
                key = row[KEYS[table]]
                columns = facts_of(self.keys, table, key, dict(row))
                if table == "rewards" and row[CARD_HOLDER[0]] is None:
                    del columns["card_holder"]
                found.setdefault(table, {})[key] = columns
        return found


def insertion(table: str, columns: Columns) -> str:
    """The statement that inserts a row with these columns."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def of_chain(request_id: str | None) -> tuple[str, tuple[str, ...]]:
    """Which entries are one chain: those about a request, or those about none."""
    return ("request_id IS NULL", ()) if request_id is None else ("request_id = ?", (request_id,))
