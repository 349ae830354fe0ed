"""The channels that the policy names: there, open to the bot, and read by nobody of another company."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.checking.finding import Finding, good, wrong
from bot.core.policy import Policy
from bot.slack import MissingScope, Slack, SlackTrouble, is_shared


def check_channels(policy: Policy, slack: Slack) -> Iterator[Finding]:
    """A finding for each; nothing is posted."""
    digest = policy.digest.channel if policy.digest else None
    named = (("approvals", policy.approvals_channel), ("operators", policy.operators_channel), ("digest", digest))
    for role, channel_id in (*named, *(("rewards", channel_id) for channel_id in policy.channels)):
        if channel_id is not None:
            yield _check(f"{role} channel {channel_id}", channel_id, slack)


def _check(name: str, channel_id: str, slack: Slack) -> Finding:
    try:
        channel = slack.channel(channel_id)
    except MissingScope as error:
        return wrong(name, f"Slack does not tell of it ({error}).", "Mend the scopes first.")
    except SlackTrouble as error:
        mend = (
            "Type /invite @Shabash there, or mend the policy: in Slack, its id is at the end of the channel's details."
        )
        return wrong(name, f"Slack does not tell of it ({error}).", mend)
    return _judged(name, channel)


def _judged(name: str, channel: dict[str, Any]) -> Finding:
    called = f"#{channel.get('name', '')}"
    if channel.get("is_archived"):
        return wrong(name, f"{called} is archived, so nothing can be posted there.", "Name another one in the policy.")
    if is_shared(channel):
        says = f"{called} is shared with another company or about to be, so nothing is posted there."
        return wrong(name, says, "Name a channel of your own in the policy.")
    return good(name, f"{called} takes messages, and nobody of another company reads there.")
