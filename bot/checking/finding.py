"""One thing that was tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What stands before a finding. A remark is worth knowing, and nothing is wrong."""

    GOOD = "✓"
    WRONG = "✗"
    REMARK = "•"


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` is what was tried, `says` what was found, `mend` what to do about it; no secret is in any of them."""

    name: str
    mark: Mark
    says: str
    mend: str = ""

    def __str__(self) -> str:
        words = f"{self.says} {self.mend}".strip()
        # Names come from Slack and words from EnKash: nothing in them may move the cursor or begin a line.
        return f"{self.mark} {self.name}: {''.join(letter if letter.isprintable() else ' ' for letter in words)}"


def good(name: str, says: str) -> Finding:
    """It works."""
    return Finding(name, Mark.GOOD, says)


def wrong(name: str, says: str, mend: str) -> Finding:
    """It does not work, and this mends it."""
    return Finding(name, Mark.WRONG, says, mend)


def remark(name: str, says: str, mend: str = "") -> Finding:
    """It may work; this is worth knowing."""
    return Finding(name, Mark.REMARK, says, mend)
