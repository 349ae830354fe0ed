"""People go into the ledger: all of a file, or nothing of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.core.errors import ImportRefused
from bot.ledger.migrations import migrations
from bot.people import ImportResult, import_people, summary

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STAMP = "2026-11-23T09:00:00.000000+00:00"
HEADER = "slack_user_id,email,mobile,title,first_name,gender"
ASHA = "U1,asha@example.com,9600098867,Ms,Asha,F"
RAVI = "U2,ravi@example.com,9600098868,Mr,Ravi,M"
NIKHIL = ",Nikhil@example.com,9600098869,Mr,Nikhil,M"
HEAD = "Nothing was imported and nothing has changed. Please mend"


def take(db: Database, *lines: str, ids: Mapping[str, str] | None = None, dry_run: bool = False) -> ImportResult:
    """Import these lines below the header; Slack knows the `ids`."""
    content = "\n".join([HEADER, *lines]).encode()
    return import_people(db, content, ids_by_email=ids or {}, now=NOW, dry_run=dry_run)


def table(db: Database) -> list[tuple[Any, ...]]:
    return db.execute("SELECT * FROM people ORDER BY slack_user_id").fetchall()


def people(db: Database) -> list[str]:
    """The table as the lines of a file."""
    return [",".join(row[:6]) for row in table(db)]


def refusal(db: Database, *lines: str, ids: Mapping[str, str] | None = None) -> list[str]:
    """The lines of the refusal, which leaves the table as it was."""
    before = table(db)
    with pytest.raises(ImportRefused) as refused:
        take(db, *lines, ids=ids)
    assert table(db) == before
    assert not db.conn.in_transaction
    return refused.value.sentence.splitlines()


@cache
def _migrated() -> Database:
    db = Database(memory=True)
    migrations.apply(db)
    return db


def fresh() -> Database:
    db = Database(memory=True)
    _migrated().conn.backup(db.conn)
    return db


def test_people_are_added(db: Database) -> None:
    assert take(db, ASHA, RAVI) == ImportResult(2, 0, 0, ())
    nothing_else = (None, None, None, None, None)
    assert table(db) == [
        ("U1", "asha@example.com", "9600098867", "Ms", "Asha", "F", STAMP, *nothing_else),
        ("U2", "ravi@example.com", "9600098868", "Mr", "Ravi", "M", STAMP, *nothing_else),
    ]


def test_the_instant_is_stored_in_utc(db: Database) -> None:
    in_india = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    import_people(db, f"{HEADER}\n{ASHA}".encode(), ids_by_email={}, now=in_india)
    assert [row[6] for row in table(db)] == [STAMP]


def test_cells_are_stored_in_their_one_spelling(db: Database) -> None:
    take(db, "U1,Asha@Example.com,+91 96000-98867,ms., Asha ,female")
    assert people(db) == [ASHA]


def test_only_who_changed_is_updated_and_nobody_is_removed(db: Database) -> None:
    take(db, ASHA, RAVI, "U3,bina@example.com,9600098870,Mrs,Bina,F")
    content = f"{HEADER}\n{ASHA}\n{RAVI.replace('Ravi', 'Ravindra')}".encode()
    later = NOW + timedelta(days=1)
    assert import_people(db, content, ids_by_email={}, now=later) == ImportResult(0, 1, 1, ())
    assert [(row[4], row[6]) for row in table(db)] == [
        ("Asha", STAMP),
        ("Ravindra", "2026-11-24T09:00:00.000000+00:00"),
        ("Bina", STAMP),
    ]


def test_an_empty_slack_id_is_found_by_email_in_any_case(db: Database) -> None:
    assert take(db, NIKHIL, ids={"NIKHIL@Example.com": "U9"}) == ImportResult(1, 0, 0, ())
    assert people(db) == ["U9,nikhil@example.com,9600098869,Mr,Nikhil,M"]


def test_who_is_in_the_table_keeps_the_id_that_the_table_gives(db: Database) -> None:
    take(db, ASHA)
    ids = {"asha@example.com": "U7", "nikhil@example.com": "U9"}
    assert take(db, ASHA.removeprefix("U1").replace("Asha", "Aasha"), NIKHIL, ids=ids) == ImportResult(1, 1, 0, ())
    assert people(db) == [ASHA.replace("Asha", "Aasha"), "U9" + NIKHIL.lower().replace("mr,nikhil,m", "Mr,Nikhil,M")]


def test_a_slack_id_in_the_file_stands_whatever_slack_says_of_the_email(db: Database) -> None:
    take(db, ASHA, ids={"asha@example.com": "U7"})
    assert people(db) == [ASHA]


def test_a_new_email_reaches_the_person_whom_slack_knows_by_it(db: Database) -> None:
    take(db, ASHA)
    assert take(db, ASHA.replace("U1,asha", ",asha.rao"), ids={"asha.rao@example.com": "U1"}).updated == 1
    assert people(db) == [ASHA.replace("asha@", "asha.rao@")]


def test_who_is_not_in_slack_is_listed_and_left_out_and_the_rest_is_stored(db: Database) -> None:
    result = take(db, ASHA, NIKHIL)
    assert [(person.line, person.email) for person in result.unmatched] == [(3, "Nikhil@example.com")]
    assert (result.added, people(db)) == (1, [ASHA])


def test_who_is_left_out_stands_in_nobodys_way(db: Database) -> None:
    take(db, ASHA)
    assert len(take(db, NIKHIL.replace("69,", "67,")).unmatched) == 1


def test_nobody_is_looked_for_by_a_faulty_email(db: Database) -> None:
    def ids() -> dict[str, str]:
        raise AssertionError("Slack was asked")

    with pytest.raises(ImportRefused, match=r"mend 1 thing .*\nline 2, email"):
        import_people(db, f"{HEADER}\n{NIKHIL.replace('@', '(at)')}".encode(), ids_by_email=ids, now=NOW)


def test_slack_is_asked_once_and_only_about_people_whom_nothing_else_identifies(db: Database) -> None:
    asked: list[bool] = []

    def ids() -> dict[str, str]:
        asked.append(db.conn.in_transaction)
        return {"nikhil@example.com": "U9"}

    def take_lines(*lines: str) -> None:
        import_people(db, "\n".join([HEADER, *lines]).encode(), ids_by_email=ids, now=NOW)

    take_lines(ASHA, RAVI)
    take_lines(ASHA.removeprefix("U1"), RAVI)
    assert asked == []
    take_lines(ASHA, NIKHIL, ",bina@example.com,9600098870,Mrs,Bina,F")
    assert asked == [False]


def test_a_fault_refuses_the_whole_file_and_all_faults_are_listed_in_its_order(db: Database) -> None:
    take(db, "U8,old@example.com,9600098800,Ms,Tara,F")
    assert refusal(
        db,
        ASHA,
        "U2,asha@example.com,9600098800,Dr,Ravi,M",
        "U1,bina@example.com,98200,Mrs,Bina,F",
        ",old@example.com,9600098867,Ms,Tara,F",
    ) == [
        f"{HEAD} 5 things and import the file again:",
        'line 3, email, "asha@example.com": line 2 has the same e-mail. Keep it in one of the two.',
        'line 3, title, "Dr": write Mr, Mrs or Ms.',
        'line 4, slack_user_id, "U1": line 2 is the same Slack user. Leave one of them out, or write the id of each.',
        'line 4, mobile, "98200": write one Indian mobile: ten digits that begin with 6, 7, 8 or 9, like 9600098867.',
        'line 5, mobile, "9600098867": line 2 has the same mobile. Keep it in one of the two.',
    ]


def test_two_lines_that_turn_out_to_be_one_slack_user_are_refused(db: Database) -> None:
    take(db, ASHA)
    moved = ASHA.replace("asha@", "asha.rao@").replace("67,", "60,")
    (_, fault) = refusal(db, moved, ASHA.removeprefix("U1"))
    assert fault.startswith('line 3, slack_user_id, "U1": line 2 is the same Slack user.')


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            ASHA.replace("U1", "U5").replace("67,", "60,"),
            'line 2, email, "asha@example.com": U1 has this e-mail already. Correct it, or let a line give U1 another.',
        ),
        (
            ASHA.replace("U1,asha@", "U5,bina@"),
            'line 2, mobile, "9600098867": U1 has this mobile already. Correct it, or let a line give U1 another.',
        ),
    ],
)
def test_what_belongs_to_somebody_else_in_the_table_is_refused(db: Database, line: str, fault: str) -> None:
    take(db, ASHA)
    assert refusal(db, line) == [f"{HEAD} 1 thing and import the file again:", fault]


def test_what_somebody_gives_up_in_the_same_file_may_be_taken(db: Database) -> None:
    take(db, ASHA)
    take(db, "U5,asha@example.com,9600098867,Ms,Asha,F", "U1,asha.rao@example.com,9600098860,Ms,Asha,F")
    assert people(db) == ["U1,asha.rao@example.com,9600098860,Ms,Asha,F", "U5,asha@example.com,9600098867,Ms,Asha,F"]


FIVE = range(5)


def lines_of(emails: Sequence[int], mobiles: Sequence[int]) -> list[str]:
    return [f"U{i},p{emails[i]}@example.com,960009886{mobiles[i]},Ms,Asha,F" for i in range(len(emails))]


@given(st.permutations(FIVE), st.permutations(FIVE), st.permutations(FIVE))
def test_people_may_exchange_emails_and_mobiles_in_any_way(
    emails: list[int], mobiles: list[int], order: list[int]
) -> None:
    db = fresh()
    take(db, *lines_of(FIVE, FIVE))
    lines = lines_of(emails, mobiles)
    take(db, *(lines[i] for i in order))
    assert people(db) == lines


names = st.text(st.characters(categories=["Lu", "Ll", "Lo"], exclude_characters='"'), min_size=1, max_size=8)
digits = st.from_regex(r"[6-9][0-9]{9}", fullmatch=True)
genders = st.sampled_from(["m", "F", "Male", "FEMALE"])
anyone = st.tuples(digits, st.sampled_from(["Mr", "mrs.", "MS"]), names, genders, st.booleans())


@given(st.lists(anyone, min_size=1, max_size=8, unique_by=lambda person: person[0]))
def test_an_import_repeated_changes_nothing(persons: list[tuple[str, str, str, str, bool]]) -> None:
    db = fresh()
    lines = [
        f"{f'U{number}' if has_id else ''},P{number}@example.com,+91 {mobile},{title},{name},{gender}"
        for number, (mobile, title, name, gender, has_id) in enumerate(persons)
    ]
    content = "\n".join([HEADER, *lines]).encode()
    ids = {f"p{number}@example.com": f"U{number}" for number in range(0, len(lines), 2)}
    first = import_people(db, content, ids_by_email=ids, now=NOW)
    stored = table(db)
    again = import_people(db, content, ids_by_email=ids, now=NOW + timedelta(hours=1))
    assert (again.added, again.updated, again.unchanged) == (0, 0, first.added)
    assert [person.line for person in again.unmatched] == [person.line for person in first.unmatched]
    assert table(db) == stored


def test_the_summary_counts_people_and_names_who_was_left_out(db: Database) -> None:
    bina = ",bina@example.com,9600098870,Mrs,Bina,F"
    assert summary(take(db, ASHA, RAVI)) == "2 added, 0 updated, 0 unchanged."
    assert summary(take(db, ASHA, NIKHIL)).splitlines() == [
        "0 added, 0 updated, 1 unchanged.",
        "1 is not in Slack yet and was left out. Import this file again later, or correct the e-mail or Slack id:",
        "  line 3 (Nikhil@example.com)",
    ]
    assert summary(take(db, NIKHIL, bina, dry_run=True)).splitlines() == [
        "A dry run, nothing was written. An import would give: 0 added, 0 updated, 0 unchanged.",
        "2 are not in Slack yet and were left out. Import this file again later, or correct the e-mail or Slack id:",
        "  line 2 (Nikhil@example.com)",
        "  line 3 (bina@example.com)",
    ]


def test_columns_that_the_file_does_not_speak_of_are_kept_when_people_exchange_theirs(db: Database) -> None:
    db.execute("ALTER TABLE people ADD COLUMN floor TEXT")
    take(db, *lines_of(FIVE, FIVE))
    db.execute("UPDATE people SET floor = 'third', department = 'Design'")
    take(db, *lines_of([1, 0, 2, 3, 4], FIVE))
    assert {(person["floor"], person["department"]) for person in db.table("people").rows} == {("third", "Design")}


def test_no_repr_of_a_result_shows_a_person(db: Database) -> None:
    assert "ikhil" not in repr(take(db, ASHA, NIKHIL))


@pytest.mark.slow
def test_forty_thousand_people_are_imported_and_imported_again() -> None:
    """More than SQLite takes parameters for one statement."""
    db = fresh()
    line = "U{0:06},p{0}@example.com,{1},Ms,Asha,F".format
    lines = list(itertools.starmap(line, ((i, 9600000000 + i) for i in range(40_000))))
    assert take(db, *lines).added == 40_000
    assert take(db, *lines).unchanged == 40_000
