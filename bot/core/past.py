"""What one person asked for and received so far, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.reward import Request

PAGE_SIZE = 10
# So that no page is far to look for, however long somebody has been here.
PAGES_MAX = 100


@dataclass(frozen=True, slots=True)
class Past:
    """One page, the newest first: every request this person asked for, and of others those whose points reached them.

    `deciders`, of each request that nobody has decided on: whom its card names.
    """

    person_id: str
    page: int = 1
    requests: tuple[Request, ...] = ()
    has_more: bool = False
    deciders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def page_number(typed: str) -> int | None:
    """The page that was asked for: the first where nothing was typed, None where that is no page's number."""
    digits = typed.strip() or "1"
    if not digits.isdecimal() or len(digits) > len(str(PAGES_MAX)):
        return None
    number = int(digits)
    return number if 1 <= number <= PAGES_MAX else None
