"""A statement as spreadsheet programs save it: read for certain, or refused with the mend."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.core.errors import StatementRefused
from bot.core.statement import Days, Statement, StatementRow
from bot.core.statement.layout import DATE_FORMATS, StatementLayout
from bot.core.statement.reading import BYTES_MAX, read_statement

WHOLE = StatementLayout("Reference No.", "Amount", "Type", "Status", "Date", "dd/mm/yyyy")


def amounts(content: str, layout: StatementLayout | None = None) -> dict[str, Decimal]:
    return {row.reference: row.points for row in read_statement(content.encode(), layout or StatementLayout()).rows}


def refusal(content: bytes, layout: StatementLayout | None = None) -> str:
    with pytest.raises(StatementRefused) as raised:
        read_statement(content, layout or StatementLayout())
    return raised.value.sentence


@pytest.mark.parametrize(
    "content",
    [
        b"reference,points\nR1,100\n",
        b"\xef\xbb\xbfReference;Points\r\nR1;100\r\n",
        b'"points","REFERENCE","more"\r\n"100","R1",""\r\n\r\n',
        "reference\tpoints\nR1\t100\n".encode("utf-16"),
        b"Statement of account\nFrom,01/11/2026\n\nreference,points\n R1 , 100 \n",
        b'reference,points\n"R1","100"\n',
    ],
    ids=["plain", "Excel's semicolons", "quoted, other order", "Excel's Unicode text", "a title above", "quotes"],
)
def test_what_spreadsheet_programs_save_is_read(content: bytes) -> None:
    (row,) = read_statement(content, StatementLayout()).rows
    assert row == StatementRow(row.line, "R1", Decimal(100))


def test_what_failed_or_is_under_way_moved_nothing_and_what_was_taken_back_counts_less() -> None:
    rows = """Reference No.,Amount,Type,Status,Date
