"""Deputies where requests are passed on, and where they decide by themselves or for another: who is asked, and who may
decide for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.reward import Request, RequestStatus
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.world import ASHA, FARAH, MEERA, NIKHIL, RAVI, World

# Ravi and Farah decide on what is small, one of them or both; Nikhil on what is big.
ONE = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[[approvals.tiers]]
up_to_points = 1000
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 1
approvers = ["{NIKHIL}"]
"""
TWO = ONE.replace("approvals = 1", "approvals = 2", 1)
FELLOWS = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]'
LONG = "until 2026-12-31"


def follow(world: World) -> None:
    world.bot.directory.refresh()
    world.carry()


def away(world: World, by: str, deputy: str = NIKHIL) -> str:
    world.ask(f"away <@{deputy}> {LONG}", by=by)
    follow(world)
    return world.whispered(by)[-1]


def passes_on(world: World, request: Request, to: str, *, by: str) -> None:
    world.choose("reassign", request, by=by)
    world.fill_in(to, by=by)
    world.carry()


def about(world: World, request: Request, person: str) -> list[str]:
    return [text for text in world.told(person) if request.id in text]


def test_a_deputy_of_two_decides_for_the_one_whose_approval_is_missing(opened: Open) -> None:
    world = opened(TWO)
    request = world.asked()
    world.approve(request, by=RAVI)
    for person in (RAVI, FARAH):
        away(world, person)
    assert about(world, request, NIKHIL)
    world.approve(request, by=NIKHIL)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_a_deputy_of_two_decides_for_the_one_it_was_passed_on_to(opened: Open) -> None:
    world = opened(ONE)
    request = world.asked()
    passes_on(world, request, FARAH, by=RAVI)
    for person in (RAVI, FARAH):
        away(world, person)
    assert f"<@{NIKHIL}> can decide" in world.card(request).text


def test_who_is_back_is_asked_where_their_deputy_now_decides_for_another(opened: Open) -> None:
    world = opened(ONE)
    for person in (RAVI, FARAH):
        away(world, person)
    request = world.asked()
    world.ask("back", by=RAVI)
    follow(world)
    assert about(world, request, RAVI), "Ravi is back, and never gets the card"
    assert f"<@{RAVI}> or <@{NIKHIL}> can decide" in world.card(request).text


def test_what_was_passed_on_to_somebody_who_then_named_the_one_who_did_waits_for_that_one_again(opened: Open) -> None:
    world = opened(FELLOWS)
    request = world.asked()
    passes_on(world, request, FARAH, by=RAVI)
    away(world, FARAH, RAVI)
    world.ask("pending", by=RAVI)
    assert request.id in world.whispered(RAVI)[-1]


def test_who_is_away_is_neither_asked_nor_reminded_where_their_deputy_decides_anyway(opened: Open) -> None:
    world = opened(FELLOWS)
    away(world, RAVI, FARAH)
    request = world.asked()
    world.clock.pass_time(hours=85)
    world.carry()
    assert not about(world, request, RAVI)


def test_a_deputy_who_passes_it_on_leaves_it_not_to_who_is_away(opened: Open) -> None:
    world = opened(ONE)
    away(world, RAVI)
    request = world.asked()
    passes_on(world, request, FARAH, by=NIKHIL)
    assert f"<@{RAVI}>" not in world.card(request).text
    world.clock.pass_time(hours=85)
    world.carry()
    assert not about(world, request, RAVI)


def test_what_is_passed_on_to_somebody_away_reaches_whoever_decides_for_them(opened: Open) -> None:
    world = opened(ONE)
    away(world, RAVI)
    request = world.asked()
    before = len(world.told(NIKHIL))
    passes_on(world, request, RAVI, by=FARAH)
    assert not world.told(RAVI)
    assert len(world.told(NIKHIL)) == before + 1


def test_a_deputy_of_one_who_passed_it_on_gets_no_card(opened: Open) -> None:
    world = opened(ONE)
    request = world.asked()
    passes_on(world, request, FARAH, by=RAVI)
    away(world, RAVI)
    assert not about(world, request, NIKHIL)


def test_where_the_others_are_too_few_who_is_away_is_asked_too(opened: Open) -> None:
    world = opened(TWO)
    away(world, RAVI, FARAH)
    request = world.asked()
    assert about(world, request, RAVI)
    assert f"<@{RAVI}>" in world.card(request).text
    for person in (RAVI, FARAH):
        world.approve(request, by=person)
    assert world.now_of(request).status is RequestStatus.APPROVED


def test_who_is_away_to_a_fellow_approver_keeps_their_right_and_is_asked_once_they_are_back(opened: Open) -> None:
    world = opened(FELLOWS)
    away(world, RAVI, FARAH)
    first, second = world.asked(), world.asked(f"<@{ASHA}> 20 for tea")
    assert f"<@{FARAH}> can decide" in world.card(first).text
    assert f"<@{RAVI}>" not in world.card(first).text
    world.ask("pending", by=RAVI)
    assert first.id not in world.whispered(RAVI)[-1]
    world.approve(first, by=RAVI)
    assert world.now_of(first).status is RequestStatus.APPROVED
    world.ask("back", by=RAVI)
    follow(world)
    assert about(world, second, RAVI)
    assert f"<@{RAVI}> or <@{FARAH}> can decide" in world.card(second).text


