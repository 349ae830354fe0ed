"""What people fill in and choose: as the page tells it, and as Slack's payloads tell it.

Sources: Slack's reference pages "Block elements" and "view_submission payload", and its published types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.server import Json

Chosen = str | list[str]
"""As the page has it: what was typed, or the values of what was chosen; empty where there is nothing."""

# What an element holds under -> what it holds at first.
_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}

HELD_UNDER = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
"""Kind of element -> the key under which a payload has what it holds. A button holds nothing."""


def held(element: Json, chosen: Chosen | None) -> Json:
    """What the element holds, as a payload says it; None where nobody touched it."""
    key = HELD_UNDER[element["type"]]
    if chosen is None:
        return {key: element.get(_INITIAL[key], [] if key.endswith("s") else None)}
    if key == "selected_options":
        return {key: [_option(element, value) for value in _listed(chosen)]}
    if key.endswith("s"):
        return {key: _listed(chosen)}
    single = chosen if isinstance(chosen, str) else "".join(chosen[:1])
    if key == "selected_option":
        return {key: _option(element, single) if single else None}
    return {key: int(single) if key == "selected_date_time" and single else single or None}


def _listed(chosen: Chosen) -> list[str]:
    return [chosen] if isinstance(chosen, str) and chosen else list(chosen)


def _option(element: Json, value: str) -> Json:
    """The option of that value; one that is not offered too, as from a form that was open for long."""
    groups = element.get("option_groups") or ()
    offered = [*(element.get("options") or ()), *(option for group in groups for option in group["options"])]
    gone = {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
    found = next((option for option in offered if option["value"] == value), gone)
    return {key: found[key] for key in ("text", "value")}


def elements_of(blocks: list[Json] | tuple[Json, ...]) -> Iterator[tuple[Json, Json]]:
    """Every block with each element in it that can be acted on."""
    for block in blocks:
        inner: list[Any] = [block.get("element"), block.get("accessory")]
        inner += block["elements"] if block["type"] == "actions" else []
        yield from ((block, element) for element in inner if element and element["type"] != "image")


def state_values(blocks: list[Json] | tuple[Json, ...], chosen: Mapping[str, Chosen]) -> Json:
    """What stands in each element that holds something, as `state.values` has it: block id, action id, then the
    element's own words. `chosen` is by block id, or by block id and action id with a space between them."""
    found: Json = {}
    for block, element in elements_of(blocks):
        if element["type"] in HELD_UNDER and element["type"] != "overflow":
            block_id, action_id = block["block_id"], element["action_id"]
            said = chosen.get(f"{block_id} {action_id}", chosen.get(block_id))
            found.setdefault(block_id, {})[action_id] = {"type": element["type"], **held(element, said)}
    return found
