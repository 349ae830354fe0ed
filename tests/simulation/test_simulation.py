"""Thousands of lives of the company, and what must be true after each of them."""

from __future__ import annotations

import logging
import os
import re
import subprocess
from itertools import chain, count, islice
from pathlib import Path

import pytest

from tests.mutants import ROOT, Mutant, plant, run_module
from tests.postgres import why_not
from tests.simulation.deeds import character_of
from tests.simulation.mutants import CAUGHT_BY, MUTANTS
from tests.simulation.nature import Nature
from tests.simulation.run import run

LIVES = 2_000
# `.ci/run` asks for more.
SEEDS = int(os.environ.get("SIMULATED_LIVES", LIVES))
SEEDS_AT_ONCE = 250
# A life takes ten times as long there.
SEEDS_ON_POSTGRES = 12
SEEDS_FOR_A_MUTANT = 3_000
# Most show there as well as in a long one.
A_SHORT_LIFE = 3_001
SEEDS_WITH_HOMES = 60
SEEDS_FOR_AN_EVENT = 1_000

EVENTS = {
    "EnKash credits a repeat again": "a repeat is credited",
    "EnKash refuses a repeat": "a repeat is refused",
    "EnKash replays its answer to a repeat": "a repeat is replayed",
    "two processes on one ledger": "2 processes",
    "a crash before a transaction": "dies before a transaction",
    "a crash before a commit": "dies before a commit",
    "a crash after a commit": "dies after a commit",
    "a crash before a call to EnKash": "dies before a call to EnKash",
    "a crash after a call to EnKash": "dies after a call to EnKash",
    "a crash between EnKash's answer and its being written down": "dies after a POST to EnKash",
    "a crash before a call to Slack": "dies before a call to Slack",
    "a crash after a call to Slack": "dies after a call to Slack",
    "a request that gets lost": "create-allocate-points lost before",
    "a reply that gets lost": "create-allocate-points lost after",
    "a request that comes late": "late arrival",
    "a reply that comes late": "the answer came too late",
    "a request that comes twice": "create-allocate-points twice",
    "a refusal": "create-allocate-points refused",
    "an empty account": "create-allocate-points empty",
    "a 500": "create-allocate-points 500",
    "a 503": "create-allocate-points 503",
    "a storm of 429": "a storm of 429",
    "garbage": "create-allocate-points garbage",
    "half a reply": "create-allocate-points half",
    "double clicks by several approvers": r"U02RAVI approve (R-\w+)\n\d+ U05FARAH approve \1\n\d+ U02RAVI approve \1\n",
    "somebody approves less": r"approve less R-\w+",
    "expiry racing approval": r"the deadline (R-\w+)\n(\d+ .*\n){0,4}?\d+ \w+ approve \1\n",
    "a worker paused past its lease and woken": "the sleeper wakes",
    "an operator who speaks too soon": "operator hurries to say did-not-happen",
    "a clock that jumps": r"the clock jumps -\d",
    "a ledger rolled back to a copy by hand": "restored by hand",
    "a ledger rolled back to a copy through the command": "restored held",
    "tokens that end early": r"tokens end\n",
    "a token that is refused": "create-allocate-points 401",
    "Slack away for a day": r"slack is away for a day\n(.*\n)*\d+ slack is back\n",
    "people who leave": "is deactivated",
    "a private reward": r"asked privately R-\w+",
    "several people in one request": r"asked R-\w+ [23]\n",
    "somebody asks for a reward back": r"asked to take back R-",
    "points that are spent before they are taken back": r"points are spent EKC",
}

# Together they show most of these; they are lived first.
EVENTFUL = (56, 58, 61, 600, 648, 806, 1_011, 1_272)

SLACKS_DAYS = 3
SLACKS_DAY = r"(?P<begins>\d+) slack is away for a day\n(?P<within>(?:.*\n)*?)(?P<ends>\d+) slack is back\n"


