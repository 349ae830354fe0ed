"""Token calls of several processes on one ledger: counted before they leave, one at a time, none after a refusal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.core.allocation import NotSent
from bot.enkash import CredentialsRefused, EnkashClient, EnkashConfig, LookUpFailed, NotAsked
from bot.ledger.sqlite import SqliteLedger
from bot.rewards.pausing import Switch
from bot.rewards.signing_in import SigningIn
from tests.enkash.enkash_double import ALLOCATION, CONFIG, TOKEN, EnkashDouble, Reaction, raising, replying
from tests.ledger.shelf import Clock, opened

REFUSING = replying({"error": "invalid_grant"}, status=400)
GRANTING = replying({"access_token": "canary-token"})
SILENT = raising(httpx.ReadTimeout("x"))
OTHER = replace(CONFIG, password="another")


@dataclass
class Processes:
    """Any number of processes on one ledger, each with a connection and a memory of its own."""

    folder: Path
    clock: Clock
    enkash: EnkashDouble
    ledgers: list[SqliteLedger] = field(default_factory=list)

    def new(self, config: EnkashConfig = CONFIG) -> EnkashClient:
        attempts = SigningIn(self.ledger(), config.credentials, timeout_seconds=config.timeout_seconds)
        return EnkashClient(config, attempts, clock=self.seconds, transport=httpx.MockTransport(self.enkash))

    def ledger(self) -> SqliteLedger:
        self.ledgers.append(opened(self.folder, self.clock))
        return self.ledgers[-1]

    def seconds(self) -> float:
        return self.clock.now.timestamp()

    def tried(self, client: EnkashClient) -> str:
        """What came of signing in: "" or the error's name."""
        try:
            client.sign_in()
        except LookUpFailed as error:
            return type(error).__name__
        return ""

    @property
    def calls(self) -> int:
        return self.enkash.count(TOKEN)

    def events(self) -> list[tuple[str, str]]:
        with self.ledgers[-1].read() as view:
            return [(row["event"], row["actor"]) for row in view._all("SELECT event, actor FROM history ORDER BY id")]


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path, Clock(), EnkashDouble().on(TOKEN, GRANTING))
    yield found
    for ledger in found.ledgers:
        ledger.close()


def killed_under_way(processes: Processes) -> None:
    """A process that died while EnKash had its token call in hand."""
    begun = SigningIn(processes.ledger(), CONFIG.credentials, timeout_seconds=30).begin()
    assert isinstance(begun, int)


# Counting, and the first refusal.


def test_a_refusal_holds_for_every_process_and_after_any_time(processes: Processes) -> None:
    processes.enkash.on(TOKEN, REFUSING)
    with pytest.raises(CredentialsRefused, match="this was number 1") as first:
        processes.new().sign_in()
    assert first.value.was_tried
    for _ in range(3):
        processes.clock.move(86_400)
        with pytest.raises(CredentialsRefused, match="EnKash refused these credentials") as later:
            processes.new().sign_in()
        assert not later.value.was_tried
    assert processes.calls == 1
    assert processes.events() == [("token call refused", "clock")]


def test_each_resume_allows_one_call_and_the_count_goes_on(processes: Processes) -> None:
    processes.enkash.on(TOKEN, REFUSING)
    client = processes.new()
    for number in (1, 2):
        with pytest.raises(CredentialsRefused, match=f"this was number {number}"):
            client.sign_in()
        assert processes.tried(client) == processes.tried(processes.new()) == "CredentialsRefused"
        assert processes.calls == number
        resumed = Switch(processes.ledger()).resume("Farah")
        assert (resumed.was_paused, resumed.were_token_calls_stopped) == (False, True)
    processes.enkash.on(TOKEN, GRANTING)
    assert processes.tried(client) == ""
    assert Switch(processes.ledger()).resume("Farah") == (False, False)
    assert processes.events()[:2] == [("token call refused", "clock"), ("token calls allowed", "Farah")]


def test_other_credentials_are_tried_and_the_refused_ones_stay_refused(processes: Processes) -> None:
    processes.enkash.on(TOKEN, REFUSING, GRANTING)
    assert processes.tried(processes.new()) == "CredentialsRefused"
    assert processes.tried(processes.new(OTHER)) == ""
    assert processes.tried(processes.new()) == "CredentialsRefused"
    assert processes.calls == 2


@pytest.mark.parametrize("name", ["token_url", "client_id", "client_secret", "username", "password"])
def test_each_of_the_credentials_makes_other_ones(name: str) -> None:
    changed = replace(CONFIG)
    object.__setattr__(changed, name, "another")
    assert changed.credentials != CONFIG.credentials


def test_neither_token_nor_credentials_are_in_the_ledger(processes: Processes) -> None:
    processes.new().sign_in()
    kept = b"".join(path.read_bytes() for path in processes.folder.iterdir())
    assert CONFIG.credentials.encode() in kept
    for secret in ("canary-token", CONFIG.password, CONFIG.client_secret, CONFIG.username, CONFIG.client_id):
        assert secret.encode() not in kept


# One at a time.


