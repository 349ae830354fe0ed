"""The statements about people: what Slack says of them, and what HR does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.core.allocation import CardHolder
from bot.core.policy import Members, Standing, User
from bot.ledger.connection import Row
from bot.ledger.history_statements import HistoryStatements
from bot.ledger.rows import instant
from bot.ledger.transaction import Held

_CARD_HOLDER = """
    SELECT email, mobile, title, first_name, gender FROM people WHERE slack_user_id = ? AND left_at IS NULL
    /* writing: FOR SHARE */
"""
_CARD_HOLDER_OF_MEMBER = f"""
    SELECT email, mobile, title, first_name, gender
    FROM people JOIN slack_users ON slack_users.id = people.slack_user_id
    WHERE slack_user_id = ? AND left_at IS NULL AND standing = '{Standing.MEMBER}' /* writing: FOR SHARE OF people */
"""
_MAPPED = """
    SELECT slack_user_id FROM people WHERE slack_user_id IN (SELECT value FROM json_each(?)) AND left_at IS NULL
    ORDER BY slack_user_id /* writing: FOR SHARE */
"""
_MANAGER = """
    SELECT managers.slack_user_id FROM people JOIN people AS managers ON managers.email = people.manager_email
    WHERE people.slack_user_id = ? AND people.left_at IS NULL AND managers.left_at IS NULL
"""
_EVERYBODY = """
    SELECT id, name, standing, locale, email FROM slack_users LEFT JOIN people ON people.slack_user_id = slack_users.id
    ORDER BY id
"""
_SENT_CARD_HOLDER = """
    SELECT sent_email, sent_mobile, sent_title, sent_first_name, sent_gender FROM rewards
    WHERE id = ? AND sent_email IS NOT NULL
"""
# Slack tells the names of everybody, of people who left years ago too. One that is empty was forgotten: Slack has none.
# A locale it tells where it is asked for, and not with every word of somebody.
_REPLACE_USER = """
    INSERT INTO slack_users (id, name, standing, locale, refreshed_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET standing = excluded.standing, refreshed_at = excluded.refreshed_at,
        locale = CASE WHEN excluded.locale = '' THEN slack_users.locale ELSE excluded.locale END,
        name = CASE WHEN slack_users.name = '' AND NOT EXISTS (
            SELECT 1 FROM people WHERE slack_user_id = excluded.id /* writing: FOR KEY SHARE */
        ) THEN '' ELSE excluded.name END
    WHERE excluded.refreshed_at >= slack_users.refreshed_at
"""
# From each group to the next, so that no more is read than there are groups, however many are in them.
_KNOWN_GROUPS = """
    WITH RECURSIVE known (id) AS (
        SELECT min(group_id) FROM group_members
        UNION ALL
        SELECT (SELECT min(group_id) FROM group_members WHERE group_id > known.id) FROM known WHERE id IS NOT NULL
    )
    SELECT id FROM known WHERE id IS NOT NULL ORDER BY id
"""


class PeopleStatements(HistoryStatements):
    """The part of a transaction that concerns people."""

    def users(self, ids: Iterable[str]) -> Mapping[str, User]:
        wanted = tuple(ids)
        if not wanted:
            return {}
        rows = self._all(f"SELECT id, name, standing, locale FROM slack_users WHERE id IN ({_marks(wanted)})", *wanted)
        return {row["id"]: _user(row) for row in rows}

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The names of those of them whom Slack has told of."""
        wanted = tuple(ids)
        rows = self._all(f"SELECT id, name FROM slack_users WHERE id IN ({_marks(wanted)})", *wanted) if wanted else []
        return {row["id"]: row["name"] for row in rows}

    def users_called(self, word: str) -> tuple[User, ...]:
        """Everybody with this id, e-mail, name or first name. It reads them all, so it is for the command line."""
        wanted = word.casefold()
        return tuple(_user(row) for row in self._all(_EVERYBODY) if wanted in _names_of(row))

    def members(self, group_ids: Iterable[str]) -> Members:
        found: dict[str, tuple[str, ...]] = {}
        for group_id in group_ids:
            rows = self._all("SELECT user_id FROM group_members WHERE group_id = ?", group_id)
            found[group_id] = tuple(row["user_id"] for row in rows)
        return found

    def known_groups(self) -> tuple[str, ...]:
        """The user groups of which somebody is known to be in them."""
        return tuple(row["id"] for row in self._all(_KNOWN_GROUPS))

    def card_holder(self, slack_user_id: str) -> CardHolder | None:
        row = self._one(_CARD_HOLDER, slack_user_id)
        return None if row is None else CardHolder(*row)

    def mapped(self, people: Iterable[str]) -> frozenset[str]:
        """Those of them of whom HR has told whom EnKash should credit."""
        return frozenset(row["slack_user_id"] for row in self._all(_MAPPED, json.dumps(list(people))))

    def card_holder_of_member(self, slack_user_id: str) -> CardHolder | None:
        """Whom EnKash should credit; None for somebody who may not receive: a stranger to HR, or no member in Slack."""
        row = self._one(_CARD_HOLDER_OF_MEMBER, slack_user_id)
        return None if row is None else CardHolder(*row)

    def manager_of(self, slack_user_id: str) -> str | None:
        """Whom HR's list names as this person's manager, where that is somebody whom it has too."""
        row = self._one(_MANAGER, slack_user_id)
        return None if row is None else str(row["slack_user_id"])

    def department_of(self, slack_user_id: str) -> str:
        """The department that HR's list puts this person in; empty where it names none."""
        row = self._one("SELECT department FROM people WHERE slack_user_id = ? AND left_at IS NULL", slack_user_id)
        return "" if row is None or row["department"] is None else str(row["department"])

    def sent_card_holder(self, reward_id: str) -> CardHolder | None:
        row = self._one(_SENT_CARD_HOLDER, reward_id)
        return None if row is None else CardHolder(*row)

    def note_people(self, ids: Iterable[str]) -> None:
        """Whom HR's file has just added or changed, for the next entry of the history, as the table has them now."""
        for slack_user_id in ids:
            for row in self._all("SELECT * FROM people WHERE slack_user_id = ?", slack_user_id):
                self._note(None, "people", slack_user_id, dict(row))

    def replace_users(self, users: Iterable[User], *, as_of: datetime) -> None:
        """Write down what Slack said of these users at that time, unless something newer is known. A name that was
        forgotten stays forgotten until HR's list names the person again."""
        said_at = instant(as_of)
        self._connection.executemany(
            _REPLACE_USER,
            # In order, so that two who do this at once wait for each other and not in a circle.
            sorted((user.id, user.name, user.standing, user.locale, said_at) for user in users),
        )

    def replace_members(self, group_id: str, user_ids: Iterable[str]) -> None:
        """Write down who is in this user group now. Two who do this at once do not mix what they were told."""
        self._hold(Held.GROUP, group_id)
        self._later("DELETE FROM group_members WHERE group_id = ?", group_id)
        self._connection.executemany(
            "INSERT INTO group_members (group_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(group_id, user) for user in sorted(user_ids)],
        )


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


def _user(row: Row) -> User:
    return User(row["id"], row["name"], Standing(row["standing"]), row["locale"])


def _names_of(row: Row) -> set[str]:
    """Whatever this person may be called by, in lower case."""
    called = (row["id"], row["email"] or "", row["name"], row["name"].partition(" ")[0])
    return {name.casefold() for name in called if name}
