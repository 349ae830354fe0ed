"""`shabash people`: whom EnKash should credit for a Slack user."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import assert_home, opened
from bot.cli.progress import progress_bar
from bot.cli.rewards import operator
from bot.cli.saying import say, say_json

if TYPE_CHECKING:
    from bot.ledger import Ledger
    from bot.ledger.statements import Statements
    from bot.people import Books


@click.group()
def people() -> None:
    """Whom EnKash should credit for a Slack user."""


@people.command(name="import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--remove-missing", is_flag=True, help="Mark as left whoever the file does not name.")
@click.option("--yes", is_flag=True, help="With --remove-missing: don't ask where that is more than a tenth of them.")
@refusing
def import_file(file: BinaryIO, dry_run: bool, remove_missing: bool, yes: bool) -> None:
    """Add and update people from FILE (- for standard input): a CSV with the columns slack_user_id, email, mobile,
    title, first_name and gender, and perhaps employee_id, department, cost_centre and manager_email. An empty
    slack_user_id is found by e-mail in Slack. One wrong row refuses it all."""
    from bot.people import import_people, summary

    content = file.read()
    with (
        opened(is_new=True, writes=True) as (settings, ledger),
        ledger.people() as (database, statements),
        progress_bar("Reading") as progress,
    ):
        result = import_people(
            database,
            content,
            ids_by_email=partial(_ids_by_email, ledger),
            now=datetime.now(UTC),
            dry_run=dry_run,
            progress=progress,
            may_leave=partial(_may_leave, yes) if remove_missing else None,
            books=_books(statements, settings.history_keys.current),
        )
    say(summary(result))


def _ids_by_email(ledger: Ledger) -> dict[str, str]:
    """Slack is asked only where the file needs it, so only then are its settings; another workspace knows nobody."""
    from bot.cli.members import ids_by_email
    from bot.settings import settings_from_environment

    settings = settings_from_environment()
    found = ids_by_email(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    assert_home(settings, ledger)
    return found


@people.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="An array of objects, for scripts.")
@refusing
def list_people(as_json: bool) -> None:
    """Everybody whom the ledger knows, by name, with e-mail and mobile masked: the view people_masked."""
    with opened() as (_, ledger), ledger.people() as (database, _):
        rows = list(database.query("SELECT * FROM people_masked ORDER BY first_name, slack_user_id"))
    if as_json:
        say_json(rows)
        return
    from tabulate import tabulate

    shown = ("slack_user_id", "first_name", "email", "mobile", "employee_id", "department", "cost_centre", "left_at")
    table = [{name: row[name] for name in shown} for row in rows]
    say(tabulate(table, headers="keys", disable_numparse=True) or "Nobody yet.")


@people.command(name="forget")
@click.argument("who", metavar="SLACK_ID_OR_EMAIL")
@refusing
def forget_person(who: str) -> None:
    """Remove a person, their name, and the details that their rewards were sent with. Requests, rewards and history
    stay."""
    from bot.ledger import Entry
    from bot.people import forget
    from bot.rewards.details import stage_forgotten

    with opened(writes=True) as (_, ledger), ledger.people() as (database, statements):

        def record(event: str, detail: str) -> None:
            statements().assert_here()
            statements().append(Entry(event, operator(), detail=detail))
            stage_forgotten(statements(), json.loads(detail)["slack_user_id"], operator())

        gone = forget(database, who, record=record)
    say(
        f"{gone.slack_user_id} is forgotten; {gone.rewards:,} of their rewards no longer hold an e-mail or mobile."
        " Take them out of HR's file too, or the next import brings them and their name back."
    )


@people.command()
@refusing
def template() -> None:
    """Print Slack's active members as a people file: id, e-mail and first name. HR adds mobile, title and gender, and
    then `people import` takes it."""
    import csv

    from bot.cli.members import active_members
    from bot.people.template import template_rows
    from bot.settings import settings_from_environment

    settings = settings_from_environment()
    members = active_members(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    csv.writer(sys.stdout, lineterminator="\n").writerows(template_rows(members))
    say(f"{len(members):,} people. Mobile, title and gender are HR's to fill in.", err=True)


def _books(statements: Callable[[], Statements], key: bytes) -> Books:
    """What is done to people goes into the history, and is told to those whom it concerns. `statements` gives those of
    the transaction that is open."""
    from bot.ledger import Entry
    from bot.people import Books
    from bot.rewards.details import stage_details_changed

    def seal(slack_ids: Sequence[str]) -> None:
        tx = statements()
        tx.assert_here()
        tx.note_people(slack_ids)
        tx.append(Entry("people imported", operator(), detail=str(len(slack_ids))))

    return Books(
        lambda event, detail: statements().append(Entry(event, operator(), detail=detail)),
        key,
        lambda changes: stage_details_changed(statements(), changes, operator()),
        seal,
    )


def _may_leave(yes: bool, leaving: int, active: int) -> bool:
    """Ask the person at the terminal; where there is none, nobody leaves."""
    if yes:
        return True
    what = f"The file lacks {leaving:,} of {active:,} people; they would be marked as left"
    if not sys.stdin.isatty():
        fail(f"{what}. Nothing was imported. If that is right, say --yes.")
    # The progress bar stands on this line.
    say(err=True)
    return click.confirm(f"{what}. Is that right?", err=True)
