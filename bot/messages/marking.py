"""Where EnKash is its test system, nobody may take a message for news of real points."""

from __future__ import annotations

from typing import Any

from bot.messages.language import later, say
from bot.messages.text import section

_TEST = later("TEST, no real points.")


def as_a_test(said: dict[str, Any]) -> dict[str, Any]:
    """What goes to Slack, begun with `TEST`: a message's text and blocks, a form, what is wrong in a form."""
    marked, test = dict(said), say(_TEST)
    if "text" in said:
        marked["text"] = f"{test} {said['text']}"
    if said.get("blocks"):
        marked["blocks"] = [section(test), *said["blocks"]]
    if "view" in said:
        marked["view"] = as_a_test(said["view"])
    if "errors" in said:
        marked["errors"] = {block_id: f"{test} {words}" for block_id, words in said["errors"].items()}
    return marked


def as_it_is(said: dict[str, Any]) -> dict[str, Any]:
    """What goes to Slack where the points are real."""
    return said
