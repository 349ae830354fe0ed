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


def note_newest(descriptor: int, entry_id: int) -> None:
    """Remember beside the ledger, in the file of the lock, how far its history has come."""
    os.pwrite(descriptor, b"%020d" % entry_id, 0)


def newest_noted(descriptor: int) -> int:
    """How far the history had come of the ledger that a bot last ran on here; 0 where none did."""
    noted = os.pread(descriptor, 20, 0)
    return int(noted) if noted.isdigit() else 0


def newest_noted_beside(path: Path) -> int:
    """The same for whoever only looks: of a ledger that no bot ran on, such as a copy, 0."""
    try:
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDONLY)
    except OSError:
        return 0
    try:
        return newest_noted(descriptor)
    finally:
        os.close(descriptor)


def forget_newest(descriptor: int) -> None:
    """Another ledger takes the place of the one that ran here."""
    os.ftruncate(descriptor, 0)


def _opened(path: Path, ending: str) -> int:
    return os.open(path.with_name(path.name + ending), os.O_RDWR | os.O_CREAT, 0o600)
