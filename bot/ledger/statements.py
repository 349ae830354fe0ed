"""The statements of one transaction: raw parameterised SQL, for the hot path and what stands beside it."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from decimal import Decimal

from bot.core.reward import REQUEST_MOVES, REWARD_MOVES, Decision, Earlier, Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Entry, Errand, Noted, RecordedEntry, SqlValue
from bot.ledger.binding_statements import BindingStatements
from bot.ledger.count_statements import CountStatements
from bot.ledger.outbox_statements import OutboxStatements
from bot.ledger.people_statements import PeopleStatements
from bot.ledger.reconciling_statements import ReconcilingStatements
from bot.ledger.rows import instant, to_earlier, to_request
from bot.ledger.sending_statements import SendingStatements
from bot.ledger.token_statements import TokenStatements
from bot.ledger.waiting_statements import WaitingStatements

# What came to nothing (cancelled, declined, refused by EnKash, given up, withdrawn) may be asked again.
_SAME_SINCE = """
    SELECT requests.id, requests.asked_at
    FROM requests INDEXED BY requests_by_giver JOIN rewards ON rewards.request_id = requests.id
    WHERE requests.giver_id = ? AND requests.asked_at >= ? AND requests.status IN ('pending', 'approved')
      AND rewards.recipient_id = ? AND rewards.points = ?
      AND (rewards.status IS NULL OR rewards.status NOT IN ('failed', 'cancelled'))
    ORDER BY requests.asked_at DESC LIMIT 1
"""


class Statements(
    OutboxStatements,
    PeopleStatements,
    SendingStatements,
    TokenStatements,
    BindingStatements,
    WaitingStatements,
    CountStatements,
    ReconcilingStatements,
):
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
        is_held = waits and self.pause() is not None
        same_as = None if row["same_as"] is None else self._earlier(row["same_as"])
        return to_request(row, rewards, decisions, names, same_as=same_as, is_held=is_held)

    def _earlier(self, request_id: str) -> Earlier | None:
        row = self._one("SELECT id, asked_at FROM requests WHERE id = ?", request_id)
        return None if row is None else to_earlier(row)

    def requests(self, *, after: str = "", limit: int = 500) -> tuple[Request, ...]:
        rows = self._all("SELECT * FROM requests WHERE id > ? ORDER BY id LIMIT ?", after, limit)
        return tuple(self._whole(row) for row in rows)

    def request_id_of(self, reward_id: str) -> str | None:
        row = self._one("SELECT request_id FROM rewards WHERE id = ?", reward_id)
        return None if row is None else str(row["request_id"])

    def response_url(self, request_id: str) -> str:
        row = self._one("SELECT response_url FROM requests WHERE id = ?", request_id)
        return "" if row is None else str(row["response_url"])

    def turn_of(self, request_id: str) -> int:
        """Which of all requests this is, counted from the first: it grows by one with each."""
        row = self._one("SELECT rowid FROM requests WHERE id = ?", request_id)
        return 0 if row is None else int(row[0])

    def open_requests(self, giver_id: str) -> int:
        row = self._one("SELECT count(*) FROM requests WHERE giver_id = ? AND status = 'pending'", giver_id)
        return 0 if row is None else int(row[0])

    def same_since(self, giver_id: str, recipient_id: str, points: int, since: datetime) -> Earlier | None:
        """The newest such request asked since then that has not come to nothing."""
        row = self._one(_SAME_SINCE, giver_id, instant(since), recipient_id, points)
        return None if row is None else to_earlier(row)

    def pending_ids(self) -> tuple[str, ...]:
        """The ids of all requests that wait for a decision."""
        rows = self._all("SELECT id FROM requests INDEXED BY requests_pending WHERE status = 'pending'")
        return tuple(row["id"] for row in rows)

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
            " asked_at, expires_at, approvals_channel_id, same_as, deciders_mark, trigger_id, response_url)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            request.approvals_channel_id,
            None if request.same_as is None else request.same_as.id,
            request.deciders_mark,
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

    def end_request(self, request_id: str, to: RequestStatus, by: str = "") -> bool:
        assert (RequestStatus.PENDING, to) in REQUEST_MOVES
        return self._changed(
            "UPDATE requests SET status = ?, ended_at = ?, ended_by = ? WHERE id = ? AND status = 'pending'",
            to,
            self.now_text,
            by,
            request_id,
        )

    def note_deciders(self, request_id: str, mark: str) -> None:
        """The cards of this request are drawn for those who can decide now."""
        self._run("UPDATE requests SET deciders_mark = ? WHERE id = ?", mark, request_id)

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
