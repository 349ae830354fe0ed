"""`shabash` on Postgres, as processes of their own: web and worker, several of them, and the commands beside them."""

from __future__ import annotations

import csv
import io
import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bot.core.reward import Request, RewardStatus
from bot.ledger.postgres import PostgresLedger
from bot.playground import sample
from bot.playground.enkash import EnKashStandIn
from bot.playground.play import settings_for
from bot.playground.slack_nouns import Message
from bot.playground.stage import serve
from bot.playground.workspace import SlackStandIn
from tests.postgres import Server
from tests.shell import POLICY, Running, environment, shabash
from tests.waiting import wait_until
from tests.world import ASHA, DESIGN, FARAH, LINE, MEERA, RAVI

pytestmark = pytest.mark.slow


@dataclass
class Town:
    """Slack and EnKash, an empty database, and who runs beside it."""

    folder: Path
    slack: SlackStandIn
    enkash: EnKashStandIn
    ledger: PostgresLedger
    env: dict[str, str]

    def run(self, word: str) -> Running:
        return Running(self.env, self.folder, word)

    def shabash(self, *words: str, stdin: bytes = b"", code: int = 0) -> str:
        ended = shabash(*words, env=self.env, folder=self.folder, stdin=stdin, code=code)
        return ended.stderr if code else ended.stdout

    def hears(self, running: Running) -> None:
        """Slack reaches this process from now on."""
        self.slack.deliver_to(f"http://127.0.0.1:{running.port}/slack/events")

    def approve(self, count: int = 1) -> list[Request]:
        """Meera asks, Ravi approves, so many times; what was approved."""
        known = {request.id for request in self.requests()}
        for number in range(count):
            line = LINE.replace("100", str(100 + number))
            assert self.slack.command(MEERA, DESIGN, line, is_typed=False).trouble == ""
        requests = [request for request in self.requests() if request.id not in known]
        for request in requests:
            # One that a killed worker had in hand comes when its lease is over, and perhaps a second time.
            card = wait_until(partial(self.cards, request), 60)[0]
            assert self.slack.click(RAVI, DESIGN, card.ts, "reward_approve", request.id).trouble == ""
        return requests

    def cards(self, request: Request) -> list[Message]:
        return [m for m in self.slack.messages(DESIGN) if request.id in str((m.text, m.blocks)) and not m.thread_ts]

    def requests(self) -> tuple[Request, ...]:
        with self.ledger.read() as view:
            return view.requests()

    def are_allocated(self, requests: list[Request]) -> bool:
        statuses = {request.id: request.reward.status for request in self.requests()}
        return all(statuses[request.id] is RewardStatus.ALLOCATED for request in requests)


@pytest.fixture
def town(tmp_path: Path, postgres: Server) -> Iterator[Town]:
    slack, enkash = SlackStandIn(), EnKashStandIn()
    with serve(slack, enkash) as served, postgres.database(is_empty=True) as url:
        settings = settings_for(served, tmp_path).model_copy(update={"database_url": url})
        env = environment(settings)
        assert "m001_spine" in shabash("migrate", env=env, folder=tmp_path).stdout
        with closing(PostgresLedger(url, keys=settings.history_keys)) as ledger:
            found = Town(tmp_path, slack, enkash, ledger, env)
            people = io.StringIO()
            csv.writer(people).writerows([sample.PEOPLE_COLUMNS, *sample.PEOPLE_ROWS])
            assert "added" in found.shabash("people", "import", "-", stdin=people.getvalue().encode())
            yield found


def ready(town: Town, *runnings: Running) -> None:
    """Once somebody who leads has asked Slack for everybody."""
    wait_until(lambda: any(running.has("directory refreshed") for running in runnings))


