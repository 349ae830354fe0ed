"""How a pending request ends: approved, declined, cancelled, expired."""

from __future__ import annotations

from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.ledger import Entry, Lane, Writing
from bot.rewards.staging import CLOCK, Kind, stage_cards


def approve(tx: Writing, request: Request, by: str, under: str) -> Request:
    """Nothing more is needed: its rewards are on their way."""
    end(tx, request, RequestStatus.APPROVED, by, under)
    tx.approve_rewards(request.id)
    for reward in request.rewards:
        tx.append(Entry("approved", by, request.id, reward.id, to_status=RewardStatus.APPROVED))
        tx.stage(Lane.MONEY, request.id, Kind.ALLOCATION, reward.id)
    return tx.request(request.id) or request


def expire(tx: Writing, request: Request) -> None:
    """Nobody decided in time: the giver is told."""
    end(tx, request, RequestStatus.EXPIRED, CLOCK)
    tx.stage(Lane.MESSAGES, request.id, Kind.EXPIRED, request.giver_id)


def withdraw(tx: Writing, request: Request) -> None:
    """Whoever was to receive the points may not any more, so nobody needs to decide: the giver is told."""
    end(tx, request, RequestStatus.CANCELLED, CLOCK)
    tx.stage(Lane.MESSAGES, request.id, Kind.RECIPIENT_GONE, request.giver_id)


def tier_named(request: Request) -> str:
    """The rule that is decided under, for the history."""
    up_to = request.tier_up_to_points
    return "" if up_to is None else f", up to {up_to:,} points"


def end(tx: Writing, request: Request, to: RequestStatus, by: str, under: str = "") -> None:
    """The guarded move, its entry, and the cards anew. `under` says by which rule."""
    if not tx.end_request(request.id, to, by):
        raise AssertionError("the request was pending in this very transaction")
    tx.append(Entry(to, by, request.id, from_status=request.status, to_status=to, detail=under))
    tx.unstage(request.id, Kind.DEADLINE, request.id)
    stage_cards(tx, request)
