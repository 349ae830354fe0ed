"""Deciders and recipients who leave while a request is pending are noticed, once, and somebody is asked or told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.policy import Policy
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.playground import sample
from bot.playground.slack_nouns import Message, User
from tests.scenarios.town import running_town
from tests.waiting import wait_until
from tests.world import ASHA, FARAH, MEERA, NIKHIL, RAVI, World, open_world

CROWD = tuple(f"U0{number}CROWD" for number in range(1, 9))

Open = Callable[..., World]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Worlds with other approvers than the sample's, who are in Slack too."""
    worlds: list[World] = []

    def open_one(*approvers: str, more: str = "") -> World:
        names = ", ".join(f'"{approver}"' for approver in approvers)
        world = open_world(tmp_path, policy=f"[approvals]\napprovers = [{names}]\n{more}")
        worlds.append(world)
        for person in CROWD:
            world.slack.state.put_user(User(person, person.lower(), f"Somebody {person[2]}"))
        world.bot.directory.refresh()
        return world

    yield open_one
    for world in worlds:
        world.bot.ledger.close()
        world.served.stop()


def as_known(world: World, person: str) -> User:
    return world.slack.state.users[person]


def leaves(world: World, person: str) -> None:
    """Slack deactivates somebody, says so, and what follows is carried out."""
    world.slack.user_change(replace(as_known(world, person), is_deactivated=True))
    noticed(world)


def comes_back(world: World, person: str) -> None:
    world.slack.user_change(replace(as_known(world, person), is_deactivated=False))
    noticed(world)


def noticed(world: World) -> None:
    """What the directory's threads would do by themselves."""
    world.bot.directory.refresh()
    world.carry()


def copies(world: World, person: str, request: Request) -> list[Message]:
    """The messages to this person that have buttons to decide on this request."""
    return [
        message
        for message in world.slack.direct_messages(person)
        if request.id in message.text and "reward_approve" in str(message.blocks)
    ]


def events(world: World, request: Request) -> list[str]:
    return [recorded.entry.event for recorded in world.history(request)]


# Deciders.


def test_when_one_of_many_deciders_leaves_the_next_one_gets_the_card(opened: Open) -> None:
    world = opened(*CROWD)
    request = world.asked()
    assert not world.told(CROWD[5])
    leaves(world, CROWD[0])
    assert len(copies(world, CROWD[5], request)) == 1
    assert not world.told(CROWD[6]) + world.told(CROWD[7])
    assert CROWD[0] not in world.card(request).text
    assert not world.told(MEERA)
    world.slack.click(CROWD[5], f"D{CROWD[5][1:]}", copies(world, CROWD[5], request)[0].ts, "reward_approve")
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_a_copy_of_somebody_who_left_the_group_loses_its_buttons_names_and_amount(opened: Open) -> None:
    world = opened("S0FINANCE")
    request = world.asked()
    assert copies(world, RAVI, request)
    world.slack.group_change("S0FINANCE", [FARAH, CROWD[0]])
    noticed(world)
    assert world.told(RAVI) == [
        f"You can't decide on {request.id} any more: who may decide is different now. You need do nothing."
    ]
    assert not copies(world, RAVI, request)
    assert len(copies(world, FARAH, request)) == len(copies(world, CROWD[0], request)) == 1
    world.decline(request, "not this time", by=FARAH)
    world.carry()
    assert world.told(RAVI) == [f"A reward request was closed. {request.id}"]


def test_who_left_before_the_copy_went_gets_none(world: World) -> None:
    world.ask()
    world.slack.user_change(replace(as_known(world, RAVI), is_guest=True))
    noticed(world)
    assert not world.told(RAVI)
    (request,) = world.requests()
    assert copies(world, FARAH, request)


def test_when_nobody_is_left_giver_and_operators_are_told_once(opened: Open) -> None:
    world = opened(RAVI, FARAH, more=f'[operators]\npeople = ["{NIKHIL}"]')
    request = world.asked()
    leaves(world, RAVI)
    assert not world.told(MEERA)
    leaves(world, FARAH)
    (to_giver,) = world.told(MEERA)
    assert to_giver.startswith("Nobody can decide on 100 points for <@U02ASHA> (Asha Rao) at the moment")
    assert f"<@{NIKHIL}> knows." in to_giver
    (to_operator,) = world.told(NIKHIL)
    assert f"Nobody can decide on {request.id} at the moment" in to_operator
    assert "Nobody can decide at the moment" in world.card(request).text
    assert "reward_approve" not in str(world.card(request).blocks)
    for _ in range(2):
        noticed(world)
        world.restart()
    noticed(world)
    assert (world.told(MEERA), world.told(NIKHIL)) == ([to_giver], [to_operator])
    assert events(world, request) == ["asked", "nobody can decide"]
    assert world.now_of(request).status is RequestStatus.PENDING


