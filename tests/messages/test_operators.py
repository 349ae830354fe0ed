"""What those who look after Shabash are told, and what they can type."""

from __future__ import annotations

from bot.core.reward import RewardStatus
from bot.messages import operators
from tests.messages.samples import ENKASH_WORDS, allocated, approved, buttons, given_up, whole

FAILED = approved(RewardStatus.FAILED)
UNKNOWN = approved(RewardStatus.UNKNOWN, was_unknown=True)
WHAT = "100 points for <@U02ASHA> (Asha Rao), asked for by <@U01MEERA> (R-7Q2MK4, reference `R7Q2MK4XYZ`)"


def test_a_refusal_comes_with_enkashs_own_words_and_what_to_type() -> None:
    message = operators.refused(FAILED, ENKASH_WORDS, "shabash again R-7Q2MK4")
    assert message.text == (
        f"EnKash refused {WHAT}. No points moved, and I do not try again by myself. "
        'EnKash said: "Insufficient balance in card account". '
        "Once the cause is mended, send it again: `shabash again R-7Q2MK4`"
    )
    assert message.blocks[1]["text"]["text"] == "EnKash said:\n> Insufficient balance in card account"


def test_a_refusal_without_words_or_without_a_command_leaves_them_out() -> None:
    said = operators.refused(FAILED, " ").text
    assert said == f"EnKash refused {WHAT}. No points moved, and I do not try again by myself."


def test_the_words_of_enkash_ping_nobody() -> None:
    assert "&lt;!channel&gt;" in operators.refused(FAILED, "<!channel>").text


def test_an_unknown_outcome_comes_with_every_way_to_settle_it() -> None:
    message = operators.unknown(UNKNOWN, "HTTP 502")
    assert message.text.startswith(
        f'I sent EnKash {WHAT}, and did not learn what became of it. What I know: "HTTP 502". I go on looking it up'
    )
    for choice in ("--happened", "--did-not-happen", "--give-up"):
        assert f"`shabash resolve R-7Q2MK4 {choice}`: " in message.text
    assert "Look for the reference `R7Q2MK4XYZ` in EnKash's dashboard first." in message.text


def test_what_was_found_but_differs_waits_for_a_person_and_is_not_looked_up_any_more() -> None:
    said = operators.different(UNKNOWN, "it is on another card").text
    assert 'What I found: "it is on another card".' in said
    assert "I have stopped looking; it waits for you." in said
    assert "--happened" in said
    assert "go on looking" not in said


def test_a_pause_says_why_what_goes_on_and_how_to_resume() -> None:
    assert operators.paused("EnKash refused the token").text == (
        'I have paused sending to EnKash. Why: "EnKash refused the token". People can go on asking and approving; '
        "what is approved waits, and nothing is lost. Once the cause is mended: `shabash resume`"
    )


def test_what_has_been_settled_meanwhile_is_not_asked_for_any_more() -> None:
    for late in (operators.refused(allocated(), ENKASH_WORDS), operators.unknown(given_up())):
        assert "shabash" not in late.text
        assert ENKASH_WORDS not in whole(late)
    assert operators.refused(given_up(), ENKASH_WORDS).text.startswith("EnKash never confirmed")
    assert operators.different(FAILED, "…").text.startswith("EnKash did not accept")


def test_operators_type_and_do_not_click() -> None:
    assert not buttons(operators.unknown(UNKNOWN)) + buttons(operators.refused(FAILED, ENKASH_WORDS))


def test_a_channel_for_approvals_that_refuses_comes_with_slacks_word_and_the_mend() -> None:
    assert operators.no_approvals_channel("C0APPROVALS", "refused", "not_in_channel").text == (
        "I can't post in <#C0APPROVALS>, which the policy names as `[approvals] channel`. Slack says "
        '"not_in_channel". Please type `/invite @Shabash` there, or name another channel in the policy. Nothing is '
        "lost: meanwhile those who may decide get each request from me directly."
    )
    said = operators.no_approvals_channel("C0APPROVALS", "shared", "shared").text
    assert "is shared with another company or is about to be" in said
    assert "/invite" not in said


def test_a_missing_scope_comes_with_the_scopes_to_add() -> None:
    said = operators.no_scope().text
    assert "`channels:read` and `groups:read`" in said
    assert "install the app again" in said
