"""Messages about no request: they reach whoever the operators are when they go."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playground.faults import http_status, slack_error
from bot.rewards.pausing import Switch
from tests.world import FARAH, MEERA, RAVI, World, open_world

OPERATORS = f'[approvals]\napprovers = ["{RAVI}"]\n[operators]\npeople = ["{FARAH}"]\n'


def told_of_the_pause(world: World, person: str) -> list[str]:
    return [text for text in world.told(person) if "paused sending" in text]


def test_a_pause_by_hand_is_told_to_every_operator_and_to_nobody_else(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=OPERATORS)
    Switch(world.bot.ledger).pause("test", "the month is closed")
    world.carry()
    (told,) = told_of_the_pause(world, FARAH)
    assert "the month is closed" in told
    assert not world.told(RAVI)
    assert not world.told(MEERA)


def test_without_operators_the_approvers_hear_of_a_pause(world: World) -> None:
    Switch(world.bot.ledger).pause("test", "the month is closed")
    world.carry()
    assert told_of_the_pause(world, RAVI)
    assert told_of_the_pause(world, FARAH)


def test_a_channel_of_the_operators_hears_of_a_pause_once(tmp_path: Path) -> None:
    world = open_world(tmp_path, policy=f'{OPERATORS}channel = "C02LEADS"')
    Switch(world.bot.ledger).pause("test", "the month is closed")
    world.slack.type_line(RAVI, "C02LEADS", "/invite @Shabash")
    world.carry()
    assert len([m for m in world.slack.messages("C02LEADS") if "paused sending" in m.text]) == 1
    assert not world.told(FARAH)


@pytest.mark.parametrize("word", ["not_in_channel", "is_archived"])
def test_where_the_channel_refuses_it_the_operators_hear_of_a_pause_themselves(tmp_path: Path, word: str) -> None:
    world = open_world(tmp_path, policy=f'{OPERATORS}channel = "C02LEADS"')
    world.slack.type_line(RAVI, "C02LEADS", "/invite @Shabash")
    world.slack.faults.next("chat.postMessage", slack_error(word))
    Switch(world.bot.ledger).pause("test", "the month is closed")
    world.carry()
    assert told_of_the_pause(world, FARAH)


@pytest.mark.parametrize(
    ("deeds", "heard"),
    [
        (["pause", "resume", "pause"], ["paused"]),
        (["pause", "resume"], ["resumed"]),
        (["pause", "resume", "pause", "resume"], ["resumed"]),
    ],
)
def test_of_pauses_that_slack_could_not_be_told_of_what_is_so_in_the_end_is_told(
    tmp_path: Path, deeds: list[str], heard: list[str]
) -> None:
    world = open_world(tmp_path, policy=OPERATORS)
    switch = Switch(world.bot.ledger)
    world.slack.faults.next("chat.postMessage", http_status(503), times=100)
    for deed in deeds:
        if deed == "pause":
            switch.pause("clock", "EnKash is slow")
        else:
            switch.resume(FARAH)
        world.carry()
    world.slack.faults.clear()
    world.clock.pass_time(minutes=2)
    world.carry()
    assert ["paused" if "paused sending" in text else "resumed" for text in world.told(FARAH)] == heard
