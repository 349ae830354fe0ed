"""What guards the history, and the indexes that every statement names."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Set
from functools import cache
from typing import NamedTuple, Self

from bot.core.errors import LedgerSchema
from bot.ledger.migrations import statements

TRIGGER = re.compile(r"\s*CREATE TRIGGER (\w+)")

_INDEXES = {
    "requests_pending",
    "requests_by_giver",
    "requests_undecided",
    "rewards_by_request",
    "rewards_by_recipient",
    "rewards_allocated",
    "rewards_reversing",
    "rewards_approved",
    "rewards_sending",
    "rewards_on_their_way",
    "rewards_unknown",
    "rewards_in_doubt",
    "history_by_request",
    "questions_by_request",
    "questions_open",
    "outbox_due",
    "outbox_once",
    "outbox_notice_once",
    "outbox_notices",
    "pauses_one_open",
    "token_calls_under_way",
    "absences_by_deputy",
}


class Guard(NamedTuple):
    """A trigger: what it is called, and what it does, on one line."""

    name: str
    does: str

    @classmethod
    def of(cls, name: str, *said: str) -> Self:
        return cls(name, " ".join(" ".join(said).split()))


def faults_of_guards(wanted: Set[Guard], found: Set[Guard]) -> Iterator[str]:
    """Where the triggers that are there are not those that were made."""
    there, lacking = {guard.name for guard in found}, {guard.name for guard in wanted - found}
    for name in sorted(lacking):
        if name in there:
            yield f"{name} does something else than it was made for: somebody replaced what guards the history."
        else:
            yield f"{name} is missing: somebody removed what guards the history and its seals."
    for name in sorted({guard.name for guard in found - wanted} - lacking):
        yield f"{name} is none of Shabash's: somebody put it in, and it can change what is written or keep it out."


def guards_of(connection: sqlite3.Connection) -> set[Guard]:
    """Every trigger that is there, whoever made it."""
    return {Guard.of(*row) for row in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")}


@cache
def wanted_guards() -> frozenset[Guard]:
    """The triggers that the steps make: SQLite keeps the words that each was made with."""
    said = (sql for step in statements().values() for sql in step)
    return frozenset(Guard.of(trigger[1], sql) for sql in said if (trigger := TRIGGER.match(sql)))


def assert_whole(connection: sqlite3.Connection) -> None:
    """Raises `LedgerSchema` where a trigger or an index is missing, or a trigger is another."""
    indexes = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    lacking = {guard.name for guard in wanted_guards() - guards_of(connection)}
    assert_none_missing(lacking | (_INDEXES - indexes))


def assert_none_missing(missing: Set[str]) -> None:
    """Raises `LedgerSchema` where these triggers or indexes are any."""
    if missing:
        raise LedgerSchema(f"The ledger lacks {', '.join(sorted(missing))}; it was altered by hand. Restore a backup.")
