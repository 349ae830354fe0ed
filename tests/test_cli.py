"""The command line as people and scripts meet it: real processes, exit codes, one clear line where it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import distributions
from pathlib import Path

import pytest

from bot.core.reward import Request, RewardStatus
from bot.playground import sample
from bot.playground.enkash import ALLOCATE, TRANSACTIONS
from bot.playground.faults import drop_before, http_status, lose_reply
from tests.shell import ROOT, environment, shabash
from tests.world import ASHA, MEERA, World, open_world

pytestmark = pytest.mark.slow

HEADER = ",".join(sample.PEOPLE_COLUMNS)
NIKHIL_ROW = "U07NIKHIL,nikhil.shah@example.com,9800000005,Mr,Nikhil,M"


@dataclass
class Desk:
    """A ledger with a world around it, and a terminal beside it."""

    world: World
    folder: Path
    env: dict[str, str]

    def run(self, *words: str, stdin: bytes = b"", code: int = 0) -> str:
        """What it said: on stdout where it did its work, on stderr where it refused."""
        ended = shabash(*words, env=self.env, folder=self.folder, stdin=stdin, code=code)
        return ended.stderr if code else ended.stdout

    def carry(self) -> None:
        """What the bot does once its clock has caught up with the processes'."""
        self.world.clock.now = datetime.now(UTC)
        self.world.carry()

    def file(self, *rows: str) -> str:
        """A people file in the terminal's folder."""
        (self.folder / "people.csv").write_text("\n".join((HEADER, *rows)))
        return "people.csv"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Everything happened an hour ago, by the clock that the processes look at."""
    folder = tmp_path / "home"
    folder.mkdir()
    world = open_world(tmp_path)
    world.clock.now = datetime.now(UTC) - timedelta(hours=1)
    yield Desk(world, folder, environment(world.settings))
    world.bot.ledger.close()
    world.served.stop()


@pytest.fixture
def bare(tmp_path: Path) -> Desk:
    """A terminal with no settings at all."""
    return Desk(World.__new__(World), tmp_path, environment())


# Help.

LATE = {"slack_bolt", "slack_sdk", "httpx", "pydantic", "pydantic_settings", "sqlite_utils", "waitress", "sqlite3"}
ASK_FOR_HELP = """
import sys
from bot.cli import main
try:
    main(sys.argv[1:])
finally:
    print("LOADED", *{name.split(".")[0] for name in sys.modules})
