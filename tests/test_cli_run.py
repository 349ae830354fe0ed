"""`shabash run` as a process: it starts, refuses to start twice, ends when told to, and survives being killed."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot.core.reward import Request, RewardStatus
from bot.ledger.sqlite import SqliteLedger
from bot.playground import sample
from bot.playground.enkash import ALLOCATE, TOKEN, EnKashStandIn
from bot.playground.faults import hang, slack_error
from bot.playground.play import import_sample_people, settings_for
from bot.playground.slack_nouns import Message
from bot.playground.stage import serve
from bot.playground.workspace import RESPONSE_URL, SlackStandIn
from tests.power_cuts.recording import why_not
from tests.shell import Running, environment, shabash
from tests.stand_in_socket import SocketModeServer
from tests.waiting import wait_until
from tests.world import ASHA, DESIGN, LINE, MEERA, RAVI

pytestmark = pytest.mark.slow


@dataclass
class Town:
    """The stand-ins by the real clock, a ledger with people in it, and the settings of a bot for them."""

    folder: Path
    slack: SlackStandIn
    enkash: EnKashStandIn
    ledger: SqliteLedger
    env: dict[str, str]
    holds: list[threading.Event] = field(default_factory=list)

    def run(self) -> Running:
        return Running(self.env, self.folder)

    def ready(self, running: Running) -> None:
        """Wait until it serves and knows everybody, and let Slack deliver there."""
        self.slack.deliver_to(f"http://127.0.0.1:{running.port}/slack/events")
        running.event("directory refreshed")

    def hold_enkash(self) -> threading.Event:
        """The next allocation waits for this, then takes effect."""
        release = threading.Event()
        self.holds.append(release)
        self.enkash.faults.next(ALLOCATE, hang(release))
        return release

    def card(self) -> Message:
        return wait_until(lambda: [m for m in self.slack.messages(DESIGN) if not m.thread_ts])[-1]

    def approve(self) -> Request:
        """Meera asks, Ravi approves; what was approved."""
        assert self.slack.command(MEERA, DESIGN, LINE, is_typed=False).trouble == ""
        card = self.card()
        (request,) = self.requests()
        assert self.slack.click(RAVI, DESIGN, card.ts, "reward_approve", request.id).trouble == ""
        return request

    def requests(self) -> tuple[Request, ...]:
        with self.ledger.read() as view:
            return view.requests()

    def status(self) -> RewardStatus | None:
        return self.requests()[0].reward.status

    def messages_are_out(self) -> bool:
        """Whether no message waits, and none is in hand."""
        with self.ledger.read() as view:
            return not view._all("SELECT 1 FROM outbox WHERE lane = 'messages' AND done_at IS NULL")

    def replies(self) -> list[str]:
        return [message.text for message in self.slack.messages(DESIGN) if message.thread_ts]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    slack, enkash = SlackStandIn(), EnKashStandIn()
    with serve(slack, enkash) as served:
        settings = settings_for(served, tmp_path).model_copy(update={"enkash_timeout_seconds": 1.0})
        ledger = SqliteLedger(settings.ledger_path)
        import_sample_people(ledger)
        found = Town(tmp_path, slack, enkash, ledger, environment(settings))
        yield found
        for release in found.holds:
            release.set()
        ledger.close()


def test_the_whole_conversation_goes_through_a_process_of_its_own(town: Town) -> None:
    with town.run() as running:
        town.ready(running)
        request = town.approve()
        wait_until(town.replies)
        assert "100 points have reached" in town.replies()[0]
        wait_until(lambda: town.slack.direct_messages(ASHA))
        assert running.end() == 0
    assert [post.reference for post in town.enkash.posts] == [request.reward.reference]
    assert not any("Traceback" in line for line in running.log)


def test_it_ends_also_where_another_thread_than_the_waiting_one_is_given_the_signal(town: Town) -> None:
    running = town.run()
    town.ready(running)
    threads = Path(f"/proc/{running.pid}/task")
    tgkill = getattr(ctypes.CDLL(None), "tgkill", None)
    if tgkill is None or not threads.is_dir():
        pytest.skip("only Linux says which threads a process has, and lets one of them be told")
    another = max(int(thread.name) for thread in threads.iterdir() if int(thread.name) != running.pid)
    assert tgkill(running.pid, another, signal.SIGTERM) == 0
    assert running.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_with_0(town: Town, number: signal.Signals) -> None:
    with town.run() as running:
        assert running.port
        assert running.end(number) == 0
    assert not any("Traceback" in line for line in running.log)


def test_told_to_end_in_socket_mode_it_ends_with_0_and_had_its_port_there_too(town: Town) -> None:
    town.env["SLACK_APP_TOKEN"] = sample.IDENTITY.app_token
    with SocketModeServer(town.slack) as sockets, town.run() as running:
        assert sockets.wait_until_opened(1)
        answer = httpx.get(f"http://127.0.0.1:{running.port}/readyz", trust_env=False)
        assert answer.json()["ledger"] is True
        assert town.slack.command(MEERA, DESIGN, "help").trouble == ""
        started = time.monotonic()
        assert running.end() == 0
        assert time.monotonic() - started < 20
    assert running.event("listening")["mode"] == "socket"
    assert not any("Traceback" in line for line in running.log)


def test_an_app_token_that_slack_refuses_is_named_in_the_log_by_slack_s_own_word(town: Town) -> None:
    town.env["SLACK_APP_TOKEN"] = "xapp-canary"
    with town.run() as running:
        assert running.event("socket not opened")["error"] == "invalid_auth"
        assert running.end() == 0
    assert "canary" not in "".join(running.log)


def test_a_call_to_slack_that_hangs_in_a_pool_does_not_hold_the_process(town: Town) -> None:
    town.env["SHUTDOWN_SECONDS"] = "1"
    release = threading.Event()
    town.holds.append(release)
    with town.run() as running:
        town.ready(running)
        assert town.slack.command(MEERA, DESIGN, LINE, is_typed=False).trouble == ""
        card = town.card()
        town.slack.faults.next("views.open", slack_error("expired_trigger_id"))
        town.slack.faults.next(RESPONSE_URL, hang(release))
        town.slack.click(RAVI, DESIGN, card.ts, "reward_decline", town.requests()[0].id)
        wait_until(lambda: not town.slack.faults.waiting)
        started = time.monotonic()
        assert running.end() == 0
        assert time.monotonic() - started < 7


def test_a_second_bot_on_the_same_ledger_is_refused_and_the_first_goes_on(town: Town) -> None:
    with town.run() as running:
        town.ready(running)
        said = shabash("run", env=town.env, folder=town.folder, code=1).stderr
        assert "Another Shabash is running on the ledger playground.db. Stop it first" in said
        assert shabash("rewards", "list", env=town.env, folder=town.folder).stdout == "No rewards yet.\n"
        assert town.slack.command(MEERA, DESIGN, LINE, is_typed=False).trouble == ""
        assert running.end() == 0
    with town.run() as again:
        assert again.port
        assert again.end() == 0


def test_a_port_that_is_taken_is_told(town: Town) -> None:
    with town.run() as running:
        env = town.env | {"PORT": str(running.port), "DATABASE_URL": "sqlite:///other.db"}
        said = shabash("run", env=env, folder=town.folder, code=1).stderr
        assert f"Cannot listen on 127.0.0.1:{running.port}: Address already in use." in said


def test_a_host_that_is_none_is_told(town: Town) -> None:
    said = shabash("run", env=town.env | {"HOST": "300.1.1.1"}, folder=town.folder, code=1).stderr
    assert "Cannot listen on 300.1.1.1:" in said
    assert "Set HOST or PORT" in said


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_bot_whose_commit_is_in_doubt_says_so_and_ends_with_1(town: Town) -> None:
    with town.run() as running:
        town.ready(running)
        with failing_syncs(running.pid, town.ledger.path):
            town.slack.command(MEERA, DESIGN, LINE, is_typed=False)
            assert running.wait() == 1
        assert "I cannot tell whether this was kept" in town.slack.whispers(MEERA)[-1].text
    assert running.log[-1].startswith("The disk failed (SQLITE_IOERR_FSYNC), and I cannot tell whether this was kept.")


@contextmanager
def failing_syncs(process_id: int, path: Path) -> Iterator[None]:
    """From now on no sync of the ledger's log succeeds in any thread of that process."""
    words = ["-f", "-p", str(process_id), "-P", f"{path}-wal", "-e", "inject=fdatasync:error=EIO", "-o", "/dev/null"]
    with subprocess.Popen(["strace", *words], stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        assert "attached" in strace.stderr.readline()
        yield
        strace.terminate()


def test_a_disk_that_will_not_open_the_ledger_s_files_is_not_called_a_port(town: Town) -> None:
    (town.folder / "other.db.lock").mkdir()
    env = town.env | {"DATABASE_URL": "sqlite:///other.db"}
    said = shabash("run", env=env, folder=town.folder, code=1).stderr
    assert "The ledger's files cannot be used: Is a directory" in said
    assert "Cannot listen" not in said


def test_slack_and_enkash_being_away_stop_no_start(town: Town) -> None:
    town.env |= {"SLACK_API_URL": "http://127.0.0.1:9/api/", "ENKASH_API_URL": "http://127.0.0.1:9"}
    with town.run() as running:
        running.event("directory not refreshed")
        answer = httpx.get(f"http://127.0.0.1:{running.port}/readyz", trust_env=False)
        assert (answer.status_code, answer.json()["ledger"]) == (200, True)
        assert answer.json()["slack"] != "ok"
        assert running.end() == 0


def test_an_allocation_in_hand_is_waited_for_and_written_down(town: Town) -> None:
    town.env["ENKASH_TIMEOUT_SECONDS"] = "20"
    release = town.hold_enkash()
    with town.run() as running:
        town.ready(running)
        town.approve()
        wait_until(lambda: town.enkash.posts)
        running.terminate()
        wait_until(lambda: not _answers(running.port))
        assert town.status() is RewardStatus.SENDING
        release.set()
        assert running.wait() == 0
    assert town.status() is RewardStatus.ALLOCATED
    assert len(town.enkash.posts) == 1


def _answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False)
    except httpx.TransportError:
        return False
    return True


