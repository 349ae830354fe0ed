"""Waiting for a condition with a deadline, where threads or processes do what a test is about."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

LOOK_EVERY_SECONDS = 0.005


def wait_until(find: Callable[[], Found], seconds: float = 20.0) -> Found:
    """What `find` returned once it was true. Fails after so many seconds, generous ones: machines may be busy."""
    ends_at = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < ends_at, f"not within {seconds} s"
        threading.Event().wait(LOOK_EVERY_SECONDS)
    return found
