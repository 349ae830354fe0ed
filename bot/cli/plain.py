"""What a message says, on a terminal."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ledger import Reading

_DATE = re.compile(r"<!date\^[^|>]*\|(?P<fallback>[^>]*)>")
_SHOWN = re.compile(r"<(?:@|!subteam\^|#)(?P<id>[A-Z0-9]+)>(?: \([^)]*\))?")


def plain(view: Reading, text: str) -> str:
    """Names for mentions, and none of Slack's marks."""

    def name(found: re.Match[str]) -> str:
        user = view.users((found["id"],)).get(found["id"])
        return f"{user.name} ({user.id})" if user else found["id"]

    unmarked = re.sub(r"\*([^*\n]+)\*", r"\1", _SHOWN.sub(name, _DATE.sub(r"\g<fallback>", text)))
    return html.unescape(unmarked.replace("```", "").replace("`", ""))
