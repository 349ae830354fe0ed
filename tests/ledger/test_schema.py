"""The database itself refuses nonsense, whoever writes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlite_utils import Database

from bot.ledger.migrations import migrations

NOON, LATER = "2026-11-22T12:00:00.000000+00:00", "2026-11-29T12:00:00.000000+00:00"

# A row of each table that is as it should be, in the order in which they refer to one another.
GOOD: dict[str, dict[str, Any]] = {
    "requests": {
        "id": "R-7Q2MK4",
        "team_id": "T0",
        "channel_id": "C0",
        "giver_id": "U1",
        "points": 100,
        "reason": "",
        "status": "pending",
        "deciders": '["U2"]',
        "quorum": 1,
        "approvals_channel_id": "C1",
        "asked_at": NOON,
        "expires_at": LATER,
        "ended_at": None,
        "ended_by": "",
        "deciders_mark": "",
        "policy_hash": "0a",
        "trigger_id": "1",
        "same_as": None,
        "same_person_points": 101,
        "same_person_days": 30,
        "same_person_id": "U3",
        "mutual_with": None,
        "mutual_by": "U3",
        "split_points": 101,
        "split_days": 7,
        "split_person_id": "U3",
        "needs_next_tier": 1,
        "pots": '["company year 2026-01-01"]',
        "reassigned": '{"U2": "U4"}',
        "escalated_to": '["S1"]',
        "message_ts": "2.0",
        "thread_ts": "1.0",
        "value": "ownership",
        "is_private": 1,
    },
    "rewards": {
        "id": "R-7Q2MK4",
        "request_id": "R-7Q2MK4",
        "recipient_id": "U3",
        "points": 100,
        "reference": "R7Q2MK4ABCDEFGHJKMNP",
        "status": None,
        "attempt": 0,
        "lease_ends_at": None,
        "sent_email": None,
        "settled_at": None,
        "was_unknown": 0,
        "look_ups": 0,
        "reverses": None,
        "taken_back_at": None,
    },
    "decisions": {
        "request_id": "R-7Q2MK4",
        "decider_id": "U2",
        "choice": "approve",
        "decided_at": NOON,
        "points": 100,
        "for_id": "U4",
    },
    "questions": {
        "id": "R-7Q2MK4-Q1",
        "request_id": "R-7Q2MK4",
        "asker_id": "U2",
        "question": "why?",
        "asked_at": NOON,
        "reply": "",
        "replied_at": None,
    },
    "history": {
        "request_id": "R-7Q2MK4",
        "at": NOON,
        "event": "asked",
        "actor": "U1",
        "facts": "{}",
        "key_id": "0a0a0a0a",
        "mac": b"m" * 32,
    },
    "seals": {"sealed_at": NOON, "up_to": 1, "entries": 1, "key_id": "0a0a0a0a", "head": b"h" * 32},
    "outbox": {
        "lane": "messages",
        "request_id": "R-7Q2MK4",
        "kind": "card",
        "place": "C0",
        "part": "2",
        "staged_at": NOON,
        "due_at": NOON,
        "done_at": None,
        "urgent": 0,
        "is_in_hand": 0,
    },
    "posts": {"request_id": "R-7Q2MK4", "kind": "card", "place": "C0", "part": "2", "channel_id": "C0", "ts": "1.0"},
    "pauses": {"paused_at": NOON, "paused_by": "U1", "why": "a test", "resumed_at": None},
    "token_calls": {
        "credentials": "0a" * 32,
        "failures": 1,
        "stopped_by": None,
        "accepted_at": None,
        "stopped_at": None,
        "lease_ends_at": LATER,
    },
    "people": {
        "slack_user_id": "U3",
        "email": "asha.rao@example.com",
        "mobile": "9800000004",
        "title": "Ms",
        "first_name": "Asha",
        "gender": "F",
        "updated_at": NOON,
    },
    "absences": {"person_id": "U2", "deputy_id": "U5", "began_at": NOON, "ends_at": LATER},
    "slack_users": {"id": "U3", "name": "Asha Rao", "standing": "member", "locale": "hi-IN", "refreshed_at": NOON},
    "group_members": {"group_id": "S1", "user_id": "U2"},
    "company_account": {"one": 1, "balance": "50000", "is_low": 0, "said_at": NOON},
    "reconciliations": {"for_day": "2026-11-22", "began_at": NOON, "ended_at": NOON, "compared": 12},
    "differences": {"reference": "R7Q2MK4ABCDEFGHJKMNP", "verdict": "different", "found_at": NOON},
    "account_readings": {"read_at": NOON, "balance": "50000", "allocated_points": 0},
    "unanswered": {"one": 1, "in_a_row": 0},
    "pots": {"name": "company year 2026-01-01", "taken_points": 100, "told_of_points": None},
    "digests": {"one": 1, "channel_id": "C0", "every": "week", "up_to": "2026-11-23"},
    "binding": {"tie": "enkash_host", "value": "api.example", "bound_at": NOON},
    "moved": {"direction": "to", "place": "shabash at db.example", "moved_at": NOON},
    "moves": {"noun": "reward", "from_status": "sending", "to_status": "allocated", "count": 1},
}

NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("requests", {"tier_up_to_points": 0}),
    ("requests", {"tier_up_to_points": "1k"}),
    ("requests", {"pots": "company"}),
    ("requests", {"pots": None}),
    ("requests", {"reassigned": "U2"}),
    ("requests", {"reassigned": None}),
    ("decisions", {"points": 0}),
    ("decisions", {"points": "all"}),
    ("questions", {"question": ""}),
    ("questions", {"question": None}),
    ("questions", {"request_id": "R-NEVERXX"}),
    ("questions", {"asked_at": "today"}),
    ("questions", {"replied_at": "today", "reply": "so"}),
    ("questions", {"reply": "so"}),
    ("questions", {"replied_at": NOON}),
    ("requests", {"escalated_to": "S1"}),
    ("requests", {"escalated_to": None}),
    ("decisions", {"for_id": "U2"}),
    ("decisions", {"for_id": None}),
    ("absences", {"person_id": ""}),
    ("absences", {"deputy_id": ""}),
    ("absences", {"deputy_id": "U2"}),
    ("absences", {"began_at": "today"}),
    ("absences", {"ends_at": "tomorrow"}),
    ("absences", {"began_at": LATER, "ends_at": NOON}),
    ("pots", {"name": ""}),
    ("pots", {"taken_points": -1}),
    ("pots", {"told_of_points": 0}),
    ("digests", {"one": 2}),
    ("digests", {"channel_id": "U1"}),
    ("digests", {"every": "day"}),
    ("digests", {"up_to": "monday"}),
    ("moved", {"direction": "back"}),
    ("moved", {"place": ""}),
    ("moved", {"moved_at": "today"}),
    ("company_account", {"one": 2}),
    ("company_account", {"balance": None}),
    ("company_account", {"is_low": 2}),
    ("company_account", {"said_at": "yesterday"}),
    ("reconciliations", {"for_day": "yesterday"}),
    ("reconciliations", {"began_at": "yesterday"}),
    ("reconciliations", {"ended_at": None}),
    ("reconciliations", {"compared": -1}),
    ("differences", {"reference": ""}),
    ("differences", {"verdict": ""}),
    ("differences", {"found_at": "today"}),
    ("account_readings", {"read_at": "today"}),
    ("account_readings", {"balance": None}),
    ("account_readings", {"allocated_points": -1}),
    ("unanswered", {"one": 2}),
    ("unanswered", {"in_a_row": -1}),
    ("requests", {"id": "7Q2MK4"}),
    ("requests", {"points": 0}),
    ("requests", {"points": -5}),
    ("requests", {"points": 10.5}),
    ("requests", {"points": "many"}),
    ("requests", {"reason": None}),
    ("requests", {"status": "done"}),
    ("requests", {"status": "approved"}),
    ("requests", {"ended_at": NOON}),
    ("requests", {"ended_by": "U1"}),
    ("requests", {"deciders_mark": None}),
    ("requests", {"deciders": "U2, U3"}),
    ("requests", {"quorum": -1}),
    ("requests", {"approvals_channel_id": ""}),
    ("requests", {"approvals_channel_id": "U1"}),
    ("requests", {"asked_at": "2026-11-22 12:00:00"}),
    ("requests", {"asked_at": "2026-11-22T12:00:00.000000+05:30"}),
    ("requests", {"asked_at": "2026-11-22T12:00:00+00:00"}),
    ("requests", {"expires_at": NOON}),
    ("requests", {"same_as": "R-NOBODY"}),
    ("requests", {"same_as": "R-7Q2MK4"}),
    ("requests", {"mutual_with": "R-NOBODY"}),
    ("requests", {"mutual_with": "R-7Q2MK4"}),
    ("requests", {"same_person_points": 100}),
    ("requests", {"same_person_days": 0}),
    ("requests", {"split_points": 100}),
    ("requests", {"split_days": 0}),
    ("requests", {"needs_next_tier": 2}),
    ("requests", {"thread_ts": ""}),
    ("requests", {"is_private": 2}),
    ("requests", {"value": None}),
    ("rewards", {"asked_at": "yesterday"}),
    ("rewards", {"request_id": "R-NOBODY"}),
    ("rewards", {"points": 0}),
    ("rewards", {"reference": ""}),
    ("rewards", {"reference": "R-7Q2MK4"}),
    ("rewards", {"reference": "R7Q2MK4 "}),
    ("rewards", {"reference": "R7Q2MK4é"}),
    ("rewards", {"reference": "R" * 21}),
    ("rewards", {"status": "pending"}),
    ("rewards", {"status": "sending"}),
    ("rewards", {"status": "sending", "attempt": 1, "lease_ends_at": LATER}),
    ("rewards", {"status": "sending", "attempt": 1, "sent_email": "asha.rao@example.com"}),
    ("rewards", {"status": "sending", "lease_ends_at": LATER, "sent_email": "asha.rao@example.com"}),
    ("rewards", {"status": "allocated"}),
    ("rewards", {"attempt": -1}),
    ("rewards", {"look_ups": -1}),
    ("rewards", {"was_unknown": 2}),
    ("rewards", {"reverses": "R-7Q2MK4"}),
    ("rewards", {"reverses": "R-NOBODY"}),
    ("rewards", {"taken_back_at": NOON}),
    ("rewards", {"taken_back_at": "today", "status": "allocated", "settled_at": NOON}),
    ("decisions", {"choice": "perhaps"}),
    ("decisions", {"request_id": "R-NOBODY"}),
    ("decisions", {"decided_at": "today"}),
    ("requests", {"policy_hash": None}),
    ("history", {"facts": "asked"}),
    ("history", {"facts": None}),
    ("history", {"key_id": None}),
    ("history", {"mac": None}),
    ("history", {"mac": b"short"}),
    ("seals", {"sealed_at": "today"}),
    ("seals", {"up_to": 0}),
    ("seals", {"entries": 0}),
    ("seals", {"key_id": None}),
    ("seals", {"head": b"short"}),
    ("history", {"at": "today"}),
    ("history", {"event": None}),
    ("history", {"actor": None}),
    ("history", {"request_id": "R-NOBODY"}),
    ("outbox", {"lane": "letters"}),
    ("outbox", {"lane": "money", "request_id": None}),
    ("outbox", {"request_id": "R-NOBODY"}),
    ("outbox", {"due_at": "soon"}),
    ("outbox", {"done_at": "now"}),
    ("outbox", {"urgent": 2}),
    ("outbox", {"is_in_hand": 2}),
    ("posts", {"request_id": "R-NOBODY"}),
    ("posts", {"ts": None}),
    ("pauses", {"paused_at": "today"}),
    ("pauses", {"why": None}),
    ("pauses", {"credentials": "0a"}),
    ("token_calls", {"credentials": "a password"}),
    ("token_calls", {"credentials": "0A" * 32}),
    ("token_calls", {"failures": -1}),
    ("token_calls", {"failures": 0}),
    ("token_calls", {"stopped_at": NOON}),
    ("token_calls", {"stopped_by": "refused"}),
    ("token_calls", {"stopped_at": NOON, "stopped_by": "accepted"}),
    ("token_calls", {"accepted_at": "today"}),
    ("token_calls", {"lease_ends_at": "soon"}),
    ("people", {"slack_user_id": "C0DESIGN"}),
    ("people", {"email": "Asha.Rao@example.com"}),
    ("people", {"email": "asha"}),
    ("people", {"mobile": "+919800000004"}),
    ("people", {"mobile": "980000000"}),
    ("people", {"mobile": "98000 00004"}),
    ("people", {"title": "Dr"}),
    ("people", {"first_name": ""}),
    ("people", {"gender": "female"}),
    ("slack_users", {"standing": "friend"}),
    ("slack_users", {"name": None}),
    ("slack_users", {"locale": None}),
    ("group_members", {"user_id": None}),
    ("binding", {"tie": "enkash_weather"}),
    ("binding", {"value": ""}),
    ("binding", {"value": None}),
    ("binding", {"bound_at": "today"}),
    ("moves", {"noun": "person"}),
    ("moves", {"from_status": None}),
    ("moves", {"to_status": "sending"}),
    ("moves", {"count": 0}),
]

# What stands there already, again: a key, a reference, a trigger, an open errand, an open pause.
AGAIN: list[tuple[str, dict[str, Any]]] = [
    ("requests", {"trigger_id": "2"}),
    ("requests", {"id": "R-7Q2MK5"}),
    ("rewards", {"reference": "R7Q2MK4ANOTHER"}),
    ("rewards", {"id": "R-7Q2MK4/2"}),
    ("decisions", {"choice": "decline"}),
    ("questions", {"id": "R-7Q2MK4-Q2"}),
    ("questions", {"asker_id": "U4"}),
    ("seals", {"head": b"i" * 32}),
    ("seals", {"up_to": 2}),
    ("outbox", {}),
    ("posts", {}),
    ("pauses", {}),
    ("token_calls", {"failures": 2}),
    ("people", {"email": "other@example.com", "mobile": "9800000005"}),
    ("people", {"slack_user_id": "U4", "mobile": "9800000005"}),
    ("people", {"slack_user_id": "U4", "email": "other@example.com"}),
    ("absences", {"deputy_id": "U6"}),
    ("slack_users", {}),
    ("group_members", {}),
    ("binding", {"value": "other.example"}),
    ("reconciliations", {"compared": 13}),
    ("differences", {}),
    ("account_readings", {"balance": "49000"}),
    ("unanswered", {"in_a_row": 1}),
    ("digests", {"every": "month"}),
    ("moved", {"place": "elsewhere"}),
]


def described(case: tuple[str, dict[str, Any]]) -> str:
    return f"{case[0]} {case[1]}"[:60]


@pytest.fixture(scope="module")
def empty() -> Iterator[sqlite3.Connection]:
    """The tables without a row, in memory. Nobody writes here."""
    with closing(sqlite3.connect(":memory:")) as connection:
        migrations.apply(Database(connection))
        yield connection


@pytest.fixture
def db(empty: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A copy of them, which takes a hundredth of the time that all the migrations take."""
    with closing(sqlite3.connect(":memory:")) as connection:
        empty.backup(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def insert(db: sqlite3.Connection, table: str, changes: dict[str, Any]) -> None:
    row = GOOD[table] | changes
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def fill(db: sqlite3.Connection, *, up_to: str = "") -> None:
    for table in GOOD:
        if table == up_to:
            return
        insert(db, table, {})


def test_every_table_takes_what_is_as_it_should_be(db: sqlite3.Connection) -> None:
    fill(db)
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {table for table in tables if not table.startswith(("_", "sqlite_"))} == GOOD.keys()


@pytest.mark.parametrize(("table", "changes"), NONSENSE, ids=map(described, NONSENSE))
def test_nonsense_is_refused(db: sqlite3.Connection, table: str, changes: dict[str, Any]) -> None:
    fill(db, up_to=table)
    with pytest.raises(sqlite3.IntegrityError):
        insert(db, table, changes)


@pytest.mark.parametrize(("table", "changes"), AGAIN, ids=map(described, AGAIN))
def test_what_is_there_once_only_is_refused_the_second_time(
    db: sqlite3.Connection, table: str, changes: dict[str, Any]
) -> None:
    fill(db)
    with pytest.raises(sqlite3.IntegrityError):
        insert(db, table, changes)


@pytest.mark.parametrize("table", GOOD)
def test_every_table_is_strict(db: sqlite3.Connection, table: str) -> None:
    (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    assert "STRICT" in sql.rpartition(")")[2]


def test_a_second_errand_or_pause_may_follow_a_finished_one(db: sqlite3.Connection) -> None:
    fill(db)
    db.execute("UPDATE outbox SET done_at = ?", [NOON])
    db.execute("UPDATE pauses SET resumed_at = ?", [NOON])
    for table in ("outbox", "pauses"):
        insert(db, table, {})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET actor = 'x'",
        "DELETE FROM history",
        f"INSERT OR REPLACE INTO history (id, at, event, actor) VALUES (1, '{NOON}', 'asked', 'U1')",
        "UPDATE seals SET entries = 2",
        "DELETE FROM seals",
        "INSERT OR REPLACE INTO seals SELECT * FROM seals",
    ],
)
def test_history_and_seals_are_append_only(db: sqlite3.Connection, statement: str) -> None:
    fill(db)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement)
