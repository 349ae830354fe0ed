"""Slack's limits on blocks and views, so that what real Slack refuses is refused here too, with the same pointer.

Sources: Slack's reference pages "Blocks", "Rich text", "Modal views" and "Home tab views".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    one_of,
    only_one_of,
    shape,
    whole,
    words,
)
from bot.playground.slack_elements import (
    ACCESSORIES,
    ACTIONS,
    ALT_TEXT_LENGTH_MAX,
    IMAGE,
    INPUTS,
    SLACK_FILE,
    URL_LENGTH_MAX,
    distinct_actions,
    is_focused,
    plain,
    text,
)

MESSAGE_BLOCKS_MAX = 50
VIEW_BLOCKS_MAX = 100
ID_LENGTH_MAX = 255
METADATA_LENGTH_MAX = 3000

# Rich text.

STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
BORDER: Mapping[str, Check] = {"border": whole(0, 1)}


def _rich(needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None) -> Check:
    return shape({"type": anything, **needed}, {"style": STYLE, **(allowed or {})})


RICH_WORDS: Mapping[str, Check] = {
    "text": _rich({"text": words(METADATA_LENGTH_MAX, 1)}),
    "link": _rich({"url": words(URL_LENGTH_MAX, 1)}, {"text": words(METADATA_LENGTH_MAX), "unsafe": flag}),
    "user": _rich({"user_id": words(ID_LENGTH_MAX, 1)}),
    "usergroup": _rich({"usergroup_id": words(ID_LENGTH_MAX, 1)}),
    "channel": _rich({"channel_id": words(ID_LENGTH_MAX, 1)}),
    "emoji": _rich({"name": words(100, 1)}, {"unicode": words(100), "skin_tone": whole(1, 6)}),
    "broadcast": _rich({"range": one_of("here", "channel", "everyone")}),
    "date": _rich(
        {"timestamp": whole(0, 10**11), "format": words(300, 1)}, {"url": words(URL_LENGTH_MAX), "fallback": words(300)}
    ),
}


def _rich_part(allowed: Mapping[str, Check]) -> Check:
    inner = each(kinds(RICH_WORDS), 1000, 0)
    return shape({"type": anything, "elements": inner}, allowed)


RICH_SECTION = _rich_part({})
RICH_PARTS: Mapping[str, Check] = {
    "rich_text_section": RICH_SECTION,
    "rich_text_quote": _rich_part(BORDER),
    "rich_text_preformatted": _rich_part({**BORDER, "language": words(100)}),
    "rich_text_list": shape(
        {
            "type": anything,
            "style": one_of("bullet", "ordered"),
            "elements": each(kinds({"rich_text_section": RICH_SECTION}), 1000),
        },
        {**BORDER, "indent": whole(0, 8), "offset": whole(0, 10**6)},
    ),
}

# Blocks.


def _block(needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None, *others: Check) -> Check:
    checked = shape({"type": anything, **needed}, {"block_id": words(ID_LENGTH_MAX), **(allowed or {})})
    return both(checked, *others)


def _says_something(block: Json, at: str) -> Iterator[str]:
    if block.get("text") is None and block.get("fields") is None:
        yield fault("missing required field: text or fields", at)


SMALL_PRINT = text(METADATA_LENGTH_MAX)
CONTEXT = kinds({"image": IMAGE, "plain_text": SMALL_PRINT, "mrkdwn": SMALL_PRINT})

BLOCKS: Mapping[str, Check] = {
    "actions": _block({"elements": both(each(kinds(ACTIONS), 25), distinct_actions)}),
    "context": _block({"elements": each(CONTEXT, 10)}),
    "divider": _block({}),
    "header": _block({"text": plain(150)}),
    "image": _block(
        {"alt_text": words(ALT_TEXT_LENGTH_MAX, 1)},
        {"image_url": words(URL_LENGTH_MAX, 1), "slack_file": SLACK_FILE, "title": plain(2000)},
        only_one_of("image_url", "slack_file"),
    ),
    "input": _block(
        {"label": plain(2000), "element": kinds(INPUTS)},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": _block({"elements": each(kinds(RICH_PARTS), 1000)}),
    "section": _block(
        {},
        {"text": text(3000), "fields": each(text(2000), 10), "accessory": kinds(ACCESSORIES), "expand": flag},
        _says_something,
    ),
}


def _blocks(items_max: int) -> Check:
    return both(each(kinds(BLOCKS), items_max, 0), distinct("block_id"), _one_focus)


def _one_focus(blocks: list[Json], at: str) -> Iterator[str]:
    standing = ([block.get("element"), block.get("accessory"), *block.get("elements", ())] for block in blocks)
    focused = [place for place, elements in enumerate(standing) if any(map(is_focused, elements))]
    yield from (fault("only one element may have `focus_on_load`", f"{at}/{place}") for place in focused[1:])


MESSAGE_BLOCKS, VIEW_BLOCKS = _blocks(MESSAGE_BLOCKS_MAX), _blocks(VIEW_BLOCKS_MAX)


def blocks_faults(blocks: Any) -> list[str]:
    """What Slack would say is wrong with the blocks of a message; empty where it is content."""
    return list(MESSAGE_BLOCKS(blocks, "/blocks"))


# Views.

VIEW: Mapping[str, Check] = {
    "private_metadata": words(METADATA_LENGTH_MAX),
    "callback_id": words(ID_LENGTH_MAX),
    "external_id": words(ID_LENGTH_MAX),
}
MODAL: Mapping[str, Check] = {
    **VIEW,
    "submit": plain(24),
    "close": plain(24),
    "clear_on_close": flag,
    "notify_on_close": flag,
}


def _can_be_sent(view: Json, at: str) -> Iterator[str]:
    if view.get("submit") is None and any(block["type"] == "input" for block in view["blocks"]):
        yield fault("missing required field: submit", at)


VIEWS: Mapping[str, Check] = {
    "modal": both(shape({"type": anything, "title": plain(24), "blocks": VIEW_BLOCKS}, MODAL), _can_be_sent),
    "home": shape({"type": anything, "blocks": VIEW_BLOCKS}, VIEW),
}


def view_faults(view: Any, kind: str = "modal") -> list[str]:
    """What Slack would say is wrong with this view, which must be of that kind; empty where it is content."""
    return list(kinds({kind: VIEWS[kind]})(view, "/view"))
