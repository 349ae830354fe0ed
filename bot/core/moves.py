"""The table of legal moves: from which status a request or a reward may come to which other."""

from __future__ import annotations

from bot.core.reward import RequestStatus, RewardStatus

_ENDED_UNPAID = (RequestStatus.DECLINED, RequestStatus.EXPIRED, RequestStatus.CANCELLED)

CAME_TO_NOTHING: frozenset[str] = frozenset({*_ENDED_UNPAID, RewardStatus.FAILED, RewardStatus.CANCELLED})
"""Where a request, or one of its rewards, stands that no points went to: its budgets have them back."""

REQUEST_MOVES: frozenset[tuple[RequestStatus, RequestStatus]] = frozenset(
    {
        *((RequestStatus.PENDING, to) for to in (RequestStatus.APPROVED, *_ENDED_UNPAID)),
        # The ledger was restored from a copy, and EnKash shows the points of what came to nothing here since: so it was
        # approved, in what the copy lacks.
        *((ended, RequestStatus.APPROVED) for ended in _ENDED_UNPAID),
    }
)

REWARD_MOVES: frozenset[tuple[RewardStatus, RewardStatus]] = frozenset(
    {
        (RewardStatus.APPROVED, RewardStatus.SENDING),
        (RewardStatus.APPROVED, RewardStatus.CANCELLED),
        # EnKash shows that the points arrived, whatever was settled or withdrawn meanwhile; also where this ledger, put
        # back from a copy, has sent nothing yet.
        (RewardStatus.APPROVED, RewardStatus.ALLOCATED),
        (RewardStatus.FAILED, RewardStatus.ALLOCATED),
        (RewardStatus.CANCELLED, RewardStatus.ALLOCATED),
        # The ledger was restored from a copy, or EnKash shows something else under the reference before anything was
        # sent: nobody can tell whether it was paid.
        (RewardStatus.APPROVED, RewardStatus.UNKNOWN),
        (RewardStatus.SENDING, RewardStatus.ALLOCATED),
        (RewardStatus.SENDING, RewardStatus.FAILED),
        (RewardStatus.SENDING, RewardStatus.APPROVED),
        (RewardStatus.SENDING, RewardStatus.UNKNOWN),
        (RewardStatus.UNKNOWN, RewardStatus.ALLOCATED),
        (RewardStatus.UNKNOWN, RewardStatus.FAILED),
        (RewardStatus.UNKNOWN, RewardStatus.APPROVED),
        # EnKash refused it, and an operator sends it again.
        (RewardStatus.FAILED, RewardStatus.APPROVED),
    }
)
