"""The only reader of the environment and of the policy file.

environment.py  each setting, by its variable      policy_file.py  `policy.toml` becomes the core's `Policy`
faults.py       what is wrong, with its mend        hours.py        its table of working hours
                                                   looking_back.py  those of digests and reports
"""

from bot.settings.address import existing_ledger, ledger_address
from bot.settings.environment import (
    LOOPBACK_HOSTS,
    LocalSettings,
    Settings,
    hosting_service,
    local_settings,
    settings_from_environment,
)
from bot.settings.policy_file import PolicyFile, read_policy, to_policy

__all__ = [
    "LOOPBACK_HOSTS",
    "LocalSettings",
    "PolicyFile",
    "Settings",
    "existing_ledger",
    "hosting_service",
    "ledger_address",
    "local_settings",
    "read_policy",
    "settings_from_environment",
    "to_policy",
]
