"""Private rewards: no channel hears of them, and everybody whose business it is hears directly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.playground.enkash_faults import refuse
from bot.playground.faults import lose_reply
from bot.playground.slack_nouns import Channel, Message
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, NIKHIL, RAVI, World

ALLOCATE = "create-allocate-points"
LINE = "private <@U02ASHA> 100 for a hard month"
PLAIN = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n'
APPROVALS, OPERATORS = "C02APPROVALS", "C02OPS"
OWN_CHANNELS = f"""
channel = "{APPROVALS}"
questions = "thread"

[operators]
people = ["{FARAH}"]
channel = "{OPERATORS}"
"""


@pytest.fixture(params=[PLAIN, PLAIN + OWN_CHANNELS], ids=["where it was asked", "with channels for everything"])
def world(request: pytest.FixtureRequest, opened: Open) -> World:
    found = opened(request.param)
    for channel in (APPROVALS, OPERATORS):
        found.slack.state.put_channel(Channel(channel, channel.lower(), bot_is_member=True))
    return found


def in_channels(world: World) -> list[Message]:
    """Everything that stands in any channel, but for what one person alone sees there."""
    return [
        message
        for channel in world.slack.state.channels.values()
        if channel.id.startswith("C")
        for message in world.slack.messages(channel.id)
    ]


def copy_of(world: World, request: Request, who: str = RAVI) -> Message:
    """The decider's card."""
    return next(m for m in world.slack.direct_messages(who) if request.id in str(m.blocks) and not m.thread_ts)


def click(world: World, action: str, request: Request, *, by: str = RAVI) -> None:
    card = copy_of(world, request, by)
    world.slack.click(by, card.channel_id, card.ts, action, request.id)
    world.carry()


def choose(world: World, what: str, request: Request) -> None:
    card = copy_of(world, request)
    world.slack.click(RAVI, card.channel_id, card.ts, "reward_more", option=f"{request.id} {what}")
    world.carry()


def approve(world: World, request: Request) -> None:
    click(world, "reward_approve", request)


def decline(world: World, request: Request) -> None:
    click(world, "reward_decline", request)
    world.fill_in("not this quarter", by=RAVI)
    world.carry()


def cancel(world: World, request: Request) -> None:
    world.ask(f"cancel {request.id}")
    world.carry()


def expire(world: World, request: Request) -> None:
    for _ in range(3):
        world.clock.pass_time(hours=84)
        world.carry()
    assert world.now_of(request).status is RequestStatus.EXPIRED


def question(world: World, request: Request) -> None:
    choose(world, "question", request)
    (view,) = world.slack.views(RAVI)
    assert "thread" not in str(view.definition)
    world.fill_in("how so?", by=RAVI)
    world.carry()
    assert "how so?" in str(world.slack.direct_messages(MEERA)[-1].blocks)


def lower(world: World, request: Request) -> None:
    choose(world, "lower", request)
    world.fill_in("50", by=RAVI)
    world.carry()
    assert world.reward(request).points == 50


def refused(world: World, request: Request) -> None:
    world.enkash.faults.next(ALLOCATE, refuse("the card is blocked"))
    approve(world, request)
    assert world.reward(request).status is RewardStatus.FAILED
    assert any("the card is blocked" in text for text in world.told(FARAH))


def unknown(world: World, request: Request) -> None:
    world.enkash.faults.next(ALLOCATE, lose_reply())
    world.enkash.faults.next("find", lose_reply())
    approve(world, request)
    for _ in range(6):
        world.clock.pass_time(hours=9)
        world.carry()


def recipient_left(world: World, request: Request) -> None:
    user = world.slack.state.users[ASHA]
    world.slack.state.put_user(replace(user, is_deactivated=True))
    world.bot.directory.refresh()
    world.carry()
    assert world.now_of(request).status is RequestStatus.CANCELLED


def restarted(world: World, request: Request) -> None:
    world.restart()
    approve(world, request)


DEEDS = (approve, decline, cancel, expire, question, lower, refused, unknown, recipient_left, restarted)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_whatever_becomes_of_it_no_channel_hears_a_word(world: World, deed: Callable[[World, Request], None]) -> None:
    request = world.asked(LINE)
    deed(world, request)
    assert in_channels(world) == []
    with world.bot.ledger.read() as view:
        places = view.places(request.id, "card")
    assert set(places) == {RAVI, FARAH}


def test_giver_deciders_and_recipient_hear_directly(world: World) -> None:
    request = world.asked(LINE)
    assert request.is_private
    answer = world.whispered(MEERA)[-1]
    assert "Private: no channel hears of it. I will tell you directly what came of it." in answer
    assert "Private: no channel hears of it" in str(copy_of(world, request).blocks)
    assert world.told(ASHA) == []
    approve(world, request)
    assert "100 points have reached <@U02ASHA>" in world.told(MEERA)[-1]
    assert "rewarded you with 100 points" in world.told(ASHA)[-1]
    assert "Private: no channel hears of it." in world.told(ASHA)[-1]
    assert "rewarded <@U02ASHA> (Asha Rao) with 100 points" in copy_of(world, request).text


