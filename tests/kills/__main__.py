"""`python -m tests.kills`: so many kills, side by side on every core; exit code 1 on any broken promise.

--kills N   how many (1000)         --first N      the seed of the first story (0)
--postgres  not on SQLite           --only POINT   one story, aimed at this one
"""

from __future__ import annotations

import sys

import click

from tests.kills.points import POINTS
from tests.kills.trial import trial
from tests.prove.table import told


@click.command()
@click.option("--kills", default=1_000, help="How many.")
@click.option("--first", default=0, help="The seed of the first story.")
@click.option("--postgres", is_flag=True, help="On Postgres, not on SQLite.")
@click.option("--only", type=click.Choice(POINTS), default=None, metavar="POINT", help="One story, at this point.")
def main(kills: int, first: int, postgres: bool, only: str | None) -> None:
    """Kill the bot, and print what came of it."""
    with click.progressbar(length=kills, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        tally = trial(kills, bar.update, first_seed=first, is_on_postgres=postgres, only=only or "")
    click.echo(told([tally]))
    sys.exit(0 if tally.is_sound else 1)


if __name__ == "__main__":
    main()
