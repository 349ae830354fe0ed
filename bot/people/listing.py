"""A list of whom to reward becomes rows and faults: who, how many points, and why. Nobody is looked up here."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.figures import whole
from bot.people.cells import Wrong, cleaned, shown
from bot.people.sheet import Fault, faults_in_all, sheet_of, squeezed, too_many_cells

_NAMES = {
    "who": ("who", "name", "email", "slack_user_id"),
    "points": ("points",),
    "reason": ("reason",),
}
"""What each column may be called, the best name first."""
_COLUMN_OF: Mapping[str, str] = {squeezed(name): column for column, names in _NAMES.items() for name in names}
_NEEDED = ("who", "points")
_KNOWN = "who (or name, email or slack_user_id), points and, where you like, reason"
_WHO = "write a Slack id, an e-mail as in HR's list, or a name as Slack has it."
_POINTS = "write a whole number in digits, like 50."
# Longer than any amount that a policy allows, with all its commas.
_POINTS_LENGTH_MAX = 20
_LINES_SHOWN_MAX = 5


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """One row: who it names, as it was typed without the @, the points, None where they cannot be read, and the
    reason, empty where none is written."""

    line: int
    who: str
    points: int | None
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    """The rows of a list that name somebody, and all faults found in it."""

    rows: tuple[Named, ...]
    faults: tuple[Fault, ...]

    @property
    def points(self) -> int | None:
        """As many as every row has; the fewest where a fault says that they differ, None where none can be read."""
        return min((row.points for row in self.rows if row.points is not None), default=None)

    @property
    def reason(self) -> str:
        """The one that its rows have; empty where none has any, the first where a fault says that they differ."""
        return next((row.reason for row in self.rows if row.reason), "")


def read_listing(content: bytes) -> Listing:
    """The rows and faults of a CSV file. One request asks for as many points for everybody, and has one reason: other
    rows with others are faults."""
    sheet = sheet_of(content)
    if isinstance(sheet, Fault):
        return Listing((), (sheet,))
    columns = [_COLUMN_OF.get(squeezed(name), "") for name in sheet.header]
    if faults := tuple(faults_in_all(sheet, columns, _NEEDED, known=_KNOWN, example="who,points,reason")):
        return Listing((), faults)
    found: list[Named] = []
    read = [fault for line, cells in sheet.rows for fault in _read_row(line, cells, columns, found)]
    faults = (
        *read,
        *_differing(found, "points", lambda row: row.points, _points_differ),
        *_differing(found, "reason", lambda row: row.reason, _reasons_differ),
    )
    return Listing(tuple(found), faults)


def _read_row(line: int, cells: list[str] | Wrong, columns: Sequence[str], found: list[Named]) -> Iterator[Fault]:
    """The row goes into `found`. Cells that a spreadsheet left off at the end are empty."""
    if isinstance(cells, Wrong):
        yield Fault(line, "", "", cells.mend)
        return
    if len(cells) > len(columns):
        yield too_many_cells(line, cells, columns)
        return
    typed = dict(zip(columns, map(cleaned, cells), strict=False))
    who, points = typed.get("who", "").removeprefix("@"), typed.get("points", "")
    number = whole(points) if len(points) <= _POINTS_LENGTH_MAX else None
    if not who:
        yield Fault(line, "who", "", _WHO)
    if number is None:
        yield Fault(line, "points", shown(points), _POINTS)
    found.append(Named(line, who, number, typed.get("reason", "")))


def _differing(
    rows: Sequence[Named],
    column: str,
    value_of: Callable[[Named], Hashable],
    told: Callable[[Mapping[Hashable, list[int]]], str],
) -> Iterator[Fault]:
    """One fault, at the first row that has something else than those before it; a row that has nothing is like all."""
    lines: dict[Hashable, list[int]] = {}
    for row in rows:
        if (value := value_of(row)) not in (None, ""):
            lines.setdefault(value, []).append(row.line)
    if len(lines) > 1:
        _, (line, *_), *_ = lines.values()
        yield Fault(line, column, "", told(lines))


def _points_differ(lines: Mapping[Hashable, list[int]]) -> str:
    amounts = "; ".join(f"{points:,} in {_listed(those)}" for points, those in lines.items())
    return f"one request asks for the same for everybody, and here are {amounts}. Make a file for each amount."


def _reasons_differ(lines: Mapping[Hashable, list[int]]) -> str:
    reasons = "; ".join(_listed(those) for those in lines.values())
    return (
        f"one request has one reason, and these differ: {reasons}. Write the same into each line or into one alone, "
        "or make a file for each reason."
    )


def _listed(lines: Sequence[int]) -> str:
    """`lines 2, 3 and 5`."""
    shown_lines, others = [f"{line}" for line in lines[:_LINES_SHOWN_MAX]], len(lines) - _LINES_SHOWN_MAX
    if others > 0:
        shown_lines.append(f"{others} more")
    *first, last = shown_lines
    return f"lines {', '.join(first)} and {last}" if first else f"line {last}"
