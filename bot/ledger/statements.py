"""The statements of one transaction: raw parameterised SQL, for the hot path and what stands beside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from bot.core.allocation import CardHolder
from bot.core.policy import Members, Standing, User
from bot.core.reward import REQUEST_MOVES, REWARD_MOVES, Decision, Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Entry, Errand, Noted, Pause, RecordedEntry, SqlValue
from bot.ledger.outbox_statements import OutboxStatements
from bot.ledger.rows import instant, to_request

_CARD_HOLDER = """
    SELECT email, mobile, title, first_name, gender FROM people WHERE slack_user_id = ? AND left_at IS NULL
"""
_SENT_CARD_HOLDER = """
    SELECT sent_email, sent_mobile, sent_title, sent_first_name, sent_gender FROM rewards
    WHERE id = ? AND sent_email IS NOT NULL
"""


class Statements(OutboxStatements):
    """One transaction on one connection; `now` was read after it began."""

    def request(self, request_id: str) -> Request | None:
        row = self._one("SELECT * FROM requests WHERE id = ?", request_id)
        return None if row is None else self._whole(row)

    def request_of(self, errand: Errand) -> Request:
        """The request that this errand is for; requests are never removed."""
        request = self.request(errand.request_id)
        assert request is not None
        return request

    def request_by_trigger(self, team_id: str, trigger_id: str) -> Request | None:
        row = self._one("SELECT * FROM requests WHERE team_id = ? AND trigger_id = ?", team_id, trigger_id)
        return None if row is None else self._whole(row)

    def _whole(self, row: sqlite3.Row) -> Request:
        rewards = self._all("SELECT * FROM rewards WHERE request_id = ? ORDER BY id", row["id"])
        decisions = self._all("SELECT * FROM decisions WHERE request_id = ? ORDER BY decided_at", row["id"])
        ids = {row["giver_id"], *json.loads(row["deciders"])}
        ids.update(reward["recipient_id"] for reward in rewards)
        ids.update(decision["decider_id"] for decision in decisions)
        names = {user.id: user.name for user in self.users(ids).values()}
        waits = any(reward["status"] == RewardStatus.APPROVED for reward in rewards)
        return to_request(row, rewards, decisions, names, is_held=waits and self.pause() is not None)

    def requests(self, *, after: str = "", limit: int = 500) -> tuple[Request, ...]:
        rows = self._all("SELECT * FROM requests WHERE id > ? ORDER BY id LIMIT ?", after, limit)
        return tuple(self._whole(row) for row in rows)

    def request_id_of(self, reward_id: str) -> str | None:
        row = self._one("SELECT request_id FROM rewards WHERE id = ?", reward_id)
        return None if row is None else str(row["request_id"])

    def response_url(self, request_id: str) -> str:
        row = self._one("SELECT response_url FROM requests WHERE id = ?", request_id)
        return "" if row is None else str(row["response_url"])

    def users(self, ids: Iterable[str]) -> Mapping[str, User]:
        wanted = tuple(ids)
        rows = self._all(f"SELECT id, name, standing FROM slack_users WHERE id IN ({_marks(wanted)})", *wanted)
        return {row["id"]: User(row["id"], row["name"], Standing(row["standing"])) for row in rows}

    def members(self, group_ids: Iterable[str]) -> Members:
        found: dict[str, tuple[str, ...]] = {}
        for group_id in group_ids:
            rows = self._all("SELECT user_id FROM group_members WHERE group_id = ?", group_id)
            found[group_id] = tuple(row["user_id"] for row in rows)
        return found

    def card_holder(self, slack_user_id: str) -> CardHolder | None:
        row = self._one(_CARD_HOLDER, slack_user_id)
        return None if row is None else CardHolder(*row)

    def sent_card_holder(self, reward_id: str) -> CardHolder | None:
        row = self._one(_SENT_CARD_HOLDER, reward_id)
        return None if row is None else CardHolder(*row)

    def open_requests(self, giver_id: str) -> int:
        row = self._one("SELECT count(*) FROM requests WHERE giver_id = ? AND status = 'pending'", giver_id)
        return 0 if row is None else int(row[0])

    def lease_of_recipient(self, recipient_id: str) -> datetime | None:
        """When the lease of this recipient's allocation in flight ends; None when there is none."""
        row = self._one("SELECT lease_ends_at FROM rewards WHERE recipient_id = ? AND status = 'sending'", recipient_id)
        return None if row is None else datetime.fromisoformat(row["lease_ends_at"])

    def pause(self) -> Pause | None:
        """The open pause; None when sending goes on."""
        row = self._one("SELECT why, has_bad_credentials FROM pauses WHERE resumed_at IS NULL")
        return None if row is None else Pause(row["why"], bool(row["has_bad_credentials"]))

    def pauses_ended(self) -> int:
        """A number that grows whenever a pause is ended."""
        row = self._one("SELECT max(id) FROM pauses WHERE resumed_at IS NOT NULL")
        return 0 if row is None or row[0] is None else int(row[0])

    def history(self, request_id: str) -> tuple[RecordedEntry, ...]:
        rows = self._all(
            "SELECT at, event, actor, request_id, reward_id, from_status, to_status, attempt, detail"
            " FROM history WHERE request_id = ? ORDER BY id",
            request_id,
        )
        return tuple(RecordedEntry(datetime.fromisoformat(row[0]), Entry(*row[1:])) for row in rows)

    def add_request(self, request: Request, *, trigger_id: str, response_url: str) -> None:
        self._run(
            "INSERT INTO requests (id, team_id, channel_id, giver_id, points, reason, status, deciders, quorum,"
            " asked_at, expires_at, trigger_id, response_url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            request.id,
            request.team_id,
            request.channel_id,
            request.giver_id,
            request.points,
            request.reason,
            request.status,
            json.dumps(request.deciders),
            request.quorum,
            instant(request.asked_at),
            instant(request.expires_at),
            trigger_id,
            response_url,
        )
        for reward in request.rewards:
            self._run(
                "INSERT INTO rewards (id, request_id, recipient_id, points, reference) VALUES (?, ?, ?, ?, ?)",
                reward.id,
                reward.request_id,
                reward.recipient_id,
                reward.points,
                reward.reference,
            )

    def end_request(self, request_id: str, to: RequestStatus) -> bool:
        assert (RequestStatus.PENDING, to) in REQUEST_MOVES
        return self._changed(
            "UPDATE requests SET status = ?, ended_at = ? WHERE id = ? AND status = 'pending'",
            to,
            self.now_text,
            request_id,
        )

    def add_decision(self, request_id: str, decision: Decision) -> None:
        self._run(
            "INSERT INTO decisions (request_id, decider_id, choice, decided_at, reason) VALUES (?, ?, ?, ?, ?)",
            request_id,
            decision.decider_id,
            decision.choice,
            instant(decision.decided_at),
            decision.reason,
        )

    def approve_rewards(self, request_id: str) -> None:
        self._run("UPDATE rewards SET status = 'approved' WHERE request_id = ? AND status IS NULL", request_id)

    def move_reward(self, reward: Reward, to: RewardStatus, **changes: Noted) -> bool:
        """Move on if status and attempt are still as `reward` has them."""
        assert (reward.status, to) in REWARD_MOVES, (reward.status, to)
        columns = "".join(f", {column} = ?" for column in changes)
        return self._changed(
            f"UPDATE rewards SET status = ?{columns} WHERE id = ? AND status = ? AND attempt = ?",
            to,
            *map(_stored, changes.values()),
            reward.id,
            reward.status,
            reward.attempt,
        )

    def note_reward(self, reward_id: str, **changes: Noted) -> None:
        """Write down what was learned of a reward that leaves its status as it is."""
        columns = ", ".join(f"{column} = ?" for column in changes)
        self._run(f"UPDATE rewards SET {columns} WHERE id = ?", *map(_stored, changes.values()), reward_id)

    def append(self, entry: Entry) -> None:
        cursor = self._run(
            "INSERT INTO history (at, event, actor, request_id, reward_id, from_status, to_status, attempt, detail)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self.now_text,
            entry.event,
            entry.actor,
            entry.request_id,
            entry.reward_id,
            entry.from_status,
            entry.to_status,
            entry.attempt,
            entry.detail,
        )
        self.last_entry_id = cursor.lastrowid
        self.entries.append(entry)

    def pause_sending(self, by: str, why: str, *, has_bad_credentials: bool = False) -> bool:
        """Stop sending to EnKash; False when it is stopped already, and then only bad credentials are noted."""
        if self.pause() is not None:
            if has_bad_credentials:
                self._run("UPDATE pauses SET has_bad_credentials = 1 WHERE resumed_at IS NULL")
            return False
        return self._changed(
            "INSERT INTO pauses (paused_at, paused_by, why, has_bad_credentials) VALUES (?, ?, ?, ?)",
            self.now_text,
            by,
            why,
            int(has_bad_credentials),
        )

    def resume_sending(self, by: str) -> bool:
        """Send again; False when nothing was paused."""
        return self._changed(
            "UPDATE pauses SET resumed_at = ?, resumed_by = ? WHERE resumed_at IS NULL", self.now_text, by
        )

    def replace_users(self, users: Iterable[User], *, as_of: datetime) -> None:
        """Write down what Slack said of these users at that time, unless something newer is known."""
        said_at = instant(as_of)
        self._connection.executemany(
            "INSERT INTO slack_users (id, name, standing, refreshed_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name, standing = excluded.standing,"
            " refreshed_at = excluded.refreshed_at WHERE excluded.refreshed_at >= refreshed_at",
            [(user.id, user.name, user.standing, said_at) for user in users],
        )

    def replace_members(self, group_id: str, user_ids: Iterable[str]) -> None:
        """Write down who is in this user group now."""
        self._run("DELETE FROM group_members WHERE group_id = ?", group_id)
        self._connection.executemany(
            "INSERT INTO group_members (group_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(group_id, user) for user in user_ids],
        )


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


def _stored(value: Noted) -> SqlValue:
    if isinstance(value, datetime):
        return instant(value)
    return str(value) if isinstance(value, Decimal) else value
