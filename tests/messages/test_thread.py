"""What the thread hears, in the words of the moments that matter."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core.reward import RewardStatus
from bot.messages import thread
from tests.messages.samples import (
    FARAH,
    MEERA,
    ON_SETTLEMENT,
    RAVI,
    allocated,
    approved,
    cancelled,
    elsewhere,
    given_up,
    of_points,
    pending,
    whole,
)

FAILED = approved(RewardStatus.FAILED)
UNKNOWN = approved(RewardStatus.UNKNOWN, was_unknown=True)


def test_arrived_says_the_new_balance() -> None:
    said = thread.arrived(allocated()).text
    assert said == "100 points have reached <@U02ASHA>. New balance: 1,250 points. R-7Q2MK4"


def test_where_enkash_did_not_say_the_balance_neither_do_we() -> None:
    assert thread.arrived(allocated(balance=None)).text == "100 points have reached <@U02ASHA>. R-7Q2MK4"
    assert thread.confirmed(allocated(balance=None, was_unknown=True)).text == (
        f"Confirmed: the 100 points reached <@U02ASHA> {ON_SETTLEMENT}. R-7Q2MK4"
    )


def test_a_balance_of_nothing_is_a_balance() -> None:
    assert "New balance: 0 points." in thread.arrived(allocated(balance=Decimal(0))).text


def test_one_point_has_reached() -> None:
    one = of_points(allocated(balance=Decimal(1)), 1)
    assert thread.arrived(one).text == "1 point has reached <@U02ASHA>. New balance: 1 point. R-7Q2MK4"


def test_confirmed_says_when() -> None:
    assert thread.confirmed(allocated(was_unknown=True)).text == (
        f"Confirmed: the 100 points reached <@U02ASHA> {ON_SETTLEMENT}. New balance: 1,250 points. R-7Q2MK4"
    )


def test_a_settlement_without_an_instant_is_confirmed_without_one() -> None:
    assert thread.confirmed(allocated(settled_at=None)).text.startswith("Confirmed: the 100 points reached <@U02ASHA>.")


def test_refused_spares_the_giver_and_says_who_knows_more() -> None:
    assert thread.refused(FAILED, [FARAH]).text == (
        "EnKash did not accept this reward, so no points moved. "
        "<@U01MEERA>, you need do nothing: <@U04FARAH> has the details. R-7Q2MK4"
    )
    assert "<@U03RAVI> and <@U04FARAH> have the details" in thread.refused(FAILED, [RAVI, FARAH]).text


@pytest.mark.parametrize("helpers", [[], [MEERA]])
def test_refused_promises_nobodys_help_where_nobody_was_told(helpers: list[str]) -> None:
    said = thread.refused(FAILED, helpers).text
    assert said == "EnKash did not accept this reward, so no points moved. R-7Q2MK4"


def test_the_operators_channel_can_be_the_one_that_has_the_details() -> None:
    assert "<#C0OPS> has the details" in thread.refused(FAILED, ["C0OPS"]).text


def test_unconfirmed_asks_for_patience() -> None:
    assert thread.unconfirmed(UNKNOWN).text == (
        "EnKash has not confirmed these 100 points yet. I am checking whether they arrived and will answer here. "
        "Please don't ask for this reward a second time. R-7Q2MK4"
    )
    assert "this 1 point yet. I am checking whether it arrived and" in thread.unconfirmed(of_points(UNKNOWN, 1)).text


@pytest.mark.parametrize("status", [RewardStatus.APPROVED, RewardStatus.SENDING])
def test_not_happened_says_that_it_is_sent_again(status: RewardStatus) -> None:
    assert thread.not_happened(approved(status, was_unknown=True)).text == (
        "A person has settled that EnKash did not move these 100 points. "
        "I am sending them again and will answer here. R-7Q2MK4"
    )


def test_while_sending_is_paused_nothing_is_said_to_be_on_its_way_again() -> None:
    held = replace(approved(), is_held=True)
    assert thread.sent_again(held).text == (
        "The cause of EnKash's refusal is mended. Sending is paused for now; I send these 100 points again as soon as "
        "it goes on, and will answer here. R-7Q2MK4"
    )
    unknown = replace(approved(was_unknown=True), is_held=True)
    assert "did not move these 100 points. Sending is paused for now; I send them again" in (
        thread.not_happened(unknown).text
    )


def test_one_point_is_sent_again_as_one() -> None:
    one = of_points(approved(was_unknown=True), 1)
    assert "did not move this 1 point. I am sending it again" in thread.not_happened(one).text


def test_what_is_sent_for_the_first_time_is_not_called_sent_again() -> None:
    assert "again" not in thread.not_happened(approved()).text


def test_given_up_leaves_it_to_the_giver_to_ask_again() -> None:
    assert thread.given_up(given_up()).text == (
        "EnKash never confirmed these 100 points, and a person has settled that they will not arrive. "
        "If <@U02ASHA> is still to have a reward, <@U01MEERA> can ask again. R-7Q2MK4"
    )


def test_a_refusal_and_a_giving_up_are_never_taken_for_one_another() -> None:
    assert "did not accept" not in thread.refused(given_up(), [FARAH]).text
    assert "settled" not in thread.given_up(FAILED).text


def test_withdrawn_says_why_and_names_nobody() -> None:
    said = thread.withdrawn(approved(RewardStatus.CANCELLED))
    assert said.text == (
        "R-7Q2MK4 was approved, but the person it was for can no longer receive points: they have left, are a guest "
        "now, or are not on HR's list any more. I have held it back, and no points moved."
    )
    assert "<@" not in whole(said)


def test_a_reply_whose_moment_has_passed_says_what_is_true_now() -> None:
    now = thread.arrived(allocated()).text
    late = [thread.refused(allocated(), [FARAH]), thread.unconfirmed(allocated()), thread.given_up(allocated())]
    assert {message.text for message in late} == {now}
    assert thread.confirmed(pending()).text == ("Nobody has decided on this request yet, so no points moved. R-7Q2MK4")
    assert thread.arrived(cancelled()).text == "A reward request was closed. R-7Q2MK4"


def test_the_news_say_who_was_rewarded_why_and_the_new_balance() -> None:
    message = thread.news(elsewhere(allocated()))
    assert message.text == (
        "<@U01MEERA> rewarded <@U02ASHA> (Asha Rao) with 100 points 🎉 "
        'The reason: "shipping the demo". New balance: 1,250 points. R-7Q2MK4'
    )
    paragraph, small = message.blocks
    assert paragraph["text"]["text"].endswith("with 100 points 🎉\n> shipping the demo")
    assert small["elements"][0]["text"] == "New balance: 1,250 points. R-7Q2MK4"
