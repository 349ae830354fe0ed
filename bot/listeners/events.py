"""Slack's word of people: who joined, who changed, who came to or left a user group, who looks at their Home."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.desk import Desk, Payload, Reply, answering, latest


def register(app: App, desk: Desk) -> None:
    app.event("team_join")(answering(desk, "event", person_changed, _silent))
    app.event("user_change")(answering(desk, "event", person_changed, _silent))
    app.event("subteam_members_changed")(answering(desk, "event", group_changed, _silent))
    app.event("app_home_opened")(answering(desk, "event", home_opened, _unseen))


def person_changed(desk: Desk, body: Payload) -> Reply:
    """Write down what Slack says of this person now."""
    desk.people.note(body["event"]["user"], body["team_id"])
    return {}


def group_changed(desk: Desk, body: Payload) -> Reply:
    """The members of a group are asked for anew: the event alone may have come late or out of order."""
    desk.people.hurry()
    return {}


def home_opened(desk: Desk, body: Payload) -> Reply:
    """Draw this person's Home; the event tells of the tab with messages too (Slack, "app_home_opened")."""
    if body["event"].get("tab") == "home":
        desk.looker.open_home(body["event"]["user"], latest=latest())
    return {}


def _unseen(desk: Desk, body: Payload, sentence: str) -> Reply:
    """Their Home stays as it was; it is drawn when they open it next."""
    return {}


def _silent(desk: Desk, body: Payload, sentence: str) -> Reply:
    """Nobody waits for an answer to an event; what it said is asked for anew."""
    desk.people.hurry()
    return {}
