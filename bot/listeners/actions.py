"""Clicks: Approve, Decline and the menu beside them, Reply, Cancel and Ask again; Earlier and Later in a history;
Redeem; what operators settle, pause and resume. Whatever they answer goes through the outbox, or is a form: Slack
ignores what an HTTP answer to a click says. A request that the ledger does not have is answered there too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import App

from bot.core.lowering import range_below
from bot.core.message import Post
from bot.core.policy import User
from bot.core.refusal import Refusal
from bot.core.resolution import Hearing, Resolution
from bot.core.reward import Request
from bot.listeners.asking import give
from bot.listeners.desk import Desk, Payload, Reply, answering, is_in_home, latest, whispered
from bot.messages import answers, card, deciding, forms, questions, undoing
from bot.messages.answers import CANCEL
from bot.messages.direct import ASK_AGAIN
from bot.messages.history import EARLIER, LATER
from bot.messages.home import GIVE_FROM_HOME
from bot.messages.questions import REPLY
from bot.messages.redeeming import OWN, REDEEM
from bot.messages.settling import BUTTONS, PAUSE, RESUME
from bot.messages.undoing import UNDO
from bot.messages.waiting import IN_HOME, LISTED
from bot.rewards.deciding import Click
from bot.rewards.staging import AT_HOME


def register(app: App, desk: Desk) -> None:
    for action_id, handle in ((card.APPROVE, approve), (card.DECLINE, decline), (card.MORE, more), (CANCEL, cancel)):
        for name in (action_id, action_id + LISTED, action_id + IN_HOME):
            app.action(name)(answering(desk, "click", handle, whispered))
    app.action(GIVE_FROM_HOME)(answering(desk, "click", give, whispered))
    app.action(REPLY)(answering(desk, "click", reply, whispered))
    for name in (EARLIER, LATER):
        app.action(name)(answering(desk, "click", turn_page, whispered))
    app.action(UNDO)(answering(desk, "click", undo, whispered))
    app.action(REDEEM)(answering(desk, "click", redeem, whispered))
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
    request, may_decide = desk.decider.may_decide(click, latest=latest())
    return _opened(desk, body, forms.decline_form(request) if request and may_decide else None)


def more(desk: Desk, body: Payload) -> Reply:
    """Open what was chosen beside Approve and Decline: approving less, a question to the giver, passing it on."""
    click, chosen = _choice(body)
    match chosen:
        case card.LOWER:
            request, may_decide = desk.decider.may_decide(click, approving=True, latest=latest())
            form = None if request is None else _lower_form(desk, request)
        case card.QUESTION:
            request, may_decide = desk.decider.may_decide(click, latest=latest())
            form = None if request is None else forms.question_form(request, in_thread=_is_in_thread(desk, request))
        case _:
            request, others = desk.decider.may_reassign(click, latest=latest())
            may_decide = others is not None
            form = None if request is None else _reassign_form(request, others or ())
    return _opened(desk, body, form if may_decide else None)


def _is_in_thread(desk: Desk, request: Request) -> bool:
    """Whether question and reply stand in the card's thread too; a private request has none."""
    return desk.policy.has_questions_in_thread and not request.is_kept_from_channels


def _lower_form(desk: Desk, request: Request) -> dict[str, Any]:
    allowed = range_below(desk.policy, request.points_each)
    if allowed is None:
        return forms.closed_form(deciding.nothing_lower(request))
    return forms.lower_form(request, *allowed, desk.policy.points_multiple_of)


def _reassign_form(request: Request, others: Sequence[User]) -> dict[str, Any]:
    return forms.reassign_form(request, others) if others else forms.closed_form(deciding.nobody_else(request))


def reply(desk: Desk, body: Payload) -> Reply:
    """Open the form for a reply, if this is the giver and there is none yet."""
    click = _click(body, is_card=False)
    heard = desk.replier.hear(click, latest=latest())
    if heard is None:
        return _opened(desk, body, forms.closed_form(questions.lost().text))
    if heard.may_reply:
        in_thread = _is_in_thread(desk, heard.request)
        return _opened(desk, body, forms.reply_form(heard.request, heard.question, in_thread=in_thread))
    why = questions.no_reply(heard.request, heard.question, click.person_id)
    return _opened(desk, body, forms.closed_form(why.text))


def undo(desk: Desk, body: Payload) -> Reply:
    """Open the form that asks why, if this person may ask to take the reward back."""
    click = _click(body, is_card=False)
    found = desk.reverser.look(click.person_id, click.request_id)
    if isinstance(found, Request):
        return _opened(desk, body, forms.undo_form(found))
    days = desk.policy.reversal_giver_days
    why_not = undoing.refused(found, click.request_id, command=desk.command, giver_days=days)
    return _opened(desk, body, forms.closed_form(why_not.text))


def _opened(desk: Desk, body: Payload, form: dict[str, Any] | None) -> Reply:
    """Nothing is opened where the click was answered otherwise."""
    if form is not None and not desk.open_form(body["trigger_id"], form):
        if is_in_home(body):
            desk.looker.tell_form_was_late(body["user"]["id"], latest=latest())
            return {}
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
    if isinstance(asked, Refusal) and asked.calls_for_word_of_people:
        desk.people.hurry()
    return {}


def turn_page(desk: Desk, body: Payload) -> Reply:
    """Show the clicker the page of their own history that this button names."""
    desk.looker.turn_page(_click(body, is_card=False), body["actions"][0].get("value", ""), latest=latest())
    return {}


def redeem(desk: Desk, body: Payload) -> Reply:
    """Have the link made with which this person redeems their points; whispered once EnKash has given it."""
    click = _click(body, is_card=False)
    if click.request_id == OWN:
        click = replace(click, request_id="")
    is_whisper = bool(body.get("container", {}).get("is_ephemeral"))
    desk.inquirer.redeem(click, is_in_place=is_whisper, latest=latest())
    return {}


def settle(resolution: Resolution, desk: Desk, body: Payload) -> Reply:
    """Open the form that asks an operator how they know, if they may settle this."""
    click = _click(body, is_card=False)
    heard = desk.operators.may_settle(click, resolution, latest=latest())
    if heard is None:
        return {}
    form = forms.settle_form(heard.request, click.request_id, resolution)
    return _opened(desk, body, form if heard.hearing is Hearing.GRANTED else None)


def turn(is_on: bool, desk: Desk, body: Payload) -> Reply:
    """Resume sending to EnKash, or pause it, if this is an operator."""
    desk.operators.turn(_click(body, is_card=False), on=is_on, latest=latest())
    return {}


def _choice(body: Payload) -> tuple[Click, str]:
    """A click in a menu: on which request, and what was chosen."""
    request_id, _, chosen = body["actions"][0]["selected_option"]["value"].partition(" ")
    return replace(_click(body), request_id=request_id), chosen


def _click(body: Payload, *, is_card: bool = True) -> Click:
    container = body.get("container", {})
    post = None
    if is_card and container.get("message_ts") and not container.get("is_ephemeral"):
        post = Post(container["channel_id"], container["message_ts"])
    action = body["actions"][0]
    is_listed = action["action_id"].endswith((LISTED, IN_HOME))
    answered_at = AT_HOME if is_in_home(body) else body.get("response_url", "")
    return Click(action.get("value", ""), body["user"]["id"], answered_at, post, is_listed=is_listed)
