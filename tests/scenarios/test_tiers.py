"""Bigger rewards need more approvals, each by another one of those whom the tier names."""

from __future__ import annotations

import threading

import pytest

from bot.core.decision import Choice
from bot.core.reward import RequestStatus, RewardStatus
from bot.messages.card import APPROVE
from bot.playground import sample
from bot.playground.slack_nouns import User
from bot.settings import to_policy
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World

TWO = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[[approvals.tiers]]
up_to_points = 1000
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
approvers = ["{RAVI}", "{FARAH}", "{NIKHIL}"]
"""
BIG = f"<@{ASHA}> 1,001 for the launch"


@pytest.fixture
def world(opened: Open) -> World:
    return opened(TWO)


def leaves(world: World, person: str) -> None:
    user = next(user for user in sample.USERS if user.id == person)
    world.slack.user_change(User(person, user.name, user.real_name, email=user.email, is_deactivated=True))
    world.bot.directory.refresh()
    world.carry()


def managed_by(world: World, giver: str, manager: str) -> None:
    """HR names somebody's manager."""
    email = "SELECT email FROM people WHERE slack_user_id = ?"
    world.alter(f"UPDATE people SET manager_email = ({email}) WHERE slack_user_id = ?", manager, giver)


def happened(world: World, request_id: str) -> list[tuple[str, str, str]]:
    with world.bot.ledger.read() as view:
        return [
            (entry.event, entry.actor, entry.detail)
            for entry in (recorded.entry for recorded in view.history(request_id))
            if entry.reward_id is None
        ]


# Approvals come together.


def test_a_small_reward_needs_one_approval_and_a_big_one_two(world: World) -> None:
    small, big = world.asked(f"<@{ASHA}> 1000"), world.asked(BIG)
    assert (small.quorum, small.tier_up_to_points, small.deciders) == (1, 1_000, (RAVI, FARAH))
    assert (big.quorum, big.tier_up_to_points, big.deciders) == (2, 10_000, (RAVI, FARAH, NIKHIL))
    for request in (small, big):
        world.approve(request)
        world.carry()
    assert world.reward(small).status is RewardStatus.ALLOCATED
    assert world.now_of(big).status is RequestStatus.PENDING
    assert len(world.allocations()) == 1
    world.approve(big, by=FARAH)
    world.carry()
    assert world.reward(big).status is RewardStatus.ALLOCATED
    assert [post.body["loadAmount"] for post in world.allocations()] == [1_000, 1_001]


def test_the_cards_say_how_far_it_has_come_and_whom_it_waits_for(world: World) -> None:
    request = world.asked(BIG)
    assert "0 of 2 approvals, waiting for <@U02RAVI>, <@U05FARAH> or <@U07NIKHIL> until" in world.card(request).text
    world.approve(request)
    world.carry()
    assert "1 of 2 approvals (<@U02RAVI>), waiting for <@U05FARAH> or <@U07NIKHIL> until" in world.card(request).text
    farahs, ravis = world.slack.direct_messages(FARAH)[-1], world.slack.direct_messages(RAVI)[-1]
    assert "1 of 2 approvals (<@U02RAVI>)" in farahs.text
    assert APPROVE in str(farahs.blocks)
    assert "1 of 2 approvals (<@U02RAVI>)" in ravis.text
    assert APPROVE not in str(ravis.blocks)
    world.approve(request, by=FARAH)
    world.carry()
    assert "Approved by <@U02RAVI> and <@U05FARAH>. " in world.card(request).text


def test_who_has_approved_counts_once_however_often_they_click(world: World) -> None:
    request = world.asked(BIG)
    for _ in range(3):
        world.approve(request)
        world.carry()
    assert world.now_of(request).status is RequestStatus.PENDING
    assert "You have approved this one already: 1 of 2 approvals (<@U02RAVI>)" in world.whispered(RAVI)[-1]
    assert [event for event, *_ in happened(world, request.id)] == ["asked", "approval"]


