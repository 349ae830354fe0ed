"""How the policy looks back: at what a giver asked for the same person, and at what that person asked for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.limits import looked_at_since
from bot.core.policy import Policy
from bot.core.recent import Earlier, Lookback, Recent, Sum, between, points_of, within


def look_back(
    policy: Policy, giver_id: str, recipient_id: str, points: int, recent: Iterable[Recent], now: datetime
) -> Lookback:
    """What of `recent` bears on so many points that are asked now."""
    recent = tuple(recent)
    given = between(recent, giver_id, recipient_id)
    same_person = _raised(policy, points, given, now)
    reached = policy.tier_of(points if same_person is None else same_person.points).up_to_points
    split = _split(policy, points, given, reached, now)
    mutual_with = _mutual(policy, between(recent, recipient_id, giver_id), now)
    is_wanted_higher = (mutual_with is not None and policy.mutual_needs_next_tier) or (
        split is not None and policy.split_needs_next_tier
    )
    has_next = policy.tier_of(reached, is_next=True, by_people=True).up_to_points > reached
    return Lookback(same_person, mutual_with, split, needs_next_tier=is_wanted_higher and has_next)


def looks_back_since(policy: Policy, now: datetime) -> datetime | None:
    """Since when what was asked may bear on what is asked now; None where the policy looks at nothing of the kind."""
    days = (policy.same_person_days, policy.mutual_days, policy.split_days)
    windows = [now - timedelta(days=each) for each in days if each is not None]
    windows += [looked_at_since(limit, policy.calendar, now) for limit in policy.limits]
    return min(windows, default=None)


def _raised(policy: Policy, points: int, given: tuple[Recent, ...], now: datetime) -> Sum | None:
    if policy.same_person_days is None:
        return None
    total = points + points_of(within(given, policy.same_person_days, now))
    is_higher = policy.tier_of(total).up_to_points > policy.tier_of(points).up_to_points
    return Sum(total, policy.same_person_days) if is_higher else None


def _split(policy: Policy, points: int, given: tuple[Recent, ...], reached: int, now: datetime) -> Sum | None:
    """`reached`: up to how many points the tier goes that it belongs to anyway."""
    if policy.split_days is None:
        return None
    parts = within(given, policy.split_days, now)
    total = points + points_of(parts)
    highest = max((policy.tier_of(part.points).up_to_points for part in parts), default=reached)
    return Sum(total, policy.split_days) if policy.tier_of(total).up_to_points > max(reached, highest) else None


def _mutual(policy: Policy, returned: tuple[Recent, ...], now: datetime) -> Earlier | None:
    if policy.mutual_days is None:
        return None
    newest = max(within(returned, policy.mutual_days, now), key=lambda each: each.asked_at, default=None)
    return None if newest is None else Earlier(newest.request_id, newest.asked_at)
