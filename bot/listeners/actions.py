"""Clicks: Approve, Decline, Cancel and Ask again; what operators settle, pause and resume. Whatever they answer goes
through the outbox: Slack ignores what an HTTP answer to a click says. A request that the ledger does not have is
answered there too."""

from __future__ import annotations

from functools import partial

from slack_bolt import App

from bot.core.message import Post
from bot.core.refusal import Refusal, Why
from bot.core.resolution import Hearing, Resolution
from bot.listeners.desk import Desk, Payload, Reply, answering, latest, whispered
from bot.messages import answers, forms
from bot.messages.answers import CANCEL
from bot.messages.card import APPROVE, DECLINE
from bot.messages.direct import ASK_AGAIN
from bot.messages.settling import BUTTONS, PAUSE, RESUME
from bot.messages.waiting import LISTED
from bot.rewards.deciding import Click


def register(app: App, desk: Desk) -> None:
    for action_id, handle in ((APPROVE, approve), (DECLINE, decline), (CANCEL, cancel)):
        for name in (action_id, action_id + LISTED):
            app.action(name)(answering(desk, "click", handle, whispered))
    app.action(ASK_AGAIN)(answering(desk, "click", ask_again, whispered))
    for resolution, (_, action_id) in BUTTONS.items():
        app.action(action_id)(answering(desk, "click", partial(settle, resolution), whispered))
    for action_id, is_on in ((RESUME, True), (PAUSE, False)):
        app.action(action_id)(answering(desk, "click", partial(turn, is_on), whispered))


def approve(desk: Desk, body: Payload) -> Reply:
    """Approve, if this person may; the cards say what came of it, and a list that was clicked in."""
    click = _click(body)
    desk.decider.approve(click, latest=latest())
    return {}


def decline(desk: Desk, body: Payload) -> Reply:
    """Open the form that asks for the reason, if this person may decide."""
    click = _click(body)
    request, may_decide = desk.decider.may_decline(click, latest=latest())
    if request is None:
        return {}
    if may_decide and not desk.open_form(body["trigger_id"], forms.decline_form(request)):
        return whispered(desk, body, answers.form_too_late())
    return {}


def cancel(desk: Desk, body: Payload) -> Reply:
    """Cancel, if this is the giver and nobody has decided."""
    click = _click(body, is_card=False)
    desk.decider.cancel(click, latest=latest())
    return {}


def ask_again(desk: Desk, body: Payload) -> Reply:
    """Ask once more for what nobody decided on, if this is the giver."""
    click = _click(body)
    asked = desk.asker.ask_again(click.request_id, click.person_id, click.response_url, click.post, latest=latest())
    if asked is None:
        return whispered(desk, body, answers.nothing_to_ask_again(click.request_id).text)
    if isinstance(asked, Refusal) and asked.why is Why.NOT_YET_KNOWN:
        desk.people.hurry()
    return {}


def settle(resolution: Resolution, desk: Desk, body: Payload) -> Reply:
    """Open the form that asks an operator how they know, if they may settle this."""
    click = _click(body, is_card=False)
    heard = desk.operators.may_settle(click, resolution, latest=latest())
    if heard is None:
        return {}
    form = forms.settle_form(heard.request, click.request_id, resolution)
    if heard.hearing is Hearing.GRANTED and not desk.open_form(body["trigger_id"], form):
        return whispered(desk, body, answers.form_too_late())
    return {}


def turn(is_on: bool, desk: Desk, body: Payload) -> Reply:
    """Resume sending to EnKash, or pause it, if this is an operator."""
    desk.operators.turn(_click(body, is_card=False), on=is_on, latest=latest())
    return {}


def _click(body: Payload, *, is_card: bool = True) -> Click:
    container = body.get("container", {})
    post = None
    if is_card and container.get("message_ts") and not container.get("is_ephemeral"):
        post = Post(container["channel_id"], container["message_ts"])
    action = body["actions"][0]
    is_listed = action["action_id"].endswith(LISTED)
    return Click(action["value"], body["user"]["id"], body.get("response_url", ""), post, is_listed=is_listed)
