"""Four processes on one Postgres, one trouble after the other: nothing is lost or paid twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants import Mutant, plant, run_module
from tests.postgres import why_not
from tests.replicas.trial import TROUBLES_A_STORY, trial

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not(is_own=True)), reason=why_not(is_own=True))]


NO_DOUBT = Mutant(
    "a connection that is lost during a commit is taken for one that kept nothing",
    "bot/ledger/postgres/faults.py",
    "        if connection.is_open:\n            raise  # The server has answered, and refused.\n",
    "        raise\n",
)


def test_no_trouble_of_processes_or_of_their_database_loses_a_reward_or_pays_one_twice() -> None:
    tally = trial(TROUBLES_A_STORY)
    print(f"{tally.tried} {tally.what}, {tally.rewards} rewards")  # noqa: T201 - with -s, how thorough it was
    assert (tally.lost, tally.doubled, tally.other) == ([], [], [])


def test_the_trial_sees_a_process_that_goes_on_after_a_doubt(tmp_path: Path) -> None:
    plant(NO_DOUBT, tmp_path)
    ended = run_module(tmp_path, "tests.replicas", "--troubles", "1", "--only", "a commit's answer is lost")
    assert ended.returncode == 1, ended.stdout + ended.stderr[-2_000:]
    assert "a commit was in doubt, and its process goes on" in ended.stdout