R1,100,CR,Success,26/11/2026
R2,100,CR,FAILED,26/11/2026
R3,100,Credit,Pending,26/11/2026
R4,100,DR,SUCCESS,26/11/2026 14:33
R5,-100,UNALLOCATE_POINT,success,26/11/2026
R6,-100,Allocate Point,Completed,26/11/2026
"""
    assert amounts(rows, WHOLE) == {"R1": 100, "R4": -100, "R5": -100, "R6": -100}
    assert read_statement(rows.encode(), WHOLE).not_moved == 2


@pytest.mark.parametrize("word", ["Withdrawal", "D", "Clawback", "Refund", "not debited", ""])
def test_a_type_that_nobody_explained_is_no_credit_but_a_fault(word: str) -> None:
    layout = StatementLayout(kind="Type")
    content = f"reference,points,Type\nR1,100,CR\nR2,100,{word}\nR3,5,{word}\n"
    assert refusal(content.encode(), layout) == (
        f'line 3, Type, "{word}" (and 1 more): I don\'t know whether points were given or taken back here. Write under '
        f'[reconcile] in the policy credit_words = ["{word}"] (given) or debit_words = ["{word}"] (taken back).'
    )
    given = amounts(content, StatementLayout(kind="Type", credit_words=(word,)))
    assert given == {"R1": 100, "R2": 100, "R3": 5}
    taken = amounts(content, StatementLayout(kind="Type", debit_words=(word.upper(), "Chargeback")))
    assert taken == {"R1": 100, "R2": -100, "R3": -5}


@pytest.mark.parametrize("word", ["Bounced", "Reversed", ""])
def test_a_status_that_nobody_explained_is_a_fault(word: str) -> None:
    content = f"reference,points,Status\nR1,100,{word}\n"
    assert refusal(content.encode(), StatementLayout(status="Status")) == (
        f'line 2, Status, "{word}": I don\'t know whether points moved here. Write under [reconcile] in the policy '
        f'moved_words = ["{word}"] (they did) or not_moved_words = ["{word}"] (they did not).'
    )
    assert amounts(content, StatementLayout(status="Status", moved_words=(word,))) == {"R1": 100}
    passed_over = read_statement(content.encode(), StatementLayout(status="Status", not_moved_words=(word,)))
    assert (passed_over.rows, passed_over.not_moved) == ((), 1)


def test_what_the_policy_says_of_a_word_comes_before_what_is_known() -> None:
    content = "reference,points,Type\nR1,100,Debit\n"
    assert amounts(content, StatementLayout(kind="Type", credit_words=("debit",))) == {"R1": 100}


@pytest.mark.parametrize("what", ["reference", "points", "Type", "Status", "When"])
def test_two_columns_of_one_name_are_refused_with_the_name(what: str) -> None:
    layout = StatementLayout(kind="Type", status="Status", date="When")
    said = refusal(f"reference,points,Type,Status,When,{what.upper()}\n".encode(), layout)
    assert said.startswith(f'The statement has 2 columns "{what}". ')


def test_two_columns_that_are_not_looked_at_may_have_one_name() -> None:
    assert amounts("note,reference,points,note\na,R1,100,b\n") == {"R1": 100}


def test_a_separator_in_a_cell_without_quotes_is_refused_and_moves_no_figure() -> None:
    said = refusal(b"reference,points\nR1,1,200\n")
    assert said.startswith("line 2: 3 cells under 2 columns. Put quotation marks around")
    assert amounts("reference,points\nR1,1,\n") == {"R1": 1}


@pytest.mark.parametrize("remark", ['"oops', '"oops" they said'])
def test_a_quote_that_is_not_closed_hides_no_row(remark: str) -> None:
    said = refusal(f"reference,points,remarks\nR1,100,{remark}\nR1,100,x\nHR9,500,y\n".encode())
    assert said.startswith("The statement cannot be read as CSV: ")
    assert said.endswith("in what begins in line 2.")


def test_rows_without_a_reference_are_counted_and_empty_ones_are_not() -> None:
    statement = read_statement(b"reference,points\n,500\nR1,100\n,\n\n", StatementLayout())
    assert (len(statement.rows), statement.without_reference) == (1, 1)


@pytest.mark.parametrize("name", DATE_FORMATS)
def test_each_named_format_of_a_day_is_read_with_or_without_the_time(name: str) -> None:
    layout = StatementLayout(date="when", date_format=name)
    written = date(2026, 11, 26).strftime(DATE_FORMATS[name])
    for cell in (written, f"{written} 14:33:02"):
        (row,) = read_statement(f'reference;points;when\nR1;100;"{cell}"\n'.encode(), layout).rows
        assert row.on == date(2026, 11, 26)


def test_a_column_that_is_not_there_is_named_with_the_key_and_what_there_is() -> None:
    said = refusal(b"Txn Ref,Amount\nR1,100\n")
    assert said == (
        'The statement has no column "reference". Write what that column is called into the policy, as [reconcile] '
        'reference_column. I found "Txn Ref", "Amount".'
    )
    assert "[reconcile] points_column" in refusal(b"reference,Amount\nR1,100\n")
    assert "[reconcile] date_column" in refusal(b"reference,points\n", StatementLayout(date="when"))


def test_every_fault_is_told_with_its_line() -> None:
    said = refusal(
        b"Reference No.,Amount,Type,Status,Date\nR1,many,CR,Success,26/11/2026\nR2,5,CR,Success,2026-11-26\n"
        b"R3,,CR,Success,26/11/2026\n",
        WHOLE,
    )
    first, second, third = said.splitlines()
    assert first.startswith('line 2, Amount, "many": this is no number of points. I read ')
    assert second.startswith('line 3, Date, "2026-11-26": this is no day written as dd/mm/yyyy.')
    assert "set date_format under [reconcile] in the policy" in second
    assert third.startswith("line 4, Amount")
    many = refusal(("reference,points\n" + "".join(f"R1,x{number}\n" for number in range(50))).encode())
    assert many.endswith("… and 30 more")
    assert 'line 2, points, "x" (and 49 more): ' in refusal(b"reference,points\n" + b"R1,x\n" * 50)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 a workbook", "The statement is a workbook"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "The statement is a workbook"),
        (b"reference,points\nR\xe9,1\n", "The statement is not in UTF-8."),
        (b"\xff\xfea", "The statement is not in UTF-16."),
        ("reference".encode("utf-16-le"), "The statement is no text, or in UTF-16 without a mark that says so."),
        (b"", "The statement is empty."),
        (b"\xef\xbb\xbf\r\n", "The statement is empty."),
        (b"reference,points\n", 'No row of the statement has a reference under "reference": there is nothing to'),
        (b"reference,points\n,100\n", 'No row of the statement has a reference under "reference": there is nothing to'),
        (b"Account statement\n", 'The statement has no column "reference".'),
    ],
)
def test_what_is_no_statement_is_refused_and_says_what_it_is(content: bytes, sentence: str) -> None:
    assert refusal(content).startswith(sentence)


def test_a_file_that_would_eat_the_memory_is_refused() -> None:
    row = b"R1,100\n"
    content = b"reference,points\n" + row * (BYTES_MAX // len(row) + 1)
    assert refusal(content).startswith("The statement has more than 8 MB. Export fewer days at a time")


def days_of(content: str) -> Days | None:
    return read_statement(content.encode(), StatementLayout(date="Date", date_format="yyyy-mm-dd")).whole_days


def test_a_statement_has_its_days_whole_but_for_the_first_and_the_last() -> None:
    rows = "reference,points,Date\nR1,100,2026-11-20\nR2,100,2026-11-25\nR3,100,2026-11-22\n"
    assert days_of(rows) == Days(date(2026, 11, 21), date(2026, 11, 24))
    assert read_statement(rows.encode(), StatementLayout()).whole_days is None


def test_what_is_passed_over_tells_all_the_same_how_far_a_statement_reaches() -> None:
    rows = """reference,points,Status,Date
