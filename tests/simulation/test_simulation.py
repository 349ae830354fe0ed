"""Thousands of lives of the company, and what must be true after each of them."""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path

import pytest

from tests.mutants import ROOT, Mutant, plant, run_module
from tests.simulation.mutants import MUTANTS
from tests.simulation.run import run

SEEDS, SEEDS_AT_ONCE = 2_000, 500
SEEDS_FOR_A_MUTANT = 1_500


def simulated(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`python -m tests.simulation` in a tree of its own."""
    return run_module(folder, "tests.simulation", *words)


def test_a_seed_is_the_same_run_to_the_letter() -> None:
    first, second = run(7).nature, run(7).nature
    assert first.trace == second.trace
    assert first.digest == second.digest
    assert first.digest != run(8).nature.digest


def test_a_run_leaves_the_log_as_it_found_it() -> None:
    run(7)
    assert logging.root.manager.disable == logging.NOTSET


def test_the_first_runs_keep_every_promise() -> None:
    assert [(seed, found) for seed in range(60) if (found := run(seed).violations)] == []


def test_the_runs_are_eventful() -> None:
    """A simulation in which nothing happens would promise nothing."""
    told = "\n".join(line for seed in range(60) for line in run(seed).nature.trace)
    for event in ("lost after", "late arrival", "dies", "weather", "twice", "401", "refused", "did-not-happen"):
        assert event in told, event


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SEEDS, SEEDS_AT_ONCE))
def test_no_reward_is_lost_and_none_is_paid_twice(first: int) -> None:
    ended = simulated(ROOT, "--first", str(first), "--seeds", str(SEEDS_AT_ONCE))
    assert ended.returncode == 0, ended.stdout + ended.stderr[-2_000:]
    assert f"| {SEEDS_AT_ONCE:,} |" in ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_deliberate_fault_is_caught(tmp_path: Path, mutant: Mutant) -> None:
    plant(mutant, tmp_path)
    ended = simulated(tmp_path, "--seeds", str(SEEDS_FOR_A_MUTANT), "--until-caught")
    assert ended.returncode == 1, ended.stdout + ended.stderr[-2_000:]
    print(f"{mutant.name}: {ended.stdout.splitlines()[-1]}")  # noqa: T201 - with -s, the seed that caught it
