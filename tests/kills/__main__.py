"""`python -m tests.kills`: so many kills, side by side on every core; exit code 1 on any broken promise.

--kills N   how many (1000)      --first N   the seed of the first story (0)
"""

from __future__ import annotations

import sys

import click

from tests.kills.trial import trial


@click.command()
@click.option("--kills", default=1_000, help="How many.")
@click.option("--first", default=0, help="The seed of the first story.")
def main(kills: int, first: int) -> None:
    """Kill the bot, and print what came of it."""
    with click.progressbar(length=kills, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        tally = trial(kills, bar.update, first_seed=first)
    click.echo(f"{tally.tried:,} times {tally.what}: {tally.rewards:,} rewards, {len(tally.lost)} lost,"
               f" {len(tally.doubled)} paid twice, {len(tally.other)} other promises broken")  # fmt: skip
    for line in (*tally.lost, *tally.doubled, *tally.other):
        click.echo(f"  {line}")
    sys.exit(0 if tally.is_sound else 1)


if __name__ == "__main__":
    main()
