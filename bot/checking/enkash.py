"""EnKash: the credentials, with one token call that the ledger counts and allows, and the company's account."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from urllib.parse import urlsplit

from bot.checking.finding import Finding, good, remark, wrong
from bot.core.errors import LedgerError, SettingsError
from bot.enkash import CredentialsRefused, EnkashClient, LookUpFailed, NotAsked
from bot.ledger import Ledger
from bot.ledger.opening import open_ledger
from bot.messages.text import points
from bot.settings import Settings

_CREDENTIALS, _ACCOUNT = "EnKash credentials", "EnKash account"
_COMPARE_CREDENTIALS = (
    "Compare ENKASH_TOKEN_URL, ENKASH_CLIENT_ID, ENKASH_CLIENT_SECRET, ENKASH_USERNAME and ENKASH_PASSWORD with your"
    " onboarding, mend what is wrong, and check again. If they are right and EnKash takes them by now, type"
    " `shabash resume`, and check again."
)
_COMPARE_ACCOUNT = (
    "Compare ENKASH_API_URL, ENKASH_PARTNER_ID, ENKASH_COMPANY_ID, ENKASH_CARD_ACCOUNT_ID and ENKASH_ENCRYPTION with"
    " your onboarding."
)


Connect = Callable[[Settings, Ledger], EnkashClient]
"""Gives a client whose token calls that ledger counts; SettingsError where encryption is on and its package missing."""


def check_enkash(connect: Connect, settings: Settings) -> Iterator[Finding]:
    """Sign in once, and read the account with that token. Moves nothing."""
    try:
        ledger = open_ledger(settings.database_url, keys=settings.history_keys)
    except (LedgerError, OSError, sqlite3.Error):
        says = "not tried: a token call that no ledger counts could be the one that locks the account."
        yield remark(_CREDENTIALS, says, "Mend the ledger, and check again.")
        return
    with closing(ledger):
        try:
            client = connect(settings, ledger)
        except SettingsError as error:
            yield wrong("setting ENKASH_ENCRYPTION", error.sentence, "Or set it to off, if EnKash asks for none.")
            return
        with closing(client):
            yield from _check(client, settings)


def _check(client: EnkashClient, settings: Settings) -> Iterator[Finding]:
    try:
        client.sign_in()
    except CredentialsRefused as error:
        says = error.sentence if error.was_tried else f"not tried. {error.sentence}"
        yield wrong(_CREDENTIALS, says, _COMPARE_CREDENTIALS)
        return
    except NotAsked as error:
        yield wrong(_CREDENTIALS, f"not tried. {error.sentence}", "Check again in a moment.")
        return
    except LookUpFailed as error:
        host = urlsplit(settings.enkash_token_url).hostname
        mend = f"See whether ENKASH_TOKEN_URL ({host}) is right and can be reached from here."
        yield wrong(_CREDENTIALS, error.sentence, mend)
        return
    yield good(_CREDENTIALS, "EnKash gave a token for them.")
    try:
        balance = client.available_balance()
    except LookUpFailed as error:
        yield wrong(_ACCOUNT, error.sentence, _COMPARE_ACCOUNT)
        return
    yield from _about(client.company_name() or settings.enkash_company_id, balance, settings)


def _about(company: str, balance: Decimal, settings: Settings) -> Iterator[Finding]:
    yield good(_ACCOUNT, f"{company}, {points(balance)} available, {settings.enkash_environment}.")
    if balance <= 0:
        yield remark(_ACCOUNT, "it is empty, so approved rewards will wait.", "Load points into it at EnKash.")
