"""What Slack refuses of blocks and views, with the pointer to the place, and what it takes at the very limit."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import sample
from bot.playground.slack_blocks import blocks_faults, view_faults
from bot.playground.workspace import SlackStandIn
from tests.playground.gallery import CONFIRM, FORM, HOME, MESSAGE, PUSHED, mrkdwn, option, plain

Json = dict[str, Any]

DESIGN = "C02DESIGN"


def test_a_gallery_of_all_there_is_is_taken() -> None:
    assert blocks_faults(MESSAGE) == []
    assert [view_faults(FORM), view_faults(PUSHED), view_faults(HOME, "home")] == [[], [], []]


def field(kind: str, **more: Any) -> Json:
    return {"type": "input", "label": plain("x"), "element": {"type": kind, "action_id": "a", **more}}


def row(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("x"), **more}


def options(count: int, of: Json | None = None) -> list[Json]:
    return [of or option("x", "y")] * count


TEXT = {"type": "section", "text": mrkdwn("x")}
MARKED = {"text": mrkdwn("*x*"), "value": "y"}

REFUSED = [
    ([TEXT] * 51, "no more than 50 items allowed", ""),
    ([{"type": "video"}], "unsupported type: video", "/0/type"),
    ([{"text": "x"}], "missing required field: type", "/0"),
    ([{**TEXT, "block_id": "x" * 256}], "must be less than 256 characters", "/0/block_id"),
    ([{**TEXT, "block_id": "b"}] * 2, "`block_id` must be unique: b", "/1/block_id"),
    ([{**TEXT, "colour": "red"}], "invalid additional property: colour", "/0"),
    ([{"type": "section"}], "missing required field: text or fields", "/0"),
    ([{"type": "section", "text": mrkdwn("x" * 3001)}], "must be less than 3001 characters", "/0/text/text"),
    ([{"type": "section", "text": mrkdwn("")}], "must be more than 0 characters", "/0/text/text"),
    (
        [{"type": "section", "text": {**plain("x"), "verbatim": True}}],
        "invalid additional property: verbatim",
        "/0/text",
    ),
    ([{"type": "section", "text": {**mrkdwn("x"), "emoji": True}}], "invalid additional property: emoji", "/0/text"),
    ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more than 10 items allowed", "/0/fields"),
    ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "must be less than 2001 characters", "/0/fields/0/text"),
    (
        [{**TEXT, "accessory": field("plain_text_input")["element"]}],
        "unsupported type: plain_text_input",
        "/0/accessory/type",
    ),
    ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters", "/0/text/text"),
    ([{"type": "header", "text": mrkdwn("x")}], "unsupported type: mrkdwn", "/0/text/type"),
    ([{"type": "context", "elements": [plain("x")] * 11}], "no more than 10 items allowed", "/0/elements"),
    ([{"type": "context", "elements": [button()]}], "unsupported type: button", "/0/elements/0/type"),
    ([{"type": "image", "image_url": "https://x"}], "missing required field: alt_text", "/0"),
    (
        [{"type": "image", "image_url": "https://x", "alt_text": "x" * 2001}],
        "must be less than 2001 characters",
        "/0/alt_text",
    ),
    ([{"type": "image", "alt_text": "x"}], "must define either `image_url` or `slack_file`", "/0"),
    ([row(*[button()] * 26)], "no more than 25 items allowed", "/0/elements"),
    ([row()], "must have at least 1 item", "/0/elements"),
    ([row(button(action_id="a"), button(action_id="a"))], "`action_id` must be unique: a", "/0/elements/1/action_id"),
    ([row(button(action_id="a" * 256))], "must be less than 256 characters", "/0/elements/0/action_id"),
    ([row(button(value="x" * 2001))], "must be less than 2001 characters", "/0/elements/0/value"),
    ([row(button(url="x" * 3001))], "must be less than 3001 characters", "/0/elements/0/url"),
    ([row(button(style="loud"))], "must be one of: primary, danger", "/0/elements/0/style"),
    (
        [row(button(confirm={**CONFIRM, "text": plain("x" * 301)}))],
        "must be less than 301 characters",
        "/0/elements/0/confirm/text/text",
    ),
    ([row(button(confirm={"title": plain("x")}))], "missing required field: text", "/0/elements/0/confirm"),
    (
        [row({"type": "number_input", "is_decimal_allowed": False})],
        "unsupported type: number_input",
        "/0/elements/0/type",
    ),
    ([row({"type": "overflow", "options": options(6)})], "no more than 5 items allowed", "/0/elements/0/options"),
    (
        [row({"type": "overflow", "options": options(1, MARKED)})],
        "unsupported type: mrkdwn",
        "/0/elements/0/options/0/text/type",
    ),
    ([field("button", text=plain("x"))], "unsupported type: button", "/0/element/type"),
    ([field("checkboxes", options=options(11))], "no more than 10 items allowed", "/0/element/options"),
    ([field("radio_buttons", options=options(11))], "no more than 10 items allowed", "/0/element/options"),
    ([field("static_select", options=options(101))], "no more than 100 items allowed", "/0/element/options"),
    ([field("static_select")], "must define either `options` or `option_groups`", "/0/element"),
    (
        [field("static_select", options=options(1, option("x" * 76, "y")))],
        "must be less than 76 characters",
        "/0/element/options/0/text/text",
    ),
    (
        [field("static_select", options=options(1, option("x", "y" * 151)))],
        "must be less than 151 characters",
        "/0/element/options/0/value",
    ),
    (
        [field("static_select", options=options(1), initial_option=option("z", "z"))],
        "initial option must match one of the options",
        "/0/element/initial_option",
    ),
    (
        [field("plain_text_input", placeholder=plain("x" * 151))],
        "must be less than 151 characters",
        "/0/element/placeholder/text",
    ),
    ([field("plain_text_input", max_length=3001)], "must be between 1 and 3000", "/0/element/max_length"),
    (
        [field("plain_text_input", min_length=9, max_length=8)],
        "must be less than or equal to `max_length`",
        "/0/element/min_length",
    ),
    ([field("number_input")], "missing required field: is_decimal_allowed", "/0/element"),
    ([field("number_input", is_decimal_allowed=False, min_value=1)], "must provide a string", "/0/element/min_value"),
    (
        [field("number_input", is_decimal_allowed=False, min_value="9", max_value="8")],
        "must be less than or equal to `max_value`",
        "/0/element/min_value",
    ),
    (
        [field("number_input", is_decimal_allowed=False, initial_value="1.5")],
        "must be a whole number",
        "/0/element/initial_value",
    ),
    (
        [field("number_input", is_decimal_allowed=True, max_value="2", initial_value="3")],
        "must be between `min_value` and `max_value`",
        "/0/element/initial_value",
    ),
    ([field("datepicker", initial_date="30.11.2026")], "must be written like 2026-11-30", "/0/element/initial_date"),
    ([field("multi_users_select", max_selected_items=0)], "must be between 1 and 100", "/0/element/max_selected_items"),
    ([field("conversations_select", filter={})], "must not be empty", "/0/element/filter"),
    ([{**field("users_select"), "label": plain("x" * 2001)}], "must be less than 2001 characters", "/0/label/text"),
    ([field("users_select", focus_on_load=True)] * 2, "only one element may have `focus_on_load`", "/1"),
    (
        [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]}],
        "missing required field: style",
        "/0/elements/0",
    ),
]


@pytest.mark.parametrize(("blocks", "words", "at"), REFUSED)
def test_what_is_past_a_limit_is_refused_with_its_place(blocks: list[Json], words: str, at: str) -> None:
    assert blocks_faults(blocks)[0] == f"{words} [json-pointer:/blocks{at}]"


LONGEST_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}

AT_THE_LIMIT = [
    [{"type": "header", "text": plain("x" * 150)}] * 50,
    [{"type": "section", "text": mrkdwn("x" * 3000), "fields": [plain("x" * 2000)] * 10, "block_id": "x" * 255}],
    [row(*[button(text=plain("x" * 75), value="x" * 2000)] * 25)],
    [field("checkboxes", options=options(10, MARKED)), field("static_select", options=options(100))],
    [field("static_select", options=options(1, option("x" * 75, "y" * 150)))],
    [field("plain_text_input", min_length=0, max_length=3000, placeholder=plain("x" * 150))],
    [field("number_input", is_decimal_allowed=True, min_value="-1.5", max_value="-1.5", initial_value="-1.5")],
    [row(button(confirm={part: plain("x" * most) for part, most in LONGEST_CONFIRM.items()}))],
]


@pytest.mark.parametrize("blocks", AT_THE_LIMIT)
def test_what_is_at_the_limit_is_taken(blocks: list[Json]) -> None:
    assert blocks_faults(blocks) == []


REFUSED_VIEWS = [
    ({"submit": None}, "missing required field: submit [json-pointer:/view]"),
    ({"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
    ({"submit": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/submit/text]"),
    ({"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    ({"callback_id": "x" * 256}, "must be less than 256 characters [json-pointer:/view/callback_id]"),
    ({"blocks": [TEXT] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ({"blocks": None}, "missing required field: blocks [json-pointer:/view]"),
    ({"type": "home"}, "unsupported type: home [json-pointer:/view/type]"),
    ({"colour": "red"}, "invalid additional property: colour [json-pointer:/view]"),
]


@pytest.mark.parametrize(("change", "fault"), REFUSED_VIEWS, ids=[fault for _, fault in REFUSED_VIEWS])
def test_a_modal_past_a_limit_is_refused_with_its_place(change: Json, fault: str) -> None:
    assert view_faults({**FORM, **change}) == [fault]


def test_a_home_has_neither_title_nor_submit() -> None:
    found = view_faults({**HOME, "title": plain("x"), "submit": plain("x")}, "home")
    assert [fault.split(" [")[0] for fault in found] == [
        "invalid additional property: title",
        "invalid additional property: submit",
    ]


def test_the_web_api_answers_with_every_fault_in_slack_s_place(slack: SlackStandIn, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=DESIGN, text="x", blocks=[TEXT, {"type": "header", "text": mrkdwn("x")}, {}])
    assert caught.value.response.data == {
        "ok": False,
        "error": "invalid_blocks",
        "response_metadata": {
            "messages": [
                "[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/1/text/type]",
                "[ERROR] missing required field: type [json-pointer:/blocks/2]",
            ]
        },
    }
    trigger_id = slack.command(sample.GIVER_ID, DESIGN, "").payload["trigger_id"]
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=trigger_id, view={**FORM, "title": plain("")})
    assert caught.value.response["error"] == "invalid_arguments"
    said = caught.value.response["response_metadata"]["messages"]
    assert said == ["[ERROR] must be more than 0 characters [json-pointer:/view/title/text]"]
    assert client.views_open(trigger_id=trigger_id, view=FORM)["ok"], "a refused view spends no trigger"
