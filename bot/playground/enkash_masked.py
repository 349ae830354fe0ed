"""What may be shown of EnKash's calls: no secret, and of a person only what `bot.core.masking` leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.core.masking import masked, masked_email, masked_mobile

Fields = list[tuple[str, str]]

GARBAGE_SHOWN = 60

_COVERED = "•••"
_MASKS: Mapping[str, Callable[[str], str]] = {
    "email": masked_email,
    "mobile": masked_mobile,
    "firstName": lambda name: name[:1] + _COVERED,
    "title": lambda _: _COVERED,
    "gender": lambda _: _COVERED,
}

_REPLY_FIELDS = (
    "enkashCardTxnId", "enKashCardId", "loadAmount", "otbBalance", "accountBalance", "email", "mobile",
    "pgReferenceNumber", "transactionType", "transactionStatus", "createdOn",
)  # fmt: skip
"""The ones that Shabash reads, of the some seventy of a card."""


def masked_fields(body: Mapping[str, Any]) -> Fields:
    """Every field of what was sent."""
    return [(name, _shown(name, value)) for name, value in body.items()]


def masked_reply(reply: bytes) -> Fields:
    """What matters of a reply; of one that is no JSON, its beginning."""
    if not reply:
        return []
    try:
        found = json.loads(reply)
    except ValueError:
        return [("no JSON", masked(reply.decode(errors="replace"))[:GARBAGE_SHOWN])]
    if not isinstance(found, dict):
        return [("no object", "")]
    head = [
        (name, masked(value) if isinstance(value, str) else str(value))
        for name, value in found.items()
        if name != "payload"
    ]
    payload = found.get("payload")
    if isinstance(payload, list):
        head.append(("payload", f"a list of {len(payload)}"))
        payload = payload[0] if payload else None
    if isinstance(payload, dict):
        shown = [(f"payload.{name}", _shown(name, payload[name])) for name in _REPLY_FIELDS if name in payload]
        rest = len(payload) - len(shown)
        return [*head, *shown, *([("payload", f"{rest} more fields")] if rest else [])]
    return [*head, ("payload", masked(payload))] if isinstance(payload, str) else head


def _shown(name: str, value: object) -> str:
    return _MASKS.get(name, str)(str(value))
