"""What operators read where the books and EnKash's do not agree."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.core.reconciling import Verdict
from bot.core.statement import NO_DAYS, Days, Statement, StatementRow
from bot.messages import reconciling
from tests.messages.samples import buttons, check_message, tokens

LINE = {
    "id": "R-7Q2MK4",
    "reference": "R7Q2MK4XYZ",
    "verdict": "missing there",
    "here": "allocated, 100 points",
    "there": "EnKash lists no transaction with this reference.",
}


def test_a_difference_says_what_is_here_what_is_there_and_what_to_do() -> None:
    message = reconciling.differences([LINE], 0, has_paused=True)
    assert message.text == (
        "I compared my books with EnKash's, and one reward differs. So I have paused sending. "
        "• R-7Q2MK4, reference `R7Q2MK4XYZ`: *missing there*. Here: allocated, 100 points. There: EnKash lists no "
        "transaction with this reference. • *missing there*: EnKash confirmed it and does not show it now. Ask EnKash "
        "what became of this reference. People can go on asking and approving; what is approved waits. Once you have "
        "looked, resume with the button, or by `shabash resume`. I say this once. `shabash reconcile` compares again, "
        "and changes nothing."
    )
    assert [button["action_id"] for button in buttons(message)] == ["sending_resume"]


def test_where_sending_was_paused_already_nothing_is_said_of_it_and_there_is_no_button() -> None:
    message = reconciling.differences([LINE], 12, has_paused=False)
    assert "13 rewards differ." in message.text
    assert "and 12 more: `shabash reconcile` lists them all" in message.text
    assert "pause" not in message.text
    assert not buttons(message)


@pytest.mark.parametrize("words", ["<!channel>", "x" * 5_000, "a & b"])
def test_whatever_either_side_says_stays_within_slacks_limits_and_pings_nobody(words: str) -> None:
    lines = [LINE | {"there": words, "verdict": str(verdict)} for verdict in Verdict]
    message = reconciling.differences([*lines, LINE | {"id": "", "reference": words}], 3, has_paused=True)
    check_message(message)
    assert tokens(message.text) == []


def test_a_gap_in_the_account_comes_with_its_figures() -> None:
    said = reconciling.balance("50000.0", 300, "48700.0", "2026-11-22T12:00:00+00:00").text
    assert said.startswith(
        "The company's account at EnKash holds 48,700 points, 1,000 points fewer than my books say: moved outside "
        "Shabash or topped up. It held 50,000 points on <!date^"
    )
    assert "I have allocated 300 points since." in said
    assert "1 point more than my books say" in reconciling.balance("10", 5, "6", "2026-11-22T12:00:00+00:00").text


def test_a_statement_is_told_with_what_was_passed_over_and_its_whole_days() -> None:
    since = datetime(2026, 11, 5, tzinfo=UTC)
    rows = tuple(StatementRow(line, f"R{line}", Decimal(1), date(2026, 11, line)) for line in range(3, 9))
    days = Days(date(2026, 11, 4), date(2026, 11, 7))
    assert reconciling.in_statement(Statement(rows, days, not_moved=2), since) == (
        "5 movements in the statement. Passed over: 2 rows that moved nothing, 1 row from before 2026-11-05.\n"
        "It covers 2026-11-05 to 2026-11-07 whole: the rewards settled on these days were looked for in it. Its first "
        "and its last day may be cut off."
    )
    assert reconciling.in_statement(Statement(rows[2:], NO_DAYS), since) == (
        f"4 movements in the statement.\n{reconciling.NO_WHOLE_DAY}"
    )
    told_no_days = reconciling.in_statement(Statement(rows[-1:]), since)
    assert told_no_days.startswith("1 movement in the statement.\nIt tells no days (the policy names no date_column)")
    assert "every reward settled since 2026-11-05 was looked for in it" in told_no_days


def test_each_verdict_but_the_good_one_has_its_mend() -> None:
    assert {verdict for verdict in Verdict if reconciling.MENDS[verdict]} == set(Verdict) - {Verdict.MATCHED}
