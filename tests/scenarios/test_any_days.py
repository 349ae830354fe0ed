"""Whoever asks for whom, on whatever day, and whatever comes of it: limits hold, and tiers are of the sums they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.command import Ask
from bot.core.ids import ID_ALPHABET
from bot.core.limits import Limit, LimitPer
from bot.core.policy import Policy, Tier
from bot.core.refusal import Refusal, Why
from bot.core.reward import Request
from bot.ledger.sqlite import SqliteLedger
from bot.rewards.asking import Asker, Line
from bot.rewards.deciding import Click, Decider
from tests.scenarios.test_quorum import company
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, Clock

TIERS = (Tier(100, 1, (NIKHIL, FARAH)), Tier(300, 1, (RAVI, FARAH, NIKHIL)), Tier(10_000, 2, (RAVI, FARAH, NIKHIL)))
DAYS = st.none() | st.integers(1, 20)
POLICIES = st.builds(
    Policy,
    st.just((NIKHIL,)),
    tiers=st.just(TIERS),
    expires_hours=st.just(8_760),
    same_person_days=DAYS,
    mutual_days=DAYS,
    mutual_needs_next_tier=st.booleans(),
    split_days=DAYS,
    split_needs_next_tier=st.booleans(),
    limits=st.lists(
        st.builds(Limit, st.sampled_from(LimitPer), st.integers(50, 600), st.integers(1, 20)), max_size=3
    ).map(tuple),
)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["ask"] * 4 + ["decline", "wait"]),
        st.sampled_from([MEERA, ASHA]),
        st.sampled_from([MEERA, ASHA, ASHA, RAVI]),
        st.integers(1, 250),
        st.integers(0, 12),
    ),
    max_size=30,
)


@dataclass
class Told:
    """What a person with pen and paper would have written down."""

    request: Request
    asked_at: datetime
    is_alive: bool = True


class Book:
    """All that was asked, added up by hand."""

    def __init__(self) -> None:
        self.lines: list[Told] = []

    def of(self, days: int | None, now: datetime, giver_id: str | None, recipient_id: str) -> list[int]:
        """The points of each that this giver, or anybody, asked for this recipient in these days."""
        return [
            line.request.points
            for line in self.lines
            if line.is_alive
            and days is not None
            and now - line.asked_at <= timedelta(days=days)
            and line.request.reward.recipient_id == recipient_id
            and giver_id in (None, line.request.giver_id)
        ]

    def is_beyond(self, policy: Policy, now: datetime, giver_id: str, recipient_id: str, more: int = 0) -> bool:
        return any(
            sum(self.of(limit.days, now, giver_id if limit.per is LimitPer.PAIR else None, recipient_id)) + more
            > limit.points
            for limit in policy.limits
        )

    def tier(self, policy: Policy, now: datetime, giver_id: str, recipient_id: str, points: int) -> int:
        """Which of the three it belongs to."""
        whole = points + sum(self.of(policy.same_person_days, now, giver_id, recipient_id))
        own = _place(whole)
        parts = [points, *self.of(policy.split_days, now, giver_id, recipient_id)]
        is_split = _place(sum(parts)) > max(own, *map(_place, parts))
        is_mutual = bool(self.of(policy.mutual_days, now, recipient_id, giver_id))
        is_next = (is_split and policy.split_needs_next_tier) or (is_mutual and policy.mutual_needs_next_tier)
        return min(own + is_next, 2)


def _place(points: int) -> int:
    return 0 if points <= 100 else 1 if points <= 300 else 2


@pytest.mark.slow
@settings(max_examples=60)
@given(POLICIES, DEEDS)
def test_limits_hold_and_tiers_are_of_the_sums_they_say(
    policy: Policy, deeds: list[tuple[str, str, str, int, int]]
) -> None:
    numbers, book, clock = count(), Book(), Clock()
    with company(clock) as ledger:
        asker = Asker(ledger, policy, lambda length: _letters(next(numbers), length))
        for number, (what, giver_id, recipient_id, points, days) in enumerate(deeds):
            if what == "wait":
                clock.pass_time(days=days)
            elif what == "decline":
                _decline(ledger, policy, book, number)
            elif giver_id != recipient_id:
                now = clock.now
                found = asker.ask(Ask((recipient_id,), points), Line("T0", DESIGN, giver_id, str(number), ""))
                is_beyond = book.is_beyond(policy, now, giver_id, recipient_id, points)
                if isinstance(found, Refusal):
                    assert found.why in (Why.OVER_LIMIT_OF_PAIR, Why.OVER_LIMIT_OF_RECIPIENT)
                assert isinstance(found, Refusal) is is_beyond
                if isinstance(found, Refusal):
                    continue
                tier = TIERS[book.tier(policy, now, giver_id, recipient_id, points)]
                assert (found.request.tier_up_to_points, found.request.quorum) == (tier.up_to_points, tier.approvals)
                book.lines.append(Told(found.request, found.request.asked_at))
                assert not book.is_beyond(policy, clock.now, giver_id, recipient_id)


def _decline(ledger: SqliteLedger, policy: Policy, book: Book, number: int) -> None:
    alive = [line for line in book.lines if line.is_alive]
    if alive:
        line = alive[number % len(alive)]
        Decider(ledger, replace(policy, limits=())).decline(Click(line.request.id, FARAH), "no")
        line.is_alive = False


def _letters(number: int, length: int) -> str:
    """Another word for each number."""
    return "".join(ID_ALPHABET[number // len(ID_ALPHABET) ** place % len(ID_ALPHABET)] for place in range(length))
