"""What EnKash's reply to an allocation means. A reply that proves neither yes nor no is `Unknown`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.allocation import Allocated, Allocation, NotSent, Outcome, Refused, Unknown
from bot.core.masking import masked
from bot.enkash import values
from bot.enkash.config import EnkashConfig
from bot.enkash.exchange import Reply
from bot.enkash.wire import Answer, Card, Referenced, Unreadable, read_answer

REFUSAL_STATUSES = (400, 404, 422)
INSUFFICIENT = "insufficient balance"
REPEAT = re.compile(r"exist|duplicate|already", re.IGNORECASE)
WORDS_LENGTH_MAX = 200
ACCOUNT_EMPTY = (
    "The company's account at EnKash is empty, or holds less than this reward needs. EnKash moved nothing. "
    "Once the account has been filled, sending can go on."
)

# RFC 9110, "Credentials": the scheme, then what it presents.
_AUTHORIZATION = re.compile(r"(?i)\b(bearer|basic)\s+\S+")


def outcome_of(reply: Reply, allocation: Allocation, config: EnkashConfig) -> Outcome:
    """The outcome of an allocation whose reply this is, HTTP 401 excepted: that one is the token's business."""
    if not reply.is_success and reply.status not in REFUSAL_STATUSES:
        return Unknown(f"EnKash answered HTTP {reply.status}.")
    try:
        answer = read_answer(reply.body, config.client_secret)
    except Unreadable as error:
        return Unknown(f"EnKash's reply (HTTP {reply.status}) {error}")
    if answer.code == 0 and reply.is_success:
        return _allocated(answer, allocation, config)
    if _is_refusal(answer, reply):
        return _refused(answer, reply.status, allocation, config)
    return Unknown(f"EnKash's reply (HTTP {reply.status}) says neither yes nor no.")


def masked_words(words: str, config: EnkashConfig) -> str:
    """EnKash's words without addresses and digits, and without what we presented to it, which an echo could hold; on
    one line, short enough to show."""
    words = _AUTHORIZATION.sub(r"\1 …", words)
    for secret in (config.client_secret, config.password):
        words = words.replace(secret, "…") if secret else words
    line = masked(words)
    return line if len(line) <= WORDS_LENGTH_MAX else line[: WORDS_LENGTH_MAX - 1] + "…"


def _is_refusal(answer: Answer, reply: Reply) -> bool:
    """A clean code other than 0; with HTTP 400, 404 or 422 EnKash's words are enough where there is no code."""
    if answer.has_code:
        return answer.code not in (None, 0)
    return not reply.is_success and bool(answer.words)


def _refused(answer: Answer, http_status: int, allocation: Allocation, config: EnkashConfig) -> Outcome:
    repeats = REPEAT.search(answer.words) is not None
    # Of what is taken back, it is the card that holds too little: nothing that others would meet with too.
    if INSUFFICIENT in answer.words.lower() and not repeats and not allocation.is_debit:
        return NotSent(ACCOUNT_EMPTY, stop=True)
    return Refused(masked_words(answer.words, config), answer.code, http_status, speaks_of_repeat=repeats)


def _allocated(answer: Answer, allocation: Allocation, config: EnkashConfig) -> Outcome:
    payload = answer.payload
    if isinstance(payload, list):
        if len(payload) > 1:
            return Unknown("EnKash's reply speaks of several cards.")
        payload = payload[0] if payload else None
    card = Card.model_validate(payload if isinstance(payload, dict) else {})
    for what in _contradictions(answer, card, allocation, config):
        return Unknown(f"EnKash's reply names another {what} than was sent.")
    return Allocated(card.card_id, card.transaction_id, card.balance, card.account_balance)


def _contradictions(answer: Answer, card: Card, allocation: Allocation, config: EnkashConfig) -> Iterator[str]:
    """What the reply states otherwise than it was sent. Names are not compared: EnKash may know another spelling."""
    holder = allocation.card_holder
    checks: tuple[tuple[str, bool | None], ...] = (
        ("e-mail address", values.agrees(card.email, holder.email, str.casefold)),
        ("mobile", values.agrees(card.mobile, holder.mobile, values.mobile_key)),
        ("number of points", values.agrees_on_amount(card.load_amount, allocation.points)),
        ("company", values.agrees(card.company_id, config.company_id)),
        ("card account", values.agrees(card.card_account_id, config.card_account_id)),
        ("reference", _agree_on_reference(answer, allocation)),
        ("reference", _agree_on_reference(card, allocation)),
    )
    return (what for what, agrees in checks if agrees is False)


def _agree_on_reference(part: Referenced, allocation: Allocation) -> bool:
    return all(values.agrees(reference, allocation.reference) is not False for reference in part.references)
