"""The statements of the outbox: stage, take, finish, put back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from bot.core.message import Post
from bot.ledger import WAITS_FOR_RECIPIENT, Errand, Lane
from bot.ledger.rows import instant, to_errand
from bot.ledger.transaction import Transaction

# An errand waits for the earlier ones of its request, so that messages of one request go in order.
_DUE_MESSAGE = """
    SELECT id FROM outbox AS o INDEXED BY outbox_due
    WHERE lane = 'messages' AND done_at IS NULL AND urgent = 0 AND due_at <= ?
      AND place NOT IN (SELECT value FROM json_each(?))
      AND NOT EXISTS (
          SELECT 1 FROM outbox AS earlier INDEXED BY outbox_once
          WHERE earlier.request_id = o.request_id AND earlier.lane = 'messages' AND earlier.done_at IS NULL
            AND earlier.urgent = 0 AND earlier.id < o.id)
    ORDER BY due_at LIMIT 1
"""
# An answer to a click goes through a response_url, whatever the place's budget says.
_DUE_URGENT = """
    SELECT id FROM outbox INDEXED BY outbox_due
    WHERE lane = 'messages' AND done_at IS NULL AND urgent = 1 AND due_at <= ? ORDER BY due_at LIMIT 1
"""
_DUE_MONEY = """
    SELECT id FROM outbox INDEXED BY outbox_due
    WHERE lane = 'money' AND done_at IS NULL AND urgent = 0 AND due_at <= ? ORDER BY due_at LIMIT 1
"""
# The same message wanted again replaces the row that still waits; a row in hand is told by its version. A notice is
# the same where it says the same.
_STAGE = """
    INSERT INTO outbox (lane, urgent, request_id, kind, place, response_url, detail, staged_at, due_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, place, detail) WHERE done_at IS NULL AND request_id IS NULL
    DO NOTHING
    ON CONFLICT (request_id, kind, place) WHERE done_at IS NULL
    DO UPDATE SET version = version + 1, urgent = max(urgent, excluded.urgent),
        response_url = excluded.response_url, detail = excluded.detail, staged_at = excluded.staged_at,
        due_at = CASE WHEN is_in_hand = 1 THEN due_at ELSE excluded.due_at END
