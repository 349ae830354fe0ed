"""What EnKash keeps: the company's account, the people's cards, every movement between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.playground.enkash_replies import (
    Card,
    Movement,
    allocation_json,
    card_json,
    movement_json,
    refusal,
    success,
)
from bot.playground.server import Json

OnRepeat = Literal["refused", "replayed", "credited"]
"""What a reference sent a second time does; EnKash's pages do not say."""

CREDIT, DEBIT = "CR", "DR"
REFERENCE_FIELDS = ("uniqueReferenceNumber", "uniqueReferenceNum")
"""The page's table spells it one way, its examples the other."""


@dataclass(frozen=True, slots=True, repr=False)
class EnkashAccount:
    """Who a company is at EnKash, and its credentials."""

    partner_id: str
    company_id: str
    card_account_id: str
    client_id: str
    client_secret: str
    username: str
    password: str


class Books:
    """The accounts, in whole points. Not safe under threads by itself: its owner holds the lock."""

    def __init__(self, account: EnkashAccount, balance: int, on_repeat: OnRepeat) -> None:
        self.balance = balance
        self.on_repeat = on_repeat
        self.is_unallocating_allowed = True
        self.cards: dict[tuple[str, str], Card] = {}
        self.movements: list[Movement] = []
        self._account = account
        self._replies: dict[str, Json] = {}

    def move(self, body: Mapping[str, object], now: datetime) -> tuple[Json, bool]:
        """Carries out a create-allocate-points whose fields were found good: the reply, and whether points moved."""
        reference = reference_of(body)
        if reference in self._replies and self.on_repeat == "refused":
            return refusal("Unique reference number already exists"), False
        if reference in self._replies and self.on_repeat == "replayed":
            return self._replies[reference], False
        points, is_debit = int(str(body["loadAmount"])), body["transactionType"] == DEBIT
        card = self._card(body, now)
        if is_debit and not self.is_unallocating_allowed:
            return refusal("Unallocation of funds is not allowed for this card"), False
        if is_debit and card.balance < points:
            return refusal("Insufficient balance in card"), False
        if not is_debit and self.balance < points:
            return refusal("Insufficient balance in card account"), False
        return self._write(card, -points if is_debit else points, reference, now), True

    def spend(self, card: Card, points: int) -> None:
        """Somebody pays with that card: for no page of EnKash's says how, nothing but its balance changes."""
        self.cards[card.email.casefold(), card.mobile] = replace(card, balance=card.balance - points)

    def account_json(self, month: tuple[int, int]) -> Json:
        """The reply to cardAccount/get, in its page's other spelling of code and message."""
        this_month = [m for m in self.movements if (m.at.year, m.at.month) == month and m.transaction_type == CREDIT]
        payload = {
            "availableBalance": float(self.balance),
            "totalCards": len(self.cards),
            "activeCards": len(self.cards),
            "currentMonthAllocationPoint": sum(movement.points for movement in this_month),
            "currentMonthRedemptionPoint": 0,
        }
        return {"response_code": 0, "response_message": "Success", "payload": payload}

    def search_json(self, card_id: str) -> Json:
        """The reply to search: the card with that id, or a list of all where none was asked for."""
        found = [self._as_json(card) for card in self.cards.values() if card_id in {"", card.id}]
        if not card_id:
            return success(found)
        return success(found[0]) if found else refusal("Card not found")

    def movements_json(self, card_id: str, reference: str) -> Json:
        """The reply to transaction/all: what was moved under that reference, on that card where one is named."""
        found = [m for m in self.movements if m.reference == reference and card_id in {"", m.card_id}]
        ids = (self._account.company_id, self._account.card_account_id)
        return success([movement_json(movement, *ids) for movement in found])

    def _card(self, body: Mapping[str, object], now: datetime) -> Card:
        key = (str(body["email"]).casefold(), str(body["mobile"]))
        number = len(self.cards) + 1
        new = Card(
            f"EKC{number:07d}", str(body["email"]), key[1], str(body["title"]), str(body["firstName"]),
            str(body["gender"]), 0, now,
        )  # fmt: skip
        return self.cards.get(key, new)

    def _write(self, card: Card, change: int, reference: str, now: datetime) -> Json:
        received = max(change, 0)
        after = replace(
            card,
            balance=card.balance + change,
            received_count=card.received_count + (change > 0),
            received=card.received + received,
        )
        kind = CREDIT if change > 0 else DEBIT
        movement = Movement(f"ECTR{len(self.movements) + 1:09d}", reference, card.id, abs(change), kind, now)
        self.cards[card.email.casefold(), card.mobile] = after
        self.movements.append(movement)
        self.balance -= change
        self._replies[reference] = allocation_json(self._as_json(after), movement, self.balance)
        return self._replies[reference]

    def _as_json(self, card: Card) -> Json:
        shown = card_json(card, self._account.company_id, self._account.card_account_id)
        return {**shown, "unallocateFundAllowed": self.is_unallocating_allowed}


def reference_of(body: Mapping[str, object]) -> str:
    """The reference under either spelling; empty where there is none."""
    return next((str(body[field]) for field in REFERENCE_FIELDS if body.get(field)), "")
