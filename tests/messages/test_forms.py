"""The form of a decline."""

from __future__ import annotations

from bot.messages import answers, forms
from tests.messages.samples import FARAH, approved, check_view, pending

FORM = forms.decline_form(pending())


def test_the_form_knows_its_request_and_where_its_answer_will_be() -> None:
    assert FORM["callback_id"] == "reward_decline_form"
    assert FORM["private_metadata"] == "R-7Q2MK4"
    (question,) = [block for block in FORM["blocks"] if block["type"] == "input"]
    assert question["block_id"] == forms.REASON_BLOCK
    assert question["element"]["action_id"] == forms.REASON_INPUT


def test_the_form_asks_for_one_reason_that_is_required_and_of_500_characters_at_most() -> None:
    (question,) = [block for block in FORM["blocks"] if block["type"] == "input"]
    assert "optional" not in question
    assert question["element"]["multiline"] is True
    assert question["element"]["max_length"] == 500
    assert question["hint"]["text"] == "Shown to the person who asked, and to nobody else."


def test_the_form_shows_what_is_being_declined() -> None:
    assert FORM["blocks"][0]["text"]["text"] == (
        "<@U01MEERA> would like to reward <@U02ASHA> (Asha Rao) with 100 points. R-7Q2MK4\n> shipping the demo"
    )
    assert (FORM["submit"]["text"], FORM["close"]["text"]) == ("Decline", "Back")


def test_a_form_that_has_become_pointless_says_why_and_has_nothing_to_send() -> None:
    why = answers.click(approved(), FARAH, ()).text
    view = forms.closed_form(why)
    assert "submit" not in view
    assert view["blocks"][0]["text"]["text"] == why
    check_view(view)


def test_the_title_of_a_closed_form_claims_nothing() -> None:
    assert forms.closed_form("…")["title"]["text"] == "About this request"
