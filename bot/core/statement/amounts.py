"""How statements write a number of points. What is not written in one of these ways is not read as another."""

from __future__ import annotations

import re
from decimal import Decimal

_MINUS = "-−–"
_CURRENCY = r"(?:₹|Rs\.?|INR)"
_UNIT = rf"(?:{_CURRENCY}|points?|pts?)"


def _number(mark: str, group: str) -> str:
    """`100000`, `1,00,000` or `100,000`, and a fraction; three digits behind the mark may be a group."""
    wholes = (
        r"0|[1-9][0-9]{0,14}",
        rf"[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}}){{1,4}}",
        rf"[1-9][0-9]?(?:{group}[0-9]{{2}}){{1,5}}{group}[0-9]{{3}}",
    )
    return rf"(?P<whole>{'|'.join(wholes)})(?:{mark}(?![0-9]{{3}}(?![0-9]))(?P<fraction>[0-9]{{1,6}}))?"


def _cell(number: str) -> re.Pattern[str]:
    return re.compile(
        rf"""(?P<front>[{_MINUS}+]\ ?)? (?P<currency>{_CURRENCY}\ ?)? (?P<inner>[{_MINUS}]\ ?)?
        (?P<opened>\(\ ?)? (?(currency)|(?:{_CURRENCY}\ ?)?) {number} (?:\ ?{_UNIT})? (?(opened)\ ?\))
        (?P<behind>\ ?[{_MINUS}])? (?P<side>\ ?(?:[CD]R\.?|\([CD]R\.?\)))?""",
        re.IGNORECASE | re.VERBOSE,
    )


_CELLS = {".": _cell(_number(r"\.", ",")), ",": _cell(_number(",", r"\."))}
_SIGNS = ("front", "inner", "opened", "behind", "side")


def read_amount(cell: str, decimal_mark: str) -> Decimal | None:
    """`1,00,000.00`, `-100`, `₹ -100`, `100-`, `(100)`, `100.00 Dr`: what was moved, below zero where it was taken
    back. None: it is written in no such way, or with two signs."""
    found = _CELLS[decimal_mark].fullmatch(" ".join(cell.split()))
    if found is None:
        return None
    signs = [found[name] for name in _SIGNS if found[name]]
    if len(signs) > 1:
        return None
    value = Decimal(f"{re.sub('[.,]', '', found['whole'])}.{found['fraction'] or '0'}")
    return -value if signs and not re.search(r"\+|CR", signs[0], re.IGNORECASE) else value
