"""The ledger, and HR's people in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator

import sqlite_utils

from bot.checking.deciders import active
from bot.checking.finding import Finding, good, remark, wrong
from bot.checking.slack import Users
from bot.core.errors import LedgerError
from bot.ledger.sqlite import SqliteLedger, connect
from bot.settings import Settings

_FILL_IT = "Fill in people.csv (`shabash people template` prints a start), then `shabash people import people.csv`."
_THREE = "A first reward needs three different people:"


def check_ledger(settings: Settings) -> Generator[Finding, None, frozenset[str] | None]:
    """The Slack ids of HR's people who have not left; None where the ledger cannot be used."""
    try:
        mapped = _opened(settings)
    except (LedgerError, OSError, sqlite3.Error) as error:
        says = error.sentence if isinstance(error, LedgerError) else f"it cannot be used ({type(error).__name__})."
        yield wrong("ledger", says, f"See who may write there, or mend DATABASE_URL ({settings.database_url}).")
        return None
    yield good("ledger", f"{settings.ledger_path} can be written.")
    if mapped:
        yield good("people", f"{_people(len(mapped))} in HR's list.")
    else:
        yield wrong("people", "HR's list is empty, so nobody can receive.", _FILL_IT)
    return mapped


def check_three_people(users: Users, deciders: frozenset[str], mapped: frozenset[str]) -> Iterator[Finding]:
    """Whether a giver, an approver and a recipient can be found who are three different people."""
    members = active(users)
    if gone := len(mapped - members):
        yield remark(
            "people", f"{_people(gone)} in HR's list with no active account in this workspace: cannot receive."
        )
    recipients = mapped & members
    says = f"{_THREE} {len(members)} can ask, {len(deciders)} can approve, {len(recipients)} can receive."
    if deciders and recipients and len(deciders | recipients) > 1 and len(members) > 2:
        yield good("three people", says)
    else:
        mend = "One who asks, one who approves, one who receives: name one more approver, or import one more person."
        yield wrong("three people", says, mend)


def _opened(settings: Settings) -> frozenset[str]:
    ledger = SqliteLedger(settings.ledger_path)
    try:
        with ledger.write() as tx:
            tx.pause()
        database = sqlite_utils.Database(connect(ledger.path))
        try:
            rows = database.table("people").rows_where("left_at IS NULL", select="slack_user_id")
            return frozenset(row["slack_user_id"] for row in rows)
        finally:
            database.close()
    finally:
        ledger.close()


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"
