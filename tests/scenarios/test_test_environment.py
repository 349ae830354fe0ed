"""Where EnKash is its test system, everything the bot says begins with that, in text and in the first block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.enkash import ALLOCATE
from bot.playground.enkash_faults import refuse
from bot.playground.faults import lose_reply
from bot.playground.sample import BOT_USER_ID
from bot.playground.slack_nouns import Message, View
from bot.playground.slack_presses import Press
from tests.world import ASHA, FARAH, MEERA, RAVI, World, open_world

TEST = "TEST, no real points."


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[World]:
    """The sample company on EnKash's test system."""
    found = open_world(tmp_path, enkash_environment="test")
    yield found
    found.bot.ledger.close()
    found.served.stop()


def said_by_the_bot(world: World) -> list[Message]:
    """Everything of the bot's that stands in Slack: posts, replies, direct messages, whispers."""
    state = world.slack.state
    messages = [message for channel_id in list(state.channels) for message in state.messages(channel_id)]
    return [message for message in messages if message.user_id == BOT_USER_ID]


def unmarked(world: World) -> list[tuple[str, object]]:
    return [
        (message.text, message.blocks[:1])
        for message in said_by_the_bot(world)
        if not message.text.startswith(f"{TEST} ")
        or (message.blocks and message.blocks[0]["text"]["text"] != TEST)
        or (TEST in str(message.blocks[1:]))
    ]


def first_words(view: View) -> str:
    return str(view.definition["blocks"][0]["text"]["text"])


def test_every_message_of_a_whole_conversation_begins_so(trial: World) -> None:
    request = trial.asked()
    assert unmarked(trial) == []
    trial.approve(request, by=ASHA)
    trial.carry()
    trial.approve(request)
    trial.carry(money=False)
    assert unmarked(trial) == []
    trial.carry()
    assert unmarked(trial) == []
    assert "New balance: 100 points" in trial.thread(request)[0]
    people = {message.only_for for message in said_by_the_bot(trial)}
    assert {"", MEERA, ASHA} <= people
    assert trial.told(ASHA)
    assert len(said_by_the_bot(trial)) >= 6


def test_answers_to_what_cannot_be_done_begin_so(trial: World) -> None:
    for text in ("help", "<@U02ASHA>", "<@U07NIKHIL> 5", "status R-222222", "<@U02MEERA> 5"):
        trial.ask(text)
    request = trial.asked()
    trial.ask(f"status {request.id}")
    trial.ask(f"cancel {request.id}")
    trial.carry()
    assert len(trial.whispered(MEERA)) >= 8
    assert unmarked(trial) == []


def test_forms_begin_so_and_what_is_wrong_in_them_too(trial: World) -> None:
    request = trial.asked()
    trial.decline(request, "  ")
    (view,) = trial.slack.views(RAVI)
    assert first_words(view) == TEST
    assert all(words.startswith(f"{TEST} ") for words in view.errors.values())
    assert view.errors
    trial.approve(request, by=FARAH)
    block = next(block for block in view.definition["blocks"] if block["type"] == "input")
    trial.slack.submit(RAVI, view.id, {block["block_id"]: "not now"})
    (closed,) = trial.slack.views(RAVI)
    assert first_words(closed) == TEST
    trial.carry()
    assert unmarked(trial) == []


def test_the_form_in_which_somebody_asks_begins_so_as_often_as_it_is_brought_up_to_date(trial: World) -> None:
    trial.ask("")
    (view,) = trial.slack.views(MEERA)
    assert first_words(view) == TEST
    trial.slack.press_in_view(MEERA, view.id, Press("reward_ask_points", chosen="100"))
    (newer,) = trial.slack.views(MEERA)
    assert str(newer.definition["blocks"]).count(TEST) == 1
    trial.slack.submit(MEERA, view.id, {"points": "100"})
    (wrong,) = trial.slack.views(MEERA)
    assert wrong.errors == {"people": f"{TEST} Please pick at least one person."}


def test_what_goes_wrong_at_enkash_is_told_so(trial: World) -> None:
    for fault in (refuse("Card is blocked"), lose_reply()):
        trial.enkash.faults.next(ALLOCATE, fault)
        request = trial.asked()
        trial.approve(request)
        trial.carry()
        trial.clock.pass_time(minutes=2)
        trial.carry()
    trial.decline(trial.asked(), "not now")
    trial.carry()
    trial.clock.pass_time(hours=200)
    trial.carry()
    assert unmarked(trial) == []
    assert any("did not accept" in words for words in trial.said())
    assert any("Confirmed" in words for words in trial.said())


def test_where_points_are_real_no_message_says_otherwise(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.carry()
    assert world.thread(request)
    assert TEST not in str([(message.text, message.blocks) for message in said_by_the_bot(world)])
