"""What the entries say of each row, and where a row says otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from bot.audit import Row
from bot.ledger import SqlValue
from bot.ledger.sealed import SEALED, SECRET, TOGETHER, secret


class Fact(NamedTuple):
    """What an entry says that a column holds; where that is an HMAC, the key that it was made with, None where it is
    not at hand."""

    value: SqlValue
    key: bytes | None
    entry: int


Told = dict[str, Fact]
"""What the entries say of one row: column, and the newest word of it."""

NEVER_TOLD = Fact(None, b"", 0)


class Facts:
    """Table and key of a row, and what the entries so far say of it."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Told] = {}

    def take(self, text: str, key: bytes | None, entry: int) -> None:
        try:
            told = json.loads(text)
            for table, rows in told.items():
                for row_key, columns in rows.items():
                    facts = {column: Fact(value, key, entry) for column, value in columns.items()}
                    self.add((table, row_key), facts)
        except (ValueError, AttributeError, RecursionError):
            # Its HMAC does not hold either, and that is what is told.
            self.rows.setdefault(("", ""), {})

    def add(self, where: tuple[str, str], facts: Told) -> None:
        """Of two words about one column the newer counts, in whichever order they are heard."""
        known = self.rows.setdefault(where, {})
        for column, fact in facts.items():
            if fact.entry > known.get(column, NEVER_TOLD).entry:
                known[column] = fact

    def pop(self, table: str, key: str) -> Told | None:
        return self.rows.pop((table, key), None)

    def left_of(self, *tables: str) -> Iterator[tuple[str, str, Told]]:
        """The rows that the entries tell of, and that nobody has taken out."""
        return ((table, key, told) for (table, key), told in self.rows.items() if table in tables)


def differences(table: str, key: str, row: Row, told: Told) -> Iterator[tuple[str, int]]:
    """Where the row is not as it was told: what, in words that name no secret, and which entry says so."""
    for column, blank in SEALED[table].items():
        value, hmac_key, entry = told.get(column) or (blank, b"", 0)
        found = row[column]
        if (table, column) in SECRET:
            if not vouches(hmac_key, value, table, key, column, [found]):
                yield f"the {column} is not the one sealed.", entry
        elif found != value:
            yield f"{column} is {_shown(found)}, and the sealed history says {_shown(value)}.", entry


def is_together_as_told(table: str, key: str, row: Row, told: Told) -> bool:
    """Whether the columns of which there is one HMAC are those that were sealed."""
    name, together = TOGETHER[table]
    value, hmac_key, _ = told.get(name, NEVER_TOLD)
    return vouches(hmac_key, value, table, key, name, [row[column] for column in together])


def vouches(key: bytes | None, hmac: SqlValue, table: str, row_key: str, column: str, values: list[SqlValue]) -> bool:
    """Whether that HMAC is of these values. Without its key nobody can say, and the missing key is told once."""
    return key is None or secret(key, table, row_key, column, values) == hmac


def _shown(value: object) -> str:
    return "empty" if value in (None, "") else str(value)
