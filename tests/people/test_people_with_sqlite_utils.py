"""The people in the ledger can be looked at and kept with the `sqlite-utils` command."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.people import ImportResult, import_people

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FILE = """slack_user_id,email,mobile,title,first_name,gender
U1,asha@example.com,9600098867,Ms,Asha,F
U2,ravi@example.com,9600098868,Mr,"Ravi, R",M
U3,kshama@example.com,9600098869,Mrs,क्षमा,F
"""


@pytest.fixture(autouse=True)
def imported(db: Database) -> ImportResult:
    """The command runs beside this connection, which stays open, as the bot's does."""
    return import_people(db, FILE.encode(), ids_by_email={}, now=NOW)


def sqlite_utils(*arguments: str | Path, standard_input: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sqlite_utils", *map(str, arguments)]
    return subprocess.run(command, input=standard_input, capture_output=True, encoding="utf-8", check=False)


def test_rows_prints_the_people_as_csv(ledger_file: Path) -> None:
    printed = sqlite_utils("rows", ledger_file, "people", "--csv").stdout
    people = list(csv.DictReader(io.StringIO(printed)))
    assert {person.pop("updated_at") for person in people} == {"2026-11-23T09:00:00.000000+00:00"}
    nothing_else = dict.fromkeys(("employee_id", "department", "cost_centre", "manager_email", "left_at"), "")
    assert people == [person | nothing_else for person in csv.DictReader(io.StringIO(FILE))]


def test_the_view_shows_everybody_masked(ledger_file: Path) -> None:
    printed = sqlite_utils("rows", ledger_file, "people_masked", "-c", "email", "-c", "mobile").stdout
    assert json.loads(printed) == [
        {"email": "a•••@example.com", "mobile": "96••••8867"},
        {"email": "r•••@example.com", "mobile": "96••••8868"},
        {"email": "k•••@example.com", "mobile": "96••••8869"},
    ]


@pytest.mark.parametrize("form", ["--csv", "--tsv"])
def test_what_query_prints_can_be_imported_and_changes_nothing(db: Database, ledger_file: Path, form: str) -> None:
    columns = "slack_user_id, email, mobile, title, first_name, gender"
    printed = sqlite_utils("query", ledger_file, f"SELECT {columns} FROM people", form).stdout
    assert import_people(db, printed.encode(), ids_by_email={}, now=NOW) == ImportResult(0, 0, 3, ())


def test_query_finds_a_person(ledger_file: Path) -> None:
    sql = "SELECT first_name, mobile FROM people WHERE email = :email"
    printed = sqlite_utils("query", ledger_file, sql, "-p", "email", "kshama@example.com").stdout
    assert json.loads(printed) == [{"first_name": "क्षमा", "mobile": "9600098869"}]


def test_a_person_written_with_the_command_is_known_to_the_next_import(db: Database, ledger_file: Path) -> None:
    person = {"slack_user_id": "U4", "email": "bina@example.com", "mobile": "9600098870"}
    person |= {"title": "Mrs", "first_name": "Bina", "gender": "F", "updated_at": NOW.isoformat()}
    inserted = sqlite_utils("insert", ledger_file, "people", "-", standard_input=json.dumps(person))
    assert inserted.returncode == 0, inserted.stderr
    content = FILE + ",bina@example.com,9600098870,Mrs,Bina,F\n"
    assert import_people(db, content.encode(), ids_by_email={}, now=NOW) == ImportResult(0, 0, 4, ())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("email", "Asha@example.com"),
        ("email", "ravi@example.com"),
        ("mobile", "+91 96000"),
        ("mobile", "9600098868"),
        ("title", "Dr"),
        ("first_name", ""),
        ("gender", "Female"),
        ("slack_user_id", "asha"),
        ("employee_id", ""),
        ("department", ""),
        ("cost_centre", ""),
        ("manager_email", "Meera@example.com"),
        ("manager_email", ""),
        ("left_at", "yesterday"),
    ],
)
def test_the_table_itself_refuses_what_an_import_would_not_write(db: Database, column: str, value: str) -> None:
    """By the rules in the schema, which hold for the command and for Datasette too."""
    with pytest.raises(sqlite3.IntegrityError, match="constraint failed"):
        db.table("people").update("U1", {column: value})
    assert db.table("people").get("U1")["email"] == "asha@example.com"


def test_an_import_leaves_the_schema_alone(db: Database) -> None:
    before = db.execute("PRAGMA schema_version").fetchone()
    content = FILE.replace("Asha", "Aasha") + "U4,bina@example.com,9600098870,Mrs,Bina,F\n"
    assert import_people(db, content.encode(), ids_by_email={}, now=NOW) == ImportResult(1, 1, 2, ())
    assert db.execute("PRAGMA schema_version").fetchone() == before
    assert db.table("people").strict
