"""Which card is whose, and whether a transaction is the one that was asked for. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.core.allocation import Allocated, CardHolder, Different, Fewer, Finding, NotFound, Sought
from bot.enkash import values
from bot.enkash.wire import Card, Transaction, rows

CARD_MARKS = ("enKashCardId", "enkashCardId")
REFERENCE_MARKS = ("pgReferenceNumber", "uniqueReferenceNumber", "uniqueReferenceNum")
CREDITS = ("", "CR", "CREDIT", "ALLOCATE_POINT")
DEBITS = ("", "DR", "DEBIT", "UNALLOCATE_POINT")
FAILED = re.compile(
    r"FAIL|UNSUCCESS|NOT|REVERS|ROLL|REJECT|DECLIN|DENI|CANCEL|ABORT|REFUND|RETURN|VOID|INVALID|ERROR|TIME|EXPIRE|DELETE"
)
UNDER_WAY = re.compile(r"PEND|PROCESSING|PROGRESS|INITIAT|QUEUE|HOLD")


NO_CARD = "EnKash lists no card for this person."
NO_TRANSACTION = Transaction.model_validate({})


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


def named_card(payload: Any, card_id: str, holder: CardHolder) -> Card | str:
    """The card with this id, which was found to be this person's before, or why it is not to be had."""
    cards = [Card.model_validate(row) for row in rows(payload, CARD_MARKS)]
    named = [card for card in cards if card.card_id == card_id]
    if len(named) != 1:
        return "EnKash does not list the card that it named before."
    if False in _agreements(named[0], holder):
        return "EnKash has other details on the card that it named before."
    return named[0]


def finding_of(payload: Any, card: Card, sought: Sought) -> Finding:
    """What transaction/all says about the reference on this card."""
    transactions = [Transaction.model_validate(row) for row in rows(payload, REFERENCE_MARKS)]
    ours = [transaction for transaction in transactions if sought.reference in transaction.references]
    if not ours:
        return _not_listed(payload, sought)
    if len(ours) > 1:
        return Different("EnKash lists more than one transaction with this reference.", _moved(ours, sought))
    return _compare(ours[0], card, sought)


def _not_listed(payload: Any, sought: Sought) -> NotFound:
    """None of the rows is ours; whether one may be all the same, because it does not tell its reference or because
    nobody can tell which list is meant."""
    if all(found.references and sought.reference not in found.references for found in _movements(payload)):
        return NotFound("EnKash lists no transaction with this reference.", was_answered=True)
    return NotFound("EnKash lists a transaction that may have this reference and does not tell so for certain.")


def _movements(payload: Any) -> Iterator[Transaction]:
    """Whatever reads as a transaction, at any depth."""
    left = [payload]
    while left:
        held = left.pop()
        if isinstance(held, list):
            left.extend(held)
        elif isinstance(held, dict):
            found = Transaction.model_validate(held)
            if found == NO_TRANSACTION:
                left.extend(held.values())
            else:
                yield found


def _agreements(card: Card, holder: CardHolder) -> tuple[bool | None, bool | None]:
    return (
        values.agrees(card.email, holder.email, str.casefold),
        values.agrees(card.mobile, holder.mobile, values.mobile_key),
    )


def _moved(transactions: list[Transaction], sought: Sought) -> int:
    """How many movements as was wanted there are among these; one that is listed twice under its id is one."""
    movements = [
        found for found in transactions if _is_as_sought(found, sought) and not FAILED.search(_statuses(found))
    ]
    ids = {found.transaction_id for found in movements if found.transaction_id}
    return len(ids) + sum(not found.transaction_id for found in movements)


def _is_as_sought(transaction: Transaction, sought: Sought) -> bool:
    """Whether it gives or takes points, as was sent under this reference; one that does not say is taken to do so."""
    return {transaction.type, transaction.transaction_type} <= set(DEBITS if sought.is_debit else CREDITS)


def _statuses(transaction: Transaction) -> str:
    return f"{transaction.status} {transaction.transaction_status}"


def _compare(transaction: Transaction, card: Card, sought: Sought) -> Finding:
    statuses = _statuses(transaction)
    for difference in _differences(transaction, statuses, card, sought):
        why = f"EnKash has a transaction with this reference, but {difference}."
        return Different(why, _moved([transaction], sought), _fewer(transaction, card, sought))
    if UNDER_WAY.search(statuses):
        why = "EnKash has a transaction with this reference that is still under way."
        return NotFound(why, is_under_way=True)
    return Allocated(card.card_id, transaction.transaction_id, card.balance, card.account_balance)


def _fewer(transaction: Transaction, card: Card, sought: Sought) -> Fewer | None:
    """What it is where nothing but the number of points differs, and that is lower."""
    amounts = {values.amount(said) for said in (transaction.load_amount, transaction.amount) if said is not None}
    points = next(iter(amounts)) if len(amounts) == 1 else None
    if points is None or points != int(points) or not 0 < points < sought.points:
        return None
    found = _compare(transaction, card, replace(sought, points=int(points)))
    return Fewer(int(points), found) if isinstance(found, Allocated) else None


def _differences(transaction: Transaction, statuses: str, card: Card, sought: Sought) -> list[str]:
    amounts = [values.agrees_on_amount(said, sought.points) for said in (transaction.load_amount, transaction.amount)]
    stated: tuple[tuple[str, bool], ...] = (
        ("it names another reference too", any(said != sought.reference for said in transaction.references)),
        ("it is not known to be of this number of points", True not in amounts or False in amounts),
        ("it is on another card", values.agrees(transaction.card_id, card.card_id) is False),
        (f"it is not a {'debit' if sought.is_debit else 'credit'}", not _is_as_sought(transaction, sought)),
        ("its status speaks of a failure or a reversal", FAILED.search(statuses) is not None),
    )
    return [difference for difference, holds in stated if holds]
