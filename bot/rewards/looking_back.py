"""What the policy sees in the days before a request, read inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.core.limits import Room, first_too_small, rooms
from bot.core.lookback import look_back, looks_back_since
from bot.core.policy import Policy
from bot.core.recent import NOTHING_SEEN, Lookback, Recent, Sum
from bot.core.reward import Request, Reward
from bot.ledger import Entry, Reading, Writing
from bot.rewards.staging import POLICY


def looked_back(
    tx: Reading, policy: Policy, giver_id: str, recipients: tuple[str, ...], points: int
) -> tuple[Mapping[str, tuple[Room, ...]], Lookback]:
    """What the limits leave at each of these, and what else bears on so many points for each that are asked now. In a
    transaction that writes, nobody else who looks back asks for these people before it ends."""
    since = looks_back_since(policy, tx.now)
    if since is None or not recipients:
        return {}, NOTHING_SEEN
    recent = _recent(tx, policy, giver_id, recipients, since)
    left = {each: rooms(policy.limits, policy.calendar, giver_id, each, recent, tx.now) for each in recipients}
    return left, look_back(policy, giver_id, recipients, points, recent, tx.now)


def fits_limits_again(tx: Reading, policy: Policy, request: Request, reward: Reward) -> bool:
    """Whether what came to nothing can be paid after all, as if it were asked now."""
    since = looks_back_since(policy, tx.now)
    if since is None or reward.reverses:
        return True
    recent = _recent(tx, policy, request.giver_id, (reward.recipient_id,), since)
    left = rooms(policy.limits, policy.calendar, request.giver_id, reward.recipient_id, recent, tx.now)
    return first_too_small(left, reward.points) is None


def append_lookback(tx: Writing, request: Request) -> None:
    """An entry where there is something to say of it."""
    lookback = request.lookback
    seen = [
        f"{lookback.same_person.points:,} points to {_whom(lookback.same_person)} in {lookback.same_person.days} days"
        if lookback.same_person
        else "",
        f"after {lookback.mutual_with.id} the other way" if lookback.mutual_with else "",
        f"{lookback.split.points:,} points to {_whom(lookback.split)} in parts in {lookback.split.days} days"
        if lookback.split
        else "",
        "the next tier" if lookback.needs_next_tier else "",
    ]
    if any(seen):
        tx.append(Entry("looked back", POLICY, request.id, detail="; ".join(filter(None, seen))))


def _whom(found: Sum) -> str:
    return found.person_id or "the same person"


def _recent(
    tx: Reading, policy: Policy, giver_id: str, recipients: tuple[str, ...], since: datetime
) -> tuple[Recent, ...]:
    looked_at = recipients if policy.mutual_days is None else (*recipients, giver_id)
    return tx.asked_for_since(dict.fromkeys(looked_at), since)