def test_who_comes_back_is_told_so_and_can_decide(world: World) -> None:
    request = world.asked()
    leaves(world, RAVI)
    leaves(world, FARAH)
    assert "know" not in world.told(MEERA)[0], "those who would help have left too"
    comes_back(world, FARAH)
    assert len(copies(world, FARAH, request)) == 1
    assert world.told(FARAH)[-1].startswith("You can decide again on what <@U02MEERA> asked for: 100 points")
    assert "can go on: <@U05FARAH> can decide until" in world.told(MEERA)[-1]
    assert events(world, request) == ["asked", "nobody can decide", "somebody can decide"]
    noticed(world)
    assert len(world.told(FARAH)) == len(world.told(MEERA)) == 2
    world.approve(request, by=FARAH)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED


def test_of_an_emptied_group_the_next_member_gets_the_card(opened: Open) -> None:
    world = opened("S0FINANCE")
    request = world.asked()
    world.slack.group_change("S0FINANCE", [])
    noticed(world)
    assert "Nobody can decide on" in world.told(MEERA)[-1]
    assert "knows" not in world.told(MEERA)[-1]
    world.slack.group_change("S0FINANCE", [CROWD[0]])
    noticed(world)
    assert len(copies(world, CROWD[0], request)) == 1
    assert len(world.told(CROWD[0])) == 1
    world.approve(request, by=CROWD[0])
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_whom_the_policy_file_names_no_more_is_noticed_at_the_next_start(world: World) -> None:
    request = world.asked()
    world.policy = Policy(approvers=(NIKHIL,))
    world.restart()
    noticed(world)
    assert "Nobody can decide on" in world.told(MEERA)[-1]
    assert f"Nobody can decide on {request.id}" in world.told(NIKHIL)[-1]
    assert not copies(world, RAVI, request)
    world.policy = Policy(approvers=(FARAH,))
    world.restart()
    noticed(world)
    assert "You can decide again" in world.told(FARAH)[-1]
    world.approve(request, by=FARAH)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_before_the_first_whole_refresh_nothing_is_concluded(world: World) -> None:
    """The members of a group that the policy names since this start are not known yet."""
    request = world.asked()
    world.policy = Policy(approvers=("S0FINANCE",))
    world.restart()
    world.slack.team_join(User("U0NEW", "new", "Somebody New"))
    world.carry()
    assert events(world, request) == ["asked"]


def test_the_giver_can_cancel_what_nobody_can_decide_on(world: World) -> None:
    request = world.asked()
    leaves(world, RAVI)
    leaves(world, FARAH)
    message = world.slack.direct_messages(MEERA)[-1]
    world.slack.click(MEERA, message.channel_id, message.ts, "reward_cancel")
    world.carry()
    assert world.now_of(request).status is RequestStatus.CANCELLED
    assert world.now_of(request).ended_by == MEERA
    assert "Cancelled: 100 points" in world.told(MEERA)[-1]


def test_many_requests_without_a_decider_are_one_message_to_operators(opened: Open) -> None:
    world = opened(RAVI, more=f'[operators]\npeople = ["{NIKHIL}"]')
    requests = [world.asked(f"<@{ASHA}> {number}") for number in range(1, 13)]
    leaves(world, RAVI)
    (told,) = world.told(NIKHIL)
    assert "and 2 more at the moment" in told
    assert len(world.told(MEERA)) == len(requests)


def test_a_change_of_name_or_of_somebody_else_draws_no_card_anew(world: World) -> None:
    request = world.asked()
    before = world.card(request)
    leaves(world, NIKHIL)
    world.slack.user_change(replace(as_known(world, RAVI), real_name="Ravi K. Kumar"))
    noticed(world)
    assert world.card(request) == before


# Whoever asks.


def test_a_group_whose_members_all_left_leaves_nobody_and_the_request_is_refused_at_once(opened: Open) -> None:
    world = opened("S0FINANCE")
    leaves(world, RAVI)
    leaves(world, FARAH)
    world.ask()
    assert not world.requests()
    assert "Nothing was recorded" in world.whispered(MEERA)[-1]
    assert "A reward needs three different people" in world.whispered(MEERA)[-1]
    assert "no other active approver" in world.whispered(MEERA)[-1]


