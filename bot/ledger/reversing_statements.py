"""The statements about taking a reward back: what a reversal takes, whether there is one, and that it has happened."""

from __future__ import annotations

from datetime import datetime

from bot.core.recent import Given
from bot.core.reward import Reward
from bot.ledger import SqlValue
from bot.ledger.budget_statements import BudgetStatements

_GIVEN = """
    SELECT rewards.id, rewards.request_id, rewards.settled_at, requests.giver_id, requests.reason, requests.is_private
    FROM rewards JOIN requests ON requests.id = rewards.request_id WHERE rewards.id = ?
"""
# Once one was approved nobody can ask for another: what EnKash refused can be sent again, and what was given up may
# have happened all the same.
_REVERSAL_OF = """
    SELECT rewards.request_id FROM rewards INDEXED BY rewards_reversing
    JOIN requests ON requests.id = rewards.request_id
    WHERE rewards.reverses = ? AND requests.status IN ('pending', 'approved')
    ORDER BY requests.asked_at, requests.id LIMIT 1
"""
_TAKE_BACK = """
    UPDATE rewards SET taken_back_at = ? WHERE id = ? AND status = 'allocated' AND taken_back_at IS NULL
"""


class ReversingStatements(BudgetStatements):
    """The part of a transaction that concerns reversals. Whoever is to rely on what is read of a reward's reversals
    holds the request of that reward."""

    def given(self, reward_id: str) -> Given:
        """This reward, which is allocated."""
        row = self._one(_GIVEN, reward_id)
        assert row is not None, "rewards are never removed"
        arrived_at = datetime.fromisoformat(row["settled_at"])
        return Given(row["id"], row["request_id"], row["giver_id"], row["reason"], arrived_at, bool(row["is_private"]))

    def reversal_of(self, reward_id: str) -> str | None:
        """The id of the request that takes this reward back, undecided or approved; None where there is none."""
        row = self._one(_REVERSAL_OF, reward_id)
        return None if row is None else str(row["request_id"])

    def was_taken_back(self, reward_id: str) -> bool:
        """Whether its points were taken back, by whatever is known at this moment."""
        return self._one("SELECT 1 FROM rewards WHERE id = ? AND taken_back_at IS NOT NULL", reward_id) is not None

    def take_back(self, reward: Reward) -> bool:
        """Its points are off the card again, and its budgets have them back; False where that was so already."""
        self._hold_request(reward.request_id)
        taken: dict[str, SqlValue] = {"taken_back_at": self.now_text}
        is_news = self._changed(_TAKE_BACK, *taken.values(), reward.id)
        if is_news:
            self._note(reward.request_id, "rewards", reward.id, taken)
            self._give_back(reward.request_id, reward.points)
        return is_news
