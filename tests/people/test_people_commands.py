"""`shabash people` as HR meets it: real processes, beside a ledger of their own."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.ledger.sqlite import connect
from bot.settings import Settings
from tests.shell import TIMEOUT_SECONDS, environment, shabash

pytestmark = pytest.mark.slow

HEADER = "slack_user_id,email,mobile,title,first_name,gender"
ASHA = "U02ASHA,asha@example.com,9600000003,Ms,Asha,F"
RAVI = "U02RAVI,ravi@example.com,9600000004,Mr,Ravi,M"


@dataclass
class Terminal:
    """A folder with a ledger in it, and the settings in the environment."""

    folder: Path
    env: dict[str, str]

    def people(self, *words: str, lines: tuple[str, ...] = (), code: int = 0) -> str:
        """What `shabash people` said; `lines` are on its standard input."""
        stdin = "\n".join((HEADER, *lines)).encode() if lines else b""
        ended = shabash("people", *words, env=self.env, folder=self.folder, stdin=stdin, code=code)
        return ended.stderr if code else ended.stdout

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with closing(connect(self.folder / "shabash.db")) as connection:
            return list(Database(connection).query(sql))

    def left(self) -> list[str]:
        return [row["slack_user_id"] for row in self.rows("SELECT slack_user_id FROM people WHERE left_at NOTNULL")]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    settings = Settings.model_validate(
        {
            "slack_bot_token": "xoxb-made-up",
            "slack_signing_secret": "made up",
            "enkash_api_url": "https://enkash.example",
            "enkash_token_url": "https://enkash.example/oauth/token",
            **dict.fromkeys(("enkash_partner_id", "enkash_company_id", "enkash_card_account_id"), "1"),
            **dict.fromkeys(("enkash_client_id", "enkash_client_secret"), "made up"),
            **dict.fromkeys(("enkash_username", "enkash_password"), "made up"),
            "history_key": "a key that is made up and long enough",
        }
    )
    return Terminal(tmp_path, environment(settings))


def test_the_list_masks_email_and_mobile(terminal: Terminal) -> None:
    terminal.people("import", "-", lines=(RAVI, ASHA))
    head, _, *rows = terminal.people("list").splitlines()
    assert head.split()[:4] == ["slack_user_id", "first_name", "email", "mobile"]
    assert [row.split() for row in rows] == [
        ["U02ASHA", "Asha", "a•••@example.com", "96••••0003"],
        ["U02RAVI", "Ravi", "r•••@example.com", "96••••0004"],
    ]


def test_the_list_as_json_is_the_masked_view(terminal: Terminal) -> None:
    terminal.people("import", "-", lines=(ASHA,))
    said = terminal.people("list", "--json")
    assert json.loads(said) == terminal.rows("SELECT * FROM people_masked")
    assert "9600000003" not in said
    assert "asha@example.com" not in said


def test_a_changed_mobile_is_in_the_history_with_who_and_without_the_number(terminal: Terminal) -> None:
    terminal.people("import", "-", lines=(ASHA,))
    terminal.people("import", "-", lines=(ASHA.replace("0003", "0009"),))
    entries = terminal.rows("SELECT * FROM history ORDER BY id")
    assert [entry["event"] for entry in entries] == ["people imported", "details changed", "people imported"]
    assert all(entry["actor"].startswith("command line: ") for entry in entries)
    assert all(entry["request_id"] is None for entry in entries)
    detail = json.loads(entries[1]["detail"])
    assert (detail["slack_user_id"], detail["field"], len(detail["hmac"])) == ("U02ASHA", "mobile", 64)
    assert "9600000009" not in str(entries)


def test_a_key_in_another_spelling_gives_another_hmac(terminal: Terminal) -> None:
    for key, digits in (("one" * 11, "0005"), ("two" * 11, "0003"), ("one" * 11, "0005")):
        terminal.env |= {"HISTORY_KEY": key, "HISTORY_KEYS_EARLIER": f"{'one' * 11} {'two' * 11}"}
        terminal.people("import", "-", lines=(ASHA.replace("0003", digits),))
    changed = terminal.rows("SELECT detail FROM history WHERE event = 'details changed' ORDER BY id")
    details = [json.loads(row["detail"]) for row in changed]
    assert [sorted(detail) for detail in details] == [
        ["field", "hmac", "slack_user_id"],
        ["field", "hmac", "slack_user_id"],
    ]
    assert details[0]["hmac"] != details[1]["hmac"]


def test_without_a_terminal_many_leave_only_with_yes(terminal: Terminal) -> None:
    terminal.people("import", "-", lines=(ASHA, RAVI))
    said = terminal.people("import", "-", "--remove-missing", lines=(ASHA,), code=1)
    assert said == (
        "The file lacks 1 of 2 people; they would be marked as left. Nothing was imported."
        " If that is right, say --yes.\n"
    )
    assert terminal.left() == []
    said = terminal.people("import", "-", "--remove-missing", "--yes", lines=(ASHA,))
    assert said == "0 added, 0 updated, 1 unchanged, 1 marked as left.\n"
    assert terminal.left() == ["U02RAVI"]


@pytest.mark.parametrize(("answer", "code", "left"), [("y", 0, ["U02RAVI"]), ("n", 1, []), ("", 1, [])])
def test_at_a_terminal_somebody_is_asked(terminal: Terminal, answer: str, code: int, left: list[str]) -> None:
    terminal.people("import", "-", lines=(ASHA, RAVI))
    (terminal.folder / "people.csv").write_text(f"{HEADER}\n{ASHA}\n")
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    command = [sys.executable, "-m", "bot", "people", "import", "people.csv", "--remove-missing"]
    ended = subprocess.run(
        command, env=terminal.env, cwd=terminal.folder, stdin=theirs, capture_output=True, timeout=TIMEOUT_SECONDS,
        text=True, check=False,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert "The file lacks 1 of 2 people; they would be marked as left. Is that right? [y/N]" in ended.stderr
    assert (ended.returncode, terminal.left()) == (code, left)


def test_somebody_is_forgotten_and_the_history_says_by_whom(terminal: Terminal) -> None:
    terminal.people("import", "-", lines=(ASHA, RAVI))
    assert terminal.people("forget", "asha@example.com") == (
        "U02ASHA is forgotten; 0 of their rewards no longer hold an e-mail or mobile. Take them out of HR's file too,"
        " or the next import brings them and their name back.\n"
    )
    assert [row["slack_user_id"] for row in terminal.rows("SELECT * FROM people")] == ["U02RAVI"]
    imported, entry = terminal.rows("SELECT event, actor, detail FROM history ORDER BY id")
    assert (imported["event"], imported["detail"]) == ("people imported", "2")
    assert (entry["event"], json.loads(entry["detail"])) == ("forgotten", {"slack_user_id": "U02ASHA"})
    assert entry["actor"].startswith("command line: ")
    said = terminal.people("forget", "asha@example.com", code=1)
    assert said == "Nobody with this Slack id or e-mail is in this ledger.\n"
