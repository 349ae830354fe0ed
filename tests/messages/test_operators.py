"""What those who look after Shabash are told, and what they can type."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.core.message import Silence
from bot.core.resolution import Conclusion, Resolution
from bot.core.reward import RewardStatus
from bot.messages import forms, operators, settling
from bot.messages.settling import CONSEQUENCES
from tests.messages.samples import (
    ENKASH_WORDS,
    ON_SETTLEMENT,
    SETTLED_AT,
    allocated,
    approved,
    buttons,
    check_view,
    given_up,
    whole,
)

FAILED = approved(RewardStatus.FAILED)
UNKNOWN = approved(RewardStatus.UNKNOWN, was_unknown=True)
WHAT = "100 points for <@U02ASHA> (Asha Rao), asked for by <@U01MEERA> (R-7Q2MK4, reference `R7Q2MK4XYZ`)"


def test_a_refusal_comes_with_enkashs_own_words_and_a_button_to_send_it_again() -> None:
    message = operators.refused(FAILED, ENKASH_WORDS)
    assert message.text == (
        f"EnKash refused {WHAT}. No points moved, and I do not try again by myself. "
        'EnKash said: "Insufficient balance in card account". '
        "Once the cause is mended, somebody can send it again, under the same reference."
    )
    assert message.blocks[1]["text"]["text"] == "EnKash said:\n> Insufficient balance in card account"
    assert [(button["action_id"], button["value"]) for button in buttons(message)] == [
        ("reward_send_again", "R-7Q2MK4")
    ]


def test_a_refusal_without_words_leaves_them_out() -> None:
    assert "EnKash said" not in operators.refused(FAILED, " ").text


def test_the_words_of_enkash_ping_nobody() -> None:
    assert "&lt;!channel&gt;" in operators.refused(FAILED, "<!channel>").text


def test_an_unknown_outcome_comes_with_every_way_to_settle_it() -> None:
    message = operators.unknown(UNKNOWN, "HTTP 502")
    assert message.text.startswith(
        f'I sent EnKash {WHAT}, and did not learn what became of it. What I know: "HTTP 502". I go on looking it up'
    )
    for choice in ("It happened", "It did not", "Give it up"):
        assert f"• *{choice}*: " in message.text
    assert [button["text"]["text"] for button in buttons(message)] == ["It happened", "It did not", "Give it up"]
    assert {button["value"] for button in buttons(message)} == {"R-7Q2MK4"}
    assert "Look for the reference `R7Q2MK4XYZ` in EnKash's dashboard first." in message.text


def test_what_was_found_but_differs_waits_for_a_person_and_is_not_looked_up_any_more() -> None:
    said = operators.different(UNKNOWN, "it is on another card").text
    assert 'What I found: "it is on another card".' in said
    assert "I have stopped looking; it waits for you." in said
    assert "*It happened*" in said
    assert "go on looking" not in said


def test_a_pause_says_why_what_goes_on_and_how_to_resume() -> None:
    assert operators.paused("EnKash refused the token").text == (
        'I have paused sending to EnKash. Why: "EnKash refused the token". People can go on asking and approving; '
        "what is approved waits, and nothing is lost. Once the cause is mended, send what waits: with the button, or "
        "by `shabash resume`."
    )


def test_refused_credentials_say_what_to_mend_and_that_a_running_bot_has_the_old_ones() -> None:
    said = operators.credentials_refused("EnKash refused the token").text
    assert said.startswith(
        "I cannot sign in at EnKash, so I have paused sending to it, and do not try again by myself. "
        'Why: "EnKash refused the token". People can go on asking and approving'
    )
    assert "mend them and restart me. With other credentials, sending goes on by itself." in said
    assert "`shabash resume`. I then try them once more." in said


def test_a_ledger_that_was_bound_anew_says_to_what_and_how_to_stop() -> None:
    said = operators.rebound("EnKash's host a.example -> b.example, by command line: farah").text
    assert 'What changed: "EnKash\'s host a.example -&gt; b.example, by command line: farah".' in said
    assert "`shabash pause`" in said


def test_what_has_been_settled_meanwhile_is_not_asked_for_any_more() -> None:
    for late in (operators.refused(allocated(), ENKASH_WORDS), operators.unknown(given_up())):
        assert "shabash" not in late.text
        assert ENKASH_WORDS not in whole(late)
    assert operators.refused(given_up(), ENKASH_WORDS).text.startswith("EnKash never confirmed")
    assert operators.different(FAILED, "…").text.startswith("EnKash did not accept")


def test_who_resumed_is_named_and_sending_can_be_paused_again() -> None:
    message = operators.resumed("U04FARAH")
    assert message.text == "<@U04FARAH> has resumed sending to EnKash. What waited goes now."
    assert buttons(message)[0]["action_id"] == "sending_pause"
    assert operators.resumed("command line: <root>").text.startswith("command line: &lt;root&gt; has resumed")


def test_what_waits_to_be_looked_up_is_named_with_why_and_that_nothing_is_lost() -> None:
    said = operators.not_looked_up(["R-7Q2MK4"], "EnKash answered HTTP 500.").text
    assert said.startswith("R-7Q2MK4 waits: approved before I was last started, and for about an hour EnKash has not")
    assert 'What I last heard: "EnKash answered HTTP 500". Nothing is lost: I go on asking, and send it as soon' in said
    several = operators.not_looked_up([f"R-{number:06}" for number in range(12)], "").text
    assert "R-000009 and 2 more wait: approved" in several
    assert "whether it has them already" in several
    assert "What I last heard" not in several


def test_what_was_confirmed_late_can_be_resumed_after_a_look() -> None:
    message = operators.confirmed_late("EnKash confirmed attempt 1 of R-7Q2MK4 after it had been settled otherwise")
    assert "settled otherwise. What has arrived counts as given, and is not sent again" in message.text
    assert [button["action_id"] for button in buttons(message)] == ["sending_resume"]


def test_a_low_account_says_what_is_left() -> None:
    assert "runs low: 1,250 points left" in operators.low_balance(Decimal("1250")).text


@pytest.mark.parametrize("resolution", Resolution)
def test_the_form_of_each_choice_fits_slack_and_says_what_it_does(resolution: Resolution) -> None:
    view = forms.settle_form(UNKNOWN, UNKNOWN.reward.id, resolution)
    check_view(view)
    assert CONSEQUENCES[resolution] in view["blocks"][0]["text"]["text"]
    assert view["private_metadata"] == f"R-7Q2MK4 {UNKNOWN.reward.attempt}"


def test_whoever_settled_it_is_named_with_their_note_where_the_buttons_were() -> None:
    message = settling.closed(allocated(), "U04FARAH", SETTLED_AT, "happened: seen <there>")
    assert not buttons(message)
    assert message.text.startswith(f"Settled by <@U04FARAH> {ON_SETTLEMENT}: {WHAT}. They said: ")
    assert "seen &lt;there&gt;" in message.text


def test_an_operator_hears_why_their_word_was_not_enough() -> None:
    said = settling.conclusion(UNKNOWN, Resolution.DID_NOT_HAPPEN, Conclusion.NOT_ASKED).text
    assert "`shabash resolve R-7Q2MK4 --did-not-happen --unchecked`" in said
    assert "I have not sent it again" in said
    found = settling.conclusion(allocated(), Resolution.DID_NOT_HAPPEN, Conclusion.FOUND).text
    assert "EnKash has it under `R7Q2MK4XYZ`" in found
    assert "100 points have reached" in found
    under_way = settling.conclusion(UNKNOWN, Resolution.GIVE_UP, Conclusion.UNDER_WAY).text
    assert "I have changed nothing, because EnKash shows `R7Q2MK4XYZ` as under way: it may arrive yet" in under_way
    assert "--unchecked" not in under_way


def test_a_channel_for_approvals_that_refuses_comes_with_slacks_word_and_the_mend() -> None:
    assert operators.no_approvals_channel("C0APPROVALS", Silence.REFUSED, "not_in_channel").text == (
        "I can't post in <#C0APPROVALS>, which the policy names as `[approvals] channel`. Slack says "
        '"not_in_channel". Please type `/invite @Shabash` there, or name another channel in the policy. Nothing is '
        "lost: meanwhile those who may decide get each request from me directly."
    )
    archived = operators.no_approvals_channel("C0APPROVALS", Silence.ARCHIVED, "is_archived").text
    assert "Please bring the channel back, or name another channel in the policy." in archived
    restricted = operators.no_approvals_channel("C0APPROVALS", Silence.RESTRICTED, "restricted_action").text
    assert "Please let Shabash post there, or name another channel in the policy." in restricted
    said = operators.no_approvals_channel("C0APPROVALS", Silence.SHARED, "shared").text
    assert "is shared with another company or is about to be" in said
    assert "/invite" not in said


def test_a_missing_scope_comes_with_the_scopes_to_add() -> None:
    said = operators.no_scope().text
    assert "`channels:read` and `groups:read`" in said
    assert "install the app again" in said
