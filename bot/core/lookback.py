"""What of the days before bears on a request, where the policy looks back: at what a giver asked for the same person,
and at what that person asked for them. Of a request for several, whoever it bears on most is told of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.core.limits import looked_at_since
from bot.core.policy import Policy
from bot.core.recent import Earlier, Lookback, Recent, Sum, between, points_of, within


def look_back(
    policy: Policy, giver_id: str, recipient_ids: Sequence[str], points: int, recent: Iterable[Recent], now: datetime
) -> Lookback:
    """What of `recent` bears on so many points for each of these that are asked now."""
    recent = tuple(recent)
    asked = points * len(recipient_ids)
    given = {person: between(recent, giver_id, person) for person in recipient_ids}
    returned = {person: between(recent, person, giver_id) for person in recipient_ids}
    same_person = _raised(policy, points, asked, given, now)
    reached = policy.tier_of(asked if same_person is None else same_person.points).up_to_points
    split = _split(policy, points, given, reached, now)
    mutual_with, mutual_by = _mutual(policy, returned, now)
    is_wanted_higher = (mutual_with is not None and policy.mutual_needs_next_tier) or (
        split is not None and policy.split_needs_next_tier
    )
    has_next = policy.tier_of(reached, is_next=True, by_people=True).up_to_points > reached
    needs_next_tier = is_wanted_higher and has_next
    return Lookback(same_person, mutual_with, split, needs_next_tier=needs_next_tier, mutual_by=mutual_by)


def looks_back_since(policy: Policy, now: datetime) -> datetime | None:
    """Since when what was asked may bear on what is asked now; None where the policy looks at nothing of the kind."""
    days = (policy.same_person_days, policy.mutual_days, policy.split_days)
    windows = [now - timedelta(days=each) for each in days if each is not None]
    windows += [looked_at_since(limit, policy.calendar, now) for limit in policy.limits]
    return min(windows, default=None)


_ByPerson = dict[str, tuple[Recent, ...]]


def _raised(policy: Policy, points: int, asked: int, given: _ByPerson, now: datetime) -> Sum | None:
    """`asked`: how many in all."""
    if policy.same_person_days is None:
        return None
    sums = {
        person: points + points_of(within(earlier, policy.same_person_days, now)) for person, earlier in given.items()
    }
    person = max(sums, key=sums.__getitem__)
    is_higher = policy.tier_of(sums[person]).up_to_points > policy.tier_of(asked).up_to_points
    return Sum(sums[person], policy.same_person_days, _told(person, given)) if is_higher else None


def _split(policy: Policy, points: int, given: _ByPerson, reached: int, now: datetime) -> Sum | None:
    """`reached`: up to how many points the tier goes that it belongs to anyway."""
    if policy.split_days is None:
        return None
    found = []
    for person, earlier in given.items():
        parts = within(earlier, policy.split_days, now)
        total = points + points_of(parts)
        highest = max((policy.tier_of(part.points).up_to_points for part in parts), default=reached)
        if policy.tier_of(total).up_to_points > max(reached, highest):
            found.append(Sum(total, policy.split_days, _told(person, given)))
    return max(found, key=lambda each: each.points, default=None)


def _mutual(policy: Policy, returned: _ByPerson, now: datetime) -> tuple[Earlier | None, str]:
    if policy.mutual_days is None:
        return None, ""
    found = [each for earlier in returned.values() for each in within(earlier, policy.mutual_days, now)]
    newest = max(found, key=lambda each: each.asked_at, default=None)
    if newest is None:
        return None, ""
    return Earlier(newest.request_id, newest.asked_at), _told(newest.giver_id, returned)


def _told(person: str, people: _ByPerson) -> str:
    """Of one person alone it need not be told who that is."""
    return person if len(people) > 1 else ""
