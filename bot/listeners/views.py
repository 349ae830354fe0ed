"""Forms, sent: those of deciders, of a giver who replies, and of operators."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import App

from bot.core.lowering import Unfit, read_points
from bot.core.reason import has_words
from bot.core.resolution import Hearing, Resolution
from bot.core.reversal import NotTakenBack, Undo
from bot.listeners.desk import Desk, Payload, Reply, answering, latest
from bot.messages import answers, deciding, forms, questions, restoring, settling, undoing
from bot.messages.forms import (
    DECLINE_FORM,
    LOWER_FORM,
    PERSON_BLOCK,
    PERSON_INPUT,
    POINTS_BLOCK,
    POINTS_INPUT,
    QUESTION_FORM,
    REASON_BLOCK,
    REASON_INPUT,
    REASSIGN_FORM,
    REPLY_FORM,
    SETTLE_FORMS,
    UNDO_FORM,
)
from bot.messages.language import say
from bot.rewards.asking import Asked, Line
from bot.rewards.deciding import Click


def register(app: App, desk: Desk) -> None:
    sent = ((DECLINE_FORM, decline), (LOWER_FORM, lower), (QUESTION_FORM, ask_giver), (REASSIGN_FORM, reassign))
    for callback_id, handle in (*sent, (REPLY_FORM, reply), (UNDO_FORM, undo)):
        app.view(callback_id)(answering(desk, "form", handle, _told))
    for resolution, callback_id in SETTLE_FORMS.items():
        app.view(callback_id)(answering(desk, "form", partial(settle, resolution), _told))


def decline(desk: Desk, body: Payload) -> Reply:
    """Decline with the reason given; the form closes, stays with an error, or says what happened meanwhile."""
    click, reason = _form(body)
    if not reason:
        return _at(REASON_BLOCK, say(forms.REASON_MISSING))
    asked, is_declined = desk.decider.decline(click, reason, latest=latest())
    return _done(desk, body, asked, is_done=is_declined)


def lower(desk: Desk, body: Payload) -> Reply:
    """Approve as many points as were written; what is wrong with the number stands at its field."""
    click = _sent(body)
    typed = _field(body, POINTS_BLOCK, POINTS_INPUT).get("value") or ""
    points = read_points(typed.strip())
    if points is None:
        return _at(POINTS_BLOCK, deciding.unfit(Unfit.NOT_WHOLE, desk.policy, 0))
    lowered = desk.decider.lower(click, points, latest=latest())
    if lowered.asked is not None and lowered.unfit is not None:
        standing = lowered.asked.request.points_each
        return _at(POINTS_BLOCK, deciding.unfit(lowered.unfit, desk.policy, standing))
    return _done(desk, body, lowered.asked, is_done=lowered.is_done)


def ask_giver(desk: Desk, body: Payload) -> Reply:
    """Send the giver a question."""
    click, words = _form(body)
    if not words:
        return _at(REASON_BLOCK, say(forms.QUESTION_MISSING))
    questioned = desk.decider.ask_giver(click, words, latest=latest())
    if questioned.has_open:
        return _at(REASON_BLOCK, say(questions.WAITS_FOR_REPLY))
    return _done(desk, body, questioned.asked, is_done=questioned.is_done)


def reply(desk: Desk, body: Payload) -> Reply:
    """Send the reply to whoever asked."""
    click, words = _form(body)
    if not words:
        return _at(REASON_BLOCK, say(forms.REPLY_MISSING))
    heard = desk.replier.reply(click, words, latest=latest())
    if heard is None:
        return _told(desk, body, questions.lost().text)
    if heard.may_reply:
        return {}
    return _told(desk, body, questions.no_reply(heard.request, heard.question, click.person_id).text)


def reassign(desk: Desk, body: Payload) -> Reply:
    """Pass it on to whoever was chosen; why that cannot be stands at the field."""
    chosen = _field(body, PERSON_BLOCK, PERSON_INPUT).get("selected_option") or {}
    reassigned = desk.decider.reassign(_sent(body), chosen.get("value", ""), latest=latest())
    if reassigned.hindrance is not None:
        return _at(PERSON_BLOCK, deciding.hindered(reassigned.hindrance))
    return _done(desk, body, reassigned.asked, is_done=reassigned.is_done)


def undo(desk: Desk, body: Payload) -> Reply:
    """Ask to take a reward back; the form says what became of that."""
    click, words = _form(body)
    if not has_words((words,)):
        return _at(REASON_BLOCK, say(forms.UNDO_MISSING))
    # A form is sent until it was taken, and each is taken once.
    line = Line(body["team"]["id"], click.person_id, click.person_id, f"form {body['view']['id']}", response_url="")
    found = desk.reverser.undo(Undo(click.request_id, (words,)), line, latest=latest())
    if isinstance(found, NotTakenBack):
        days = desk.policy.reversal_giver_days
        why_not = undoing.refused(found, click.request_id, command=desk.command, giver_days=days)
        return _told(desk, body, why_not.text)
    return _told(desk, body, answers.asked(found.request, found.deciders).text)


def _done(desk: Desk, body: Payload, asked: Asked | None, *, is_done: bool) -> Reply:
    """The form closes, or says why nothing was done: `asked` is the request as it stands, None where it is lost."""
    click = _sent(body)
    if asked is None:
        return _told(desk, body, restoring.lost(click.request_id))
    return {} if is_done else _told(desk, body, answers.click(asked.request, click.person_id, asked.deciders).text)


def settle(resolution: Resolution, desk: Desk, body: Payload) -> Reply:
    """Take an operator's word down; what becomes of it they hear once EnKash was asked."""
    click, note = _form(body)
    if not note:
        return _at(REASON_BLOCK, say(forms.NOTE_MISSING))
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
    """Who sent it about what, and what they wrote."""
    return _sent(body), (_field(body, REASON_BLOCK, REASON_INPUT).get("value") or "").strip()


def _sent(body: Payload) -> Click:
    """Who sent it, about which request, reward or question."""
    return Click(body["view"]["private_metadata"], body["user"]["id"])


def _field(body: Payload, block_id: str, action_id: str) -> dict[str, Any]:
    """What stands in a field (Slack, "Views", view submission payload)."""
    found: dict[str, Any] = body["view"]["state"]["values"][block_id][action_id]
    return found


def _at(block_id: str, sentence: str) -> Reply:
    """The form stays, with what is wrong at that field."""
    return {"response_action": "errors", "errors": {block_id: sentence}}


def _told(desk: Desk, body: Payload, sentence: str) -> Reply:
    return {"response_action": "update", "view": forms.closed_form(sentence)}
