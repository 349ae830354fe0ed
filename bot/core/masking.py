"""What may be kept of words that somebody else wrote: no addresses, no digits."""

from __future__ import annotations

import re


def masked(words: str) -> str:
    """The words on one line, with every address and every digit covered."""
    return " ".join("…@…" if "@" in word else re.sub(r"\d", "#", word) for word in words.split())
