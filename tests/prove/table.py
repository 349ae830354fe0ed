"""The table that `make prove` prints, and under it the verdict, or each broken promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.prove.tally import Tally

HEAD = ("What was tried", "How often", "Rewards", "Lost", "Paid twice", "Other promises broken")
SOUND = "Nothing was lost, nothing was paid twice, and no other promise was broken."
BROKEN = "Promises were broken; each line begins with what replays it, and names the promise:"
# Of one promise that is broken thousands of times, a few examples say enough.
EXAMPLES_MAX = 3


def told(tallies: Sequence[Tally]) -> str:
    """One row for each kind of trial, as Markdown, so that it can stand in the README as it is."""
    lines = [_row(HEAD), _row(["---"] + ["--:"] * (len(HEAD) - 1))]
    lines += [_row(_cells(tally)) for tally in tallies]
    broken = [line for tally in tallies for line in _examples(tally)]
    last = [BROKEN, *broken] if broken else [SOUND]
    return "\n".join([*lines, "", *last])


def _cells(tally: Tally) -> list[str]:
    if tally.skipped:
        return [tally.what, f"skipped: {tally.skipped}", *["-"] * (len(HEAD) - 2)]
    figures = (tally.tried, tally.rewards, len(tally.lost), len(tally.doubled), len(tally.other))
    return [tally.what, *(f"{figure:,}" for figure in figures)]


def _examples(tally: Tally) -> list[str]:
    """A line begins with what replays it, then the promise; of each promise a few."""
    seen: Counter[str] = Counter()
    kept = []
    for line in (*tally.lost, *tally.doubled, *tally.other):
        promise = line.partition(": ")[2].partition(": ")[0]
        seen[promise] += 1
        if seen[promise] <= EXAMPLES_MAX:
            kept.append(line)
    return kept


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
