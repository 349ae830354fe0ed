"""The form of a decline, sent."""

from __future__ import annotations

from slack_bolt import App

from bot.listeners.desk import Desk, Payload, Reply, answering, latest
from bot.messages import answers, forms
from bot.messages.forms import DECLINE_FORM, REASON_BLOCK, REASON_INPUT
from bot.rewards.deciding import Click


def register(app: App, desk: Desk) -> None:
    app.view(DECLINE_FORM)(answering(desk, "form", decline, _told))


def decline(desk: Desk, body: Payload) -> Reply:
    """Decline with the reason given; the form closes, stays with an error, or says what happened meanwhile."""
    view = body["view"]
    reason = (view["state"]["values"][REASON_BLOCK][REASON_INPUT].get("value") or "").strip()
    if not reason:
        return {"response_action": "errors", "errors": {REASON_BLOCK: forms.REASON_MISSING}}
    click = Click(view["private_metadata"], body["user"]["id"])
    asked, is_declined = desk.decider.decline(click, reason, latest=latest())
    if asked is None:
        return _told(desk, body, answers.not_yours(click.request_id).text)
    if is_declined:
        return {}
    return _told(desk, body, answers.click(asked.request, click.person_id, asked.deciders).text)


def _told(desk: Desk, body: Payload, sentence: str) -> Reply:
    return {"response_action": "update", "view": forms.closed_form(sentence)}
