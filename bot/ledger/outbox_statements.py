"""The statements of the outbox: stage, take, finish, put back."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from bot.core.message import Post
from bot.ledger import WAITS_FOR_RECIPIENT, Errand, Lane, Staged
from bot.ledger.rows import instant, to_errand, to_staged
from bot.ledger.transaction import Held, Transaction

# An errand waits for the earlier ones of its request, so that messages of one request go in order.
_DUE_MESSAGE = """
    SELECT o.id FROM outbox AS o INDEXED BY outbox_due
    WHERE lane = 'messages' AND done_at IS NULL AND urgent = 0 AND due_at <= ?1
      AND place NOT IN (SELECT value FROM json_each(?2)) AND kind NOT IN (SELECT value FROM json_each(?2))
      AND NOT EXISTS (
          SELECT 1 FROM outbox AS earlier INDEXED BY outbox_once
          WHERE earlier.request_id = o.request_id AND earlier.lane = 'messages' AND earlier.done_at IS NULL
            AND earlier.urgent = 0 AND earlier.id < o.id)
    ORDER BY due_at LIMIT 1 /* writing: FOR NO KEY UPDATE SKIP LOCKED */
"""
# An answer to a click goes through a response_url, whatever the place's budget says.
_DUE_URGENT = """
    SELECT id FROM outbox INDEXED BY outbox_due
    WHERE lane = 'messages' AND done_at IS NULL AND urgent = 1 AND due_at <= ?
    ORDER BY due_at LIMIT 1 /* writing: FOR NO KEY UPDATE SKIP LOCKED */
"""
# The request is held before its errand, as everywhere; one that somebody is busy with is passed over.
_DUE_MONEY = """
    SELECT o.id FROM outbox AS o INDEXED BY outbox_due /* writing: JOIN requests AS r ON r.id = o.request_id */
    WHERE lane = 'money' AND done_at IS NULL AND urgent = 0 AND due_at <= ?
    ORDER BY due_at LIMIT 1 /* writing: FOR NO KEY UPDATE OF r, o SKIP LOCKED */
"""
_DUE_INQUIRY = """
    SELECT id FROM outbox INDEXED BY outbox_due
    WHERE lane = 'inquiries' AND done_at IS NULL AND urgent = 0 AND due_at <= ?
    ORDER BY due_at LIMIT 1 /* writing: FOR NO KEY UPDATE SKIP LOCKED */
"""
# The same message wanted again replaces the row that still waits; a row in hand is told by its version. A notice is
# the same where it says the same.
_STAGE = """
    INSERT INTO outbox (lane, urgent, request_id, kind, place, part, response_url, detail, staged_at, due_at)
    VALUES {rows}
"""
_STAGED = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ONE_NOTICE = """
    ON CONFLICT (kind, place, detail) WHERE done_at IS NULL AND request_id IS NULL
    DO NOTHING
"""
_ONE_MESSAGE = """
    ON CONFLICT (request_id, kind, place, part) WHERE done_at IS NULL
    DO UPDATE SET version = outbox.version + 1,
        urgent = CASE WHEN outbox.urgent = 1 THEN 1 ELSE excluded.urgent END,
        response_url = excluded.response_url, detail = excluded.detail, staged_at = excluded.staged_at,
        due_at = CASE WHEN outbox.is_in_hand = 1 THEN outbox.due_at ELSE excluded.due_at END
"""
# An errand that is in somebody's transaction at this very moment is passed over: that transaction holds, or is about to
# hold, what is let go of here, and reads it after this one has ended.
_FREE = """
    UPDATE outbox SET due_at = ? WHERE id IN (
        SELECT outbox.id FROM rewards JOIN outbox ON outbox.request_id = rewards.request_id
            AND outbox.kind = 'allocation' AND outbox.place = rewards.id
            AND outbox.done_at IS NULL AND outbox.is_in_hand = 0
        WHERE {which} /* writing: FOR NO KEY UPDATE OF outbox SKIP LOCKED */)