,5000,Success,2026-11-01
R1,100,Success,2026-11-20
R2,100,Failed,2026-11-25
R3,,Failed,2026-11-30
Total,,Failed,
"""
    layout = StatementLayout(status="Status", date="Date", date_format="yyyy-mm-dd")
    assert read_statement(rows.encode(), layout).whole_days == Days(date(2026, 11, 2), date(2026, 11, 24))


@pytest.mark.parametrize("days", [("20",), ("20", "20"), ("20", "21")])
def test_a_statement_of_one_day_or_two_has_none_whole(days: tuple[str, ...]) -> None:
    found = days_of("reference,points,Date\n" + "".join(f"R1,100,2026-11-{day}\n" for day in days))
    assert found is not None
    assert found.are_none


def test_a_moment_is_on_a_day_only_if_it_is_both_in_india_and_in_utc() -> None:
    days = Days(date(2026, 11, 21), date(2026, 11, 24))
    held = {moment: days.hold(datetime.fromisoformat(f"2026-11-{moment}Z")) for moment in (
        "20T19:00", "21T00:00", "24T18:29", "24T18:30",
    )}  # fmt: skip
    assert held == {"20T19:00": False, "21T00:00": True, "24T18:29": True, "24T18:30": False}


def test_what_is_from_before_the_day_asked_for_is_left_out() -> None:
    rows = tuple(StatementRow(line, f"R{line}", Decimal(1), date(2026, 11, line)) for line in range(1, 9))
    statement = Statement(rows, Days(date(2026, 11, 2), date(2026, 11, 7)))
    since = datetime(2026, 11, 5, tzinfo=UTC)
    assert [row.line for row in statement.rows_since(since)] == [4, 5, 6, 7, 8]
    assert statement.whole_days_since(since) == Days(date(2026, 11, 5), date(2026, 11, 7))
