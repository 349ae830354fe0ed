"""Whoever goes away, comes back, leaves and clicks, in whatever order: each approval is somebody's right, used once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.command import Ask
from bot.core.decision import Decision
from bot.core.ids import ID_ALPHABET
from bot.core.policy import Policy, Standing, Tier, User
from bot.core.reward import RequestStatus
from bot.ledger.sqlite import SqliteLedger
from bot.rewards.absences import Absences
from bot.rewards.asking import Asked, Asker, Line
from bot.rewards.deciding import Click, Decider
from tests.scenarios.test_quorum import company, now_of
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI

EVERYBODY = (MEERA, ASHA, RAVI, FARAH, NIKHIL)
# Whom the request's tier names, and how many of them it needs; and whom it names once the policy changes.
TIERS = st.sampled_from(
    [
        ((RAVI,), 1),
        ((RAVI, FARAH), 2),
        ((RAVI, FARAH, MEERA, ASHA), 2),
        ((RAVI, FARAH, NIKHIL), 2),
        ((RAVI, FARAH, NIKHIL), 3),
    ]
)
NAMED = st.sampled_from([(RAVI,), (RAVI, FARAH), (FARAH, NIKHIL)])
# Whom the other tier names: mostly all, so that there is somebody to stand in.
OTHERS = st.sampled_from([EVERYBODY, EVERYBODY, (FARAH, NIKHIL)])
ANYBODY = st.sampled_from(EVERYBODY)
AWAY = st.tuples(
    st.just("away"), st.sampled_from([RAVI, FARAH]), st.sampled_from([NIKHIL, NIKHIL, FARAH, MEERA]), NAMED
)
CLICKS = st.tuples(st.just("approve"), st.sampled_from([RAVI, FARAH, NIKHIL, NIKHIL, MEERA, ASHA]), ANYBODY, NAMED)
CHANGES = st.tuples(st.sampled_from(["leave", "return", "back", "back", "rule"]), ANYBODY, ANYBODY, NAMED)
DEEDS = st.builds(
    lambda first, deeds: [first, *deeds],
    AWAY,
    st.lists(st.one_of(CLICKS, CLICKS, AWAY, CHANGES), min_size=8, max_size=20),
)


@dataclass
class Truth:
    """What is so at one moment, kept apart from the ledger and without its code."""

    named_then: tuple[str, ...]
    named_now: tuple[str, ...]
    others_named: tuple[str, ...]
    away: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def decides(self, person: str) -> bool:
        """For themselves."""
        is_named = person in self.named_then and person in self.named_now
        return is_named and person not in (MEERA, ASHA, *self.gone)

    def is_right(self, decision: Decision) -> bool:
        decider, voice = decision.decider_id, decision.for_id
        if not voice:
            return self.decides(decider)
        is_approver = decider in (*self.named_now, *self.others_named) and decider not in (MEERA, ASHA, *self.gone)
        is_deputy = self.away.get(voice) == decider and self.decides(voice)
        return is_deputy and is_approver and not self.decides(decider)


def do(ledger: SqliteLedger, policy: Policy, truth: Truth, what: str, person: str, other: str) -> None:
    """What is no click."""
    absences = Absences(ledger, policy)
    if what in ("leave", "return"):
        (truth.gone.add if what == "leave" else truth.gone.discard)(person)
        standing = Standing.DEACTIVATED if what == "leave" else Standing.MEMBER
        with ledger.write() as tx:
            tx.replace_users([User(person, person, standing)], as_of=tx.now)
    elif what == "away":
        absences.go_away(person, f"<@{other}> for 3 days")
        own = absences.standing(person).own
        truth.away.update({} if own is None else {person: own.deputy_id})
    elif what == "back":
        absences.come_back(person)
        truth.away.pop(person, None)


@pytest.mark.slow
@settings(max_examples=100)
@given(TIERS, OTHERS, DEEDS)
@example(
    ((RAVI, FARAH), 2),
    EVERYBODY,
    [("away", RAVI, NIKHIL, (RAVI,)), ("approve", NIKHIL, RAVI, (RAVI,)), ("approve", RAVI, RAVI, (RAVI,))],
)
def test_every_approval_is_somebody_s_own_right_or_a_deputy_s_and_no_voice_counts_twice(
    tier: tuple[tuple[str, ...], int],
    others: tuple[str, ...],
    deeds: list[tuple[str, str, str, tuple[str, ...]]],
) -> None:
    named, quorum = tier
    numbers = count()
    tiers = (Tier(1_000, quorum, named), Tier(10_000, 1, others))
    policy, truth = Policy(named, tiers=tiers), Truth(named, named, others)
    with company() as ledger:
        asker = Asker(ledger, policy, lambda length: str(next(numbers)).replace("0", "A").rjust(length, ID_ALPHABET[0]))
        asked = asker.ask(Ask((ASHA,), 100), Line("T0", DESIGN, MEERA, "trigger", ""))
        if not isinstance(asked, Asked):
            return
        for what, person, other, another in deeds:
            before = now_of(ledger, asked.request)
            if what == "rule":
                policy = replace(policy, approvers=another, tiers=(Tier(1_000, quorum, another), policy.tiers[1]))
                truth.named_now = another
            elif what == "approve":
                Decider(ledger, policy).approve(Click(before.id, person))
            else:
                do(ledger, policy, truth, what, person, other)
            after = now_of(ledger, asked.request)
            assert all(map(truth.is_right, after.approvals[len(before.approvals) :]))
            assert len(set(after.approvers)) == len(set(after.voices)) == len(after.approvals) <= quorum
            assert (after.status is RequestStatus.APPROVED) is (len(after.approvals) == quorum)
