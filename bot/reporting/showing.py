"""Reports as tables, for a terminal and for spreadsheets, and as objects for scripts."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any, TextIO

from bot.core.cells import harmless
from bot.core.days import last_day
from bot.reporting.budgets import Used
from bot.reporting.sums import WITHOUT, By, Line, Report, Stand
from bot.reporting.tax import TaxReport

Row = dict[str, Any]

TOTAL = "TOTAL"


def rows_of(report: Report) -> list[Row]:
    """A row for each line and one for the total: how many rewards reached people, their points, and beside them the
    points that have not, by where they stand."""
    return [_row(report.by, line) for line in report.lines] + [_row(report.by, report.total, is_total=True)]


def _row(by: By, line: Line, *, is_total: bool = False) -> Row:
    row: Row = {by.value: TOTAL if is_total else line.key or WITHOUT.get(by, "")}
    if by not in (By.DEPARTMENT, By.MONTH, By.VALUE):
        row["name"] = line.name
    row["rewards"] = line.sums[Stand.ALLOCATED].rewards
    return row | {f"points_{stand}": line.points(stand) for stand in Stand}


def rows_of_budgets(budgets: Sequence[Used]) -> list[Row]:
    return [
        {
            "budget": str(used.per),
            "whose": used.name or used.whose,
            "from": used.period.first.isoformat(),
            "to": last_day(used.period).isoformat(),
            "points_taken": used.taken_points,
            "points": used.points,
            "percent": used.taken_points * 100 // used.points,
        }
        for used in budgets
    ]


def rows_of_tax(report: TaxReport) -> list[Row]:
    """A row for each person and one for the total; what nobody can tell is empty."""
    people: list[Row] = [
        {
            "person": each.person_id,
            "name": each.name,
            "employee_id": each.employee_id,
            "rewards": each.rewards,
            "points_taken_back": each.taken_back_points,
            "points": each.points,
            "rupees": each.rupees,
            "over_limit_rupees": each.over_rupees,
        }
        for each in report.people
    ]
    total = {
        "person": TOTAL,
        "name": "",
        "employee_id": "",
        "rewards": sum(each.rewards for each in report.people),
        "points_taken_back": sum(each.taken_back_points for each in report.people),
        "points": report.points,
        "rupees": report.rupees,
        "over_limit_rupees": report.over_rupees,
    }
    return [*people, total]


def as_object(report: Report, budgets: Sequence[Used]) -> Row:
    *lines, total = rows_of(report)
    # By where they stand, also how many there are.
    counts = {
        str(stand): {"rewards": found.rewards, "points": found.points} for stand, found in report.total.sums.items()
    }
    del total[report.by.value]
    total.pop("name", None)
    first, last = report.period.first.isoformat(), last_day(report.period).isoformat()
    told = {"from": first, "to": last, "by": str(report.by), "lines": lines, "total": total}
    return told | {"by_status": counts, "budgets": rows_of_budgets(budgets)}


def tax_as_object(report: TaxReport) -> Row:
    *people, total = rows_of_tax(report)
    return {
        "from": report.year.first.isoformat(),
        "to": last_day(report.year).isoformat(),
        "rupees_per_point": report.rupees_per_point,
        "tax_free_rupees_per_year": report.tax_free_rupees,
        "people": people,
        "total": {key: value for key, value in total.items() if key not in ("person", "name", "employee_id")},
    }


def write_csv(rows: Sequence[Row], file: TextIO) -> None:
    """A line each below the names of the columns; the last is the total."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row.values()])
