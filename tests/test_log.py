"""One line a step, and nothing personal on any of them, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.reward import Request
from bot.log import FIELDS, ConsoleLines, JsonLines, set_up
from bot.playground import enkash_faults, sample
from bot.playground.enkash import ALLOCATE, SEARCH, TOKEN, TRANSACTIONS
from bot.playground.faults import drop_before, http_status, lose_reply, slack_error, too_many
from bot.playground.workspace import RESPONSE_URL
from bot.rewards.resolving import Switch
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, RAVI, World, open_world


def a_record(event: str = "settled", exc_info: Any = None, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("bot.test", logging.INFO, __file__, 1, event, None, exc_info)
    record.__dict__.update(extra)
    return record


def an_error(words: str) -> Any:
    try:
        raise ValueError(words)
    except ValueError:
        return sys.exc_info()


def of_json(record: logging.LogRecord) -> dict[str, Any]:
    line = JsonLines().format(record)
    assert "\n" not in line
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


# The lines.


def test_json_has_the_time_the_level_the_event_and_the_fields() -> None:
    found = of_json(a_record(reward_id="R-7Q2MK4", attempt=1))
    assert found.pop("at").endswith("+00:00")
    assert found == {"level": "info", "event": "settled", "reward_id": "R-7Q2MK4", "attempt": 1}


def test_the_console_has_them_too() -> None:
    line = ConsoleLines().format(a_record(reward_id="R-7Q2MK4", attempt=1))
    assert line.endswith("+00:00 info     settled reward_id=R-7Q2MK4 attempt=1")


def test_what_is_not_on_the_list_is_dropped() -> None:
    personal = {"email": "canary", "reason": "canary", "body": "canary", "text": "canary", "detail": "canary"}
    assert not personal.keys() & set(FIELDS)
    record = a_record(**personal)
    assert "canary" not in JsonLines().format(record) + ConsoleLines().format(record)


def test_what_is_empty_is_left_out_and_a_nought_is_not() -> None:
    found = of_json(a_record(outcome="", error=None, attempt=0))
    assert found.keys() == {"at", "level", "event", "attempt"}


def test_of_an_exception_its_kind_and_its_place_are_told_and_not_its_words() -> None:
    record = a_record(exc_info=an_error("canary"))
    found = of_json(record)
    assert found["exception"] == "ValueError"
    assert found["where"].startswith("an_error:")
    assert found["at"].startswith("20")
    console = ConsoleLines().format(record)
    assert "exception=ValueError" in console
    assert "canary" not in json.dumps(found) + console


def test_a_logging_call_outside_any_exception_is_no_trouble() -> None:
    assert "exception" not in of_json(a_record(exc_info=(None, None, None)))


@given(st.text(), st.text())
def test_a_line_stays_a_line_whatever_is_in_it(event: str, error: str) -> None:
    record = a_record(event.replace("%", ""), error=error)
    console = ConsoleLines().format(record)
    assert console.isprintable()
    assert len(console.splitlines()) == 1
    assert len(JsonLines().format(record).splitlines()) == 1
    assert of_json(record).get("error", "") == error


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    names = ("", "bot", "slack_bolt", "slack_sdk")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger.level, list(logger.handlers)) for logger in loggers]
    yield
    for logger, (level, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.handlers = handlers


def test_bolt_and_its_kin_are_silent_whatever_level_they_give_themselves(
    logging_as_it_was: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("console")
    for name in ("slack_bolt.App", "slack_sdk.socket_mode.builtin"):
        logger = logging.getLogger(name)
        before, logger.level = logger.level, logging.WARNING
        logger.error("canary")
        logger.level = before
    assert capsys.readouterr() == ("", "")


def test_of_other_libraries_it_is_told_that_they_spoke_and_not_what_they_said(
    logging_as_it_was: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("console")
    for name in ("httpx", "waitress.queue"):
        logging.getLogger(name).info("canary")
    logging.getLogger("waitress").error("canary %s", "canary", exc_info=an_error("canary"))
    logging.getLogger("bot.outbox").info("heard")
    first, second = capsys.readouterr().err.splitlines()
    assert "error    a word from waitress exception=ValueError where=an_error:" in first
    assert "canary" not in first
    assert second.endswith("info     heard")


# A canary over everything that can happen.

REASON, DECLINE = "canary-reason", "canary-decline"
CANARIES = [
    REASON,
    DECLINE,
    *(cell for row in sample.PEOPLE_ROWS for cell in row[1:3]),
    *(user.real_name for user in sample.USERS if user.email),
    sample.IDENTITY.bot_token,
    sample.IDENTITY.signing_secret,
    sample.IDENTITY.app_token,
    sample.ENKASH.client_secret,
    sample.ENKASH.password,
    "access-token",
    "refresh-token",
    "not-a-real",
]
LINE = f"<@U02ASHA> 100 for {REASON}"


@pytest.mark.parametrize("log_format", ["console", "json"])
@pytest.mark.slow
def test_nothing_personal_and_no_secret_is_on_any_line_of_a_whole_life(
    tmp_path: Path,
    logging_as_it_was: None,
    capsys: pytest.CaptureFixture[str],
    log_format: Literal["console", "json"],
) -> None:
    set_up(log_format)
    world = open_world(tmp_path)
    for live in (success_and_decline, slack_troubles, enkash_troubles, listener_troubles, ledger_troubles):
        live(world)
    world.bot.ledger.close()
    world.served.stop()
    lines = capsys.readouterr().err.splitlines()
    events = " ".join(lines)
    for heard in ("asked", "declined", "allocated", "unknown", "failed", "listener failed", "LedgerBusy", "signature"):
        assert heard in events
    assert len(lines) > 60
    assert [line for line in lines if any(canary in line for canary in CANARIES)] == []
    assert [line for line in lines if line.startswith(("Traceback", "  File"))] == []


def success_and_decline(world: World) -> None:
    request = world.asked(LINE)
    world.approve(request)
    world.carry()
    world.decline(world.asked(LINE), DECLINE)
    world.ask("<@U07NIKHIL> 100 for canary-reason")
    world.ask(f"{REASON} {ASHA}")
    world.carry()


def slack_troubles(world: World) -> None:
    for fault in (http_status(503), slack_error("canary-reason it said"), too_many(1), lose_reply(), drop_before()):
        world.slack.faults.next("chat.postMessage", fault)
    for fault in (slack_error("message_not_found"), http_status(500, REASON.encode()), lose_reply()):
        world.slack.faults.next("chat.update", fault)
    world.slack.faults.next(RESPONSE_URL, http_status(500, REASON.encode()), times=2)
    world.slack.faults.next("views.open", slack_error("canary-reason"))
    for place in (DESIGN, LEADS):
        world.ask(LINE, at=place)
    for _ in range(8):
        world.carry()
        world.clock.pass_time(minutes=2)
    request = world.asked(LINE)
    world.click("reward_decline", request, by=RAVI)
    world.approve(request, by=ASHA)
    world.approve(request, by=FARAH)
    world.carry()
    world.slack.faults.next("users.list", slack_error(REASON))
    world.slack.faults.clear()


def enkash_troubles(world: World) -> None:
    words = "Card of asha.rao@example.com, 9800000004, canary-reason is blocked"
    for fault in (enkash_faults.refuse(words), lose_reply(), enkash_faults.html_after(), http_status(500)):
        world.enkash.faults.next(ALLOCATE, fault)
        approve_one(world)
    world.enkash.faults.next(TRANSACTIONS, http_status(500, words.encode()), times=3)
    world.enkash.faults.next(SEARCH, enkash_faults.html(), times=3)
    world.enkash.faults.next(TOKEN, enkash_faults.token_refused())
    world.enkash.forget_tokens()
    world.clock.pass_time(days=1)
    approve_one(world)
    Switch(world.bot.ledger).resume("test")
    world.carry()


def approve_one(world: World) -> Request:
    request = world.asked(LINE)
    world.approve(request)
    world.carry()
    return request


def listener_troubles(world: World) -> None:
    request = world.asked(LINE)
    delivered = world.approve(request)
    broken = {**delivered.payload, "actions": [{**delivered.payload["actions"][0], "value": [REASON]}]}
    world.slack.deliver("interactive", broken)
    command = world.ask(LINE)
    for payload in ({"text": LINE}, {"command": f"/{REASON}"}):
        kept = {key: command.payload[key] for key in ("command", "channel_id", "user_id")}
        world.slack.deliver("slash_commands", {**kept, **payload})
    world.slack.deliver("events_api", {"type": "event_callback", "event": {"type": "team_join", "user": REASON}})
    app: Any = world.bot.wsgi()
    body = REASON.encode()
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events", "CONTENT_LENGTH": str(len(body))}
    app({**environ, "wsgi.input": Reader(body)}, lambda *answer: None)
    world.bot.drain_whispers()


class Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int) -> bytes:
        return self._body


def ledger_troubles(world: World) -> None:
    holder = sqlite3.connect(world.bot.ledger.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    world.ask(LINE, by=MEERA)
    holder.execute("ROLLBACK")
    holder.close()
