"""A statement as spreadsheet programs save it: read for certain, or refused with the mend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.core.errors import StatementRefused
from bot.core.statement import DATE_FORMATS, StatementColumns, StatementRow
from bot.enkash.statement import read_statement

WHOLE = StatementColumns("Reference No.", "Amount", "Type", "Status", "Date", "dd/mm/yyyy")


def amounts(content: str, columns: StatementColumns | None = None) -> dict[str, Decimal]:
    return {row.reference: row.points for row in read_statement(content.encode(), columns or StatementColumns()).rows}


def refusal(content: bytes, columns: StatementColumns | None = None) -> str:
    with pytest.raises(StatementRefused) as raised:
        read_statement(content, columns or StatementColumns())
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
    (row,) = read_statement(content, StatementColumns()).rows
    assert row == StatementRow(row.line, "R1", Decimal(100))


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("1,00,000", 100_000), ("1,234", 1_234), ("1,234.50", Decimal("1234.50")), ("1234.00", 1_234),
        ("₹ 1,000.00", 1_000), ("Rs. 250", 250), ("100.00 Cr", 100), ("-100", -100), ("(1,500)", -1_500),
        ("100 Dr", -100), ("100-", -100), ("1 234", 1_234), ("0", 0), ("1.234", Decimal("1.234")),
        ("100Dr", -100), ("₹ -100", -100), ("INR −100.00", -100), ("₹ - 100", -100), ("₹(100)", -100),
        ("100 (Cr)", 100),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_meant(cell: str, points: Decimal) -> None:
    assert amounts(f'reference,points\nR1,"{cell}"\n') == {"R1": points}


@pytest.mark.parametrize(("cell", "points"), [("1.234", 1_234), ("1.234,50", Decimal("1234.50")), ("100,5", 100.5)])
def test_in_a_file_of_semicolons_the_comma_is_the_decimal_mark(cell: str, points: float) -> None:
    assert amounts(f"reference;points\nR1;{cell}\n") == {"R1": points}


def test_what_failed_or_is_under_way_moved_nothing_and_what_was_taken_back_counts_less() -> None:
    rows = """Reference No.,Amount,Type,Status,Date
R1,100,CR,Success,26/11/2026
R2,100,CR,FAILED,26/11/2026
R3,100,Credit,Pending,26/11/2026
R4,100,DR,SUCCESS,26/11/2026 14:33
R5,100,UNALLOCATE_POINT,success,26/11/2026
R6,100,Allocation,,26/11/2026
"""
    assert amounts(rows, WHOLE) == {"R1": 100, "R4": -100, "R5": -100, "R6": 100}


@pytest.mark.parametrize("remark", ['"oops', '"oops" they said'])
def test_a_quote_that_is_not_closed_hides_no_row(remark: str) -> None:
    said = refusal(f"reference,points,remarks\nR1,100,{remark}\nR1,100,x\nHR9,500,y\n".encode())
    assert said.startswith("The statement cannot be read as CSV: ")
    assert said.endswith("in what begins after line 1.")


def test_rows_without_a_reference_are_counted_and_empty_ones_are_not() -> None:
    statement = read_statement(b"reference,points\n,500\nR1,100\n,\n\n", StatementColumns())
    assert (len(statement.rows), statement.without_reference) == (1, 1)


@pytest.mark.parametrize("name", DATE_FORMATS)
def test_each_named_format_of_a_day_is_read_with_or_without_the_time(name: str) -> None:
    columns = StatementColumns(date="when", date_format=name)
    written = date(2026, 11, 26).strftime(DATE_FORMATS[name])
    for cell in (written, f"{written} 14:33:02"):
        (row,) = read_statement(f'reference;points;when\nR1;100;"{cell}"\n'.encode(), columns).rows
        assert row.on == date(2026, 11, 26)


def test_a_column_that_is_not_there_is_named_with_the_key_and_what_there_is() -> None:
    said = refusal(b"Txn Ref,Amount\nR1,100\n")
    assert said == (
        'The statement has no column "reference". Write what that column is called into the policy, as [reconcile] '
        'reference_column. I found "Txn Ref", "Amount".'
    )
    assert "[reconcile] points_column" in refusal(b"reference,Amount\nR1,100\n")
    assert "[reconcile] date_column" in refusal(b"reference,points\n", StatementColumns(date="when"))


def test_every_fault_is_told_with_its_line() -> None:
    said = refusal(
        b"Reference No.,Amount,Type,Status,Date\nR1,many,,,26/11/2026\nR2,5,,,2026-11-26\nR3,,,,26/11/2026\n", WHOLE
    )
    first, second, third = said.splitlines()
    assert first == 'line 2, Amount, "many": this is no number of points.'
    assert second.startswith('line 3, Date, "2026-11-26": this is no day written as dd/mm/yyyy.')
    assert "[reconcile] date_format" in second
    assert third.startswith("line 4, Amount")
    many = refusal(b"reference,points\n" + b"R1,x\n" * 50)
    assert many.endswith("… and 30 more")


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"reference,points\nR\xe9,1\n", b"a\0b", b"", b"\xff"])
def test_what_is_no_csv_file_is_refused_with_the_mend(content: bytes) -> None:
    assert "CSV" in refusal(content) or "reference_column" in refusal(content)
