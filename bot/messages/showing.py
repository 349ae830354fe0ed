"""What a reward shows, who hears of it, and who typed it: the value that its giver named, that it is private, and that
a list asked for it in its giver's name."""

from __future__ import annotations

from bot.core.reward import Request
from bot.messages.language import say
from bot.messages.text import inert, mention


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
    """The same as `kept_private`, also of what takes a private one back; empty of others."""
    is_private = request.is_private or (request.given is not None and request.given.is_private)
    return kept_private() if is_private else ""


def by_list(request: Request) -> str:
    """That somebody at the machine asked, and not the giver in Slack; empty where the giver did."""
    if not request.is_by_list:
        return ""
    return say("Asked in {giver}'s name, at Shabash's command line", giver=mention(request.giver_id))
