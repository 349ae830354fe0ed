"""`[messages] balance = "recipient"`: what somebody has by now is said to them, and to nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.message import Message, Silence
from bot.core.refusal import Why
from bot.core.resolution import Conclusion, Hearing, Resolution
from bot.core.reward import Request
from bot.ledger import Errand, Lane
from bot.outbox.rendering import _RENDERERS, render
from bot.outbox.scene import scene_of
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import lose_reply
from bot.rewards.staging import Kind
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World, open_world

BALANCE = "100 points"
POLICY = """
[approvals]
approvers = ["U02RAVI", "U05FARAH"]
[messages]
balance = "%s"
"""
OTHERS = (DESIGN, MEERA, RAVI, FARAH, NIKHIL)
# What some kinds of message read from their errand.
DETAILS: dict[str, str] = {
    Kind.AGAIN_REFUSED: Why.TOO_MANY_OPEN,
    Kind.NEWS: Silence.SHARED,
    Kind.OPERATORS_ANSWER: Hearing.SETTLED,
    Kind.OPERATORS_CONCLUSION: json.dumps({"resolution": Resolution.GIVE_UP, "conclusion": Conclusion.TOO_LATE}),
}


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """A company in which the balance goes where the test says; to the recipient alone where it does not say."""
    found = open_world(tmp_path, policy=POLICY % getattr(request, "param", "recipient"))
    yield found
    found.bot.ledger.close()
    found.served.stop()


def given(world: World) -> Request:
    """A reward of 50 points that arrived after another of 50: the balance is no other number of the conversation."""
    first, second = (_given(world) for _ in range(2))
    assert first.id != second.id
    return second


def _given(world: World) -> Request:
    request = world.asked("<@U02ASHA> 50 for shipping the demo")
    world.approve(request)
    world.carry()
    return request


def drawn(world: World, request: Request, kind: Kind, place: str) -> Message | None:
    """What a message of this kind would say at this place now."""
    with world.bot.ledger.read() as view:
        now = view.request(request.id)
        assert now is not None
        detail, a_second_ago = DETAILS.get(kind, ""), view.now - timedelta(seconds=1)
        errand = Errand(1, Lane.MESSAGES, now.id, kind, place, "", detail, 1, 1, 0, a_second_ago)
        return render(scene_of(view, errand, now, world.policy, command="/reward", is_first_post=False))


def shown(message: Message | None) -> str:
    return "" if message is None else str((message.text, message.blocks))


def test_the_recipient_hears_the_new_balance_and_the_thread_only_that_the_points_arrived(world: World) -> None:
    request = given(world)
    (reply,) = world.thread(request)
    assert reply == f"50 points have reached <@U02ASHA>. {request.id}"
    assert f"New balance: {BALANCE}." in world.told(ASHA)[-1]


def test_nobody_elses_message_ever_holds_it(world: World) -> None:
    request = given(world)
    world.enkash.faults.always(ALLOCATE, lose_reply())
    lost = world.asked("<@U02ASHA> 25 for the same")
    world.approve(lost)
    world.carry()
    world.enkash.faults.clear()
    world.clock.pass_time(hours=1)
    world.carry()
    for person in (MEERA, RAVI):
        world.ask(f"status {request.id}", by=person)
    world.ask(f"cancel {request.id}")
    channel = world.slack.state.direct_channel(ASHA).id
    others = [m for c in world.slack.state.channels if c != channel for m in world.slack.state.messages(c)]
    assert any("Confirmed: the 25 points reached" in message.text for message in others)
    assert not any("balance" in str((message.text, message.blocks)) for message in others)
    assert any("New balance: 125 points." in text for text in world.told(ASHA))


@pytest.mark.parametrize("kind", sorted(_RENDERERS))
def test_no_kind_of_message_holds_it_wherever_it_goes_but_to_the_recipient(world: World, kind: Kind) -> None:
    request = given(world)
    for place in OTHERS:
        said = shown(drawn(world, request, kind, place))
        assert BALANCE not in said
        assert "balance" not in said


@pytest.mark.parametrize("world", ["thread"], indirect=True)
def test_by_default_the_thread_holds_it(world: World) -> None:
    request = given(world)
    assert f"New balance: {BALANCE}." in world.thread(request)[0]
    assert BALANCE in shown(drawn(world, request, Kind.ARRIVED, DESIGN))


def test_its_owner_may_ask_where_it_stands_and_hear_it(world: World) -> None:
    request = given(world)
    world.ask(f"status {request.id}", by=ASHA)
    world.ask(f"status {request.id}", by=MEERA)
    assert f"New balance: {BALANCE}." in world.whispered(ASHA)[-1]
    assert "New balance" not in world.whispered(MEERA)[-1]


def test_the_same_delivery_once_more_after_all_is_done_tells_the_giver_no_balance(world: World) -> None:
    delivered = world.ask("<@U02ASHA> 50 for shipping the demo")
    (request,) = world.requests()
    world.carry()
    world.approve(request)
    world.carry()
    again: Any = world.slack.deliver(delivered.kind, delivered.payload)
    assert "have reached" in str(again.answer.body)
    assert "balance" not in str(again.answer.body)