"""


@pytest.mark.parametrize("words", ["", "run", "people import", "rewards list", "rewards ask", "resolve", "playground"])
def test_help_is_quick_because_it_imports_none_of_the_libraries(bare: Desk, words: str) -> None:
    command = [sys.executable, "-c", ASK_FOR_HELP, *words.split(), "--help"]
    said = subprocess.run(command, env=bare.env, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    shown, _, loaded = said.partition("LOADED")
    assert shown.startswith("Usage: ")
    assert loaded
    assert not LATE & set(loaded.split())


@pytest.mark.skipif(not list(distributions(name="shabash")), reason="the package is not installed here")
def test_the_version_is_told(bare: Desk) -> None:
    assert "version" in bare.run("--version")


# Exit codes.


@pytest.mark.parametrize(
    "words",
    [
        *("fly", "rewards", "rewards show", "run --fast", "people import", "people import nowhere.csv", "resolve"),
        *("resolve R-7Q2MK4", "playground --port many", "rewards ask nowhere.csv --as @meera", "rewards ask -"),
    ],
)
def test_what_cannot_be_meant_is_2_with_the_usage(bare: Desk, words: str) -> None:
    assert "Usage: " in bare.run(*words.split(), code=2)


@pytest.mark.parametrize(
    "words",
    [
        "run",
        "resolve R-7Q2MK4 --happened",
        "people template",
        "rewards ask - --as @meera",
    ],
)
def test_without_settings_what_asks_slack_or_enkash_names_what_is_missing(bare: Desk, words: str) -> None:
    said = bare.run(*words.split(), code=1)
    assert "setting SLACK_BOT_TOKEN: is missing; please set it" in said
    assert said.count("setting ") == 12
    assert not list(bare.folder.iterdir())


@pytest.mark.parametrize(
    "words", ["rewards list", "rewards show R-7Q2MK4", "pause", "resume", "people list", "people forget U02ASHA"]
)
def test_where_no_ledger_is_none_is_made_and_the_command_says_where_it_looked(bare: Desk, words: str) -> None:
    said = bare.run(*words.split(), code=1)
    assert said.startswith("There is no ledger at shabash.db.")
    assert not list(bare.folder.iterdir())


@pytest.mark.parametrize("words", ["--happened --give-up", "--did-not-happen --happened"])
def test_two_ways_to_settle_one_reward_are_refused_as_wrong_usage(bare: Desk, words: str) -> None:
    assert "Say one of" in bare.run("resolve", "R-7Q2MK4", *words.split(), code=2)


def test_without_a_policy_the_bot_does_not_start_and_says_what_to_write(desk: Desk) -> None:
    desk.env.pop("POLICY")
    said = desk.run("run", code=1)
    assert 'approvers = ["U02RAVI"]' in said
    desk.env["POLICY"] = "[approvals]\napprovers = []"
    assert "approvals.approvers: is empty" in desk.run("run", code=1)


def test_a_folder_that_is_not_there_is_named(desk: Desk) -> None:
    desk.env["DATABASE_URL"] = "sqlite:///nowhere/shabash.db"
    said = desk.run("people", "import", "-", code=1)
    assert said == f"The folder for the ledger, {desk.folder}/nowhere, does not exist. Make it, or mend DATABASE_URL.\n"


def test_a_file_beside_the_ledger_gives_the_settings(desk: Desk) -> None:
    (desk.folder / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in desk.env.items()))
    desk.env = environment()
    assert desk.run("rewards", "list") == "No rewards yet.\n"


# People.


@pytest.mark.slow
def test_people_are_imported_from_a_file_and_from_standard_input(desk: Desk) -> None:
    assert desk.run("people", "import", desk.file(NIKHIL_ROW)) == "1 added, 0 updated, 0 unchanged.\n"
    changed = f"{HEADER}\n{NIKHIL_ROW.replace('9800000005', '9800000006')}".encode()
    assert desk.run("people", "import", "-", stdin=changed) == "0 added, 1 updated, 0 unchanged.\n"
    assert desk.run("people", "import", "-", stdin=changed) == "0 added, 0 updated, 1 unchanged.\n"
    assert desk.world.rows("SELECT mobile FROM people WHERE slack_user_id = 'U07NIKHIL'") == [("9800000006",)]
    desk.world.asked("<@U07NIKHIL> 5")


@pytest.mark.slow
def test_people_may_be_imported_when_only_the_history_has_its_key(bare: Desk) -> None:
    bare.env |= {"HISTORY_KEY": sample.HISTORY_KEY}
    assert bare.run("people", "import", bare.file(NIKHIL_ROW)) == "1 added, 0 updated, 0 unchanged.\n"
    assert bare.run("rewards", "list") == "No rewards yet.\n"
    said = bare.run("people", "import", bare.file(",new@example.com,9800000009,Ms,New,F"), code=1)
    assert "setting SLACK_BOT_TOKEN: is missing; please set it" in said


def test_a_dry_run_says_what_would_happen_and_writes_nothing(desk: Desk) -> None:
    before = desk.world.rows("SELECT * FROM people")
    said = desk.run("people", "import", "--dry-run", desk.file(NIKHIL_ROW))
    assert said == "A dry run, nothing was written. An import would give: 1 added, 0 updated, 0 unchanged.\n"
    assert desk.world.rows("SELECT * FROM people") == before


def test_an_empty_slack_id_is_found_by_e_mail_in_slack(desk: Desk) -> None:
    rows = (NIKHIL_ROW.removeprefix("U07NIKHIL"), ",nobody@example.com,9800000009,Ms,Nobody,F")
    said = desk.run("people", "import", desk.file(*rows))
    assert said.startswith("1 added, 0 updated, 0 unchanged.\n1 is not in Slack yet and was left out.")
    assert "line 3 (nobody@example.com)" in said
    assert desk.world.rows("SELECT email FROM people WHERE slack_user_id = 'U07NIKHIL'")


def test_slack_being_away_is_told_and_nothing_is_imported(desk: Desk) -> None:
    desk.world.slack.faults.next("*", http_status(503))
    said = desk.run("people", "import", desk.file(NIKHIL_ROW.removeprefix("U07NIKHIL")), code=1)
    assert said == "Slack could not be asked for its members: HTTP 503. Nothing was imported.\n"


def test_one_wrong_row_refuses_the_whole_file_and_every_fault_is_told(desk: Desk) -> None:
    before = desk.world.rows("SELECT * FROM people")
    rows = (NIKHIL_ROW, "U1,no-email,12,Dr,,X", "")
    said = desk.run("people", "import", desk.file(*rows), code=1)
    assert said.startswith("Nothing was imported and nothing has changed. Please mend 5 things")
    assert said.count("line 3, ") == 5
    assert desk.world.rows("SELECT * FROM people") == before


# Rewards.

KEYS = {"id", "status", "points", "giver_id", "recipient_id", "reference"}


def test_an_empty_list_is_told_and_is_an_empty_array_for_scripts(desk: Desk) -> None:
    assert desk.run("rewards", "list") == "No rewards yet.\n"
    assert json.loads(desk.run("rewards", "list", "--json")) == []


def test_the_list_has_the_request_s_status_until_it_is_approved_and_then_the_reward_s(desk: Desk) -> None:
    world = desk.world
    pending, allocated, declined = world.asked(), world.asked(), world.asked()
    world.approve(allocated)
    world.carry()
    world.decline(declined, "not now")
    rows = json.loads(desk.run("rewards", "list", "--json"))
    assert [(row["id"], row["status"]) for row in rows] == [
        (pending.id, "pending"),
        (allocated.id, "allocated"),
        (declined.id, "declined"),
    ]
    assert all(row.keys() >= KEYS for row in rows)
    first = rows[0]
    assert (first["points"], first["giver_id"], first["recipient_id"]) == (100, MEERA, ASHA)
    assert first["reference"] == pending.reward.reference
    table = desk.run("rewards", "list").splitlines()
    assert table[0].split()[:3] == ["id", "status", "points"]
    assert [line.split()[0] for line in table[2:]] == [row["id"] for row in rows]


def test_neither_list_nor_show_tells_an_address(desk: Desk) -> None:
    request = desk.world.asked()
    desk.world.approve(request)
    desk.world.carry()
    said = desk.run("rewards", "list", "--json") + desk.run("rewards", "show", request.id)
    assert "asha.rao" not in said
    assert "9800000004" not in said


def test_one_reward_is_shown_with_all_that_happened_to_it(desk: Desk) -> None:
    request = desk.world.asked()
    desk.world.approve(request)
    desk.world.carry()
    typed = request.id.removeprefix("R-").lower()
    shown = desk.run("rewards", "show", typed)
    for word in (request.id, request.reward.reference, "allocated", "shipping the demo", "decided_by     U02RAVI\n"):
        assert word in shown
    found = json.loads(desk.run("rewards", "show", typed, "--json"))
    assert found.keys() >= KEYS
    events = [entry["event"] for entry in found["history"]]
    assert (events[0], events[-1]) == ("asked", "allocated")


@pytest.mark.parametrize("reward_id", ["R-222222", "nonsense", "R-7Q2MK4/2"])
def test_a_reward_that_is_not_there_is_told(desk: Desk, reward_id: str) -> None:
    assert desk.run("rewards", "show", reward_id, code=1) == f"There is no reward {reward_id} in this ledger.\n"


# Resolve.


def unknown(desk: Desk, *, happened: bool) -> Request:
    """A reward of which EnKash did not answer, whether or not the points moved; its lease is over."""
    world = desk.world
    world.enkash.faults.next(ALLOCATE, lose_reply() if happened else drop_before())
    request = world.asked()
    world.approve(request)
    world.carry()
    assert world.reward(request).status is RewardStatus.UNKNOWN
    return request


def test_it_happened(desk: Desk) -> None:
    request = unknown(desk, happened=False)
    said = desk.run("resolve", request.id, "--happened", "--note", "seen in the dashboard")
    assert said == f"{request.id}: settled as happened.\n"
    desk.carry()
    assert desk.world.reward(request).status is RewardStatus.ALLOCATED
    assert "Confirmed" in desk.world.thread(request)[-1]
    entry = next(recorded.entry for recorded in desk.world.history(request) if recorded.entry.event == "resolved")
    assert entry.actor.startswith("command line: ")
    assert "seen in the dashboard" in entry.detail


def test_it_did_not_happen_and_the_same_reference_is_sent_again(desk: Desk) -> None:
    request = unknown(desk, happened=False)
    said = desk.run("resolve", request.id.lower(), "--did-not-happen")
    assert said == f"{request.id}: settled as did-not-happen.\n"
    desk.carry()
    assert desk.world.reward(request).status is RewardStatus.ALLOCATED
    posts = desk.world.allocations()
    assert {post.reference for post in posts} == {request.reward.reference}
    assert [post.is_applied for post in posts if post.answered == "200"] == [True]


def test_it_is_given_up(desk: Desk) -> None:
    request = unknown(desk, happened=False)
    assert desk.run("resolve", request.id, "--give-up") == f"{request.id}: settled as give-up.\n"
    desk.carry()
    assert desk.world.reward(request).status is RewardStatus.FAILED
    assert len(desk.world.allocations()) == 1


@pytest.mark.parametrize("word", ["--did-not-happen", "--give-up"])
def test_what_enkash_knows_counts_more_than_what_is_said(desk: Desk, word: str) -> None:
    request = unknown(desk, happened=True)
    said = desk.run("resolve", request.id, word)
    assert said == f"{request.id}: EnKash has it under {request.reward.reference}, so it is settled as allocated.\n"
    assert desk.world.reward(request).status is RewardStatus.ALLOCATED
    assert len(desk.world.allocations()) == 1


def test_what_enkash_has_under_another_amount_is_not_sent_again(desk: Desk) -> None:
    request = unknown(desk, happened=True)
    (movement,) = desk.world.enkash._books.movements
    object.__setattr__(movement, "points", 7)
    for words in ((), ("--unchecked",)):
        said = desk.run("resolve", request.id, "--did-not-happen", *words, code=1)
        assert said.startswith("It is not sent again: EnKash has a transaction with this reference")
        assert request.reward.reference in said
    assert desk.world.reward(request).status is RewardStatus.UNKNOWN


def test_where_enkash_cannot_be_asked_it_is_sent_again_only_on_a_word_that_it_is_not_there(desk: Desk) -> None:
    request = unknown(desk, happened=True)
    desk.world.enkash.faults.next(TRANSACTIONS, http_status(500), times=2)
    said = desk.run("resolve", request.id, "--did-not-happen", code=1)
    assert said.startswith("It is not sent again yet: ")
    assert f"Look for {request.reward.reference} in EnKash's dashboard" in said
    assert desk.world.reward(request).status is RewardStatus.UNKNOWN
    desk.run("resolve", request.id, "--did-not-happen", "--unchecked")
    assert desk.world.reward(request).status is RewardStatus.APPROVED


def test_nothing_is_settled_while_enkash_may_still_be_answering(desk: Desk) -> None:
    desk.world.clock.now = datetime.now(UTC)
    request = unknown(desk, happened=False)
    said = desk.run("resolve", request.id, "--did-not-happen", code=1)
    assert said.startswith(f"EnKash may still be answering for {request.id}. Try again after ")
    assert desk.world.reward(request).status is RewardStatus.UNKNOWN


def test_what_is_not_unknown_is_not_settled(desk: Desk) -> None:
    request = desk.world.asked()
    said = desk.run("resolve", request.id, "--give-up", code=1)
    assert said == f"{request.id} is pending, so nothing was sent: there is nothing to settle.\n"
    assert "There is no reward R-222222" in desk.run("resolve", "222222", "--happened", code=1)


def test_refused_credentials_are_not_tried_again_by_a_look_up_before_somebody_resumes(desk: Desk) -> None:
    request = unknown(desk, happened=True)
    desk.env["ENKASH_PASSWORD"] = "canary-password"
    for words in ("did not accept the credentials", "EnKash refused these credentials"):
        said = desk.run("resolve", request.id, "--did-not-happen", code=1)
        assert said.startswith("It is not sent again yet: ")
        assert words in said
        assert "canary" not in said
    assert desk.world.enkash.token_calls == 2
    said = desk.run("resume")
    assert said == "Sending was not paused.\nCredentials that EnKash refused may be tried once more.\n"
    assert "this was number 2" in desk.run("resolve", request.id, "--did-not-happen", code=1)
    assert desk.world.reward(request).status is RewardStatus.UNKNOWN


# Pause.


def test_sending_is_paused_and_goes_on(desk: Desk) -> None:
    world = desk.world
    assert desk.run("resume") == "Sending was not paused.\n"
    assert desk.run("pause", "--note", "closing the books") == "Sending is paused.\n"
    assert desk.run("pause") == "Sending was paused already.\n"
    request = world.asked()
    world.approve(request)
    world.carry()
    assert not world.allocations()
    assert desk.run("resume") == "Sending goes on.\n"
    desk.carry()
    assert world.reward(request).status is RewardStatus.ALLOCATED
    events = {(entry, detail) for entry, detail in world.rows("SELECT event, detail FROM history")}
    assert ("paused", "closing the books") in events
