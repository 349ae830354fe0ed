"""No answered reward is lost by a power cut; and a ledger that syncs less loses some, which is how we know."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.power_cuts.disk import SECTOR_BYTES, Disk
from tests.power_cuts.life import STARTS
from tests.power_cuts.recording import Answered, Event, Opened, Removed, Synced, Truncated, Wrote, record, why_not
from tests.power_cuts.trial import ROOT, trial

CUTS = 200
CUTS_FOR_A_MUTANT = 60
OLD, NEW = b"o" * SECTOR_BYTES * 2, b"n" * SECTOR_BYTES * 2

needs_a_recorder = pytest.mark.skipif(bool(why_not()), reason=why_not())


def left_by(events: list[Event], folder: Path, cuts: int = 60) -> set[bytes | None]:
    """What the file `a` may hold when the power is cut after these events; None where it may be missing."""
    disk = Disk()
    for event in events:
        disk.play(event)
    found = set()
    for seed in range(cuts):
        place = folder / str(seed)
        place.mkdir()
        disk.cut(Random(seed), place)
        found.add((place / "a").read_bytes() if (place / "a").exists() else None)
    return found


SYNCED: list[Event] = [Opened(3, "a"), Wrote(3, OLD, 0), Synced(3), Opened(4, ""), Synced(4)]


def test_what_was_synced_is_there_after_every_cut(tmp_path: Path) -> None:
    assert left_by(SYNCED, tmp_path) == {OLD}


def test_a_name_may_be_missing_until_its_folder_is_synced(tmp_path: Path) -> None:
    assert left_by(SYNCED[:3], tmp_path) == {None, OLD}


def test_of_what_was_not_synced_any_sector_may_be_there(tmp_path: Path) -> None:
    half = SECTOR_BYTES
    torn = {OLD[:half] + NEW[half:], NEW[:half] + OLD[half:]}
    assert left_by([*SYNCED, Wrote(3, NEW, 0)], tmp_path) == {OLD, NEW} | torn


def test_a_removed_file_may_be_back_and_a_truncated_one_whole(tmp_path: Path) -> None:
    (tmp_path / "removed").mkdir()
    assert left_by([*SYNCED, Removed("a")], tmp_path / "removed") == {None, OLD}
    (tmp_path / "truncated").mkdir()
    assert left_by([*SYNCED, Truncated(3, 1)], tmp_path / "truncated") == {OLD, b"o"}


@pytest.mark.slow
@needs_a_recorder
def test_the_recorded_life_does_what_a_cut_could_spoil(tmp_path: Path) -> None:
    """It syncs before each answer, and empties the write-ahead log on the way and at a close."""
    life = tmp_path / "life"
    life.mkdir()
    synced, names = [set[str]()], dict[int, str]()
    removed = []
    for event in record(ROOT, life):
        match event:
            case Opened(fd, name):
                names[fd] = name
            case Synced(fd):
                synced[-1].add(names[fd])
            case Removed(name):
                removed.append(name)
            case Answered():
                synced.append(set())
    *before_answers, _ = synced
    assert len(before_answers) > 200
    assert all("shabash.db-wal" in names for names in before_answers)
    assert sum("shabash.db" in names for names in before_answers[1:]) > STARTS
    assert removed.count("shabash.db-wal") >= STARTS


@pytest.mark.slow
@needs_a_recorder
def test_no_answered_reward_is_lost_by_a_power_cut() -> None:
    done: list[int] = []
    tally = trial(CUTS, done.append)
    assert tally.is_sound, [*tally.lost, *tally.doubled, *tally.other][:10]
    assert (tally.tried, sum(done), tally.skipped) == (CUTS, CUTS, "")


@pytest.mark.slow
@needs_a_recorder
@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_a_ledger_that_syncs_less_loses_answered_rewards(synchronous: str) -> None:
    """The trial would show it."""
    tally = trial(CUTS_FOR_A_MUTANT, lambda done: None, synchronous=synchronous)
    assert tally.lost
