"""A file from a spreadsheet becomes lines of cells, or the one fault that says why it cannot."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.people.cells import Wrong, cleaned, shown

_SAVE_AS = 'Save it as "CSV UTF-8" and try that.'
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
class Sheet:
    """The first line that holds something, and the others below it, each with its number; a line from which on nothing
    can be read is `Wrong`."""

    line: int
    header: list[str]
    rows: list[tuple[int, list[str] | Wrong]]


def sheet_of(content: bytes) -> Sheet | Fault:
    """UTF-8 with or without a byte order mark; comma, semicolon or tab between cells; any line ends; blank lines are
    passed over."""
    text = _text_of(content)
    if isinstance(text, Fault):
        return text
    lines = list(_lines_of(text))
    line, header = lines[0] if lines else (1, [])
    return Fault(line, "", "", header.mend) if isinstance(header, Wrong) else Sheet(line, header, lines[1:])


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


def squeezed(name: str) -> str:
    """A column's name without what people write in different ways: `E-mail`, `e mail` and `EMAIL` are one."""
    return re.sub(r"[\s_-]", "", cleaned(name)).casefold()


def faults_in_all(
    sheet: Sheet, columns: Sequence[str], needed: Sequence[str], *, known: str, example: str
) -> Iterator[Fault]:
    """Why no row can be read. `columns` has what each name of the first line means, empty where none is known;
    `known` and `example` tell people which there are."""
    if not any(columns):
        yield Fault(sheet.line, "", "", f"the first line has to name the columns: {example}.")
        return
    for position, (name, column) in enumerate(zip(sheet.header, columns, strict=True)):
        if not column:
            yield Fault(sheet.line, "", shown(name), f"I don't know this column. Leave it out; I know {known}.")
        elif column in columns[:position]:
            yield Fault(sheet.line, column, shown(name), "there is a column for this already. Leave one out.")
    for column in needed:
        if column not in columns:
            yield Fault(sheet.line, column, "", "the file lacks this column. Add it.")
    if not sheet.rows:
        yield Fault(sheet.line, "", "", "nobody is named below the columns. Add a line for each person.")


def too_many_cells(line: int, cells: Sequence[str], columns: Sequence[str]) -> Fault:
    """A separator in a cell that has no quotation marks around it, most likely."""
    return Fault(line, "", "", f"{len(cells)} cells under {len(columns)} columns. {_QUOTE}")
