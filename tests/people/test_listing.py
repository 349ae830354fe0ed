"""A list of whom to reward is read whole, and every fault in it is found in one reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import read_listing

HEADER = "who,points,reason\n"
KNOWN = "who (or name, email or slack_user_id), points and, where you like, reason"
LINES = st.lists(st.lists(st.text(max_size=8), max_size=4).map(",".join), max_size=6).map("\n".join)


def faults_of(file: str | bytes) -> list[str]:
    content = file if isinstance(file, bytes) else file.encode()
    return [str(fault) for fault in read_listing(content).faults]


@pytest.mark.parametrize("name", ["who", "Who", "Name", "E-mail", "email", "Slack User ID", "slack_user_id"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_spreadsheets_ways_to_write_a_file_are_taken(name: str, separator: str, mark: str) -> None:
    lines = ((name, "Points", "Reason"), ("@asha", "50", " the release "), ("",), ("farah@example.com", "50"))
    listing = read_listing((mark + "\r\n".join(map(separator.join, lines))).encode())
    assert listing.faults == ()
    assert [(row.line, row.who, row.points) for row in listing.rows] == [(2, "asha", 50), (4, "farah@example.com", 50)]
    assert (listing.points, listing.reason) == (50, "the release")


@pytest.mark.parametrize(("typed", "points"), [("1,500", 1_500), ("1,00,000", 100_000), ("0050", 50), ("0", 0)])
def test_points_may_be_grouped(typed: str, points: int) -> None:
    assert read_listing(f'who,points\nasha,"{typed}"\n'.encode()).points == points


@pytest.mark.parametrize("typed", ["", "fifty", "50.0", "-5", "1,00", "₹50", "5e1", "৫০", "9" * 5_000])
def test_what_is_no_whole_number_in_digits_is_refused_with_the_mend(typed: str) -> None:
    (fault,) = faults_of(f'who,points\nasha,"{typed}"\n')
    assert fault.startswith("line 2, points")
    assert fault.endswith("write a whole number in digits, like 50.")


@pytest.mark.parametrize(
    ("file", "faults"),
    [
        ("", ["line 1: the first line has to name the columns: who,points,reason."]),
        ("asha,50\n", ["line 1: the first line has to name the columns: who,points,reason."]),
        ("who,points\n\n", ["line 1: nobody is named below the columns. Add a line for each person."]),
        ("who\nasha\n", ["line 1, points: the file lacks this column. Add it."]),
        (
            "email,name,points,team\na,b,5,c\n",
            [
                'line 1, who, "name": there is a column for this already. Leave one out.',
                f'line 1, "team": I don\'t know this column. Leave it out; I know {KNOWN}.',
            ],
        ),
    ],
)
def test_the_columns_are_named_and_known(file: str, faults: list[str]) -> None:
    assert faults_of(file) == faults


def test_other_points_in_another_row_are_refused_with_every_amount_and_where_it_stands() -> None:
    rows = "".join(f"person {number},{50 if number % 7 else 60}\n" for number in range(1, 20))
    (fault,) = faults_of(f"who,points\n{rows}")
    amounts = "50 in lines 2, 3, 4, 5, 6 and 12 more; 60 in lines 8 and 15"
    assert fault == (
        f"line 8, points: one request asks for the same for everybody, and here are {amounts}. Make a file for each "
        "amount."
    )


def test_no_points_are_not_the_same_as_some() -> None:
    (fault,) = faults_of("who,points\nasha,0\nfarah,50\n")
    assert "0 in line 2; 50 in line 3" in fault


def test_a_reason_may_stand_in_one_row_or_in_all_and_others_are_refused() -> None:
    assert read_listing(f"{HEADER}asha,50,\nfarah,50,the release\n".encode()).reason == "the release"
    assert faults_of(f"{HEADER}asha,50,the release\nfarah,50,the release\n") == []
    (fault,) = faults_of(f"{HEADER}asha,50,the release\nfarah,50,the demo\n")
    assert fault.startswith("line 3, reason: one request has one reason, and these differ: line 2; line 3.")


def test_all_faults_are_found_and_those_of_a_row_do_not_hide_the_next() -> None:
    file = f'{HEADER},50,\nasha,x,\nfarah,50,a,b\nravi,50,"never closed\n'
    assert [fault.partition(": ")[0] for fault in faults_of(file)] == [
        "line 2, who",
        'line 3, points, "x"',
        "line 4",
        "line 5",
    ]


@given(st.binary(max_size=200) | LINES.map(lambda lines: (HEADER + lines).encode("utf-8", "surrogatepass")))
def test_any_file_is_read_and_without_a_fault_it_asks_for_the_same_for_everybody(content: bytes) -> None:
    listing = read_listing(content)
    if not listing.faults:
        assert listing.rows
        assert all(row.who and row.points == listing.points for row in listing.rows)
        assert {row.reason for row in listing.rows} <= {"", listing.reason}
