"""Clicks on Approve, Decline and Cancel. Whatever they answer goes through the outbox: Slack ignores what an
HTTP answer to a click says."""

from __future__ import annotations

from slack_bolt import App

from bot.core.message import Post
from bot.listeners.desk import Desk, Payload, Reply, answering, latest, whispered
from bot.messages import answers, forms
from bot.messages.answers import CANCEL
from bot.messages.card import APPROVE, DECLINE
from bot.rewards.deciding import Click


def register(app: App, desk: Desk) -> None:
    app.action(APPROVE)(answering(desk, "click", approve, whispered))
    app.action(DECLINE)(answering(desk, "click", decline, whispered))
    app.action(CANCEL)(answering(desk, "click", cancel, whispered))


def approve(desk: Desk, body: Payload) -> Reply:
    """Approve, if this person may; the cards say what came of it."""
    click = _click(body)
    return {} if desk.decider.approve(click, latest=latest()) else _no_such_request(desk, body, click)


def decline(desk: Desk, body: Payload) -> Reply:
    """Open the form that asks for the reason, if this person may decide."""
    click = _click(body)
    request, may_decide = desk.decider.may_decline(click, latest=latest())
    if request is None:
        return _no_such_request(desk, body, click)
    if may_decide and not desk.open_form(body["trigger_id"], forms.decline_form(request)):
        return whispered(desk, body, answers.form_too_late())
    return {}


def cancel(desk: Desk, body: Payload) -> Reply:
    """Cancel, if this is the giver and nobody has decided."""
    click = _click(body, is_card=False)
    return {} if desk.decider.cancel(click, latest=latest()) else _no_such_request(desk, body, click)


def _click(body: Payload, *, is_card: bool = True) -> Click:
    container = body.get("container", {})
    post = None
    if is_card and container.get("message_ts") and not container.get("is_ephemeral"):
        post = Post(container["channel_id"], container["message_ts"])
    return Click(body["actions"][0]["value"], body["user"]["id"], body.get("response_url", ""), post)


def _no_such_request(desk: Desk, body: Payload, click: Click) -> Reply:
    return whispered(desk, body, answers.not_yours(click.request_id).text)
