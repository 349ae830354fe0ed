"""The statements about what is decided on a request: approvals, declines, fewer points, and who passed it on."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.core.decision import Decision
from bot.core.reward import Reward
from bot.ledger import SqlValue
from bot.ledger.budget_statements import BudgetStatements
from bot.ledger.rows import instant


class DecidingStatements(BudgetStatements):
    """The part of a transaction that concerns decisions."""

    def add_decision(self, request_id: str, decision: Decision) -> None:
        columns: dict[str, SqlValue] = {
            "request_id": request_id,
            "decider_id": decision.decider_id,
            "choice": decision.choice,
            "decided_at": instant(decision.decided_at),
            "reason": decision.reason,
            "points": decision.points,
            "for_id": decision.for_id,
        }
        self._insert("decisions", columns)
        self._note(request_id, "decisions", decision.decider_id, columns)

    def turn_decision(self, request_id: str, decision: Decision) -> None:
        """Who approved declines after all; the history keeps both."""
        turned: dict[str, SqlValue] = {
            "choice": decision.choice,
            "decided_at": instant(decision.decided_at),
            "reason": decision.reason,
            "points": decision.points,
            "for_id": decision.for_id,
        }
        self._later(
            "UPDATE decisions SET choice = ?, decided_at = ?, reason = ?, points = ?, for_id = ?"
            " WHERE request_id = ? AND decider_id = ?",
            *turned.values(),
            request_id,
            decision.decider_id,
        )
        self._note(request_id, "decisions", decision.decider_id, turned)

    def lower_reward(self, reward: Reward, points: int) -> bool:
        """Fewer points than `reward` has, if it still has as many and waits for approval. The rest comes back to its
        budgets."""
        assert 0 < points < reward.points, (points, reward.points)
        is_lowered = self._changed(
            "UPDATE rewards SET points = ? WHERE id = ? AND status IS NULL AND points = ?",
            points,
            reward.id,
            reward.points,
        )
        if is_lowered:
            self._note(reward.request_id, "rewards", reward.id, {"points": points})
            self._give_back(reward.request_id, reward.points - points)
        return is_lowered

    def note_reassigned(self, request_id: str, reassigned: Mapping[str, str]) -> None:
        """Who has passed this request on, and to whom."""
        passed: dict[str, SqlValue] = {"reassigned": json.dumps(dict(reassigned))}
        self._later("UPDATE requests SET reassigned = ? WHERE id = ?", *passed.values(), request_id)
        self._note(request_id, "requests", request_id, passed)
