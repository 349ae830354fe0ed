"""`shabash audit`: whether the books are as they were written, and handing them on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import assert_there, opened
from bot.cli.progress import progress_bar
from bot.cli.saying import say, say_json

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.audit import Report


@click.group()
def audit() -> None:
    """Whether the books are as they were written, and handing them on."""


@audit.command(name="verify")
@click.option("--head", default="", metavar="HEX", help="A head that you were told: it must be among the seals.")
@click.option("--json", "as_json", is_flag=True, help="An object, for scripts.")
@refusing
def verify_history(head: str, as_json: bool) -> None:
    """Find every entry of the history, every reward, and everybody of HR's list that is not as it was sealed. Needs
    HISTORY_KEY, changes nothing, and works beside the running bot."""
    from bot.audit.verifying import verify
    from bot.ledger.evidence import as_it_lies
    from bot.settings import local_settings

    settings = local_settings()
    assert_there(settings)
    with as_it_lies(settings.database_url) as found, progress_bar("Verifying") as progress:
        report = verify(found, settings.sealing_keys, head=head, progress=progress)
    if as_json:
        say_json(asdict(report))
    else:
        for line in _lines(report):
            say(line)
    if count := len(report.findings):
        fail("1 thing is not as it was sealed." if count == 1 else f"{count:,} things are not as they were sealed.")


def _lines(report: Report) -> Iterator[str]:
    from bot.messages.text import count_of

    entries, people = partial(count_of, noun="entry", nouns="entries"), partial(count_of, noun="person", nouns="people")
    yield from (f"NOT AS SEALED  {finding}" for finding in report.findings)
    requests, seals = count_of(report.requests, "request"), count_of(report.seals, "seal")
    yield f"{requests}, {people(report.people)}, {entries(report.entries)}, {seals} looked at."
    if report.as_found and report.first_sealed_at:
        when = report.first_sealed_at[:10]
        yield f"Of before the history was sealed: {entries(report.as_found)}, sealed as found on {when}."
    if report.people_as_found:
        when = report.people_found_at[:10]
        yield f"Of HR's list: {people(report.people_as_found)}, sealed as found on {when}, not as imported."
    if report.since_seal:
        tail = _TAIL if report.noted else _TAIL_OF_A_COPY
        when = report.unsealed_since[:16].replace("T", " ")
        yield f"Since the last seal: {entries(report.since_seal)}, the oldest of {when} UTC. {tail}"
        if datetime.now(UTC) - datetime.fromisoformat(report.unsealed_since) > _SEALED_WITHIN:
            yield _LATE
    if report.head:
        yield f"Head: {report.head} ({report.sealed_at[:19]}Z)"


# Many times the sealer's minute.
_SEALED_WITHIN = timedelta(minutes=10)
_LATE = (
    "A bot that runs seals each minute: so either none has run here since the oldest of them, as on a copy, or it could"
    " not seal and logged that, or seals were removed. Compare the head with the one that the operators were told."
)
_TAIL = (
    "They are chained; that the newest of them is still there is known only from its number, which the bot notes beside"
    " the ledger in the file of its lock."
)
_TAIL_OF_A_COPY = "They are chained, but if the newest of them had been removed, this could not tell."


@audit.command(name="export")
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--time-zone", default="Asia/Kolkata", show_default=True, help="Of days and local times.")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="A file.")
@refusing
def export(form: str, since: datetime | None, until: datetime | None, time_zone: str, output: TextIO) -> None:
    """Every reward for finance, the totals last: maker, checkers, policy, reference, EnKash's transaction, local time
    and UTC. E-mail and mobile are masked. A reward counts on the day on which it was settled. A CSV file begins with
    the mark by which Excel knows UTF-8; what is printed does not."""
    from bot.audit.exporting import Span, Totals, rewards_in, write_csv, write_jsonl
    from bot.ledger.copying import assert_no_ledgers_file

    if since and until and until < since:
        raise click.UsageError("The last day is before the first.")
    span = Span(_zone(time_zone), since.date() if since else None, until.date() if until else None)
    totals = Totals()
    with opened() as (settings, ledger), ledger.snapshot() as db, progress_bar("Exporting") as progress:
        # It is opened at its first line, and what stood there is gone then.
        assert_no_ledgers_file(Path(output.name), None if settings.is_on_postgres else settings.ledger_path)
        rows = rewards_in(db, span, totals, progress)
        is_file = output.name not in ("-", "<stdout>")
        if is_file and form == "csv":
            # Without this mark Excel takes a file for one in its country's old encoding.
            output.write("\ufeff")
        (write_csv if form == "csv" else write_jsonl)(rows, totals, output)
        output.flush()
    if is_file:
        say(f"{totals.rewards.total():,} rewards written to {output.name}.", err=True)


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        fail(f"This machine knows no time zone {name}. Give another, such as --time-zone UTC.")
