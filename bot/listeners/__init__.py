"""Slack in, after Bolt's own convention: one module for each kind of listener, each with `register(app, desk)`.

A handler is an ordinary function from the desk and the payload to what Slack is answered; `answering` makes a
listener of it from which no exception can leave.
"""

from __future__ import annotations

import logging

from slack_bolt import App, BoltResponse

from bot.listeners import actions, asking, commands, events, views
from bot.listeners.desk import Desk

log = logging.getLogger(__name__)


def register(app: App, desk: Desk) -> None:
    """Everything that Shabash listens to; `manifest.yml` names the same, and a test holds the two together."""
    for kind in (commands, actions, asking, views, events):
        kind.register(app, desk)
    app.error(unreadable)


def unreadable(error: Exception) -> BoltResponse:
    """No listener raises. Bolt does where it cannot tell which listener a payload is for."""
    log.warning("a signed request could not be read", extra={"error": type(error).__name__})
    return BoltResponse(status=400)
