"""A Home: what stands on it for whom, the picture of the months, and Slack's limits at its fullest."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.home import MONTHS_SHOWN, Home, Month, last_months
from bot.core.message import Message
from bot.core.policy import Policy
from bot.core.waiting import Listed, Waiting
from bot.messages import answers
from bot.messages.home import BAR_LENGTH_MAX, home
from bot.messages.language import Locale, speaking
from bot.messages.marking import as_a_test
from bot.messages.waiting import IN_HOME, NOTHING
from bot.playground.slack_blocks import view_faults
from tests.messages.everything import home_views
from tests.messages.samples import (
    ASHA,
    DECIDERS,
    HINDI,
    LOCALES,
    MEERA,
    RAVI,
    SETTLED_AT,
    allocated,
    buttons,
    check_view,
    declined,
    mrkdwn,
    pending,
    tokens,
)
from tests.messages.test_limits import TYPED, typed

POLICY = Policy((RAVI,))
EMPTY = Home(ASHA, SETTLED_AT, Waiting())


def drawn(found: Home, answer: Message | None = None) -> dict[str, Any]:
    return home(found, answer, command="/reward", policy=POLICY)


def headlines(view: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]


def words(view: dict[str, Any]) -> list[str]:
    return mrkdwn(Message("view", tuple(view["blocks"])))


def test_who_has_nothing_yet_reads_that_and_how_to_reward_somebody() -> None:
    view = drawn(EMPTY)
    assert headlines(view) == ["What waits", "How to reward somebody"]
    said = words(view)
    assert NOTHING in said
    assert any("`/reward @asha 100 for shipping the demo`" in text for text in said)
    assert said[-1].startswith("For you alone, as it stood on <!date^")


def test_each_button_says_that_it_was_pressed_in_a_home() -> None:
    waiting = Waiting(Listed((pending(),)), Listed((replace(pending(), id="R-7Q2MK5"),)))
    view = drawn(Home(RAVI, SETTLED_AT, waiting))
    found = buttons(Message("view", tuple(view["blocks"])))
    assert [button.get("text", {"text": "…"})["text"] for button in found] == [
        "Give a reward", "Approve", "Decline", "…", "Cancel",
    ]  # fmt: skip
    assert all(button["action_id"].endswith(IN_HOME) for button in found)


def test_what_came_of_a_click_stands_above_everything() -> None:
    answer = answers.click(declined(), RAVI, DECIDERS)
    view = drawn(EMPTY, answer)
    assert view["blocks"][0] == answer.blocks[0]
    assert drawn(EMPTY)["blocks"] == view["blocks"][2:]


def test_what_they_gave_and_received_is_told_as_their_history_tells_it() -> None:
    received = replace(allocated(replace(pending(), points=100)), giver_id=RAVI, points=333)
    view = drawn(Home(ASHA, SETTLED_AT, Waiting(), given=(replace(declined(), giver_id=ASHA),), received=(received,)))
    assert headlines(view)[1:3] == ["What you asked for lately", "What you received lately"]
    said = "\n".join(words(view))
    assert "No points moved. The reason, shown to you alone" in said
    assert "100 points from <@U03RAVI> (Ravi Kumar)" in said
    assert "333" not in said, "what was asked for is not the recipient's to know"
    assert "`/reward history` shows the rest" in said


def pictures(*months: tuple[int, int]) -> list[str]:
    shown = tuple(Month(date(2026, 11 - number, 1), *both) for number, both in enumerate(months))
    (fields,) = [block["fields"] for block in drawn(replace(EMPTY, months=shown))["blocks"] if "fields" in block]
    return [field["text"] for field in fields]


def test_a_month_is_a_number_and_a_bar_of_the_same_measure_on_both_sides() -> None:
    assert pictures((1_000, 0), (1, 500), (0, 0)) == [
        "*You gave*\n```Nov 1,000 ▇▇▇▇▇▇▇▇▇▇\nOct     1 ▇\nSep     0```",
        "*You received*\n```Nov   0\nOct 500 ▇▇▇▇▇\nSep   0```",
    ]


def test_in_hindi_the_bars_stand_under_one_another_before_the_months_which_are_not_of_one_width() -> None:
    with speaking(HINDI):
        shown = pictures((100_000, 0), (100, 0), (0, 0))
    assert shown == ["*आपने दिए*\n```1,00,000 ▇▇▇▇▇▇▇▇▇▇ नव\n     100 ▇          अक्टू\n       0            सित```"]


def test_a_side_on_which_nothing_arrived_is_left_out() -> None:
    assert pictures((0, 7), (0, 0)) == ["*You received*\n```Nov 7 ▇▇▇▇▇▇▇▇▇▇\nOct 0```"]


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=MONTHS_SHOWN))
def test_every_bar_is_seen_and_none_is_longer_than_the_longest(months: list[tuple[int, int]]) -> None:
    if not any(map(any, months)):
        return
    lines = [line for picture in pictures(*months) for line in picture.strip("`").splitlines()[1:]]
    bars = [(line.split()[1].strip("`"), line.count("▇")) for line in lines]
    assert all((bar > 0) == (amount != "0") for amount, bar in bars)
    assert max(bar for _, bar in bars) == BAR_LENGTH_MAX


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_last_months_follow_one_another_backwards_from_today(today: date) -> None:
    months = last_months(today)
    assert len(months) == MONTHS_SHOWN
    assert months[0].first <= today < months[0].next_first
    assert all(earlier.next_first == later.first for later, earlier in itertools.pairwise(months))


@settings(max_examples=10)
@given(typed(3_000), typed(80), st.sampled_from(LOCALES))
def test_the_fullest_home_keeps_slacks_limits_and_is_inert_in_each_language(
    typed_: str, name: str, locale: Locale
) -> None:
    request = pending(reason=typed_, names=dict.fromkeys([MEERA, ASHA, RAVI], name))
    with speaking(locale):
        views = home_views(request, typed_)
    for view in views:
        marked = as_a_test({"view": view})["view"]
        check_view(marked)
        assert len(json.dumps(marked)) < 250_000, "Slack, views.publish, view_too_large"
        assert not any(TYPED in token for text in words(view) for token in tokens(text))


@pytest.mark.parametrize("number", range(len(home_views(pending(), "shipping the demo"))))
def test_the_stand_in_which_is_as_strict_as_slack_takes_it(number: int) -> None:
    assert view_faults(home_views(pending(), "shipping the demo")[number], "home") == []
