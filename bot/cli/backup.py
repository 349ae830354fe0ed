"""`shabash ledger backup` and `shabash ledger restore`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import opened, refuse_temporary_disk
from bot.cli.progress import progress_bar
from bot.cli.rewards import operator
from bot.cli.saying import say


@click.command()
@click.argument("to", type=click.Path(path_type=Path))
@refusing
def backup(to: Path) -> None:
    """Write a whole copy of the ledger to the file TO, or into the folder TO, also while the bot runs. It is checked,
    is on the disk when this ends, and never overwrites anything."""
    from bot.ledger import copying
    from bot.messages.text import count_of

    path = _file('Back it up with what comes with Postgres: `pg_dump --format=custom --file=FILE "$DATABASE_URL"`.')
    copy = to / f"{path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db" if to.is_dir() else to
    found = copying.back_up(path, copy)
    entries = count_of(found.history, "entry", "entries")
    say(f"{copy}: {count_of(found.requests, 'request')} and {entries} of the history.")


@click.command()
@click.argument("copy", metavar="FROM", type=click.Path(path_type=Path))
@refusing
def restore(copy: Path) -> None:
    """Put a copy of the file FROM, a backup, in the place of the ledger. Stop the bot first. The ledger that stood
    there is set aside; the restored one starts paused, and whatever is not final in it is held until EnKash or a person
    has said what became of it."""
    from bot.ledger import copying
    from bot.ledger.sqlite import SqliteLedger
    from bot.messages.text import count_of
    from bot.rewards.restoring import hold
    from bot.settings import local_settings

    refuse_temporary_disk(local_settings())
    stands = _file(
        "Put a dump in place with what comes with Postgres, into a database that is empty: `pg_restore --no-owner"
        ' --dbname="$DATABASE_URL" FILE`. Then, before any bot starts on it: `shabash ledger hold`.'
    )
    keys = local_settings().sealing_keys
    held: list[int] = []

    def hold_all(path: Path) -> None:
        ledger = SqliteLedger(path, keys=keys)
        try:
            with ledger.write() as tx:
                tx.assert_keys_follow()
                held.append(hold(tx, operator()))
        finally:
            ledger.close()

    path = stands.resolve()
    found = copying.checked(copy)
    aside = copying.put_in_place(path, copy, datetime.now(UTC), hold_all)
    if aside is not None:
        say(f"The ledger that stood there is {aside} now.")
    say(f"Restored {count_of(found.requests, 'request')}; {_held(sum(held))}")


@click.command()
@click.option("--yes", is_flag=True, help="Don't ask, for scripts.")
@refusing
def hold(yes: bool) -> None:
    """Hold whatever is not final in the ledger until EnKash or a person has said what became of it, and pause sending:
    for a ledger on Postgres that was put back from a dump. Stop every bot first; `shabash ledger restore` does it by
    itself."""
    from bot.rewards import restoring

    with opened(writes=True) as (_, ledger):
        ledger.claim_alone()
        if not (yes or _is_wanted()):
            fail("Nothing has changed.")
        with ledger.write() as tx:
            held = restoring.hold(tx, operator())
    text = _held(held)
    say(text[0].upper() + text[1:])


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@refusing
def copy(source: str, target: str) -> None:
    """Move a whole ledger between SQLite and Postgres, each named as in DATABASE_URL. Stop every bot first; TO is new.
    Everything is counted and the history verified there before FROM is closed for good: from then on a bot starts on TO
    alone. Stopped on the way, it goes on where it was."""
    from contextlib import closing

    from bot.audit.verifying import verify
    from bot.ledger import moving
    from bot.ledger.evidence import as_it_lies
    from bot.ledger.opening import open_ledger
    from bot.messages.text import count_of
    from bot.rewards.sealing import Sealer
    from bot.settings import existing_ledger, ledger_address, local_settings

    settings = local_settings()
    keys, here, there = settings.sealing_keys, existing_ledger(source), ledger_address(target)
    refuse_temporary_disk(settings.model_copy(update={"database_url": there}))
    with closing(open_ledger(here, keys=keys)) as old, closing(open_ledger(there, keys=keys)) as new:
        moving.assert_may_move(old, new)
        old.claim_alone()
        new.claim_alone()
        # By now nobody else moves it.
        moving.assert_may_move(old, new)
        with old.read() as view:
            view.assert_keys_follow()
        if not moving.is_begun(new):
            Sealer(old).seal()
        with progress_bar("Copying") as progress:
            sums = moving.copy(old, new, progress)
        with as_it_lies(there) as found, progress_bar("Verifying") as progress:
            report = verify(found, keys, progress=progress)
        if report.findings:
            fail(
                f"The history does not hold in {new.name} as it was copied, so nothing is moved: {report.findings[0]}\n"
                f"`shabash audit verify` tells whether it holds in {old.name}. Copy into another empty database then."
            )
        moving.leave(old, new, sums, operator())
    say(
        f"{count_of(sums.rows['requests'], 'request')} and {count_of(sums.rows['history'], 'entry', 'entries')} of the"
        f" history, verified by {count_of(report.seals, 'seal')}, are in {new.name} now, and no bot starts on"
        f" {old.name} any more. Name the new one in DATABASE_URL."
    )


def _is_wanted() -> bool:
    """Ask the person at the terminal; where there is none, nothing changes."""
    if not sys.stdin.isatty():
        fail("Nothing has changed. If this ledger was put back from a copy, say --yes.")
    return click.confirm("Each reward that is not final will wait for EnKash's word or a person's. Go on?", err=True)


def _held(count: int) -> str:
    from bot.messages.text import count_of

    return (
        f"held: {count_of(count, 'reward')}. Sending is paused. Start the bot: it asks EnKash for each that is held and"
        " tells the operators. Import HR's newest file, then `shabash resume`."
    )


def _file(on_postgres: str) -> Path:
    """The ledger's file; where it is in a database, the command ends with these words."""
    from bot.settings import local_settings

    settings = local_settings()
    if settings.is_on_postgres:
        fail(f"This ledger is in a database, not in a file. {on_postgres}")
    return settings.ledger_path
