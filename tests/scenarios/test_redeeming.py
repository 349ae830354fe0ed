"""Redeem: a link that logs in, made for whoever presses, whispered to them, and kept nowhere."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from bot.ledger.sqlite import SqliteLedger
from bot.log import JsonLines
from bot.playground import enkash_faults
from bot.playground.enkash import SEARCH, SSO_TOKEN
from bot.playground.faults import changed_json, drop_before, hang, http_status, lose_reply
from bot.playground.slack_delivery import Delivered
from bot.playground.slack_nouns import Message
from bot.playground.workspace import RESPONSE_URL
from bot.rewards.pausing import Switch
from tests.scenarios.town import Town, running_town
from tests.waiting import wait_until
from tests.world import ASHA, FARAH, MEERA, NIKHIL, RAVI, World, open_world

REDEEM = "reward_redeem"
LOOKING_UP = "Looking it up at EnKash…"
LINK = re.compile(r"<(http[^|>]+/employee_rewards/[^|>]+)\|")
EVERYBODY = (MEERA, RAVI, FARAH, NIKHIL)


def thanked(world: World, line: str = "<@U02ASHA> 100 for the demo") -> Message:
    """The message that tells Asha of points."""
    request = world.asked(line)
    world.approve(request)
    world.carry()
    return world.slack.direct_messages(ASHA)[-1]


def value_of(message: Message) -> str:
    (button,) = [
        each
        for block in message.blocks
        for each in block.get("elements", ())
        if isinstance(each, dict) and each.get("action_id") == REDEEM
    ]
    return str(button["value"])


def press(world: World, message: Message, person: str = ASHA) -> Delivered:
    return world.slack.click(person, message.channel_id, message.ts, REDEEM, value_of(message))


def links(world: World, person: str = ASHA) -> list[str]:
    """The links that this person has before them."""
    return LINK.findall(str([message.blocks for message in world.slack.whispers(person)]))


def tokens_made(world: World) -> list[str]:
    """The card for which each token was asked."""
    return [str(post.body["enkashCardId"]) for post in world.enkash.every_post if post.call == SSO_TOKEN]


def opens(address: str) -> str:
    return httpx.get(address).text


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every line that the process logs meanwhile, of any library and however trifling, as it would be written and as
    its arguments are."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{JsonLines().format(record)} {record.getMessage()} {record.__dict__}")

    root, keeper = logging.getLogger(), Keeper(0)
    before = root.level
    root.addHandler(keeper)
    root.setLevel(0)
    yield lines
    root.setLevel(before)
    root.removeHandler(keeper)


def test_a_press_is_answered_with_looking_it_up_and_then_with_a_link_to_the_pressers_own_rewards(world: World) -> None:
    message = thanked(world)
    assert press(world, message).trouble == ""
    world.bot.messages.run_once()
    assert world.whispered(ASHA) == [LOOKING_UP]
    assert tokens_made(world) == []
    world.carry()
    assert world.whispered(ASHA) == [LOOKING_UP, "Your link to EnKash is here."]
    (address,) = links(world)
    assert "Hello Asha" in opens(address)
    assert "100 points" in opens(address)


def test_the_message_about_the_points_stays_as_it_is(world: World) -> None:
    message = thanked(world)
    press(world, message)
    world.carry()
    assert world.slack.direct_messages(ASHA) == [message]


def test_the_link_is_nowhere_but_before_the_person_who_pressed(world: World, tmp_path: Path) -> None:
    with logged() as lines:
        message = thanked(world)
        press(world, message)
        world.carry()
        world.ask("balance", by=ASHA)
        world.carry()
        press(world, world.slack.whispers(ASHA)[-1])
        world.clock.pass_time(minutes=1)
        press(world, message)
        world.carry()
    made = links(world)
    assert len(made) == 2
    secrets = {part for address in made for part in (address, unquote(urlsplit(address).path.split("/")[2]))}
    secrets |= {address.split("/")[4] for address in made}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files or not isinstance(world.bot.ledger, SqliteLedger)
    held = {
        "the log": "".join(lines),
        "the outbox": str(world.rows("SELECT * FROM outbox")),
        "the history": str(world.rows("SELECT * FROM history")),
        **{str(path): path.read_bytes().decode("latin-1") for path in files},
        **{f"what {person} sees": str([world.slack.whispers(person), world.told(person)]) for person in EVERYBODY},
        "what stands in Slack": str([world.slack.messages(channel) for channel in world.slack.state.channels]),
        "Slack's Web API": str([call for call in world.slack.calls if call.method != RESPONSE_URL]),
        "the metrics": world.bot.metrics.text(),
    }
    assert [place for place, text in held.items() for secret in secrets if secret in text] == []
    assert len(lines) > 10
    assert "inquiry" in held["the log"]


def test_the_answer_address_is_not_kept_either(world: World) -> None:
    press(world, thanked(world))
    world.carry()
    assert world.rows("SELECT kind FROM outbox WHERE done_at IS NULL OR response_url <> ''") == []
    assert ("redeem", "told") in world.rows("SELECT kind, outcome FROM outbox")


def test_somebody_else_gets_no_link_by_the_button_of_these_points(world: World) -> None:
    message = thanked(world)
    for person in (MEERA, RAVI):
        world.slack.click(person, message.channel_id, message.ts, REDEEM, value_of(message))
        world.carry()
        assert world.whispered(person)[-1].startswith("These points went to somebody else.")
        assert links(world, person) == []
    assert tokens_made(world) == []


def test_each_of_several_gets_a_link_to_their_own_card_by_the_button_of_their_reward(world: World) -> None:
    world.approve(world.asked(f"<@{ASHA}> <@{FARAH}> 50 for the release"))
    world.carry()
    for person, name in ((ASHA, "Asha"), (FARAH, "Farah")):
        message = next(m for m in world.slack.direct_messages(person) if "rewarded you" in m.text)
        press(world, message, person)
        world.carry()
        (address,) = links(world, person)
        assert f"Hello {name}" in opens(address)
    # The other's button is no way to the other's card.
    world.clock.pass_time(minutes=1)
    press(world, next(m for m in world.slack.direct_messages(FARAH) if "rewarded you" in m.text), ASHA)
    world.carry()
    assert "Hello Asha" in opens(links(world)[-1])
    press(world, next(m for m in world.slack.direct_messages(FARAH) if "rewarded you" in m.text), MEERA)
    world.carry()
    assert world.whispered(MEERA)[-1].startswith("These points went to somebody else.")
    assert len(tokens_made(world)) == 3


def test_whoever_names_no_points_gets_their_own_card_and_never_anothers(world: World) -> None:
    message = thanked(world)
    world.slack.click(MEERA, message.channel_id, message.ts, REDEEM, "own")
    world.carry()
    assert "You have no card at EnKash yet." in world.whispered(MEERA)[-1]
    assert tokens_made(world) == []


def test_a_link_opens_the_card_under_the_details_that_hr_has_now(world: World) -> None:
    message = thanked(world)
    (old,) = world.enkash.cards
    # HR had somebody else's details for Asha, and has mended them.
    world.alter("UPDATE people SET email = 'asha.r@example.com', mobile = '9800000044' WHERE slack_user_id = ?", ASHA)
    press(world, message)
    world.carry()
    assert "You have no card at EnKash yet." in world.whispered(ASHA)[-1]
    newer = thanked(world, "<@U02ASHA> 5 for more")
    world.clock.pass_time(minutes=1)
    press(world, message)
    world.carry()
    assert value_of(newer) != value_of(message)
    (card_id,) = tokens_made(world)
    assert card_id != old.id


def test_no_link_is_made_where_enkash_has_come_to_show_other_details_on_the_card(world: World) -> None:
    message = thanked(world)

    def another(reply: dict[str, Any]) -> dict[str, Any]:
        return {**reply, "payload": {**reply["payload"], "email": "other@example.com"}}

    world.enkash.faults.always(SEARCH, changed_json(another))
    press(world, message)
    world.carry()
    assert "may be yours or somebody else's" in world.whispered(ASHA)[-1]
    assert tokens_made(world) == []


def test_somebody_whom_hr_has_taken_off_its_list_is_told_so(world: World) -> None:
    message = thanked(world)
    world.alter("UPDATE people SET left_at = ? WHERE slack_user_id = ?", "2026-11-22T12:00:00.000000+00:00", ASHA)
    press(world, message)
    world.carry()
    assert world.whispered(ASHA)[-1].startswith("HR has not given me an e-mail and mobile for you")
    assert tokens_made(world) == []


def test_ten_presses_are_one_link_and_one_word_that_it_is_on_its_way(world: World) -> None:
    message = thanked(world)
    for _ in range(10):
        press(world, message)
    world.carry()
    assert len(links(world)) == len(tokens_made(world)) == 1
    told = world.whispered(ASHA)
    assert len(told) == 3
    assert sum(text.startswith("You asked a moment ago") for text in told) == 1
    world.clock.pass_time(seconds=31)
    press(world, message)
    world.carry()
    first, second = links(world)
    assert first != second


def test_under_a_balance_the_link_takes_the_balances_place(world: World) -> None:
    thanked(world)
    world.ask("balance", by=ASHA)
    world.carry()
    whisper = world.slack.whispers(ASHA)[-1]
    before = len(world.slack.whispers(ASHA))
    press(world, whisper)
    world.carry()
    assert len(world.slack.whispers(ASHA)) == before
    now = world.slack.state.message(whisper.channel_id, whisper.ts)
    assert now is not None
    assert len(LINK.findall(str(now.blocks))) == 1


# What goes wrong.


def test_a_crash_between_the_token_and_the_whisper_makes_a_new_token(world: World) -> None:
    message = thanked(world)
    press(world, message)
    world.bot.messages.run_once()

    class Crash(BaseException):
        """As a kill would end the thread: nothing after it happens."""

    def dies(*_: object, **__: object) -> None:
        raise Crash

    slack = world.bot.inquiries._slack
    world.bot.inquiries._slack = type("Dying", (), {"whisper": staticmethod(dies)})()
    with pytest.raises(Crash):
        world.bot.inquiries.run_once()
    assert slack is not world.bot.inquiries._slack
    world.restart()
    world.carry()
    assert links(world) == []
    world.clock.pass_time(minutes=3)
    world.carry()
    assert len(tokens_made(world)) == 2
    (address,) = links(world)
    assert "Hello Asha" in opens(address)


def test_a_link_whose_whisper_got_lost_is_not_said_again_but_made_anew(world: World) -> None:
    message = thanked(world)
    press(world, message)
    world.bot.messages.run_once()
    world.slack.faults.next(RESPONSE_URL, lose_reply())
    world.carry()
    world.clock.pass_time(minutes=1)
    world.carry()
    first, second = links(world)
    assert first != second
    world.slack.faults.always(RESPONSE_URL, lose_reply())
    world.clock.pass_time(minutes=1)
    press(world, message)
    for _ in range(10):
        world.carry()
        world.clock.pass_time(minutes=1)
    assert world.rows("SELECT kind FROM outbox WHERE done_at IS NULL AND lane <> 'money'") == []


def test_while_slack_is_away_it_waits_and_is_made_anew_and_after_five_minutes_it_is_not_made_any_more(
    world: World,
) -> None:
    message = thanked(world)
    press(world, message)
    world.bot.messages.run_once()
    world.slack.faults.always(RESPONSE_URL, http_status(503))
    for _ in range(20):
        world.carry()
        world.clock.pass_time(seconds=20)
    made = len(tokens_made(world))
    assert made > 1
    world.slack.faults.clear()
    world.carry()
    assert world.whispered(ASHA)[-1].startswith("That has waited for so long")
    assert links(world) == []
    assert len(tokens_made(world)) == made


@pytest.mark.parametrize("fault", [drop_before(), lose_reply(), http_status(500), enkash_faults.html_after()])
@pytest.mark.parametrize("call", [SEARCH, SSO_TOKEN])
def test_an_enkash_that_does_not_answer_is_told_and_a_later_press_is_answered(
    world: World, call: str, fault: Any
) -> None:
    message = thanked(world)
    world.enkash.faults.next(call, fault)
    press(world, message)
    world.carry()
    told = world.whispered(ASHA)[-1]
    assert told.startswith("EnKash gave me no answer just now that I can use.")
    assert "Please ask again in a few minutes. If that lasts, please tell <@U02RAVI> or <@U05FARAH>." in told
    world.clock.pass_time(minutes=1)
    press(world, message)
    world.carry()
    assert len(links(world)) == 1


@pytest.mark.parametrize("payload", [{}, {"token": "no"}, "SSO is not enabled", {"token": "https://evil.example/1"}])
def test_what_is_no_token_becomes_no_link(world: World, payload: Any) -> None:
    message = thanked(world)
    world.enkash.faults.next(SSO_TOKEN, changed_json(lambda reply: {**reply, "payload": payload}))
    press(world, message)
    world.carry()
    assert world.whispered(ASHA)[-1].startswith("EnKash answered without a link that I can use.")
    assert "evil" not in str(world.slack.whispers(ASHA))


def test_while_sending_is_paused_for_bad_credentials_no_token_call_is_made(world: World) -> None:
    message = thanked(world)
    with world.bot.ledger.write() as tx:
        world.bot.sender.settling.pause(tx, None, "a test", has_bad_credentials=True)
    world.enkash.forget_tokens()
    calls = world.enkash.token_calls
    world.restart()
    press(world, message)
    world.ask("balance", by=FARAH)
    world.carry()
    assert world.enkash.token_calls == calls
    for person in (ASHA, FARAH):
        assert world.whispered(person)[-1].startswith("EnKash does not let me in at present.")


def test_a_press_that_meets_refused_credentials_pauses_sending_and_calls_the_operators_once(world: World) -> None:
    message = thanked(world)
    world.enkash.account = replace(world.enkash.account, password="another-password")
    world.restart()
    before = world.enkash.token_calls
    for _ in range(3):
        press(world, message)
        world.carry()
        world.clock.pass_time(minutes=1)
    assert world.enkash.token_calls == before + 1
    assert world.whispered(ASHA)[-1].startswith("EnKash does not let me in at present.")
    assert len([text for text in world.told(FARAH) if "cannot sign in at EnKash" in text]) == 1
    request = world.asked("<@U02ASHA> 5 for more")
    world.approve(request)
    world.carry()
    assert world.enkash.token_calls == before + 1
    assert not world.enkash.posts[1:]


def test_a_pause_for_another_reason_keeps_nobody_from_their_points(world: World) -> None:
    message = thanked(world)
    Switch(world.bot.ledger).pause(FARAH, "a test")
    press(world, message)
    world.carry()
    assert len(links(world)) == 1


# Whether it is there at all.


def test_without_an_address_there_is_no_button_and_an_earlier_one_says_why(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    message = thanked(world)
    world.settings = world.settings.model_copy(update={"enkash_sso_url": ""})
    world.restart()
    press(world, message)
    world.carry()
    assert world.whispered(ASHA)[-1].startswith("I have not been told where points are redeemed at EnKash.")
    later = thanked(world, "<@U02ASHA> 5 for more")
    assert later.text.startswith("<@U02MEERA> (Meera Nair) rewarded you with 5 points")
    assert REDEEM not in str(later.blocks)
    world.ask("balance", by=ASHA)
    world.carry()
    assert "*Your balance at EnKash:* 105 points." in world.whispered(ASHA)[-1]
    assert REDEEM not in str(world.slack.whispers(ASHA))
    world.bot.ledger.close()
    world.served.stop()


def test_points_that_this_ledger_does_not_know_are_told_to_be_lost(world: World) -> None:
    message = thanked(world)
    world.slack.click(ASHA, message.channel_id, message.ts, REDEEM, "R-NOSUCH")
    world.carry()
    assert "R-NOSUCH" in world.whispered(ASHA)[-1]
    assert tokens_made(world) == []


# Beside the other lanes, with the bot's own threads.


def test_an_enkash_that_hangs_over_links_holds_up_neither_money_nor_cards(tmp_path: Path) -> None:
    let_go = threading.Event()
    with running_town(tmp_path) as town:
        first = given(town, "the first")
        message = first[-1]
        town.enkash.faults.always(SSO_TOKEN, hang(let_go))
        for person in (ASHA, MEERA, RAVI, FARAH):
            town.slack.click(person, message.channel_id, message.ts, REDEEM, "own")
        wait_until(lambda: any(post.call == SSO_TOKEN for post in town.enkash.every_post))
        assert len(given(town, "the second")) == 2
        assert not links_of(town)
        let_go.set()
        town.enkash.faults.clear()
        wait_until(lambda: bool(links_of(town)))


def links_of(town: Town) -> list[str]:
    return LINK.findall(str([message.blocks for message in town.slack.whispers(ASHA)]))


def given(town: Town, reason: str) -> list[Message]:
    """What Asha was told directly once this has arrived too."""
    before = len(town.slack.direct_messages(ASHA))
    town.click("reward_approve", town.asked(f"<@U02ASHA> 10 for {reason}"))
    wait_until(lambda: len(town.slack.direct_messages(ASHA)) > before)
    return town.slack.direct_messages(ASHA)
