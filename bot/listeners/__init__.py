"""Slack in, after Bolt's own convention: one module for each kind of listener, each with `register(app, desk)`.

A handler is an ordinary function from the desk and the payload to what Slack is answered; `answering` makes a
listener of it from which no exception can leave.
"""

from __future__ import annotations

from slack_bolt import App

from bot.listeners import actions, commands, events, views
from bot.listeners.desk import Desk


def register(app: App, desk: Desk) -> None:
    """Everything that Shabash listens to; `manifest.yml` names the same, and a test holds the two together."""
    for kind in (commands, actions, views, events):
        kind.register(app, desk)