def test_a_stop_waits_no_longer_than_it_may(town: Town) -> None:
    town.env |= {"ENKASH_TIMEOUT_SECONDS": "60", "SHUTDOWN_SECONDS": "1"}
    town.hold_enkash()
    with town.run() as running:
        town.ready(running)
        town.approve()
        wait_until(lambda: town.enkash.posts)
        started = time.monotonic()
        assert running.end() == 0
        assert time.monotonic() - started < 10
    said = running.event("stopped before EnKash answered; unknown when the lease is over")
    assert said["reward_id"] == town.requests()[0].reward.id
    assert town.status() is RewardStatus.SENDING


def test_a_stop_while_claims_wait_for_a_token_leaves_no_unknown_and_the_next_start_sends_them_once(town: Town) -> None:
    town.env |= {"ENKASH_TIMEOUT_SECONDS": "60", "SHUTDOWN_SECONDS": "1"}
    release = threading.Event()
    town.holds.append(release)
    town.enkash.faults.next(TOKEN, hang(release))
    with town.run() as running:
        town.ready(running)
        request = town.approve()
        wait_until(lambda: town.status() is RewardStatus.SENDING)
        wait_until(town.messages_are_out)
        started = time.monotonic()
        assert running.end() == 0
        assert time.monotonic() - started < 10
    assert town.status() is RewardStatus.APPROVED
    with town.run() as again:
        town.ready(again)
        wait_until(lambda: town.status() is RewardStatus.ALLOCATED)
        assert again.end() == 0
    assert [post.reference for post in town.enkash.posts] == [request.reward.reference]


