"""Whoever approves how much of what, in whatever order: what budgets have given adds up, and no amount ever rises."""

from __future__ import annotations

from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit import Report
from bot.audit.pots import check_pots
from bot.core.budget import Budget, Every, Per
from bot.core.command import Ask
from bot.core.ids import ID_ALPHABET
from bot.core.moves import CAME_TO_NOTHING
from bot.core.policy import Policy, Tier
from bot.core.reward import Request, RequestStatus
from bot.ledger.sqlite import SqliteLedger
from bot.rewards.asking import Asked, Asker, Line
from bot.rewards.deciding import Click, Decider
from tests.scenarios.test_quorum import company, now_of
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI

BUDGETS = (Budget(Per.GIVER, 10**6, Every.MONTH), Budget(Per.COMPANY, 10**6, Every.YEAR))
DECIDERS = (RAVI, FARAH, NIKHIL)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "approve", "lower", "lower", "lower", "decline", "cancel"]),
        st.sampled_from([*DECIDERS, MEERA, ASHA]),
        st.integers(0, 120),
        st.integers(0, 3),
    ),
    max_size=25,
)


def taken(ledger: SqliteLedger) -> dict[str, int]:
    with ledger.snapshot() as db:
        report = Report()
        check_pots(db, report)
        assert report.findings == []
        return {row["name"]: int(row["taken_points"]) for row in db.execute("SELECT name, taken_points FROM pots")}


def assert_sound(policy: Policy, before: Request, now: Request) -> None:
    amounts = [now.points, *(approval.points or 0 for approval in now.approvals), now.reward.points]
    assert all(later <= earlier for earlier, later in pairwise(amounts))
    assert now.points == before.points
    assert now.quorum == before.quorum
    assert now.reward.reference == before.reward.reference
    assert now.reward.points <= before.reward.points
    if now.reward.points < before.reward.points:
        assert before.status is RequestStatus.PENDING
        assert now.reward.points >= policy.points_min
        assert now.reward.points % policy.points_multiple_of == 0
    if now.status is RequestStatus.APPROVED:
        assert now.approvals[-1].points == now.reward.points


@settings(max_examples=40)
@given(st.integers(1, 3), st.integers(1, 30), st.integers(1, 7), DEEDS)
def test_what_is_taken_of_the_budgets_adds_up_and_no_amount_ever_rises(
    approvals: int, least: int, step: int, deeds: list[tuple[str, str, int, int]]
) -> None:
    numbers = count()
    policy = Policy(
        DECIDERS,
        tiers=(Tier(10_000, approvals, DECIDERS),),
        points_min=least,
        points_multiple_of=step,
        budgets=BUDGETS,
    )
    with company() as ledger:
        asker = Asker(ledger, policy, lambda length: str(next(numbers)).replace("0", "A").rjust(length, ID_ALPHABET[0]))
        decider = Decider(ledger, policy)
        requests: list[Request] = []
        for what, person, points, which in deeds:
            if what == "ask":
                asked = asker.ask(Ask((ASHA,), points), Line("T0", DESIGN, MEERA, f"trigger {next(numbers)}", ""))
                requests += [asked.request] if isinstance(asked, Asked) else []
            elif requests:
                before = now_of(ledger, requests[which % len(requests)])
                click = Click(before.id, person)
                if what == "approve":
                    decider.approve(click)
                elif what == "lower":
                    decider.lower(click, points)
                elif what == "decline":
                    decider.decline(click, "no")
                else:
                    decider.cancel(click)
                assert_sound(policy, before, now_of(ledger, before))
            now = [now_of(ledger, request) for request in requests]
            alive = sum(request.reward.points for request in now if request.status not in CAME_TO_NOTHING)
            assert set(taken(ledger).values()) <= {alive}
