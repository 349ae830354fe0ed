"""A people file becomes rows and faults. Nothing is looked up here, and every fault is found in one reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.people.cells import OPTIONAL_RULES, RULES, Rule, Wrong, cleaned, shown
from bot.people.sheet import Fault, faults_in_all, sheet_of, squeezed, too_many_cells

COLUMNS = tuple(RULES)
ALL_COLUMNS = (*RULES, *OPTIONAL_RULES)
Progress = Callable[[int, int], None]
"""Called now and then with the rows done and the rows in all."""

_PROGRESS_ROWS = 1_000
_HEADER = ",".join(COLUMNS)
_KNOWN = f"{_HEADER} and, where you have them, {','.join(OPTIONAL_RULES)}"


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

    A file that cannot be read as a table gives no rows and the one fault that says why.
    """
    sheet = sheet_of(content)
    if isinstance(sheet, Fault):
        return Reading((), (sheet,))
    columns = [_column_of(name) for name in sheet.header]
    if faults := tuple(faults_in_all(sheet, columns, COLUMNS, known=_KNOWN, example=_HEADER)):
        return Reading((), faults)
    return _read_rows(columns, sheet.rows, progress)


def _column_of(name: str) -> str:
    """`Slack User ID`, `E-mail` -> `slack_user_id`, `email`; anything unknown is empty."""
    wanted = squeezed(name)
    return next((column for column in ALL_COLUMNS if squeezed(column) == wanted), "")


def _read_rows(columns: list[str], lines: list[tuple[int, list[str] | Wrong]], progress: Progress | None) -> Reading:
    rules = {**RULES, **{column: rule for column, rule in OPTIONAL_RULES.items() if column in columns}}
    rows: list[Row] = []
    faults: list[Fault] = []
    for done, (line, cells) in enumerate(lines, 1):
        if isinstance(cells, Wrong):
            faults.append(Fault(line, "", "", cells.mend))
        elif len(cells) > len(columns):
            faults.append(too_many_cells(line, cells, columns))
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
