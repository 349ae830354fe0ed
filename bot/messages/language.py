"""In whose words a message is said: `say` and `say_many` give a sentence in the language of whoever reads it.

The English sentence is the key, whole and with named placeholders, so that another language may put its words in
another order; the catalogue (`bot/messages/hindi/`) has the same with the same placeholders. Who reads is said once,
by whoever draws the message, with `speaking(locale)`; where nobody says it, English is spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from bot.messages import hindi

_BEFORE_LAKHS = re.compile(r"(?<=\d)(?=(?:\d\d)*\d{3}(?!\d))")


class Language(StrEnum):
    ENGLISH = "en"
    HINDI = "hi"


@dataclass(frozen=True, slots=True)
class Locale:
    """A language, and whether large numbers are grouped as in India: 12,34,567."""

    language: Language = Language.ENGLISH
    has_lakhs: bool = False


@lru_cache(maxsize=100)
def locale_of(code: str) -> Locale:
    """What a locale of Slack's means, `en-US` or `hi-IN` (Slack, "users.info", locale). Whoever has set a language that
    is not spoken here reads English."""
    language, _, country = code.partition("-")
    if language == Language.HINDI:
        return Locale(Language.HINDI, has_lakhs=True)
    return Locale(Language.ENGLISH, has_lakhs=country == "IN")


_ENGLISH, _HINDI = Locale(), Language.HINDI
_NUMBERS = (int, Decimal)
_SPOKEN = ContextVar("locale", default=_ENGLISH)


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Everything that is said inside is said so."""
    before = _SPOKEN.set(locale)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def say(words: str, /, **values: object) -> str:
    """A sentence or a clause, with what belongs into it; numbers are grouped. What the values hold stays as it is,
    braces too."""
    if _is_hindi():
        words = hindi.SENTENCES.get(words, words)
    return _filled(words, values)


def say_many(number: int | Decimal, /, *, one: str, many: str, **values: object) -> str:
    """The same where the words go by a number, which stands in them as `{number}`."""
    if _is_hindi():
        one, many = hindi.PLURALS.get((one, many), (one, many))
        # Nought is singular too, and so is a fraction below one (CLDR, "Language plural rules", Hindi).
        is_one = -1 <= number <= 1
    else:
        is_one = number == 1
    return _filled(one if is_one else many, {"number": number, **values})


def later(words: str) -> str:
    """A sentence that a table holds, for `say` to say when it is known who reads it."""
    return words


def grouped(number: int | Decimal) -> str:
    """`1,234,567` or `12,34,567`; a fraction has two places."""
    text = f"{int(number):,}" if number == int(number) else f"{number:,.2f}"
    return _BEFORE_LAKHS.sub(",", text.replace(",", "")) if _SPOKEN.get().has_lakhs else text


def full_stop() -> str:
    """What ends a sentence that is put together from clauses."""
    return say(".")


# strftime, which knows these too, takes a hundred times as long.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def weekday(day: date | datetime) -> str:
    """`Sun`."""
    return (hindi.WEEKDAYS if _is_hindi() else _WEEKDAYS)[day.weekday()]


def month(day: date | datetime) -> str:
    """`Nov`."""
    return hindi.MONTHS[day.month - 1] if _is_hindi() else _MONTHS[day.month - 1][:3]


def whole_month(day: date | datetime) -> str:
    """`November`."""
    return (hindi.WHOLE_MONTHS if _is_hindi() else _MONTHS)[day.month - 1]


def _is_hindi() -> bool:
    return _SPOKEN.get().language is _HINDI


def _filled(words: str, values: dict[str, object]) -> str:
    for name, value in values.items():
        if isinstance(value, _NUMBERS):
            values[name] = grouped(value)
    return words.format_map(values)
