"""The ledger, and HR's people in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing

from bot.checking.deciders import active
from bot.checking.finding import Finding, good, remark, wrong
from bot.checking.slack import Users
from bot.core.binding import Binding, Tie, assert_bound
from bot.core.errors import LedgerBound, LedgerError, LedgerTemporary
from bot.ledger.disk import assert_lasting, mounts
from bot.ledger.opening import open_ledger
from bot.settings import Settings, hosting_service
from bot.slack import Slack, SlackTrouble

_FILL_IT = "Fill in people.csv (`shabash people template` prints a start), then `shabash people import people.csv`."
_PEOPLE = "SELECT count(*) FROM people WHERE left_at IS NULL"
_MANAGED = """
    SELECT count(*) FROM people JOIN people AS managers ON managers.email = people.manager_email
    WHERE people.left_at IS NULL AND managers.left_at IS NULL
"""
_THREE = "A first reward needs three different people:"


def check_ledger(settings: Settings, slack: Slack) -> Generator[Finding, None, frozenset[str] | None]:
    """The Slack ids of HR's people who have not left; None where the ledger cannot be used."""
    yield from _check_disk(settings)
    try:
        name, mapped, binding = _opened(settings)
    except (LedgerError, OSError, sqlite3.Error) as error:
        if isinstance(error, LedgerError):
            yield wrong("ledger", error.sentence, f"It is named by DATABASE_URL{_where(settings)}.")
        else:
            mend = f"See who may write there, or mend DATABASE_URL{_where(settings)}."
            yield wrong("ledger", f"it cannot be used ({type(error).__name__}).", mend)
        return None
    yield good("ledger", f"{name} can be written.")
    yield _about_binding(binding, {**settings.binding, **_team(slack)})
    if mapped:
        yield good("people", f"{_people(len(mapped))} in HR's list.")
    else:
        yield wrong("people", "HR's list is empty, so nobody can receive.", _FILL_IT)
    return mapped


def check_managers(settings: Settings) -> Iterator[Finding]:
    """Of how many HR has said who their manager is, where the policy lets managers approve."""
    with closing(open_ledger(settings.database_url, keys=settings.history_keys)) as ledger, ledger.snapshot() as db:
        people, managed = (int(db.execute(sql).fetchone()[0]) for sql in (_PEOPLE, _MANAGED))
    says = f"HR's list names a manager who is in it too for {managed:,} of {_people(people)}."
    if managed == people:
        yield good("managers", says)
    else:
        mend = "Fill in manager_email in people.csv and import it: where the tier needs them, the others cannot ask."
        yield remark("managers", says, mend) if managed else wrong("managers", says, mend)


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


def _check_disk(settings: Settings) -> Iterator[Finding]:
    name = "ledger's disk"
    if settings.is_on_postgres:
        return
    try:
        assert_lasting(settings.ledger_path, mounts(), hosting_service())
    except LedgerTemporary as error:
        if settings.sqlite_on_temporary_disk == "refuse":
            yield wrong(name, "does not last, so the bot does not start.", error.sentence)
        else:
            yield remark(name, "does not last; SQLITE_ON_TEMPORARY_DISK accepts that.", error.sentence)


def _team(slack: Slack) -> Binding:
    """Slack's trouble has its own finding."""
    try:
        return {Tie.TEAM: slack.team_id()}
    except SlackTrouble:
        return {}


def _about_binding(bound: Binding, found: Binding) -> Finding:
    name = "ledger's binding"
    try:
        assert_bound(bound, found)
    except LedgerBound as error:
        return wrong(name, "the bot does not start with these settings.", error.sentence)
    if not bound:
        return good(name, "none yet; the first run binds it to this EnKash account and Slack workspace.")
    return good(name, f"it belongs to {', '.join(f'{tie.words} {bound[tie]}' for tie in Tie if tie in bound)}.")


def _where(settings: Settings) -> str:
    """The address of a database has its password in it."""
    return "" if settings.is_on_postgres else f" ({settings.database_url})"


def _opened(settings: Settings) -> tuple[str, frozenset[str], Binding]:
    """Which ledger that is, HR's people who have not left, and what the ledger is bound to; raises where it cannot be
    written."""
    with closing(open_ledger(settings.database_url, keys=settings.history_keys)) as ledger:
        ledger.assert_here()
        with ledger.write() as tx:
            tx.assert_keys_follow()
            binding = tx.binding()
        with ledger.people() as (table, _):
            rows = table.query("SELECT slack_user_id FROM people WHERE left_at IS NULL")
            return ledger.name, frozenset(row["slack_user_id"] for row in rows), binding


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"
