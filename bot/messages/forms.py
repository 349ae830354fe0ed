"""Modals: the forms of deciders, givers and operators, and what stands in their place when they are pointless."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.policy import User
from bot.core.question import Question
from bot.core.resolution import Resolution
from bot.core.reward import Request
from bot.messages.card import what_deciders_know
from bot.messages.language import later, say
from bot.messages.phrases import deed, points_for, wish, with_reason
from bot.messages.settling import consequence, what
from bot.messages.text import Block, context, in_words, mention, option, quote, section

DECLINE_FORM = "reward_decline_form"
REASON_BLOCK = "reason"
REASON_INPUT = "reason_input"
REASON_LENGTH_MAX = 500
REASON_MISSING = later("Please write a few words: the person who asked will want to know why.")
NOTE_MISSING = later("Please write a few words: whoever checks the books will want to know.")

QUESTION_MISSING = later("Please write what you would like to know.")
UNDO_MISSING = later("Please write a few words: those who decide will want to know why.")
REPLY_MISSING = later("Please write a few words: whoever asked waits for them.")

_TITLE = later("About this request")

LOWER_FORM, POINTS_BLOCK, POINTS_INPUT = "reward_lower_form", "points", "points_input"
REASSIGN_FORM, PERSON_BLOCK, PERSON_INPUT = "reward_reassign_form", "person", "person_input"
QUESTION_FORM, REPLY_FORM = "reward_question_form", "reward_reply_form"
UNDO_FORM = "reward_undo_form"
# Slack, "Select menu element".
OPTIONS_MAX = 100

SETTLE_FORMS = {
    Resolution.HAPPENED: "reward_happened_form",
    Resolution.DID_NOT_HAPPEN: "reward_did_not_happen_form",
    Resolution.GIVE_UP: "reward_give_up_form",
    Resolution.SEND_AGAIN: "reward_send_again_form",
}
SETTLE_WORDS = {
    Resolution.HAPPENED: (later("It happened"), later("It happened"), later("How do you know?")),
    Resolution.DID_NOT_HAPPEN: (later("It did not happen"), later("Send it again"), later("How do you know?")),
    Resolution.GIVE_UP: (later("Give it up"), later("Give it up"), later("Why?")),
    Resolution.SEND_AGAIN: (later("Send it again"), later("Send it again"), later("What has been mended?")),
}
"""The form's title, what its button says, and what it asks."""


def decline_form(request: Request) -> dict[str, Any]:
    """The form behind Decline; what is typed comes back in `state.values[REASON_BLOCK][REASON_INPUT]`
    (Slack, "Views", view submission payload)."""
    return modal(
        DECLINE_FORM,
        request.id,
        (say("Decline this request"), say("Decline")),
        with_reason(f"{wish(request)} {request.id}", request.reason)[1],
        _reason(),
    )


def settle_form(request: Request, reward_id: str, resolution: Resolution) -> dict[str, Any]:
    """The form behind an operator's button: what it will do, and how they know. It is about the attempt that it was
    opened for: what somebody saw of one at EnKash says nothing of the next."""
    title, submit, question = SETTLE_WORDS[resolution]
    if request.is_in_doubt and resolution is Resolution.DID_NOT_HAPPEN:
        submit = later("Let it be decided")
    return modal(
        SETTLE_FORMS[resolution],
        f"{reward_id} {request.reward_of(reward_id).attempt}",
        (say(title), say(submit)),
        section(
            f"{what(request)}\n{consequence(request, resolution)} "
            f"{say('EnKash is asked first, and what it knows counts more.')}"
        ),
        _words(say(question), say("Kept in the history with your name; numbers and addresses are masked.")),
    )


def lower_form(request: Request, least: int, most: int, step: int) -> dict[str, Any]:
    """The form behind "Approve less": a number from `least` to `most` that `step` divides."""
    to_know = " · ".join(what_deciders_know(request))
    field = {
        "type": "number_input",
        "action_id": POINTS_INPUT,
        "is_decimal_allowed": False,
        "min_value": str(least),
        "max_value": str(most),
        "focus_on_load": True,
    }
    hint = f"{bounds(least, most, step)} {say('This is your approval, and nobody can raise it again.')}"
    return modal(
        LOWER_FORM,
        request.id,
        (say("Approve less"), say("Approve")),
        with_reason(f"{wish(request)} {request.id}", request.reason)[1],
        *([context(to_know)] if to_know else []),
        field_block(POINTS_BLOCK, say("How many points do you approve?"), hint, field),
    )


