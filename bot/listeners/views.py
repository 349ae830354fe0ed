"""Forms, sent: the one of a decline, and those of operators."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.core.resolution import Hearing, Resolution
from bot.listeners.desk import Desk, Payload, Reply, answering, latest
from bot.messages import answers, forms, restoring, settling
from bot.messages.forms import DECLINE_FORM, REASON_BLOCK, REASON_INPUT, SETTLE_FORMS
from bot.rewards.deciding import Click


def register(app: App, desk: Desk) -> None:
    app.view(DECLINE_FORM)(answering(desk, "form", decline, _told))
    for resolution, callback_id in SETTLE_FORMS.items():
        app.view(callback_id)(answering(desk, "form", partial(settle, resolution), _told))


def decline(desk: Desk, body: Payload) -> Reply:
    """Decline with the reason given; the form closes, stays with an error, or says what happened meanwhile."""
    click, reason = _form(body)
    if not reason:
        return {"response_action": "errors", "errors": {REASON_BLOCK: forms.REASON_MISSING}}
    asked, is_declined = desk.decider.decline(click, reason, latest=latest())
    if asked is None:
        return _told(desk, body, restoring.lost(click.request_id))
    if is_declined:
        return {}
    return _told(desk, body, answers.click(asked.request, click.person_id, asked.deciders).text)


def settle(resolution: Resolution, desk: Desk, body: Payload) -> Reply:
    """Take an operator's word down; what becomes of it they hear once EnKash was asked."""
    click, note = _form(body)
    if not note:
        return {"response_action": "errors", "errors": {REASON_BLOCK: forms.NOTE_MISSING}}
    # A form that was opened by an earlier release names no attempt.
    reward_id, _, attempt = click.request_id.partition(" ")
    click = replace(click, request_id=reward_id)
    heard = desk.operators.settle(
        click, resolution, note, attempt=int(attempt) if attempt.isdecimal() else None, latest=latest()
    )
    if heard is None:
        return _told(desk, body, restoring.lost(click.request_id))
    if heard.hearing is Hearing.GRANTED:
        return _told(desk, body, settling.noted())
    return _told(desk, body, settling.heard(heard.request, heard.hearing, heard.helpers).text)


def _form(body: Payload) -> tuple[Click, str]:
    """Who sent it about which request or reward, and what they wrote."""
    view = body["view"]
    written = (view["state"]["values"][REASON_BLOCK][REASON_INPUT].get("value") or "").strip()
    return Click(view["private_metadata"], body["user"]["id"]), written


def _told(desk: Desk, body: Payload, sentence: str) -> Reply:
    return {"response_action": "update", "view": forms.closed_form(sentence)}
