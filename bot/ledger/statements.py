"""The statements of one transaction: raw parameterised SQL, for the hot path and what stands beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.core.moves import REQUEST_MOVES, REWARD_MOVES
from bot.core.recent import Earlier
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.ledger import Errand, Noted, SqlValue
from bot.ledger.absence_statements import AbsenceStatements
from bot.ledger.binding_statements import BindingStatements
from bot.ledger.connection import Row
from bot.ledger.count_statements import CountStatements
from bot.ledger.deciding_statements import DecidingStatements
from bot.ledger.digest_statements import DigestStatements
from bot.ledger.home_statements import HomeStatements
from bot.ledger.moving_statements import MovingStatements
from bot.ledger.past_statements import PastStatements
from bot.ledger.people_statements import PeopleStatements
from bot.ledger.question_statements import QuestionStatements
from bot.ledger.recent_statements import RecentStatements
from bot.ledger.reconciling_statements import ReconcilingStatements
from bot.ledger.restoring_statements import RestoringStatements
from bot.ledger.reversing_statements import ReversingStatements
from bot.ledger.rows import instant, of_lookback, of_message, of_telling, people_of, to_earlier, to_request
from bot.ledger.seal_statements import SealStatements
from bot.ledger.sending_statements import SendingStatements
from bot.ledger.token_statements import TokenStatements
from bot.ledger.transaction import Held
from bot.ledger.waiting_statements import WaitingStatements

# What came to nothing (cancelled, declined, refused by EnKash, given up, withdrawn) or was taken back may be asked
# again.
_SAME_SINCE = """
    SELECT requests.id, requests.asked_at, requests.is_private
    FROM requests INDEXED BY requests_by_giver JOIN rewards ON rewards.request_id = requests.id
    WHERE requests.giver_id = ? AND requests.asked_at >= ? AND requests.status IN ('pending', 'approved')
      AND rewards.recipient_id IN (SELECT value FROM json_each(?)) AND requests.points = ?
      AND (rewards.status IS NULL OR rewards.status NOT IN ('failed', 'cancelled'))
      AND rewards.reverses IS NULL AND rewards.taken_back_at IS NULL
    ORDER BY requests.asked_at DESC LIMIT 1
"""


_MAY_BE_SENT = """
    SELECT 1 FROM rewards WHERE id = ? AND status = 'sending' AND attempt = ?
        AND NOT EXISTS (SELECT 1 FROM pauses WHERE resumed_at IS NULL)
"""
# With what it names of earlier requests, and whether anything is sent just now.
_REQUESTS = """
    SELECT requests.*, same.asked_at AS same_asked_at, same.is_private AS same_is_private,
        mutual.asked_at AS mutual_asked_at, mutual.is_private AS mutual_is_private,
        EXISTS (SELECT 1 FROM pauses WHERE resumed_at IS NULL) AS is_paused
    FROM requests LEFT JOIN requests AS same ON same.id = requests.same_as
        LEFT JOIN requests AS mutual ON mutual.id = requests.mutual_with
