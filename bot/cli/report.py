"""`shabash report`: looking back at a month, a year, or any days, as a table, a file, or a chart."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.ending import refusing
from bot.cli.ledger import opened
from bot.cli.progress import progress_bar
from bot.cli.saying import on_one_line, say, say_json

if TYPE_CHECKING:
    from bot.core.budget import Period
    from bot.core.policy import Policy
    from bot.ledger.connection import Connection
    from bot.reporting.budgets import Used
    from bot.reporting.sums import Report
    from bot.reporting.tax import TaxReport

_DAY = click.DateTime(["%Y-%m-%d"])
# A terminal shows so many budgets; --json has them all.
_BUDGETS_SHOWN_MAX = 20


@click.command()
@click.option("--month", metavar="YYYY-MM", help="A whole month; without any of these, the last that is over.")
@click.option("--from", "since", type=_DAY, help="The first day.")
@click.option("--to", "until", type=_DAY, help="The last day; without it, today.")
@click.option(
    "--by",
    type=click.Choice(["recipient", "giver", "approver", "department", "value", "month"]),
    help="A line for each; without it, recipient.",
)
@click.option("--tax", is_flag=True, help="What reached each person in a financial year, with --year.")
@click.option("--year", metavar="YYYY-YY", help="With --tax: April to March, such as 2026-27.")
@click.option("--csv", "csv_file", metavar="FILE", help="Write the table to a file too; - prints it instead.")
@click.option("--json", "as_json", is_flag=True, help="An object, for scripts.")
@click.option("--png", "png_file", metavar="FILE", help="Draw a chart into a file; needs Pillow.")
@refusing
def report(
    month: str | None,
    since: datetime | None,
    until: datetime | None,
    by: str | None,
    tax: bool,
    year: str | None,
    csv_file: str | None,
    as_json: bool,
    png_file: str | None,
) -> None:
    """Who was thanked, what of budgets is used, what waits, what is unknown, in the policy's time zone. Changes
    nothing, and works beside the running bot. Only what EnKash confirmed counts as points; what is undecided, on its
    way, unknown or failed stands beside it. A reward counts on the day on which it was settled, and what is taken back
    on the day on which it was."""
    if as_json and csv_file == "-":
        raise click.UsageError("--json and --csv - both print; give --csv a file.")
    if tax != (year is not None):
        raise click.UsageError("--tax and --year go together, such as --tax --year 2026-27.")
    if tax and (month or since or until or by or png_file):
        raise click.UsageError("With --tax there are only --year, --csv and --json.")
    with _looked_at([csv_file, png_file]) as (policy, db):
        if tax:
            _tell_tax(_tax(db, policy, str(year)), csv_file, as_json=as_json)
        else:
            found, budgets = _found(db, policy, _period(policy, month, since, until), by or "recipient")
            _tell(found, budgets, csv_file, as_json=as_json)
            if png_file is not None:
                _draw(found, png_file)


@contextmanager
def _looked_at(files: Sequence[str | None]) -> Iterator[tuple[Policy, Connection]]:
    """The policy in force, and the ledger at one moment. None of these files may be the ledger's own."""
    from bot.ledger.copying import assert_no_ledgers_file
    from bot.settings import read_policy

    with opened() as (settings, ledger):
        policy = read_policy(settings)
        for name in files:
            if name not in (None, "-"):
                assert_no_ledgers_file(Path(str(name)), None if settings.is_on_postgres else settings.ledger_path)
        with ledger.snapshot() as db:
            yield policy, db


def _period(policy: Policy, month: str | None, since: datetime | None, until: datetime | None) -> Period:
    from bot.core.budget import Period, day_of
    from bot.core.days import Rhythm, before, containing, month_called

    today = day_of(datetime.now(UTC), policy.time_zone)
    if month is not None:
        if since or until:
            raise click.UsageError("--month is a whole one; --from and --to are for other days.")
        named = month_called(month)
        if named is None:
            raise click.UsageError(f"{month} is no month; write it like 2026-11.")
        return named
    if since is None and until is None:
        return before(containing(today, Rhythm.MONTH), Rhythm.MONTH)
    if since is None:
        raise click.UsageError("--to needs --from, the first day.")
    last: date = until.date() if until else today
    if last < since.date():
        raise click.UsageError("The last day is before the first.")
    return Period(since.date(), last + timedelta(days=1))


