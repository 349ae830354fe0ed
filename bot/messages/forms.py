"""Modals: the form that asks a decider why, and what stands in its place when that has become pointless."""

from __future__ import annotations

from typing import Any

from bot.core.reward import Request
from bot.messages.phrases import wish, with_reason
from bot.messages.text import section

DECLINE_FORM = "reward_decline_form"
REASON_BLOCK = "reason"
REASON_INPUT = "reason_input"
REASON_LENGTH_MAX = 500
REASON_MISSING = "Please write a few words: the person who asked will want to know why."


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


def closed_form(message: str) -> dict[str, Any]:
    """A view with nothing to send, for `response_action: update`. `message` is mrkdwn, escaped already."""
    return {
        "type": "modal",
        "title": _plain("About this request"),
        "close": _plain("Close"),
        "blocks": [section(message)],
    }


def _reason() -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": REASON_BLOCK,
        "label": _plain("Why do you decline?"),
        "hint": _plain("Shown to the person who asked, and to nobody else."),
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
