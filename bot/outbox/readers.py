"""Who reads a message, and how they are spoken to."""

from __future__ import annotations

from contextlib import AbstractContextManager

from bot.core.policy import Policy
from bot.ledger import Reading
from bot.messages.language import locale_of, speaking


def speaking_at(view: Reading, policy: Policy, place: str) -> AbstractContextManager[None]:
    """A person is spoken to in the language that they have set in Slack, a channel in the policy's."""
    return speaking(locale_of(policy.locale_for(view.users((place,)).get(place))))
