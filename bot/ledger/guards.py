"""What guards the history in SQLite, and the indexes that every statement names."""

from __future__ import annotations

import sqlite3
from collections.abc import Set

from bot.core.errors import LedgerSchema

_TRIGGERS = {
    "history_is_never_changed",
    "history_is_never_removed",
    "history_is_never_replaced",
    "history_is_counted",
    "seals_are_never_changed",
    "seals_are_never_removed",
    "seals_are_never_replaced",
}
_INDEXES = {
    "requests_pending",
    "requests_by_giver",
    "requests_undecided",
    "rewards_by_request",
    "rewards_approved",
    "rewards_sending",
    "rewards_on_their_way",
    "rewards_unknown",
    "rewards_in_doubt",
    "history_by_request",
    "outbox_due",
    "outbox_once",
    "outbox_notice_once",
    "outbox_notices",
    "pauses_one_open",
    "token_calls_under_way",
}


def missing_guards(connection: sqlite3.Connection) -> set[str]:
    """The triggers that the ledger should have, and lacks."""
    return _TRIGGERS - _named(connection, "trigger")


def assert_whole(connection: sqlite3.Connection) -> None:
    """Raises `LedgerSchema` where a trigger or an index is missing."""
    assert_none_missing(missing_guards(connection) | (_INDEXES - _named(connection, "index")))


def assert_none_missing(missing: Set[str]) -> None:
    """Raises `LedgerSchema` where these triggers or indexes are any."""
    if missing:
        raise LedgerSchema(f"The ledger lacks {', '.join(sorted(missing))}; it was altered by hand. Restore a backup.")


def _named(connection: sqlite3.Connection, kind: str) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))}
