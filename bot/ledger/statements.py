"""The statements of one transaction: raw parameterised SQL, for the hot path and what stands beside it."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from decimal import Decimal

from bot.core.reward import REQUEST_MOVES, REWARD_MOVES, Decision, Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Entry, Errand, Noted, RecordedEntry, SqlValue
from bot.ledger.count_statements import CountStatements
from bot.ledger.outbox_statements import OutboxStatements
from bot.ledger.people_statements import PeopleStatements
from bot.ledger.rows import instant, to_request
from bot.ledger.sending_statements import SendingStatements


class Statements(OutboxStatements, PeopleStatements, SendingStatements, CountStatements):
    """One transaction on one connection; `now` was read after it began."""

    def request(self, request_id: str) -> Request | None:
        row = self._one("SELECT * FROM requests WHERE id = ?", request_id)
        return None if row is None else self._whole(row)

    def request_of(self, errand: Errand) -> Request:
        """The request that this errand is for, which is no notice; requests are never removed."""
        request = None if errand.request_id is None else self.request(errand.request_id)
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

    def open_requests(self, giver_id: str) -> int:
        row = self._one("SELECT count(*) FROM requests WHERE giver_id = ? AND status = 'pending'", giver_id)
        return 0 if row is None else int(row[0])

    def lease_of_recipient(self, recipient_id: str) -> datetime | None:
        """When the lease of this recipient's allocation in flight ends; None when there is none."""
        row = self._one("SELECT lease_ends_at FROM rewards WHERE recipient_id = ? AND status = 'sending'", recipient_id)
        return None if row is None else datetime.fromisoformat(row["lease_ends_at"])

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


def _stored(value: Noted) -> SqlValue:
    if isinstance(value, datetime):
        return instant(value)
    return str(value) if isinstance(value, Decimal) else value
