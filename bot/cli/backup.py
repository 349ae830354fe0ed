"""`shabash ledger backup` and `shabash ledger restore`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.ending import refusing
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
    from bot.settings import local_settings

    path = local_settings().ledger_path
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

    keys = local_settings().sealing_keys
    held: list[int] = []

    def hold_all(path: Path) -> None:
        ledger = SqliteLedger(path, keys=keys)
        try:
            with ledger.write() as tx:
                held.append(hold(tx, operator()))
        finally:
            ledger.close()

    path = local_settings().ledger_path.resolve()
    found = copying.checked(copy)
    aside = copying.put_in_place(path, copy, datetime.now(UTC), hold_all)
    if aside is not None:
        say(f"The ledger that stood there is {aside} now.")
    say(
        f"Restored {count_of(found.requests, 'request')}; held: {count_of(sum(held), 'reward')}. Sending is paused."
        " Start the bot: it asks EnKash for each that is held and tells the operators. Import HR's newest file, then"
        " `shabash resume`."
    )
