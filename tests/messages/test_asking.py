"""The form in which a giver asks: what it tells, and what stands where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.budget import Budget, Every, Per, Period, Pot
from bot.core.filling import FIELD_OF, Field, Filled, Origin
from bot.core.policy import Policy
from bot.core.refusal import Refusal, Why
from bot.messages import asking
from bot.messages.language import Locale, speaking
from bot.messages.text import link
from tests.messages.everything import LINK, asking_views
from tests.messages.samples import ASHA, DECIDERS, DESIGN, LOCALES, MEERA, check_view, pending
from tests.messages.test_limits import typed

POLICY = Policy(DECIDERS, points_min=10, points_max=1_000, points_multiple_of=10)


@settings(max_examples=5)
@given(typed(3_000), st.sampled_from(LOCALES))
def test_every_form_keeps_slack_s_limits_whatever_people_are_called_in_each_language(
    words: str, locale: Locale
) -> None:
    with speaking(locale):
        views = asking_views(pending(reason=words))
    for view in views:
        check_view(view)


@pytest.mark.parametrize("why", Why)
def test_at_a_field_nothing_is_said_in_slack_s_own_marks_and_no_line_is_to_be_typed(why: Why) -> None:
    refusal = Refusal(why, name="A & B <x>", person_id=ASHA, limit=5, helpers=DECIDERS, line="<@U02ASHA> 5")
    for error in asking.at_field(refusal).values():
        assert error.endswith(".")
        assert "<@" not in error
        assert "&amp;" not in error
        assert "`" not in error
        assert "Nothing was recorded" not in error


def test_a_department_s_name_stands_at_the_field_as_hr_wrote_it() -> None:
    budget = Budget(Per.DEPARTMENT, 900, Every.MONTH)
    pot = Pot(budget, "R&D", Period(date(2026, 11, 1), date(2026, 12, 1)), 800)
    (error,) = asking.at_field(Refusal(Why.OVER_BUDGET, pot=pot, giver_id=MEERA)).values()
    assert error.startswith("The budget of R&D has 100 of 900 points left this month, and this asks for more.")


def test_the_number_is_held_to_the_policy_s_bounds_and_its_changes_are_heard_as_they_are_typed() -> None:
    view = asking.ask_form(Origin(DESIGN), POLICY, "…")
    (block,) = [block for block in view["blocks"] if block.get("block_id") == Field.POINTS]
    number = block["element"]
    assert (number["min_value"], number["max_value"], number["is_decimal_allowed"]) == ("10", "1000", False)
    assert number["dispatch_action_config"] == {"trigger_actions_on": ["on_character_entered"]}
    assert block["dispatch_action"] is True
    assert block["hint"]["text"] == "From 10 to 1,000, in steps of 10."


@pytest.mark.parametrize(("needed_from", "is_optional"), [(None, True), (500, True), (10, False), (1, False)])
def test_the_reason_is_required_by_slack_only_where_every_reward_needs_one(
    needed_from: int | None, is_optional: bool
) -> None:
    view = asking.ask_form(Origin(DESIGN), replace(POLICY, reason_required_from_points=needed_from), "…")
    (block,) = [block for block in view["blocks"] if block.get("block_id") == Field.REASON]
    assert block.get("optional", False) is is_optional
    assert ("From 500 points on it is needed." in block["hint"]["text"]) is (needed_from == 500)


TEXTS = st.text(max_size=30)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_where_a_form_was_opened_comes_back_with_it(channel: str, url: str, ts: str, who: str) -> None:
    origin = Origin(channel, url, ts, ts, who)
    assert Origin.read(origin.written()) == origin


def test_a_form_of_another_release_is_read_as_far_as_it_is_known() -> None:
    assert Origin.read('{"channel_id": "C1", "colour": "red"}') == Origin("C1")
    assert Origin.read("") == Origin()


@given(st.builds(Filled, TEXTS, TEXTS, st.text(max_size=2_500), TEXTS))
def test_whatever_stands_in_the_fields_is_a_request_or_a_refusal_at_its_field(filled: Filled) -> None:
    read = filled.ask(POLICY)
    assert not isinstance(read, Refusal) or read.why in FIELD_OF


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "https://a.slack.com/x|y", "https://a.slack.com/<!here>", "https://a.slack.com/ b"],
)
def test_what_is_no_address_of_a_message_is_no_link(address: str) -> None:
    assert link(address, "this message") == ""
    assert link(LINK, "this message") == f"<{LINK.replace('&', '&amp;')}|this message>"
