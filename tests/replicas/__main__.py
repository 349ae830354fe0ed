"""`python -m tests.replicas`: so many troubles, side by side on every core; exit code 1 on any broken promise.

--troubles N   how many (1000)      --first N   the seed of the first story (0)      --only NAME   this one alone
"""

from __future__ import annotations

import sys

import click

from tests.prove.table import told
from tests.replicas.trial import trial
from tests.replicas.troubles import TROUBLES


@click.command()
@click.option("--troubles", default=1_000, help="How many.")
@click.option("--first", default=0, help="The seed of the first story.")
@click.option("--only", type=click.Choice(list(TROUBLES)), default=None, metavar="NAME", help="This one alone.")
def main(troubles: int, first: int, only: str | None) -> None:
    """Trouble the processes, and print what came of it."""
    with click.progressbar(length=troubles, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        tally = trial(troubles, bar.update, first_seed=first, only=only or "")
    click.echo(told([tally]))
    sys.exit(0 if tally.is_sound else 1)


if __name__ == "__main__":
    main()
