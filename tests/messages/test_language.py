"""In whose language and grouping a message is said, and that the Hindi catalogue has all that is said, and no more."""

from __future__ import annotations

import ast
import calendar
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from string import Formatter
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import hindi
from bot.messages.language import (
    Language,
    Locale,
    grouped,
    locale_of,
    month,
    say,
    say_many,
    speaking,
    weekday,
    whole_month,
)
from bot.messages.text import any_of, deadline, points
from tests.messages.samples import HINDI
from tests.test_house import BOT, Nodes, called_name

INDIAN = Locale(Language.ENGLISH, has_lakhs=True)

ROOM = "bot/messages/"
SAID = {path: nodes for path, nodes in BOT.items() if path.startswith(ROOM) and "/hindi/" not in path}

SAYING = ("say", "say_many", "later")


def keys_of(nodes: Nodes) -> tuple[set[str], set[tuple[str, str]], list[str]]:
    """What a module says, what it says by number, and the calls of which nobody can tell that."""
    sentences, plurals, unclear = set(), set(), []
    for node in nodes:
        if isinstance(node, ast.Call) and called_name(node) in ("say", "later") and node.args:
            words = node.args[0]
            if isinstance(words, ast.Constant):
                sentences.add(str(words.value))
            elif called_name(node) == "later" or isinstance(words, ast.JoinedStr | ast.BinOp):
                unclear.append(f"{node.lineno}")
        elif isinstance(node, ast.Call) and called_name(node) == "say_many":
            forms = {word.arg: word.value for word in node.keywords}
            one, many = forms.get("one"), forms.get("many")
            if isinstance(one, ast.Constant) and isinstance(many, ast.Constant):
                plurals.add((str(one.value), str(many.value)))
            else:
                unclear.append(f"{node.lineno}")
    return sentences, plurals, unclear


KEYS = {path.removeprefix(ROOM).removesuffix(".py"): keys_of(nodes) for path, nodes in SAID.items()}
CATALOGUES: dict[str, ModuleType] = {area.__name__.rpartition(".")[2]: area for area in hindi.AREAS}


Key = str | tuple[str, str]


def said_in() -> dict[Key, set[str]]:
    """Each key, with the modules that say it."""
    found: dict[Key, set[str]] = defaultdict(set)
    for module, (sentences, plurals, _) in KEYS.items():
        keys: set[Key] = {*sentences, *plurals}
        for key in keys:
            found[key].add(module)
    return found


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def entries() -> Iterator[tuple[str, Key, Key]]:
    """Each catalogue's name, with the English and the Hindi of each of its entries."""
    for name, area in CATALOGUES.items():
        for key, words in (*area.SENTENCES.items(), *area.PLURALS.items()):
            yield name, key, words


def test_each_sentence_is_where_the_catalogue_can_be_held_against_it() -> None:
    assert {module: unclear for module, (_, _, unclear) in KEYS.items() if unclear} == {}


def test_all_that_is_said_is_said_in_hindi_too_in_the_catalogue_of_its_module_or_in_the_shared_one() -> None:
    has = {(name, key) for name, key, _ in entries()}
    missing = [
        (module, key)
        for key, modules in said_in().items()
        for module in modules
        if (module, key) not in has and ("shared", key) not in has
    ]
    assert missing == []


def test_the_catalogues_hold_nothing_that_is_not_said_and_nothing_twice() -> None:
    """What is shared is said by several modules, or by the language itself."""
    said = said_in()
    wrong = []
    for name, key, _ in entries():
        by = said.get(key, set())
        is_needed = len(by) > 1 or by == {"language"} if name == "shared" else by == {name}
        wrong += [] if is_needed else [(name, key, sorted(by))]
    assert wrong == []


def test_what_goes_into_a_sentence_goes_into_its_hindi_too() -> None:
    wrong = []
    for name, key, words in entries():
        english = [key] if isinstance(key, str) else [*key]
        other = [words] if isinstance(words, str) else [*words]
        pairs = zip(english, other, strict=True)
        wrong += [(name, one, two) for one, two in pairs if placeholders(one) != placeholders(two)]
    assert wrong == []


def test_hindi_is_written_in_devanagari_with_its_own_full_stop() -> None:
    """But for names, an id, and what is filled in."""
    wrong = []
    for name, _, words in entries():
        for text in [words] if isinstance(words, str) else words:
            plain = re.sub(r"\{\w+\}|EnKash|Slack|HR\b|R-7Q2MK4|`[^`]*`|/\w+", "", text)
            if re.search(r"[A-Za-z]{2}", plain) or re.search(r"\.(?:\s|\Z)", plain):
                wrong.append((name, text))
    assert wrong == []


NO_WORDS = {
    " UTC",
    " for …",
    "IN",
    "Reward this message",
    *calendar.day_abbr,
    *calendar.month_name,
    "Cc",
    "Cf",
    "Cs",
    "Zl",
    "Zp",
}
"""What is the same in every language, a line to type too, what the language itself names, and kinds of letters."""


