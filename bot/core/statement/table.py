"""A file becomes a table with the columns that the policy names."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.core.errors import StatementRefused
from bot.core.statement.layout import StatementLayout, squeezed

# Above the columns a statement may have its title, an account's number, a period.
HEADER_LINES_MAX = 30
_SAVE_AS = 'Save it as "CSV UTF-8" and try that.'
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_KEYS = {"reference": "reference_column", "points": "points_column", "kind": "type_column", "status": "status_column",
         "date": "date_column"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the columns, each with the line on which it begins; `places` says which cell is which."""

    rows: Iterator[tuple[int, list[str]]]
    places: Mapping[str, int]
    separator: str


class _Unreadable(StatementRefused):
    """It is no CSV from some line on."""


def table_of(content: bytes, layout: StatementLayout) -> Table:
    """StatementRefused where it is no table with these columns; so may be any of its rows."""
    text = _text_of(content)
    best: list[str] = []
    for separator in ",;\t":
        rows = _rows_of(text, separator)
        try:
            for _, header in islice(rows, HEADER_LINES_MAX):
                best = max(best, header, key=len)
                if squeezed(layout.reference) in map(squeezed, header):
                    return Table(_within(len(header), rows), _places(header, layout), separator)
        except _Unreadable:
            # Nor are its cells separated so.
            continue
    raise _no_column("reference", layout.reference, best)


def _text_of(content: bytes) -> str:
    if content.startswith(_WORKBOOKS):
        raise StatementRefused(f"The statement is a workbook, not a CSV file. {_SAVE_AS}")
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise StatementRefused(f"The statement is not in {'UTF-16' if is_utf16 else 'UTF-8'}. {_SAVE_AS}") from None
    if "\0" in text:
        raise StatementRefused(f"The statement is no text, or in UTF-16 without a mark that says so. {_SAVE_AS}")
    if not text.strip():
        raise StatementRefused("The statement is empty.")
    return text


def _rows_of(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    lines = (found[0] for found in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))
    # Strict, because a quote that is never closed would swallow the rows below it, and hide them.
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _Unreadable(f"The statement cannot be read as CSV: {error}, in what begins in line {line}.") from None


def _within(width: int, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows, none of which has something beyond the last column: then all its cells may have moved."""
    for line, cells in rows:
        if any(cell.strip() for cell in cells[width:]):
            raise StatementRefused(
                f"line {line}: {len(cells)} cells under {width} columns. Put quotation marks around a cell that holds "
                "a separator."
            )
        yield line, cells


def _places(header: list[str], layout: StatementLayout) -> Mapping[str, int]:
    names = [squeezed(name) for name in header]
    places: dict[str, int] = {}
    for what in _KEYS:
        wanted = getattr(layout, what)
        if wanted is None:
            continue
        count = names.count(squeezed(wanted))
        if not count:
            raise _no_column(what, wanted, header)
        if count > 1:
            raise StatementRefused(
                f'The statement has {count} columns "{wanted}". Take out those that are not meant, or give them other '
                "names, in the file."
            )
        places[what] = names.index(squeezed(wanted))
    return places


def _no_column(what: str, wanted: str, header: list[str]) -> StatementRefused:
    found = ", ".join(f'"{name.strip()}"' for name in header if name.strip())[:500] or "nothing"
    return StatementRefused(
        f'The statement has no column "{wanted}". Write what that column is called into the policy, as '
        f"[reconcile] {_KEYS[what]}. I found {found}."
    )
