"""What is made of the settings: EnKash's client, counted in the ledger, the same for the bot and for each command."""

from __future__ import annotations

from functools import partial

from bot.enkash import EnkashClient, EnkashConfig, Teller, covered_body
from bot.ledger import Ledger
from bot.rewards.explaining import Cover
from bot.rewards.signing_in import SigningIn
from bot.settings import Settings


def enkash_client(settings: Settings, ledger: Ledger) -> EnkashClient:
    """EnKash, for whichever process: its token calls are counted in this ledger."""
    config = enkash_config(settings)
    attempts = SigningIn(ledger, config.credentials, timeout_seconds=config.timeout_seconds)
    return EnkashClient(config, attempts)


def teller(settings: Settings, client: EnkashClient) -> Teller:
    """Asks that client for people, about their own cards."""
    return Teller(client, enkash_config(settings))


def enkash_config(settings: Settings) -> EnkashConfig:
    """EnKash's settings in the client's own form."""
    return EnkashConfig(
        api_url=settings.enkash_api_url,
        token_url=settings.enkash_token_url,
        partner_id=settings.enkash_partner_id,
        company_id=settings.enkash_company_id,
        card_account_id=settings.enkash_card_account_id,
        client_id=settings.enkash_client_id,
        client_secret=settings.enkash_client_secret.get_secret_value(),
        username=settings.enkash_username,
        password=settings.enkash_password.get_secret_value(),
        encryption=settings.enkash_encryption,
        reference_field=settings.enkash_reference_field,
        gender_format=settings.enkash_gender_format,
        timeout_seconds=settings.enkash_timeout_seconds,
        sso_url=settings.enkash_sso_url,
    )


def cover(settings: Settings) -> Cover:
    """What EnKash would get, as it may be shown."""
    return partial(covered_body, enkash_config(settings))
