"""The list of what waits: in the order it is given, whole, true about what it leaves out, and within Slack's limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.message import Message
from bot.core.reward import Request, RewardStatus
from bot.core.waiting import Listed, Waiting
from bot.messages import answers
from bot.messages.marking import as_a_test
from bot.messages.waiting import NOTHING, waiting
from tests.messages.samples import (
    AT_DECISION,
    DEADLINE,
    DECIDERS,
    MEERA,
    approved,
    asked_twice,
    buttons,
    check_message,
    declined,
    mrkdwn,
    pending,
    tokens,
)
from tests.messages.test_limits import TYPED, typed

SENDING = approved(RewardStatus.SENDING)


def numbered(request: Request, count: int) -> tuple[Request, ...]:
    """As many of the same, each with an id of its own."""
    return tuple(replace(request, id=f"R-7Q2MK{number}", rewards=request.rewards) for number in range(count))


def test_who_waits_for_nothing_hears_it_in_one_sentence() -> None:
    message = waiting(Waiting())
    assert (
        message.text
        == NOTHING
        == ("Nothing waits for you: no request needs your decision, and none of yours is undecided or on its way.")
    )
    assert len(message.blocks) == 1


def test_what_waits_for_a_decision_has_the_cards_facts_and_its_buttons() -> None:
    message = waiting(Waiting(to_decide=Listed((pending(),))))
    assert [block["type"] for block in message.blocks] == ["section", "section", "actions"]
    assert message.blocks[0]["text"]["text"] == "*Waiting for your decision:* 1 request"
    assert message.blocks[1]["text"]["text"] == (
        '<@U01MEERA> would like to reward <@U02ASHA> (Asha Rao) with 100 points. "shipping the demo"\n'
        f"Asked in <#C0DESIGN> · until {DEADLINE} · R-7Q2MK4"
    )
    assert [(found["action_id"], found.get("value")) for found in buttons(message)] == [
        ("reward_approve_listed", "R-7Q2MK4"),
        ("reward_decline_listed", "R-7Q2MK4"),
        ("reward_more_listed", None),
    ]


def test_what_somebody_asked_says_who_can_decide_and_can_be_cancelled() -> None:
    message = waiting(Waiting(undecided=Listed((pending(),)), deciders={"R-7Q2MK4": DECIDERS}))
    assert message.text == (
        "*You asked, and nobody has decided yet:* 1 request\n"
        '100 points for <@U02ASHA> (Asha Rao) "shipping the demo"\n'
        f"<@U03RAVI> or <@U04FARAH> can decide until {DEADLINE} · R-7Q2MK4"
    )
    (cancel,) = buttons(message)
    assert (cancel["action_id"], cancel["value"]) == ("reward_cancel_listed", "R-7Q2MK4")


def test_what_is_on_its_way_says_where_it_stands_and_has_no_button() -> None:
    message = waiting(Waiting(on_its_way=Listed((SENDING,))))
    assert message.text == (
        "*Approved, and on its way:* 1 request\n"
        '100 points for <@U02ASHA> (Asha Rao) "shipping the demo"\n'
        f"Approved by <@U03RAVI> at {AT_DECISION}. Sending the points now. R-7Q2MK4"
    )
    assert not buttons(message)


def test_what_is_left_out_is_counted() -> None:
    said = waiting(Waiting(to_decide=Listed(numbered(pending(), 10), 7))).text
    assert "*Waiting for your decision:* 17 requests" in said
    assert said.endswith("\nand 7 more")
    assert "more" not in waiting(Waiting(to_decide=Listed(numbered(pending(), 10)))).text


def test_a_request_asked_twice_says_so_before_any_click() -> None:
    message = waiting(Waiting(to_decide=Listed((asked_twice(),))))
    assert "When asked: as many points as R-EARLIER for the same person, 2 minutes ago" in message.text
    assert "confirm" in buttons(message)[0]


def test_a_long_reason_is_shortened_and_none_leaves_no_quotes() -> None:
    long, none = (waiting(Waiting(to_decide=Listed((pending(reason=words),)))).text for words in ("x" * 200, ""))
    assert f'"{"x" * 149}…"' in long
    assert '"' not in none


def test_the_answer_to_a_click_stands_above_what_is_left() -> None:
    answer = answers.decided(SENDING, "U03RAVI", DECIDERS)
    message = waiting(Waiting(to_decide=Listed((pending(),))), answer)
    assert message.text.startswith("You approved 100 points for <@U02ASHA> (Asha Rao). ")
    assert message.blocks[:1] == answer.blocks
    assert waiting(Waiting(), answer).text == f"{answer.text}\n{NOTHING}"


def test_a_click_that_approved_nothing_hears_why() -> None:
    assert answers.decided(declined(), "U03RAVI", DECIDERS) == answers.click(declined(), "U03RAVI", DECIDERS)
    assert "Already approved by <@U03RAVI>" in answers.decided(SENDING, "U04FARAH", DECIDERS).text


@pytest.mark.parametrize("answer", [answers.cancelled(pending()), answers.status(declined(), MEERA), None])
@settings(max_examples=20)
@given(typed(3_000), typed(80), st.sampled_from([asked_twice, lambda request: request]))
def test_the_longest_list_keeps_slacks_limits_and_is_inert(
    answer: Message | None, reason: str, name: str, like: Callable[[Request], Request]
) -> None:
    request = pending(reason=reason, names=dict.fromkeys([MEERA, "U02ASHA"], name))
    open_ = numbered(like(request), 10)
    found = Waiting(Listed(open_, 90), Listed(open_, 90), Listed(numbered(approved(request=request), 10), 90))
    message = waiting(found, answer)
    check_message(message)
    assert len(as_a_test({"text": message.text, "blocks": list(message.blocks)})["blocks"]) <= 50
    for text in mrkdwn(message):
        assert not any(TYPED in token for token in tokens(text))