"""


class OutboxStatements(Transaction):
    """The part of a transaction that concerns the outbox."""

    def due(self, lane: Lane, *, except_places: Iterable[str] = (), is_urgent_only: bool = False) -> int | None:
        """The errand whose turn it is now; None while there is none."""
        now = self.now_text
        if lane is Lane.MONEY:
            row = self._one(_DUE_MONEY, now)
        else:
            row = self._one(_DUE_URGENT, now)
            if row is None and not is_urgent_only:
                row = self._one(_DUE_MESSAGE, now, json.dumps(list(except_places)))
        return None if row is None else int(row["id"])

    def stage(
        self,
        lane: Lane,
        request_id: str | None,
        kind: str,
        place: str,
        *,
        due_at: datetime | None = None,
        urgent: bool = False,
        response_url: str = "",
        detail: str = "",
    ) -> None:
        """Ask for something to be carried out once this transaction is kept."""
        now = self.now_text
        due = now if due_at is None else instant(due_at)
        self._run(_STAGE, lane, int(urgent), request_id, kind, place, response_url, detail, now, due)
        self.staged.add(lane)

    def is_staged(self, request_id: str, kind: str, place: str) -> bool:
        """Whether that waits to be carried out, or is in somebody's hands."""
        sql = "SELECT 1 FROM outbox WHERE request_id = ? AND kind = ? AND place = ? AND done_at IS NULL"
        return self._one(sql, request_id, kind, place) is not None

    def take(self, errand_id: int, *, until: datetime) -> Errand | None:
        """Take one errand in hand until `until`; None when another carrier has it.

        Found still in hand, its last carrier went away without a word: that is one doubt more.
        """
        row = self._one(
            "UPDATE outbox SET attempts = attempts + 1, doubts = doubts + is_in_hand, is_in_hand = 1, due_at = ?"
            " WHERE id = ? AND done_at IS NULL AND due_at <= ? RETURNING *",
            instant(until),
            errand_id,
            self.now_text,
        )
        return None if row is None else to_errand(row)

    def finish(self, errand: Errand, outcome: str) -> bool:
        """Done; False when the same message is wanted anew (then it is due at once) or another has it in hand."""
        done = self._changed(
            "UPDATE outbox SET done_at = ?, outcome = ?, is_in_hand = 0, response_url = ''"
            " WHERE id = ? AND attempts = ? AND version = ? AND done_at IS NULL",
            self.now_text,
            outcome,
            errand.id,
            errand.attempts,
            errand.version,
        )
        if not done:
            self.put_back(errand, self.now, outcome)
        return done

    def put_back(self, errand: Errand, due_at: datetime, outcome: str, *, in_doubt: bool = False) -> None:
        """Try again at `due_at`; what comes after it in its request waits as long."""
        due = instant(due_at)
        kept = self._changed(
            "UPDATE outbox SET due_at = ?, outcome = ?, is_in_hand = 0, doubts = doubts + ?"
            " WHERE id = ? AND attempts = ? AND done_at IS NULL",
            due,
            outcome,
            int(in_doubt),
            errand.id,
            errand.attempts,
        )
        if kept and errand.lane is Lane.MESSAGES and due_at > self.now:
            self._run(
                "UPDATE outbox SET due_at = max(due_at, ?) WHERE request_id = ? AND lane = 'messages'"
                " AND done_at IS NULL AND urgent = 0 AND id > ?",
                due,
                errand.request_id,
                errand.id,
            )
        self.staged.add(errand.lane)

    def unstage(self, request_id: str, kind: str, place: str) -> None:
        """What was staged for later is no longer wanted."""
        self._run(
            "UPDATE outbox SET done_at = ?, outcome = 'no longer needed'"
            " WHERE request_id = ? AND kind = ? AND place = ? AND done_at IS NULL AND is_in_hand = 0",
            self.now_text,
            request_id,
            kind,
            place,
        )

    def postpone(self, errand_id: int, due_at: datetime) -> None:
        """Let an errand wait that nobody has in hand."""
        self._run("UPDATE outbox SET due_at = ? WHERE id = ? AND is_in_hand = 0", instant(due_at), errand_id)

    def free_recipient(self, recipient_id: str) -> None:
        """What waited for this recipient's allocation in flight is due now."""
        self._run(
            "UPDATE outbox SET due_at = ? WHERE done_at IS NULL AND outcome = ? AND (request_id, kind, place) IN"
            " (SELECT request_id, 'allocation', id FROM rewards WHERE status = 'approved' AND recipient_id = ?)",
            self.now_text,
            WAITS_FOR_RECIPIENT,
            recipient_id,
        )
        self.staged.add(Lane.MONEY)

    def free_all(self) -> None:
        """Every approved reward is due now, and every look-up."""
        self._run(
            "UPDATE outbox SET due_at = ? WHERE done_at IS NULL AND (request_id, kind, place) IN"
            " (SELECT request_id, 'allocation', id FROM rewards WHERE status IN ('approved', 'unknown'))",
            self.now_text,
        )
        self._run(
            "UPDATE outbox SET due_at = ? WHERE done_at IS NULL AND (request_id, kind, place) IN"
            " (SELECT request_id, 'allocation', id FROM rewards"
            " WHERE status IS NULL AND restored_at IS NOT NULL AND settled_at IS NULL)",
            self.now_text,
        )
        self.staged.add(Lane.MONEY)

    def newest_errand(self) -> int:
        """What was staged before this moment has no higher number; what is staged from now on has."""
        row = self._one("SELECT max(id) FROM outbox")
        return 0 if row is None else int(row[0] or 0)

    def posts(self, request_id: str, kind: str, place: str) -> tuple[Post, ...]:
        """Where the message of this kind and place stands in Slack; after a doubtful post perhaps twice."""
        rows = self._all(
            "SELECT channel_id, ts FROM posts WHERE request_id = ? AND kind = ? AND place = ?", request_id, kind, place
        )
        return tuple(Post(row["channel_id"], row["ts"]) for row in rows)

    def places(self, request_id: str, kind: str) -> tuple[str, ...]:
        """Where a message of this kind stands in Slack, or is on its way to."""
        rows = self._all(
            "SELECT place FROM posts WHERE request_id = ?1 AND kind = ?2 UNION"
            " SELECT place FROM outbox WHERE request_id = ?1 AND kind = ?2 AND done_at IS NULL",
            request_id,
            kind,
        )
        return tuple(row["place"] for row in rows)

    def was_noticed(self, kind: str, place: str, detail: str, *, since: datetime) -> bool:
        """Whether this notice was staged since then, carried out by now or not."""
        row = self._one(
            "SELECT 1 FROM outbox INDEXED BY outbox_notices WHERE request_id IS NULL"
            " AND kind = ? AND place = ? AND detail = ? AND staged_at >= ?",
            kind,
            place,
            detail,
            instant(since),
        )
        return row is not None

    def add_post(self, request_id: str, kind: str, place: str, post: Post) -> None:
        """Remember a message that stands in Slack, known already or not."""
        self._run(
            "INSERT INTO posts (request_id, kind, place, channel_id, ts) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            request_id,
            kind,
            place,
            post.channel_id,
            post.ts,
        )
