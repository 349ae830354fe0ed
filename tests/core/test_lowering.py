"""A decider may write any number that the policy allows and that is lower than what stands; and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lowering import range_below, read_points, unfit
from bot.core.policy import Policy
from tests.core.test_command_properties import DEVANAGARI


@given(st.integers(1, 200), st.integers(1, 40), st.integers(1, 300), st.integers(0, 400))
def test_what_the_form_offers_is_what_is_taken(least: int, step: int, standing: int, points: int) -> None:
    policy = Policy(("U1",), points_min=least, points_multiple_of=step)
    allowed = range_below(policy, standing)
    is_offered = allowed is not None and points in range(allowed[0], allowed[1] + 1, step)
    assert (unfit(policy, points, standing) is None) == is_offered
    if is_offered:
        assert least <= points < standing
        assert points % step == 0


@given(st.integers(0, 999_999_999))
def test_a_whole_number_is_read_as_it_is_written_in_devanagari_too(number: int) -> None:
    assert read_points(str(number)) == number
    assert read_points(str(number).translate(DEVANAGARI)) == number


@pytest.mark.parametrize(
    "typed", ["", " ", "-1", "+1", "1.0", "1,000", "1e3", "0x10", "1००", "১০০", "²", "1_0", "9" * 10, "1 0"]
)
def test_anything_else_is_none(typed: str) -> None:
    assert read_points(typed) is None
