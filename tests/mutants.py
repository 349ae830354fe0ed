"""Deliberate faults: a tree of its own with one of them in it, and a trial run there, which must see it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.shell import module

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 900
_KEPT = {name: os.environ[name] for name in ("PATH", "TEST_DATABASE_URL") if name in os.environ}


@dataclass(frozen=True, slots=True)
class Mutant:
    """In the file `path`, the one place that reads `sound` reads `faulty` instead."""

    name: str
    path: str
    sound: str
    faulty: str


def plant(mutant: Mutant, folder: Path) -> None:
    """Link the bot and its tests into `folder`, with this fault in them; AssertionError where its place has changed."""
    for part in ("bot", "tests"):
        # With what is compiled already: all else is sound, and need not be compiled anew.
        shutil.copytree(ROOT / part, folder / part, copy_function=os.symlink)
    path = folder / mutant.path
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
        compiled.unlink()
    source = path.read_text("utf-8")
    assert source.count(mutant.sound) == 1, "the place that this fault is put into has changed"
    path.unlink()
    path.write_text(source.replace(mutant.sound, mutant.faulty), "utf-8")


def run_module(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`python -m` these words, in the tree at `folder`."""
    return module(*words, env={**_KEPT, "PYTHONPATH": str(folder)}, folder=folder, seconds=PATIENCE_SECONDS)