def test_nobody_else_finds_it_anywhere(world: World) -> None:
    request = world.asked(LINE)
    for line in (f"status {request.id}", "history", "pending"):
        world.ask(line, by=NIKHIL)
        assert request.id not in world.whispered(NIKHIL)[-1].replace(f"request {request.id}", "")
        assert "hard month" not in world.whispered(NIKHIL)[-1]
    for person in (MEERA, RAVI):
        world.ask("pending", by=person)
        assert "hard month" in world.whispered(person)[-1]
    approve(world, request)
    for person in (MEERA, ASHA):
        world.ask("history", by=person)
        assert "Private: no channel hears of it" in world.whispered(person)[-1]


def test_of_several_each_sees_their_own_share_and_not_who_else_was_rewarded(world: World) -> None:
    request = world.asked(f"private <@{ASHA}> <@{FARAH}> 50 for a hard month")
    approve(world, request)
    for line, is_found in ((request.id, True), (f"{request.id}/1", True), (f"{request.id}/2", False)):
        world.ask(f"status {line}", by=ASHA)
        said = world.whispered(ASHA)[-1]
        assert FARAH not in said
        assert ("50 points have reached" in said) is is_found
        assert ("I find no request" in said) is not is_found
    for person in (MEERA, RAVI):
        world.ask(f"status {request.id}", by=person)
        assert "Both have their points." in world.whispered(person)[-1]


def test_a_public_one_like_it_names_it_in_no_channel(opened: Open) -> None:
    world = opened(PLAIN)
    private = world.asked("private <@U02ASHA> 100")
    public = world.asked("<@U02ASHA> 100")
    assert private.id not in str([(m.text, m.blocks) for m in in_channels(world)])
    assert f"as many points as {private.id}" in world.whispered(MEERA)[-1]
    assert f"as many points as {private.id}" in str(copy_of(world, public).blocks)


def test_the_form_keeps_it_private_too(world: World) -> None:
    world.ask("")
    (view,) = world.slack.views(MEERA)
    assert "unless it is private" in str(view.definition)
    filled: dict[str, str | list[str]] = {
        "people": ASHA,
        "points": "100",
        "reason": "a hard month",
        "private": ["private"],
    }
    world.slack.submit(MEERA, view.id, filled)
    world.carry()
    (request,) = world.requests()
    assert request.is_private
    assert in_channels(world) == []


def test_the_word_alone_opens_the_form_with_its_box_ticked(world: World) -> None:
    world.ask("private")
    (view,) = world.slack.views(MEERA)
    (box,) = [block["element"] for block in view.definition["blocks"] if block.get("block_id") == "private"]
    assert box["initial_options"] == box["options"]


def test_for_a_message_the_card_does_not_go_into_its_thread(opened: Open) -> None:
    world = opened(PLAIN)
    message = world.slack.state.post(DESIGN, ASHA, "It is done.")
    world.slack.message_shortcut(MEERA, DESIGN, message.ts, "reward_this_message")
    (view,) = world.slack.views(MEERA)
    world.slack.submit(MEERA, view.id, {"points": "100", "private": ["private"]})
    world.carry()
    assert [m.text for m in in_channels(world)] == ["It is done."]
    (request,) = world.requests()
    assert "this message" in str(copy_of(world, request).blocks)


def test_what_expired_is_asked_for_again_as_privately(world: World) -> None:
    request = world.asked(LINE)
    expire(world, request)
    expired = world.slack.direct_messages(MEERA)[-1]
    assert "`/reward private <@U02ASHA> 100 for a hard month`" in expired.text
    world.slack.click(MEERA, expired.channel_id, expired.ts, "reward_ask_again", request.id)
    world.carry()
    assert [each.is_private for each in world.requests()] == [True, True]
    assert in_channels(world) == []


def test_a_policy_that_forbids_it_refuses_the_word_and_has_no_box(opened: Open) -> None:
    world = opened(PLAIN + "[rewards]\nprivate_allowed = false\n")
    world.ask(LINE)
    assert world.whispered(MEERA)[-1] == (
        "Rewards are not kept private here: channels hear of them. Nothing was recorded. Without that word, your line "
        "is: `/reward <@U02ASHA> 100 for a hard month`"
    )
    world.ask("")
    (view,) = world.slack.views(MEERA)
    assert "rivate" not in str(view.definition["blocks"])
    assert not world.requests()


def test_nobody_approves_it_where_the_policy_does_and_still_no_channel_hears_of_it(opened: Open) -> None:
    world = opened(
        f"{PLAIN}[[approvals.tiers]]\nup_to_points = 10000\napprovals = 0\n"
        '[[budgets]]\nper = "giver"\npoints = 500\nevery = "month"\n'
    )
    world.asked(LINE, at=LEADS)
    assert in_channels(world) == []
    assert "rewarded you with 100 points" in world.told(ASHA)[-1]
    assert "100 points have reached" in world.told(MEERA)[-1]
