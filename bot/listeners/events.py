"""Slack's word of people: who joined, who changed, who came to or left a user group."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.desk import Desk, Payload, Reply, answering


def register(app: App, desk: Desk) -> None:
    app.event("team_join")(answering(desk, "event", person_changed, _silent))
    app.event("user_change")(answering(desk, "event", person_changed, _silent))
    app.event("subteam_members_changed")(answering(desk, "event", group_changed, _silent))


def person_changed(desk: Desk, body: Payload) -> Reply:
    """Write down what Slack says of this person now."""
    desk.people.note(body["event"]["user"], body["team_id"])
    return {}


def group_changed(desk: Desk, body: Payload) -> Reply:
    """The members of a group are asked for anew: the event alone may have come late or out of order."""
    desk.people.hurry()
    return {}


def _silent(desk: Desk, body: Payload, sentence: str) -> Reply:
    """Nobody waits for an answer to an event; what it said is asked for anew."""
    desk.people.hurry()
    return {}
