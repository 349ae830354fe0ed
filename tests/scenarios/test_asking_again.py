"""Ask again, on the giver's message about a request that nobody decided on: one new request, by today's rules."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from bot.core.policy import Policy
from bot.core.reward import Request, RequestStatus
from bot.messages.direct import ASK_AGAIN
from bot.playground import sample
from bot.playground.slack_delivery import Delivered
from bot.playground.slack_nouns import Message, User
from tests.world import ASHA, DESIGN, FARAH, LINE, MEERA, RAVI, World


def expired(world: World, line: str = LINE) -> Request:
    request = world.asked(line)
    world.clock.pass_time(hours=168, seconds=1)
    world.carry()
    assert world.now_of(request).status is RequestStatus.EXPIRED
    return request


def message_of(world: World, request: Request) -> Message:
    """What the giver was told of it."""
    return next(found for found in world.slack.direct_messages(MEERA) if found.text.endswith(request.id))


def click(world: World, request: Request, *, by: str = MEERA) -> Delivered:
    message = message_of(world, request)
    return world.slack.click(by, message.channel_id, message.ts, ASK_AGAIN, request.id)


def others(world: World, *known: Request) -> list[Request]:
    return [request for request in world.requests() if request.id not in {found.id for found in known}]


def test_one_click_asks_for_the_same_once_more(world: World) -> None:
    old = expired(world)
    click(world, old)
    world.carry()
    (new,) = others(world, old)
    assert (new.giver_id, new.reward.recipient_id, new.points, new.reason, new.channel_id) == (
        (old.giver_id, old.reward.recipient_id, old.points, old.reason, old.channel_id)
    )
    assert new.status is RequestStatus.PENDING
    assert new.reward.reference != old.reward.reference
    assert new.expires_at > old.expires_at
    assert "would like to reward" in world.card(new).text
    assert new.id in world.told(RAVI)[-1]
    assert f"Asked for 100 points for <@U02ASHA> (Asha Rao). <@{RAVI}> or <@{FARAH}>" in world.whispered(MEERA)[-1]


def test_the_message_says_so_and_its_button_is_gone(world: World) -> None:
    old = expired(world)
    assert "actions" in {block["type"] for block in message_of(world, old).blocks}
    click(world, old)
    world.carry()
    (new,) = others(world, old)
    message = message_of(world, old)
    assert f"You have asked again: that is {new.id}." in message.text
    assert "actions" not in {block["type"] for block in message.blocks}
    assert len(world.told(MEERA)) == 1


def test_the_new_one_lives_like_any_other_and_can_be_cancelled_from_the_answer(world: World) -> None:
    old = expired(world)
    click(world, old)
    world.carry()
    (new,) = others(world, old)
    answer = world.slack.whispers(MEERA)[-1]
    world.slack.click(MEERA, answer.channel_id, answer.ts, "reward_cancel", new.id)
    world.carry()
    assert world.now_of(new).status is RequestStatus.CANCELLED
    assert "Cancelled: 100 points" in world.whispered(MEERA)[-1]


def test_a_second_click_finds_the_request_that_the_first_one_made(world: World) -> None:
    old = expired(world)
    delivered = click(world, old)
    world.carry()
    world.restart()
    click(world, old)
    world.slack.deliver(delivered.kind, delivered.payload)
    world.carry()
    (new,) = others(world, old)
    assert f"You have asked for this one again already. {new.id}:" in world.whispered(MEERA)[-1]
    assert len(world.cards(new)) == 1


def test_ten_clicks_at_once_make_one_request(world: World) -> None:
    old = expired(world)
    ready = threading.Barrier(10)

    def press() -> None:
        ready.wait()
        click(world, old)

    clickers = [threading.Thread(target=press) for _ in range(10)]
    for clicker in clickers:
        clicker.start()
    for clicker in clickers:
        clicker.join()
    world.carry()
    assert len(others(world, old)) == 1


def test_what_was_asked_again_and_expired_can_be_asked_again(world: World) -> None:
    old = expired(world)
    click(world, old)
    world.clock.pass_time(hours=169)
    world.carry()
    (new,) = others(world, old)
    click(world, new)
    assert len(others(world, old, new)) == 1


@pytest.mark.parametrize("person", [RAVI, ASHA])
def test_nobody_but_the_giver_asks_again(world: World, person: str) -> None:
    old = expired(world)
    click(world, old, by=person)
    world.bot.drain_whispers()
    assert others(world, old) == []
    assert f"I find no request {old.id} of yours that has expired" in world.whispered(person)[-1]


def test_what_has_not_expired_is_not_asked_again(world: World) -> None:
    old = expired(world)
    open_ = world.asked()
    message = message_of(world, old)
    for request_id in (open_.id, "R-222222"):
        world.slack.click(MEERA, message.channel_id, message.ts, ASK_AGAIN, request_id)
    world.bot.drain_whispers()
    assert others(world, old, open_) == []
    assert "I find no request R-222222 of yours" in world.whispered(MEERA)[-1]


REASON = "*bold* <@U02RAVI> 500 for me &amp; <!channel> `x`"


def test_the_reason_is_the_same_words_and_never_a_line_again(world: World) -> None:
    old = expired(world, f"<@U02ASHA> 100 for {REASON}")
    click(world, old)
    world.carry()
    (new,) = others(world, old)
    assert new.reason == old.reason == "*bold* Ravi Kumar 500 for me & @channel `x`"
    assert (new.points, new.reward.recipient_id) == (100, ASHA)
    assert world.card(new).blocks[0]["text"]["text"].endswith("\n> *bold* Ravi Kumar 500 for me &amp; @channel ˋxˋ")


def ruled_by(world: World, policy: Policy) -> None:
    """The bot starts anew under another policy."""
    world.policy = policy
    world.restart()


def test_todays_policy_counts(world: World) -> None:
    old = expired(world)
    ruled_by(world, Policy(approvers=(FARAH,), expires_hours=1))
    click(world, old)
    (new,) = others(world, old)
    assert new.deciders == (FARAH,)
    assert (new.expires_at - new.asked_at).total_seconds() == 3_600


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"points_max": 50},
            "Points are whole numbers from 1 to 50. For example: `/reward <@U02ASHA> 50 for shipping the demo`",
        ),
        ({"approvers": (MEERA,)}, "A reward needs three different people"),
        ({"open_requests_max": 1}, "You already have 1 request waiting for a decision"),
    ],
)
def test_a_rule_that_stands_against_it_is_told_and_nothing_is_recorded(
    world: World, changes: dict[str, Any], words: str
) -> None:
    old = expired(world)
    open_ = world.asked("<@U02ASHA> 7")
    ruled_by(world, replace(world.policy, **changes))
    click(world, old)
    world.carry()
    assert others(world, old, open_) == []
    assert words in world.whispered(MEERA)[-1]
    assert "Nothing was recorded." in world.whispered(MEERA)[-1]


def test_a_recipient_who_has_left_is_not_asked_for_and_the_button_works_once_they_are_back(world: World) -> None:
    old = expired(world)
    asha = next(user for user in sample.USERS if user.id == ASHA)
    world.slack.user_change(User(ASHA, asha.name, asha.real_name, email=asha.email, is_deactivated=True))
    click(world, old)
    world.carry()
    assert "<@U02ASHA> (Asha Rao) has no active Slack account any more" in world.whispered(MEERA)[-1]
    assert others(world, old) == []
    world.slack.user_change(asha)
    click(world, old)
    assert len(others(world, old)) == 1


def test_the_history_of_the_old_one_names_the_new_one(world: World) -> None:
    old = expired(world)
    click(world, old)
    (new,) = others(world, old)
    last = world.history(old)[-1].entry
    assert (last.event, last.actor, last.detail) == ("asked again", MEERA, new.id)


def test_asked_again_in_a_channel_that_is_closed_by_now_the_giver_hears_it(world: World) -> None:
    old = expired(world)
    world.slack.state.put_channel(replace(world.slack.state.channels[DESIGN], is_archived=True))
    click(world, old)
    world.carry()
    (new,) = others(world, old)
    assert any("your request is safe" in text and new.id in text for text in world.whispered(MEERA))
