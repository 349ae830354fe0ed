"""How often Slack lets each method be called (Slack, "Rate limits")."""

from __future__ import annotations

import math
import threading
from collections import defaultdict, deque
from datetime import datetime, timedelta

from bot.playground.clock import Clock

# Calls a minute of each of Slack's tiers; what a method's own page says.
TIER_2, TIER_3, TIER_4 = 20, 50, 100
CALLS_A_MINUTE = {
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "conversations.info": TIER_3,
    "conversations.open": TIER_3,
    "reactions.add": TIER_3,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
MINUTE = timedelta(minutes=1)
POST_EVERY = timedelta(seconds=1)


class Pace:
    """Counts calls, and says when there were too many."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._called_at: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._lock = threading.Lock()

    def wait_seconds(self, method: str, channel_id: str) -> int:
        """Counts a call; how long to wait where it came too soon, which does not count, and 0 where it did not."""
        if method == "chat.postMessage":
            return self._wait(f"{method} {channel_id}", 1, POST_EVERY)
        return self._wait(method, CALLS_A_MINUTE[method], MINUTE) if method in CALLS_A_MINUTE else 0

    def _wait(self, key: str, calls_max: int, span: timedelta) -> int:
        with self._lock:
            now, called_at = self._clock(), self._called_at[key]
            while called_at and now - called_at[0] >= span:
                called_at.popleft()
            if len(called_at) < calls_max:
                called_at.append(now)
                return 0
            return max(1, math.ceil((called_at[0] + span - now).total_seconds()))
