"""Locks beside the ledger's file. They are the system's own, so whatever ends a process lets go of them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def claimed(path: Path) -> int | None:
    """Take the ledger for one running bot: what to close to let go of it, or None where another has it."""
    descriptor = _opened(path, ".lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Whoever opens the ledger waits here; two that migrate a new file side by side would break it."""
    descriptor = _opened(path, ".migrate")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path, ending: str) -> int:
    return os.open(path.with_name(path.name + ending), os.O_RDWR | os.O_CREAT, 0o600)
