"""What a payload says of a press: the button, the option or the choice, found among the blocks that were shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.playground.server import Json
from bot.playground.slack_choices import Chosen, elements_of
from bot.playground.slack_payloads import button_action, choice_action, menu_action


@dataclass(frozen=True, slots=True)
class Press:
    """What somebody does to a message, a modal or Home.

    `value` tells two buttons with one action id apart, and with it a button can be pressed that is shown no longer, as
    on a screen that has not caught up; `option` is the value of an option of an overflow menu, and the same holds.
    `chosen` is what any other element holds from now on; `block_id` tells two of those apart.
    """

    action_id: str
    value: str | None = None
    option: str | None = None
    chosen: Chosen | None = None
    block_id: str = ""

    def action(self, blocks: Iterable[Json], action_ts: str) -> Json:
        """The one entry of the payload's `actions`. Raises LookupError where nothing of the kind was shown."""
        for block, element in elements_of(list(blocks)):
            is_meant = element["action_id"] == self.action_id and self.block_id in {"", block["block_id"]}
            if is_meant and (found := self._of(block, element, action_ts)):
                return found
        return self._gone(action_ts)

    def _of(self, block: Json, element: Json, action_ts: str) -> Json | None:
        if element["type"] == "button":
            fits = self.option is None and self.value in {None, element.get("value")}
            return button_action(block, element, action_ts) if fits else None
        if element["type"] == "overflow":
            option = next((one for one in element["options"] if one["value"] == self.option), None)
            return menu_action(block["block_id"], self.action_id, option, action_ts) if option else None
        return None if self.chosen is None else choice_action(block["block_id"], element, self.chosen, action_ts)

    def _gone(self, action_ts: str) -> Json:
        text = {"type": "plain_text", "text": "", "emoji": True}
        if self.option is not None:
            return menu_action("gone", self.action_id, {"text": text, "value": self.option}, action_ts)
        if self.value is None:
            raise LookupError("Nothing of the kind is shown there.")
        gone = {"type": "button", "action_id": self.action_id, "value": self.value, "text": text}
        return button_action({"block_id": "gone"}, gone, action_ts)


def read_press(asked: Json) -> Press:
    """What the page says that somebody did."""

    def given(key: str) -> str | None:
        return None if asked.get(key) is None else str(asked[key])

    chosen = None if asked.get("chosen") is None else read_chosen(asked["chosen"])
    return Press(str(asked["action_id"]), given("value"), given("option"), chosen, given("block_id") or "")


def read_chosen(chosen: Any) -> Chosen:
    """What the page says that a field holds."""
    return [str(one) for one in chosen] if isinstance(chosen, list) else str(chosen)
