"""One look-up after the other, over everything that was asked for: with a single search for everybody's cards."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from bot.core.allocation import Finding, NotFound, Sought
from bot.enkash.client import CredentialsRefused, EnkashClient, LookUpFailed
from bot.enkash.finding import NO_CARD, choose_card
from bot.enkash.wire import Card

Told = TypeVar("Told")

# A hiccup, or another process that is just asking for a token, is over in about this.
TRIES_MAX = 3
PAUSE_SECONDS = 1.0
NOWHERE = "Neither a card nor anybody on HR's list is known for this reward, so it could not be looked up."


class Survey:
    """Reads and changes nothing. `pause` waits some seconds between tries."""

    def __init__(self, client: EnkashClient, *, pause: Callable[[float], object] = time.sleep) -> None:
        self._client = client
        self._pause = pause
        self._cards: Any = None

    def find(self, sought: Sought) -> Finding:
        """What EnKash shows under this reference; LookUpFailed where it does not tell, also when asked again."""
        card = self._card_of(sought)
        if isinstance(card, str):
            return NotFound(card, was_answered=card == NO_CARD)
        return self._told(lambda: self._client.find_on(card, sought))

    def _card_of(self, sought: Sought) -> Card | str:
        if sought.card_id:
            return Card.model_validate({"enKashCardId": sought.card_id})
        if sought.card_holder is None:
            return NOWHERE
        card = NO_CARD if self._cards is None else choose_card(self._cards, sought.card_holder)
        if card == NO_CARD:
            # Theirs may have been made since.
            self._cards = self._told(self._client.all_cards)
            card = choose_card(self._cards, sought.card_holder)
        return card

    def _told(self, ask: Callable[[], Told]) -> Told:
        for tries in range(1, TRIES_MAX):
            try:
                return ask()
            except CredentialsRefused:
                raise
            except LookUpFailed:
                self._pause(PAUSE_SECONDS * tries)
        return ask()
