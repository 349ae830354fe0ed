"""Who may decide, for any approvers, any company and any facts that Slack may tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.deciders import (
    MARK_OF_NOBODY,
    can_reach,
    entitled_people,
    mark_of,
    people_among,
    shown_deciders,
)
from bot.core.policy import MANAGER, Standing, is_group

PEOPLE = ["U1", "U2", "U3", "U4", "W5"]
GROUPS = ["S1", "S2", MANAGER]

APPROVERS = st.lists(st.sampled_from(PEOPLE + GROUPS), unique=True).map(tuple)
MEMBERS = st.dictionaries(st.sampled_from(GROUPS), st.lists(st.sampled_from(PEOPLE), unique=True).map(tuple))
STANDINGS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(Standing))
PARTIES = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))


# Who is meant.


def test_people_who_are_named_come_before_members_of_groups() -> None:
    members = {"S1": ("U4", "U2"), "S2": ("U1", "U4")}
    assert people_among(("S1", "U3", "S2", "W5"), members) == ("U3", "W5", "U4", "U2", "U1")


def test_a_group_that_slack_has_not_told_of_has_nobody_in_it() -> None:
    assert people_among(("S1",), {}) == ()


@pytest.mark.parametrize(("slack_id", "is_one"), [("S1", True), ("U1", False), ("W1", False), (MANAGER, False)])
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
    assert MANAGER not in shown
    assert len(shown) == len(set(shown))
    assert set(people_among(shown, members)) >= set(entitled)
    assert bool(shown) == bool(entitled)
    assert not set(shown) & set(parties)


# Whether the same people may decide.


def test_the_mark_of_people_tells_whether_they_are_the_same_in_whatever_order() -> None:
    def mark(*people: str) -> str:
        return mark_of({person: person for person in people}, {})

    assert mark("U1", "U2") == mark("U2", "U1")
    assert len({mark(*people) for people in ((), ("U1",), ("U2",), ("U1", "U2"), ("U1U2",))}) == 5
    assert mark() == MARK_OF_NOBODY


def test_the_mark_tells_also_for_whom_they_decide_and_who_is_away() -> None:
    alone, one, other = {"U1": "U1", "U2": "U2"}, {"U1": "U1", "U3": "U1"}, {"U1": "U1", "U3": "U2"}
    assert len({mark_of(alone, {}), mark_of(alone, {"U1": "U2"}), mark_of(one, {}), mark_of(other, {})}) == 4


# Whether enough of them are left.


@given(st.integers(1, 4), st.lists(st.sampled_from(PEOPLE)), st.lists(st.sampled_from(PEOPLE)))
def test_so_many_approvals_can_come_together_only_from_so_many_different_people(
    quorum: int, entitled: list[str], approved: list[str]
) -> None:
    assert can_reach(quorum, entitled, approved) is (len(set(entitled) | set(approved)) >= quorum)


def test_who_has_approved_is_not_counted_again_for_being_entitled_still() -> None:
    assert not can_reach(2, ("U1",), ("U1",))
    assert can_reach(2, ("U1", "U2"), ("U1",))
    assert can_reach(2, ("U2",), ("U1",))
