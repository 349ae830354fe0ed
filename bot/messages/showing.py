"""What a reward shows, and who hears of it: the value that its giver named, and that it is private."""

from __future__ import annotations

from bot.core.reward import Request
from bot.messages.language import say
from bot.messages.text import inert


def kept_private() -> str:
    """The clause that tells who hears of a private one."""
    return say("Private: no channel hears of it")


def value(request: Request) -> str:
    """`🔑 Ownership`, or `#ownership` where the policy does not know it any more."""
    return inert(request.value_name or f"#{request.value}")


def shown_value(request: Request) -> str:
    """`Shows 🔑 Ownership`: the clause, without a full stop; empty where no value was named."""
    return say("Shows {value}", value=value(request)) if request.value else ""


def shows_value(request: Request) -> str:
    """The same as a sentence."""
    return say("This reward shows {value}.", value=value(request)) if request.value else ""


def privacy(request: Request) -> str:
    """The same as `kept_private`; empty of others."""
    return kept_private() if request.is_private else ""
