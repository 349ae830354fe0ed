"""Modals: the form that asks a decider why, and what stands in its place when that has become pointless."""

from __future__ import annotations

from typing import Any

from bot.core.resolution import Resolution
from bot.core.reward import Request
from bot.messages.phrases import wish, with_reason
from bot.messages.settling import consequence, what
from bot.messages.text import section

DECLINE_FORM = "reward_decline_form"
REASON_BLOCK = "reason"
REASON_INPUT = "reason_input"
REASON_LENGTH_MAX = 500
REASON_MISSING = "Please write a few words: the person who asked will want to know why."
NOTE_MISSING = "Please write a few words: whoever checks the books will want to know."

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
    return {
        "type": "modal",
        "callback_id": DECLINE_FORM,
        "private_metadata": request.id,
        "title": _plain("Decline this request"),
        "submit": _plain("Decline"),
        "close": _plain("Back"),
        "blocks": [with_reason(f"{wish(request)} {request.id}", request.reason)[1], _reason()],
    }


def settle_form(request: Request, reward_id: str, resolution: Resolution) -> dict[str, Any]:
    """The form behind an operator's button: what it will do, and how they know. It is about the attempt that it was
    opened for: what somebody saw of one at EnKash says nothing of the next."""
    title, submit, question = SETTLE_WORDS[resolution]
    if request.is_in_doubt and resolution is Resolution.DID_NOT_HAPPEN:
        submit = "Let it be decided"
    return {
        "type": "modal",
        "callback_id": SETTLE_FORMS[resolution],
        "private_metadata": f"{reward_id} {request.reward_of(reward_id).attempt}",
        "title": _plain(title),
        "submit": _plain(submit),
        "close": _plain("Back"),
        "blocks": [
            section(
                f"{what(request)}\n{consequence(request, resolution)} "
                "EnKash is asked first, and what it knows counts more."
            ),
            _words(REASON_BLOCK, question, "Kept in the history with your name; numbers and addresses are masked."),
        ],
    }


def closed_form(message: str) -> dict[str, Any]:
    """A view with nothing to send, for `response_action: update`. `message` is mrkdwn, escaped already."""
    return {
        "type": "modal",
        "title": _plain("About this request"),
        "close": _plain("Close"),
        "blocks": [section(message)],
    }


def _reason() -> dict[str, Any]:
    return _words(REASON_BLOCK, "Why do you decline?", "Shown to the person who asked, and to nobody else.")


def _words(block_id: str, label: str, hint: str) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label),
        "hint": _plain(hint),
        "element": {
            "type": "plain_text_input",
            "action_id": REASON_INPUT,
            "multiline": True,
            "max_length": REASON_LENGTH_MAX,
            "focus_on_load": True,
        },
    }


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
