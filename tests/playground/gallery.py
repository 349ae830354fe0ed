"""Every block, element and composition object that the page draws, in a message, in a form and in one pushed on it."""

from __future__ import annotations

from typing import Any

from bot.playground import sample

Json = dict[str, Any]

EVIL = "<b onclick=broken()>bold</b> & <img src=x onerror=broken()>"
"""What somebody writes who hopes that it becomes markup."""


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def _input(block_id: str, label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


OPTIONS = [option("Small", "s"), option("Large", "l", description=plain("For many"))]
GROUPS = [{"label": plain("Near"), "options": OPTIONS}, {"label": plain("Far"), "options": [option("Huge", "h")]}]
MARKED = [{"text": mrkdwn("*One*"), "value": "1", "description": mrkdwn("_the first_")}, option("Two", "2")]
CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("It is final."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
    "style": "danger",
}
IMAGE: Json = {"type": "image", "image_url": "https://example.com/chart.png", "alt_text": f"A chart of points {EVIL}"}


def _choosers(prefix: str) -> list[Json]:
    """Everything that can be chosen in a row or beside a section."""
    kinds: list[Json] = [
        {"type": "static_select", "options": OPTIONS, "placeholder": plain("Size"), "confirm": CONFIRM},
        {"type": "users_select", "initial_user": "U02RAVI"},
        {"type": "conversations_select", "placeholder": plain("Where")},
        {"type": "datepicker", "initial_date": "2026-11-30"},
        {"type": "radio_buttons", "options": MARKED},
        {"type": "checkboxes", "options": MARKED, "initial_options": MARKED[1:]},
        {"type": "multi_users_select", "initial_users": ["U02ASHA"], "placeholder": plain("Who else")},
    ]
    return [{"action_id": f"{prefix} {kind['type']}", **kind} for kind in kinds]


def _words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def _part(kind: str, *words: Json, **more: Any) -> Json:
    return {"type": kind, "elements": list(words), **more}


RICH: Json = {
    "type": "rich_text",
    "elements": [
        _part(
            "rich_text_section",
            _words("strong ", bold=True),
            _words("italic ", italic=True),
            _words("gone ", strike=True),
            _words("code", code=True),
            _words(f" {EVIL} "),
            {"type": "link", "url": "https://example.com/a", "text": "a link"},
            {"type": "link", "url": "javascript:broken()", "text": "no link"},
            {"type": "user", "user_id": "U02ASHA"},
            {"type": "usergroup", "usergroup_id": "S0FINANCE"},
            {"type": "channel", "channel_id": "C02DESIGN"},
            {"type": "broadcast", "range": "here"},
            {"type": "emoji", "name": "tada", "unicode": "1f389"},
            {"type": "date", "timestamp": 1795338000, "format": "{date_num}", "fallback": "a day"},
        ),
        _part("rich_text_list", _part("rich_text_section", _words("first")), style="ordered"),
        _part("rich_text_list", _part("rich_text_section", _words("deeper")), style="bullet", indent=1),
        _part("rich_text_quote", _words("quoted")),
        _part("rich_text_preformatted", _words("as it stands\n  two")),
    ],
}

BUTTONS: list[Json] = [
    {"type": "button", "action_id": "go", "style": "primary", "text": plain("Approve"), "value": "1"},
    {"type": "button", "action_id": "stop", "style": "danger", "text": plain("Decline"), "confirm": CONFIRM},
    {"type": "button", "action_id": "see", "text": plain("Look"), "url": "https://example.com/"},
    {
        "type": "overflow",
        "action_id": "more",
        "options": [option("Ask", "ask"), option("Help", "help", url="https://example.com/help")],
    },
]

MESSAGE: list[Json] = [
    {"type": "header", "text": plain(f"A gallery {EVIL}")},
    {"type": "section", "text": mrkdwn("With *an image*"), "accessory": IMAGE},
    {"type": "section", "fields": [mrkdwn("*Points*\n100"), plain("To\nAsha"), mrkdwn("*By*\n<@U02RAVI>")]},
    *({"type": "section", "text": plain(one["type"]), "accessory": one} for one in _choosers("beside")),
    {"type": "divider"},
    {"type": "actions", "block_id": "buttons", "elements": BUTTONS},
    {"type": "actions", "block_id": "row", "elements": _choosers("row")[:4]},
    RICH,
    {"type": "image", "title": plain("A picture"), **{key: IMAGE[key] for key in ("image_url", "alt_text")}},
    {"type": "context", "elements": [IMAGE, mrkdwn("small *print*"), plain(EVIL)]},
]

FORM: Json = {
    "type": "modal",
    "callback_id": "gallery",
    "title": plain("Everything"),
    "submit": plain("Send"),
    "close": plain("Not now"),
    "blocks": [
        {"type": "section", "text": mrkdwn(f"Fill in *all*: {EVIL.replace('<', '&lt;')}")},
        _input("words", "Words", {"type": "plain_text_input", "action_id": "a", "min_length": 3, "max_length": 9}),
        _input(
            "lines",
            "Lines",
            {"type": "plain_text_input", "action_id": "a", "multiline": True, "placeholder": plain("Several")},
            optional=True,
            hint=plain("As many as you like."),
        ),
        _input(
            "number",
            "Number",
            {"type": "number_input", "action_id": "a", "is_decimal_allowed": False, "min_value": "5", "max_value": "9"},
        ),
        _input("user", "Person", {"type": "users_select", "action_id": "a", "placeholder": plain("Somebody")}),
        _input("users", "People", {"type": "multi_users_select", "action_id": "a", "max_selected_items": 2}),
        _input("place", "Channel", {"type": "conversations_select", "action_id": "a"}),
        _input("size", "Size", {"type": "static_select", "action_id": "a", "option_groups": GROUPS}),
        _input("ticks", "Ticks", {"type": "checkboxes", "action_id": "a", "options": MARKED}),
        _input("one", "One of two", {"type": "radio_buttons", "action_id": "a", "options": MARKED}),
        _input("day", "Day", {"type": "datepicker", "action_id": "a"}),
        {"type": "actions", "block_id": "buttons", "elements": [{**BUTTONS[0], "text": plain("One more")}]},
    ],
}

PUSHED: Json = {
    "type": "modal",
    "title": plain("On top"),
    "close": plain("Back"),
    "blocks": [{"type": "section", "text": plain(f"Below is the form. {EVIL}")}],
}

HOME: Json = {"type": "home", "blocks": MESSAGE}

PEOPLE = {user.id: user.real_name for user in sample.USERS}