"""
_FREE_RECIPIENT = _FREE.format(which="rewards.status = 'approved' AND rewards.recipient_id = ? AND outbox.outcome = ?")
_FREE_OPEN = _FREE.format(which="rewards.status IN ('approved', 'unknown')")
_FREE_RESTORED = _FREE.format(
    which="rewards.status IS NULL AND rewards.restored_at IS NOT NULL AND rewards.settled_at IS NULL"
)


@lru_cache
def _staging(number: int, *, is_notice: bool) -> str:
    """The statement that stages so many."""
    return _STAGE.format(rows=", ".join([_STAGED] * number)) + (_ONE_NOTICE if is_notice else _ONE_MESSAGE)


class OutboxStatements(Transaction):
    """The part of a transaction that concerns the outbox."""

    def due(self, lane: Lane, *, except_places: Iterable[str] = (), is_urgent_only: bool = False) -> int | None:
        """The errand whose turn it is now; None while there is none. `except_places` may name kinds, too."""
        now = self.now_text
        if lane is Lane.MONEY:
            row = self._one(_DUE_MONEY, now)
        elif lane is Lane.INQUIRIES:
            row = self._one(_DUE_INQUIRY, now)
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
        part: str = "",
    ) -> None:
        """Ask for something to be carried out once this transaction is kept; `part` says which of the request's rewards
        it is about, where that is not all of it."""
        at, url = (place,), response_url
        self.stage_each(
            lane, request_id, kind, at, due_at=due_at, urgent=urgent, response_url=url, detail=detail, part=part
        )

    def stage_each(
        self,
        lane: Lane,
        request_id: str | None,
        kind: str,
        places: Iterable[str],
        *,
        due_at: datetime | None = None,
        urgent: bool = False,
        response_url: str = "",
        detail: str = "",
        part: str = "",
    ) -> None:
        """The same at each of these places, in this order."""
        wanted = tuple(dict.fromkeys(places))
        if not wanted:
            return
        self._hold_request(request_id)
        now = self.now_text
        due = now if due_at is None else instant(due_at)
        said = (response_url, detail, now, due)
        rows = [(lane, int(urgent), request_id, kind, place, part, *said) for place in wanted]
        self._later(_staging(len(rows), is_notice=request_id is None), *itertools.chain.from_iterable(rows))
        self.staged.add(lane)

    def is_staged(self, request_id: str, kind: str, place: str) -> bool:
        """Whether that waits to be carried out, or is in somebody's hands."""
        sql = "SELECT 1 FROM outbox WHERE request_id = ? AND kind = ? AND place = ? AND done_at IS NULL"
        return self._one(sql, request_id, kind, place) is not None

    def staged_detail(self, request_id: str, kind: str, place: str) -> str:
        """The detail of what waits to be carried out, or is in somebody's hands; empty where nothing does."""
        sql = "SELECT detail FROM outbox WHERE request_id = ? AND kind = ? AND place = ? AND done_at IS NULL"
        row = self._one(sql, request_id, kind, place)
        return "" if row is None else str(row["detail"])

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
        self._hold_request(errand.request_id)
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

    def put_back(self, errand: Errand, due_at: datetime, outcome: str, *, in_doubt: bool = False) -> bool:
        """Try again at `due_at`; what comes after it in its request waits as long. False when another has it in hand,
        or had."""
        self._hold_request(errand.request_id)
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
            self._later(
                "UPDATE outbox SET due_at = ?1 WHERE request_id = ?2 AND lane = 'messages'"
                " AND done_at IS NULL AND urgent = 0 AND id > ?3 AND due_at < ?1",
                due,
                errand.request_id,
                errand.id,
            )
        self.staged.add(errand.lane)
        return kept

    def unstage(self, request_id: str, kind: str, place: str) -> None:
        """What was staged for later is no longer wanted."""
        self._hold_request(request_id)
        self._later(
            "UPDATE outbox SET done_at = ?, outcome = 'no longer needed'"
            " WHERE request_id = ? AND kind = ? AND place = ? AND done_at IS NULL AND is_in_hand = 0",
            self.now_text,
            request_id,
            kind,
            place,
        )

    def postpone(self, errand_id: int, due_at: datetime) -> None:
        """Let an errand wait that is due: whoever has it in hand has it until it is due again."""
        sql = "UPDATE outbox SET due_at = ? WHERE id = ? AND done_at IS NULL AND due_at <= ?"
        self._later(sql, instant(due_at), errand_id, self.now_text)

    def free_recipient(self, recipient_id: str) -> None:
        """What waited for this recipient's allocation in flight is due now."""
        self._hold(Held.RECIPIENT, recipient_id)
        self._later(_FREE_RECIPIENT, self.now_text, recipient_id, WAITS_FOR_RECIPIENT)
        self.staged.add(Lane.MONEY)

    def free_all(self) -> None:
        """Every approved reward is due now, and every look-up."""
        self._later(_FREE_OPEN, self.now_text)
        self._later(_FREE_RESTORED, self.now_text)
        self.staged.add(Lane.MONEY)

    def outbox_of(self, request_id: str) -> tuple[Staged, ...]:
        """Everything ever staged for this request, in that order. It reads the whole outbox, so no hot path asks it."""
        rows = self._all("SELECT * FROM outbox WHERE request_id = ? ORDER BY id", request_id)
        return tuple(map(to_staged, rows))

    def newest_errand(self) -> int:
        """What was staged before this moment has no higher number; what is staged from now on has."""
        row = self._one("SELECT max(id) FROM outbox")
        return 0 if row is None else int(row[0] or 0)

    def posts(self, request_id: str, kind: str, place: str, part: str = "") -> tuple[Post, ...]:
        """Where the message of this kind and place stands in Slack; after a doubtful post perhaps twice."""
        rows = self._all(
            "SELECT channel_id, ts FROM posts WHERE request_id = ? AND kind = ? AND place = ? AND part = ?",
            request_id,
            kind,
            place,
            part,
        )
        return tuple(Post(row["channel_id"], row["ts"]) for row in rows)

    def places(self, request_id: str, kind: str, part: str = "") -> tuple[str, ...]:
        """Where a message of this kind stands in Slack, or is on its way to."""
        rows = self._all(
            "SELECT place FROM posts WHERE request_id = ?1 AND kind = ?2 AND part = ?3 UNION"
            " SELECT place FROM outbox WHERE request_id = ?1 AND kind = ?2 AND part = ?3 AND done_at IS NULL",
            request_id,
            kind,
            part,
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

    def add_post(self, request_id: str, kind: str, place: str, post: Post, part: str = "") -> None:
        """Remember a message that stands in Slack, known already or not."""
        self._hold_request(request_id)
        self._later(
            "INSERT INTO posts (request_id, kind, place, channel_id, ts, part) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            request_id,
            kind,
            place,
            post.channel_id,
            post.ts,
            part,
        )
