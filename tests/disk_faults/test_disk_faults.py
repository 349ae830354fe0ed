"""Whichever call to the disk fails, what people are told is true, and nothing is lost or paid twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.disk_faults.nursery import Fault
from tests.disk_faults.trial import deeds_at, trial
from tests.power_cuts.recording import why_not
from tests.power_cuts.trial import ROOT

FAULTS = 80

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not())]


def test_whichever_call_fails_what_is_said_is_true_and_nothing_is_paid_twice() -> None:
    done: list[int] = []
    tally = trial(FAULTS, done.append)
    assert tally.is_sound, [*tally.lost, *tally.doubled, *tally.other][:10]
    assert (tally.tried, sum(done)) == (FAULTS, FAULTS)


# Deliberate faults of the ledger's code, and the fault of the disk that shows each.
MUTANTS = {
    "not kept is said whatever failed": (
        "faults.py",
        'if is_undone and name in ("SQLITE_BUSY", "SQLITE_FULL"):',
        "if is_undone or name:",
        Fault("fdatasync", "EIO", "3"),
        "of a commit in doubt",
    ),
    "the process goes on in doubt": (
        "sqlite.py",
        "                self._end(error)\n",
        "",
        Fault("fdatasync", "EIO", "3"),
        "in doubt, and went on",
    ),
    "a commit that failed is taken for done": (
        "faults.py",
        '"SQLITE_FULL"):\n            raise\n',
        '"SQLITE_FULL"):\n            return\n',
        Fault("pwrite64", "ENOSPC", "3"),
        "not kept, and said",
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_deliberate_fault_of_the_code_is_caught(tmp_path: Path, name: str) -> None:
    file, sound, faulty, fault, told = MUTANTS[name]
    for folder in ("bot", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True)
    path = tmp_path / "bot/ledger" / file
    source = path.read_text("utf-8")
    assert source.count(sound) == 1, "the place that this fault is put into has changed"
    path.write_text(source.replace(sound, faulty), "utf-8")
    with deeds_at(tmp_path) as deeds:
        broken = deeds.do("approve", fault)
        assert any(told in line for line in broken), (broken, deeds.report)