def test_many_approvers_at_once_and_often_complete_it_once_with_exactly_two_of_them(world: World) -> None:
    request = world.asked(BIG)
    ready = threading.Barrier(15)

    def click(person: str) -> None:
        ready.wait()
        world.approve(request, by=person)

    clickers = [threading.Thread(target=click, args=(person,)) for person in (RAVI, FARAH, NIKHIL) * 5]
    for clicker in clickers:
        clicker.start()
    for clicker in clickers:
        clicker.join()
    world.carry()
    approvers = world.now_of(request).approvers
    assert len(approvers) == len(set(approvers)) == 2
    assert len(world.allocations()) == 1
    assert world.enkash.balance_of("asha.rao@example.com") == 1_001


def test_two_who_approve_at_once_complete_what_needs_two(world: World) -> None:
    """Neither counts too few for having looked before the other was kept."""
    requests = [world.asked(f"<@{ASHA}> {1_001 + number}") for number in range(12)]
    ready = threading.Barrier(2)

    def click(person: str) -> None:
        for request in requests:
            ready.wait()
            world.approve(request, by=person)

    clickers = [threading.Thread(target=click, args=(person,)) for person in (RAVI, FARAH)]
    for clicker in clickers:
        clicker.start()
    for clicker in clickers:
        clicker.join()
    assert [world.now_of(request).status for request in requests] == [RequestStatus.APPROVED] * 12
    assert {frozenset(world.now_of(request).approvers) for request in requests} == {frozenset({RAVI, FARAH})}
    world.bot.sealer.seal()
    assert findings(world) == []


def test_every_decision_is_in_the_history_with_the_rule_that_it_was_made_under(world: World) -> None:
    request = world.asked(BIG)
    world.approve(request)
    world.approve(request, by=FARAH)
    assert happened(world, request.id) == [
        ("asked", MEERA, "1001"),
        ("approval", RAVI, "1 of 2, up to 10,000 points"),
        ("approved", FARAH, "2 of 2, up to 10,000 points"),
    ]


def test_who_may_not_decide_is_in_the_history_once_for_each_reason(world: World) -> None:
    request = world.asked(f"<@{ASHA}> 100")
    for person in (NIKHIL, NIKHIL, MEERA, ASHA):
        world.approve(request, by=person)
    world.click("reward_decline", request, by=NIKHIL)
    assert happened(world, request.id)[1:] == [
        ("not allowed to decide", NIKHIL, "not among who may decide, up to 1,000 points"),
        ("not allowed to decide", MEERA, "asked for it"),
        ("not allowed to decide", ASHA, "receives it"),
    ]


# A decline ends it.


def test_a_decline_after_an_approval_ends_it(world: World) -> None:
    request = world.asked(BIG)
    world.approve(request)
    world.decline(request, "too much", by=FARAH)
    world.carry()
    assert world.now_of(request).status is RequestStatus.DECLINED
    assert happened(world, request.id)[-1] == ("declined", FARAH, "after 1 of 2, up to 10,000 points")
    world.approve(request, by=NIKHIL)
    world.carry()
    assert not world.allocations()


def test_who_has_approved_may_still_decline_while_others_are_awaited(world: World) -> None:
    request = world.asked(BIG)
    world.approve(request)
    world.decline(request, "on second thoughts", by=RAVI)
    world.carry()
    (decision,) = world.now_of(request).decisions
    assert (decision.decider_id, decision.choice, decision.reason) == (RAVI, Choice.DECLINE, "on second thoughts")
    assert [event for event, *_ in happened(world, request.id)] == ["asked", "approval", "declined"]
    world.bot.sealer.seal()
    assert findings(world) == []


# Who is left.


