"""What an app's answers do to the workspace: the answer to a command, a POST to a response url, a modal's answer."""

from __future__ import annotations

from typing import Any

from bot.playground.server import HttpRequest, HttpResponse, Json, json_response
from bot.playground.slack_blocks import blocks_faults, view_faults
from bot.playground.slack_delivery import AppAnswer, Delivered
from bot.playground.slack_nouns import View
from bot.playground.slack_state import SlackState
from bot.playground.slack_tickets import ResponseTicket, ResponseUrls
from bot.playground.slack_viewing import VIEWS_MAX

SLACKBOT_ID = "USLACKBOT"
MODAL_TROUBLE = "We had some trouble connecting. Try again?"


def take_response(state: SlackState, urls: ResponseUrls, request: HttpRequest) -> HttpResponse:
    """Answers a POST to a response url."""
    try:
        said = request.json()
    except ValueError:
        return json_response({"ok": False, "error": "invalid_payload"}, 400)
    ticket, error = urls.use(request.path)
    if ticket is None:
        return json_response({"ok": False, "error": error}, 404)
    error = say(state, ticket, said)
    return json_response({"ok": False, "error": error}, 400) if error else HttpResponse(200, b"ok")


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
    if not isinstance(blocks, list) or blocks_faults(blocks):
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
        if error := say(state, place, said):
            words = f'{delivered.payload["command"]} failed with the error "{error}"'
            state.post(place.channel_id, SLACKBOT_ID, words, only_for=place.user_id)


def show_submission_answer(state: SlackState, view: View, delivered: Delivered) -> None:
    """A modal closes, changes, or stays with what is wrong (Slack, "Modals", `response_action`).

    An answer that Slack cannot follow shows the person its own words, as silence does."""
    if delivered.answer is None or delivered.trouble or not _follow(state, view, delivered.answer):
        state.complain(view, {}, MODAL_TROUBLE)


def _follow(state: SlackState, view: View, answer: AppAnswer) -> bool:
    """Does as the app said; False where that cannot be done."""
    said = answer.json if answer.body.strip() else {}
    if said is None:
        return False
    action, is_known = said.get("response_action"), True
    if action is None:
        state.close_view(view)
    elif action == "clear":
        state.close_all_views(view.user_id)
    elif action == "errors" and _can_be_shown(said.get("errors"), view):
        state.complain(view, said["errors"])
    elif action == "update" and not view_faults(said.get("view")):
        state.change_view(view, said["view"])
    elif action == "push" and not view_faults(said.get("view")) and len(state.views(view.user_id)) < VIEWS_MAX:
        state.open_view(view.user_id, said["view"], view)
    else:
        is_known = False
    return is_known


def _can_be_shown(errors: Any, view: View) -> bool:
    """Slack shows what is wrong beside a field, so each error names the block of one."""
    fields = {block["block_id"] for block in view.definition["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        return False
    return errors.keys() <= fields and all(isinstance(words, str) and words for words in errors.values())
