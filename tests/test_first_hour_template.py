"""`shabash people template`: Slack's members as a people file that HR completes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.people import read_people
from bot.people.template import template_rows
from bot.playground.faults import http_status
from bot.playground.slack_nouns import User
from tests.shell import environment, shabash
from tests.world import World, open_world

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = open_world(tmp_path)
    yield found
    found.bot.ledger.close()
    found.served.stop()


def test_every_active_member_has_a_row_and_nobody_else(world: World) -> None:
    world.slack.state.put_user(User("U0GONE", "gone", "Gone Away", email="gone@example.com", is_deactivated=True))
    ended = shabash("people", "template", env=environment(world.settings), folder=world.folder)
    assert ended.stdout.splitlines() == [
        "slack_user_id,email,mobile,title,first_name,gender",
        "U02ASHA,asha.rao@example.com,,,Asha,",
        "U05FARAH,farah.khan@example.com,,,Farah,",
        "U02MEERA,meera.nair@example.com,,,Meera,",
        "U07NIKHIL,nikhil.shah@example.com,,,Nikhil,",
        "U02RAVI,ravi.kumar@example.com,,,Ravi,",
    ]
    assert ended.stderr == "5 people. Mobile, title and gender are HR's to fill in.\n"


def test_once_hr_has_completed_it_an_import_takes_it(world: World) -> None:
    env = environment(world.settings)
    rows = list(csv.DictReader(io.StringIO(shabash("people", "template", env=env, folder=world.folder).stdout)))
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0].keys())
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow(row | {"mobile": str(9_700_000_000 + number), "title": "Ms", "gender": "F"})
    said = shabash("people", "import", "-", env=env, folder=world.folder, stdin=file.getvalue().encode()).stdout
    assert said.startswith("1 added, 4 updated, 0 unchanged.")


def test_slack_being_away_is_one_sentence(world: World) -> None:
    world.slack.faults.next("*", http_status(503))
    ended = shabash("people", "template", env=environment(world.settings), folder=world.folder, code=1)
    assert ended.stderr == "Slack could not be asked for its members: HTTP 503.\n"
    assert ended.stdout == ""


@pytest.mark.parametrize(
    ("profile", "cells"),
    [
        ({"email": "ASHA@Example.com", "first_name": " Asha  Devi "}, ("asha@example.com", "Asha Devi")),
        ({"real_name": "आशा राव"}, ("", "आशा")),
        ({"email": "=cmd@example.com", "first_name": "=HYPERLINK(1)"}, ("", "")),
        ({"email": "+1@example.com", "first_name": "@SUM"}, ("", "")),
        ({"email": None, "first_name": ""}, ("", "")),
        ({"first_name": 'Asha,"', "email": "not an address"}, ("", 'Asha,"')),
    ],
)
def test_what_people_write_about_themselves_is_no_formula(profile: dict[str, object], cells: tuple[str, str]) -> None:
    _, row = template_rows([{"id": "U1", "profile": profile}])
    assert row == ["U1", cells[0], "", "", cells[1], ""]


def test_it_reads_back_as_a_people_file_with_only_hr_s_columns_to_mend() -> None:
    file = io.StringIO()
    members = [{"id": "U1", "profile": {"email": "a@example.com", "first_name": 'A,"b'}}]
    csv.writer(file).writerows(template_rows(members))
    reading = read_people(file.getvalue().encode())
    assert {fault.column for fault in reading.faults} == {"mobile", "title", "gender"}