def test_nobody_decides_for_one_who_has_approved_already(opened: Open) -> None:
    world = opened(TWO)
    request = world.asked()
    world.approve(request, by=RAVI)
    away(world, RAVI)
    assert not about(world, request, NIKHIL)
    world.approve(request, by=NIKHIL)
    world.carry()
    assert "can decide on this reward. Nothing has changed" in world.whispered(NIKHIL)[-1]
    world.choose("decline", request, by=NIKHIL)
    assert not world.slack.views(NIKHIL)
    assert world.now_of(request).approvers == (RAVI,)


def test_the_deputy_reads_to_whom_it_was_passed_on(opened: Open) -> None:
    world = opened(ONE)
    away(world, RAVI)
    request = world.asked()
    passes_on(world, request, RAVI, by=FARAH)
    told = world.told(NIKHIL)[-1]
    assert told.startswith(
        f"<@{FARAH}> passed this one on to <@{RAVI}>, who is away and has named you: <@{NIKHIL}> can"
    )
    assert world.history(request)[-1].entry.detail == RAVI
    world.bot.sealer.seal()
    assert findings(world) == []


def test_nothing_is_passed_on_to_somebody_who_left_it_to_the_very_person(opened: Open) -> None:
    world = opened(ONE)
    away(world, RAVI)
    request = world.asked()
    world.choose("reassign", request, by=NIKHIL)
    world.fill_in(RAVI, by=NIKHIL)
    (view,) = world.slack.views(NIKHIL)
    assert view.errors["person"].startswith("They are away, and have left their decisions to you.")
    assert world.now_of(request).reassigned == {}


def test_what_is_passed_back_to_somebody_away_waits_for_their_deputy_again(opened: Open) -> None:
    world = opened(ONE)
    away(world, RAVI)
    request = world.asked()
    passes_on(world, request, FARAH, by=NIKHIL)
    assert f"<@{FARAH}> can decide" in world.card(request).text
    passes_on(world, request, RAVI, by=FARAH)
    assert world.now_of(request).reassigned == {FARAH: RAVI}
    assert f"<@{NIKHIL}> can decide" in world.card(request).text


def test_giver_and_history_know_for_whom_a_deputy_approved_less(opened: Open) -> None:
    world = opened(ONE)
    away(world, RAVI)
    request = world.asked()
    world.lower(request, 50, by=NIKHIL)
    world.carry()
    assert f"<@{NIKHIL}> for <@{RAVI}> approved 50 points" in world.told(MEERA)[-1]
    lowered = [each.entry.detail for each in world.history(request) if each.entry.event == "lowered"]
    assert lowered == [f"100 to 50 points, for {RAVI}"]


def test_going_away_to_somebody_who_decides_on_all_of_it_anyway_says_so(opened: Open) -> None:
    world = opened(TWO)
    answer = away(world, RAVI, FARAH)
    assert f"<@{FARAH}> decides for you" not in answer
    assert answer.startswith("You are away until <!date^")
    assert f"and <@{FARAH}> may decide anyway on all that you decide on: for themselves, not for you." in answer
    world.ask("away", by=RAVI)
    assert "for themselves, not for you." in world.whispered(RAVI)[-1]


def test_going_away_to_somebody_who_decides_on_some_of_it_anyway_says_so(opened: Open) -> None:
    world = opened(ONE.replace(f'approvers = ["{NIKHIL}"]', f'approvers = ["{NIKHIL}", "{RAVI}"]'))
    answer = away(world, RAVI, NIKHIL)
    assert answer.startswith(f"<@{NIKHIL}> decides for you until")
    assert "Where they may decide anyway, they decide for themselves, and count once." in answer
    assert "anyway" not in away(world, FARAH, NIKHIL)


def test_what_a_manager_decides_for_their_own_people_is_shared_with_nobody(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}", "{FARAH}", "manager"]\n[operators]\npeople = ["{RAVI}"]')
    assert "may decide anyway on all that you decide on" in away(world, RAVI, FARAH)
    email = "SELECT email FROM people WHERE slack_user_id = ?"
    world.alter(f"UPDATE people SET manager_email = ({email}) WHERE slack_user_id = ?", RAVI, MEERA)
    assert away(world, RAVI, FARAH).startswith(f"<@{FARAH}> decides for you until")


def test_going_away_to_somebody_who_decides_for_another_already_says_so(opened: Open) -> None:
    world = opened(ONE)
    assert "already" not in away(world, RAVI)
    assert f"They decide for <@{RAVI}> already, and on one request for one of you." in away(world, FARAH)


@pytest.mark.parametrize("has_passed_on", [True, False])
def test_what_waits_longer_says_who_can_decide_meanwhile(opened: Open, has_passed_on: bool) -> None:
    world = opened(ONE)
    request = world.asked()
    if has_passed_on:
        passes_on(world, request, FARAH, by=RAVI)
    else:
        away(world, RAVI)
    away(world, FARAH)
    world.clock.now = request.expires_at + timedelta(minutes=1)
    world.carry()
    told = world.told(MEERA)[-1]
    assert "are away, so I have not ended your request yet." in told
    assert f"<@{NIKHIL}> can decide until <!date^{int(world.now_of(request).expires_at.timestamp())}^" in told
