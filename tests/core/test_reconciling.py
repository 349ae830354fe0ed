"""What a reward is found to be, by what it is here and what EnKash shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.core.allocation import Allocated, Different, Finding, NotFound
from bot.core.reconciling import BalanceGap, Verdict, compare
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.core.statement import Statement, StatementRow, whole_days_among
from bot.core.statement.comparing import compare_statement

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=3)

SHOWN = Allocated("EKC1")
NOTHING = NotFound("nothing", was_answered=True)
UNDER_WAY = NotFound("under way", is_under_way=True)
NO_CARD_FOR_CERTAIN = NotFound("two cards")
OTHER_AMOUNT = Different("another amount")
FAILED_THERE = Different("it failed", moved=0)
TWICE = Different("two of them", moved=2)


def rewarded(status: RewardStatus | None, *, settled_at: datetime | None = LONG_AGO, attempt: int = 1) -> Reward:
    return Reward("R-7Q2MK4", "R-7Q2MK4", "U1", 100, "REF1", status, attempt, settled_at=settled_at)


def asked(reward: Reward, status: RequestStatus = RequestStatus.APPROVED) -> Request:
    return Request(
        "R-7Q2MK4", "T0", "C0", "U0", 100, "", status, LONG_AGO, NOW, ("U2",), 1, rewards=(reward,)
    )  # fmt: skip


def verdict(status: RewardStatus | None, finding: Finding, *, settled_at: datetime | None = LONG_AGO) -> Verdict:
    reward = rewarded(status, settled_at=settled_at)
    return compare(asked(reward), reward, finding, NOW).verdict


@pytest.mark.parametrize(
    ("finding", "found"),
    [
        (SHOWN, Verdict.MATCHED),
        (NOTHING, Verdict.MISSING_THERE),
        (UNDER_WAY, Verdict.OPEN),
        (OTHER_AMOUNT, Verdict.DIFFERENT),
        (FAILED_THERE, Verdict.DIFFERENT),
        (TWICE, Verdict.TWICE),
        (NO_CARD_FOR_CERTAIN, Verdict.UNCLEAR),
    ],
)
def test_what_is_allocated_here_must_stand_there_as_it_was_sent(finding: Finding, found: Verdict) -> None:
    assert verdict(RewardStatus.ALLOCATED, finding) is found


@pytest.mark.parametrize("status", [None, RewardStatus.APPROVED, RewardStatus.FAILED, RewardStatus.CANCELLED])
@pytest.mark.parametrize(
    ("finding", "found"),
    [
        (SHOWN, Verdict.PAID_THERE),
        (NOTHING, Verdict.MATCHED),
        (UNDER_WAY, Verdict.PAID_THERE),
        (OTHER_AMOUNT, Verdict.PAID_THERE),
        (FAILED_THERE, Verdict.MATCHED),
        (TWICE, Verdict.TWICE),
        (NO_CARD_FOR_CERTAIN, Verdict.UNCLEAR),
    ],
)
def test_what_is_not_given_here_must_not_stand_there(
    status: RewardStatus | None, finding: Finding, found: Verdict
) -> None:
    assert verdict(status, finding) is found


@pytest.mark.parametrize("status", [RewardStatus.UNKNOWN, RewardStatus.SENDING])
@pytest.mark.parametrize("finding", [SHOWN, NOTHING, UNDER_WAY, OTHER_AMOUNT, FAILED_THERE])
def test_what_is_unknown_may_be_either_unless_it_was_paid_twice(status: RewardStatus, finding: Finding) -> None:
    assert verdict(status, finding) is Verdict.OPEN
    assert verdict(status, TWICE) is Verdict.TWICE


def test_what_was_confirmed_a_moment_ago_need_not_be_listed_yet() -> None:
    moments = {
        timedelta(minutes=1): Verdict.OPEN,
        timedelta(minutes=14): Verdict.OPEN,
        timedelta(minutes=16): Verdict.MISSING_THERE,
    }
    for ago, found in moments.items():
        assert verdict(RewardStatus.ALLOCATED, NOTHING, settled_at=NOW - ago) is found


def test_what_was_never_sent_and_can_be_looked_up_for_nobody_is_no_reason_to_worry() -> None:
    reward = rewarded(None, attempt=0)
    line = compare(asked(reward, RequestStatus.DECLINED), reward, NO_CARD_FOR_CERTAIN, NOW)
    assert (line.verdict, line.here) == (Verdict.OPEN, "declined, 100 points")


def test_books_do_not_balance_where_a_reward_of_ours_is_not_what_enkash_has() -> None:
    stopping = {one for one in Verdict if one.stops_sending}
    assert stopping == {Verdict.TWICE, Verdict.PAID_THERE, Verdict.MISSING_THERE, Verdict.DIFFERENT}
    assert {one for one in Verdict if one.is_difference} == stopping | {Verdict.MISSING_HERE}


def test_an_account_is_expected_to_hold_what_it_held_less_what_was_allocated() -> None:
    assert BalanceGap(Decimal(1_000), 300, Decimal(700)).points == 0
    assert BalanceGap(Decimal(1_000), 300, Decimal(650)).points == -50
    assert BalanceGap(Decimal(1_000), 300, Decimal("5700.50")).points == Decimal("5000.50")


def stated(reward: Reward, *rows: StatementRow) -> dict[str, Verdict]:
    found = asked(reward)
    days = {row.on for row in rows if row.on is not None}
    statement = Statement(rows, whole_days_among(days) if days else None)
    lines = compare_statement(statement, {"REF1": (found, reward)}, [(found, reward)], NOW - timedelta(days=30), NOW)
    return {line.reference: line.verdict for line in lines}


def row(points: int = 100, reference: str = "REF1", day: int | None = None) -> StatementRow:
    return StatementRow(2, reference, Decimal(points), None if day is None else NOW.replace(day=day).date())


def test_a_reference_that_stands_in_a_statement_twice_was_paid_twice() -> None:
    for status in (RewardStatus.ALLOCATED, RewardStatus.UNKNOWN, RewardStatus.FAILED):
        assert stated(rewarded(status), row(), row()) == {"REF1": Verdict.TWICE}


@pytest.mark.parametrize(
    ("status", "rows", "found"),
    [
        (RewardStatus.ALLOCATED, (row(),), Verdict.MATCHED),
        (RewardStatus.ALLOCATED, (row(99),), Verdict.DIFFERENT),
        (RewardStatus.ALLOCATED, (row(), row(-100)), Verdict.DIFFERENT),
        (RewardStatus.UNKNOWN, (row(),), Verdict.OPEN),
        (RewardStatus.FAILED, (row(),), Verdict.PAID_THERE),
        (RewardStatus.FAILED, (row(), row(-100)), Verdict.MATCHED),
        (None, (row(),), Verdict.PAID_THERE),
    ],
)
def test_a_statement_is_held_against_what_is_here(
    status: RewardStatus | None, rows: tuple[StatementRow, ...], found: Verdict
) -> None:
    assert stated(rewarded(status), *rows) == {"REF1": found}


def test_a_reference_that_nobody_asked_for_here_is_missing_here() -> None:
    found = stated(rewarded(RewardStatus.ALLOCATED), row(), row(5, "HR1"))
    assert found == {"REF1": Verdict.MATCHED, "HR1": Verdict.MISSING_HERE}


def test_what_is_allocated_must_stand_in_a_statement_that_covers_its_day() -> None:
    settled_on_23rd = rewarded(RewardStatus.ALLOCATED)
    assert stated(settled_on_23rd)["REF1"] is Verdict.MISSING_THERE
    others = (row(5, "HR1", day=20), row(5, "HR2", day=25))
    assert stated(settled_on_23rd, *others)["REF1"] is Verdict.MISSING_THERE
    for first, last in ((23, 25), (20, 23), (24, 25)):
        edges = (row(5, "HR1", day=first), row(5, "HR2", day=last))
        assert "REF1" not in stated(settled_on_23rd, *edges), "a day may be cut off"


def test_what_was_settled_before_the_day_asked_for_need_not_stand_in_a_statement() -> None:
    """Something has happened to it since, and its row is from before and left out."""
    settled_long_ago = rewarded(RewardStatus.ALLOCATED, settled_at=NOW - timedelta(days=40))
    assert "REF1" not in stated(settled_long_ago, row(5, "HR1"))
