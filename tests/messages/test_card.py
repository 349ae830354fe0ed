"""The card says what is true at the moment, to whom it may be said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.reward import Request, RewardStatus
from bot.messages.card import APPROVE, DECLINE, MORE, card, withheld
from bot.messages.phrases import listed
from tests.messages.samples import (
    AT_DECISION,
    DEADLINE,
    DECIDERS,
    FARAH,
    RAVI,
    STATES,
    allocated,
    approved,
    asked_twice,
    buttons,
    cancelled,
    declined,
    elsewhere,
    expired,
    given_up,
    half_approved,
    lowered,
    of_points,
    pending,
    whole,
)


def shown(request: Request, *, for_decider: bool = False) -> tuple[str, str]:
    """The paragraph and the small print."""
    paragraph, small, *_ = card(request, deciders=DECIDERS, for_decider=for_decider).blocks
    return paragraph["text"]["text"], small["elements"][0]["text"]


def test_an_asked_card_says_who_whom_how_much_why_and_who_may_decide_until_when() -> None:
    assert shown(pending()) == (
        "<@U01MEERA> would like to reward <@U02ASHA> (Asha Rao) with 100 points.\n> shipping the demo",
        f"<@U03RAVI> or <@U04FARAH> can decide until {DEADLINE} · R-7Q2MK4",
    )


def test_the_plain_text_of_an_asked_card_is_whole_sentences_with_the_same_facts() -> None:
    assert card(pending(), deciders=DECIDERS).text == (
        "<@U01MEERA> would like to reward <@U02ASHA> (Asha Rao) with 100 points. "
        f'The reason: "shipping the demo". <@U03RAVI> or <@U04FARAH> can decide until {DEADLINE}. R-7Q2MK4'
    )


def test_a_card_that_needs_several_approvals_says_how_far_it_has_come_and_whom_it_waits_for() -> None:
    assert shown(pending(quorum=2))[1] == (
        f"0 of 2 approvals, waiting for <@U03RAVI> or <@U04FARAH> until {DEADLINE} · R-7Q2MK4"
    )
    _, small, row = card(half_approved(), deciders=("U04FARAH",)).blocks
    assert small["elements"][0]["text"] == (
        f"1 of 2 approvals (<@U03RAVI>), waiting for <@U04FARAH> until {DEADLINE} · R-7Q2MK4"
    )
    assert row["type"] == "actions"


def test_the_copy_of_who_has_approved_has_no_buttons() -> None:
    assert not buttons(card(half_approved(), deciders=("U04FARAH",), for_decider=True, has_approved=True))


def test_an_asked_card_has_two_buttons_that_carry_the_id_and_nothing_else() -> None:
    approve, decline, _ = buttons(card(pending(), deciders=DECIDERS))
    assert (approve["action_id"], approve["text"]["text"], approve["style"]) == (APPROVE, "Approve", "primary")
    assert (decline["action_id"], decline["text"]["text"]) == (DECLINE, "Decline")
    assert "style" not in decline
    assert approve["value"] == decline["value"] == "R-7Q2MK4"
    assert approve["accessibility_label"] == "Approve 100 points for Asha Rao"
    assert decline["accessibility_label"] == "Decline 100 points for Asha Rao"


def test_beside_them_a_menu_offers_what_deciders_want_less_often() -> None:
    *_, more = buttons(card(pending(), deciders=DECIDERS))
    assert (more["type"], more["action_id"]) == ("overflow", MORE)
    assert [(found["text"]["text"], found["value"]) for found in more["options"]] == [
        ("Approve less", "R-7Q2MK4 lower"),
        ("Ask the giver", "R-7Q2MK4 question"),
        ("Pass it on", "R-7Q2MK4 reassign"),
    ]


def test_a_card_of_which_less_was_approved_says_how_much_was_asked_for_until_it_is_paid() -> None:
    paragraph, small = shown(lowered())
    assert paragraph.startswith(
        "<@U01MEERA> would like to reward <@U02ASHA> (Asha Rao) with 50 points (100 were asked for)."
    )
    assert small.startswith("1 of 2 approvals (<@U03RAVI>), waiting for")
    assert "50 points (100 were asked for)" in shown(approved(request=lowered()))[0]
    assert "rewarded <@U02ASHA> (Asha Rao) with 50 points 🎉" in shown(allocated(lowered()))[0]
    assert "100" not in shown(allocated(lowered()))[0]


def test_the_deciders_read_who_passed_it_on_and_the_channel_does_not() -> None:
    passed = pending(reassigned={RAVI: FARAH})
    assert "<@U03RAVI> passed it on to <@U04FARAH>" in shown(passed, for_decider=True)[1]
    assert "passed" not in "".join(shown(passed))


def test_whoever_approves_a_request_asked_twice_is_asked_whether_both_are_meant() -> None:
    for message in (card(asked_twice(), deciders=DECIDERS, for_decider=is_copy) for is_copy in (False, True)):
        approve, decline, _ = buttons(message)
        assert {part: text["text"] for part, text in approve["confirm"].items()} == {
            "title": "The same twice?",
            "text": "The same giver had asked for as many points as R-EARLIER for the same person, 2 minutes ago. "
            "Approve it only if both are meant.",
            "confirm": "Approve",
            "deny": "Back",
        }
        assert "confirm" not in decline


def test_a_deciders_copy_of_a_request_asked_twice_says_so_before_any_click() -> None:
    words = "When asked: as many points as R-EARLIER for the same person, 2 minutes ago"
    assert words in shown(asked_twice(), for_decider=True)[1]
    assert "R-EARLIER" not in "".join(shown(asked_twice()))


def test_an_approval_of_what_is_like_no_other_asks_nothing() -> None:
    assert not any("confirm" in found for found in buttons(card(pending(), deciders=DECIDERS)))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("for_decider", [False, True])
def test_only_a_pending_card_has_buttons(state: str, for_decider: bool) -> None:
    message = card(STATES[state](pending()), deciders=DECIDERS, for_decider=for_decider)
    assert bool(buttons(message)) is (state in ("pending", "half approved", "lowered"))


def test_a_card_without_a_reason_has_no_quotation() -> None:
    paragraph, _ = shown(pending(reason=""))
    assert paragraph == "<@U01MEERA> would like to reward <@U02ASHA> (Asha Rao) with 100 points."
    assert "reason" not in card(pending(reason=""), deciders=DECIDERS).text


def test_one_point_is_one_point() -> None:
    assert "with 1 point." in card(of_points(pending(), 1)).text
    assert "Sending the point now." in card(of_points(approved(), 1)).text


@pytest.mark.parametrize("status", [RewardStatus.APPROVED, RewardStatus.SENDING])
def test_an_approved_card_says_by_whom_and_when(status: RewardStatus) -> None:
    assert shown(approved(status)) == (
        "<@U01MEERA> would like to reward <@U02ASHA> (Asha Rao) with 100 points.\n> shipping the demo",
        f"Approved by <@U03RAVI> at {AT_DECISION}. Sending the points now. R-7Q2MK4",
    )


def test_where_the_policy_asks_for_nobodys_approval_the_card_says_by_which_rule() -> None:
    rule = "Approved by itself, as rewards up to 100 points are."
    unasked = replace(approved(), quorum=0, decisions=(), tier_up_to_points=100)
    assert shown(unasked)[1] == f"{rule} Sending the points now. R-7Q2MK4"
    assert shown(replace(allocated(), quorum=0, decisions=(), tier_up_to_points=100))[1] == f"{rule} R-7Q2MK4"


def test_an_allocated_card_celebrates() -> None:
    assert shown(allocated()) == (
        "<@U01MEERA> rewarded <@U02ASHA> (Asha Rao) with 100 points 🎉\n> shipping the demo",
        "Approved by <@U03RAVI>. R-7Q2MK4",
    )


def test_a_failed_card_says_that_nothing_moved_and_where_to_read_on() -> None:
    failed = approved(RewardStatus.FAILED)
    small = "EnKash did not accept this reward, so no points moved. The thread says more. R-7Q2MK4"
    assert shown(failed)[1] == small
    assert "thread" not in shown(failed, for_decider=True)[1]


def test_a_card_that_was_given_up_does_not_blame_a_refusal_that_never_was() -> None:
    assert shown(given_up())[1] == (
        "EnKash never confirmed these 100 points, and a person has settled that they will not arrive. "
        "The thread says more. R-7Q2MK4"
    )


def test_an_unknown_card_says_that_it_is_being_checked() -> None:
    small = "EnKash has not confirmed these 100 points yet. I am checking whether they arrived. R-7Q2MK4"
    assert shown(approved(RewardStatus.UNKNOWN, was_unknown=True))[1] == small


@pytest.mark.parametrize("request_", [declined(), expired(), cancelled(), approved(RewardStatus.CANCELLED)])
@pytest.mark.parametrize("for_decider", [False, True])
def test_a_card_that_came_to_nothing_shrinks(request_: Request, for_decider: bool) -> None:
    message = card(request_, deciders=DECIDERS, for_decider=for_decider)
    assert message.text == "A reward request was closed. R-7Q2MK4"
    assert set(whole(message).split("\n")) >= {message.text}
    assert not any(word in whole(message) for word in ("<@", "Asha", "Meera", "100", "demo"))


def test_a_deciders_copy_says_where_it_was_asked() -> None:
    assert shown(pending(), for_decider=True)[1].startswith("Asked in <#C0DESIGN> · <@U03RAVI> or ")
    assert shown(pending(channel_id="D0"), for_decider=True)[1].startswith("Asked in a direct message · ")
    assert "C0DESIGN" not in whole(card(pending(), deciders=DECIDERS))


def test_a_card_in_the_channel_for_approvals_says_where_it_was_asked() -> None:
    assert shown(elsewhere(pending()))[1].startswith("Asked in <#C0DESIGN> · <@U03RAVI> or ")
    assert shown(elsewhere(allocated()))[1].startswith("Asked in <#C0DESIGN> · Approved by ")


def test_in_a_channel_that_is_shared_by_now_nothing_is_left_of_it_but_the_id() -> None:
    assert withheld("R-7Q2MK4").text == "A reward request is no longer shown here. R-7Q2MK4"


def test_a_user_group_that_decides_is_mentioned_as_a_group() -> None:
    assert "<!subteam^S0FINANCE> can decide" in card(pending(), deciders=["S0FINANCE"]).text


def test_where_nobody_can_decide_at_the_moment_nobody_is_named_and_nothing_can_be_clicked() -> None:
    message = card(pending())
    small = f"Nobody can decide at the moment; it ends {DEADLINE} · R-7Q2MK4"
    assert message.blocks[1]["elements"][0]["text"] == small
    assert buttons(card(pending(), deciders=DECIDERS))
    assert not buttons(message)


@pytest.mark.parametrize(
    ("number", "end"),
    [(1, "<@U0>"), (2, "<@U0> or <@U1>"), (6, "<@U4> or <@U5>"), (7, "<@U5> or 1 other"), (9, "<@U5> or 3 others")],
)
def test_of_more_than_six_deciders_six_are_named(number: int, end: str) -> None:
    people = [f"U{index}" for index in range(number)]
    assert listed(people).endswith(end)
    assert listed(people).count("<@") == min(number, 6)
    assert f"{listed(people)} can decide" in card(pending(), deciders=people).text


def test_a_recipient_whose_name_slack_never_told_is_still_mentioned() -> None:
    message = card(pending(names={}), deciders=DECIDERS)
    assert "reward <@U02ASHA> with 100 points" in message.text
    assert buttons(message)[0]["accessibility_label"] == "Approve 100 points for somebody"
