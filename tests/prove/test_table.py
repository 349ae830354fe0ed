"""What `make prove` prints, as somebody reads it who has never seen it."""

from __future__ import annotations

from tests.prove.table import BROKEN, SOUND, told
from tests.prove.tally import Tally

LIVES = Tally("lives", 1_000, 5_000)


def test_where_every_promise_was_kept_the_table_says_so_below() -> None:
    assert told([LIVES]).splitlines()[2:] == ["| lives | 1,000 | 5,000 | 0 | 0 | 0 |", "", SOUND]


def test_of_each_broken_promise_a_few_lines_follow_that_replay_it() -> None:
    broken = Tally(
        "kills", 9, 90, lost=["story 1: a decision is kept: R-1"], other=[f"seed {n}: x: y" for n in range(9)]
    )
    assert told([LIVES, broken]).splitlines()[3:] == [
        "| kills | 9 | 90 | 1 | 0 | 9 |", "", BROKEN,
        "story 1: a decision is kept: R-1", "seed 0: x: y", "seed 1: x: y", "seed 2: x: y",
    ]  # fmt: skip
    assert not broken.is_sound


def test_what_was_skipped_says_why() -> None:
    assert "| cuts | skipped: no strace | - | - | - | - |" in told([Tally("cuts", 0, 0, skipped="no strace")])
