"""What a ledger belongs to, what differs from it, and what may change."""

from __future__ import annotations

import pytest

from bot.core.binding import (
    Binding,
    Difference,
    Tie,
    assert_bound,
    assert_may_rebind,
    differences,
    looks_like_a_test,
)
from bot.core.errors import LedgerBound

BOUND: Binding = {
    Tie.HOST: "api.example",
    Tie.COMPANY: "CEK1",
    Tie.ACCOUNT: "CAQ1",
    Tie.ENVIRONMENT: "live",
    Tie.TEAM: "T1",
}
MOVED = Difference(Tie.HOST, "api.example", "new.example")


@pytest.mark.parametrize("tie", Tie)
def test_each_thing_that_differs_is_named_with_both_sides_and_the_setting_to_mend(tie: Tie) -> None:
    found = {**BOUND, tie: "OTHER"}
    assert differences(BOUND, found) == (Difference(tie, BOUND[tie], "OTHER"),)
    with pytest.raises(LedgerBound) as raised:
        assert_bound(BOUND, found)
    said = raised.value.sentence
    assert f"{tie.words} {BOUND[tie]} -> OTHER ({tie.setting})" in said
    assert "a ledger of its own with DATABASE_URL" in said
    assert "\n" not in said


def test_a_moved_host_has_a_way_out_of_its_own_and_nothing_else_has() -> None:
    for tie in Tie:
        with pytest.raises(LedgerBound) as raised:
            assert_bound(BOUND, {**BOUND, tie: "OTHER"})
        assert ("shabash ledger rebind" in raised.value.sentence) is (tie is Tie.HOST)
    with pytest.raises(LedgerBound) as raised:
        assert_bound(BOUND, {**BOUND, Tie.HOST: "new.example", Tie.COMPANY: "CEK2"})
    assert "rebind" not in raised.value.sentence


def test_everything_that_differs_is_told_at_once() -> None:
    with pytest.raises(LedgerBound) as raised:
        assert_bound(BOUND, {**BOUND, Tie.ENVIRONMENT: "test", Tie.TEAM: "T2"})
    assert "the environment live -> test (ENKASH_ENVIRONMENT); the Slack workspace T1 -> T2" in raised.value.sentence


def test_what_one_side_does_not_know_yet_is_no_difference() -> None:
    assert_bound({}, BOUND)
    assert_bound(BOUND, {})
    assert_bound({Tie.TEAM: "T1"}, {Tie.HOST: "new.example"})
    assert_bound(BOUND, dict(BOUND))


def test_a_host_may_move_at_any_time() -> None:
    assert_may_rebind((MOVED,), was_asked=True)
    assert_may_rebind((MOVED,), was_asked=False)


@pytest.mark.parametrize("tie", [tie for tie in Tie if tie is not Tie.HOST])
def test_whose_points_and_whose_messages_these_are_is_fixed_once_somebody_asked(tie: Tie) -> None:
    change = Difference(tie, BOUND[tie], "OTHER")
    assert_may_rebind((change,), was_asked=False)
    with pytest.raises(LedgerBound, match="Nothing has changed"):
        assert_may_rebind((MOVED, change), was_asked=True)


@pytest.mark.parametrize(
    ("bound", "found"), [("uat.example", "api.example"), ("api.example", "api-test.example")], ids=["live", "test"]
)
def test_what_was_asked_for_on_a_test_system_never_moves_to_another_kind_of_host(bound: str, found: str) -> None:
    change = Difference(Tie.HOST, bound, found)
    assert_may_rebind((change,), was_asked=False)
    with pytest.raises(LedgerBound, match="never sent to the other"):
        assert_may_rebind((change,), was_asked=True)


def test_a_test_system_may_move_too() -> None:
    assert_may_rebind((Difference(Tie.HOST, "uat.example", "pay-uat.example"),), was_asked=True)


@pytest.mark.parametrize(
    ("host", "is_a_test"),
    [("uat.example", True), ("pay-uat.example", True), ("test.pay.example", True), ("contest.example", False)],
)
def test_a_test_system_is_known_by_a_word_of_its_name(host: str, is_a_test: bool) -> None:
    assert looks_like_a_test(host) is is_a_test
