"""Slack's limits on what stands in blocks: texts, options, confirmation dialogs, buttons, menus and fields.

Sources: Slack's reference pages "Composition objects" and "Block elements". Files, workflow buttons and rich text
fields are not among them: this app has no use for those, and they are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.playground.server import Json
from bot.playground.slack_checks import (
    Check,
    anything,
    both,
    distinct,
    each,
    fault,
    flag,
    kinds,
    like,
    one_of,
    only_one_of,
    shape,
    whole,
    words,
)

ID_LENGTH_MAX = 255
URL_LENGTH_MAX = 3000
ALT_TEXT_LENGTH_MAX = 2000
TYPED_LENGTH_MAX = 3000

# Texts.


def plain(length_max: int) -> Check:
    """A text object that is shown as it stands."""
    return kinds({"plain_text": shape({"type": anything, "text": words(length_max, 1)}, {"emoji": flag})})


def text(length_max: int) -> Check:
    """A text object of either kind."""
    mrkdwn = shape({"type": anything, "text": words(length_max, 1)}, {"verbatim": flag})
    return kinds({"plain_text": plain(length_max), "mrkdwn": mrkdwn})


def an_id() -> Check:
    """A name by which the app or Slack knows something again."""
    return words(ID_LENGTH_MAX)


CONFIRM = shape(
    {"title": plain(100), "text": plain(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def _option(words_of: Check, **more: Check) -> Check:
    return shape({"text": words_of, "value": words(150, 1)}, {"description": text(75), **more})


OPTION = _option(plain(75))
MARKED_OPTION = _option(text(75))
"""Of checkboxes and radio buttons, whose words may be marked up."""

OPTIONS = each(OPTION, 100)
GROUPS = each(shape({"label": plain(75), "options": OPTIONS}), 100)

DATE = like(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "2026-11-30")
TIME = like(r"([01]\d|2[0-3]):[0-5]\d", "14:30")

# Elements.


def _element(needed: Mapping[str, Check], allowed: Mapping[str, Check], *others: Check) -> Check:
    return both(shape({"type": anything, **needed}, {"action_id": an_id(), **allowed}), *others)


FIELD: Mapping[str, Check] = {"placeholder": plain(150), "focus_on_load": flag}
ASKING: Mapping[str, Check] = {"confirm": CONFIRM, "focus_on_load": flag}
SELECT: Mapping[str, Check] = {**FIELD, "confirm": CONFIRM}
ONE: Mapping[str, Check] = {**SELECT, "response_url_enabled": flag}
MANY: Mapping[str, Check] = {**SELECT, "max_selected_items": whole(1, 100)}
CHOICE: Mapping[str, Check] = {"options": OPTIONS, "option_groups": GROUPS}
IDS = each(an_id(), 100)
FILTER = shape(
    {},
    {
        "include": each(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
CONVERSATIONS: Mapping[str, Check] = {"filter": FILTER, "default_to_current_conversation": flag}
DISPATCH = shape({}, {"trigger_actions_on": each(one_of("on_enter_pressed", "on_character_entered"), 2)})
TYPED: Mapping[str, Check] = {**FIELD, "dispatch_action_config": DISPATCH}


def _initial_is_offered(value: Json, at: str) -> Iterator[str]:
    """What is chosen at first is one of the options, to the letter."""
    offered = [*(value.get("options") or ()), *(o for g in value.get("option_groups") or () for o in g["options"])]
    chosen = [(f"{at}/initial_option", value["initial_option"])] if value.get("initial_option") else []
    many = enumerate(value.get("initial_options") or ())
    for where, option in [*chosen, *((f"{at}/initial_options/{place}", option) for place, option in many)]:
        if option not in offered:
            yield fault("initial option must match one of the options", where)


def _lengths_are_in_order(value: Json, at: str) -> Iterator[str]:
    if value.get("min_length", 0) > value.get("max_length", TYPED_LENGTH_MAX):
        yield fault("must be less than or equal to `max_length`", f"{at}/min_length")


def _numbers_are_in_order(value: Json, at: str) -> Iterator[str]:
    found: dict[str, Decimal] = {}
    for key in ("min_value", "initial_value", "max_value"):
        if (given := value.get(key)) is not None:
            try:
                found[key] = Decimal(given)
            except InvalidOperation:
                yield fault("must be a number", f"{at}/{key}")
                return
            if not value["is_decimal_allowed"] and found[key] != int(found[key]):
                yield fault("must be a whole number", f"{at}/{key}")
    least, most = found.get("min_value", Decimal("-Infinity")), found.get("max_value", Decimal("Infinity"))
    if least > most:
        yield fault("must be less than or equal to `max_value`", f"{at}/min_value")
    elif not least <= found.get("initial_value", max(least, Decimal("-1e30"))) <= most:
        yield fault("must be between `min_value` and `max_value`", f"{at}/initial_value")


def _filters_something(value: Json, at: str) -> Iterator[str]:
    if value.get("filter") == {}:
        yield fault("must not be empty", f"{at}/filter")


BUTTON = _element(
    {"text": plain(75)},
    {
        "url": words(URL_LENGTH_MAX),
        "value": words(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": words(75),
    },
)
OVERFLOW = _element({"options": each(_option(plain(75), url=words(URL_LENGTH_MAX)), 5)}, {"confirm": CONFIRM})
SLACK_FILE = both(shape({}, {"id": words(ID_LENGTH_MAX, 1), "url": words(URL_LENGTH_MAX, 1)}), only_one_of("id", "url"))
IMAGE = both(
    shape(
        {"type": anything, "alt_text": words(ALT_TEXT_LENGTH_MAX, 1)},
        {"image_url": words(URL_LENGTH_MAX, 1), "slack_file": SLACK_FILE},
    ),
    only_one_of("image_url", "slack_file"),
)

# What may stand in a row of buttons, beside a section, and in a field alike.
CHOOSERS: Mapping[str, Check] = {
    "checkboxes": _element(
        {"options": each(MARKED_OPTION, 10)},
        {**ASKING, "initial_options": each(MARKED_OPTION, 10)},
        _initial_is_offered,
    ),
    "radio_buttons": _element(
        {"options": each(MARKED_OPTION, 10)}, {**ASKING, "initial_option": MARKED_OPTION}, _initial_is_offered
    ),
    "datepicker": _element({}, {**SELECT, "initial_date": DATE}),
    "timepicker": _element({}, {**SELECT, "initial_time": TIME, "timezone": words(100)}),
    "static_select": _element(
        {}, {**SELECT, **CHOICE, "initial_option": OPTION}, only_one_of(*CHOICE), _initial_is_offered
    ),
    "multi_static_select": _element(
        {}, {**MANY, **CHOICE, "initial_options": OPTIONS}, only_one_of(*CHOICE), _initial_is_offered
    ),
    "users_select": _element({}, {**SELECT, "initial_user": an_id()}),
    "multi_users_select": _element({}, {**MANY, "initial_users": IDS}),
    "channels_select": _element({}, {**ONE, "initial_channel": an_id()}),
    "multi_channels_select": _element({}, {**MANY, "initial_channels": IDS}),
    "conversations_select": _element({}, {**ONE, **CONVERSATIONS, "initial_conversation": an_id()}, _filters_something),
    "multi_conversations_select": _element(
        {}, {**MANY, **CONVERSATIONS, "initial_conversations": IDS}, _filters_something
    ),
}
PICKED_MOMENT = _element({}, {**ASKING, "initial_date_time": whole(10**9, 10**10 - 1)})

LENGTHS: Mapping[str, Check] = {"min_length": whole(0, TYPED_LENGTH_MAX), "max_length": whole(1, TYPED_LENGTH_MAX)}
BOUNDS: Mapping[str, Check] = dict.fromkeys(("min_value", "max_value", "initial_value"), words(100))

ACCESSORIES = {**CHOOSERS, "button": BUTTON, "overflow": OVERFLOW, "image": IMAGE}
ACTIONS = {**CHOOSERS, "button": BUTTON, "overflow": OVERFLOW, "datetimepicker": PICKED_MOMENT}
INPUTS: Mapping[str, Check] = {
    **CHOOSERS,
    "datetimepicker": PICKED_MOMENT,
    "plain_text_input": _element(
        {}, {**TYPED, **LENGTHS, "initial_value": words(TYPED_LENGTH_MAX), "multiline": flag}, _lengths_are_in_order
    ),
    "number_input": _element({"is_decimal_allowed": flag}, {**TYPED, **BOUNDS}, _numbers_are_in_order),
    "email_text_input": _element({}, {**TYPED, "initial_value": words(TYPED_LENGTH_MAX)}),
    "url_text_input": _element({}, {**TYPED, "initial_value": words(TYPED_LENGTH_MAX)}),
}


def is_focused(element: Any) -> bool:
    """Whether the element asks for the keyboard; one of a view may."""
    return isinstance(element, dict) and element.get("focus_on_load") is True


distinct_actions = distinct("action_id")
