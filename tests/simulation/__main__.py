"""`python -m tests.simulation`: so many runs, side by side on every core; exit code 1 on any violation.

--first N     the first seed (0)              --seeds N   how many
--until-caught  stop at the first violation
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections import Counter

import click

from tests.simulation.run import run

Found = tuple[int, list[str]]


def violations_of(seed: int) -> Found:
    """What one seed violated, an unforeseen error included."""
    try:
        found, _ = run(seed)
    except Exception as error:  # noqa: BLE001 - whatever a run dies of is what it found
        where = traceback.extract_tb(error.__traceback__)[-1]
        return seed, [f"nothing unforeseen happens: {type(error).__name__} in {where.name}"]
    return seed, [f"{violation.promise}: {violation.where}" for violation in found]


@click.command()
@click.option("--first", default=0, help="The first seed.")
@click.option("--seeds", default=2_000, help="How many.")
@click.option("--until-caught", is_flag=True, help="Stop at the first violation.")
def main(first: int, seeds: int, until_caught: bool) -> None:
    """Run the simulation, and print what it found."""
    promises: Counter[str] = Counter()
    examples: dict[str, str] = {}
    tried = 0
    with (
        multiprocessing.Pool(os.cpu_count()) as pool,
        click.progressbar(length=seeds, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar,
    ):
        for seed, found in pool.imap_unordered(violations_of, range(first, first + seeds), chunksize=4):
            tried += 1
            bar.update(1)
            for violation in found:
                promise = violation.partition(": ")[0]
                promises[promise] += 1
                examples.setdefault(promise, f"seed {seed}: {violation}")
            if found and until_caught:
                break
        pool.terminate()
    click.echo(f"{tried:,} runs, {sum(promises.values()):,} violations")
    for promise, count in promises.most_common():
        click.echo(f"{count:>6,}  {promise}; {examples[promise]}")
    sys.exit(1 if promises else 0)


if __name__ == "__main__":
    main()
