"""`/reward pending`: what waits for somebody and what they wait for, with buttons that work from there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.reward import Request, RequestStatus
from bot.messages.waiting import NOTHING
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import lose_reply
from bot.playground.slack_nouns import Message, User
from tests.world import ASHA, FARAH, LEADS, MEERA, NIKHIL, RAVI, World


def listed(world: World, person: str) -> Message:
    """The list as this person sees it now, asked for anew."""
    world.ask("pending", by=person)
    return world.slack.whispers(person)[-1]


def press(world: World, person: str, found: Message, action_id: str, request: Request) -> None:
    world.slack.click(person, found.channel_id, found.ts, action_id, request.id)
    world.carry()


def buttons(found: Message) -> list[tuple[str, str]]:
    """What can be clicked: the button's words and the request's id."""
    elements = [
        element for block in found.blocks for element in [*block.get("elements", ()), block.get("accessory", {})]
    ]
    return [(element["text"]["text"], element["value"]) for element in elements if element.get("type") == "button"]


def now(world: World, found: Message) -> Message:
    message = world.slack.state.message(found.channel_id, found.ts)
    assert message is not None
    return message


@pytest.mark.parametrize("person", [NIKHIL, ASHA])
def test_who_decides_nothing_and_waits_for_nothing_hears_it_in_one_sentence(world: World, person: str) -> None:
    world.asked()
    assert listed(world, person).text == NOTHING


def test_a_decider_sees_what_waits_for_them_and_the_giver_what_they_wait_for(world: World) -> None:
    request = world.asked()
    for decider in (RAVI, FARAH):
        found = listed(world, decider)
        assert "*Waiting for your decision:* 1 request" in found.text
        assert buttons(found) == [("Approve", request.id), ("Decline", request.id)]
    own = listed(world, MEERA)
    assert "*You asked, and nobody has decided yet:* 1 request" in own.text
    assert buttons(own) == [("Cancel", request.id)]


def test_an_approval_in_the_list_is_answered_there_with_what_is_left(world: World) -> None:
    first, second = world.asked(), world.asked("<@U02ASHA> 7")
    found = listed(world, RAVI)
    press(world, RAVI, found, "reward_approve_listed", first)
    assert world.now_of(first).status is RequestStatus.APPROVED
    assert len(world.allocations()) == 1
    assert now(world, found).text.startswith("You approved 100 points for <@U02ASHA> (Asha Rao). ")
    assert buttons(now(world, found)) == [("Approve", second.id), ("Decline", second.id)]
    press(world, RAVI, now(world, found), "reward_approve_listed", second)
    assert now(world, found).text.endswith(NOTHING)
    assert "rewarded" in world.card(first).text


def test_a_decline_in_the_list_opens_the_form(world: World) -> None:
    request = world.asked()
    press(world, RAVI, listed(world, RAVI), "reward_decline_listed", request)
    (view,) = world.slack.views(RAVI)
    world.slack.submit(RAVI, view.id, {"reason": "next month"})
    assert world.now_of(request).status is RequestStatus.DECLINED


def test_a_cancel_in_the_list_is_answered_there_with_what_is_left(world: World) -> None:
    first, second = world.asked(), world.asked("<@U02ASHA> 7")
    found = listed(world, MEERA)
    press(world, MEERA, found, "reward_cancel_listed", first)
    assert world.now_of(first).status is RequestStatus.CANCELLED
    assert now(world, found).text.startswith("Cancelled: 100 points for")
    assert buttons(now(world, found)) == [("Cancel", second.id)]


def test_a_list_that_is_behind_says_what_happened_meanwhile_and_is_brought_up_to_date(world: World) -> None:
    request = world.asked()
    found = listed(world, FARAH)
    world.decline(request, "next month", by=RAVI)
    for button in ("reward_approve_listed", "reward_decline_listed"):
        press(world, FARAH, found, button, request)
        assert now(world, found).text.startswith("Already declined by <@U02RAVI>")
        assert not buttons(now(world, found))
    assert not world.slack.views(FARAH)


def test_what_is_approved_and_on_its_way_is_shown_until_it_has_arrived(world: World) -> None:
    request = world.asked()
    world.approve(request)
    found = listed(world, MEERA)
    assert "*Approved, and on its way:* 1 request" in found.text
    assert "Sending the points now." in found.text
    assert not buttons(found)
    world.enkash.faults.always(ALLOCATE, lose_reply())
    world.carry()
    assert "EnKash has not confirmed these 100 points yet." in listed(world, MEERA).text
    world.enkash.faults.clear()
    world.clock.pass_time(minutes=5)
    world.carry()
    assert listed(world, MEERA).text == NOTHING


def test_a_decider_is_not_shown_what_they_asked_for_or_receive(world: World) -> None:
    world.asked(by=RAVI)
    world.asked("<@U02RAVI> 50", by=MEERA)
    assert "Waiting for your decision" not in listed(world, RAVI).text
    assert "*Waiting for your decision:* 2 requests" in listed(world, FARAH).text


def test_only_who_was_entitled_then_and_is_now_sees_it(world: World) -> None:
    request = world.asked()
    world.policy = replace(world.policy, approvers=(FARAH, NIKHIL))
    world.restart()
    assert [listed(world, person).text == NOTHING for person in (RAVI, NIKHIL)] == [True, True]
    assert ("Approve", request.id) in buttons(listed(world, FARAH))
    world.slack.user_change(User(FARAH, "farah", "Farah Khan", is_deactivated=True))
    assert listed(world, FARAH).text == NOTHING


def test_who_decides_as_a_member_of_a_group_sees_it_while_they_are_in_it(world: World) -> None:
    world.policy = replace(world.policy, approvers=("S0FINANCE",))
    world.restart()
    world.bot.directory.refresh()
    request = world.asked()
    assert ("Approve", request.id) in buttons(listed(world, FARAH))
    world.slack.group_change("S0FINANCE", [RAVI])
    world.bot.directory.refresh()
    assert listed(world, FARAH).text == NOTHING


def test_ten_are_shown_the_soonest_deadline_first_and_the_others_are_counted(world: World) -> None:
    requests = []
    for number in range(12):
        requests.append(world.asked(f"<@U02ASHA> {number + 1}"))
        world.clock.pass_time(minutes=1)
    for person, button in ((RAVI, "Approve"), (MEERA, "Cancel")):
        found = listed(world, person)
        assert [value for words, value in buttons(found) if words == button] == [r.id for r in requests[:10]]
        assert "12 requests" in found.text
        assert "and 2 more" in found.text


def test_what_is_over_but_not_yet_ended_by_the_clock_is_no_longer_offered(world: World) -> None:
    world.asked()
    world.clock.pass_time(hours=169)
    assert listed(world, RAVI).text == NOTHING == listed(world, MEERA).text


def test_it_is_seen_by_the_one_who_asks_alone(world: World) -> None:
    request = world.asked(at=LEADS)
    before = len(world.said())
    found = listed(world, RAVI)
    assert found.only_for == RAVI
    assert request.id in found.text
    assert len(world.said()) == before + 1
