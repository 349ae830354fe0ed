"""Whichever call to the disk fails, what people are told is true, and nothing is lost or paid twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.disk_faults.nursery import Fault
from tests.disk_faults.trial import deeds_at, trial
from tests.mutants import Mutant, plant
from tests.power_cuts.recording import why_not

FAULTS = 80

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not())]


def test_whichever_call_fails_what_is_said_is_true_and_nothing_is_paid_twice() -> None:
    done: list[int] = []
    tally = trial(FAULTS, done.append)
    assert tally.is_sound, [*tally.lost, *tally.doubled, *tally.other][:10]
    assert (tally.tried, sum(done)) == (FAULTS, FAULTS)


# Deliberate faults of the ledger's code, the fault of the disk that shows each, and what the trial says of it.
MUTANTS = (
    (
        Mutant(
            "not kept is said whatever failed",
            "bot/ledger/faults.py",
            'if is_undone and name in ("SQLITE_BUSY", "SQLITE_FULL"):',
            "if is_undone or name:",
        ),
        Fault("fdatasync", "EIO", "3"),
        "of a commit in doubt",
    ),
    (
        Mutant(
            "the process goes on in doubt",
            "bot/ledger/keeping.py",
            'extra={"error": str(error)})\n            self._end(error)\n',
            'extra={"error": str(error)})\n',
        ),
        Fault("fdatasync", "EIO", "3"),
        "in doubt, and went on",
    ),
    (
        Mutant(
            "a commit that failed is taken for done",
            "bot/ledger/faults.py",
            '"SQLITE_FULL"):\n            raise\n',
            '"SQLITE_FULL"):\n            return\n',
        ),
        Fault("pwrite64", "ENOSPC", "3"),
        "not kept, and said",
    ),
)


@pytest.mark.parametrize(("mutant", "fault", "told"), MUTANTS, ids=[mutant.name for mutant, _, _ in MUTANTS])
def test_each_deliberate_fault_of_the_code_is_caught(tmp_path: Path, mutant: Mutant, fault: Fault, told: str) -> None:
    plant(mutant, tmp_path)
    with deeds_at(tmp_path) as deeds:
        broken = deeds.do("approve", fault)
        assert any(told in line for line in broken), (broken, deeds.report)
