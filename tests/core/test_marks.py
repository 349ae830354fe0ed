"""Which value a line names, and whether it is private: what is read, what is refused, and what stays a word."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.core.command import LENGTH_MAX, Ask, Mention, Subcommand, line_of, parse, plain
from bot.core.refusal import Refusal, Why
from bot.core.value import Value
from tests.core.test_command_properties import PIECES, QUOTE

ASHA, RAVI = "<@U0ASHA>", "<@U0RAVI>"
VALUES = (Value("ownership", "Ownership"), Value("craft", "Craft"), Value("customer-first", "Customer first"))


def read(line: str) -> tuple[str, bool, str]:
    """The value, whether it is private, and the reason."""
    result = parse(line.replace("@asha", ASHA), values=VALUES)
    assert isinstance(result, Ask), result
    assert (result.people, result.points) == (("U0ASHA",), 100)
    return result.value, result.is_private, plain(result.reason, {})


@pytest.mark.parametrize(
    ("line", "value", "reason"),
    [
        # Before the reason it is no part of it.
        ("@asha 100 #ownership for the demo", "ownership", "the demo"),
        ("@asha 100 #ownership the demo", "ownership", "the demo"),
        ("@asha 100 (#ownership): the demo", "ownership", "the demo"),
        ("@asha 100 #OwnerShip", "ownership", ""),
        ("@asha #craft 100 for the demo", "craft", "the demo"),
        ("#craft @asha 100 the demo", "craft", "the demo"),
        ("@asha 100 <#C9|customer-first> for the demo", "customer-first", "the demo"),
        ("@asha 100 #craft #craft for the demo", "craft", "the demo"),
        # In it, it counts and stays what the giver wrote.
        ("@asha 100 for the demo #ownership", "ownership", "the demo #ownership"),
        ("@asha 100 for showing #ownership in the demo", "ownership", "showing #ownership in the demo"),
        ("@asha 100 for #craft", "craft", "#craft"),
        ("@asha 100 for all in <#C9|craft>!", "craft", "all in #craft!"),
        # What is no tag, or none that could be meant for one.
        ("@asha 100 for the #diwali party", "", "the #diwali party"),
        ("@asha 100 for bug #4711", "", "bug #4711"),
        ("@asha 100 for the #1", "", "the #1"),
        ("@asha 100 for helping in <#C9|general>", "", "helping in #general"),
        ("@asha 100 for helping in <#C9|>", "", "helping in #private-channel"),
        ("@asha 100 for C#craft and a/#craft", "", "C#craft and a/#craft"),
    ],
)
def test_a_tag_counts_wherever_it_stands_and_the_reason_keeps_its_words(line: str, value: str, reason: str) -> None:
    assert read(line) == (value, False, reason)


def test_without_values_a_tag_is_a_word_like_any_other() -> None:
    assert parse(f"{ASHA} 100 #ownership for the demo") == Ask(("U0ASHA",), 100, ("#ownership for the demo",))
    assert parse(f"{ASHA} 100 for the demo #diwali") == Ask(("U0ASHA",), 100, ("the demo #diwali",))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("private @asha 100 for the demo", "the demo"),
        ("Privately: @asha 100 the demo", "the demo"),
        ("(private) 100 to @asha", ""),
        ("@asha private 100 for the demo", "the demo"),
        ("\u200bprivate @asha 100 for private lessons", "private lessons"),
    ],
)
def test_a_line_that_says_so_before_its_reason_is_private(line: str, reason: str) -> None:
    if line.startswith("\u200b"):
        result = parse(line.replace("@asha", ASHA))
        assert result == Refusal(Why.HIDDEN_MARKS, line=f"private {ASHA} 100 for private lessons")
    else:
        assert read(line) == ("", True, reason)


@pytest.mark.parametrize(
    "reason",
    ["for keeping it private", "for private lessons", "private beta launch", "for the private-cloud move, private"],
)
def test_in_a_reason_private_is_a_word_like_any_other(reason: str) -> None:
    assert read(f"@asha 100 {reason}") == ("", False, reason.removeprefix("for "))


REFUSED = [
    ("@asha 100 private for the demo", Why.PRIVATE_OR_REASON, "", "private @asha 100 for the demo"),
    ("@asha 100 (privately) because of it", Why.PRIVATE_OR_REASON, "", "private @asha 100 for of it"),
    ("@asha 100 - private.", Why.PRIVATE_OR_REASON, "", "private @asha 100"),
    ("@asha 100 private #craft for x", Why.PRIVATE_OR_REASON, "", "private @asha 100 #craft for x"),
    ("@asha 100 #ownersip for x", Why.UNKNOWN_VALUE, "#ownersip", "@asha 100 #ownership for x"),
    ("@asha 100 for x #Custmer-First!", Why.UNKNOWN_VALUE, "#Custmer-First", "@asha 100 for x #customer-first !"),
    ("@asha 100 for x #diwali", Why.UNKNOWN_VALUE, "#diwali", "@asha 100 for x diwali"),
    ("@asha 100 #craft for x #crafft", Why.UNKNOWN_VALUE, "#crafft", "@asha 100 #craft for x crafft"),
    ("private @asha 100 #ownersip for x", Why.UNKNOWN_VALUE, "#ownersip", "private @asha 100 #ownership for x"),
    ("@asha 100 #craft #ownership for x", Why.TWO_VALUES, "", "@asha 100 #craft for x"),
    ("@asha 100 for #craft and #ownership", Why.TWO_VALUES, "", "@asha 100 for #craft and ownership"),
    # Whatever else is wrong, the corrected line is as private as the first, and shows as much.
    ("private @asha 5k #craft for x", Why.IN_SHORT, "5k", "private @asha 5,000 #craft for x"),
    ("private for the demo, @asha", Why.PERSON_MISSING, "", "private @asha 100 for the demo, @asha"),
    ("private 100 for x", Why.PERSON_MISSING, "", "private @name 100 for x"),
    ("@asha #craft", Why.POINTS_MISSING, "", "@asha 100 #craft"),
]


@pytest.mark.parametrize(("line", "why", "seen", "corrected"), REFUSED)
def test_what_cannot_be_told_comes_back_as_a_corrected_line(line: str, why: Why, seen: str, corrected: str) -> None:
    result = parse(line.replace("@asha", ASHA), values=VALUES)
    assert isinstance(result, Refusal), result
    assert (result.why, result.seen, result.line) == (why, seen, corrected.replace("@asha", ASHA))


def test_the_word_alone_asks_for_the_form_and_before_anything_else_for_help() -> None:
    assert parse("private") == Subcommand("", "private")
    assert parse("private thoughts of mine") == Subcommand("help")
    assert parse("hello #nothing", values=VALUES) == Subcommand("help")


def test_a_line_that_is_too_long_comes_back_as_private_as_it_was() -> None:
    result = parse(f"private {ASHA} 100 #craft for {'word ' * 500}", values=VALUES)
    assert isinstance(result, Refusal)
    assert result.why is Why.TOO_LONG
    assert result.line.startswith(f"private {ASHA} 100 #craft for word word")
    assert len(result.line) <= LENGTH_MAX
    again = parse(result.line, values=VALUES)
    assert isinstance(again, Ask)
    assert (again.value, again.is_private) == ("craft", True)


MARKS = ["private", "Private,", "(privately)", "#craft", "#Ownership", "#ownersip", "#1", "<#C1|craft>", "#nobody"]
LINES = st.builds(
    lambda pieces, glue: glue.join(pieces),
    st.lists(st.sampled_from([*PIECES, ASHA, "100", "for", *MARKS * 4]), max_size=12),
    st.sampled_from(["", " "]),
)


@given(LINES)
@example(f"{ASHA} 100 private #craft #craft")
def test_whatever_is_typed_with_marks_has_an_answer_that_asks_for_the_same_again(line: str) -> None:
    result = parse(line, values=VALUES)
    if isinstance(result, Ask):
        assert result.value in ("", *(value.tag for value in VALUES))
        assume(not QUOTE.match(plain(result.reason, {})))
        assume(not any(isinstance(part, Mention) for part in result.reason))
        again = parse(line_of(result), values=VALUES)
        assert isinstance(again, Ask), line_of(result)
        assert (again.value, again.is_private) == (result.value, result.is_private)


@given(LINES)
def test_nothing_that_begins_with_private_is_asked_where_a_channel_hears_of_it(line: str) -> None:
    result = parse(f"private {line}", values=VALUES)
    if isinstance(result, Ask):
        assert result.is_private
    elif isinstance(result, Refusal):
        assert all(each.startswith("private ") for each in result.line.split("\n") if each)
