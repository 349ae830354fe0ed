"""What somebody may learn of their own card: its points, and a link that logs them in where they redeem.

EnKash's page on sso-token shows no reply and no life of a token. Taken for one is the payload where that is a string,
or its `token`, `ssoToken` or `sso_token`; of letters, digits and `. _ ~ + / = -`, so that neither a sentence nor an
address passes for one; and where two are given, they must be the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from bot.core.allocation import CardHolder
from bot.core.inquiry import CompanyAccount
from bot.enkash.client import SEARCH, EnkashClient, LookUpFailed
from bot.enkash.config import EnkashConfig
from bot.enkash.finding import NO_CARD, choose_card, named_card
from bot.enkash.wire import Card, SignOn

SSO_TOKEN = "/sso-token"
# With whatever an address makes of it, a link must fit a paragraph of a message.
_TOKEN = re.compile(r"(?!\.+\Z)[A-Za-z0-9._~+/=-]{8,2000}")
LINK_LENGTH_MAX = 2_500


class NoCard(LookUpFailed):
    """EnKash has no card for this person."""


class UnclearCard(LookUpFailed):
    """EnKash has a card that may be theirs, and may be somebody else's."""


class NoLink(LookUpFailed):
    """EnKash answered, and gave nothing that a link can be made of."""


@dataclass(frozen=True, slots=True)
class SignOnLink:
    """Logs whoever opens it in as the owner of the card, with no code: a credential, so no repr shows it."""

    address: str = field(repr=False)


class Teller:
    """Asks for one person at a time. `known_card` is the card to which EnKash credited these very details before, or
    empty. Nothing is kept. Each method raises LookUpFailed, and its kinds, where EnKash does not tell."""

    def __init__(self, client: EnkashClient, config: EnkashConfig) -> None:
        self._client = client
        self._config = config

    @property
    def can_redeem(self) -> bool:
        """Whether it is known where links are to lead."""
        return bool(self._config.sso_url)

    def account(self) -> CompanyAccount:
        """The company's, for its operators."""
        return self._client.account()

    def balance(self, holder: CardHolder, known_card: str = "") -> Decimal:
        """The points on it."""
        balance = self._card_of(holder, known_card).balance
        if balance is None:
            raise LookUpFailed("EnKash did not say what the card holds.")
        return balance

    def sign_on_link(self, holder: CardHolder, known_card: str = "") -> SignOnLink:
        """A link with a token that was made just now, once EnKash has shown whose card it is."""
        card_id = self._card_of(holder, known_card).card_id
        payload = self._client.look_up(SSO_TOKEN, {"enkashCardId": card_id}).payload
        token = _token_in(payload, card_id)
        parts = [self._config.sso_url.rstrip("/"), "sso", _in_a_path(token)]
        address = "/".join([*parts, "employee_rewards", _in_a_path(self._config.partner_id)])
        if len(address) > LINK_LENGTH_MAX:
            raise NoLink("EnKash gave a token that is too long for a link.")
        return SignOnLink(address)

    def _card_of(self, holder: CardHolder, known_card: str = "") -> Card:
        if known_card:
            # Everybody's cards together may be more than one reply holds.
            found = named_card(self._client.look_up(SEARCH, {"enKashCardId": known_card}).payload, known_card, holder)
        else:
            found = choose_card(self._client.all_cards(), holder)
        if isinstance(found, str):
            raise NoCard(found) if found == NO_CARD else UnclearCard(found)
        return found


def _token_in(payload: Any, card_id: str) -> str:
    if isinstance(payload, dict):
        said = SignOn.model_validate(payload)
        if said.card_id not in (None, card_id):
            raise NoLink("EnKash answered about another card.")
        given = [token for token in (said.token, said.sso_token, said.snake_token) if token is not None]
    else:
        given = [payload]
    if len(set(map(repr, given))) != 1 or not isinstance(given[0], str) or not _TOKEN.fullmatch(given[0].strip()):
        raise NoLink("EnKash gave nothing that reads as a token.")
    return given[0].strip()


def _in_a_path(text: str) -> str:
    """As one part of an address, whatever it holds. A tilde could stand as it is, and would not in a message."""
    return quote(text, safe="").replace("~", "%7E")