def sentences_past_it(nodes: Nodes) -> Iterator[str]:
    """What people would read as it stands here, neither a key nor a docstring: several words, one that begins like a
    sentence, or any between what is filled in."""
    docs = [node.value for node in nodes if isinstance(node, ast.Expr)]
    keys = [part for node in nodes if called_name(node) in SAYING for part in ast.walk(node)]
    filled = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    spared = {id(node) for node in (*docs, *(part for part in keys if id(part) not in filled))}
    for node in nodes:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in spared:
            continue
        words = re.findall(r"(?<![\w/^{<:!])[A-Za-z]{2,}(?![\w}])", node.value)
        if node.value not in NO_WORDS and (len(words) > 1 or (words and (id(node) in filled or words[0][0].isupper()))):
            yield f"{node.lineno}: {node.value}"


def test_no_sentence_goes_past_it() -> None:
    found = {module: [*sentences_past_it(SAID[f"{ROOM}{module}.py"])] for module in KEYS}
    assert {module: sentences for module, sentences in found.items() if sentences} == {}


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("en-US", Locale()),
        ("en-GB", Locale()),
        ("en-IN", INDIAN),
        ("hi-IN", HINDI),
        ("de-DE", Locale()),
        ("ta-IN", INDIAN),
        ("", Locale()),
        ("hin-IN", INDIAN),
    ],
)
def test_slacks_locale_says_the_language_and_the_grouping(code: str, meant: Locale) -> None:
    assert locale_of(code) == meant


@pytest.mark.parametrize(
    ("number", "international", "indian"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (99_999, "99,999", "99,999"),
        (100_000, "100,000", "1,00,000"),
        (-123_456, "-123,456", "-1,23,456"),
        (12_345_678, "12,345,678", "1,23,45,678"),
        (Decimal("1250.5"), "1,250.50", "1,250.50"),
        (Decimal("1234567.5"), "1,234,567.50", "12,34,567.50"),
        (Decimal("-100000.25"), "-100,000.25", "-1,00,000.25"),
        (Decimal("500000.00"), "500,000", "5,00,000"),
    ],
)
def test_numbers_are_grouped_as_their_reader_groups_them(
    number: int | Decimal, international: str, indian: str
) -> None:
    assert grouped(number) == international
    for locale in (INDIAN, HINDI):
        with speaking(locale):
            assert grouped(number) == indian


@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_grouping_changes_nothing_but_where_the_commas_stand(number: int | Decimal) -> None:
    with speaking(INDIAN):
        indian = grouped(number)
    assert indian.replace(",", "") == grouped(number).replace(",", "")
    assert re.fullmatch(r"-?\d{1,3}(\.\d\d)?|-?\d{1,2}(,\d\d)*,\d{3}(\.\d\d)?", indian)


def test_one_is_one_and_in_hindi_nought_is_too() -> None:
    def counted(number: int | Decimal) -> str:
        return say_many(number, one="I am checking whether it arrived.", many="I am checking whether they arrived.")

    one, many = counted(1), counted(2)
    assert [counted(number) for number in (0, 1, 2, Decimal("0.5"))] == [many, one, many, many]
    with speaking(HINDI):
        one, many = counted(1), counted(2)
        assert one != many
        assert [counted(number) for number in (0, 1, 2, Decimal("0.5"), Decimal("1.5"))] == [one, one, many, one, many]


@given(st.text())
def test_what_is_filled_in_stays_as_it_is(words: str) -> None:
    assert say("New balance: {points}.", points=words) == f"New balance: {words}."
    with speaking(HINDI):
        assert say("New balance: {points}.", points=words) == f"नया बैलेंस: {words}।"


def test_what_the_catalogue_lacks_is_said_in_english() -> None:
    with speaking(HINDI):
        assert say("Nobody says {this}.", this="x") == "Nobody says x."
        assert say_many(2, one="{number} quux", many="{number} quuxes") == "2 quuxes"


def test_who_is_spoken_to_ends_with_whoever_spoke() -> None:
    with speaking(HINDI):
        with speaking(Locale()):
            assert points(100) == "100 points"
        assert points(100) == "100 पॉइंट"
    assert points(100) == "100 points"
    with pytest.raises(ZeroDivisionError), speaking(HINDI):
        raise ZeroDivisionError
    assert points(1) == "1 point"


def test_lists_dates_and_numbers_in_hindi() -> None:
    at = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
    with speaking(HINDI):
        assert points(100_000) == "1,00,000 पॉइंट"
        assert (any_of(["A", "B", "C"]), any_of(["A", "B"], "and"), any_of(["A"])) == ("A, B या C", "A और B", "A")
        assert deadline(at) == f"<!date^{int(at.timestamp())}^{{date_short_pretty}}, {{time}}|रवि 29 नव, 12:30 UTC>"


@pytest.mark.parametrize(("name", "pattern"), [(weekday, "%a"), (month, "%b"), (whole_month, "%B")])
def test_every_day_and_month_has_a_name(name: Callable[[datetime], str], pattern: str) -> None:
    days = [datetime(2026, number, number, tzinfo=UTC) for number in range(1, 13)]
    assert [name(day) for day in days] == [day.strftime(pattern) for day in days]
    with speaking(HINDI):
        in_hindi = [name(day) for day in days]
    assert all(re.fullmatch(r"[\u0900-\u097f]+", shown) for shown in in_hindi)
    assert len(set(in_hindi)) == len({name(day) for day in days})
