"""How fast Slack may be written to: about a message a second and channel with small bursts, and a limit per method."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second in the long run, and `burst` at once."""

    per_second: float
    burst: int


# Slack, "Rate limits": chat.postMessage takes one a second and channel; chat.update is of tier 3, 50 a minute, and
# views.publish of tier 4, 100 a minute.
PER_PLACE = Rate(1.0, 4)
UPDATES = Rate(50 / 60, 20)
HOMES = Rate(90 / 60, 20)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    closed_until: float = 0.0


class RateLimits:
    """Token buckets by key (a place or a method). `clock` is monotonic, in seconds. Safe between threads."""

    def __init__(self, clock: Callable[[], float], *, is_limited: bool = True) -> None:
        self._clock = clock
        self._is_limited = is_limited
        self._buckets: dict[str, tuple[Rate, _Bucket]] = {}
        self._lock = threading.Lock()

    def wait_seconds(self, key: str, rate: Rate) -> float:
        """Take one token, or say how long until there is one; 0 means taken."""
        with self._lock:
            bucket = self._filled(key, rate)
            now = self._clock()
            if bucket.closed_until > now:
                return bucket.closed_until - now
            if bucket.tokens >= 1 or not self._is_limited:
                bucket.tokens -= 1
                return 0.0
            return (1 - bucket.tokens) / rate.per_second

    def close(self, key: str, rate: Rate, seconds: float) -> None:
        """Slack said Retry-After: nothing more under this key until then."""
        with self._lock:
            bucket = self._filled(key, rate)
            bucket.closed_until = max(bucket.closed_until, self._clock() + seconds)

    def spent(self) -> tuple[str, ...]:
        """The keys that may not be used at this moment. Full buckets are forgotten on the way."""
        with self._lock:
            now = self._clock()
            for key in list(self._buckets):
                rate, _ = self._buckets[key]
                bucket = self._filled(key, rate)
                if bucket.tokens >= rate.burst and bucket.closed_until <= now:
                    del self._buckets[key]
            return tuple(
                key
                for key, (_, bucket) in self._buckets.items()
                if bucket.closed_until > now or (self._is_limited and bucket.tokens < 1)
            )

    def _filled(self, key: str, rate: Rate) -> _Bucket:
        now = self._clock()
        _, bucket = self._buckets.setdefault(key, (rate, _Bucket(rate.burst, now)))
        bucket.tokens = min(rate.burst, max(bucket.tokens, 0) + (now - bucket.filled_at) * rate.per_second)
        bucket.filled_at = now
        return bucket
