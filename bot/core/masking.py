"""What may be kept or shown of words that somebody else wrote, of an e-mail and of a mobile."""

from __future__ import annotations

import re


def masked(words: str) -> str:
    """The words on one line, with every address and every digit covered."""
    return " ".join("…@…" if "@" in word else re.sub(r"\d", "#", word) for word in words.split())


def masked_email(email: str) -> str:
    """`a•••@example.com`, as the view people_masked shows it."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}•••{at}{domain}"


def masked_mobile(mobile: str) -> str:
    """`96••••0003`, as the view people_masked shows it."""
    return f"{mobile[:2]}••••{mobile[-4:]}"
