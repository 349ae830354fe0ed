"""Who may ask and decide, for any policy, any company and any facts that Slack may tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.policy import (
    MARK_OF_NOBODY,
    Asking,
    Policy,
    Standing,
    entitled_people,
    is_group,
    judge_asking,
    mark_of,
    people_among,
    shown_deciders,
)
from bot.core.refusal import Why

PEOPLE = ["U1", "U2", "U3", "U4", "W5"]
GROUPS = ["S1", "S2"]

APPROVERS = st.lists(st.sampled_from(PEOPLE + GROUPS), unique=True).map(tuple)
MEMBERS = st.dictionaries(st.sampled_from(GROUPS), st.lists(st.sampled_from(PEOPLE), unique=True).map(tuple))
STANDINGS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(Standing))
PARTIES = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))
ASKINGS = st.builds(
    Asking,
    giver_id=st.sampled_from(PEOPLE),
    recipient_id=st.sampled_from(PEOPLE),
    standings=STANDINGS,
    recipient_is_mapped=st.booleans(),
    open_requests=st.integers(0, 40),
    members=MEMBERS,
)
POLICIES = st.builds(Policy, APPROVERS, open_requests_max=st.integers(1, 40))

FINE = Asking(
    giver_id="U1",
    recipient_id="U2",
    standings=dict.fromkeys(PEOPLE, Standing.MEMBER),
    recipient_is_mapped=True,
    open_requests=0,
    members={"S1": ("U3", "U4")},
)
POLICY = Policy(("U3",))


# Who is meant.


def test_people_who_are_named_come_before_members_of_groups() -> None:
    members = {"S1": ("U4", "U2"), "S2": ("U1", "U4")}
    assert people_among(("S1", "U3", "S2", "W5"), members) == ("U3", "W5", "U4", "U2", "U1")


def test_a_group_that_slack_has_not_told_of_has_nobody_in_it() -> None:
    assert people_among(("S1",), {}) == ()


@pytest.mark.parametrize(("slack_id", "is_one"), [("S1", True), ("U1", False), ("W1", False)])
def test_groups_begin_with_s(slack_id: str, is_one: bool) -> None:
    assert is_group(slack_id) is is_one


@given(APPROVERS, MEMBERS)
def test_everybody_meant_is_found_once_and_no_group_is_a_person(
    approvers: tuple[str, ...], members: dict[str, tuple[str, ...]]
) -> None:
    people = people_among(approvers, members)
    meant = {one for one in approvers if one in PEOPLE}
    meant |= {person for group in approvers if group in GROUPS for person in members.get(group, ())}
    assert len(people) == len(set(people))
    assert set(people) == meant
    named = [one for one in approvers if one in PEOPLE]
    assert list(people[: len(named)]) == named


# Who may decide.


@given(APPROVERS, PARTIES, MEMBERS, STANDINGS)
def test_nobody_who_is_entitled_asks_receives_or_is_no_member(
    approvers: tuple[str, ...],
    parties: tuple[str, str],
    members: dict[str, tuple[str, ...]],
    standings: dict[str, Standing],
) -> None:
    entitled = entitled_people(approvers, parties, members, standings)
    assert not set(entitled) & set(parties)
    assert all(standings.get(person) is Standing.MEMBER for person in entitled)
    assert set(entitled) <= set(people_among(approvers, members))


@given(APPROVERS, PARTIES, MEMBERS, STANDINGS)
def test_every_other_active_approver_is_entitled(
    approvers: tuple[str, ...],
    parties: tuple[str, str],
    members: dict[str, tuple[str, ...]],
    standings: dict[str, Standing],
) -> None:
    entitled = entitled_people(approvers, parties, members, standings)
    for person in people_among(approvers, members):
        if person not in parties and standings.get(person) is Standing.MEMBER:
            assert person in entitled


@given(APPROVERS, PARTIES, MEMBERS, STANDINGS)
def test_a_card_names_exactly_those_through_whom_somebody_may_decide(
    approvers: tuple[str, ...],
    parties: tuple[str, str],
    members: dict[str, tuple[str, ...]],
    standings: dict[str, Standing],
) -> None:
    entitled = entitled_people(approvers, parties, members, standings)
    shown = shown_deciders(approvers, entitled, members)
    assert [one for one in approvers if one in shown] == list(shown)
    assert set(people_among(shown, members)) >= set(entitled)
    assert bool(shown) == bool(entitled)
    assert not set(shown) & set(parties)


# Why a request is not recorded.


def test_a_request_between_two_members_that_somebody_can_decide_on_is_recorded() -> None:
    assert judge_asking(POLICY, FINE) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"recipient_id": "U1"}, Why.YOURSELF),
        ({"standings": {}}, Why.NOT_YET_KNOWN),
        ({"standings": {"U1": Standing.MEMBER}}, Why.NOT_YET_KNOWN),
        ({"standings": {"U2": Standing.MEMBER}}, Why.NOT_YET_KNOWN),
        ({"recipient_is_mapped": False}, Why.NOT_MAPPED),
        ({"open_requests": 20}, Why.TOO_MANY_OPEN),
        ({"open_requests": 19}, None),
        ({"standings": {"U1": Standing.MEMBER, "U2": Standing.MEMBER}}, Why.NOBODY_DECIDES),
    ],
)
def test_each_fault_has_its_own_why(changes: dict[str, object], why: Why | None) -> None:
    assert judge_asking(POLICY, replace(FINE, **changes)) is why  # type: ignore[arg-type]


@pytest.mark.parametrize("standing", [standing for standing in Standing if standing is not Standing.MEMBER])
def test_who_is_no_member_neither_gives_nor_receives_nor_decides(standing: Standing) -> None:
    def with_one(person: str) -> Asking:
        return replace(FINE, standings={**FINE.standings, person: standing})

    assert judge_asking(POLICY, with_one("U1")) is Why.GIVER_MAY_NOT
    assert str(judge_asking(POLICY, with_one("U2"))) == standing
    assert judge_asking(POLICY, with_one("U3")) is Why.NOBODY_DECIDES


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
    assert judge_asking(Policy(approvers), FINE) is why


@given(POLICIES, ASKINGS)
def test_every_asking_has_an_answer_and_what_is_recorded_can_be_decided(policy: Policy, asking: Asking) -> None:
    why = judge_asking(policy, asking)
    parties = (asking.giver_id, asking.recipient_id)
    if why is None:
        assert asking.giver_id != asking.recipient_id
        assert all(asking.standings[party] is Standing.MEMBER for party in parties)
        assert asking.recipient_is_mapped
        assert asking.open_requests < policy.open_requests_max
        assert entitled_people(policy.approvers, parties, asking.members, asking.standings)
    else:
        assert isinstance(why, Why)


@given(POLICIES, ASKINGS)
def test_a_person_who_becomes_unknown_is_never_rewarded(policy: Policy, asking: Asking) -> None:
    unknown = {who: standing for who, standing in asking.standings.items() if who != asking.recipient_id}
    assert judge_asking(policy, replace(asking, standings=unknown)) is not None


# Whether the same people may decide.


def test_the_mark_of_people_tells_whether_they_are_the_same_in_whatever_order() -> None:
    assert mark_of(("U1", "U2")) == mark_of(("U2", "U1"))
    assert len({mark_of(people) for people in ((), ("U1",), ("U2",), ("U1", "U2"), ("U1U2",))}) == 5
    assert mark_of(()) == MARK_OF_NOBODY
