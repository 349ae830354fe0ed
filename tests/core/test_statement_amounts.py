"""Numbers of points as statements write them: each way comes back exactly, and nothing else is taken for a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.statement.amounts import read_amount

WHOLE_MAX = 10**15 - 1
MARKS = [(".", ","), (",", ".")]
CURRENCIES = ("", "₹", "Rs.", "rs ", "INR ")
UNITS = ("", " points", "point", "pts", "pt", " INR", " ₹", " Rs", "Rs.")
MINUSES = ("-", "−", "–", "- ")


def grouped(digits: str, mark: str, size: int) -> str:
    """The last three digits, and before them groups of that size."""
    head, groups = digits[:-3], [digits[-3:]]
    while head:
        head, group = head[:-size], head[-size:]
        groups.insert(0, group)
    return mark.join(groups)


def wholes(digits: str, group: str) -> set[str]:
    """Plain, as in the west and as in India."""
    return {digits, grouped(digits, group, 3), grouped(digits, group, 2)}


def spellings(value: Decimal, fraction: str, mark: str, group: str) -> Iterator[str]:
    """Every way to write it, with exactly that fraction."""
    for whole, currency, unit in product(wholes(str(int(abs(value))), group), CURRENCIES, UNITS):
        figure = whole + (mark + fraction if fraction else "")
        plain = f"{currency}{figure}{unit}"
        if value >= 0:
            yield from (plain, f"+{plain}")
            yield from (f"{plain} Cr", f"{plain}CR.", f"{plain} (cr)", f"{plain}(Cr.)")
        if value <= 0:
            for minus in MINUSES:
                yield from (f"{minus}{plain}", f"{currency}{minus}{figure}{unit}", f"{plain}{minus.strip()}")
            yield from (f"({plain})", f"{currency}({figure}{unit})")
            yield from (f"{plain} Dr", f"{plain}DR.", f"{plain} (dr)", f"{plain}(Dr.)")


fractions = st.one_of(st.just(""), st.from_regex(r"\A[0-9]{1,2}\Z"), st.from_regex(r"\A[0-9]{4,6}\Z"))
amounts = st.tuples(
    st.one_of(st.integers(0, 200_000), st.integers(0, WHOLE_MAX)), fractions, st.sampled_from((1, -1))
).map(lambda drawn: (drawn[2] * Decimal(f"{drawn[0]}.{drawn[1] or '0'}"), drawn[1]))


@pytest.mark.parametrize(("mark", "group"), MARKS)
@given(amounts, st.data())
def test_a_number_comes_back_exactly_in_whichever_way_it_is_written(
    mark: str, group: str, amount: tuple[Decimal, str], data: st.DataObject
) -> None:
    value, fraction = amount
    cell = data.draw(st.sampled_from(sorted(set(spellings(value, fraction, mark, group)))))
    assert read_amount(cell, mark) == value


@st.composite
def slips(draw: st.DrawFn) -> str:
    """A number as it may be written, and then a letter put in, left out or in another's place; or several of both."""
    mark, group = draw(st.sampled_from(MARKS))
    value, fraction = draw(amounts)
    cell = draw(st.sampled_from(sorted(set(spellings(value, fraction, mark, group)))))
    for _ in range(draw(st.integers(1, 3))):
        at, kept = draw(st.integers(0, len(cell))), draw(st.integers(0, 1))
        cell = cell[:at] + draw(st.text("0123., ₹-−–+'()RsDrCx/½٣", max_size=1)) + cell[at + kept :]
    return cell


@pytest.mark.parametrize(("mark", "group"), MARKS)
@given(st.one_of(slips(), st.text("0123456789.,-−()", max_size=9)))
@example("(100)")
@example("Rs. 250")
@example("1,2,3")
@example("1..5")
@example("Minus 100")
def test_what_is_written_in_none_of_these_ways_is_no_number(mark: str, group: str, cell: str) -> None:
    value = read_amount(cell, mark)
    if value is None:
        return
    (figure,) = re.findall(r"[0-9][0-9.,]*", cell)
    fraction = figure.rpartition(mark)[2].rstrip(".") if mark in figure.rstrip(".") else ""
    assert squashed(cell) in {squashed(way) for way in spellings(value, fraction, mark, group)}
    assert len(fraction) != 3, "they may be a group of thousands"


def squashed(cell: str) -> str:
    """Without what tells nothing: case, which minus it is, and spaces but for those between digits."""
    letters = " ".join(cell.split()).casefold().translate(str.maketrans("−–", "--"))
    return re.sub(r"(?<![0-9]) | (?![0-9])", "", letters)


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("1,00,000", 100_000), ("1,234", 1_234), ("1,234.50", Decimal("1234.50")), ("1234.00", 1_234),
        ("₹ 1,000.00", 1_000), ("Rs. 250", 250), ("100.00 Cr", 100), ("-100", -100), ("(1,500)", -1_500),
        ("100 Dr", -100), ("100-", -100), ("₹\u00a01,234", 1_234), ("0", 0), ("100.0000", 100),
        ("100Dr", -100), ("₹ -100", -100), ("INR −100.00", -100), ("₹ - 100", -100), ("₹(100)", -100),
        ("100 (Cr)", 100), ("+100", 100), ("0.50", Decimal("0.5")), ("-0", 0),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_meant(cell: str, points: Decimal) -> None:
    assert read_amount(cell, ".") == points


@pytest.mark.parametrize(
    "cell",
    [
        "", "-", "1,2,3", "1,2,000", "1..5", "Minus 100", "12,34,56", "1,00,00", "1000,000", "1,0000", "0,100", "007",
        ".5", "5.", "1.234", "1,234.567", "1.234,50", "100,50", "1'234", "1 23 456", "1e5", "--100", "-100-", "-(100)",
        "-100 Dr", "(100) Dr", "100 Dr Cr", "(100", "100)", "100 200", "1 234", "100/-", "½", "٣", "USD 100",
        "100 not paid", "1,23", "1" * 16,
    ],
)  # fmt: skip
def test_what_may_mean_something_else_is_no_number(cell: str) -> None:
    assert read_amount(cell, ".") is None


@pytest.mark.parametrize(
    ("cell", "points"),
    [("1.234", 1_234), ("1.234,50", Decimal("1234.50")), ("100,5", Decimal("100.5")), ("1,234", None)],
)
def test_where_the_comma_is_the_decimal_mark_the_point_groups(cell: str, points: Decimal | None) -> None:
    assert read_amount(cell, ",") == points
