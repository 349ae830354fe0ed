"""Single values as EnKash sends them, read without guessing: what cannot be read for certain is None."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

AMOUNT_LIMIT = Decimal(10) ** 15
AMOUNT_TEXT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
CODE_LIMIT = 10**9
CODE_TEXT = re.compile(r"-?[0-9]{1,9}")
FINEST_EXPONENT = -30  # beyond it a number is no balance, and writing it out would take pages
IDENTIFIER_LENGTH_MAX = 64
MASK = re.compile(r"\*|•|X{2,}|x{3,}")


def text(value: Any) -> str | None:
    """A string, trimmed, or a whole number as one (a mobile can arrive so); None for anything else, and for nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode().strip() or None


def identifier(value: Any) -> str:
    """An id of EnKash's that is fit to be kept and shown; "" for anything else."""
    found = text(value) or ""
    return found if found.isprintable() and len(found) <= IDENTIFIER_LENGTH_MAX else ""


def amount(value: Any) -> Decimal | None:
    """Points, exactly as written; a balance may be below zero. None where it is no finite number of sane size."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and AMOUNT_TEXT.fullmatch(value.strip()):
        value = Decimal(value.strip())
    if isinstance(value, int):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or not -AMOUNT_LIMIT < value < AMOUNT_LIMIT:
        return None
    return None if int(value.as_tuple().exponent) < FINEST_EXPONENT else value


def code(value: Any) -> int | None:
    """A code: a whole number, or one written as a string. A bool or 0.0 is none."""
    if isinstance(value, str) and CODE_TEXT.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -CODE_LIMIT < value < CODE_LIMIT else None


def name(value: Any) -> str:
    """An enum in capitals: EnKash lists them as strings and sends some as `{"name": …, "label": …}`."""
    if isinstance(value, dict):
        value = value.get("name")
    return (text(value) or "").upper()


def spoken(value: Any) -> str:
    """Everything that a status says, in capitals: as a string, or as the parts of such an object."""
    parts = value.values() if isinstance(value, dict) else (value,)
    return " ".join(part for part in map(text, parts) if part).upper()


def mobile_key(value: str) -> str:
    """What makes two spellings of a mobile the same: the last ten digits."""
    return re.sub(r"[^0-9]", "", value)[-10:]


def agrees(said: str | None, sent: str, key: Callable[[str], str] = str) -> bool | None:
    """Whether what EnKash says is what was sent; None where it says nothing, or only behind a mask."""
    if said is None or MASK.search(said):
        return None
    return key(said) == key(sent)


def agrees_on_amount(said: Any, points: int) -> bool | None:
    """As `agrees`, for a number of points in any of the ways to write it."""
    if said is None or (isinstance(said, str) and MASK.search(said)):
        return None
    return amount(said) == points
