"""A person is forgotten, and what was asked, decided and paid stays in the books."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.allocation import Allocated, Refused, Unknown
from bot.core.reward import RewardStatus
from bot.ledger.sqlite import connect
from bot.people import CannotForget, Forgotten, forget
from bot.playground.play import import_sample_people
from bot.rewards.sending import Sender
from bot.rewards.steps import AskBalance, Send
from tests.world import ASHA, DESIGN, World, open_world

EMAIL, MOBILE = "asha.rao@example.com", "9800000004"


@pytest.fixture(params=["sqlite", "postgres"])
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    is_on_postgres = request.param == "postgres"
    world = open_world(
        tmp_path, **({"database_url": request.getfixturevalue("database_url")} if is_on_postgres else {})
    )
    yield world
    world.bot.ledger.close()
    world.served.stop()


def forgotten(world: World, who: str = ASHA) -> tuple[Forgotten, list[tuple[str, str]]]:
    """What came of it, and what was recorded."""
    recorded: list[tuple[str, str]] = []
    with world.bot.ledger.people() as (table, _):
        found = forget(table, who, record=lambda event, detail: recorded.append((event, detail)))
    return found, recorded


def refusal(world: World, who: str = ASHA) -> str:
    before = books(world) + world.rows("SELECT * FROM people")
    with pytest.raises(CannotForget) as refused:
        forgotten(world, who)
    assert books(world) + world.rows("SELECT * FROM people") == before
    return refused.value.sentence


def books(world: World) -> list[tuple[object, ...]]:
    tables = ("requests", "decisions", "history", "posts")
    return [row for table in tables for row in world.rows(f"SELECT * FROM {table}")]


def sent(world: World) -> list[tuple[object, ...]]:
    return world.rows("SELECT sent_email, sent_mobile, sent_title, sent_first_name, sent_gender FROM rewards")


@pytest.mark.parametrize("who", [ASHA, EMAIL, "Asha.Rao@Example.com", f" {ASHA} "])
def test_row_and_sent_details_go_and_the_books_stay_whole(world: World, who: str) -> None:
    request = world.asked()
    world.approve(request)
    world.carry()
    before, reward = books(world), world.reward(request)
    found, recorded = forgotten(world, who)
    assert found == Forgotten(ASHA, 1)
    assert [(event, json.loads(detail)) for event, detail in recorded] == [("forgotten", {"slack_user_id": ASHA})]
    assert world.rows(f"SELECT * FROM people WHERE slack_user_id = '{ASHA}'") == []
    assert sent(world) == [(None,) * 5]
    assert books(world) == before
    assert world.reward(request) == reward
    assert reward.status is RewardStatus.ALLOCATED


def test_the_file_itself_no_longer_holds_email_mobile_or_name(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.carry()
    forgotten(world)
    world.bot.ledger.close()
    with closing(connect(world.sqlite.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = world.sqlite.path.read_bytes()
    assert EMAIL.encode() not in content
    assert MOBILE.encode() not in content
    assert b"Asha Rao" not in content


def name_of(world: World, slack_id: str) -> object:
    ((name,),) = world.rows(f"SELECT name FROM slack_users WHERE id = '{slack_id}'")
    return name


@pytest.mark.parametrize("is_gone", [True, False])
def test_slacks_name_goes_too_and_slack_telling_it_again_does_not_bring_it_back(world: World, is_gone: bool) -> None:
    """Slack goes on telling the names of everybody, those who left long ago included."""
    request = world.asked()
    world.approve(request)
    world.carry()
    forgotten(world)
    asha = world.slack.state.users[ASHA]
    world.slack.state.put_user(replace(asha, is_deactivated=is_gone))
    world.bot.directory.refresh()
    world.bot.directory.note({"id": ASHA, "team_id": world.slack.identity.team_id, "real_name": "Asha Rao"}, "T1")
    assert name_of(world, ASHA) == ""
    assert name_of(world, "U02RAVI") == "Ravi Kumar"
    world.ask(f"status {request.id}")
    assert "Asha" not in world.whispered("U02MEERA")[-1]
    assert f"<@{ASHA}>" in world.whispered("U02MEERA")[-1]


def test_whom_hrs_list_has_again_has_a_name_again(world: World) -> None:
    forgotten(world)
    import_sample_people(world.bot.ledger)
    world.bot.directory.refresh()
    assert name_of(world, ASHA) == "Asha Rao"


def test_the_name_of_somebody_who_was_never_on_hrs_list_is_forgotten_by_slack_id(world: World) -> None:
    assert forgotten(world, "U07NIKHIL")[0] == Forgotten("U07NIKHIL", 0)
    assert name_of(world, "U07NIKHIL") == ""
    assert refusal(world, "U07NIKHIL") == "Nobody with this Slack id or e-mail is in this ledger."


def test_the_bot_goes_on_and_says_that_it_does_not_know_them(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.carry()
    forgotten(world)
    world.restart()
    world.ask()
    world.carry()
    assert "HR has not given me" in world.whispered("U02MEERA")[-1]
    world.ask(f"status {request.id}")
    assert len(world.requests()) == 1


def test_nobody_is_forgotten_while_their_details_are_needed_and_the_sentence_says_why(world: World) -> None:
    sender = Sender(world.bot.ledger, world.policy, timeout_seconds=1)
    request = world.asked()
    world.approve(request)
    cannot = f"{ASHA} cannot be forgotten yet: {request.id}"
    assert refusal(world) == f"{cannot} is approved and waits to be sent. Try again when it has been."

    send = sender.next_step()
    assert isinstance(send, Send)
    assert refusal(world) == f"{cannot} is being sent to EnKash right now. Try again in a minute."

    sender.settle(send, Unknown("no answer"))
    assert refusal(world, EMAIL) == (
        f"{cannot} is unknown, and can only be looked up with their details. Settle it first:"
        f" `shabash resolve {request.id}`."
    )

    sender.settle(send, Allocated())
    waiting = f"{cannot} was paid just now, and EnKash is being asked for the balance. Try again in a minute."
    assert refusal(world) == waiting
    world.clock.pass_time(minutes=1)
    ask = sender.next_step()
    assert isinstance(ask, AskBalance)
    assert refusal(world) == waiting

    sender.note_balance(ask, None)
    assert forgotten(world)[0] == Forgotten(ASHA, 1)
    assert sent(world) == [(None,) * 5]


def test_a_refused_reward_is_settled_too(world: World) -> None:
    sender = Sender(world.bot.ledger, world.policy, timeout_seconds=1)
    request = world.asked()
    world.approve(request)
    send = sender.next_step()
    assert isinstance(send, Send)
    sender.settle(send, Refused("no"))
    assert forgotten(world)[0] == Forgotten(ASHA, 1)
    assert world.reward(request).status is RewardStatus.FAILED


def test_a_pending_request_stands_in_nobodys_way_and_moves_nothing_later(world: World) -> None:
    request = world.asked()
    forgotten(world)
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.CANCELLED
    assert world.allocations() == []


@pytest.mark.parametrize("who", ["U0NOBODY", "nobody@example.com", "", "%"])
def test_who_is_not_there_is_told_without_being_repeated(world: World, who: str) -> None:
    assert refusal(world, who) == "Nobody with this Slack id or e-mail is in this ledger."


def test_who_is_forgotten_once_is_not_there_any_more(world: World) -> None:
    forgotten(world)
    assert refusal(world) == "Nobody with this Slack id or e-mail is in this ledger."


def test_an_email_that_two_people_had_asks_for_the_slack_id(world: World) -> None:
    request = world.asked()
    world.approve(request)
    world.carry()
    with closing(connect(world.sqlite.path)) as connection:
        connection.execute("UPDATE people SET email = 'asha@example.com' WHERE slack_user_id = ?", [ASHA])
        connection.execute("UPDATE people SET email = ? WHERE slack_user_id = 'U02RAVI'", [EMAIL])
    assert refusal(world, EMAIL) == f"This e-mail was used for {ASHA} and U02RAVI. Say which of them, by Slack id."


def test_who_has_left_receives_nothing_until_they_are_back(world: World) -> None:
    asked = world.asked()
    with closing(connect(world.sqlite.path)) as connection:
        connection.execute("UPDATE people SET left_at = updated_at WHERE slack_user_id = ?", [ASHA])
    world.ask()
    assert "HR has not given me" in world.whispered("U02MEERA")[-1]
    world.approve(asked)
    world.carry()
    assert (world.reward(asked).status, world.allocations()) == (RewardStatus.CANCELLED, [])
    with closing(connect(world.sqlite.path)) as connection:
        connection.execute("UPDATE people SET left_at = NULL")
    again = world.asked()
    world.approve(again, at=DESIGN)
    world.carry()
    assert world.reward(again).status is RewardStatus.ALLOCATED
