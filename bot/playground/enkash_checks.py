"""What EnKash would find wrong with a create-allocate-points, field by field (its page's table)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.playground.enkash_books import CREDIT, DEBIT, REFERENCE_FIELDS

BAD_REQUEST, UNPROCESSABLE = 400, 422
"""A parameter that is missing or of the wrong type; one that fails validation."""

TEXT_FIELDS = (
    "companyId", "cardAccountId", "transactionCode", "transactionType", "type",
    "email", "mobile", "title", "firstName", "gender",
)  # fmt: skip

TYPE_OF = {CREDIT: "ALLOCATE_POINT", DEBIT: "UNALLOCATE_POINT"}

WANTED = {
    "transactionCode": re.compile("ALLOCATION"),
    "transactionType": re.compile("CR|DR"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "mobile": re.compile("[0-9]{10}"),
    "title": re.compile("Mr|Mrs|Ms"),
    "gender": re.compile("M|F|Male|Female"),
}


def allocation_fault(body: Mapping[str, Any]) -> tuple[int, str]:
    """The HTTP status and EnKash's words; the words are empty where nothing is wrong."""
    for field in TEXT_FIELDS:
        if not isinstance(body.get(field), str) or not body[field]:
            return BAD_REQUEST, f"{field} is required"
    if sum(field in body for field in REFERENCE_FIELDS) != 1:
        return BAD_REQUEST, "uniqueReferenceNumber is required"
    if not isinstance(body.get("loadAmount"), int | float) or isinstance(body["loadAmount"], bool):
        return BAD_REQUEST, "loadAmount is required"
    if unknown := body.keys() - {*TEXT_FIELDS, *REFERENCE_FIELDS, "loadAmount"}:
        return BAD_REQUEST, f"Unknown parameter {min(unknown)}"
    return UNPROCESSABLE, _value_fault(body)


def _value_fault(body: Mapping[str, Any]) -> str:
    for field, pattern in WANTED.items():
        if not pattern.fullmatch(body[field]):
            return f"{field} is not valid"
    if body["type"] != TYPE_OF[body["transactionType"]]:
        return "type is not valid"
    if body["loadAmount"] <= 0 or body["loadAmount"] != int(body["loadAmount"]):
        return "loadAmount is not valid"
    reference = next(body[field] for field in REFERENCE_FIELDS if field in body)
    return "" if isinstance(reference, str) and re.fullmatch(r"\w{1,50}", reference) else "reference is not valid"