def _found(db: Connection, policy: Policy, period: Period, by: str) -> tuple[Report, tuple[Used, ...]]:
    from bot.reporting.budgets import budgets_of
    from bot.reporting.sums import By, report_on

    with progress_bar("Adding up") as progress:
        found = report_on(db, period, policy.time_zone, By(by), progress)
    return found, budgets_of(db, period, policy.budgets, policy.year_start)


def _tax(db: Connection, policy: Policy, written: str) -> TaxReport:
    from bot.core.days import financial_year_called
    from bot.reporting.tax import tax_report

    year = financial_year_called(written)
    if year is None:
        raise click.UsageError(f"{written} is no financial year; write it like 2026-27.")
    with progress_bar("Adding up") as progress:
        return tax_report(
            db,
            year,
            policy.time_zone,
            rupees_per_point=policy.rupees_per_point,
            tax_free_rupees=policy.tax_free_rupees_per_year,
            progress=progress,
        )


def _tell(found: Report, budgets: Sequence[Used], csv_file: str | None, *, as_json: bool) -> None:
    from bot.core.days import last_day
    from bot.reporting.showing import as_object, rows_of, rows_of_budgets

    rows = rows_of(found)
    _write_csv(rows, csv_file)
    if as_json:
        say_json(as_object(found, budgets))
    if as_json or csv_file == "-":
        return
    say(f"{found.period.first} to {last_day(found.period)}, by {found.by}, in points")
    _say_table(rows)
    if found.by == "approver":
        say("A reward counts for each of those who approved it, and once in the total.")
    elif found.by == "department":
        say("The giver's department, as HR's list has it now.")
    if budgets:
        say()
        _say_table(rows_of_budgets(budgets[:_BUDGETS_SHOWN_MAX]))
        if len(budgets) > _BUDGETS_SHOWN_MAX:
            say(f"The fullest {_BUDGETS_SHOWN_MAX} of {len(budgets):,} budgets; --json has them all.")


def _tell_tax(found: TaxReport, csv_file: str | None, *, as_json: bool) -> None:
    from bot.core.days import last_day
    from bot.reporting.showing import rows_of_tax, tax_as_object

    rows = rows_of_tax(found)
    _write_csv(rows, csv_file)
    if as_json:
        say_json(tax_as_object(found))
    if as_json or csv_file == "-":
        return
    say(f"{found.year.first} to {last_day(found.year)}, by the day of allocation, less what was taken back in it")
    _say_table(rows)
    if found.rupees_per_point is None:
        say("The policy names no rewards.rupees_per_point, so nothing is told in rupees.")
    elif found.tax_free_rupees is None:
        say("The policy names no report.tax_free_rupees_per_year, so nobody is over it. Ask whoever knows the law.")
    else:
        say(f"Over: what is beyond {found.tax_free_rupees:,} rupees a person, as the policy names it.")


def _say_table(rows: Sequence[dict[str, Any]]) -> None:
    from tabulate import tabulate

    shown = [
        {_heading(name): on_one_line(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        for row in rows
    ]
    say(tabulate(shown, headers="keys", intfmt=","))


def _heading(name: str) -> str:
    """Shorter than in a file, so that a line fits: that these are points stands above."""
    return name.removeprefix("points_").replace("_", " ")


def _write_csv(rows: Sequence[dict[str, Any]], name: str | None) -> None:
    from bot.reporting.showing import write_csv

    if name == "-":
        write_csv(rows, sys.stdout)
    elif name is not None:
        # With the mark by which Excel knows UTF-8.
        with Path(name).open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(rows, file)
        say(f"The table was written to {name}.", err=True)


def _draw(found: Report, name: str) -> None:
    from bot.reporting.picture import png_of

    Path(name).write_bytes(png_of(found))
    say(f"The chart was written to {name}.", err=True)
