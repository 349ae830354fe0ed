"""`/reward balance`: what EnKash has on one's own card, told to whoever asks; to operators the company's too."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.enkash import ACCOUNT, SEARCH
from bot.playground.faults import changed_json, drop_before, http_status, lose_reply
from bot.playground.workspace import RESPONSE_URL
from bot.rewards.inquiring import AGAIN_AFTER
from tests.scenarios.conftest import Open
from tests.world import ASHA, DESIGN, FARAH, MEERA, NIKHIL, RAVI, World

WITH_OPERATORS = """
[approvals]
approvers = ["U02RAVI", "U05FARAH"]
[operators]
people = ["U05FARAH"]
"""
LOOKING_UP = "Looking it up at EnKash…"
ACCOUNT_LINE = "*The company's account:* 49,900 points left to give. This month: 100 points given, 0 points redeemed."
NO_CARD = "You have no card at EnKash yet. It is made with the first points that reach you."


def reward_asha(world: World, points: int = 100) -> None:
    world.approve(world.asked(f"<@U02ASHA> {points} for the demo"))
    world.carry()


def told(world: World, person: str) -> str:
    """The answer of EnKash's that this person has before them last."""
    world.ask("balance", by=person)
    assert world.whispered(person)[-1] == LOOKING_UP
    world.carry()
    return world.whispered(person)[-1]


def test_it_is_answered_at_once_and_the_balance_follows(world: World) -> None:
    reward_asha(world)
    assert told(world, ASHA) == "*Your balance at EnKash:* 100 points."


def test_what_changed_at_enkash_meanwhile_is_told(world: World) -> None:
    reward_asha(world)

    def spent(reply: dict[str, Any]) -> dict[str, Any]:
        return {**reply, "payload": {**reply["payload"], "otbBalance": 12.5}}

    world.enkash.faults.next(SEARCH, changed_json(spent))
    assert told(world, ASHA) == "*Your balance at EnKash:* 12.50 points."


def test_only_who_asked_sees_it_wherever_they_ask(world: World) -> None:
    reward_asha(world)
    before = world.slack.messages(DESIGN)
    told(world, ASHA)
    assert world.slack.messages(DESIGN) == before
    assert not any("balance at EnKash" in text for person in (MEERA, RAVI, FARAH) for text in world.whispered(person))


def test_the_company_account_is_for_its_operators_alone(opened: Open) -> None:
    world = opened(WITH_OPERATORS)
    reward_asha(world)
    assert told(world, FARAH) == f"{NO_CARD}\n{ACCOUNT_LINE}"
    for person in (ASHA, RAVI, MEERA):
        assert "company" not in told(world, person)
    (asked,) = [post for post in world.enkash.every_post if post.call == ACCOUNT]
    assert asked.body == {"companyId": "CEKPLAYGROUND", "cardAccountId": "CAQPLAYGROUND"}


def test_where_no_operator_is_named_the_approvers_see_the_account(world: World) -> None:
    reward_asha(world)
    assert told(world, RAVI).endswith(ACCOUNT_LINE)


def test_somebody_whom_hr_does_not_have_is_told_who_can_add_them(world: World) -> None:
    assert told(world, NIKHIL) == (
        "HR has not given me an e-mail and mobile for you, so I can't tell which card at EnKash is yours. "
        "<@U02RAVI> or <@U05FARAH> can add you."
    )
    assert world.enkash.every_post == []


def test_somebody_without_a_card_gets_no_button(world: World) -> None:
    assert told(world, MEERA) == NO_CARD
    assert "reward_redeem" not in str(world.slack.whispers(MEERA)[-1].blocks)


@pytest.mark.parametrize("fault", [drop_before(), lose_reply(), http_status(503)])
def test_an_enkash_that_does_not_answer_is_told_with_what_to_do(world: World, fault: Any) -> None:
    reward_asha(world)
    world.enkash.faults.always(SEARCH, fault)
    assert told(world, ASHA) == (
        "EnKash gave me no answer just now that I can use. Your points stay where they are. Please ask again in a few "
        "minutes. If that lasts, please tell <@U02RAVI> or <@U05FARAH>."
    )


def test_an_account_that_is_not_told_spoils_no_balance(world: World) -> None:
    world.approve(world.asked("<@U02RAVI> 100 for the demo"), by=FARAH)
    world.carry()
    world.enkash.faults.always(ACCOUNT, http_status(500))
    assert told(world, RAVI) == (
        "*Your balance at EnKash:* 100 points.\n*The company's account:* EnKash does not tell what it holds just now."
    )


def test_who_asks_again_at_once_is_answered_and_enkash_is_asked_once(world: World) -> None:
    reward_asha(world)
    told(world, ASHA)
    calls = len(world.enkash.every_post)
    for _ in range(9):
        world.ask("balance", by=ASHA)
        world.carry()
        assert world.whispered(ASHA)[-1].startswith("You asked a moment ago, and the answer is here or on its way.")
    assert len(world.enkash.every_post) == calls
    world.clock.pass_time(seconds=AGAIN_AFTER.total_seconds())
    assert told(world, ASHA) == "*Your balance at EnKash:* 100 points."


def test_what_was_asked_before_a_crash_is_answered_after_it(world: World) -> None:
    reward_asha(world)
    world.ask("balance", by=ASHA)
    world.restart()
    world.carry()
    assert world.whispered(ASHA)[-1] == "*Your balance at EnKash:* 100 points."


def test_no_balance_is_written_down(world: World) -> None:
    reward_asha(world, 77)
    rows = len(world.rows("SELECT * FROM history"))
    told(world, ASHA)
    assert "77" not in str(world.rows("SELECT detail, outcome FROM outbox WHERE kind = 'own_balance'"))
    assert len(world.rows("SELECT * FROM history")) == rows


def test_a_whisper_that_slack_refuses_is_not_tried_for_ever(world: World) -> None:
    world.slack.faults.next(RESPONSE_URL, http_status(404))
    world.ask("balance", by=MEERA)
    world.carry()
    (row,) = world.rows("SELECT outcome, response_url FROM outbox WHERE kind = 'own_balance'")
    assert row == ("refused: HTTP 404", "")


def test_a_mistyped_word_is_led_to_it(world: World) -> None:
    world.ask("balanse", by=ASHA)
    assert world.whispered(ASHA)[-1].startswith("Did you mean `/reward balance`?")
