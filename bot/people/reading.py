"""A people file becomes rows and faults. Nothing is looked up here, and every fault is found in one reading."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.people.cells import OPTIONAL_RULES, RULES, Rule, Wrong, cleaned, shown

COLUMNS = tuple(RULES)
ALL_COLUMNS = (*RULES, *OPTIONAL_RULES)
Progress = Callable[[int, int], None]
"""Called now and then with the rows done and the rows in all."""

_PROGRESS_ROWS = 1_000
_HEADER = ",".join(COLUMNS)
_KNOWN = f"{_HEADER} and, where you have them, {','.join(OPTIONAL_RULES)}"
_SAVE_AS = 'Save it as "CSV UTF-8" and import that.'
_QUOTE = "Put quotation marks around a cell that holds a separator."
_NO_TEXT = {
    b"PK\x03\x04": f"this is a workbook, not a CSV file. {_SAVE_AS}",
    codecs.BOM_UTF16_LE: f"this file is in UTF-16. {_SAVE_AS}",
    codecs.BOM_UTF16_BE: f"this file is in UTF-16. {_SAVE_AS}",
}


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """What is wrong in one place of the file, for the eyes of whoever imports it.

    `line` counts from 1, the header included; a row that spans several lines has the number of its first.
    `column` is empty where the whole line is meant, `seen` where nothing stands there.
    """

    line: int
    column: str
    seen: str
    mend: str

    def __str__(self) -> str:
        seen = f'"{self.seen}"' if self.seen else ""
        return ", ".join(filter(None, (f"line {self.line}", self.column, seen))) + f": {self.mend}"


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One person of the file. `cells` holds, by column, the values to keep; a faulty cell is absent, and so is a
    column that the file leaves out.

    `typed_email` is the e-mail as it stands in the file.
    """

    line: int
    cells: dict[str, str]
    typed_email: str


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """The rows of a file, those with faulty cells too, and all faults found in it."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def read_people(content: bytes, progress: Progress | None = None) -> Reading:
    """The rows and faults of a CSV file with the columns of `COLUMNS`, perhaps others of `ALL_COLUMNS`, in any order.

    UTF-8 with or without a byte order mark; comma, semicolon or tab between cells; any line ends; blank lines are
    passed over. A file that cannot be read as a table gives no rows and the one fault that says why.
    """
    text = _text_of(content)
    if isinstance(text, Fault):
        return Reading((), (text,))
    lines = list(_lines_of(text))
    line, header = lines[0] if lines else (1, [])
    if isinstance(header, Wrong):
        return Reading((), (Fault(line, "", "", header.mend),))
    columns = [_column_of(name) for name in header]
    if faults := tuple(_faults_of_header(line, header, columns)):
        return Reading((), faults)
    if len(lines) == 1:
        return Reading((), (Fault(line, "", "", "nobody is named below the columns. Add a line for each person."),))
    return _read_rows(columns, lines[1:], progress)


def _text_of(content: bytes) -> str | Fault:
    for beginning, mend in _NO_TEXT.items():
        if content.startswith(beginning):
            return Fault(1, "", "", mend)
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        return Fault(len(re.findall(r"\r\n?|\n", before)) + 1, "", "", f"this is not UTF-8 from here on. {_SAVE_AS}")
    if "\0" in text:
        return Fault(1, "", "", f"this file is in UTF-16, or it is no text. {_SAVE_AS}")
    return text


def _lines_of(text: str) -> Iterator[tuple[int, list[str] | Wrong]]:
    """What holds something, with the number of the line on which it begins; quoted line breaks count."""
    separator = _separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    begins_at = 1
    try:
        for cells in reader:
            while cells and not cleaned(cells[-1]):
                cells.pop()
            if cells:
                yield begins_at, cells
            begins_at = reader.line_num + 1
    except csv.Error:
        mend = "the quotation marks do not pair up, so I stopped reading here. Double each one inside a quoted cell."
        yield begins_at, Wrong(mend)


def _separator_of(text: str) -> str:
    """The one that occurs most in the first line that holds something."""
    header = re.split(r"[\r\n]", text.lstrip("\r\n "), maxsplit=1)[0]
    return max(",;\t", key=header.count)


def _column_of(name: str) -> str:
    """`Slack User ID`, `E-mail` -> `slack_user_id`, `email`; anything unknown is empty."""
    squeezed = re.sub(r"[\s_-]", "", cleaned(name)).casefold()
    return next((column for column in ALL_COLUMNS if column.replace("_", "") == squeezed), "")


def _faults_of_header(line: int, header: list[str], columns: list[str]) -> Iterator[Fault]:
    if not any(columns):
        yield Fault(line, "", "", f"the first line has to name the columns: {_HEADER}.")
        return
    for position, (name, column) in enumerate(zip(header, columns, strict=True)):
        if not column:
            yield Fault(line, "", shown(name), f"I don't know this column. Leave it out; I know {_KNOWN}.")
        elif column in columns[:position]:
            yield Fault(line, column, shown(name), "this column is there twice. Leave one out.")
    for column in COLUMNS:
        if column not in columns:
            yield Fault(line, column, "", "the file lacks this column. Add it.")


def _read_rows(columns: list[str], lines: list[tuple[int, list[str] | Wrong]], progress: Progress | None) -> Reading:
    rules = {**RULES, **{column: rule for column, rule in OPTIONAL_RULES.items() if column in columns}}
    rows: list[Row] = []
    faults: list[Fault] = []
    for done, (line, cells) in enumerate(lines, 1):
        if isinstance(cells, Wrong):
            faults.append(Fault(line, "", "", cells.mend))
        elif len(cells) > len(columns):
            faults.append(Fault(line, "", "", f"{len(cells)} cells under {len(columns)} columns. {_QUOTE}"))
        else:
            rows.append(_read_row(line, rules, dict(zip(columns, map(cleaned, cells), strict=False)), faults))
        if progress and (done % _PROGRESS_ROWS == 0 or done == len(lines)):
            progress(done, len(lines))
    return Reading(tuple(rows), tuple(faults))


def _read_row(line: int, rules: Mapping[str, Rule], typed: dict[str, str], faults: list[Fault]) -> Row:
    """The row; its faults are appended to `faults`. Cells that a spreadsheet left off at the end are empty."""
    kept: dict[str, str] = {}
    for column, rule in rules.items():
        cell = typed.get(column, "")
        value = rule(cell)
        if isinstance(value, Wrong):
            faults.append(Fault(line, column, shown(cell), value.mend))
        else:
            kept[column] = value
    return Row(line, kept, typed.get("email", ""))
