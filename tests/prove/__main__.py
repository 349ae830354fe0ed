"""`python -m tests.prove`: the long forms of every trial, with a progress bar, and one table; exit code 1 on any broken
promise.

--seeds N           simulated lives                  --kills N     deaths of a running bot, on either back end
--postgres-seeds N  simulated lives on Postgres      --troubles N  troubles of four processes on one Postgres
--cuts N            power cuts

A kind that is wanted 0 times is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import click

from tests.disk_faults import trial as disk_faults
from tests.kills import trial as kill_trials
from tests.power_cuts import trial as power_cuts
from tests.prove.table import told
from tests.prove.tally import Tally
from tests.replicas import trial as replicas
from tests.simulation import trial as simulation

Trial = Callable[[int, Callable[[int], object]], Tally]


@click.command()
@click.option("--seeds", default=10_000, help="How many simulated lives.")
@click.option("--postgres-seeds", default=500, help="How many on Postgres.")
@click.option("--kills", default=1_000, help="How many deaths of a running bot on each back end, at least.")
@click.option("--troubles", default=200, help="How many troubles of four processes on one Postgres, at least.")
@click.option("--cuts", default=1_000, help="How many power cuts, and faults of the disk at most.")
def main(seeds: int, postgres_seeds: int, kills: int, troubles: int, cuts: int) -> None:
    """Try everything, and print what was lost or doubled."""
    trials: list[tuple[str, Trial, int]] = [
        ("Simulated lives", simulation.trial, seeds),
        ("Lives on Postgres", partial(simulation.trial, is_on_postgres=True), postgres_seeds),
        ("Kills", kill_trials.trial, kills),
        ("Kills on Postgres", partial(kill_trials.trial, is_on_postgres=True), kills),
        ("Troubles of replicas", replicas.trial, troubles),
        ("Power cuts", power_cuts.trial, cuts),
        ("Faults of the disk", disk_faults.trial, cuts),
    ]
    tallies = [_tried(*one) for one in trials if one[2]]
    click.echo(told(tallies))
    sys.exit(0 if all(tally.is_sound for tally in tallies) else 1)


def _tried(label: str, trial: Trial, count: int) -> Tally:
    with click.progressbar(length=count, label=f"{label:<20}", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return trial(count, bar.update)


if __name__ == "__main__":
    main()
