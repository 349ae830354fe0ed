"""What HR says besides, who leaves and comes back, and what the history keeps of a change."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlite_utils import Database

from bot.core.errors import ImportRefused
from bot.core.masking import masked_email, masked_mobile
from bot.ledger.migrations import migrations
from bot.people import Books, Change, ImportResult, import_people, summary

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STAMP = "2026-11-23T09:00:00.000000+00:00"
HEADER = "slack_user_id,email,mobile,title,first_name,gender"
ASHA = "U1,asha@example.com,9600098867,Ms,Asha,F"
RAVI = "U2,ravi@example.com,9600098868,Mr,Ravi,M"
BINA = "U3,bina@example.com,9600098869,Mrs,Bina,F"
KEY = b"a key that is made up"


class Desk:
    """An import, with a person beside it who may be asked, and a history."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.asked: list[tuple[int, int]] = []
        self.history: list[tuple[str, dict[str, str]]] = []
        self.told: list[list[Change]] = []
        self.answer = True

    def take(self, *lines: str, more: str = "", remove_missing: bool = False, **others: Any) -> ImportResult:
        """Import these lines; `more` are optional columns."""
        return import_people(
            self.db,
            "\n".join([HEADER + more, *lines]).encode(),
            ids_by_email=others.pop("ids_by_email", {}),
            now=NOW,
            may_leave=self.may_leave if remove_missing else None,
            **others,
        )

    def may_leave(self, leaving: int, active: int) -> bool:
        assert not self.db.conn.in_transaction
        self.asked.append((leaving, active))
        return self.answer

    def books(self, key: bytes = KEY) -> Books:
        return Books(
            lambda event, detail: self.history.append((event, json.loads(detail))),
            key,
            lambda changes: self.told.append(list(changes)),
        )

    def left(self) -> dict[str, str]:
        """Slack id to when they left, of those who did."""
        return {p["slack_user_id"]: p["left_at"] for p in self.db.table("people").rows if p["left_at"]}

    def extras(self) -> dict[str, tuple[str | None, ...]]:
        columns = ("employee_id", "department", "cost_centre", "manager_email")
        return {p["slack_user_id"]: tuple(p[column] for column in columns) for p in self.db.table("people").rows}


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def everybody(count: int) -> list[str]:
    return [f"U{i:03},p{i}@example.com,{9600000000 + i},Ms,Asha,F" for i in range(count)]


# Optional columns.

ALL = ",employee_id,department,cost_centre,manager_email"


def test_optional_columns_are_stored_and_an_empty_cell_is_nothing(desk: Desk) -> None:
    desk.take(f"{ASHA},0042,Design,CC 7,Meera@Example.com", f"{RAVI},,,,", more=ALL)
    assert desk.extras() == {"U1": ("0042", "Design", "CC 7", "meera@example.com"), "U2": (None, None, None, None)}


def test_an_absent_column_leaves_what_is_known_and_an_empty_cell_clears_it(desk: Desk) -> None:
    desk.take(f"{ASHA},0042,Design,CC 7,meera@example.com", more=ALL)
    assert desk.take(ASHA).unchanged == 1
    assert desk.take(f"{ASHA},Research", more=",department").updated == 1
    assert desk.extras() == {"U1": ("0042", "Research", "CC 7", "meera@example.com")}
    assert desk.take(f"{ASHA},,", more=",department,cost_centre").updated == 1
    assert desk.extras() == {"U1": ("0042", None, None, "meera@example.com")}


def test_a_ledger_of_the_first_release_keeps_its_people(db: Database) -> None:
    old = Database(memory=True)
    migrations.apply(old, stop_before="m002_people_as_hr_has_them")
    old.execute("INSERT INTO people VALUES ('U1', 'asha@example.com', '9600098867', 'Ms', 'Asha', 'F', 'then')")
    migrations.apply(old)
    assert old.table("people").schema == db.table("people").schema
    assert Desk(old).take(f"{ASHA},Design", RAVI, more=",department") == ImportResult(1, 1, 0, ())


# Who leaves.


