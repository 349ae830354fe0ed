"""Modals: the forms of deciders, givers and operators, and what stands in their place when they are pointless."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.policy import User
from bot.core.question import Question
from bot.core.resolution import Resolution
from bot.core.reward import Request
from bot.messages.card import what_deciders_know
from bot.messages.phrases import deed, points_for, wish, with_reason
from bot.messages.settling import consequence, what
from bot.messages.text import Block, context, in_words, mention, option, quote, section

DECLINE_FORM = "reward_decline_form"
REASON_BLOCK = "reason"
REASON_INPUT = "reason_input"
REASON_LENGTH_MAX = 500
REASON_MISSING = "Please write a few words: the person who asked will want to know why."
NOTE_MISSING = "Please write a few words: whoever checks the books will want to know."

QUESTION_MISSING = "Please write what you would like to know."
UNDO_MISSING = "Please write a few words: those who decide will want to know why."
REPLY_MISSING = "Please write a few words: whoever asked waits for them."

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
    Resolution.HAPPENED: ("It happened", "It happened", "How do you know?"),
    Resolution.DID_NOT_HAPPEN: ("It did not happen", "Send it again", "How do you know?"),
    Resolution.GIVE_UP: ("Give it up", "Give it up", "Why?"),
    Resolution.SEND_AGAIN: ("Send it again", "Send it again", "What has been mended?"),
}
"""The form's title, what its button says, and what it asks."""


def decline_form(request: Request) -> dict[str, Any]:
    """The form behind Decline; what is typed comes back in `state.values[REASON_BLOCK][REASON_INPUT]`
    (Slack, "Views", view submission payload)."""
    return modal(
        DECLINE_FORM,
        request.id,
        ("Decline this request", "Decline"),
        with_reason(f"{wish(request)} {request.id}", request.reason)[1],
        _reason(),
    )


def settle_form(request: Request, reward_id: str, resolution: Resolution) -> dict[str, Any]:
    """The form behind an operator's button: what it will do, and how they know. It is about the attempt that it was
    opened for: what somebody saw of one at EnKash says nothing of the next."""
    title, submit, question = SETTLE_WORDS[resolution]
    if request.is_in_doubt and resolution is Resolution.DID_NOT_HAPPEN:
        submit = "Let it be decided"
    return modal(
        SETTLE_FORMS[resolution],
        f"{reward_id} {request.reward_of(reward_id).attempt}",
        (title, submit),
        section(
            f"{what(request)}\n{consequence(request, resolution)} EnKash is asked first, and what it knows counts more."
        ),
        _words(REASON_BLOCK, question, "Kept in the history with your name; numbers and addresses are masked."),
    )


def lower_form(request: Request, least: int, most: int, step: int) -> dict[str, Any]:
    """The form behind "Approve less": a number from `least` to `most` that `step` divides."""
    steps = f", in steps of {step:,}" if step > 1 else ""
    to_know = " · ".join(what_deciders_know(request))
    field = {
        "type": "number_input",
        "action_id": POINTS_INPUT,
        "is_decimal_allowed": False,
        "min_value": str(least),
        "max_value": str(most),
        "focus_on_load": True,
    }
    hint = f"From {least:,} to {most:,}{steps}. This is your approval, and nobody can raise it again."
    return modal(
        LOWER_FORM,
        request.id,
        ("Approve less", "Approve"),
        with_reason(f"{wish(request)} {request.id}", request.reason)[1],
        *([context(to_know)] if to_know else []),
        field_block(POINTS_BLOCK, "How many points do you approve?", hint, field),
    )


def question_form(request: Request, *, in_thread: bool) -> dict[str, Any]:
    """The form behind "Ask the giver"."""
    place = "it stands in the thread of the card, and the reply too" if in_thread else "the reply comes to you alone"
    return modal(
        QUESTION_FORM,
        request.id,
        ("Ask the giver", "Ask"),
        with_reason(f"{wish(request)} {request.id}", request.reason)[1],
        _words(REASON_BLOCK, "What would you like to know?", f"Sent to the person who asked; {place}."),
    )


def reply_form(request: Request, question: Question, *, in_thread: bool) -> dict[str, Any]:
    """The form behind Reply, for the giver."""
    place = "It stands in the thread of the card, too." if in_thread else "Sent to the person who asked you, alone."
    asked = f"{mention(question.asker_id)} asks about {points_for(request)}: {request.id}\n{quote(question.words)}"
    return modal(
        REPLY_FORM,
        question.id,
        ("Reply", "Reply"),
        section(asked),
        _words(REASON_BLOCK, "What do you reply?", place),
    )


def reassign_form(request: Request, others: Sequence[User]) -> dict[str, Any]:
    """The form behind "Pass it on": one of these people, who may decide."""
    options = [option(in_words(user.name) or user.id, user.id) for user in others[:OPTIONS_MAX]]
    field = {"type": "static_select", "action_id": PERSON_INPUT, "options": options, "focus_on_load": True}
    hint = "They get the card, with your name. It waits for them and not for you, and you may still decide."
    return modal(
        REASSIGN_FORM,
        request.id,
        ("Pass it on", "Pass it on"),
        with_reason(f"{wish(request)} {request.id}", request.reason)[1],
        field_block(PERSON_BLOCK, "Who is to decide?", hint, field),
    )


def undo_form(request: Request) -> dict[str, Any]:
    """The form behind "Take back"."""
    hint = "Those who decide read it, and so does the person whose points they are."
    return modal(
        UNDO_FORM,
        request.reward.id,
        ("Take it back", "Ask"),
        with_reason(f"{deed(request)} {request.id}", request.reason)[1],
        _words(REASON_BLOCK, "Why is it to be taken back?", hint),
    )


def closed_form(message: str, title: str = "About this request") -> dict[str, Any]:
    """A view with nothing to send. `message` is mrkdwn, escaped already."""
    return {
        "type": "modal",
        "title": plain(title),
        "close": plain("Close"),
        "blocks": [section(message)],
    }


def _reason() -> dict[str, Any]:
    return _words(REASON_BLOCK, "Why do you decline?", "Shown to the person who asked, and to nobody else.")


def _words(block_id: str, label: str, hint: str) -> dict[str, Any]:
    field = {
        "type": "plain_text_input",
        "action_id": REASON_INPUT,
        "multiline": True,
        "max_length": REASON_LENGTH_MAX,
        "focus_on_load": True,
    }
    return field_block(block_id, label, hint, field)


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
        "close": plain("Back"),
        "blocks": list(blocks),
    }


def plain(text: str) -> dict[str, str]:
    """A text object without mrkdwn."""
    return {"type": "plain_text", "text": text}
