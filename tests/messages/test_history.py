"""A page of a history: what each person reads of a request, and the ways to the pages beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.core.past import PAGES_MAX, Past, page_number
from bot.core.reward import Request, RewardStatus
from bot.messages.history import history
from bot.messages.marking import as_a_test
from tests.messages.samples import (
    ASHA,
    DECIDERS,
    DECLINE_REASON,
    MEERA,
    allocated,
    approved,
    buttons,
    check_message,
    declined,
    mrkdwn,
    pending,
    tokens,
)
from tests.messages.test_limits import TYPED, typed


def test_each_request_is_told_with_its_points_where_it_stands_the_day_and_its_id() -> None:
    said = history(Past(MEERA, 1, (pending(),), deciders={"R-7Q2MK4": DECIDERS}), "/reward").text
    first, item, now, asked = said.split("\n")
    assert first == "*What you asked for, and what reached you:* newest first, page 1"
    assert item == '100 points for <@U02ASHA> (Asha Rao) "shipping the demo"'
    assert now.startswith("<@U03RAVI> or <@U04FARAH> can decide until <!date^")
    assert asked.startswith("Asked on <!date^")
    assert asked.endswith(" · R-7Q2MK4")


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (approved(RewardStatus.SENDING), "Sending the points now."),
        (approved(RewardStatus.UNKNOWN), "EnKash has not confirmed these 100 points yet."),
        (approved(RewardStatus.FAILED), "EnKash did not accept this reward, so no points moved."),
        (declined(), DECLINE_REASON),
    ],
)
def test_the_giver_reads_how_it_stands_and_why_it_was_declined(request_: Request, said: str) -> None:
    assert said in history(Past(MEERA, 1, (request_,)), "/reward").text


def test_the_recipient_reads_who_gave_it() -> None:
    said = history(Past(ASHA, 1, (allocated(),)), "/reward").text
    assert '\n100 points from <@U01MEERA> (Meera Iyer) "shipping the demo"\n100 points have reached <@U02ASHA>.' in said


def test_a_recipient_does_not_read_how_much_was_asked_for() -> None:
    more = replace(allocated(), points=333)
    assert "333" in history(Past(MEERA, 1, (more,)), "/reward").text
    assert "333" not in history(Past(ASHA, 1, (more,)), "/reward").text


@pytest.mark.parametrize(
    ("page", "has_more", "ways"),
    [
        (1, False, []),
        (1, True, [("Earlier", "2")]),
        (2, True, [("Earlier", "3"), ("Later", "1")]),
        (2, False, [("Later", "1")]),
        (PAGES_MAX, True, [("Later", str(PAGES_MAX - 1))]),
    ],
)
def test_buttons_lead_to_the_pages_that_there_are(page: int, has_more: bool, ways: list[tuple[str, str]]) -> None:
    message = history(Past(MEERA, page, (pending(),), has_more=has_more), "/reward")
    assert [(found["text"]["text"], found["value"]) for found in buttons(message)] == ways
    assert ("the newest 1,000" in message.text) is (page == PAGES_MAX)


def test_a_page_with_nothing_on_it_says_what_to_type() -> None:
    assert history(Past(MEERA, 1), "/kudos").text.endswith("`/kudos @asha 100 for shipping the demo`")
    assert history(Past(MEERA, 7), "/kudos").text == (
        "Your history ends before page 7. `/kudos history` begins with the newest."
    )


@pytest.mark.parametrize(
    ("typed_", "number"),
    [("", 1), (" 2 ", 2), ("100", 100), ("२", 2), ("0", None), ("101", None), ("9" * 1_999, None), ("-1", None),
     ("²", None), ("of asha", None)],
)  # fmt: skip
def test_a_page_is_a_number_from_one_to_a_hundred(typed_: str, number: int | None) -> None:
    assert page_number(typed_) == number


@settings(max_examples=20)
@given(typed(3_000), typed(80))
def test_the_longest_page_keeps_slacks_limits_and_is_inert(words: str, name: str) -> None:
    request = pending(reason=words, names=dict.fromkeys([MEERA, ASHA], name))
    for past in (
        Past(MEERA, PAGES_MAX, (declined(request, words),) * 10, has_more=True),
        Past(MEERA, 2, (request,) * 10, has_more=True, deciders={request.id: DECIDERS}),
        Past(ASHA, 2, (allocated(request),) * 10, has_more=True),
    ):
        message = history(past, "/reward")
        check_message(message)
        assert len(as_a_test({"text": message.text, "blocks": list(message.blocks)})["blocks"]) <= 50
        for text in mrkdwn(message):
            assert not any(TYPED in token for token in tokens(text))
