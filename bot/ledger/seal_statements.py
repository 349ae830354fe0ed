"""The statements about seals: the whole history, chained now and then."""

from __future__ import annotations

from datetime import datetime

from bot.core.sealing import NO_LINK, head_of
from bot.ledger import FOUND, DaysWork, Entry, Seal
from bot.ledger.connection import Row
from bot.ledger.history_statements import HistoryStatements
from bot.ledger.sealed import ENTRY, KEYS, mac_of_entry
from bot.ledger.transaction import Held

_SINCE = f"SELECT {', '.join(ENTRY)}, mac FROM history WHERE id > ? ORDER BY id LIMIT ?"
_NOT_YET_SEALED = """
    SELECT id, (SELECT mac FROM history WHERE request_id = requests.id ORDER BY history.id DESC LIMIT 1) AS mac
    FROM requests WHERE id > ? ORDER BY id LIMIT ?
"""
_NOT_YET_TOLD = """
    SELECT * FROM {table} WHERE {key} NOT IN (
        SELECT told.key FROM history, json_each(history.facts, '$.{table}') AS told WHERE history.request_id IS NULL
    )
"""
# Only the entries in between are read, and the rewards that they name.
_DAYS_WORK = """
    SELECT count(*) AS entries,
        count(*) FILTER (WHERE event IN ('asked', 'asked to take back')) AS asked,
        count(*) FILTER (WHERE event = 'approved' AND reward_id IS NULL) AS approved,
        count(*) FILTER (WHERE to_status = 'allocated' AND reverses IS NULL) AS allocated,
        coalesce(sum(points) FILTER (WHERE to_status = 'allocated' AND reverses IS NULL), 0) AS points_allocated,
        count(*) FILTER (WHERE event = 'taken back') AS taken_back,
        coalesce(sum(points) FILTER (WHERE event = 'taken back'), 0) AS points_taken_back
    FROM history LEFT JOIN rewards ON rewards.id = history.reward_id
    WHERE history.id > ? AND history.id <= ?
"""


class SealStatements(HistoryStatements):
    """The part of a transaction that seals the history as a whole."""

    def last_seal(self) -> Seal | None:
        row = self._one("SELECT id, sealed_at, up_to, entries, head FROM seals ORDER BY id DESC LIMIT 1")
        return None if row is None else to_seal(row)

    def first_sealed_at(self) -> datetime | None:
        row = self._one("SELECT sealed_at FROM seals ORDER BY id LIMIT 1")
        return None if row is None else datetime.fromisoformat(row["sealed_at"])

    def newest_entry_id(self) -> int:
        """The number of the newest entry; 0 where there is none."""
        row = self._one("SELECT coalesce(max(id), 0) AS id FROM history")
        return 0 if row is None else int(row["id"])

    def seal(self, *, at_most: int) -> Seal | None:
        """Seal what came since the last seal, so many entries at most; None where nothing did."""
        last = self.last_seal()
        rows = self._all(_SINCE, last.up_to if last else 0, at_most)
        if not rows:
            return None
        number, entries = (last.id if last else 0) + 1, (last.entries if last else 0) + len(rows)
        up_to, before = rows[-1]["id"], bytes.fromhex(last.head) if last else NO_LINK
        header = (number, self.now_text, up_to, entries)
        head = head_of(self.keys.current, before, header, (mac_in(self.keys.current, row) for row in rows))
        self._connection.execute(
            "INSERT INTO seals (id, sealed_at, up_to, entries, key_id, head) VALUES (?, ?, ?, ?, ?, ?)",
            (*header, self.keys.id, head),
        )
        return Seal(number, self.now, up_to, entries, head.hex())

    def not_yet_sealed(self, *, after: str, limit: int) -> tuple[tuple[str, bool], ...]:
        """The next requests by id, and whether the newest entry of each is from before the history was sealed."""
        return tuple((row["id"], row["mac"] is None) for row in self._all(_NOT_YET_SEALED, after, limit))

    def is_sealed_as_found(self) -> bool:
        """Whether `seal_as_found` was done: from then on no row that it is about is without its entry."""
        return self._one("SELECT 1 FROM history WHERE request_id IS NULL AND event = ? LIMIT 1", FOUND) is not None

    def seal_as_found(self) -> None:
        """Seal what the ledger belongs to, and everybody in HR's list, where no entry tells of them yet: once."""
        self._hold(Held.HOUSE)
        if self.is_sealed_as_found():
            return
        for table in ("binding", "people"):
            for row in self._all(_NOT_YET_TOLD.format(table=table, key=KEYS[table])):
                self._note(None, table, row[KEYS[table]], dict(row))
        self.append(Entry(FOUND, "clock"))

    def days_work(self, after: int, up_to: int) -> DaysWork:
        row = self._one(_DAYS_WORK, after, up_to)
        assert row is not None, "an aggregate always gives a row"
        return DaysWork(**dict(row))

    def last_notice(self, kind: str, place: str) -> tuple[datetime, str] | None:
        """When such a notice was last staged there, and what it says."""
        row = self._one(
            "SELECT staged_at, detail FROM outbox INDEXED BY outbox_notices"
            " WHERE request_id IS NULL AND kind = ? AND place = ? ORDER BY staged_at DESC LIMIT 1",
            kind,
            place,
        )
        return None if row is None else (datetime.fromisoformat(row["staged_at"]), row["detail"])


def mac_in(key: bytes, row: Row) -> bytes:
    """What a seal holds of an entry: its own HMAC; of one from before the history was sealed, one as it was found."""
    found: bytes | None = row["mac"]
    return mac_of_entry(key, NO_LINK, dict(row)) if found is None else found


def to_seal(row: Row) -> Seal:
    return Seal(row["id"], datetime.fromisoformat(row["sealed_at"]), row["up_to"], row["entries"], row["head"].hex())
