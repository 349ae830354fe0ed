"""A people file becomes rows and faults, each with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import Row, read_people

HEADER = "slack_user_id,email,mobile,title,first_name,gender"
OPTIONAL = "employee_id,department,cost_centre,manager_email"
ASHA = "U1,asha@example.com,9600098867,Ms,Asha,F"
RAVI = "U2,ravi@example.com,9600098868,Mr,Ravi,M"
ASHAS_CELLS = {
    "slack_user_id": "U1",
    "email": "asha@example.com",
    "mobile": "9600098867",
    "title": "Ms",
    "first_name": "Asha",
    "gender": "F",
}


def faults_of(text: str | bytes) -> list[str]:
    """Every fault as it is printed."""
    return [str(fault) for fault in read_people(text.encode() if isinstance(text, str) else text).faults]


def row_of(text: str | bytes) -> Row:
    """The only row of a file without faults."""
    reading = read_people(text.encode() if isinstance(text, str) else text)
    assert not reading.faults
    (row,) = reading.rows
    return row


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        "Slack_User_ID,EMAIL,Mobile,Title,First_Name,Gender",
        " Slack User ID , E-mail , mobile, title, First Name, gender ",
        "SLACKUSERID,e_mail,mobile,title,first-name,gender,,",
    ],
)
def test_a_header_is_known_in_any_case_and_spacing(header: str) -> None:
    assert row_of(f"{header}\n{ASHA}\n").cells == ASHAS_CELLS


def test_optional_columns_are_read_where_they_are_there_and_may_be_empty() -> None:
    assert row_of(f"{HEADER},Cost Centre,Manager E-mail\n{ASHA}, Design  4 ,Meera@Example.com").cells == ASHAS_CELLS | {
        "cost_centre": "Design 4",
        "manager_email": "meera@example.com",
    }
    assert row_of(f"employee-id,{HEADER}\n0042,{ASHA}").cells == ASHAS_CELLS | {"employee_id": "0042"}
    assert row_of(f"{HEADER},{OPTIONAL}\n{ASHA}").cells == ASHAS_CELLS | dict.fromkeys(OPTIONAL.split(","), "")


def test_faults_in_optional_columns_are_listed_like_any_other() -> None:
    mend = "a spreadsheet cut this number short. Format the column as text and type it again."
    assert faults_of(f"{HEADER},{OPTIONAL}\n{ASHA},1.04E+05,#N/A,,meera") == [
        f'line 2, employee_id, "1.04E+05": {mend}',
        'line 2, department, "#N/A": a spreadsheet\'s formula left this behind. Type what is meant, or leave it empty.',
        'line 2, manager_email, "meera": write one e-mail address, like asha@example.com.',
    ]


def test_columns_may_stand_in_any_order() -> None:
    file = "gender,first_name,title,mobile,email,slack_user_id\nF,Asha,Ms,9600098867,asha@example.com,U1"
    assert row_of(file).cells == ASHAS_CELLS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_spreadsheets_of_all_kinds_are_read(separator: str, line_end: str, mark: bytes) -> None:
    text = line_end.join(line.replace(",", separator) for line in (HEADER, "", ASHA, RAVI, ""))
    reading = read_people(mark + text.encode())
    assert [row.line for row in reading.rows] == [3, 4]
    assert reading.rows[0].cells == ASHAS_CELLS
    assert not reading.faults


def test_cells_may_be_quoted_after_a_mark_and_after_a_space() -> None:
    file = '\ufeff"slack_user_id", "email", "mobile", "title", "first_name", "gender"\n' + ASHA.replace(",", ', "', 1)
    assert row_of(file.replace("@example.com,", '@example.com",')).cells == ASHAS_CELLS


def test_the_separator_is_that_of_the_first_line_that_is_not_blank() -> None:
    assert row_of(f"\r\n\n{HEADER}\n{ASHA}".replace(",", ";")).cells == ASHAS_CELLS


def test_blank_lines_are_passed_over_and_counted() -> None:
    reading = read_people(f"\n{HEADER}\n\n,,,,,\n  \n{ASHA}\n\t\n{RAVI}".encode())
    assert [row.line for row in reading.rows] == [6, 8]
    assert not reading.faults


def test_a_row_has_the_number_of_its_first_line_and_quoted_line_breaks_count() -> None:
    asha = ASHA.replace("9600098867", '"96000\r\n98867"')
    ravi = RAVI.replace("Ravi,M", '"Ra\nvi",X')
    assert faults_of(f"{HEADER}\r\n{asha}\r\n{ravi}") == [
        'line 4, first_name, "Ra\ufffdvi": it holds a line break or marks that cannot be seen. Type it again.',
        'line 4, gender, "X": write M or F.',
    ]


def test_the_email_is_also_kept_as_it_was_typed() -> None:
    row = row_of(f"{HEADER}\n{ASHA.replace('asha@', ' Asha@')}")
    assert (row.cells["email"], row.typed_email) == ("asha@example.com", "Asha@example.com")


def test_every_fault_is_found_in_one_reading_with_line_column_and_mend() -> None:
    file = f"{HEADER}\n{ASHA}\nravi,ravi,98200,Dr,,X\n\n{RAVI}\nU3,bina@example.com,9.6E+09,Ms,Bina,F\n"
    assert faults_of(file) == [
        'line 3, slack_user_id, "ravi": write the member ID, which begins with U or W, or leave it empty.',
        'line 3, email, "ravi": write one e-mail address, like asha@example.com.',
        'line 3, mobile, "98200": write one Indian mobile: ten digits that begin with 6, 7, 8 or 9, like 9600098867.',
        'line 3, title, "Dr": write Mr, Mrs or Ms.',
        "line 3, first_name: write the first name.",
        'line 3, gender, "X": write M or F.',
        'line 6, mobile, "9.6E+09": a spreadsheet cut this number short. Format the column as text and type it again.',
    ]


def test_unknown_missing_and_repeated_columns_are_named() -> None:
    known = f"{HEADER} and, where you have them, {OPTIONAL}"
    assert faults_of(f"email,E-Mail,mobile,title,first name,colour\n{ASHA}") == [
        'line 1, email, "E-Mail": there is a column for this already. Leave one out.',
        f'line 1, "colour": I don\'t know this column. Leave it out; I know {known}.',
        "line 1, slack_user_id: the file lacks this column. Add it.",
        "line 1, gender: the file lacks this column. Add it.",
    ]


@pytest.mark.parametrize("file", ["", "\n\n", ASHA, f"{ASHA}\n{RAVI}\n", "sep=;\n", "\ufeff"])
def test_a_file_without_a_header_is_told_to_have_one(file: str) -> None:
    (fault,) = faults_of(file)
    assert fault == f"line 1: the first line has to name the columns: {HEADER}."


@pytest.mark.parametrize("tail", ["", "\n", "\n\n,,,,,\n"])
def test_a_file_with_nobody_in_it_is_refused(tail: str) -> None:
    assert faults_of(HEADER + tail) == ["line 1: nobody is named below the columns. Add a line for each person."]


def test_cells_beyond_the_columns_are_refused_unless_they_are_empty() -> None:
    assert row_of(f"{HEADER}\n{ASHA},, ,").cells == ASHAS_CELLS
    assert faults_of(f"{HEADER}\nU1,asha@example.com,9600098867,Ms,Rao, Asha,F") == [
        "line 2: 7 cells under 6 columns. Put quotation marks around a cell that holds a separator."
    ]


def test_cells_left_off_at_the_end_are_empty() -> None:
    file = "email,mobile,title,first_name,gender,slack_user_id\nasha@example.com,9600098867,Ms,Asha,F\nravi@example.com"
    reading = read_people(file.encode())
    assert reading.rows[0].cells == ASHAS_CELLS | {"slack_user_id": ""}
    assert {(fault.line, fault.column) for fault in reading.faults} == {
        (3, column) for column in ("mobile", "title", "first_name", "gender")
    }


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf_16_is_refused_with_the_mend(encoding: str, mark: str) -> None:
    (fault,) = faults_of(f"{mark}{HEADER}\n{ASHA}".encode(encoding))
    assert "UTF-16" in fault
    assert 'Save it as "CSV UTF-8"' in fault


def test_a_workbook_is_refused_with_the_mend() -> None:
    assert faults_of(b"PK\x03\x04\x14\x00") == [
        'line 1: this is a workbook, not a CSV file. Save it as "CSV UTF-8" and try that.'
    ]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_another_encoding_is_refused_with_the_line_where_it_shows(mark: bytes) -> None:
    renee = RAVI.replace("Ravi", "Renée").encode("cp1252")
    file = mark + f"{HEADER}\r\n{ASHA.replace('Asha', 'आशा')}\r\n".encode() + renee
    assert faults_of(file) == ['line 3: this is not UTF-8 from here on. Save it as "CSV UTF-8" and try that.']


@pytest.mark.parametrize("row", ['U2,"ravi@example.com,9600098868,Mr,Ravi,M', 'U2,"ravi"@example.com,1,Mr,Ravi,M'])
def test_quotation_marks_that_do_not_pair_up_are_refused_where_they_begin(row: str) -> None:
    faults = faults_of(f"{HEADER}\n{ASHA.replace('Ms', 'Dr')}\n{row}\n{ASHA}\n")
    assert faults == [
        'line 2, title, "Dr": write Mr, Mrs or Ms.',
        "line 3: the quotation marks do not pair up, so I stopped reading here. Double each one inside a quoted cell.",
    ]
    assert faults_of(f'"{HEADER}\n{ASHA}')[0].startswith("line 1: the quotation marks do not pair up")


def test_progress_is_told_in_rows_and_ends_with_all_of_them() -> None:
    told: list[tuple[int, int]] = []
    read_people("\n".join([HEADER, *[ASHA] * 2_500]).encode(), lambda done, total: told.append((done, total)))
    assert told == [(1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]


def test_no_repr_shows_a_person() -> None:
    reading = read_people(f"{HEADER}\n{ASHA}\n{RAVI.replace('9600098868', '98200')}".encode())
    for shown in (repr(reading), repr(reading.rows), repr(reading.faults)):
        assert not any(word in shown for word in ("asha", "Asha", "9600098867", "98200"))


@given(st.binary() | st.text().map(str.encode) | st.text(st.sampled_from('",;\t\r\n U1a@.')).map(str.encode))
def test_any_file_gives_rows_or_faults(content: bytes) -> None:
    for file in (content, HEADER.encode() + b"\n" + content):
        reading = read_people(file)
        assert reading.rows or reading.faults
        assert all(len(row.cells) == 6 for row in reading.rows) or reading.faults
