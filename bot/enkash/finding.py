"""Which card is whose, and whether a transaction is the one that was asked for. Nothing is guessed."""

from __future__ import annotations

import re
from typing import Any

from bot.core.allocation import Allocated, Allocation, CardHolder, Different, Finding, NotFound
from bot.enkash import values
from bot.enkash.wire import Card, Transaction, rows

CARD_MARKS = ("enKashCardId", "enkashCardId")
REFERENCE_MARKS = ("pgReferenceNumber", "uniqueReferenceNumber", "uniqueReferenceNum")
CREDITS = ("", "CR", "CREDIT", "ALLOCATE_POINT")
FAILED = re.compile(
    r"FAIL|UNSUCCESS|NOT|REVERS|ROLL|REJECT|DECLIN|DENI|CANCEL|ABORT|REFUND|RETURN|VOID|INVALID|ERROR|TIME|EXPIRE|DELETE"
)
UNDER_WAY = re.compile(r"PEND|PROCESSING|PROGRESS|INITIAT|QUEUE|HOLD")


NO_CARD = "EnKash lists no card for this person."


def choose_card(payload: Any, holder: CardHolder) -> Card | str:
    """The one card of this person among those that search returned, or why there is none (NO_CARD: none at all)."""
    cards = [Card.model_validate(row) for row in rows(payload, CARD_MARKS)]
    verdicts = [(card, _agreements(card, holder)) for card in cards if card.card_id]
    theirs = [card for card, said in verdicts if True in said and False not in said]
    if len(theirs) == 1:
        return theirs[0]
    if theirs:
        return "EnKash lists more than one card for this person."
    if any(True in said for _, said in verdicts):
        return "EnKash has a card on which only one of e-mail address and mobile is this person's."
    return NO_CARD


def finding_of(payload: Any, card: Card, allocation: Allocation) -> Finding:
    """What transaction/all says about the allocation's reference on this card."""
    transactions = [Transaction.model_validate(row) for row in rows(payload, REFERENCE_MARKS)]
    ours = [transaction for transaction in transactions if allocation.reference in transaction.references]
    if not ours:
        return NotFound("EnKash lists no transaction with this reference.", was_answered=True)
    if len(ours) > 1:
        return Different("EnKash lists more than one transaction with this reference.")
    return _compare(ours[0], card, allocation)


def _agreements(card: Card, holder: CardHolder) -> tuple[bool | None, bool | None]:
    return (
        values.agrees(card.email, holder.email, str.casefold),
        values.agrees(card.mobile, holder.mobile, values.mobile_key),
    )


def _compare(transaction: Transaction, card: Card, allocation: Allocation) -> Finding:
    statuses = f"{transaction.status} {transaction.transaction_status}"
    for difference in _differences(transaction, statuses, card, allocation):
        return Different(f"EnKash has a transaction with this reference, but {difference}.")
    if UNDER_WAY.search(statuses):
        return NotFound("EnKash has a transaction with this reference that is still under way.")
    return Allocated(card.card_id, transaction.transaction_id, card.balance, card.account_balance)


def _differences(transaction: Transaction, statuses: str, card: Card, allocation: Allocation) -> list[str]:
    amounts = [
        values.agrees_on_amount(said, allocation.points) for said in (transaction.load_amount, transaction.amount)
    ]
    stated: tuple[tuple[str, bool], ...] = (
        ("it names another reference too", any(said != allocation.reference for said in transaction.references)),
        ("it is not known to be of this number of points", True not in amounts or False in amounts),
        ("it is on another card", values.agrees(transaction.card_id, card.card_id) is False),
        ("it is not a credit", not {transaction.type, transaction.transaction_type} <= set(CREDITS)),
        ("its status speaks of a failure or a reversal", FAILED.search(statuses) is not None),
    )
    return [difference for difference, holds in stated if holds]
