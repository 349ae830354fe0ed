"""A digest is drawn when it goes: by the policy in force then, and from the ledger as it is then."""

from __future__ import annotations

from bot.core.message import Message
from bot.core.policy import Policy
from bot.ledger import Errand, Ledger
from bot.messages.digest import digest
from bot.outbox.channels import Channels
from bot.rewards.digesting import digest_of, period_in


def render_digest(ledger: Ledger, errand: Errand, policy: Policy, channels: Channels) -> Message | None:
    """None where the policy sends none to that channel any more. Raises `NotPosted` while Slack does not tell what may
    be named."""
    rule = policy.digest
    if rule is None or rule.channel != errand.place:
        return None
    return digest(digest_of(ledger, policy, rule, period_in(errand.detail), channels.is_open), rule)
