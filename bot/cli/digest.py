"""`shabash digest`: what a channel would read."""

from __future__ import annotations

import time

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import assert_home, opened
from bot.cli.plain import plain
from bot.cli.saying import say


@click.command()
@refusing
def digest() -> None:
    """Print what the digest of the last whole week or month would say now, by the policy. Posts nothing; Slack is asked
    which channels everybody may read."""
    from bot.core.errors import ShabashError
    from bot.messages.digest import digest as said
    from bot.outbox.channels import Channels
    from bot.rewards.digesting import digest_of, last_whole
    from bot.settings import read_policy, settings_from_environment
    from bot.slack import Slack, SlackTrouble

    settings = settings_from_environment()
    policy = read_policy(settings)
    rule = policy.digest
    if rule is None:
        fail('The policy names no channel for a digest. Write [digest] and channel = "C…" into it.')
    with opened() as (_, ledger):
        assert_home(settings, ledger)
        channels = Channels(Slack(settings.slack_bot_token.get_secret_value(), settings.slack_api_url), time.monotonic)
        with ledger.read() as view:
            period = last_whole(view, policy, rule)
        try:
            found = digest_of(ledger, policy, rule, period, channels.is_open)
        except SlackTrouble as error:
            raise ShabashError(f"Slack did not tell which channels everybody may read: {error}.") from error
        with ledger.read() as view:
            say(plain(view, said(found, rule).text))