def test_web_hears_and_a_worker_carries(town: Town) -> None:
    with town.run("web") as web, town.run("worker") as worker:
        town.hears(web)
        ready(town, worker)
        requests = town.approve()
        wait_until(lambda: town.are_allocated(requests))
        wait_until(lambda: town.slack.direct_messages(ASHA))
        assert (worker.end(), web.end()) == (0, 0)
    assert [post.reference for post in town.enkash.posts] == [request.reward.reference for request in requests]
    assert town.shabash("migrate").endswith("is up to date.\n")
    assert json.loads(town.shabash("rewards", "list", "--json"))[0]["status"] == "allocated"
    assert "1 request, 4 people, " in town.shabash("audit", "verify")
    assert "Asha" in town.shabash("people", "list")


def test_a_changed_policy_file_counts_in_web_and_worker_without_a_restart(town: Town) -> None:
    path = town.folder / "policy.toml"
    path.write_text(POLICY)
    town.env = {name: value for name, value in town.env.items() if name != "POLICY"} | {"POLICY_FILE": str(path)}
    with town.run("web") as web, town.run("worker") as worker:
        town.hears(web)
        ready(town, worker)
        path.write_text(f"{POLICY}\n[[approvals.tiers]]\nup_to_points = 10000\napprovals = 2\n")
        wait_until(lambda: [r.has("policy changed") for r in (web, worker)] == [True, True], 60)
        (request,) = town.approve()
        assert (request.quorum, town.are_allocated([request])) == (2, False)
        card = town.cards(request)[0]
        assert town.slack.click(FARAH, DESIGN, card.ts, "reward_approve", request.id).trouble == ""
        wait_until(lambda: town.are_allocated([request]), 60)
        assert (worker.end(), web.end()) == (0, 0)
    assert [post.reference for post in town.enkash.posts] == [request.reward.reference]
    assert "1 request, 4 people, " in town.shabash("audit", "verify")


def test_replicas_come_and_go_and_nothing_is_lost_or_paid_twice(town: Town) -> None:
    """Two that do everything and two workers; all but one are stopped or killed while points are on their way."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(town.run("run")) for _ in range(2))
        third, fourth = (stack.enter_context(town.run("worker")) for _ in range(2))
        town.hears(first)
        ready(town, first, second, third, fourth)
        requests = town.approve(4)
        third.kill()
        requests += town.approve(4)
        town.hears(second)
        assert first.end() == 0
        requests += town.approve(4)
        assert fourth.end(signal.SIGINT) == 0
        requests += town.approve(4)
        wait_until(lambda: town.are_allocated(requests), 60)
        assert second.end() == 0
    assert sorted(post.reference for post in town.enkash.posts) == sorted(r.reward.reference for r in requests)
    assert "16 requests" in town.shabash("audit", "verify")


def test_what_needs_the_ledger_alone_is_refused_while_a_process_runs(town: Town) -> None:
    with town.run("worker") as worker:
        worker.event("carrying")
        for words in (("ledger", "hold", "--yes"), ("ledger", "rebind", "--yes")):
            assert "A Shabash is running on this ledger" in town.shabash(*words, code=1)
        assert worker.end() == 0
    assert "Held: 0 rewards. Sending is paused. Start the bot: it asks EnKash" in town.shabash(
        "ledger", "hold", "--yes"
    )
    assert "Sending goes on" in town.shabash("resume")


def test_a_ledger_in_a_database_is_backed_up_and_put_back_by_its_own_programs(town: Town) -> None:
    assert "pg_dump" in town.shabash("ledger", "backup", "x.db", code=1)
    assert "shabash ledger hold" in town.shabash("ledger", "restore", "x.db", code=1)


@pytest.mark.parametrize("word", ["web", "worker"])
def test_a_ledger_in_a_file_has_one_process(town: Town, word: str) -> None:
    town.env["DATABASE_URL"] = "sqlite:///shabash.db"
    said = town.shabash(word, code=1)
    assert f"`shabash {word}` is one of several processes, and a ledger in a file has one: `shabash run`." in said
