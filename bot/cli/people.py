"""`shabash people`: whom EnKash should credit for a Slack user."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import BinaryIO

import click

from bot.cli.ending import refusing
from bot.cli.ledger import opened


@click.group()
def people() -> None:
    """Whom EnKash should credit for a Slack user."""


@people.command(name="import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@refusing
def import_file(file: BinaryIO, dry_run: bool) -> None:
    """Add and update people from FILE (- for standard input): a CSV with the columns slack_user_id, email, mobile,
    title, first_name and gender. An empty slack_user_id is found by e-mail in Slack. One wrong row refuses it all."""
    from bot.ledger.sqlite import connect
    from bot.people import import_people, summary
    from bot.slack import ids_by_email

    content = file.read()
    with opened() as (settings, ledger):
        import sqlite_utils

        database = sqlite_utils.Database(connect(ledger.path))
        try:
            with click.progressbar(length=0, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

                def progress(done: int, total: int) -> None:
                    bar.length = total
                    bar.update(done - bar.pos)

                result = import_people(
                    database,
                    content,
                    ids_by_email=lambda: ids_by_email(
                        settings.slack_bot_token.get_secret_value(), settings.slack_api_url
                    ),
                    now=datetime.now(UTC),
                    dry_run=dry_run,
                    progress=progress,
                )
        finally:
            database.close()
    click.echo(summary(result))
