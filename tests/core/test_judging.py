"""Whether a request is recorded, for any policy, any company and any facts that Slack may tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.deciders import entitled_people
from bot.core.judging import Asking, Rule, barred, judge, nearest_allowed
from bot.core.policy import MANAGER, Policy, Standing, Tier
from bot.core.refusal import Why
from tests.core.test_deciders import APPROVERS, MEMBERS, PEOPLE, STANDINGS

ASKINGS = st.builds(
    Asking,
    giver_id=st.sampled_from(PEOPLE),
    recipients=st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4).map(tuple),
    points=st.integers(1, 1_200),
    has_reason=st.booleans(),
    channel_id=st.sampled_from(["C1", "C2"]),
    standings=STANDINGS,
    mapped=st.frozensets(st.sampled_from(PEOPLE)),
    open_requests=st.integers(0, 40),
    members=MEMBERS,
)
AMOUNTS = st.lists(st.integers(1, 2_000), unique=True, max_size=4).map(sorted)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    tiers = tuple(Tier(up_to, draw(st.integers(1, 3)), draw(APPROVERS)) for up_to in draw(AMOUNTS))
    least = draw(st.integers(1, 50))
    return Policy(
        draw(APPROVERS),
        tiers=tiers,
        open_requests_max=draw(st.integers(1, 40)),
        people_max=draw(st.integers(1, 4)),
        points_min=least,
        points_max=draw(st.integers(least + 100, 1_500)),
        points_multiple_of=draw(st.integers(1, 50)),
        reason_required_from_points=draw(st.none() | st.integers(1, 1_500)),
        givers=draw(st.lists(st.sampled_from(["U1", "U2", "S1"]), unique=True).map(tuple)),
        channels=draw(st.sampled_from([(), ("C1",)])),
    )


FINE = Asking(
    giver_id="U1",
    recipients=("U2",),
    points=100,
    has_reason=True,
    channel_id="C1",
    standings=dict.fromkeys(PEOPLE, Standing.MEMBER),
    mapped=frozenset(PEOPLE),
    open_requests=0,
    members={"S1": ("U3", "U4")},
)
POLICY = Policy(("U3",))


# Why a request is not recorded.


def test_a_request_between_two_members_that_somebody_can_decide_on_is_recorded() -> None:
    assert judge(POLICY, FINE).why is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"recipients": ("U1",)}, Why.YOURSELF),
        ({"recipients": ("U2", "U1")}, Why.YOURSELF),
        ({"recipients": ()}, Why.NOBODY_ELSE_IN_GROUP),
        ({"unknown_groups": ("S9",)}, Why.GROUP_NOT_YET_KNOWN),
        ({"recipients": tuple(f"U{number}" for number in range(21))}, Why.TOO_MANY_PEOPLE),
        ({"recipients": ("U2", "U4")}, None),
        ({"recipients": ("U2", "U3")}, Why.NOBODY_DECIDES),
        ({"recipients": ("U2", "U3", "U4")}, Why.NOBODY_DECIDES),
        ({"recipients": ("U2", "U4"), "mapped": {"U2"}}, Why.NOT_MAPPED),
        ({"standings": {}}, Why.NOT_YET_KNOWN),
        ({"standings": {"U1": Standing.MEMBER}}, Why.NOT_YET_KNOWN),
        ({"standings": {"U2": Standing.MEMBER}}, Why.NOT_YET_KNOWN),
        ({"mapped": ()}, Why.NOT_MAPPED),
        ({"open_requests": 20}, Why.TOO_MANY_OPEN),
        ({"open_requests": 19}, None),
        ({"standings": {"U1": Standing.MEMBER, "U2": Standing.MEMBER}}, Why.NOBODY_DECIDES),
    ],
)
def test_each_fault_has_its_own_why(changes: dict[str, Any], why: Why | None) -> None:
    assert judge(POLICY, replace(FINE, **changes)).why is why


@pytest.mark.parametrize("standing", [standing for standing in Standing if standing is not Standing.MEMBER])
def test_who_is_no_member_neither_gives_nor_receives_nor_decides(standing: Standing) -> None:
    def with_one(person: str) -> Asking:
        return replace(FINE, standings={**FINE.standings, person: standing})

    assert judge(POLICY, with_one("U1")).why is Why.GIVER_MAY_NOT
    assert str(judge(POLICY, with_one("U2")).why) == standing
    assert judge(POLICY, with_one("U3")).why is Why.NOBODY_DECIDES


@pytest.mark.parametrize(
    ("approvers", "why"),
    [
        (("U1",), Why.NOBODY_DECIDES),
        (("U2",), Why.NOBODY_DECIDES),
        (("U1", "U2"), Why.NOBODY_DECIDES),
        (("S2",), Why.NOBODY_DECIDES),
        (("U1", "U3"), None),
        (("S1",), None),
    ],
)
def test_nobody_decides_on_what_they_ask_for_or_receive(approvers: tuple[str, ...], why: Why | None) -> None:
    assert judge(Policy(approvers), FINE).why is why


@given(policies(), ASKINGS)
def test_every_asking_has_an_answer_and_what_is_recorded_can_be_decided(policy: Policy, asking: Asking) -> None:
    verdict = judge(policy, asking)
    assert verdict.tier == policy.tier_of(asking.points * len(asking.recipients))
    if verdict.why is not None:
        return
    assert asking.giver_id not in asking.recipients
    assert 1 <= len(asking.recipients) <= policy.people_max
    assert barred(asking) == {}
    assert all(asking.standings[party] is Standing.MEMBER for party in asking.parties)
    assert all(person in asking.mapped for person in asking.recipients)
    assert asking.open_requests < policy.open_requests_max
    assert policy.points_min <= asking.points <= policy.points_max
    assert nearest_allowed(policy, asking.points) == asking.points
    assert not policy.channels or asking.channel_id in policy.channels
    assert len(set(verdict.entitled)) >= verdict.tier.approvals
    assert verdict.entitled == entitled_people(verdict.tier.approvers, asking.parties, asking.members, asking.standings)


@given(policies(), ASKINGS)
def test_the_rules_are_tried_in_their_order_until_the_first_that_refuses(policy: Policy, asking: Asking) -> None:
    checks = judge(policy, asking).checks
    assert [check.rule for check in checks] == list(Rule)[: len(checks)]
    assert all(check.why is None for check in checks[:-1])
    assert len(checks) == len(Rule) or checks[-1].why is not None


@given(policies(), ASKINGS)
def test_without_those_who_cannot_be_rewarded_nobody_stands_in_the_way_of_the_others(
    policy: Policy, asking: Asking
) -> None:
    others = tuple(person for person in asking.recipients if person not in barred(asking))
    assert barred(replace(asking, recipients=others)) == {}


@given(policies(), ASKINGS)
def test_a_person_who_becomes_unknown_is_never_rewarded(policy: Policy, asking: Asking) -> None:
    unknown = {who: standing for who, standing in asking.standings.items() if who not in asking.recipients[:1]}
    assert judge(policy, replace(asking, standings=unknown)).why is not None


# Which tier.


@given(policies(), st.integers(1, 3_000))
def test_the_tier_is_the_lowest_that_reaches_so_far(policy: Policy, points: int) -> None:
    tier = policy.tier_of(points)
    if not policy.tiers:
        assert tier == Tier(policy.points_max, 1, policy.approvers)
        return
    reaching = [one for one in policy.tiers if one.up_to_points >= points]
    assert tier == (min(reaching, key=lambda one: one.up_to_points) if reaching else policy.tiers[-1])


TIERS = Policy(("U3",), tiers=(Tier(100, 1, ("U3",)), Tier(1_000, 2, ("U3", "U4")), Tier(10_000, 2, ("U3", MANAGER))))


@pytest.mark.parametrize(
    ("points", "members", "why"),
    [
        (100, {}, None),
        (101, {}, None),
        (1_001, {MANAGER: ("U4",)}, None),
        (1_001, {MANAGER: ("U3",)}, Why.TOO_FEW_DECIDE),
        (1_001, {MANAGER: ("U2",)}, Why.TOO_FEW_DECIDE),
        (1_001, {MANAGER: ()}, Why.NO_MANAGER),
    ],
)
def test_a_tier_wants_so_many_different_people(
    points: int, members: dict[str, tuple[str, ...]], why: Why | None
) -> None:
    assert judge(TIERS, replace(FINE, points=points, members=members)).why is why


def test_two_names_for_one_person_are_one_person() -> None:
    policy = Policy(("U3",), tiers=(Tier(10_000, 2, ("U3", "S1")),))
    assert judge(policy, replace(FINE, members={"S1": ("U3",)})).why is Why.TOO_FEW_DECIDE
    assert judge(policy, replace(FINE, members={"S1": ("U3", "U4")})).why is None


# Who may give, how much, and where.


@pytest.mark.parametrize(
    ("rules", "changes", "why"),
    [
        ({"givers": ("U1",)}, {}, None),
        ({"givers": ("S1",)}, {}, Why.GIVER_NOT_NAMED),
        ({"givers": ("S1",)}, {"giver_id": "U4", "recipients": ("U1",)}, None),
        ({"channels": ("C1", "C2")}, {}, None),
        ({"channels": ("C2",)}, {}, Why.NOT_HERE),
        ({"points_min": 100}, {}, None),
        ({"points_min": 101}, {}, Why.NOT_WHOLE),
        ({"points_max": 99}, {}, Why.NOT_WHOLE),
        ({"points_multiple_of": 50}, {}, None),
        ({"points_multiple_of": 30}, {}, Why.NOT_A_MULTIPLE),
        ({"reason_required_from_points": 100}, {"has_reason": False}, Why.REASON_MISSING),
        ({"reason_required_from_points": 101}, {"has_reason": False}, None),
        ({"reason_required_from_points": 100}, {}, None),
    ],
)
def test_each_limit_counts(rules: dict[str, Any], changes: dict[str, Any], why: Why | None) -> None:
    assert judge(replace(POLICY, **rules), replace(FINE, **changes)).why is why


@given(policies(), st.integers(1, 3_000))
def test_the_nearest_amount_is_one_that_may_be_asked_for(policy: Policy, points: int) -> None:
    nearest = nearest_allowed(policy, points)
    assert policy.points_min <= nearest <= policy.points_max
    assert nearest % policy.points_multiple_of == 0
    for other in range(policy.points_multiple_of, policy.points_max + 1, policy.points_multiple_of):
        assert other < policy.points_min or abs(points - other) >= abs(points - nearest)