"""
_REWARDS = "SELECT * FROM rewards WHERE request_id = ? ORDER BY length(id), id"
_DECISIONS = "SELECT * FROM decisions WHERE request_id = ? ORDER BY decided_at"
_REQUEST = f"{_REQUESTS} WHERE requests.id = ?"
_REQUESTS_AFTER = f"{_REQUESTS} WHERE requests.id > ? ORDER BY requests.id LIMIT ?"


class Statements(
    HomeStatements,
    DecidingStatements,
    ReversingStatements,
    PeopleStatements,
    AbsenceStatements,
    SendingStatements,
    TokenStatements,
    BindingStatements,
    WaitingStatements,
    RecentStatements,
    PastStatements,
    CountStatements,
    RestoringStatements,
    SealStatements,
    ReconcilingStatements,
    MovingStatements,
    QuestionStatements,
    DigestStatements,
):
    """One transaction on one connection; `now` was read after it began."""

    def request(self, request_id: str) -> Request | None:
        """The request as it stands. A transaction that writes keeps it from all others, from here on."""
        self._hold_request(request_id)
        return self.request_seen(request_id)

    def request_seen(self, request_id: str) -> Request | None:
        """The request as it stands at this moment, for whoever only tells of it while holding another one."""
        return self._seen(request_id, has_names=True)

    def _seen(self, request_id: str, *, has_names: bool) -> Request | None:
        wanted = (_REQUEST, _REWARDS, _DECISIONS)
        rows, rewards, decisions = self._answers(*((sql, request_id) for sql in wanted))
        return self._whole(rows[0], rewards, decisions, has_names=has_names) if rows else None

    def has_request(self, request_id: str) -> bool:
        """Whether that id is taken."""
        return self._one("SELECT 1 FROM requests WHERE id = ?", request_id) is not None

    def request_of(self, errand: Errand, *, has_names: bool = True) -> Request:
        """The request that this errand is for, which is no notice; requests are never removed. Whoever moves it on and
        words nothing needs nobody's name."""
        assert errand.request_id is not None
        self._hold_request(errand.request_id)
        request = self._seen(errand.request_id, has_names=has_names)
        assert request is not None
        return request

    def request_by_trigger(self, team_id: str, trigger_id: str) -> Request | None:
        self._hold(Held.DELIVERY, f"{team_id} {trigger_id}")
        row = self._one("SELECT id FROM requests WHERE team_id = ? AND trigger_id = ?", team_id, trigger_id)
        return None if row is None else self.request(row["id"])

    def _whole(self, row: Row, rewards: list[Row], decisions: list[Row], *, has_names: bool = True) -> Request:
        given = self.given(rewards[0]["reverses"]) if rewards[0]["reverses"] else None
        names = self.names(people_of(row, rewards, decisions, given)) if has_names else {}
        waits = any(reward["status"] == RewardStatus.APPROVED for reward in rewards)
        request = to_request(row, rewards, decisions, names, is_held=waits and bool(row["is_paused"]))
        return request if given is None else replace(request, given=given)

    def requests(self, *, after: str = "", limit: int = 500) -> tuple[Request, ...]:
        rows = self._all(_REQUESTS_AFTER, after, limit)
        return tuple(self._whole(row, *self._answers((_REWARDS, row["id"]), (_DECISIONS, row["id"]))) for row in rows)

    def newest_request_ids(self, limit: int) -> tuple[str, ...]:
        """The ids of what was asked last, the newest first."""
        rows = self._all("SELECT id FROM requests ORDER BY rowid DESC LIMIT ?", limit)
        return tuple(row["id"] for row in rows)

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

    def same_since(self, giver_id: str, recipient_ids: Iterable[str], points: int, since: datetime) -> Earlier | None:
        """The newest request asked since then for one of these, so many points each, that has not come to nothing."""
        self._hold(Held.GIVER, giver_id)
        row = self._one(_SAME_SINCE, giver_id, instant(since), json.dumps(list(recipient_ids)), points)
        return None if row is None else to_earlier(row)

    def pending_ids(self) -> tuple[str, ...]:
        """The ids of all requests that wait for a decision, in order."""
        rows = self._all("SELECT id FROM requests INDEXED BY requests_pending WHERE status = 'pending' ORDER BY id")
        return tuple(row["id"] for row in rows)

    def waiting_for_look_ups(self) -> tuple[str, ...]:
        """The ids of all approved rewards that may not be sent before EnKash has told whether it has them, and which it
        was asked for already."""
        rows = self._all(
            "SELECT id FROM rewards INDEXED BY rewards_approved WHERE status = 'approved' AND look_ups > 0"
        )
        return tuple(row["id"] for row in rows)

    def lease_of_recipient(self, recipient_id: str) -> datetime | None:
        """When the lease of this recipient's allocation in flight ends; None when there is none."""
        self._hold(Held.RECIPIENT, recipient_id)
        row = self._one("SELECT lease_ends_at FROM rewards WHERE recipient_id = ? AND status = 'sending'", recipient_id)
        return None if row is None else datetime.fromisoformat(row["lease_ends_at"])

    def may_be_sent(self, reward: Reward) -> bool:
        """Whether this very attempt is still the one that is being sent, and nothing is paused."""
        return self._one(_MAY_BE_SENT, reward.id, reward.attempt) is not None

    def add_request(self, request: Request, *, trigger_id: str, response_url: str) -> None:
        columns: dict[str, SqlValue] = {
            "id": request.id,
            "team_id": request.team_id,
            "channel_id": request.channel_id,
            "giver_id": request.giver_id,
            "points": request.points,
            "reason": request.reason,
            "status": request.status,
            "deciders": json.dumps(request.deciders),
            "quorum": request.quorum,
            "asked_at": instant(request.asked_at),
            "expires_at": instant(request.expires_at),
            "approvals_channel_id": request.approvals_channel_id,
            "same_as": None if request.same_as is None else request.same_as.id,
            "deciders_mark": request.deciders_mark,
            "policy_hash": request.policy_hash,
            "tier_up_to_points": request.tier_up_to_points,
            "pots": json.dumps(request.pots),
            **of_lookback(request.lookback),
            **of_message(request),
            **of_telling(request),
            "trigger_id": trigger_id,
            "response_url": response_url,
        }
        self._insert("requests", columns)
        self._note(request.id, "requests", request.id, columns)
        for reward in request.rewards:
            share: dict[str, SqlValue] = {
                "id": reward.id,
                "request_id": reward.request_id,
                "recipient_id": reward.recipient_id,
                "points": reward.points,
                "reference": reward.reference,
                "asked_at": instant(request.asked_at),
                **({"reverses": reward.reverses} if reward.reverses else {}),
            }
            self._insert("rewards", share)
            self._note(request.id, "rewards", reward.id, share)
        self._take(request.pots, sum(reward.points for reward in request.rewards))

    def end_request(
        self, request_id: str, to: RequestStatus, by: str = "", *, status: RequestStatus = RequestStatus.PENDING
    ) -> bool:
        """Move on if it is still as `status` says."""
        assert (status, to) in REQUEST_MOVES, (status, to)
        self._hold_request(request_id)
        ended: dict[str, SqlValue] = {"status": to, "ended_at": self.now_text, "ended_by": by}
        is_ended = self._changed(
            "UPDATE requests SET status = ?, ended_at = ?, ended_by = ? WHERE id = ? AND status = ?",
            *ended.values(),
            request_id,
            status,
        )
        if is_ended:
            self._note(request_id, "requests", request_id, ended)
            self._follow(request_id, None, status, to)
        return is_ended

    def escalate(self, request_id: str, to: Iterable[str]) -> None:
        """From now on the policy's names for the tier above may decide too."""
        self._change_request(request_id, "escalated_to", json.dumps(tuple(to)))

    def extend(self, request_id: str, until: datetime) -> None:
        """It waits until then."""
        self._change_request(request_id, "expires_at", instant(until))

    def _change_request(self, request_id: str, column: str, value: SqlValue) -> None:
        """Write down something that leaves its status as it is."""
        self._hold_request(request_id)
        self._later(f"UPDATE requests SET {column} = ? WHERE id = ?", value, request_id)
        self._note(request_id, "requests", request_id, {column: value})

    def note_deciders(self, request_id: str, mark: str) -> None:
        """The cards of this request are drawn for those who can decide now."""
        self._later("UPDATE requests SET deciders_mark = ? WHERE id = ?", mark, request_id)
        self._decided_by_others.add(request_id)

    def approve_rewards(self, request_id: str) -> None:
        rows = self._all(
            "UPDATE rewards SET status = 'approved' WHERE request_id = ? AND status IS NULL RETURNING id", request_id
        )
        for row in rows:
            self._note(request_id, "rewards", row["id"], {"status": RewardStatus.APPROVED})

    def move_reward(self, reward: Reward, to: RewardStatus, **changes: Noted) -> bool:
        """Move on if status and attempt are still as `reward` has them."""
        assert (reward.status, to) in REWARD_MOVES, (reward.status, to)
        stored = {"status": to, **{column: _stored(value) for column, value in changes.items()}}
        columns = ", ".join(f"{column} = ?" for column in stored)
        is_moved = self._changed(
            f"UPDATE rewards SET {columns} WHERE id = ? AND status = ? AND attempt = ?",
            *stored.values(),
            reward.id,
            reward.status,
            reward.attempt,
        )
        if is_moved:
            self._note(reward.request_id, "rewards", reward.id, stored)
            self._follow(reward.request_id, reward.points, reward.status, to)
        return is_moved

    def note_reward(self, reward_id: str, **changes: Noted) -> None:
        """Write down what was learned of a reward that leaves its status as it is."""
        stored = {column: _stored(value) for column, value in changes.items()}
        columns = ", ".join(f"{column} = ?" for column in stored)
        self._later(f"UPDATE rewards SET {columns} WHERE id = ?", *stored.values(), reward_id)
        self._note(self.request_id_of(reward_id), "rewards", reward_id, stored)


def _stored(value: Noted) -> SqlValue:
    if isinstance(value, datetime):
        return instant(value)
    return str(value) if isinstance(value, Decimal) else value