def simulated(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`python -m tests.simulation` in a tree of its own, in one process: other tests may run beside it."""
    return run_module(folder, "tests.simulation", "--processes", "1", *words)


def test_a_seed_is_the_same_run_to_the_letter() -> None:
    first, second = run(7).nature, run(7).nature
    assert first.trace == second.trace
    assert first.digest == second.digest
    assert first.digest != run(8).nature.digest


def test_a_run_leaves_the_log_as_it_found_it() -> None:
    run(7)
    assert logging.root.manager.disable == logging.NOTSET


def trace_of(seed: int) -> str:
    return "\n".join(run(seed).nature.trace)


def test_the_runs_are_eventful() -> None:
    """A simulation in which nothing happens would promise nothing. What the eventful ones lack by now is looked for in
    others."""
    unseen = dict(EVENTS)
    for seed in chain(EVENTFUL, range(SEEDS_FOR_AN_EVENT)):
        trace = trace_of(seed)
        unseen = {event: pattern for event, pattern in unseen.items() if not re.search(pattern, trace)}
        if not unseen:
            break
    assert list(unseen) == []


def has_slacks_day(seed: int) -> bool:
    return "Slack is away for a day" in character_of(Nature(seed), is_in_a_file=True).chapters


def test_slack_is_away_for_a_whole_day_while_everything_else_goes_on() -> None:
    traces = map(trace_of, islice(filter(has_slacks_day, count()), SLACKS_DAYS))
    days = [found for trace in traces if (found := re.search(SLACKS_DAY, trace))]
    assert len(days) == SLACKS_DAYS
    for day in days:
        assert int(day["ends"]) - int(day["begins"]) >= 24 * 3_600
        assert " slack 17" not in day["within"], "nothing was said meanwhile"
    assert any(re.search(r"(asked|approve|operator says)", day["within"]) for day in days)


@pytest.mark.parametrize("first", range(0, SEEDS_WITH_HOMES, 20))
def test_homes_cost_no_reward_and_show_in_the_end_what_became_of_each(first: int) -> None:
    lives = [run(seed, with_homes=True) for seed in range(first, first + 20)]
    assert [life.violations for life in lives if life.violations] == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SEEDS, SEEDS_AT_ONCE))
def test_no_reward_is_lost_and_none_is_paid_twice(first: int) -> None:
    lives = min(SEEDS_AT_ONCE, SEEDS - first)
    ended = simulated(ROOT, "--first", str(first), "--seeds", str(lives))
    assert ended.returncode == 0, ended.stdout + ended.stderr[-2_000:]
    assert f"| {lives:,} |" in ended.stdout


@pytest.mark.slow
@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_no_reward_is_lost_and_none_is_paid_twice_on_postgres() -> None:
    ended = simulated(ROOT, "--seeds", str(SEEDS_ON_POSTGRES), "--postgres")
    assert ended.returncode == 0, ended.stdout + ended.stderr[-2_000:]
    assert f"on Postgres | {SEEDS_ON_POSTGRES:,} |" in ended.stdout


@pytest.mark.slow
def test_a_tree_without_a_fault_shows_none(tmp_path: Path) -> None:
    """What is caught there is the fault, and not how the tree was made."""
    some = MUTANTS[0]
    plant(Mutant("none", some.path, some.sound, some.sound), tmp_path)
    ended = simulated(tmp_path, "--first", str(A_SHORT_LIFE), "--seeds", "12")
    assert ended.returncode == 0, ended.stdout + ended.stderr[-2_000:]


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_deliberate_fault_is_caught(tmp_path: Path, mutant: Mutant) -> None:
    plant(mutant, tmp_path)
    first = CAUGHT_BY.get(mutant.name, A_SHORT_LIFE)
    ended = simulated(tmp_path, "--first", str(first), "--seeds", str(SEEDS_FOR_A_MUTANT), "--until-caught")
    assert ended.returncode == 1, ended.stdout + ended.stderr[-2_000:]
    assert "seed " in ended.stdout, f"it died of something else: {ended.stderr[-2_000:]}"
    print(f"{mutant.name}: {ended.stdout.splitlines()[-1]}")  # noqa: T201 - with -s, the seed that caught it