def test_without_being_told_to_nobody_is_marked_as_left(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    desk.take(ASHA)
    assert (desk.left(), desk.asked) == ({}, [])


def test_who_is_missing_is_marked_as_left_and_keeps_the_rest(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    result = desk.take(ASHA, remove_missing=True)
    assert result == ImportResult(0, 0, 1, (), left=1)
    assert summary(result) == "0 added, 0 updated, 1 unchanged, 1 marked as left."
    assert desk.left() == {"U2": STAMP}
    assert desk.db.table("people").get("U2")["mobile"] == "9600098868"


def test_who_left_once_does_not_leave_again(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    desk.take(ASHA, remove_missing=True)
    assert desk.take(ASHA, remove_missing=True).left == 0
    assert desk.asked == [(1, 2)]


def test_an_import_that_names_them_again_brings_them_back(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    desk.take(ASHA, remove_missing=True)
    assert desk.take(ASHA, RAVI) == ImportResult(0, 1, 1, ())
    assert desk.left() == {}


def test_who_left_is_found_by_email_and_brought_back(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    desk.take(ASHA, remove_missing=True)
    desk.take(RAVI.removeprefix("U2"))
    assert desk.left() == {}


@pytest.mark.parametrize(("missing", "asked"), [(1, []), (2, []), (3, [(3, 20)])])
def test_only_above_ten_per_cent_somebody_is_asked(desk: Desk, missing: int, asked: list[tuple[int, int]]) -> None:
    lines = everybody(20)
    desk.take(*lines)
    assert desk.take(*lines[missing:], remove_missing=True).left == missing
    assert desk.asked == asked


def test_those_who_left_before_count_on_neither_side(desk: Desk) -> None:
    lines = everybody(20)
    desk.take(*lines)
    desk.take(*lines[10:], remove_missing=True)
    desk.take(*lines[11:], remove_missing=True)
    desk.take(*lines[13:], remove_missing=True)
    assert desk.asked == [(10, 20), (2, 9)]


def test_a_no_keeps_everything_as_it_was(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    desk.answer = False
    before = list(desk.db.table("people").rows)
    with pytest.raises(ImportRefused, match="Nothing was imported and nothing has changed"):
        desk.take(ASHA.replace("Asha", "Aasha"), BINA, remove_missing=True)
    assert list(desk.db.table("people").rows) == before


def test_a_dry_run_asks_nobody_and_says_who_would_leave(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    assert desk.take(ASHA, remove_missing=True, dry_run=True).left == 1
    assert (desk.left(), desk.asked) == ({}, [])


def test_whose_email_is_new_and_not_in_slack_yet_has_not_left(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    result = desk.take(ASHA, RAVI.replace("U2,ravi@", ",ravi.kumar@"), remove_missing=True)
    assert (len(result.unmatched), result.left, desk.left()) == (1, 0, {})


def test_only_those_leave_about_whom_somebody_was_asked(desk: Desk, open_ledger: Callable[[], Database]) -> None:
    """Somebody else adds Bina while the person at the terminal thinks."""
    desk.take(ASHA, RAVI)

    def may_leave(leaving: int, active: int) -> bool:
        Desk(open_ledger()).take(BINA)
        return True

    file = f"{HEADER}\n{ASHA}".encode()
    assert import_people(desk.db, file, ids_by_email={}, now=NOW, may_leave=may_leave).left == 1
    assert desk.left() == {"U2": STAMP}


def test_the_mobile_of_somebody_who_left_is_free_once_they_are_forgotten(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    taker = BINA.replace("69,", "68,")
    fault = 'line 3, mobile, "9600098868": U2 has this mobile already. Correct it, or run `shabash people forget U2`.'
    for _ in range(2):
        with pytest.raises(ImportRefused) as refused:
            desk.take(ASHA, taker, remove_missing=True)
        assert refused.value.sentence.splitlines()[1:] == [fault]
        desk.take(ASHA, remove_missing=True)


# What the history keeps.


def mark(value: str) -> str:
    return hmac.new(KEY, value.encode(), hashlib.sha256).hexdigest()


def test_a_changed_email_or_mobile_is_an_entry_with_field_and_hmac(desk: Desk) -> None:
    desk.take(ASHA, RAVI, books=desk.books())
    desk.take("U1,asha.rao@example.com,9600098860,Ms,Asha,F", RAVI, books=desk.books())
    assert desk.history == [
        ("details changed", {"slack_user_id": "U1", "field": "email", "hmac": mark("asha.rao@example.com")}),
        ("details changed", {"slack_user_id": "U1", "field": "mobile", "hmac": mark("9600098860")}),
    ]


def test_without_a_key_the_hmac_is_left_out(desk: Desk) -> None:
    desk.take(ASHA)
    desk.take(ASHA.replace("67,", "60,"), books=desk.books(b""))
    assert desk.history == [("details changed", {"slack_user_id": "U1", "field": "mobile"})]


def test_other_changes_are_no_entries(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    desk.take(f"{ASHA.replace('Asha', 'Aasha')},Design", f"{BINA},", more=",department", books=desk.books())
    desk.take(ASHA, remove_missing=True, books=desk.books())
    assert (desk.history, desk.told) == ([], [])


def test_a_dry_run_and_a_refused_file_write_nothing_down(desk: Desk) -> None:
    desk.take(ASHA, RAVI)
    desk.take(ASHA.replace("67,", "60,"), books=desk.books(), dry_run=True)
    with pytest.raises(ImportRefused):
        desk.take(ASHA.replace("67,", "60,"), RAVI.replace("Mr", "Dr"), books=desk.books())
    assert (desk.history, desk.told) == ([], [])


def test_an_entry_that_cannot_be_written_keeps_nothing(desk: Desk) -> None:
    desk.take(ASHA)

    def record(event: str, detail: str) -> None:
        assert desk.db.conn.in_transaction
        raise RuntimeError("the history is full")

    with pytest.raises(RuntimeError, match="full"):
        desk.take(ASHA.replace("67,", "60,"), books=Books(record))
    assert desk.db.table("people").get("U1")["mobile"] == "9600098867"


# Who is told.


def test_all_changes_of_an_import_are_told_at_once_and_masked(desk: Desk) -> None:
    desk.take(ASHA, RAVI, books=desk.books())
    desk.take(f"U1,rao@example.com,9800098860,Ms,Asha,F\n{RAVI.replace('68,', '60,')}\n{BINA}", books=desk.books())
    (changes,) = desk.told
    assert changes == [
        Change("U1", {"email": ("a•••@example.com", "r•••@example.com"), "mobile": ("96••••8867", "98••••8860")}),
        Change("U2", {"mobile": ("96••••8868", "96••••8860")}),
    ]


def test_the_masks_are_those_of_the_masked_view(desk: Desk) -> None:
    desk.take(ASHA)
    (row,) = desk.db.query("SELECT email, mobile FROM people_masked")
    assert row == {"email": masked_email("asha@example.com"), "mobile": masked_mobile("9600098867")}


def test_what_cannot_be_told_keeps_nothing(desk: Desk) -> None:
    desk.take(ASHA)

    def tell(changes: object) -> None:
        assert desk.db.conn.in_transaction
        raise RuntimeError("the outbox is full")

    with pytest.raises(RuntimeError, match="full"):
        desk.take(ASHA.replace("67,", "60,"), books=replace(desk.books(), tell=tell))
    assert desk.db.table("people").get("U1")["mobile"] == "9600098867"
