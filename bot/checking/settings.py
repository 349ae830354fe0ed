"""The settings and the policy, as far as they can be judged without asking anybody."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from urllib.parse import urlsplit

from bot.checking.finding import Finding, good, remark, wrong
from bot.core.binding import looks_like_a_test
from bot.core.errors import SettingsError
from bot.core.policy import Policy
from bot.settings import LOOPBACK_HOSTS, Settings, read_policy

_SSO = "ENKASH_SSO_URL"


def faults_of(error: SettingsError, name: str, mend: str, example: str = "") -> Iterator[Finding]:
    """A finding for each line of what is wrong. `name` and `mend` are for a line that brings none of its own; one
    that is about the whole gets the `example` too."""
    for line in error.sentence.partition("\n\n")[0].splitlines():
        found = re.fullmatch(r"((?:setting|policy key) \S+): (.+?)(?:; (.+))?", line)
        what, says, own_mend = found.groups() if found else (name, line.removesuffix(" The least that works:"), None)
        sentence = says if says.endswith(".") else f"{says}."
        yield wrong(
            what, sentence, f"{own_mend[0].upper()}{own_mend[1:]}." if own_mend else mend + example * (not found)
        )


def check_settings(settings: Settings) -> Iterator[Finding]:
    """What the settings choose."""
    way = "Socket Mode" if settings.is_socket_mode else "HTTP"
    yield good("settings", f"every one that is needed is there; {way}, {settings.slack_command}.")
    yield from _check_environment(settings)
    yield _check_redeeming(settings)
    yield good(
        "HISTORY_KEY", f"is set, with the id {settings.history_keys.id}; have a copy of it apart from the ledger."
    )


def _check_environment(settings: Settings) -> Iterator[Finding]:
    name, host = "ENKASH_ENVIRONMENT", urlsplit(settings.enkash_api_url).hostname or ""
    if settings.enkash_environment == "test":
        yield good(name, 'test: every message begins with "TEST, no real points."')
    else:
        yield good(name, "live: points are real.")
    if host in LOOPBACK_HOSTS:
        return
    is_a_test = looks_like_a_test(host)
    if is_a_test and settings.enkash_environment == "live":
        yield remark(name, f"{host} looks like a test system.", "If it is one, set ENKASH_ENVIRONMENT=test.")
    if not is_a_test and settings.enkash_environment == "test":
        yield remark(name, f"{host} does not look like a test system.", "If points are real there, set it to live.")


def _check_redeeming(settings: Settings) -> Finding:
    """It cannot be tried: each try would make a link that logs somebody in."""
    if settings.can_redeem:
        host = urlsplit(settings.enkash_sso_url).hostname
        return good(_SSO, f"Redeem leads to {host}; it is tried only when somebody presses it.")
    says = "is not set, so nobody gets a Redeem button."
    mend = "Set it to the address of the employees' dashboard, from your onboarding, without the path, if they are to."
    return remark(_SSO, says, mend)


def check_policy(settings: Settings) -> Generator[Finding, None, Policy | None]:
    """The policy, where it can be read."""
    try:
        policy = read_policy(settings)
    except SettingsError as error:
        place = "POLICY" if settings.policy else str(settings.policy_file)
        least = ' The least that works: [approvals] approvers = ["U02RAVI"]'
        yield from faults_of(error, "policy", f"Please mend it in {place}.", least)
        return None
    tiers = f"{len(policy.tiers)} tiers of approval" if len(policy.tiers) > 1 else "one tier of approval"
    yield good("policy", f"{policy.points_max:,} points at most, {tiers}, {policy.expires_hours} hours to decide.")
    return policy
