"""Four processes on one Postgres, one trouble after the other: nothing is lost or paid twice."""

from __future__ import annotations

import pytest

from tests.postgres import why_not
from tests.replicas.trial import TROUBLES_A_STORY, trial

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not(is_own=True)), reason=why_not(is_own=True))]


def test_no_trouble_of_processes_or_of_their_database_loses_a_reward_or_pays_one_twice() -> None:
    tally = trial(TROUBLES_A_STORY)
    print(f"{tally.tried} {tally.what}, {tally.rewards} rewards")  # noqa: T201 - with -s, how thorough it was
    assert (tally.lost, tally.doubled, tally.other) == ([], [], [])