def test_while_one_process_asks_no_other_does_whatever_its_credentials(processes: Processes) -> None:
    others = [processes.new(), processes.new(OTHER)]
    found: list[str] = []

    def react(request: httpx.Request) -> httpx.Response:
        if not found:
            found.extend(processes.tried(other) for other in others)
        return GRANTING(request)

    processes.enkash.on(TOKEN, react)
    processes.new().sign_in()
    assert found == ["NotAsked", "NotAsked"]
    assert processes.calls == 1
    assert [processes.tried(other) for other in others] == ["", ""]


def test_an_allocation_that_must_wait_for_another_process_s_call_is_tried_again_soon(processes: Processes) -> None:
    killed_under_way(processes)
    found = processes.new().allocate(ALLOCATION)
    assert found == NotSent("Another token call is under way.", retry_after_seconds=2.0)


# Calls without an answer.


def test_a_process_killed_in_the_middle_keeps_the_others_waiting_for_its_lease_only(processes: Processes) -> None:
    processes.new().sign_in()
    killed_under_way(processes)
    client = processes.new()
    processes.clock.move(44)
    assert processes.tried(client) == "NotAsked"
    processes.clock.move(1)
    assert processes.tried(client) == ""


@pytest.mark.parametrize("is_killed", [True, False])
def test_two_calls_without_an_answer_stop_credentials_that_were_never_taken(
    processes: Processes, is_killed: bool
) -> None:
    processes.enkash.on(TOKEN, SILENT)
    for _ in range(2):
        if is_killed:
            killed_under_way(processes)
        else:
            assert processes.tried(processes.new()) == "LookUpFailed"
        processes.clock.move(60)
    made = processes.calls
    with pytest.raises(CredentialsRefused, match="left 2 token calls without an answer"):
        processes.new().sign_in()
    assert processes.calls == made
    assert processes.events() == [("token call unanswered", "clock")]
    Switch(processes.ledger()).resume("Farah")
    assert processes.tried(processes.new()) == "LookUpFailed"
    assert processes.tried(processes.new()) == "CredentialsRefused"
    assert processes.calls == made + 1


def test_credentials_that_were_taken_before_outlast_an_enkash_that_does_not_answer(processes: Processes) -> None:
    client = processes.new()
    client.sign_in()
    processes.enkash.on(TOKEN, SILENT)
    for _ in range(6):
        processes.clock.move(300)
        assert processes.tried(client) == processes.tried(processes.new()) == "LookUpFailed"
    processes.enkash.on(TOKEN, GRANTING)
    processes.clock.move(300)
    assert processes.tried(client) == ""


@pytest.mark.parametrize("trouble", [replying(status=503), replying(status=429), raising(httpx.ConnectError("x"))])
def test_what_enkash_surely_did_not_judge_stops_nobody(processes: Processes, trouble: Reaction) -> None:
    processes.enkash.on(TOKEN, trouble)
    client = processes.new()
    for _ in range(6):
        assert processes.tried(client) == "LookUpFailed"
        processes.clock.move(60)
    processes.enkash.on(TOKEN, GRANTING)
    assert processes.tried(client) == ""


# A ledger that does not take it.


@contextmanager
def locked(processes: Processes) -> Iterator[None]:
    """Somebody else holds the only write lock."""
    holder = sqlite3.connect(processes.ledgers[-1].path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.close()


def unwaiting(processes: Processes) -> EnkashClient:
    """A process that does not wait for the lock."""
    client = processes.new()
    with processes.ledgers[-1].read() as view:
        view._connection.execute("PRAGMA busy_timeout = 0")
    return client


def test_no_call_leaves_that_the_ledger_cannot_count(processes: Processes) -> None:
    client = unwaiting(processes)
    with locked(processes), pytest.raises(NotAsked, match=r"could not count a token call \(LedgerBusy\)"):
        client.sign_in()
    assert processes.calls == 0
    assert processes.tried(client) == ""


def test_a_refusal_that_the_ledger_would_not_take_holds_all_the_same(processes: Processes) -> None:
    client = unwaiting(processes)
    with ExitStack() as held:

        def react(request: httpx.Request) -> httpx.Response:
            held.enter_context(locked(processes))
            return REFUSING(request)

        processes.enkash.on(TOKEN, react)
        assert processes.tried(client) == "CredentialsRefused"
        assert processes.tried(client) == "NotAsked"
    assert processes.tried(client) == "CredentialsRefused"
    assert processes.tried(processes.new()) == "CredentialsRefused"
    assert processes.calls == 1


def test_a_lease_is_longer_than_the_call_can_take(processes: Processes) -> None:
    killed_under_way(processes)
    with processes.ledgers[-1].read() as view:
        lease_ends_at = view.token_calls(CONFIG.credentials).lease_ends_at
    assert lease_ends_at == processes.clock.now + timedelta(seconds=45)


# A process that ends.


def test_a_process_that_ends_while_its_call_is_under_way_keeps_nobody_waiting_and_the_call_counted(
    processes: Processes,
) -> None:
    ending = SigningIn(processes.ledger(), CONFIG.credentials, timeout_seconds=30)
    assert ending.begin() == 1
    ending.abandon()
    assert SigningIn(processes.ledger(), CONFIG.credentials, timeout_seconds=30).begin() == 2


def test_a_process_that_ends_with_no_call_under_way_counts_none(processes: Processes) -> None:
    SigningIn(processes.ledger(), CONFIG.credentials, timeout_seconds=30).abandon()
    assert SigningIn(processes.ledger(), CONFIG.credentials, timeout_seconds=30).begin() == 1
