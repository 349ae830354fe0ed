"""Taking points back at EnKash: what is sent, what a refusal means, and which transaction proves it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.core.allocation import Allocated, Different, Finding, NotSent, Outcome, Refused
from bot.enkash.exchange import Reply
from bot.enkash.outcome import outcome_of
from bot.enkash.wire import allocation_body
from tests.enkash.enkash_double import ALLOCATION, CARD, CONFIG, SEARCH, TRANSACTIONS, EnkashDouble
from tests.enkash.test_enkash_finding import TRANSACTION, ok

DEBIT = replace(ALLOCATION, is_debit=True)
DEBITED = TRANSACTION | {"transactionType": "DR", "type": "UNALLOCATE_POINT"}


def find(transactions: Any) -> Finding:
    enkash = EnkashDouble().on(SEARCH, ok(CARD)).on(TRANSACTIONS, ok(transactions))
    with enkash.client() as client:
        return client.find(DEBIT)


def refusal(words: str, *, is_debit: bool) -> Outcome:
    reply = Reply(200, json.dumps({"code": 1, "message": "Failed", "payload": words}).encode())
    return outcome_of(reply, replace(ALLOCATION, is_debit=is_debit), CONFIG)


def test_nothing_of_the_body_differs_but_the_two_that_say_which_way() -> None:
    gives, takes = allocation_body(CONFIG, ALLOCATION), allocation_body(CONFIG, DEBIT)
    assert {name: value for name, value in takes.items() if gives[name] != value} == {
        "transactionType": "DR",
        "type": "UNALLOCATE_POINT",
    }


def test_a_card_that_holds_too_little_is_a_refusal_and_no_reason_to_stop_everything() -> None:
    assert isinstance(refusal("Insufficient balance in card", is_debit=True), Refused)
    stopping = refusal("Insufficient balance in card account", is_debit=False)
    assert isinstance(stopping, NotSent)
    assert stopping.stop


def test_a_debit_under_the_reference_proves_it() -> None:
    assert isinstance(find(DEBITED), Allocated)


def test_a_transaction_that_does_not_say_which_way_it_went_is_ours_all_the_same() -> None:
    assert isinstance(find({name: value for name, value in DEBITED.items() if "ype" not in name}), Allocated)


@pytest.mark.parametrize(
    "row",
    [
        TRANSACTION,
        DEBITED | {"type": "ALLOCATE_POINT"},
        DEBITED | {"transactionType": "CR"},
        DEBITED | {"amount": 10},
        DEBITED | {"status": "REVERSED"},
        DEBITED | {"enKashCardId": "EKC2"},
    ],
)
def test_whatever_is_not_this_debit_proves_nothing(row: dict[str, Any]) -> None:
    assert isinstance(find(row), Different)


def test_of_several_debits_each_counts() -> None:
    found = find([DEBITED, DEBITED | {"enkashCardTxnId": "ECT2"}, TRANSACTION | {"enkashCardTxnId": "ECT3"}])
    assert isinstance(found, Different)
    assert found.moved == 2
