"""Rights are checked in the ledger's own transaction, whoever clicks, wherever, and however often."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.core.reward import RequestStatus, RewardStatus
from bot.playground import sample
from bot.playground.slack_nouns import User
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World, open_world


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (NIKHIL, "Only <@U02RAVI> or <@U05FARAH> can decide on this reward. Nothing has changed."),
        (MEERA, "You asked for this one, so somebody else decides"),
        (ASHA, "This one is for you, so somebody else decides."),
    ],
)
@pytest.mark.parametrize("button", ["reward_approve", "reward_decline"])
def test_outsider_giver_and_recipient_are_told_no_and_nothing_changes(
    world: World, person: str, sentence: str, button: str
) -> None:
    request = world.asked()
    before = world.card(request)
    world.click(button, request, by=person)
    world.carry()
    assert sentence in world.whispered(person)[-1]
    assert world.now_of(request).status is RequestStatus.PENDING
    assert world.card(request) == before
    assert not world.slack.views(person)
    assert not world.allocations()


def test_two_approvers_and_ten_clicks_at_once_make_one_allocation(world: World) -> None:
    request = world.asked()
    ready = threading.Barrier(10)

    def click(person: str) -> None:
        ready.wait()
        world.approve(request, by=person)

    clickers = [threading.Thread(target=click, args=(person,)) for person in (RAVI, FARAH) * 5]
    for clicker in clickers:
        clicker.start()
    for clicker in clickers:
        clicker.join()
    world.carry()
    assert len(world.allocations()) == 1
    assert len(world.now_of(request).decisions) == 1
    assert world.enkash.balance_of("asha.rao@example.com") == 100


def test_the_second_of_two_deciders_hears_what_the_first_decided(world: World) -> None:
    request = world.asked()
    world.decline(request, "next month", by=RAVI)
    world.approve(request, by=FARAH)
    world.carry()
    answer = world.whispered(FARAH)[-1]
    assert "<@U02RAVI>" in answer
    assert "next month" not in answer
    assert world.now_of(request).status is RequestStatus.DECLINED


def test_a_form_sent_after_somebody_else_approved_says_so_and_declines_nothing(world: World) -> None:
    request = world.asked()
    world.click("reward_decline", request, by=RAVI)
    (view,) = world.slack.views(RAVI)
    world.approve(request, by=FARAH)
    block = next(block for block in view.definition["blocks"] if block["type"] == "input")
    world.slack.submit(RAVI, view.id, {block["block_id"]: "too late"})
    (view,) = world.slack.views(RAVI)
    assert "<@U05FARAH>" in str(view.definition)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_a_text_edited_in_slack_by_hand_changes_nothing_about_who_gets_what(world: World) -> None:
    request = world.asked()
    card = world.card(request)
    world.slack.click(RAVI, DESIGN, card.ts, "reward_approve", request.id)
    world.carry()
    assert world.allocations()[0].body["loadAmount"] == 100


def test_a_click_on_a_request_that_does_not_exist_is_answered_and_changes_nothing(world: World) -> None:
    request = world.asked()
    world.slack.click(RAVI, DESIGN, world.card(request).ts, "reward_approve", "R-222222")
    world.carry()
    assert "R-222222" in world.whispered(RAVI)[-1]
    assert world.now_of(request).status is RequestStatus.PENDING


GROUP_POLICY = '[approvals]\napprovers = ["S0FINANCE"]'


def test_members_of_a_user_group_decide_and_those_who_left_it_do_not(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=GROUP_POLICY)
    request = world.asked()
    assert "<!subteam^S0FINANCE>" in world.card(request).text
    world.slack.group_change("S0FINANCE", [FARAH])
    world.bot.directory.refresh()
    world.approve(request, by=RAVI)
    world.carry()
    assert world.now_of(request).status is RequestStatus.PENDING
    world.approve(request, by=FARAH)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    world.served.stop()


def test_an_approver_whom_the_policy_no_longer_names_may_not_decide_on_old_requests(world: World) -> None:
    request = world.asked()
    world.policy = type(world.policy)(approvers=(FARAH,))
    world.restart()
    world.approve(request, by=RAVI)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_a_deactivated_approver_may_not_decide(world: World) -> None:
    request = world.asked()
    world.slack.user_change(User(RAVI, "ravi", "Ravi Kumar", is_deactivated=True))
    world.approve(request, by=RAVI)
    assert world.now_of(request).status is RequestStatus.PENDING


def test_when_nobody_else_could_decide_the_request_is_refused_at_once(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy='[approvals]\napprovers = ["U02RAVI"]')
    world.ask(by=RAVI)
    assert not world.requests()
    assert "Nothing was recorded" in world.whispered(RAVI)[-1]
    world.served.stop()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("<@U07NIKHIL> 100 for help", "HR has not given me an e-mail and mobile for this person"),
        ("<@U07NIKHIL> 100 for help & <@U02RAVI>", "`/reward <@U07NIKHIL> 100 for help &amp; <@U02RAVI>`"),
        ("<@U02MEERA> 100", "yourself"),
        ("<@U0SHABASH> 100", "Nothing was recorded"),
        ("<@U0GUEST> 100", "guest"),
        ("<@USLACKBOT> 100", "Nothing was recorded"),
        ("<@U0NOBODY> 100", "Nothing was recorded"),
    ],
)
def test_whom_points_cannot_go_to_is_said_in_a_sentence_each(world: World, typed: str, words: str) -> None:
    world.ask(typed)
    assert words in world.whispered(MEERA)[-1]
    assert not world.requests()


def test_a_recipient_who_left_after_being_asked_for_gets_nothing_and_the_thread_says_so(world: World) -> None:
    request = world.asked()
    asha = next(user for user in sample.USERS if user.id == ASHA)
    world.slack.user_change(User(ASHA, asha.name, asha.real_name, email=asha.email, is_deactivated=True))
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.CANCELLED
    assert not world.allocations()
    assert world.thread(request)
