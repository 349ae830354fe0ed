"""`python -m tests.prove`: the long forms of every trial, with a progress bar, and one table; exit code 1 on any broken
promise.

--seeds N  simulated lives      --kills N  deaths of a running bot      --cuts N  power cuts

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
from tests.simulation import trial as simulation

Trial = Callable[[int, Callable[[int], object]], Tally]


@click.command()
@click.option("--seeds", default=10_000, help="How many simulated lives.")
@click.option("--kills", default=1_000, help="How many deaths of a running bot, at least.")
@click.option("--cuts", default=1_000, help="How many power cuts, and faults of the disk at most.")
def main(seeds: int, kills: int, cuts: int) -> None:
    """Try everything, and print what was lost or doubled."""
    trials: list[tuple[str, Trial, int]] = [
        ("Simulated lives", simulation.trial, seeds),
        ("Kills", kill_trials.trial, kills),
        ("Kills on Postgres", partial(kill_trials.trial, is_on_postgres=True), kills),
        ("Power cuts", power_cuts.trial, cuts),
        ("Faults of the disk", disk_faults.trial, cuts),
    ]
    tallies = [_tried(*one) for one in trials if one[2]]
    click.echo(told(tallies))
    sys.exit(0 if all(tally.is_sound for tally in tallies) else 1)


def _tried(label: str, trial: Trial, count: int) -> Tally:
    with click.progressbar(length=count, label=f"{label:<18}", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return trial(count, bar.update)


if __name__ == "__main__":
    main()
