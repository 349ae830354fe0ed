"""What a reward shows, and who hears of it: the value that its giver named, and that it is private."""

from __future__ import annotations

from bot.core.reward import Request
from bot.messages.text import inert

PRIVATE = "Private: no channel hears of it"


def value(request: Request) -> str:
    """`🔑 Ownership`, or `#ownership` where the policy does not know it any more."""
    return inert(request.value_name or f"#{request.value}")


def shown_value(request: Request) -> str:
    """`Shows 🔑 Ownership`: the clause, without a full stop; empty where no value was named."""
    return f"Shows {value(request)}" if request.value else ""


def shows_value(request: Request) -> str:
    """The same as a sentence."""
    return f"This reward shows {value(request)}." if request.value else ""


def privacy(request: Request) -> str:
    """The clause that tells of a private one who hears of it; empty of others."""
    return PRIVATE if request.is_private else ""
