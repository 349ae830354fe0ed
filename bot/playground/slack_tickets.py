"""What Slack hands out for a short while: trigger ids and response urls."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.playground.clock import Clock

TRIGGER_LIFE = timedelta(seconds=3)
"""Slack, "Modals": a trigger_id expires in three seconds and can be exchanged once."""

RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES_MAX = 5
"""Slack, "Handling user interaction": up to five times within thirty minutes."""


class Triggers:
    """Trigger ids: each opens one modal, for whoever caused it."""

    def __init__(self, clock: Clock, team_id: str) -> None:
        self._clock = clock
        self._team_id = team_id
        self._made: dict[str, tuple[str, datetime]] = {}
        self._spent: set[str] = set()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def new(self, user_id: str) -> str:
        """A fresh trigger id of that person's."""
        with self._lock:
            trigger_id = f"{int(self._clock().timestamp() * 1000)}.{self._team_id}.{next(self._numbers):016x}"
            self._made[trigger_id] = (user_id, self._clock())
            return trigger_id

    def spend(self, trigger_id: str) -> tuple[str, str]:
        """Whose it was, and Slack's error where it opens nothing; one of the two is empty."""
        with self._lock:
            if trigger_id not in self._made:
                return "", "invalid_trigger_id"
            user_id, made_at = self._made[trigger_id]
            if trigger_id in self._spent:
                return "", "exchanged_trigger_id"
            if self._clock() - made_at > TRIGGER_LIFE:
                return "", "expired_trigger_id"
            self._spent.add(trigger_id)
            return user_id, ""


@dataclass(frozen=True, slots=True)
class ResponseTicket:
    """Where an answer to a response url goes. `message_ts` is the message whose button was clicked."""

    channel_id: str
    user_id: str
    made_at: datetime
    message_ts: str = ""


class ResponseUrls:
    """The paths of response urls, and how often each was used."""

    def __init__(self, clock: Clock, team_id: str) -> None:
        self._clock = clock
        self._team_id = team_id
        self._tickets: dict[str, ResponseTicket] = {}
        self._uses: dict[str, int] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def new(self, channel_id: str, user_id: str, message_ts: str = "") -> str:
        """The path of a fresh response url: `/commands/…` for a command, `/actions/…` for a click."""
        with self._lock:
            kind = "actions" if message_ts else "commands"
            path = f"/{kind}/{self._team_id}/{next(self._numbers):010d}/not-a-real-secret"
            self._tickets[path] = ResponseTicket(channel_id, user_id, self._clock(), message_ts)
            return path

    def use(self, path: str) -> tuple[ResponseTicket | None, str]:
        """The ticket, or Slack's error where the url is spent, too old or none of ours."""
        with self._lock:
            ticket = self._tickets.get(path)
            if ticket is None:
                return None, "no_such_url"
            if self._clock() - ticket.made_at > RESPONSE_URL_LIFE:
                return None, "expired_url"
            if self._uses.get(path, 0) >= RESPONSE_URL_USES_MAX:
                return None, "used_url"
            self._uses[path] = self._uses.get(path, 0) + 1
            return ticket, ""
