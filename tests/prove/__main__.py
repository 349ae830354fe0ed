"""`python -m tests.prove`: the long forms of every trial, with a progress bar, and one table; exit code 1 on any broken
promise.

--seeds N  simulated lives      --kills N  deaths of a running bot      --cuts N  power cuts
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from tests.prove.table import told
from tests.prove.tally import Tally
from tests.simulation import trial as simulation


@click.command()
@click.option("--seeds", default=10_000, help="How many simulated lives.")
def main(seeds: int) -> None:
    """Try everything, and print what was lost or doubled."""
    trials: list[tuple[str, Trial, int]] = [
        ("Simulated lives", simulation.trial, seeds),
    ]
    tallies = [_tried(*one) for one in trials]
    click.echo(told(tallies))
    sys.exit(0 if all(tally.is_sound for tally in tallies) else 1)


Trial = Callable[[int, Callable[[int], object]], Tally]


def _tried(label: str, trial: Trial, count: int) -> Tally:
    with click.progressbar(length=count, label=f"{label:<16}", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return trial(count, bar.update)


if __name__ == "__main__":
    main()
