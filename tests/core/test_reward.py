"""Ids that survive being read out, and the tables of what may become what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.decision import Choice, Decision
from bot.core.ids import ID_ALPHABET, ID_LENGTH, normal_id
from bot.core.moves import REQUEST_MOVES, REWARD_MOVES
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
IDS = st.text(ID_ALPHABET, min_size=ID_LENGTH, max_size=12).map(lambda letters: f"R-{letters}")
PARTS = st.one_of(st.just(""), st.integers(1, 99).map(lambda number: f"/{number}"))


# Ids.


@given(IDS, PARTS)
def test_an_id_is_its_own_normal_form(reward_id: str, part: str) -> None:
    assert normal_id(reward_id + part) == reward_id + part


@given(IDS, PARTS, st.booleans(), st.booleans(), st.sampled_from(["", " ", "\n\t"]))
def test_an_id_is_known_in_any_case_with_or_without_its_beginning(
    reward_id: str, part: str, is_lower: bool, is_bare: bool, space: str
) -> None:
    typed = reward_id.removeprefix("R-") if is_bare else reward_id
    typed = typed.lower() if is_lower else typed
    assert normal_id(space + typed + part + space) == reward_id + part


@given(st.text())
def test_any_text_has_a_normal_form_that_stays_or_none(text: str) -> None:
    found = normal_id(text)
    assert found is None or normal_id(found) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", "R-", "7Q2MK", "R-7Q2MK", "7Q2MKO", "7Q2MK0", "7Q2MK1", "7Q2MKI", "7Q2MKL", "7Q2 MK4", "R-R-7Q2MK4"),
        *("7Q2MK4/", "7Q2MK4/x", "7Q2MK4/-1", "7Q2MK4/²", "7Q2MK4/1/2", "7Q2MK4'; --", "7Q2MK4" * 3, "सात2MK4"),
    ],
)
def test_what_cannot_be_an_id_is_none(text: str) -> None:
    assert normal_id(text) is None


def test_no_letter_of_an_id_can_be_misread_for_another() -> None:
    assert not set("01OIL") & set(ID_ALPHABET)
    assert len(set(ID_ALPHABET)) == len(ID_ALPHABET) == 31
    assert ID_ALPHABET.upper() == ID_ALPHABET


# Moves.

ENDED = {status for status in RequestStatus if status is not RequestStatus.PENDING}


def test_a_request_leaves_pending_once_and_comes_back_from_nothing_only_where_it_was_paid() -> None:
    came_to_nothing = ENDED - {RequestStatus.APPROVED}
    paid = {(ended, RequestStatus.APPROVED) for ended in came_to_nothing}
    assert {(RequestStatus.PENDING, to) for to in ENDED} | paid == REQUEST_MOVES


def test_nothing_leads_out_of_where_points_have_arrived() -> None:
    assert RewardStatus.ALLOCATED not in {start for start, _ in REWARD_MOVES}


def test_out_of_what_was_withdrawn_leads_only_that_it_arrived_all_the_same() -> None:
    assert {to for start, to in REWARD_MOVES if start is RewardStatus.CANCELLED} == {RewardStatus.ALLOCATED}


def test_out_of_a_refusal_leads_only_a_person_who_sends_it_again_or_that_it_arrived_all_the_same() -> None:
    out_of_failed = {to for start, to in REWARD_MOVES if start is RewardStatus.FAILED}
    assert out_of_failed == {RewardStatus.APPROVED, RewardStatus.ALLOCATED}


def test_what_enkash_shows_to_have_arrived_is_allocated_whatever_was_settled_of_it() -> None:
    from_where = {start for start, to in REWARD_MOVES if to is RewardStatus.ALLOCATED}
    assert from_where == set(RewardStatus) - {RewardStatus.ALLOCATED}


def test_a_reward_whose_outcome_is_unknown_is_never_sent_again_by_itself() -> None:
    assert (RewardStatus.UNKNOWN, RewardStatus.SENDING) not in REWARD_MOVES


def test_what_may_have_left_is_never_cancelled() -> None:
    assert {start for start, to in REWARD_MOVES if to is RewardStatus.CANCELLED} == {RewardStatus.APPROVED}


def test_every_status_can_be_reached() -> None:
    assert {to for _, to in REWARD_MOVES} | {RewardStatus.APPROVED} == set(RewardStatus)
    assert {to for _, to in REQUEST_MOVES} | {RequestStatus.PENDING} == set(RequestStatus)


# Who decided.


def a_request(*decisions: Decision, quorum: int = 1) -> Request:
    return Request(
        id="R-7Q2MK4",
        team_id="T0",
        channel_id="C0",
        giver_id="U1",
        points=100,
        reason="",
        status=RequestStatus.PENDING,
        asked_at=NOON,
        expires_at=NOON,
        deciders=("U2", "U3"),
        quorum=quorum,
        decisions=decisions,
        rewards=(Reward("R-7Q2MK4", "R-7Q2MK4", "U4", 100, "R7Q2MK4"),),
    )


def decision(who: str, choice: Choice) -> Decision:
    return Decision(who, choice, NOON)


def test_the_decision_that_completes_the_quorum_is_the_one_that_approved() -> None:
    first, second = decision("U2", Choice.APPROVE), decision("U3", Choice.APPROVE)
    assert a_request().approved_by is None
    assert a_request(first).approved_by == first
    assert a_request(first, quorum=2).approved_by is None
    assert a_request(first, second, quorum=2).approved_by == second


def test_a_decline_is_no_approval() -> None:
    declined = decision("U2", Choice.DECLINE)
    assert a_request(declined).approved_by is None
    assert a_request(declined).declined_by == declined
    assert a_request(decision("U2", Choice.APPROVE)).declined_by is None


def test_a_reward_is_found_by_its_id() -> None:
    request = a_request()
    assert request.reward_of("R-7Q2MK4") is request.reward
    with pytest.raises(KeyError):
        request.reward_of("R-7Q2MK4/2")


def test_what_needs_no_approval_was_approved_by_nobody() -> None:
    assert a_request(quorum=0).approved_by is None
