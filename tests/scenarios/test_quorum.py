"""Whoever clicks on what, in whatever order and company: approved means approved by as many as the tier says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.command import Ask
from bot.core.ids import ID_ALPHABET
from bot.core.policy import MANAGER, Policy, Standing, Tier, User
from bot.core.reward import Request, RequestStatus
from bot.ledger import Writing
from bot.ledger.sqlite import SqliteLedger
from bot.playground.play import import_sample_people
from bot.rewards.asking import Asked, Asker, Line
from bot.rewards.deciding import Click, Decider
from bot.rewards.entitlement import entitled_to
from tests.simulation.ground import scratch
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, Clock

EVERYBODY = (MEERA, ASHA, RAVI, FARAH, NIKHIL)
NAMED = st.lists(st.sampled_from([RAVI, FARAH, NIKHIL, MEERA, ASHA, "S1", "S2", MANAGER]), unique=True, min_size=1)
TIERS = st.builds(Tier, st.just(10_000), st.integers(1, 3), NAMED.map(tuple))
MEMBERS = st.lists(st.sampled_from(EVERYBODY), unique=True)
CLICKS = st.lists(
    st.tuples(
        st.sampled_from(["approve"] * 6 + ["decline", "leave", "return", "regroup", "rule"]),
        st.sampled_from(EVERYBODY),
        TIERS,
        MEMBERS,
    ),
    max_size=25,
)


@contextmanager
def company(clock: Clock | None = None) -> Iterator[SqliteLedger]:
    """A ledger of its own with everybody in it, for each example."""
    with tempfile.TemporaryDirectory(dir=scratch()) as folder:
        path = Path(folder) / "shabash.db"
        path.write_bytes(_everybody())
        ledger = SqliteLedger(path, clock=clock or Clock())
        yield ledger
        ledger.close()


@cache
def _everybody() -> bytes:
    """The file of such a ledger, made once and copied for each."""
    path = scratch() / "everybody.db"
    ledger = SqliteLedger(path, clock=Clock())
    import_sample_people(ledger)
    with ledger.write() as tx:
        tx.replace_users([User(person, person, Standing.MEMBER) for person in EVERYBODY], as_of=tx.now)
    ledger.close()
    return path.read_bytes()


def now_of(ledger: SqliteLedger, request: Request) -> Request:
    with ledger.read() as view:
        found = view.request(request.id)
    assert found is not None
    return found


def change(tx: Writing, what: str, person: str, members: list[str]) -> None:
    match what:
        case "leave" | "return":
            standing = Standing.MEMBER if what == "return" else Standing.DEACTIVATED
            tx.replace_users([User(person, person, standing)], as_of=tx.now)
        case "regroup":
            tx.replace_members("S1", members)


@settings(max_examples=80)
@given(TIERS, MEMBERS, MEMBERS, CLICKS)
def test_approved_means_a_quorum_of_different_people_each_entitled_when_they_approved(
    tier: Tier, one: list[str], two: list[str], clicks: list[tuple[str, str, Tier, list[str]]]
) -> None:
    numbers = count()
    policy = Policy((RAVI,), tiers=(tier,))
    with company() as ledger:
        with ledger.write() as tx:
            tx.replace_members("S1", one)
            tx.replace_members("S2", two)
        asker = Asker(ledger, policy, lambda length: str(next(numbers)).replace("0", "A").rjust(length, ID_ALPHABET[0]))
        asked = asker.ask(Ask((ASHA,), 100), Line("T0", DESIGN, MEERA, "trigger", ""))
        if not isinstance(asked, Asked):
            return
        approved: list[str] = []
        for what, person, another, members in clicks:
            before = now_of(ledger, asked.request)
            with ledger.write() as tx:
                change(tx, what, person, members)
                may_decide = before.status is RequestStatus.PENDING and person in entitled_to(tx, policy, before)
            if what == "rule":
                policy = replace(policy, tiers=(another,))
            decider = Decider(ledger, policy)
            if what == "approve":
                decider.approve(Click(before.id, person))
                if may_decide and person not in approved:
                    approved.append(person)
            elif what == "decline":
                decider.decline(Click(before.id, person), "no")
            after = now_of(ledger, asked.request)
            assert after.quorum == tier.approvals
            assert after.deciders == tier.approvers
            if after.status is RequestStatus.DECLINED:
                assert after.reward.status is None
                return
            assert list(after.approvers) == approved
            assert not set(approved) & {MEERA, ASHA}
            assert (after.status is RequestStatus.APPROVED) is (len(approved) == tier.approvals)
            assert (after.reward.status is not None) is (after.status is RequestStatus.APPROVED)
