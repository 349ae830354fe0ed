"""What is said when somebody whom a pending request needs has left, and when somebody is back."""

from __future__ import annotations

from bot.messages import answers, leaving
from tests.messages.samples import DEADLINE, DECIDERS, FARAH, ON_DECISION, RAVI, buttons, cancelled, pending, withdrawn

GONE = f"The person it was for can no longer receive points, so this request was closed {ON_DECISION}. No points moved."


def test_the_giver_learns_that_the_recipient_is_gone_and_that_nobody_needs_to_decide() -> None:
    assert leaving.recipient_gone(withdrawn()).text == (
        "<@U02ASHA> (Asha Rao) can no longer receive points: they have left, are a guest now, or are not on HR's list "
        "any more. So nobody needs to decide on your request for 100 points: it is closed. No points moved. R-7Q2MK4"
    )
    assert leaving.recipient_gone(cancelled()).text == "A reward request was closed. R-7Q2MK4"


def test_nobody_is_said_to_have_cancelled_what_ended_by_itself() -> None:
    assert answers.cancelled(withdrawn()).text == f"{GONE} R-7Q2MK4"
    assert answers.status(withdrawn(), RAVI).text.endswith(GONE)
    assert "cancelled" not in answers.click(withdrawn(), RAVI, DECIDERS).text


def test_the_giver_learns_that_nobody_can_decide_who_knows_and_what_they_can_do() -> None:
    message = leaving.nobody_decides(pending(), [FARAH])
    assert message.text == (
        "Nobody can decide on 100 points for <@U02ASHA> (Asha Rao) at the moment: those who could have left, or may "
        f"not decide any more. It waits until {DEADLINE} in case that changes, and I tell you when it does. "
        "<@U04FARAH> knows. To have somebody else decide, cancel it and ask again. R-7Q2MK4"
    )
    assert [(button["action_id"], button["value"]) for button in buttons(message)] == [("reward_cancel", "R-7Q2MK4")]
    assert "<@U03RAVI> and <@U04FARAH> know." in leaving.nobody_decides(pending(), DECIDERS).text
    assert "know" not in leaving.nobody_decides(pending()).text


def test_the_giver_and_the_decider_learn_that_it_goes_on() -> None:
    assert leaving.somebody_decides(pending(), [RAVI]).text == (
        f"100 points for <@U02ASHA> (Asha Rao) can go on: <@U03RAVI> can decide until {DEADLINE}. R-7Q2MK4"
    )
    assert leaving.decides_again(pending()).text == (
        "You can decide again on what <@U01MEERA> asked for: 100 points for <@U02ASHA> (Asha Rao), until "
        f"{DEADLINE}. The card further up here has its buttons back. R-7Q2MK4"
    )


def test_whoever_decides_no_longer_keeps_nothing_but_the_id() -> None:
    said = leaving.decides_no_longer(pending()).text
    assert "R-7Q2MK4" in said
    assert not any(word in said for word in ("<@", "Asha", "100", "demo"))


def test_operators_learn_which_requests_nobody_can_decide_on() -> None:
    assert leaving.for_operators(["R-7Q2MK4"]).text.startswith("Nobody can decide on R-7Q2MK4 at the moment")
    ids = [f"R-7Q2MK{letter}" for letter in "ABCDEFGHJKLM"]
    assert "on R-7Q2MKA, R-7Q2MKB and R-7Q2MKC at" in leaving.for_operators(ids[:3]).text
    assert "R-7Q2MKK and 2 more at the moment" in leaving.for_operators(ids).text
