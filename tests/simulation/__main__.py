"""`python -m tests.simulation`: so many runs, side by side on every core; exit code 1 on any violation.

--first N       the first seed (0)            --seeds N      how many
--until-caught  stop at the first violation   --processes N  side by side (one for each core)
--postgres      not on SQLite
"""

from __future__ import annotations

import gc
import sys

import click

from tests.prove.table import told
from tests.simulation.trial import trial


@click.command()
@click.option("--first", default=0, help="The first seed.")
@click.option("--seeds", default=2_000, help="How many.")
@click.option("--until-caught", is_flag=True, help="Stop at the first violation.")
@click.option("--processes", default=0, help="How many side by side; one for each core where it is 0.")
@click.option("--postgres", is_flag=True, help="On Postgres, not on SQLite.")
def main(first: int, seeds: int, until_caught: bool, processes: int, postgres: bool) -> None:
    """Run the simulation, and print what it found."""
    # What a life leaves behind is gone with it; looking for it all the time takes a tenth of each.
    gc.freeze()
    gc.set_threshold(50_000)
    with click.progressbar(length=seeds, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        tally = trial(
            seeds,
            bar.update,
            first=first,
            until_caught=until_caught,
            processes=processes,
            is_on_postgres=postgres,
        )
    click.echo(told([tally]))
    sys.exit(0 if tally.is_sound else 1)


if __name__ == "__main__":
    main()
