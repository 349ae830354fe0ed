"""A row of the table: what was measured, its floor beside it, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `unit` is ms, /s, MB, or empty for a count."""

    value: float
    unit: str = ""

    def __str__(self) -> str:
        if not self.unit:
            return f"{self.value:,.0f}"
        digits = 3 if self.value < 1 else 2 if self.value < 10 else 1 if self.value < 1000 else 0
        return f"{self.value:,.{digits}f}{'' if self.unit.startswith('/') else ' '}{self.unit}"


@dataclass(frozen=True, slots=True)
class Goal:
    """The ratio that is wanted: at most `limit`, or at least."""

    limit: float
    is_floor: bool = False

    def is_met_by(self, ratio: float) -> bool:
        return ratio >= self.limit if self.is_floor else ratio <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.is_floor else '<='} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """Ours over the floor. Without a floor what counts is the value itself; without a goal it is for orientation."""

    what: str
    ours: Figure
    floor: Figure | None = None
    goal: Goal | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours.value / self.floor.value if self.floor else self.ours.value

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return "orientation"
        return "met" if self.goal.is_met_by(self.ratio) else "NOT MET"

    def cells(self) -> tuple[str, ...]:
        ratio = f"{self.ratio:.3g}" if self.floor else str(self.ours)
        goal = "" if self.goal is None else str(self.goal)
        return (self.what, ratio, goal, self.verdict, str(self.ours), str(self.floor or ""))


def middle_ms(seconds: Sequence[float]) -> Figure:
    """The median, in milliseconds."""
    return Figure(median(seconds) * 1000, "ms")


def p99_ms(seconds: Sequence[float]) -> Figure:
    """What 99 of 100 stay below, in milliseconds."""
    return Figure(quantiles(seconds, n=100, method="inclusive")[98] * 1000, "ms")


HEADS = ("what", "ratio", "goal", "verdict", "ours", "floor")


def table(rows: Sequence[Row]) -> str:
    """The rows in columns; a note stands below its row."""
    lines = [HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    drawn = [_line(HEADS, widths), _line(tuple("-" * width for width in widths), widths)]
    for row in rows:
        drawn.append(_line(row.cells(), widths))
        drawn += [f"    {line}" for line in row.note.splitlines()]
    return "\n".join(drawn)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    # Words to the left, figures to the right.
    aligned = [
        cell.ljust(width) if column in (0, 3) else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()
