"""A rough reading of Slack's limits on blocks, so that what real Slack refuses is refused here too.

Sources: Slack's reference pages "Blocks", "Block elements" and "Modal views". Only what can be counted is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.playground.server import Json

MESSAGE_BLOCKS_MAX = 50
VIEW_BLOCKS_MAX = 100

KNOWN_BLOCKS = {"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
STYLES = {"primary", "danger"}
# Elements to choose from -> how many options they may have.
OPTIONS_MAX = {"overflow": 5, "static_select": 100}

# Where a text stands -> how many characters it may hold.
TEXT_LENGTHS_MAX = {
    "section": 3000,
    "header": 150,
    "field": 2000,
    "label": 2000,
    "button": 75,
    "title": 24,
    "option": 75,
}
# The parts of a confirmation dialog (Slack, "Confirmation dialog object").
TEXT_LENGTHS_MAX |= {"confirm.title": 100, "confirm.text": 300, "confirm.confirm": 30, "confirm.deny": 30}


def blocks_fault(blocks: Any, blocks_max: int = MESSAGE_BLOCKS_MAX) -> str:
    """What Slack would say is wrong with these blocks; empty where it is content."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return "must be a list of objects [json-pointer:/blocks]"
    if len(blocks) > blocks_max:
        return f"no more than {blocks_max} items allowed [json-pointer:/blocks]"
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        return "`block_id` must be unique [json-pointer:/blocks]"
    for place, block in enumerate(blocks):
        for fault in _block_faults(block):
            return f"{fault} [json-pointer:/blocks/{place}]"
    return ""


def view_fault(view: Any) -> str:
    """What Slack would say is wrong with this modal; empty where it is content."""
    if not isinstance(view, dict) or view.get("type") != "modal":
        return "unsupported type [json-pointer:/view/type]"
    for part in ("title", "submit", "close"):
        if part == "title" or part in view:
            for fault in _text_faults(view.get(part), "title", plain=True):
                return f"{fault} [json-pointer:/view/{part}]"
    if len(view.get("private_metadata", "")) > 3000:
        return "must be less than 3001 characters [json-pointer:/view/private_metadata]"
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in view.get("blocks", ()))
    if has_input and "submit" not in view:
        return "missing required field: submit [json-pointer:/view]"
    return blocks_fault(view.get("blocks"), VIEW_BLOCKS_MAX)


def _block_faults(block: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind not in KNOWN_BLOCKS:
        yield f"unsupported type: {kind}"
    if len(block.get("block_id") or "") > 255:
        yield "`block_id` must be less than 256 characters"
    if kind == "section":
        yield from _section_faults(block)
    elif kind == "header":
        yield from _text_faults(block.get("text"), "header", plain=True)
    elif kind == "context":
        yield from _count_faults(block.get("elements"), 10)
    elif kind == "actions":
        yield from _actions_faults(block)
    elif kind == "input":
        yield from _text_faults(block.get("label"), "label", plain=True)
        if isinstance(block.get("element"), dict):
            yield from _element_faults(block["element"])
        else:
            yield "missing required field: element"


def _section_faults(block: Json) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield "missing required field: text or fields"
    if "text" in block:
        yield from _text_faults(block["text"], "section")
    if fields is not None:
        yield from _count_faults(fields, 10)
        for field in fields:
            yield from _text_faults(field, "field")
    if isinstance(block.get("accessory"), dict):
        yield from _element_faults(block["accessory"])


def _actions_faults(block: Json) -> Iterator[str]:
    elements = block.get("elements")
    yield from _count_faults(elements, 25)
    if isinstance(elements, list):
        ids = [element.get("action_id") for element in elements if element.get("action_id")]
        if len(ids) != len(set(ids)):
            yield "`action_id` must be unique"
        for element in elements:
            yield from _element_faults(element)


def _element_faults(element: Json) -> Iterator[str]:
    if len(element.get("action_id", "")) > 255:
        yield "`action_id` must be less than 256 characters"
    if element.get("type") == "button":
        yield from _text_faults(element.get("text"), "button", plain=True)
        if len(element.get("value", "")) > 2000:
            yield "`value` must be less than 2001 characters"
        if len(element.get("accessibility_label", "")) > 75:
            yield "`accessibility_label` must be less than 76 characters"
        if "style" in element and element["style"] not in STYLES:
            yield "`style` must be primary or danger"
        if isinstance(element.get("confirm"), dict):
            yield from _confirm_faults(element["confirm"])
    elif element.get("type") in OPTIONS_MAX:
        yield from _options_faults(element)


def _options_faults(element: Json) -> Iterator[str]:
    options = element.get("options")
    yield from _count_faults(options, OPTIONS_MAX[element["type"]])
    for option in options or ():
        yield from _text_faults(option.get("text"), "option", plain=True)
        if not 1 <= len(option.get("value", "")) <= 150:
            yield "`value` must be between 1 and 150 characters"
    if "accessibility_label" in element:
        yield "`accessibility_label` is not allowed"


def _confirm_faults(confirm: Json) -> Iterator[str]:
    for part in ("title", "text", "confirm", "deny"):
        yield from _text_faults(confirm.get(part), f"confirm.{part}", plain=True)


def _count_faults(items: Any, items_max: int) -> Iterator[str]:
    if not isinstance(items, list) or not items:
        yield "must have at least 1 item"
    elif len(items) > items_max:
        yield f"no more than {items_max} items allowed"


def _text_faults(text: Any, place: str, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield "missing required field: text"
    elif plain and text.get("type") != "plain_text":
        yield "must be plain_text"
    elif text.get("type") not in {"plain_text", "mrkdwn"}:
        yield "unsupported text type"
    elif not text["text"]:
        yield "must be more than 0 characters"
    elif len(text["text"]) > TEXT_LENGTHS_MAX[place]:
        yield f"must be less than {TEXT_LENGTHS_MAX[place] + 1} characters"