def test_what_somebody_asked_for_who_left_can_still_be_decided_and_nothing_goes_round(world: World) -> None:
    request, declined = world.asked(), world.asked(f"<@{ASHA}> 5")
    leaves(world, MEERA)
    assert world.now_of(request).status is RequestStatus.PENDING
    world.decline(declined, "not this time")
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    assert not world.told(MEERA)
    assert not world.rows("SELECT * FROM outbox WHERE done_at IS NULL AND kind != 'deadline'")


# Recipients.


def test_when_the_recipient_leaves_the_request_ends_and_the_giver_is_told_once(world: World) -> None:
    request = world.asked()
    leaves(world, ASHA)
    ended = world.now_of(request)
    assert (ended.status, ended.ended_by) == (RequestStatus.CANCELLED, "clock")
    (told,) = world.told(MEERA)
    assert told.startswith("<@U02ASHA> (Asha Rao) can no longer receive points")
    assert world.card(request).text == f"A reward request was closed. {request.id}"
    assert not copies(world, RAVI, request)
    noticed(world)
    assert world.told(MEERA) == [told]
    world.ask(f"status {request.id}")
    assert "can no longer receive points, so this request was closed" in world.whispered(MEERA)[-1]
    world.ask(f"cancel {request.id}")
    world.carry()
    assert "can no longer receive points, so this request was closed" in world.whispered(MEERA)[-1]


def test_when_hr_marks_the_recipient_as_left_the_next_look_ends_the_request(world: World) -> None:
    request = world.asked()
    world.alter(f"UPDATE people SET left_at = updated_at WHERE slack_user_id = '{ASHA}'")
    noticed(world)
    assert world.now_of(request).status is RequestStatus.CANCELLED
    assert "not on HR's list any more" in world.told(MEERA)[-1]


def test_what_was_approved_before_the_recipient_left_is_left_to_the_claim(world: World) -> None:
    request = world.asked()
    world.approve(request)
    leaves(world, ASHA)
    assert world.reward(request).status is RewardStatus.CANCELLED
    assert not world.told(MEERA)


def test_what_is_past_its_deadline_expires_and_does_not_end_twice(world: World) -> None:
    request = world.asked()
    world.clock.pass_time(days=8)
    leaves(world, ASHA)
    assert world.now_of(request).status is RequestStatus.EXPIRED
    assert len(world.told(MEERA)) == 1


# As it runs.


def test_word_that_somebody_left_is_followed_without_waiting_for_a_refresh(tmp_path: Path) -> None:
    with running_town(tmp_path) as town:
        request = town.asked()
        asha = next(user for user in sample.USERS if user.id == ASHA)
        town.slack.user_change(replace(asha, is_deactivated=True))
        wait_until(lambda: town.now_of(request).status is RequestStatus.CANCELLED)
        town.wait_for(lambda: town.slack.direct_messages(MEERA), "can no longer receive points")


def test_one_request_that_cannot_be_read_keeps_no_other_waiting(world: World, caplog: pytest.LogCaptureFixture) -> None:
    spoilt, sound = world.asked(f"<@{ASHA}> 1"), world.asked(f"<@{ASHA}> 2")
    world.alter(f"UPDATE requests SET deciders = '7' WHERE id = '{spoilt.id}'")
    leaves(world, ASHA)
    assert world.now_of(sound).status is RequestStatus.CANCELLED
    assert caplog.text.count("a pending request was not looked at") == 1


def test_what_waited_before_an_update_is_drawn_anew_once_and_nobody_is_told_anything(world: World) -> None:
    request = world.asked()
    world.alter("UPDATE requests SET deciders_mark = ''")
    noticed(world)
    assert not world.told(MEERA)
    assert len(world.told(RAVI)) == len(world.told(FARAH)) == 1
    drawn = world.card(request)
    noticed(world)
    assert world.card(request) == drawn


# Who can help, where nothing was recorded.


def test_a_refusal_names_as_helpers_neither_the_asker_nor_who_has_left(opened: Open) -> None:
    world = opened(RAVI, FARAH)
    line = f"<@{NIKHIL}> 100 for x"
    world.ask(line)
    assert f"<@{RAVI}> or <@{FARAH}> can add them" in world.whispered(MEERA)[-1]
    world.ask(line, by=RAVI)
    assert f". <@{FARAH}> can add them" in world.whispered(RAVI)[-1]
    leaves(world, FARAH)
    world.ask(line)
    assert f". <@{RAVI}> can add them" in world.whispered(MEERA)[-1]
    world.ask(line, by=RAVI)
    assert ". HR can add them" in world.whispered(RAVI)[-1]


def test_the_only_approver_is_not_sent_to_themself_for_help(opened: Open) -> None:
    world = opened(RAVI)
    world.ask(by=RAVI)
    assert "The people who look after Shabash can help." in world.whispered(RAVI)[-1]
