"""A decider passes a request on to somebody else who may decide: the others get it, and the right stays."""

from __future__ import annotations

import pytest

from bot.core.reward import Request, RequestStatus
from bot.playground import sample
from bot.playground.slack_nouns import User
from bot.rewards.deciding import Click, Decider
from bot.rewards.sealing import Sealer
from tests.auditing import findings
from tests.scenarios.conftest import Open
from tests.world import ASHA, FARAH, MEERA, NIKHIL, RAVI, World

POLICY = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}", "{NIKHIL}"]
expires_hours = 10
[[approvals.tiers]]
up_to_points = 500
approvals = 1
[[approvals.tiers]]
up_to_points = 10000
approvals = 2
"""
BIG = f"<@{ASHA}> 1000 for the launch"


@pytest.fixture
def world(opened: Open) -> World:
    return opened(POLICY)


def passes_on(world: World, request: Request, to: str, *, by: str = RAVI) -> None:
    world.choose("reassign", request, by=by)
    world.fill_in(to, by=by)
    world.carry()


def error(world: World, person: str) -> str:
    (view,) = world.slack.views(person)
    return view.errors.get("person", "")


def happened(world: World, request: Request) -> list[tuple[str, str, str]]:
    entries = [recorded.entry for recorded in world.history(request)]
    return [(entry.event, entry.actor, entry.detail) for entry in entries if entry.to_status is None]


def test_whoever_passed_it_on_is_waited_for_no_longer_and_the_deciders_read_who_did(world: World) -> None:
    request = world.asked()
    assert "<@U02RAVI>, <@U05FARAH> or <@U07NIKHIL> can decide" in world.card(request).text
    passes_on(world, request, FARAH)
    assert not world.slack.views(RAVI)
    assert "<@U05FARAH> or <@U07NIKHIL> can decide" in world.card(request).text
    assert "<@U02RAVI>" not in world.card(request).text
    assert "<@U02RAVI> passed it on to <@U05FARAH>" in world.slack.direct_messages(FARAH)[0].text
    assert happened(world, request) == [("reassigned", RAVI, FARAH)]


def test_whoever_has_the_card_already_hears_of_it_below_the_card(world: World) -> None:
    request = world.asked()
    passes_on(world, request, FARAH)
    card, told = world.slack.direct_messages(FARAH)
    assert told.text.startswith("<@U02RAVI> passed this one on to you: <@U05FARAH> or <@U07NIKHIL> can decide until")
    assert told.thread_ts == card.ts


def test_whoever_has_no_card_gets_one(opened: Open) -> None:
    group = next(group for group in sample.GROUPS)
    world = opened(f'[approvals]\napprovers = ["{group.id}"]')
    people = [User(f"U9PERSON{n}", f"p{n}", f"Person {n}") for n in range(7)]
    for person in people:
        world.slack.team_join(person)
    world.slack.group_change(group.id, [person.id for person in people])
    world.bot.directory.refresh()
    request = world.asked()
    reached = [person.id for person in people if world.told(person.id)]
    outside = next(person.id for person in people if person.id not in reached)
    passes_on(world, request, outside, by=reached[0])
    (card,) = world.slack.direct_messages(outside)
    assert f"<@{reached[0]}> passed it on to <@{outside}>" in card.text
    world.slack.click(outside, card.channel_id, card.ts, "reward_approve", request.id)
    assert world.now_of(request).approvers == (outside,)


def test_who_passed_it_on_may_still_decide(world: World) -> None:
    request = world.asked()
    passes_on(world, request, FARAH)
    world.approve(request)
    assert world.now_of(request).approvers == (RAVI,)


def test_who_passed_it_on_is_not_reminded_and_it_does_not_wait_in_their_list(world: World) -> None:
    request = world.asked()
    passes_on(world, request, FARAH)
    world.ask("pending", by=RAVI)
    assert request.id not in world.whispered(RAVI)[-1]
    world.ask("pending", by=FARAH)
    assert request.id in world.whispered(FARAH)[-1]
    world.clock.pass_time(hours=6)
    world.carry()
    assert not any("has decided on this one yet" in text for text in world.told(RAVI))
    assert any("has decided on this one yet" in text for text in world.told(FARAH))


def test_it_can_be_passed_back(world: World) -> None:
    request = world.asked()
    passes_on(world, request, FARAH)
    passes_on(world, request, RAVI, by=FARAH)
    assert "<@U02RAVI> or <@U07NIKHIL> can decide" in world.card(request).text
    assert world.now_of(request).reassigned == {FARAH: RAVI}
    assert happened(world, request) == [("reassigned", RAVI, FARAH), ("reassigned", FARAH, RAVI)]


def test_the_form_offers_those_who_may_decide_and_have_not(world: World) -> None:
    request = world.asked(BIG)
    world.approve(request, by=NIKHIL)
    world.choose("reassign", request)
    (view,) = world.slack.views(RAVI)
    options = view.definition["blocks"][-1]["element"]["options"]
    assert [(option["text"]["text"], option["value"]) for option in options] == [("Farah Khan", FARAH)]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (RAVI, "That is you."),
        (MEERA, "They asked for this one, so somebody else decides."),
        (ASHA, "This one is for them, so somebody else decides."),
        (NIKHIL, "They have approved this one already."),
        ("U0NOBODY", "They are not among those who may decide on this one."),
        ("", "They are not among those who may decide on this one."),
    ],
)
def test_it_is_passed_on_to_nobody_who_may_not_decide(world: World, to: str, words: str) -> None:
    request = world.asked(BIG)
    world.approve(request, by=NIKHIL)
    world.choose("reassign", request)
    world.fill_in(to, by=RAVI)
    assert error(world, RAVI).startswith(words)
    assert world.now_of(request).reassigned == {}
    assert "reassigned" not in [event for event, *_ in happened(world, request)]


def test_somebody_who_left_while_the_form_was_open_gets_nothing(world: World) -> None:
    request = world.asked()
    world.choose("reassign", request)
    farah = next(user for user in sample.USERS if user.id == FARAH)
    world.slack.user_change(User(FARAH, farah.name, farah.real_name, email=farah.email, is_deactivated=True))
    world.bot.directory.refresh()
    world.fill_in(FARAH, by=RAVI)
    assert error(world, RAVI).startswith("They are not among those who may decide")


@pytest.mark.parametrize("person", [MEERA, ASHA])
def test_who_may_not_decide_passes_nothing_on(world: World, person: str) -> None:
    request = world.asked()
    world.choose("reassign", request, by=person)
    world.carry()
    assert not world.slack.views(person)
    assert "decide" in world.whispered(person)[-1]
    assert not Decider(world.bot.ledger, world.policy).reassign(Click(request.id, person), FARAH).is_done
    assert world.now_of(request).reassigned == {}


def test_who_is_needed_passes_nothing_on(world: World) -> None:
    request = world.asked(BIG)
    passes_on(world, request, FARAH)
    world.choose("reassign", request, by=FARAH)
    world.fill_in(NIKHIL, by=FARAH)
    assert error(world, FARAH).startswith("Without you, too few are left")
    world.fill_in(RAVI, by=FARAH)
    world.carry()
    assert "waiting for <@U02RAVI> or <@U07NIKHIL>" in world.card(request).text


def test_where_nobody_else_may_decide_there_is_no_form(opened: Open) -> None:
    world = opened(f'[approvals]\napprovers = ["{RAVI}"]')
    request = world.asked()
    world.choose("reassign", request)
    (view,) = world.slack.views(RAVI)
    assert "Without you, too few are left who can decide" in str(view.definition["blocks"])
    assert "submit" not in view.definition


def test_who_passed_it_on_is_waited_for_again_where_the_others_are_too_few(world: World) -> None:
    request = world.asked()
    passes_on(world, request, FARAH)
    for person in (FARAH, NIKHIL):
        user = next(user for user in sample.USERS if user.id == person)
        world.slack.user_change(User(person, user.name, user.real_name, email=user.email, is_deactivated=True))
    world.bot.directory.refresh()
    world.carry()
    assert "<@U02RAVI> can decide" in world.card(request).text


def test_passing_it_on_twice_is_one_entry_and_what_is_decided_is_passed_on_no_more(world: World) -> None:
    request = world.asked()
    decider = Decider(world.bot.ledger, world.policy)
    for _ in range(2):
        assert decider.reassign(Click(request.id, RAVI), FARAH).is_done
    assert happened(world, request) == [("reassigned", RAVI, FARAH)]
    world.choose("reassign", request, by=FARAH)
    world.approve(request, by=NIKHIL)
    world.fill_in(NIKHIL, by=FARAH)
    (view,) = world.slack.views(FARAH)
    assert "Already approved by <@U07NIKHIL>" in str(view.definition["blocks"])
    world.carry()
    assert world.now_of(request).status is RequestStatus.APPROVED
    Sealer(world.bot.ledger).seal()
    assert findings(world) == []
    world.alter("UPDATE requests SET reassigned = '{}'")
    assert any("reassigned is {}" in found for found in findings(world))
