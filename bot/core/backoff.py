"""How long to wait before trying again."""

from __future__ import annotations

# Beyond this many doublings every ceiling is reached.
DOUBLINGS_MAX = 16


def backoff_seconds(attempts: int, *, first_seconds: float, max_seconds: float, fraction: float) -> float:
    """Exponential backoff with full jitter: `fraction`, from 0 to 1, of a ceiling that doubles with each attempt."""
    return fraction * min(max_seconds, first_seconds * 2.0 ** min(attempts, DOUBLINGS_MAX))
