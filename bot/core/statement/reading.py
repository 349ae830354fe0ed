"""A file becomes a `Statement`, or is refused with every fault in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bot.core.errors import StatementRefused
from bot.core.statement import Statement, StatementRow, whole_days_among
from bot.core.statement.amounts import read_amount
from bot.core.statement.layout import DATE_FORMATS, StatementLayout, squeezed
from bot.core.statement.table import table_of

# Some seventy thousand movements. Without an end a wrong file would eat the memory.
MEGABYTES_MAX = 8
BYTES_MAX = MEGABYTES_MAX * 1024 * 1024
FAULTS_SHOWN_MAX = 20
CELL_LENGTH_SHOWN_MAX = 60


def read_statement(content: bytes, layout: StatementLayout, *, last_day: date = date.max) -> Statement:
    """The movements in it, none after `last_day`; StatementRefused with a line for every fault. To have what is larger
    than `BYTES_MAX` refused, one byte more is enough."""
    if len(content) > BYTES_MAX:
        raise StatementRefused(
            f"The statement has more than {MEGABYTES_MAX} MB. Export fewer days at a time, and compare one after the "
            "other."
        )
    table = table_of(content, layout)
    reading = _Reading(layout, layout.decimal_mark or ("," if table.separator == ";" else "."), last_day)
    for line, cells in table.rows:
        reading.take(line, {name: cells[at].strip() if at < len(cells) else "" for name, at in table.places.items()})
    return reading.statement()


class _Reading:
    """Takes row after row."""

    def __init__(self, layout: StatementLayout, decimal_mark: str, last_day: date) -> None:
        self._layout = layout
        self._decimal_mark = decimal_mark
        self._last_day = last_day
        self._debits, self._moves = layout.debits(), layout.moves()
        self._rows: list[StatementRow] = []
        self._without_reference = 0
        self._not_moved = 0
        self._days: set[date] = set()
        self._faults = _Faults()

    def statement(self) -> Statement:
        self._faults.refuse()
        if not (self._rows or self._not_moved):
            raise StatementRefused(
                f'No row of the statement has a reference under "{self._layout.reference}": there is nothing to '
                "compare."
            )
        whole_days = None if self._layout.date is None else whole_days_among(self._days)
        return Statement(tuple(self._rows), whole_days, self._without_reference, self._not_moved)

    def take(self, line: int, row: Mapping[str, str]) -> None:
        if not row["reference"]:
            self._without_reference += any(row.values())
            self._pass_over(row)
            return
        has_moved = self._has_moved(line, row)
        if not has_moved:
            self._not_moved += has_moved is False
            self._pass_over(row)
            return
        is_debit, amount, on = self._is_debit(line, row), self._amount(line, row), self._day(line, row)
        if is_debit is not None and amount is not None:
            self._rows.append(StatementRow(line, row["reference"], -abs(amount) if is_debit else amount, on))

    def _pass_over(self, row: Mapping[str, str]) -> None:
        """Its day says all the same how far the statement reaches."""
        if self._layout.date is not None and row["points"]:
            on = _day_of(row["date"], self._layout.date_format)
            self._days |= {on} if on and on <= self._last_day else set()

    def _has_moved(self, line: int, row: Mapping[str, str]) -> bool | None:
        if self._layout.status is None:
            return True
        return self._meaning(
            line, self._layout.status, row["status"], self._moves,
            "whether points moved", ("moved_words", "they did"), ("not_moved_words", "they did not"),
        )  # fmt: skip

    def _is_debit(self, line: int, row: Mapping[str, str]) -> bool | None:
        if self._layout.kind is None:
            return False
        return self._meaning(
            line, self._layout.kind, row["kind"], self._debits,
            "whether points were given or taken back", ("credit_words", "given"), ("debit_words", "taken back"),
        )  # fmt: skip

    def _meaning(
        self, line: int, column: str, word: str, known: Mapping[str, bool], what: str, *keys: tuple[str, str]
    ) -> bool | None:
        """What the word means; None: nobody said so, and that is a fault."""
        found = known.get(squeezed(word))
        if found is None:
            mend = " or ".join(f'{key} = ["{_shown(word)}"] ({means})' for key, means in keys)
            self._faults.add(
                line, column, word, f"I don't know {what} here. Write under [reconcile] in the policy {mend}."
            )
        return found

    def _amount(self, line: int, row: Mapping[str, str]) -> Decimal | None:
        amount = read_amount(row["points"], self._decimal_mark)
        if amount is None:
            mark, other = ("point", ",") if self._decimal_mark == "." else ("comma", ".")
            written = "100000, 1,00,000.00 or 100,000.00" if mark == "point" else "100000, 1.00.000,00 or 100.000,00"
            self._faults.add(
                line, self._layout.points, row["points"],
                f"this is no number of points. I read {written}, with one minus, brackets or Dr where it was taken "
                f'back. If the decimal mark is not the {mark}, write decimal_mark = "{other}" under [reconcile] in the '
                "policy.",
            )  # fmt: skip
        return amount

    def _day(self, line: int, row: Mapping[str, str]) -> date | None:
        if self._layout.date is None:
            return None
        on = _day_of(row["date"], self._layout.date_format)
        if on is None or on > self._last_day:
            is_what = "this is no day" if on is None else "this is a day to come, where it is"
            self._faults.add(
                line, self._layout.date, row["date"],
                f"{is_what} written as {self._layout.date_format}. If the statement writes days otherwise, set "
                "date_format under [reconcile] in the policy.",
            )  # fmt: skip
        else:
            self._days.add(on)
        return on


@dataclass(slots=True)
class _Faults:
    """What is at fault in the same way is told once, with its first line and how many rows more."""

    seen: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)
    untold: int = 0

    def add(self, line: int, column: str, cell: str, mend: str) -> None:
        key = (column, _shown(cell), mend)
        if key in self.seen:
            first, count = self.seen[key]
            self.seen[key] = first, count + 1
        elif len(self.seen) < FAULTS_SHOWN_MAX:
            self.seen[key] = line, 1
        else:
            self.untold += 1

    def refuse(self) -> None:
        """StatementRefused, unless there are none."""
        if not self.seen:
            return
        told = []
        for (column, cell, mend), (line, count) in self.seen.items():
            more = f" (and {count - 1} more)" if count > 1 else ""
            told.append(f'line {line}, {column}, "{cell}"{more}: {mend}')
        raise StatementRefused("\n".join([*told, *([f"… and {self.untold} more"] if self.untold else [])]))


def _shown(cell: str) -> str:
    return cell[:CELL_LENGTH_SHOWN_MAX] + "…" * (len(cell) > CELL_LENGTH_SHOWN_MAX)


def _day_of(cell: str, named_format: str) -> date | None:
    """The day at the beginning of the cell; a time of day after it is let be."""
    words = " ".join(cell.split())
    parts = named_format.count(" ") + 1
    try:
        return datetime.strptime(" ".join(re.split(r"[ T]", words)[:parts]), DATE_FORMATS[named_format]).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
