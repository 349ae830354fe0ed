"""The reward calls: allocate points or take them back, find out whether that happened, read balances."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx

from bot.core.allocation import Allocation, CardHolder, Finding, NotFound, NotSent, Outcome, Sought, Unknown
from bot.core.errors import ShabashError
from bot.core.inquiry import CompanyAccount
from bot.enkash.config import EnkashConfig
from bot.enkash.envelope import seal
from bot.enkash.exchange import Exchange, NoReply, NothingSent, Reply, always
from bot.enkash.finding import NO_CARD, choose_card, finding_of
from bot.enkash.outcome import masked_words, outcome_of
from bot.enkash.token import Attempts, TokenSource
from bot.enkash.wire import (
    Answer,
    Card,
    CardAccount,
    Unreadable,
    account_body,
    allocation_body,
    read_answer,
    rows,
    to_json,
)

REWARDS = "/api/v0/partner/enKashCard"
CREATE = "/create-allocate-points"
SEARCH = "/search"
TRANSACTIONS = "/transaction/all"
CARD_ACCOUNT = "/cardAccount/get"


class LookUpFailed(ShabashError):
    """EnKash was asked something and did not tell. Says nothing about any allocation."""


class NotAsked(LookUpFailed):
    """EnKash was not even asked for a token: another process is asking, or the call could not be counted."""


class CredentialsRefused(LookUpFailed):
    """EnKash gave no token for these credentials, and locks the account after three such attempts in a row.
    `was_tried`: just now; otherwise earlier, and nothing was sent this time."""

    def __init__(self, why: str, *, was_tried: bool) -> None:
        super().__init__(why)
        self.was_tried = was_tried


class EnkashClient:
    """EnKash, for any number of threads at once. `attempts` counts the token calls.

    `clock` counts seconds and never goes back; `transport` is for tests. SettingsError where encryption is on and
    its package is missing.
    """

    def __init__(
        self,
        config: EnkashConfig,
        attempts: Attempts,
        *,
        clock: Callable[[], float] = time.monotonic,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._config = config
        self._seal(b"{}")  # so that a missing package is known at start, not at the first reward
        self._exchange = Exchange(config.timeout_seconds, transport)
        self._attempts = attempts
        self._tokens = TokenSource(config, self._exchange, attempts, clock)

    def allocate(
        self,
        allocation: Allocation,
        *,
        proceed: Callable[[], bool] = always,
        leaves: Callable[[], bool] = always,
    ) -> Outcome:
        """Send the points, or take them back: one POST, and a second only where HTTP 401 says that the first was not
        executed.

        `proceed` is asked when there is a token and the POST is about to be made, `leaves` when its connection stands
        and its first byte is about to be sent, each time; False sends nothing, True to `leaves` may have sent it.
        Raises nothing of its own; what may have been executed and was not confirmed is Unknown.
        """
        try:
            reply = self._call(CREATE, allocation_body(self._config, allocation), proceed, leaves)
        except NothingSent as error:
            return NotSent(error.why, error.stop, error.stop, retry_after_seconds=error.retry_after_seconds)
        except NoReply as error:
            return Unknown(error.why)
        return outcome_of(reply, allocation, self._config)

    def find(self, allocation: Allocation) -> Finding:
        """Look the allocation up by its reference, on the card of its card holder.

        Allocated only for exactly one movement of this kind with this reference, this amount and this card. Never
        raises.
        """
        try:
            card = self._card_of(allocation.card_holder)
            return self.find_on(card, Sought(allocation.reference, allocation.points, is_debit=allocation.is_debit))
        except LookUpFailed as error:
            # Somebody without a card has no transaction either.
            was_answered = error.sentence == NO_CARD
            return NotFound(error.sentence, was_answered=was_answered, stop=isinstance(error, CredentialsRefused))

    def find_on(self, card: Card, sought: Sought) -> Finding:
        """As `find`, on a card that is known; LookUpFailed where EnKash does not tell."""
        body = {"enKashCardId": card.card_id, "pgReferenceNumber": sought.reference}
        return finding_of(self.look_up(TRANSACTIONS, body).payload, card, sought)

    def all_cards(self) -> Any:
        """What search returns of the company's cards; LookUpFailed where EnKash does not tell."""
        return self.look_up(SEARCH, {}).payload

    def balance_of(self, card_holder: CardHolder) -> Decimal | None:
        """The points on this person's card; None where EnKash does not say for certain. Never raises."""
        try:
            return self._card_of(card_holder).balance
        except LookUpFailed:
            return None

    def sign_in(self) -> None:
        """Have a token; CredentialsRefused after a plain refusal, NotAsked where it must wait, LookUpFailed after
        trouble on the way. The calls that follow use the same token."""
        try:
            self._tokens.get()
        except NothingSent as error:
            raise _told(error) from None

    def company_name(self) -> str | None:
        """The company's name, as any card of its account has it; None where EnKash does not tell. Never raises."""
        try:
            payload = self.all_cards()
        except LookUpFailed:
            return None
        cards = (Card.model_validate(row) for row in rows(payload, ("companyName",)))
        return next((card.company_name for card in cards if card.company_id == self._config.company_id), None)

    def account(self) -> CompanyAccount:
        """The company's account; LookUpFailed where EnKash does not say what it holds."""
        payload = self.look_up(CARD_ACCOUNT, {}).payload
        found = CardAccount.model_validate(payload if isinstance(payload, dict) else {})
        if found.available_balance is None:
            raise LookUpFailed("EnKash did not say what the company's account holds.")
        return CompanyAccount(found.available_balance, found.allocated_this_month, found.redeemed_this_month)

    def available_balance(self) -> Decimal:
        """The points the company can still allocate; LookUpFailed where EnKash does not say."""
        return self.account().available

    def look_up(self, path: str, body: dict[str, Any]) -> Answer:
        """What EnKash answers to a call that moves nothing, with code 0; LookUpFailed where it does not."""
        try:
            reply = self._call(path, account_body(self._config) | body)
            if not reply.is_success:
                raise LookUpFailed(f"EnKash answered HTTP {reply.status}.")
            answer = read_answer(reply.body, self._config.client_secret)
        except NothingSent as error:
            raise _told(error) from None
        except NoReply as error:
            raise LookUpFailed(error.why) from None
        except Unreadable as error:
            raise LookUpFailed(f"EnKash's reply {error}") from None
        if answer.code != 0:
            raise LookUpFailed(
                f"EnKash did not tell: {masked_words(answer.words, self._config) or 'it gave no reason'}"
            )
        return answer

    @property
    def is_well(self) -> bool | None:
        """Whether EnKash gave a whole reply of its own, be it a refusal, when it was last asked; None before that."""
        return self._exchange.is_well

    def abandon(self) -> None:
        """The process ends while something may be under way: no other process need wait for a token call of ours."""
        self._attempts.abandon()

    def close(self) -> None:
        """Give up the connections; afterwards nothing is sent."""
        self._exchange.close()

    def _card_of(self, card_holder: CardHolder) -> Card:
        card = choose_card(self.all_cards(), card_holder)
        if isinstance(card, str):
            raise LookUpFailed(card)
        return card

    def _call(
        self,
        path: str,
        body: dict[str, Any],
        proceed: Callable[[], bool] = always,
        leaves: Callable[[], bool] = always,
    ) -> Reply:
        content = self._seal(to_json(body))
        token = self._tokens.get()
        reply = self._post(path, content, token, proceed, leaves)
        if reply.status != httpx.codes.UNAUTHORIZED:
            return reply
        reply = self._post(path, content, self._tokens.get(refused=token), proceed, leaves)
        if reply.status == httpx.codes.UNAUTHORIZED:
            raise NothingSent("EnKash refused two tokens of its own in a row (HTTP 401), so nothing moved.", stop=True)
        return reply

    def _post(
        self, path: str, content: bytes, token: str, proceed: Callable[[], bool], leaves: Callable[[], bool]
    ) -> Reply:
        if not proceed():
            raise NothingSent("This was no longer to be sent when its turn came.")
        headers = {
            "partnerId": self._config.partner_id,
            "authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        return self._exchange.post(self._config.api_url.rstrip("/") + REWARDS + path, headers, content, leaves)

    def _seal(self, body: bytes) -> bytes:
        return body if self._config.encryption == "off" else seal(body, self._config.client_secret)


def _told(error: NothingSent) -> LookUpFailed:
    """The same, to whoever asked something."""
    if error.stop:
        return CredentialsRefused(error.why, was_tried=not error.was_held)
    return NotAsked(error.why) if error.was_held else LookUpFailed(error.why)
