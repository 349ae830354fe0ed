"""What people hear of their own card at EnKash."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.core.inquiry import Balance, CompanyAccount, Hitch
from bot.messages import direct, redeeming
from tests.messages.samples import FARAH, RAVI, allocated

ADDRESS = "https://rewards.example.com/sso/abc%2Fdef/employee_rewards/CRM"


def test_the_link_stands_in_the_blocks_and_in_no_notification() -> None:
    message = redeeming.way_in(ADDRESS)
    assert f"*<{ADDRESS}|Open your rewards at EnKash>*" in str(message.blocks)
    assert "http" not in message.text


def test_the_link_is_no_button_whose_click_would_send_the_address_back() -> None:
    assert not [block for block in redeeming.way_in(ADDRESS).blocks if block["type"] == "actions"]


@pytest.mark.parametrize("why", Hitch)
def test_each_hitch_is_a_sentence_of_its_own_without_a_gap(why: Hitch) -> None:
    sentence = redeeming.hitch(why, [RAVI, FARAH], "/reward")
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert len({redeeming.hitch(each, [RAVI], "/reward") for each in Hitch}) == len(Hitch)


def test_whom_to_tell_is_said_in_words_where_nobody_is_named() -> None:
    assert redeeming.hitch(Hitch.NOT_MAPPED, [], "/reward").endswith("The people who look after Shabash can add you.")


def test_a_command_with_braces_in_it_stays_what_it_is() -> None:
    assert "`/{them} balance`" in redeeming.hitch(Hitch.NOT_THEIRS, [RAVI], "/{them}")


@pytest.mark.parametrize(
    ("account", "line"),
    [
        (CompanyAccount(Decimal(1)), "*The company's account:* 1 point left to give."),
        (
            CompanyAccount(Decimal("1250.5"), Decimal(100), Decimal(0)),
            "*The company's account:* 1,250.50 points left to give. This month: 100 points given, 0 points redeemed.",
        ),
        (
            CompanyAccount(Decimal(5), None, Decimal(7)),
            "*The company's account:* 5 points left to give. This month: 7 points redeemed.",
        ),
        (Hitch.AWAY, "*The company's account:* EnKash does not tell what it holds just now."),
    ],
)
def test_the_companys_account_says_what_enkash_said(account: CompanyAccount | Hitch, line: str) -> None:
    message = redeeming.balance(Balance(Decimal(2), account), [], "/reward", can_redeem=True)
    assert message.text == f"*Your balance at EnKash:* 2 points.\n{line}"


@pytest.mark.parametrize(("points", "can_redeem"), [(Decimal(0), True), (Decimal(5), False), (Hitch.AWAY, True)])
def test_there_is_a_button_only_where_there_is_something_to_redeem(points: Decimal | Hitch, can_redeem: bool) -> None:
    message = redeeming.balance(Balance(points), [], "/reward", can_redeem=can_redeem)
    assert redeeming.REDEEM not in str(message.blocks)


def test_the_recipients_message_has_a_button_where_points_can_be_redeemed() -> None:
    request = allocated()
    *before, row = direct.thanks(request, can_redeem=True).blocks
    assert tuple(before) == direct.thanks(request).blocks
    assert (row["elements"][0]["action_id"], row["elements"][0]["value"]) == (redeeming.REDEEM, request.id)
