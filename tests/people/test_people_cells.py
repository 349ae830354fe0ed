"""What may stand in one cell of a people file."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.people.cells import (
    OPTIONAL_RULES,
    RULES,
    Wrong,
    cleaned,
    email,
    employee_id,
    first_name,
    gender,
    manager_email,
    mobile,
    note,
    shown,
    slack_user_id,
    title,
)

DECORATIONS = [" ", "-", ".", "(", ")", "[", "]", "\u00a0", "\u2009", "–", "‑", "\u202a", "\u202c", "\u200b"]


@st.composite
def decorated_mobiles(draw: st.DrawFn) -> tuple[str, str]:
    """Ten digits, and the same with anything around and between them that people put there."""
    digits = draw(st.from_regex(r"[6-9][0-9]{9}", fullmatch=True))
    prefix = draw(st.sampled_from(["", "0", "91", "+91", "0091", "+910"]))
    gaps = st.text(st.sampled_from(DECORATIONS), max_size=2)
    return digits, "".join(letter + draw(gaps) for letter in draw(gaps).join(["", prefix]) + digits)


@given(decorated_mobiles())
@example(("9600098867", "+91 (0) 96000.98867"))
@example(("9198765432", "9198765432"))
@example(("9600098867", "'9600098867"))
def test_any_decoration_of_ten_digits_is_the_same_mobile(case: tuple[str, str]) -> None:
    digits, decorated = case
    # What reads as a decimal number is refused, see below.
    assume(not re.fullmatch(r"\+?\d+\.0{1,2}", decorated))
    assert mobile(decorated) == digits


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "98200",
        "96000988671",
        "5600098867",
        "02226591234",
        "+919600098",
        "+1 9600098867",
        "+9191 9600098867",
        "9600098867 9600098868",
        "9600098867/8",
        "96000x98867",
        "९६०००९८८६७",
        "９６０００９８８６７",
        "9600+098867",
        "-",
    ],
)
def test_what_is_no_indian_mobile_is_refused(cell: str) -> None:
    assert mobile(cell) == Wrong(
        "write one Indian mobile: ten digits that begin with 6, 7, 8 or 9, like 9600098867.",
    )


@pytest.mark.parametrize("cell", ["9.6E+09", "9,6E+09", "9.600098867E+09", "9.1960E+11", "9e9"])
def test_a_mobile_that_a_spreadsheet_shortened_is_refused_with_the_reason(cell: str) -> None:
    wrong = mobile(cell)
    assert isinstance(wrong, Wrong)
    assert wrong.mend.startswith("a spreadsheet cut this number short.")


@pytest.mark.parametrize("cell", ["960009886.0", "9600098867.0", "96000988.00", "9600098867,0", "+919600098867.0"])
def test_the_zero_of_a_decimal_number_never_becomes_a_digit_of_a_mobile(cell: str) -> None:
    wrong = mobile(cell)
    assert isinstance(wrong, Wrong)
    assert wrong.mend.startswith("a spreadsheet made this a decimal number.")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("Asha.Rao@Example.COM", "asha.rao@example.com"),
        ("o'brien+hr@mail.example.co.in", "o'brien+hr@mail.example.co.in"),
        ("a@b.in", "a@b.in"),
        ("a_b-c@x1.xn--11b4c3d", "a_b-c@x1.xn--11b4c3d"),
    ],
)
def test_an_email_is_kept_in_lower_case(cell: str, kept: str) -> None:
    assert email(cell) == kept


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "asha",
        "asha@",
        "@example.com",
        "asha@example",
        "asha(at)example.com",
        "asha@@example.com",
        "asha@exam ple.com",
        "asha@example..com",
        "asha.@example.com",
        ".asha@example.com",
        "a..b@example.com",
        "asha@-example.com",
        "asha@10.0.0.1",
        "asha@example.com.",
        "asha@example.com,ravi@example.com",
        "Asha <asha@example.com>",
        "mailto:asha@example.com",
        "ash\u200ba@example.com",
        "आशा@example.com",
        "asha@example.com\n",
        "a" * 250 + "@b.in",
        "#N/A",
    ],
)
def test_what_is_no_email_is_refused(cell: str) -> None:
    assert email(cell) == Wrong("write one e-mail address, like asha@example.com.")


@pytest.mark.parametrize("cell", ["U02RAVI", "W012A3CDE", "U1", ""])
def test_a_slack_id_stands_as_it_is_and_may_be_empty(cell: str) -> None:
    assert slack_user_id(cell) == cell


@pytest.mark.parametrize(
    "cell", ["asha", "@asha", "u02ravi", "S0FINANCE", "C0DESIGN", "<@U02RAVI>", "U", "U02 RAVI", "-"]
)
def test_what_is_no_persons_slack_id_is_refused(cell: str) -> None:
    assert isinstance(slack_user_id(cell), Wrong)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("Mr", "Mr"), ("mr.", "Mr"), ("MRS", "Mrs"), ("mrs .", "Mrs"), ("Ms.", "Ms"), ("ms", "Ms")],
)
def test_a_title_is_taken_in_any_case_with_or_without_a_full_stop(cell: str, kept: str) -> None:
    assert title(cell) == kept


@pytest.mark.parametrize("cell", ["", "Dr", "Miss", "Mx", "Shri", "M", "Mr Mrs", "."])
def test_any_other_title_is_refused(cell: str) -> None:
    assert title(cell) == Wrong("write Mr, Mrs or Ms.")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("M", "M"), ("m", "M"), ("Male", "M"), ("MALE", "M"), ("f", "F"), ("female", "F"), ("FeMale", "F")],
)
def test_a_gender_is_taken_as_letter_or_word_in_any_case(cell: str, kept: str) -> None:
    assert gender(cell) == kept


@pytest.mark.parametrize("cell", ["", "X", "Man", "0", "M/F"])
def test_any_other_gender_is_refused(cell: str) -> None:
    assert gender(cell) == Wrong("write M or F.")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("Asha", "Asha"),
        ("Anne  Marie", "Anne Marie"),
        ("आशा", "आशा"),
        ("क्‍षमा", "क्‍षमा"),
        ("Jose\u0301", "José"),
        ("D'Souza", "D'Souza"),
        ("A.", "A."),
    ],
)
def test_a_first_name_is_kept_as_it_is_written_in_any_script(cell: str, kept: str) -> None:
    assert first_name(cell) == kept


@pytest.mark.parametrize(
    "cell", ["", "-", "#N/A", "=B2", "9600098867", "'Asha", "Asha\nRao", "As\u200bha", "\u202eAsha"]
)
def test_what_is_no_name_is_refused(cell: str) -> None:
    assert isinstance(first_name(cell), Wrong)


def test_spaces_and_invisible_marks_around_a_cell_are_dropped() -> None:
    assert cleaned("\ufeff\u202a asha@example.com\u202c\u00a0\r\n") == "asha@example.com"


def test_what_is_shown_moves_no_cursor_and_fills_no_page() -> None:
    assert shown("\x1b[2Jasha\u202e") == "\ufffd[2Jasha\ufffd"
    assert shown("a" * 1_000) == "a" * 60 + "…"


@pytest.mark.parametrize("cell", ["", "0042", "E12", "12E4", "CONTRACT", "कर्मचारी ७"])
def test_an_employees_number_is_kept_as_it_is_written(cell: str) -> None:
    assert employee_id(cell) == cell


@pytest.mark.parametrize("cell", ["1.04E+11", "1,04e+11", "9E+09"])
def test_an_employees_number_that_a_spreadsheet_cut_short_is_refused(cell: str) -> None:
    assert employee_id(cell) == Wrong(
        "a spreadsheet cut this number short. Format the column as text and type it again."
    )


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "=B2", "De\u200bsign", "Design\nStudio", "x" * 201])
def test_what_is_no_department_is_refused(cell: str) -> None:
    assert isinstance(note(cell), Wrong)
    assert isinstance(employee_id(cell), Wrong)


def test_nobody_needs_a_manager() -> None:
    assert manager_email("") == ""
    assert manager_email("Meera@Example.com") == "meera@example.com"
    assert manager_email("meera") == Wrong("write one e-mail address, like asha@example.com.")


EVERY_RULE = {**RULES, **OPTIONAL_RULES}


@given(st.sampled_from(sorted(EVERY_RULE)), st.text())
def test_a_rule_answers_any_text_and_keeps_what_it_kept(column: str, cell: str) -> None:
    kept = EVERY_RULE[column](cell)
    assert isinstance(kept, Wrong) or EVERY_RULE[column](kept) == kept
