"""The time, as the stand-ins are given it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Says the present instant, aware and in UTC."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)
