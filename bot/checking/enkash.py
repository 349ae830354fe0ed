"""EnKash: the credentials, with one token call and never a second after a refusal, and the company's account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from bot.checking.finding import Finding, good, remark, wrong
from bot.core.errors import SettingsError
from bot.enkash import CredentialsRefused, EnkashClient, LookUpFailed
from bot.messages.text import points
from bot.settings import Settings

_CREDENTIALS, _ACCOUNT = "EnKash credentials", "EnKash account"
_COMPARE_CREDENTIALS = (
    "Compare ENKASH_TOKEN_URL, ENKASH_CLIENT_ID, ENKASH_CLIENT_SECRET, ENKASH_USERNAME and ENKASH_PASSWORD with your"
    " onboarding before you check again: the third refusal in a row locks the account."
)
_COMPARE_ACCOUNT = (
    "Compare ENKASH_API_URL, ENKASH_PARTNER_ID, ENKASH_COMPANY_ID, ENKASH_CARD_ACCOUNT_ID and ENKASH_ENCRYPTION with"
    " your onboarding."
)


def check_enkash(connect: Callable[[], EnkashClient], settings: Settings) -> Iterator[Finding]:
    """Sign in once, and read the account with that token. Moves nothing."""
    try:
        client = connect()
    except SettingsError as error:
        yield wrong("setting ENKASH_ENCRYPTION", error.sentence, "Or set it to off, if EnKash asks for none.")
        return
    try:
        yield from _check(client, settings)
    finally:
        client.close()


def _check(client: EnkashClient, settings: Settings) -> Iterator[Finding]:
    try:
        client.sign_in()
    except CredentialsRefused:
        yield wrong(_CREDENTIALS, "EnKash gave no token for them. This was the only try.", _COMPARE_CREDENTIALS)
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
