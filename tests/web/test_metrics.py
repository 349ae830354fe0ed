"""What `/metrics` tells is true, survives a restart, costs little, and names nobody."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlite_utils import Database

from bot.cli import main
from bot.cli.dashboard import DASHBOARD
from bot.core.allocation import NotFound
from bot.core.errors import LedgerError
from bot.core.resolution import Resolution, Wish
from bot.core.reward import RewardStatus
from bot.ledger import migrations as ours
from bot.ledger.sqlite import SqliteLedger
from bot.metrics import Metrics
from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import drop_before, lose_reply, slack_error
from bot.rewards.pausing import Switch
from bot.rewards.resolving import Resolver
from tests.bench.growth import full_scans
from tests.bench.statements import recorded_on_sqlite
from tests.ledger.test_schema import NOON
from tests.world import ASHA, MEERA, RAVI, World, open_world

TOKEN = "a-token-for-prometheus"
LINE = re.compile(r'(shabash_[a-z_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)+)\})? ([0-9.e+-]+)')


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = open_world(tmp_path, metrics_token=SecretStr(TOKEN))
    yield found
    found.bot.ledger.close()
    found.served.stop()


def get(world: World, authorization: str | None = f"Bearer {TOKEN}") -> tuple[int, str, dict[str, str]]:
    environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "PATH_INFO": "/metrics"}
    if authorization is not None:
        environ["HTTP_AUTHORIZATION"] = authorization
    answered: list[Any] = []
    body = b"".join(world.bot.wsgi()(environ, lambda *answer: answered.extend(answer)))
    return int(answered[0].split()[0]), body.decode(), dict(answered[1])


def told(world: World) -> dict[str, float]:
    """Every sample by its name and labels, as Prometheus would read the text."""
    status, text, _ = get(world)
    assert status == 200
    return samples(text)


def samples(text: str) -> dict[str, float]:
    assert text.endswith("\n")
    found: dict[str, float] = {}
    types: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            assert name not in types
            types[name] = kind
        elif not line.startswith("# HELP "):
            match = LINE.fullmatch(line)
            assert match, line
            family = re.sub(r"_(bucket|sum|count)$", "", match[1]) if "answer_seconds" in match[1] else match[1]
            assert family in types, line
            assert (types[family] == "counter") is family.endswith("_total")
            sample = f"{match[1]}{{{match[2]}}}" if match[2] else match[1]
            assert sample not in found
            found[sample] = float(match[3])
    return found


# Who may read it.


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        TOKEN,
        "Bearer",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        f"Bearer  {TOKEN}",
        "Bearer \xe9",
        "Bearer " * 99,
    ],
)
def test_without_the_token_nobody_reads_it(world: World, authorization: str | None) -> None:
    status, body, headers = get(world, authorization)
    assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "shabash_" not in body


def test_where_no_token_is_set_it_is_not_there(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    assert [get(world, authorization)[0] for authorization in (None, "", "Bearer ", "Bearer")] == [404] * 4
    world.served.stop()


def test_it_is_there_in_socket_mode_too(tmp_path: Path) -> None:
    world = open_world(tmp_path, metrics_token=SecretStr(TOKEN), slack_app_token=SecretStr("xapp-1"))
    assert told(world)["shabash_ledger_up"] == 1
    world.served.stop()


def test_it_says_what_it_is(world: World) -> None:
    assert get(world)[2]["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"


# What is true.


def test_everything_is_there_from_the_start_and_nought(world: World) -> None:
    found = told(world)
    assert found.pop("shabash_ledger_up") == 1
    assert len(found) > 50
    assert set(found.values()) == {0.0}


def test_commands_decisions_and_allocations_are_counted(world: World) -> None:
    world.approve(world.asked())
    world.carry()
    world.decline(world.asked(), "not now")
    world.ask(f"cancel {world.asked().id}")
    world.asked()
    world.clock.pass_time(days=8)
    world.carry()
    for text in ("help", "status", "100", "<@U07NIKHIL> 100"):
        world.ask(text)
    for fault in (enkash_faults.refuse("Card is blocked"), drop_before()):
        world.enkash.faults.next(ALLOCATE, fault)
        world.approve(world.asked())
        world.carry()
    found = told(world)
    assert {result: found[f'shabash_commands_total{{result="{result}"}}'] for result in RESULTS} == RESULTS
    for choice, count in {"approved": 3, "declined": 1, "cancelled": 1, "expired": 1}.items():
        assert found[f'shabash_decisions_total{{choice="{choice}"}}'] == count
    for outcome, count in {"allocated": 1, "failed": 1, "unknown": 1, "not_sent": 0, "cancelled": 0}.items():
        assert found[f'shabash_allocations_total{{outcome="{outcome}"}}'] == count
    assert found["shabash_rewards_unknown"] == 1
    assert found['shabash_answer_seconds_count{kind="command"}'] == sum(RESULTS.values())
    assert found['shabash_answer_seconds_count{kind="form"}'] == 1


RESULTS = {"asked": 6, "refused": 2, "status": 1, "cancel": 1, "explain": 0, "help": 1, "failed": 0}


def test_what_the_ledger_knows_survives_a_restart_and_has_what_the_command_line_did(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, drop_before())
    request = world.asked()
    world.approve(request)
    world.carry()
    world.clock.pass_time(hours=1)
    assert told(world)["shabash_rewards_unknown_age_seconds"] == pytest.approx(3_600, abs=5)
    resolver = Resolver(world.bot.ledger, world.policy)
    unsettled = resolver.unsettled(request.id, Resolution.GIVE_UP)
    resolver.resolve(unsettled, Wish(Resolution.GIVE_UP, "test"), NotFound("", was_answered=True))
    Switch(world.bot.ledger).pause("test", "stop")
    before = told(world)
    world.restart()
    after = told(world)
    assert after["shabash_rewards_unknown"] == after["shabash_rewards_unknown_age_seconds"] == 0
    assert after['shabash_allocations_total{outcome="failed"}'] == 1
    assert after["shabash_sending_paused"] == 1
    of_ledger = [name for name in before if re.match("shabash_(decisions|allocations|rewards|requests|outbox)", name)]
    assert {name: before[name] for name in of_ledger if "age" not in name} == {
        name: after[name] for name in of_ledger if "age" not in name
    }


def test_what_waits_is_counted_by_lane_with_the_age_of_the_oldest_and_a_deadline_does_not_wait(world: World) -> None:
    request = world.asked()
    assert told(world)['shabash_outbox_depth{lane="money"}'] == 0
    Switch(world.bot.ledger).pause("test", "stop")
    world.carry()
    world.slack.faults.next("chat.postMessage", slack_error("token_revoked"), times=99)
    world.slack.faults.next("chat.update", slack_error("token_revoked"), times=99)
    world.approve(request)
    for _ in range(120):
        world.carry()
        world.clock.pass_time(seconds=1)
    found = told(world)
    for lane in ("money", "messages"):
        assert found[f'shabash_outbox_depth{{lane="{lane}"}}'] >= 1
        assert found[f'shabash_outbox_age_seconds{{lane="{lane}"}}'] == pytest.approx(120, abs=2)
    assert found["shabash_messages_paused"] == found["shabash_rewards_approved"] == 1


def test_a_reward_that_stayed_unknown_is_told_as_such_and_not_as_a_backlog(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, drop_before())
    world.approve(world.asked())
    world.carry()
    found = told(world)
    assert found["shabash_rewards_unknown"] == 1
    assert found['shabash_outbox_depth{lane="money"}'] == 0


def test_the_states_of_others_are_told(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, drop_before())
    world.approve(world.asked())
    world.carry()
    world.bot.directory.trouble = "ratelimited"
    found = told(world)
    assert (found["shabash_enkash_trouble"], found["shabash_slack_trouble"]) == (1, 1)


def test_what_the_guard_refuses_is_counted(world: World) -> None:
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events"}
    world.bot.wsgi()(environ, lambda *answer: None)
    assert told(world)['shabash_refused_requests_total{status="411"}'] == 1


def test_a_command_that_fails_is_counted_once(world: World) -> None:
    holder = sqlite3.connect(world.sqlite.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    world.ask()
    holder.close()
    assert told(world)['shabash_commands_total{result="failed"}'] == 1


class Lost(SqliteLedger):
    """A ledger whose file has become unreadable."""

    def read(self) -> NoReturn:
        raise LedgerError("The ledger's file cannot be used (SQLITE_IOERR).")


def test_a_ledger_that_cannot_be_read_is_told_and_the_rest_with_it(world: World) -> None:
    world.ask("help")
    world.bot.ledger.__class__ = Lost
    found = told(world)
    world.bot.ledger.__class__ = SqliteLedger
    assert found["shabash_ledger_up"] == 0
    assert found['shabash_commands_total{result="help"}'] == 1
    assert "shabash_rewards_unknown" not in found


def test_the_moves_that_are_counted_are_those_of_the_history(world: World) -> None:
    world.enkash.faults.next(ALLOCATE, lose_reply())
    for _ in range(3):
        world.approve(world.asked())
        world.carry()
    world.clock.pass_time(minutes=1)
    world.carry()
    counted = dict(world.rows("SELECT noun || from_status || to_status, count FROM moves"))
    assert counted == dict(world.rows(
        "SELECT iif(reward_id IS NULL, 'request', 'reward') || coalesce(from_status, '') || to_status, count(*)"
        " FROM history WHERE to_status IS NOT NULL AND to_status IS NOT from_status GROUP BY 1"
    ))  # fmt: skip
    into = sum(count for move, count in counted.items() if move.endswith("unknown"))
    out_of = sum(count for move, count in counted.items() if move.startswith("rewardunknown"))
    assert (into, out_of) == (1, 1)
    assert {world.reward(request).status for request in world.requests()} == {RewardStatus.ALLOCATED}


def test_a_ledger_of_an_earlier_release_is_counted_when_it_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "shabash.db"
    database = Database(path)
    ours.migrations.apply(database, stop_before="m008_counts")
    database.execute(
        "INSERT INTO requests (id, team_id, channel_id, giver_id, points, reason, status, deciders, quorum, asked_at,"
        " expires_at, trigger_id) VALUES ('R-1', 'T', 'C', 'U', 1, '', 'pending', '[]', 1, ?, ?, '1')",
        [NOON, NOON.replace("2026", "2027")],
    )
    for reward_id, before, after in (
        (None, None, "pending"),
        ("R-1", "sending", "unknown"),
        ("R-1", "unknown", "unknown"),
    ):
        database.execute(
            "INSERT INTO history (request_id, reward_id, at, event, actor, from_status, to_status)"
            " VALUES ('R-1', ?, ?, 'x', 'U', ?, ?)",
            [reward_id, NOON, before, after],
        )
    database.conn.commit()
    database.close()
    ledger = SqliteLedger(path)
    with ledger.read() as view:
        assert view.counts().moves == {("request", "", "pending"): 1, ("reward", "sending", "unknown"): 1}
    ledger.close()


# What it costs, and what it never tells.


def test_a_scrape_scans_no_big_table(tmp_path: Path) -> None:
    with recorded_on_sqlite() as statements:
        ledger = SqliteLedger(tmp_path / "shabash.db")
        before = len(statements)
        Metrics(ledger, {}).text()
    connection = ledger._writing()
    asked = [found for found in statements[before:] if not found.sql.startswith(("BEGIN", "ROLLBACK"))]
    assert len(asked) >= 7
    scans = {step for found in asked for step in full_scans(connection, found.sql, found.rows[0])}
    ledger.close()
    assert scans == {"SCAN moves"}


def test_answers_fall_into_the_bucket_of_their_time(tmp_path: Path) -> None:
    ledger, now = SqliteLedger(tmp_path / "shabash.db"), [0.0]
    metrics = Metrics(ledger, {}, monotonic=lambda: now[0])
    for seconds in (0.0005, 0.002, 0.004, 7.0):
        with metrics.answering("click"):
            now[0] += seconds
    found = samples(metrics.text())
    ledger.close()
    buckets = {bound: found[f'shabash_answer_seconds_bucket{{kind="click",le="{bound}"}}'] for bound in BOUNDS}
    assert buckets == BOUNDS
    assert found['shabash_answer_seconds_count{kind="click"}'] == 4
    assert found['shabash_answer_seconds_sum{kind="click"}'] == pytest.approx(7.0065)


BOUNDS = {"0.001": 1, "0.0025": 2, "0.005": 3, "1": 3, "2.5": 3, "+Inf": 4}


def test_no_label_and_no_line_names_anybody(world: World) -> None:
    request = world.asked("<@U02ASHA> 100 for a canary-reason")
    world.approve(request)
    world.carry()
    _, text, _ = get(world)
    for personal in (
        request.id,
        request.reward.reference,
        MEERA,
        RAVI,
        ASHA,
        "Asha",
        "canary",
        "9800000004",
        "example.com",
    ):
        assert personal not in text


def test_nothing_is_logged_of_a_scrape(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    get(world)
    get(world, "Bearer canary")
    assert caplog.records == []


# The dashboard.


def test_the_dashboard_draws_every_metric_and_no_other(world: World) -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    shown = " ".join(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
    drawn = set(re.findall(r"shabash_[a-z_]+", shown))
    given = {re.sub(r"\{.*", "", sample) for sample in told(world)}
    histogram = {"shabash_answer_seconds_sum", "shabash_answer_seconds_count"}
    assert drawn == given - histogram


def test_the_command_line_prints_the_dashboard_as_it_lies_there() -> None:
    printed = CliRunner().invoke(main, ["dashboard"])
    assert (printed.exit_code, printed.output) == (0, DASHBOARD.read_text("utf-8"))


def test_the_dashboard_asks_only_for_labels_that_are_there(world: World) -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    labels = {label for sample in told(world) for label in re.findall(r'([a-z]+)="', sample)}
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            grouped = {
                word.strip() for group in re.findall(r"by \(([^)]*)\)", target["expr"]) for word in group.split(",")
            }
            shown = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
            assert grouped | shown <= labels, panel["title"]
            assert panel["datasource"] == target["datasource"] == {"type": "prometheus", "uid": "${source}"}