def test_killed_while_enkash_was_answering_the_next_start_finds_out_and_sends_nothing_twice(town: Town) -> None:
    release = town.hold_enkash()
    with town.run() as running:
        town.ready(running)
        request = town.approve()
        wait_until(lambda: town.enkash.posts)
        running.kill()
    release.set()
    wait_until(lambda: town.enkash.movements)
    assert town.status() is RewardStatus.SENDING
    with town.run() as again:
        town.ready(again)
        wait_until(lambda: town.status() is RewardStatus.ALLOCATED, seconds=60)
        wait_until(lambda: any("Confirmed" in reply for reply in town.replies()))
        assert again.end() == 0
    assert [post.reference for post in town.enkash.posts] == [request.reward.reference]
    assert town.enkash.balance_of("asha.rao@example.com") == 100


def test_killed_between_the_approval_and_the_claim_the_next_start_sends_it_once(town: Town) -> None:
    shabash("pause", env=town.env, folder=town.folder)
    with town.run() as running:
        town.ready(running)
        request = town.approve()
        assert town.status() is RewardStatus.APPROVED
        # What a killed process had in hand is carried again when its lease is over, half a minute later.
        wait_until(town.messages_are_out)
        running.kill()
    shabash("resume", env=town.env, folder=town.folder)
    with town.run() as again:
        town.ready(again)
        wait_until(town.replies)
        assert again.end() == 0
    assert "100 points have reached" in town.replies()[0]
    assert [post.reference for post in town.enkash.posts] == [request.reward.reference]


def test_resumed_from_the_command_line_a_running_bot_sends_what_waited(town: Town) -> None:
    shabash("pause", env=town.env, folder=town.folder)
    with town.run() as running:
        town.ready(running)
        town.approve()
        shabash("resume", env=town.env, folder=town.folder)
        wait_until(lambda: town.status() is RewardStatus.ALLOCATED)
        assert running.end() == 0
    assert len(town.enkash.posts) == 1
