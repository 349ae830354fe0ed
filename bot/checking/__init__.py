"""Everything that a first reward needs, tried one by one: each fault is named with its mend.

    settings.py   what the settings and the policy say by themselves
    slack.py      tokens, scopes, members                  deciders.py   approvers, one by one
    channels.py   those that the policy names
    ledger.py     the file, HR's list, three people        enkash.py     credentials, account, balance
    home.py       whether anybody's Home was ever shown

Nothing is posted and no points move. No finding holds a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.checking.channels import check_channels
from bot.checking.deciders import check_deciders
from bot.checking.enkash import Connect, check_enkash
from bot.checking.finding import Finding, Mark
from bot.checking.home import check_home
from bot.checking.ledger import check_ledger, check_managers, check_three_people
from bot.checking.settings import check_policy, check_settings, faults_of
from bot.checking.slack import check_slack
from bot.core.errors import SettingsError
from bot.core.policy import MANAGER
from bot.settings import Settings
from bot.slack import Slack

__all__ = ["Finding", "Mark", "check_all"]


def check_all(read: Callable[[], Settings], connect: Connect) -> Iterator[Finding]:
    """Each finding as soon as it is known. `read` gives the settings or raises `SettingsError`; with nothing to go by,
    nothing else is tried."""
    try:
        settings = read()
    except SettingsError as error:
        yield from faults_of(error, "settings", "Please mend it in .env or in the environment.")
        return
    yield from check_settings(settings)
    policy = yield from check_policy(settings)
    slack = Slack(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    users = yield from check_slack(slack, settings)
    deciders = None
    if policy is not None and users is not None:
        deciders = yield from check_deciders(policy, slack, users)
        yield from check_channels(policy, slack)
    mapped = yield from check_ledger(settings, slack)
    if mapped is not None:
        yield from check_home(settings)
    if policy is not None and MANAGER in policy.all_approvers and mapped:
        yield from check_managers(settings)
    if users is not None and deciders is not None and mapped is not None:
        yield from check_three_people(users, deciders, mapped)
    yield from check_enkash(connect, settings)
