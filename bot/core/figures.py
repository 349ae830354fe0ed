"""What people type for a number of points: figures in Indian or international grouping, and what is nearly one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from bot.core.reason import EMOJI
from bot.core.refusal import Why


@dataclass(frozen=True, slots=True)
class Limits:
    """What the policy allows: points from `points_min` to `points_max`; rupees only where one is one point."""

    points_min: int
    points_max: int
    rupees_per_point: int | None

    def nearest(self, points: int) -> int:
        return min(max(points, self.points_min), self.points_max)


@dataclass(frozen=True, slots=True)
class Amount:
    """What was found up to `end`. With `why` it is refused, and `points` is the best guess that the policy allows.

    `limit` is the policy's largest where the person must be told: they typed no whole number, or went beyond it.
    """

    points: int
    end: int
    why: Why | None = None
    seen: str = ""
    limit: int = 0


# What a mend shows where nobody can tell what was meant.
EXAMPLE = 100

_SPELLINGS = {
    0: "zero shunya शून्य", 1: "one ek एक", 2: "two do दो", 3: "three teen तीन", 4: "four char chaar चार",
    5: "five panch paanch पाँच पांच", 6: "six che chhe chhah छह छः छे", 7: "seven saat सात", 8: "eight aath आठ",
    9: "nine nau नौ", 10: "ten das दस", 11: "eleven gyarah ग्यारह", 12: "twelve barah बारह", 13: "thirteen",
    14: "fourteen", 15: "fifteen pandrah पंद्रह पन्द्रह", 16: "sixteen", 17: "seventeen", 18: "eighteen",
    19: "nineteen", 20: "twenty bees बीस", 25: "pachees pachchees पच्चीस", 30: "thirty tees तीस",
    40: "forty fourty chalis chaalis चालीस", 50: "fifty pachas pachaas पचास", 60: "sixty saath साठ",
    70: "seventy sattar सत्तर", 75: "pachhattar पचहत्तर", 80: "eighty assi अस्सी", 90: "ninety nabbe नब्बे",
    100: "hundred sau सौ", 1_000: "thousand hazar hazaar हज\u093cार ह\u095bार हजार",
    100_000: "lakh lakhs lac lacs लाख", 10_000_000: "crore crores करोड करोड\u093c करो\u095c",
}  # fmt: skip
_WORDS = {word: n for n, words in _SPELLINGS.items() for word in words.split()}
_SHORT = {"k": 1_000, "l": 100_000, **{word: n for word, n in _WORDS.items() if n >= 100}}


def _one_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


# Where a word ends, also in Devanagari, whose vowel signs are no letters to `re`.
_END = r"(?![\w\u0900-\u0963])"
_UNIT = rf"\s*(?:points?|pts?|अंक|पॉइंट्स|पॉइंट)\.?{_END}"
_RUPEES = r"(?:₹|rs\.?|inr|rupees?|rupaye|रुपये|रुपए|रुपया|रु\.?)"
_FIGURE = re.compile(
    rf"""(?P<rupees>{_RUPEES}\s*)?
    (?P<sign>[-+−–—]+\s*)?
    (?P<figure>\d(?:[\d.,٫٬]*\d)?)
    (?:\s*(?P<short>{_one_of(_SHORT)}){_END})?
    (?P<rupees_after>\s*(?:/[-=]|{_RUPEES}{_END}))?
    (?:{_UNIT})?
    (?P<glued>[^\s<,:;.!…\-–—{EMOJI}][^\s<]*)?""",
    re.VERBOSE | re.IGNORECASE,
)
_IN_WORDS = re.compile(rf"(?:an?\s+)?(?:(?:and\s+)?(?:{_one_of(_WORDS)}){_END}[\s-]*)+(?:{_UNIT})?", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]?(?:,[0-9]{2})*,[0-9]{3}")
_LETTERS_THEN_DIGIT = re.compile(r"[^\W\d_]+\d")
_OTHER_DIGIT = re.compile(r"(?![0-9०-९])\d")


def amount_at(text: str, at: int, limits: Limits) -> Amount | None:
    """The amount that is typed at this place, taken or refused; None where there is none."""
    if found := _FIGURE.match(text, at):
        return _in_figures(found, limits)
    if found := _IN_WORDS.match(text, at):
        return _refused(Why.IN_WORDS, found[0].strip(" -"), _value_of_words(found[0]), found.end(), limits)
    return None


def whole(figure: str) -> int | None:
    """The whole number that is written so, in our digits or Devanagari's, with Indian or international grouping or
    none; else None."""
    ours = _in_ascii(figure)
    return _number(ours) if _WHOLE.fullmatch(ours) and not _OTHER_DIGIT.search(figure) else None


def readings(figure: str) -> tuple[str, ...]:
    """The whole numbers that a figure may mean, likeliest first, each written so that it is taken.

    `1,00` may be 100 or the beginning of 1,00,000; `1.000` may be 1,000 or 1. A good figure has one reading, and what
    is no figure has none.
    """
    if not re.match("[0-9]", figure) or re.search("[^0-9.,]", figure):
        return ()
    if _WHOLE.fullmatch(figure):
        return (f"{_number(figure):,}",)
    if "." not in figure:
        longer = f"{figure},000"
        return (f"{_number(figure):,}", *([longer] if _WHOLE.fullmatch(longer) else []))
    before = f"{_number(figure.split('.')[0]):,}"
    grouped = figure.replace(".", ",")
    return (grouped, before) if _WHOLE.fullmatch(grouped) else (before,)


def _in_figures(found: re.Match[str], limits: Limits) -> Amount:
    figure = _in_ascii(found["figure"])
    glued = found["glued"] or ""
    # 1e3 and 0x10 are not 1 and 0: nothing can be guessed, so the mend shows an example. 100for is 100, and a reason.
    is_code = _LETTERS_THEN_DIGIT.match(glued)
    value = EXAMPLE if is_code else _value(figure, found["short"])
    end = found.start("glued") if glued[:1].isalpha() and not is_code else found.end()
    why = _why(found, figure, limits)
    if why is None:
        return Amount(value, end)
    seen = {Why.OTHER_SCRIPT: figure, Why.GROUPING: figure, Why.RUPEES: f"{value:,}"}
    return _refused(why, seen.get(why, found[0].strip()), value, end, limits)


def _why(found: re.Match[str], figure: str, limits: Limits) -> Why | None:
    """What is wrong with the amount; the faults that hide others come first."""
    if _OTHER_DIGIT.search(found["figure"]):
        return Why.OTHER_SCRIPT
    if (found["rupees"] or found["rupees_after"]) and limits.rupees_per_point != 1:
        return Why.RUPEES
    if found["short"]:
        return Why.IN_SHORT
    is_grouped_with_dots = "." in figure and _WHOLE.fullmatch(figure.replace(".", ","))
    if (found["sign"] or "+").strip() != "+" or found["glued"] or ("." in figure and not is_grouped_with_dots):
        return Why.NOT_WHOLE
    if not _WHOLE.fullmatch(figure):
        return Why.GROUPING
    return None if limits.points_min <= _number(figure) <= limits.points_max else Why.NOT_WHOLE


def _refused(why: Why, seen: str, value: int, end: int, limits: Limits) -> Amount:
    points = limits.nearest(value)
    tell_limit = why is Why.NOT_WHOLE or points != value
    return Amount(points, end, why, seen, limits.points_max if tell_limit else 0)


def _in_ascii(figure: str) -> str:
    """Digits of every script as 0–9; the Arabic separators as ours."""
    if figure.isascii():
        return figure
    ours = {"٬": ",", "٫": "."}
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else ours.get(sign, sign) for sign in figure)


def _number(figure: str) -> int:
    return int(figure.replace(",", ""))


def _value(figure: str, short: str | None) -> int:
    """What was most likely meant: 5k is 5000, 1.5 lakh 150000."""
    times = _SHORT[short.lower()] if short else 1
    if short and re.fullmatch(r"[0-9]+\.[0-9]+", figure):
        return int(Decimal(figure) * times)
    return _number(readings(figure)[0]) * times


def _value_of_words(words: str) -> int:
    total = current = 0
    for word in re.split(r"[\s-]+", words.lower()):
        n = _WORDS.get(word, 0)
        if n >= 1_000:
            total, current = total + max(current, 1) * n, 0
        else:
            current = max(current, 1) * n if n == 100 else current + n
    return total + current