def test_with_too_few_left_nobody_decides_until_somebody_is_back(world: World) -> None:
    request = world.asked(BIG)
    leaves(world, FARAH)
    leaves(world, NIKHIL)
    assert "too few are left for 2 approvals" in world.told(MEERA)[-1]
    world.approve(request)
    assert world.now_of(request).decisions == ()
    assert happened(world, request.id)[-1] == ("not allowed to decide", RAVI, "too few can decide, up to 10,000 points")
    farah = next(user for user in sample.USERS if user.id == FARAH)
    world.slack.user_change(farah)
    world.bot.directory.refresh()
    world.carry()
    world.approve(request)
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_an_approval_stands_though_who_gave_it_has_left(world: World) -> None:
    request = world.asked(BIG)
    world.approve(request)
    leaves(world, RAVI)
    world.approve(request, by=FARAH)
    assert world.now_of(request).approvers == (RAVI, FARAH)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_what_too_few_could_approve_is_refused_at_once(world: World) -> None:
    leaves(world, NIKHIL)
    world.ask(f"<@{ASHA}> 2000", by=RAVI)
    assert not world.requests()
    assert "needs the approval of 2 different people" in world.whispered(RAVI)[-1]
    assert "Nothing was recorded." in world.whispered(RAVI)[-1]


# What was asked stays as it was asked.


def test_amount_tier_and_quorum_stay_as_asked_under_another_policy(world: World) -> None:
    request = world.asked(BIG)
    world.policy = to_policy(f'[approvals]\napprovers = ["{RAVI}", "{NIKHIL}"]\n[rewards]\npoints_max = 500')
    world.restart()
    world.bot.directory.refresh()
    world.carry()
    assert "0 of 2 approvals, waiting for <@U02RAVI> or <@U07NIKHIL> until" in world.card(request).text
    world.approve(request, by=FARAH)
    world.approve(request, by=RAVI)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).approvers == (RAVI, NIKHIL)
    assert world.now_of(request).status is RequestStatus.APPROVED


# The giver's manager.

MANAGED = f"""
[approvals]
approvers = ["{RAVI}"]
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
approvers = ["manager", "{RAVI}"]
"""


def test_the_givers_manager_by_hrs_list_approves(opened: Open) -> None:
    world = opened(MANAGED)
    managed_by(world, MEERA, FARAH)
    request = world.asked()
    assert request.deciders == ("manager", RAVI)
    assert "0 of 2 approvals, waiting for <@U05FARAH> or <@U02RAVI> until" in world.card(request).text
    world.approve(request, by=RAVI)
    world.carry()
    assert "waiting for <@U05FARAH> until" in world.card(request).text
    world.approve(request, by=FARAH)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_somebody_elses_manager_decides_nothing(opened: Open) -> None:
    world = opened(MANAGED)
    managed_by(world, MEERA, FARAH)
    managed_by(world, RAVI, ASHA)
    request = world.asked(f"<@{ASHA}> 100")
    world.approve(request, by=NIKHIL)
    world.approve(request, by=ASHA)
    assert world.now_of(request).decisions == ()


def test_who_becomes_manager_after_the_asking_decides_in_the_others_place(opened: Open) -> None:
    world = opened(MANAGED)
    managed_by(world, MEERA, FARAH)
    request = world.asked(f"<@{ASHA}> 100", at=DESIGN)
    managed_by(world, MEERA, ASHA)
    world.bot.directory.refresh()
    world.carry()
    assert "Nobody can decide" in world.card(request).text
    world.approve(request, by=FARAH)
    assert world.now_of(request).decisions == ()


def test_without_a_manager_in_hrs_list_the_giver_hears_so(opened: Open) -> None:
    world = opened(MANAGED)
    world.ask()
    assert not world.requests()
    assert "HR has not told me who that is" in world.whispered(MEERA)[-1]


# What waits for whom.


def test_what_somebody_has_approved_waits_for_them_no_longer(world: World) -> None:
    request = world.asked(BIG)
    world.approve(request)
    for person, is_listed in ((RAVI, False), (FARAH, True), (NIKHIL, True)):
        world.ask("pending", by=person)
        assert (request.id in world.whispered(person)[-1]) is is_listed
