"""What the recipient and the giver hear directly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.message import Silence
from bot.core.reward import RewardStatus
from bot.messages import direct
from tests.messages.samples import (
    DEADLINE,
    DECIDERS,
    FARAH,
    LINE,
    MEERA,
    RAVI,
    allocated,
    approved,
    buttons,
    declined,
    elsewhere,
    expired,
    held,
    pending,
    whole,
)


def test_the_recipient_hears_from_whom_how_much_why_and_the_new_balance() -> None:
    message = direct.thanks(allocated())
    assert message.blocks[0]["text"]["text"] == (
        "<@U01MEERA> (Meera Iyer) rewarded you with 100 points 🎉\n> shipping the demo"
    )
    assert message.blocks[1]["elements"][0]["text"] == "New balance: 1,250 points. R-7Q2MK4"
    assert message.text == (
        '<@U01MEERA> (Meera Iyer) rewarded you with 100 points 🎉 The reason: "shipping the demo". '
        "New balance: 1,250 points. R-7Q2MK4"
    )


def test_thanks_without_reason_and_balance_are_still_thanks() -> None:
    said = direct.thanks(allocated(pending(reason=""), balance=None)).text
    assert said == "<@U01MEERA> (Meera Iyer) rewarded you with 100 points 🎉 R-7Q2MK4"


def test_the_giver_alone_learns_why_it_was_declined() -> None:
    assert direct.declined(declined()).text == (
        '<@U03RAVI> did not approve 100 points for <@U02ASHA> (Asha Rao): "the quarter\'s budget is spent". '
        "No points moved. I have shown this reason to you alone. R-7Q2MK4"
    )


def test_a_decline_without_a_reason_does_not_speak_of_one() -> None:
    said = direct.declined(declined(reason="")).text
    assert said == "<@U03RAVI> did not approve 100 points for <@U02ASHA> (Asha Rao). No points moved. R-7Q2MK4"


def test_a_decline_by_nobody_is_told_without_a_name() -> None:
    said = direct.declined(replace(declined(), decisions=())).text
    assert said == "A reward request was closed. R-7Q2MK4"


def test_a_reason_quoted_in_a_sentence_has_at_most_500_characters() -> None:
    assert f'"{"x" * 500}"' in direct.declined(declined(reason="x" * 500)).text
    assert f'"{"x" * 499}…"' in direct.declined(declined(reason="x" * 501)).text


def test_the_whole_of_the_longest_reason_is_shown() -> None:
    assert "&lt;" * 500 in direct.declined(declined(reason="<" * 500)).blocks[0]["text"]["text"]


def test_an_expired_request_comes_with_a_button_to_ask_again_and_the_line_for_it() -> None:
    message = direct.expired(expired(), LINE)
    assert message.text == (
        f"Nobody decided on 100 points for <@U02ASHA> (Asha Rao) by {DEADLINE}, so the request has ended. "
        "No points moved. To ask again, use the button or type `/reward <@U02ASHA> 100 for shipping the demo` R-7Q2MK4"
    )
    (again,) = buttons(message)
    assert (again["action_id"], again["value"]) == (direct.ASK_AGAIN, "R-7Q2MK4")
    assert again["accessibility_label"] == "Ask again for 100 points for Asha Rao"


def test_once_it_was_asked_again_the_button_has_gone() -> None:
    message = direct.expired(expired(), LINE, "R-LATERX")
    assert message.text.endswith("No points moved. You have asked again: that is R-LATERX. R-7Q2MK4")
    assert not buttons(message)


def test_a_line_to_copy_stays_one_line_of_code_whatever_the_reason_holds() -> None:
    line = "/reward <@U02ASHA> 100 for `rm`\n<!channel> & <@U02ASHA>"
    said = direct.expired(expired(), line).text
    assert "`/reward <@U02ASHA> 100 for 'rm' &lt;!channel&gt; &amp; &lt;@U02ASHA&gt;`" in said


def test_a_line_too_long_to_show_is_cut_where_a_word_ends() -> None:
    said = direct.expired(expired(), f"/reward <@U02ASHA> 100 for {'& ' * 3_000}")
    assert said.blocks[1]["text"]["text"].endswith("&amp; …` R-7Q2MK4")


def test_where_the_channel_is_closed_to_the_bot_the_giver_hears_how_to_let_it_in() -> None:
    assert direct.no_channel(pending(), DECIDERS).text == (
        "I can't post in this channel, but your request is safe: <@U03RAVI> and <@U04FARAH> will get it from me "
        "directly. To see rewards in <#C0DESIGN>, type `/invite @Shabash` there. If it is a group message, I can't "
        "be added: ask in a channel. R-7Q2MK4"
    )


def test_where_no_invitation_helps_the_giver_hears_what_does() -> None:
    safe = "your request is safe: <@U03RAVI> and <@U04FARAH> will get it from me directly."
    assert direct.no_channel(pending(), DECIDERS, Silence.ARCHIVED).text == (
        f"This channel is archived, so I can't post there, but {safe} R-7Q2MK4"
    )
    assert direct.no_channel(pending(), DECIDERS, Silence.RESTRICTED).text == (
        f"I can't post in this channel, but {safe} Only some may post in <#C0DESIGN>; to see rewards there, ask "
        "whoever manages it to let me. R-7Q2MK4"
    )
    assert direct.no_channel(pending(), DECIDERS, Silence.NO_THREAD).text == (
        "The message that this is about is gone, or its thread is locked, so I can't post below it, but "
        f"{safe} R-7Q2MK4"
    )
    assert direct.no_channel(elsewhere(pending()), DECIDERS, Silence.ARCHIVED).text == (
        f"<#C0APPROVALS>, where requests are decided, is archived, so I can't post there, but {safe} I have told the "
        "people who look after me. R-7Q2MK4"
    )


def test_nobody_is_invited_into_a_conversation_between_people() -> None:
    said = direct.no_channel(pending(channel_id="D0"), DECIDERS).text
    assert "I can't post in that conversation, but your request is safe: <@U03RAVI> and" in said
    assert "/invite" not in said


def test_in_a_shared_channel_the_giver_hears_why_nothing_is_said_there_and_that_the_request_is_safe() -> None:
    assert direct.no_channel(pending(), DECIDERS, Silence.SHARED).text == (
        "This channel is shared with another company, so I say nothing in <#C0DESIGN>. Your request is safe: "
        "<@U03RAVI> and <@U04FARAH> will get it from me directly. R-7Q2MK4"
    )
    assert direct.no_channel(pending(), DECIDERS, Silence.UNTOLD).text.startswith(
        "I can't tell whether this channel is shared with another company, so I say nothing in <#C0DESIGN>. Your"
    )


def test_a_channel_for_approvals_that_takes_no_card_is_not_the_givers_to_mend() -> None:
    assert direct.no_channel(elsewhere(pending()), DECIDERS).text == (
        "I can't post in <#C0APPROVALS>, where requests are decided, but your request is safe: <@U03RAVI> and "
        "<@U04FARAH> will get it from me directly. I have told the people who look after me. R-7Q2MK4"
    )
    assert direct.no_channel(elsewhere(pending()), DECIDERS, Silence.SHARED).text.startswith(
        "<#C0APPROVALS>, where requests are decided, is shared with another company, so I say nothing there. Your"
    )
    assert direct.no_channel(elsewhere(pending()), DECIDERS, Silence.UNTOLD).text.startswith(
        "I can't tell whether <#C0APPROVALS>, where requests are decided, is shared with another company, so I say"
    )


def test_news_that_a_channel_may_not_have_go_to_the_giver_with_the_reason() -> None:
    said = direct.news(elsewhere(allocated()), Silence.SHARED).text
    assert said == (
        "100 points have reached <@U02ASHA>. New balance: 1,250 points. <#C0DESIGN> is shared with another company, so "
        "I said nothing there. R-7Q2MK4"
    )
    assert "type `/invite @Shabash` there" in direct.news(elsewhere(allocated()), Silence.REFUSED).text
    assert "I can't tell whether <#C0DESIGN> is shared" in direct.news(elsewhere(allocated()), Silence.UNTOLD).text


def test_a_reminder_says_who_can_decide_until_when() -> None:
    assert direct.reminder(pending(), DECIDERS).text == (
        f"Nobody has decided on this one yet. <@U03RAVI> or <@U04FARAH> can decide until {DEADLINE}. R-7Q2MK4"
    )


def test_once_it_is_decided_nobody_will_get_it_any_more() -> None:
    said = direct.no_channel(approved(RewardStatus.SENDING), DECIDERS).text
    assert "your request is safe. To see rewards" in said
    assert "request was closed" in direct.no_channel(expired(), DECIDERS).text


def test_other_direct_messages_to_giver_and_recipient_have_no_buttons() -> None:
    messages = [direct.thanks(allocated()), direct.declined(declined()), direct.expired(pending(), LINE)]
    assert not any(buttons(message) for message in messages)
    assert all("R-7Q2MK4" in whole(message) for message in messages)


@pytest.mark.parametrize(
    ("viewer", "helpers", "said"),
    [
        (MEERA, [], "The people who look after Shabash have it in hand"),
        (MEERA, [RAVI], "<@U03RAVI> has it in hand"),
        (MEERA, [RAVI, FARAH], "<@U03RAVI> and <@U04FARAH> have it in hand"),
        (RAVI, [RAVI], "You have it in hand"),
        (RAVI, [RAVI, FARAH], "You and <@U04FARAH> have it in hand"),
    ],
)
def test_after_a_day_whoever_has_it_in_hand_is_named_and_nobody_is_told_of_themself_as_of_another(
    viewer: str, helpers: list[str], said: str
) -> None:
    unknown = approved(RewardStatus.UNKNOWN, was_unknown=True)
    assert f"for a day now. {said}, and I go on looking." in direct.unconfirmed_for_long(unknown, viewer, helpers).text
    assert f"what became of 100 points for <@U02ASHA> (Asha Rao). {said}" in (
        direct.unconfirmed_for_long(held(), viewer, helpers).text
    )
