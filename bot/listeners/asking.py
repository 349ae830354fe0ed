"""The form in which a giver asks: opened by the command alone or a shortcut, brought up to date as it is filled in, and
sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import App

from bot.core.command import Ask
from bot.core.filling import WHATEVER_IS_WRITTEN, Draft, Field, Filled, Origin
from bot.core.judging import nearest_allowed
from bot.core.refusal import Refusal, Why
from bot.listeners.desk import Desk, Payload, Reply, answering, ephemeral, latest, whispered
from bot.messages import answers, asking
from bot.messages.asking import ASK_FORM, GIVE, INPUTS, NO_AUTHOR, PREVIEW, REWARD_MESSAGE, TITLE
from bot.messages.forms import closed_form
from bot.messages.language import say
from bot.rewards.asking import Line

# Before it is written, no request is refused for want of it.
SOME_REASON = ("…",)


def register(app: App, desk: Desk) -> None:
    app.shortcut(GIVE)(answering(desk, "click", give, _told_at_once))
    app.shortcut(REWARD_MESSAGE)(answering(desk, "click", reward_message, _told_at_once))
    for field in (Field.PEOPLE, Field.POINTS, Field.PLACE):
        app.action(INPUTS[field])(answering(desk, "click", fill_in, _untold))
    app.view(ASK_FORM)(answering(desk, "form", send, _told_in_form))
    app.view(PREVIEW)(answering(desk, "form", confirm, _told_in_form))


def by_command(desk: Desk, body: Payload, *, is_private: bool = False) -> Reply:
    """`/reward` alone opens the form for this channel; where none may ask here, it asks for another one."""
    allowed, channel_id = desk.policy.channels, body["channel_id"]
    here = channel_id if not allowed or channel_id in allowed else ""
    origin = Origin(here, body.get("response_url", ""))
    if _open(desk, body, _empty(desk, origin, body["user_id"], is_private=is_private)):
        return {}
    return ephemeral(answers.form_not_opened(desk.command))


def give(desk: Desk, body: Payload) -> Reply:
    """The shortcut for anywhere: the form asks for the channel."""
    giver_id = body["user"]["id"]
    if not _open(desk, body, _empty(desk, Origin(), giver_id)):
        desk.asker.tell_form_was_late(giver_id, desk.command)
    return {}


def reward_message(desk: Desk, body: Payload) -> Reply:
    """The shortcut at a message: its author is filled in, and the card goes into its thread."""
    message, giver_id = body["message"], body["user"]["id"]
    origin = Origin(
        channel_id=body["channel"]["id"],
        response_url=body.get("response_url", ""),
        message_ts=body["message_ts"],
        thread_ts=message.get("thread_ts") or body["message_ts"],
        recipient_id=message.get("user", ""),
    )
    refusal = _refused_anyway(desk, origin, giver_id)
    view = _empty(desk, origin, giver_id) if refusal is None else asking.cannot_ask(refusal)
    return {} if _open(desk, body, view) else whispered(desk, body, answers.form_not_opened(desk.command))


def fill_in(desk: Desk, body: Payload) -> Reply:
    """Say what would become of what stands in the form now."""
    view, giver_id = body["view"], body["user"]["id"]
    origin = Origin.read(view["private_metadata"])
    filled = _filled(view, origin)
    # What is still to be written or chosen is refused when it is sent.
    wanted = replace(filled, reason="").ask(desk.policy)
    if isinstance(wanted, Ask):
        found = desk.explainer.judged(_written(desk, wanted), giver_id, filled.channel_id)
        told = asking.foreseen(found, desk.policy)
    elif wanted.why is Why.NOT_WHOLE:
        told = asking.in_form(wanted)
    else:
        told = _beforehand(desk, giver_id)
    form = asking.ask_form(origin, desk.policy, told, is_for_several=filled.is_for_several)
    desk.update_form(view["id"], form)
    return {}


def send(desk: Desk, body: Payload) -> Reply:
    """Ask, as the command does; before several are rewarded, a second page says what that will be. What is wrong stands
    at its field, or above them all."""
    draft = _draft(body)
    wanted = draft.filled.ask(desk.policy)
    if isinstance(wanted, Refusal):
        return _refused(desk, body, wanted)
    if not draft.filled.is_for_several:
        return _ask(desk, body, draft, wanted)
    found = desk.explainer.judged(wanted, body["user"]["id"], draft.filled.channel_id)
    if found.refusal is not None:
        return _refused(desk, body, found.refusal)
    page = asking.preview(draft, desk.policy, asking.foreseen(found, desk.policy))
    return {"response_action": "push", "view": page}


def confirm(desk: Desk, body: Payload) -> Reply:
    """Ask for what the second page showed."""
    draft = _draft(body)
    wanted = draft.filled.ask(desk.policy)
    return _refused(desk, body, wanted) if isinstance(wanted, Refusal) else _ask(desk, body, draft, wanted)


def _ask(desk: Desk, body: Payload, draft: Draft, wanted: Ask) -> Reply:
    view, origin = body["view"], draft.origin
    line = Line(
        team_id=body["team"]["id"],
        channel_id=draft.filled.channel_id,
        giver_id=body["user"]["id"],
        # A form is sent until it was taken, and each is taken once, whichever of its pages was sent.
        trigger_id=f"form {view.get('root_view_id') or view['id']}",
        response_url=origin.response_url,
        message_ts=origin.message_ts,
        thread_ts=origin.thread_ts,
        is_form=True,
    )
    asked = desk.asker.ask(wanted, line, latest=latest())
    if isinstance(asked, Refusal):
        return _refused(desk, body, asked)
    desk.tally.command("asked")
    return {"response_action": "clear"}


def _refused(desk: Desk, body: Payload, refusal: Refusal) -> Reply:
    desk.tally.command("refused")
    if refusal.calls_for_word_of_people:
        desk.people.hurry()
    errors = asking.at_field(refusal)
    if errors and body["view"]["callback_id"] == ASK_FORM:
        return {"response_action": "errors", "errors": errors}
    return _told_in_form(desk, body, asking.in_form(refusal))


def _refused_anyway(desk: Desk, origin: Origin, giver_id: str) -> Refusal | None:
    """Why nothing that is written in the form would be taken; None where something may."""
    if not origin.recipient_id:
        return Refusal(Why.BOT, name=say(NO_AUTHOR))
    least = nearest_allowed(desk.policy, desk.policy.points_min)
    ask = Ask((origin.recipient_id,), least)
    refusal = desk.explainer.judged(_written(desk, ask), giver_id, origin.channel_id).refusal
    if refusal is not None and refusal.why is Why.NOT_YET_KNOWN:
        desk.people.hurry()
    return refusal if refusal is not None and refusal.why in WHATEVER_IS_WRITTEN else None


def _written(desk: Desk, ask: Ask) -> Ask:
    """The same with a reason, and a value: their fields say whether they are needed."""
    return replace(ask, reason=SOME_REASON, value=ask.value or next(iter(desk.policy.tags), ""))


def _open(desk: Desk, body: Payload, view: dict[str, Any]) -> bool:
    return desk.open_form(body["trigger_id"], view)


def _empty(desk: Desk, origin: Origin, giver_id: str, *, is_private: bool = False) -> dict[str, Any]:
    filled = Filled(tuple(filter(None, (origin.recipient_id,))), is_private=is_private)
    return asking.ask_form(origin, desk.policy, _beforehand(desk, giver_id), filled)


def _beforehand(desk: Desk, giver_id: str) -> str:
    return asking.beforehand(desk.policy, desk.looker.budgets(giver_id).own, giver_id)


def _filled(view: Payload, origin: Origin) -> Filled:
    """What stands in the fields (Slack, "Views", view submission payload)."""
    values = view["state"]["values"]

    def held(field: Field, key: str) -> str:
        return _state(values, field).get(key) or ""

    people = (values.get(Field.PEOPLE) or {}).get(INPUTS[Field.PEOPLE], {}).get("selected_users") or ()
    return Filled(
        tuple(people),
        held(Field.POINTS, "value"),
        held(Field.REASON, "value"),
        origin.channel_id or held(Field.PLACE, "selected_conversation"),
        (_state(values, Field.VALUE).get("selected_option") or {}).get("value", ""),
        bool(_state(values, Field.PRIVATE).get("selected_options")),
    )


def _state(values: dict[str, Any], field: Field) -> dict[str, Any]:
    """What Slack says of a field; empty where the form had none such when it was opened."""
    found: dict[str, Any] = (values.get(field) or {}).get(INPUTS[field]) or {}
    return found


def _told_in_form(desk: Desk, body: Payload, sentence: str) -> Reply:
    """The form stays as it was filled in, or comes in the place of its second page, with the sentence above: sent once
    more, it makes no second request."""
    draft = _draft(body)
    view = asking.ask_form(draft.origin, desk.policy, sentence, draft.filled)
    return {"response_action": "update", "view": view}


def _draft(body: Payload) -> Draft:
    """What was filled in, as either page has it."""
    view = body["view"]
    if view["callback_id"] == PREVIEW:
        return Draft.read(view["private_metadata"])
    origin = Origin.read(view["private_metadata"])
    return Draft(origin, _filled(view, origin))


def _told_at_once(desk: Desk, body: Payload, sentence: str) -> Reply:
    """In the form's place; and where Slack opens none any more, as a whisper at the message, if it was one."""
    if not _open(desk, body, closed_form(sentence, TITLE)) and body.get("response_url"):
        return whispered(desk, body, sentence)
    return {}


def _untold(desk: Desk, body: Payload, sentence: str) -> Reply:
    """What the form tells stays as it was; whoever sends it hears of the trouble."""
    return {}