def bounds(least: int, most: int, step: int) -> str:
    """Which numbers a field takes."""
    if step > 1:
        return say("From {least} to {most}, in steps of {step}.", least=least, most=most, step=step)
    return say("From {least} to {most}.", least=least, most=most)


def question_form(request: Request, *, in_thread: bool) -> dict[str, Any]:
    """The form behind "Ask the giver"."""
    if in_thread:
        place = say("Sent to the person who asked; it stands in the thread of the card, and the reply too.")
    else:
        place = say("Sent to the person who asked; the reply comes to you alone.")
    return modal(
        QUESTION_FORM,
        request.id,
        (say("Ask the giver"), say("Ask")),
        with_reason(f"{wish(request)} {request.id}", request.reason)[1],
        _words(say("What would you like to know?"), place),
    )


def reply_form(request: Request, question: Question, *, in_thread: bool) -> dict[str, Any]:
    """The form behind Reply, for the giver."""
    place = (
        say("It stands in the thread of the card, too.")
        if in_thread
        else say("Sent to the person who asked you, alone.")
    )
    asker, points = mention(question.asker_id), points_for(request)
    asked = say("{asker} asks about {points}: {request}", asker=asker, points=points, request=request.id)
    return modal(
        REPLY_FORM,
        question.id,
        (say("Reply"), say("Reply")),
        section(f"{asked}\n{quote(question.words)}"),
        _words(say("What do you reply?"), place),
    )


def reassign_form(request: Request, others: Sequence[User]) -> dict[str, Any]:
    """The form behind "Pass it on": one of these people, who may decide."""
    options = [option(in_words(user.name) or user.id, user.id) for user in others[:OPTIONS_MAX]]
    field = {"type": "static_select", "action_id": PERSON_INPUT, "options": options, "focus_on_load": True}
    hint = say("They get the card, with your name. It waits for them and not for you, and you may still decide.")
    return modal(
        REASSIGN_FORM,
        request.id,
        (say("Pass it on"), say("Pass it on")),
        with_reason(f"{wish(request)} {request.id}", request.reason)[1],
        field_block(PERSON_BLOCK, say("Who is to decide?"), hint, field),
    )


def undo_form(request: Request) -> dict[str, Any]:
    """The form behind "Take back"."""
    hint = say("Those who decide read it, and so does the person whose points they are.")
    return modal(
        UNDO_FORM,
        request.reward.id,
        (say("Take it back"), say("Ask")),
        with_reason(f"{deed(request)} {request.id}", request.reason)[1],
        _words(say("Why is it to be taken back?"), hint),
    )


def closed_form(message: str, title: str = _TITLE) -> dict[str, Any]:
    """A view with nothing to send. `message` is mrkdwn, escaped already; `title` is said here."""
    return {
        "type": "modal",
        "title": plain(say(title)),
        "close": plain(say("Close")),
        "blocks": [section(message)],
    }


def _reason() -> dict[str, Any]:
    return _words(say("Why do you decline?"), say("Shown to the person who asked, and to nobody else."))


def _words(label: str, hint: str) -> dict[str, Any]:
    field = {
        "type": "plain_text_input",
        "action_id": REASON_INPUT,
        "multiline": True,
        "max_length": REASON_LENGTH_MAX,
        "focus_on_load": True,
    }
    return field_block(REASON_BLOCK, label, hint, field)


def field_block(block_id: str, label: str, hint: str, field: Block) -> Block:
    """A field, with what it asks for and what is to be known of it, plain."""
    return {"type": "input", "block_id": block_id, "label": plain(label), "hint": plain(hint), "element": field}


def modal(callback_id: str, about: str, title_and_submit: tuple[str, str], *blocks: Block) -> dict[str, Any]:
    """A form to send. `about` comes back with what is typed, and nobody sees it."""
    title, submit = title_and_submit
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": about,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain(say("Back")),
        "blocks": list(blocks),
    }


def plain(text: str) -> dict[str, str]:
    """A text object without mrkdwn."""
    return {"type": "plain_text", "text": text}
