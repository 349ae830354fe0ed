"""A statement from EnKash's dashboard, as a spreadsheet program saves it.

No page of EnKash's says what its columns are called, so the policy names them.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.core.errors import StatementRefused
from bot.core.statement import DATE_FORMATS, Statement, StatementColumns, StatementRow
from bot.enkash.finding import FAILED, UNDER_WAY

# Above the columns a statement may have its title, an account's number, a period.
HEADER_LINES_MAX = 30
FAULTS_SHOWN_MAX = 20
DEBIT = re.compile(r"^\(.*\)$|^[-−–]|[-−–]$|(?<![A-Z])DR\b|DEBIT|UNALLOC|DEALLOC|REVERS|REFUND|REDE", re.IGNORECASE)
# The sign may stand behind the currency.
BELOW_ZERO = re.compile(r"[-−–]\s*\d|\([\d.,'\s]+\)")
FIGURE = re.compile(r"\d(?:[\d.,'\s]*\d)?")
_SAVE_AS = 'Save it as "CSV UTF-8" and try that.'
_KEYS = {"reference": "reference_column", "points": "points_column", "kind": "type_column", "status": "status_column",
         "date": "date_column"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows below the columns, each with its line; `places` says which cell is which."""

    rows: tuple[tuple[int, list[str]], ...]
    places: Mapping[str, int]
    has_decimal_comma: bool


def read_statement(content: bytes, columns: StatementColumns) -> Statement:
    """The movements in it, those that failed left out; StatementRefused with a line for every fault."""
    table = _table_of(_text_of(content), columns)
    rows: list[StatementRow] = []
    faults: list[str] = []
    without_reference = 0
    for line, cells in table.rows:
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in table.places.items()}
        if not row["reference"]:
            without_reference += any(row.values())
        elif not _has_moved(row.get("status", "")):
            continue
        else:
            found = _row(line, row, columns, has_decimal_comma=table.has_decimal_comma)
            faults.append(found) if isinstance(found, str) else rows.append(found)
    if faults:
        more = [f"… and {len(faults) - FAULTS_SHOWN_MAX} more"] if len(faults) > FAULTS_SHOWN_MAX else []
        raise StatementRefused("\n".join(faults[:FAULTS_SHOWN_MAX] + more))
    return Statement(tuple(rows), without_reference)


def _text_of(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        raise StatementRefused(f"The statement is a workbook, not a CSV file. {_SAVE_AS}")
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise StatementRefused(f"The statement is not in UTF-8. {_SAVE_AS}") from None
    if "\0" in text:
        raise StatementRefused(f"The statement is no text. {_SAVE_AS}")
    return text


def _table_of(text: str, columns: StatementColumns) -> _Table:
    best: list[str] = []
    for separator in ",;\t":
        # Strict, because a quote that is never closed would swallow the rows below it, and hide them.
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines: list[tuple[int, list[str]]] = []
        fault: csv.Error | None = None
        try:
            lines.extend((reader.line_num, cells) for cells in reader)
        except csv.Error as error:
            fault = error
        for place, (_, header) in enumerate(lines[:HEADER_LINES_MAX]):
            best = max(best, header, key=len)
            if _plain(columns.reference) in map(_plain, header):
                if fault is not None:
                    raise StatementRefused(
                        f"The statement cannot be read as CSV: {fault}, in what begins after line {lines[-1][0]}."
                    )
                places = _places(header, columns)
                return _Table(tuple(lines[place + 1 :]), places, has_decimal_comma=separator == ";")
    raise _no_column("reference", columns.reference, best)


def _places(header: list[str], columns: StatementColumns) -> Mapping[str, int]:
    names = [_plain(name) for name in header]
    places: dict[str, int] = {}
    for what in _KEYS:
        wanted = getattr(columns, what)
        if wanted is None:
            continue
        if _plain(wanted) not in names:
            raise _no_column(what, wanted, header)
        places[what] = names.index(_plain(wanted))
    return places


def _no_column(what: str, wanted: str, header: list[str]) -> StatementRefused:
    found = ", ".join(f'"{name.strip()}"' for name in header if name.strip())[:500] or "nothing"
    return StatementRefused(
        f'The statement has no column "{wanted}". Write what that column is called into the policy, as '
        f"[reconcile] {_KEYS[what]}. I found {found}."
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s_.-]", "", name).casefold()


def _has_moved(status: str) -> bool:
    """Whether a row of this status moved points, as far as its words say."""
    return not (FAILED.search(status.upper()) or UNDER_WAY.search(status.upper()))


def _row(
    line: int, row: Mapping[str, str], columns: StatementColumns, *, has_decimal_comma: bool
) -> StatementRow | str:
    amount = _amount(row["points"], has_decimal_comma=has_decimal_comma)
    if amount is None:
        return f'line {line}, {columns.points}, "{row["points"]}": this is no number of points.'
    on: date | None = None
    if columns.date is not None:
        on = _day(row["date"], columns.date_format)
        if on is None:
            return (
                f'line {line}, {columns.date}, "{row["date"]}": this is no day written as {columns.date_format}. If '
                "the statement writes days otherwise, set [reconcile] date_format in the policy."
            )
    is_debit = DEBIT.search(row.get("kind", "")) is not None
    return StatementRow(line, row["reference"], -abs(amount) if is_debit else amount, on)


def _amount(cell: str, *, has_decimal_comma: bool) -> Decimal | None:
    """`1,00,000`, `1.000,00`, `₹ 100.00 Cr`, `(100)`: what was moved, below zero where it was taken back."""
    figures = FIGURE.findall(cell)
    if len(figures) != 1:
        return None
    figure = re.sub(r"[\s']", "", figures[0])
    mark = _decimal_mark(figure, has_decimal_comma=has_decimal_comma)
    whole, _, fraction = figure.rpartition(mark) if mark else (figure, "", "")
    value = Decimal(f"{re.sub('[.,]', '', whole)}.{fraction or '0'}")
    return -value if DEBIT.search(cell.strip()) or BELOW_ZERO.search(cell) else value


def _decimal_mark(figure: str, *, has_decimal_comma: bool) -> str:
    """The sign before the fraction; empty where there is none. The last of two kinds is it; one alone before exactly
    three digits groups thousands, unless it is the point of a file that separates cells by commas."""
    marks = re.findall("[.,]", figure)
    if len(set(marks)) == 2:
        return str(marks[-1])
    if len(marks) != 1:
        return ""
    (mark,) = marks
    groups = len(figure.rpartition(mark)[2]) == 3 and (mark == "," or has_decimal_comma)
    return "" if groups else str(mark)


def _day(cell: str, named_format: str) -> date | None:
    """The day at the beginning of the cell; a time of day after it is let be."""
    words = " ".join(cell.split())
    parts = named_format.count(" ") + 1
    try:
        return datetime.strptime(" ".join(re.split(r"[ T]", words)[:parts]), DATE_FORMATS[named_format]).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
