"""What an app's answers do to the workspace: the answer to a command, a POST to a response url, a modal's answer."""

from __future__ import annotations

from typing import Any

from bot.playground.server import Json
from bot.playground.slack_blocks import blocks_fault, view_fault
from bot.playground.slack_delivery import Delivered
from bot.playground.slack_nouns import View
from bot.playground.slack_state import SlackState
from bot.playground.slack_tickets import ResponseTicket

SLACKBOT_ID = "USLACKBOT"
MODAL_TROUBLE = "We had some trouble connecting. Try again?"


def say(state: SlackState, place: ResponseTicket, said: Json) -> str:
    """Shows what an app said to whoever asked. Returns Slack's error, empty where it was shown.

    Without `response_type` it is ephemeral (Slack, "Handling user interaction", "Message responses").
    """
    origin = state.message(place.channel_id, place.message_ts) if place.message_ts else None
    if said.get("delete_original"):
        if origin is not None:
            state.remove(origin)
        return ""
    text, blocks = str(said.get("text") or ""), said.get("blocks") or []
    if not text and not blocks:
        return "no_text"
    if blocks_fault(blocks):
        return "invalid_blocks"
    if said.get("replace_original") and origin is not None:
        state.edit(origin, text, blocks)
        return ""
    only_for = "" if said.get("response_type") == "in_channel" else place.user_id
    thread_ts = str(said.get("thread_ts") or "")
    state.post(place.channel_id, state.identity.bot_user_id, text, blocks, thread_ts=thread_ts, only_for=only_for)
    return ""


def show_command_answer(state: SlackState, delivered: Delivered) -> None:
    """A command's answer is shown to whoever typed it; a failure too, in Slackbot's words."""
    place = ResponseTicket(delivered.payload["channel_id"], delivered.payload["user_id"], state.clock())
    if delivered.answer is None or delivered.trouble:
        words = f'{delivered.payload["command"]} failed with the error "{delivered.trouble}"'
        state.post(place.channel_id, SLACKBOT_ID, words, only_for=place.user_id)
    elif delivered.answer.body:
        said = delivered.answer.json or {"text": delivered.answer.body.decode(errors="replace")}
        say(state, place, said)


def show_submission_answer(state: SlackState, view: View, delivered: Delivered) -> None:
    """A modal closes, changes, or stays with what is wrong (Slack, "Modals", `response_action`)."""
    if delivered.answer is None or delivered.trouble:
        state.complain(view, {}, MODAL_TROUBLE)
        return
    said = delivered.answer.json or {}
    action = said.get("response_action")
    if action is None:
        state.close_view(view)
    elif action == "errors":
        state.complain(view, {str(key): str(words) for key, words in said.get("errors", {}).items()})
    elif action == "clear":
        state.close_all_views(view.user_id)
    elif action in {"update", "push"} and not view_fault(said.get("view")):
        _show_view(state, view, action, said["view"])
    else:
        state.complain(view, {}, MODAL_TROUBLE)


def _show_view(state: SlackState, view: View, action: Any, definition: Json) -> None:
    if action == "update":
        state.change_view(view, definition)
    else:
        state.open_view(view.user_id, definition, view)
