"""Whatever happens, no line of the log, no metric, no error and no health page holds what is personal or secret.

People with values found nowhere else live through everything; then those values are looked for in all that came out.
Slack's messages may hold names and reasons, but never an e-mail, a mobile or a secret. One exception is meant: a people
file that is refused is answered, to whoever brought it, with the cells that are wrong.
"""

from __future__ import annotations

import base64
import json
import logging
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import SecretStr

from bot import log
from bot.core.reward import Request
from bot.ledger import Lane
from bot.log import set_up
from bot.messages.questions import REPLY
from bot.outbox import Crew, Outbox
from bot.playground import enkash_faults, sample
from bot.playground.enkash import ALLOCATE, SEARCH, TOKEN, TRANSACTIONS
from bot.playground.faults import (
    Fault,
    changed_json,
    drop_before,
    http_status,
    lose_reply,
    slack_error,
    too_many,
)
from bot.playground.server import json_response
from bot.playground.slack_nouns import User
from bot.playground.workspace import RESPONSE_URL
from bot.rewards.pausing import Switch
from tests.shell import environment, shabash
from tests.waiting import wait_until
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, RAVI, World, open_world

pytestmark = pytest.mark.slow

REASON, DECLINE, NOTE = "canary-reason", "canary-decline", "canary-note"
METRICS_TOKEN = "canary-metrics-token"
ZERDA = "U09ZERDA"
EMAIL, MOBILE, FIRST_NAME, REAL_NAME = "zerda.fox@canary.example", "9123456780", "Zerdarina", "Zerdarina Fennecsson"
ROW = f"{ZERDA},{EMAIL},{MOBILE},Ms,{FIRST_NAME},F"
BASIC = base64.b64encode(f"{sample.ENKASH.client_id}:{sample.ENKASH.client_secret}".encode()).decode()
# All that EnKash was ever shown, as an echo of a request would hold it.
SECRETS = f"{sample.ENKASH.password} {sample.ENKASH.client_secret} Bearer access-token-1 Basic {BASIC}"
NEVER_TOLD = [
    EMAIL,
    MOBILE,
    *(cell for row in sample.PEOPLE_ROWS for cell in row[1:3]),
    sample.IDENTITY.bot_token,
    sample.IDENTITY.signing_secret,
    sample.IDENTITY.app_token,
    sample.ENKASH.client_secret,
    sample.ENKASH.password,
    sample.HISTORY_KEY,
    METRICS_TOKEN,
    "access-token",
    "refresh-token",
    "not-a-real",
    BASIC,
]
"""Not even to people in Slack, addresses of answers aside."""
CANARIES = [
    *NEVER_TOLD,
    REASON,
    DECLINE,
    FIRST_NAME,
    REAL_NAME,
    NOTE,
    "Bearer ",
    "Basic ",
    *(user.real_name for user in sample.USERS if user.email),
]
LINE = f"<@{ZERDA}> 100 for {REASON}"
WORDS = f"Card of {EMAIL}, {MOBILE}, {REAL_NAME}, {REASON} is blocked"


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    names = ("", "bot", "slack_bolt", "slack_sdk")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger.level, list(logger.handlers)) for logger in loggers]
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    for logger, (level, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.handlers = handlers


def in_clear(text: str, canaries: list[str] = CANARIES) -> list[str]:
    """The canaries that this text holds."""
    return [canary for canary in canaries if canary in text]


def open_canary_world(folder: Path) -> World:
    """The sample company and Zerda, who is on HR's list too."""
    world = open_world(folder, metrics_token=SecretStr(METRICS_TOKEN))
    world.slack.state.put_user(User(ZERDA, "zerda", REAL_NAME, email=EMAIL))
    world.bot.directory.refresh()
    world.alter(
        "INSERT INTO people (slack_user_id, email, mobile, title, first_name, gender, updated_at)"
        " VALUES (?, ?, ?, 'Ms', ?, 'F', ?)",
        *(ZERDA, EMAIL, MOBILE, FIRST_NAME, world.clock().isoformat()),
    )
    return world


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_whole_life_leaves_nothing_personal_and_no_secret_in_log_metrics_and_health(
    tmp_path: Path,
    logging_as_it_was: None,
    capsys: pytest.CaptureFixture[str],
    log_format: Literal["console", "json"],
) -> None:
    set_up(log_format)
    if log_format == "json":
        # Whoever turns everything on learns of libraries that they spoke, and not what they said.
        logging.getLogger().setLevel(logging.DEBUG)
    world = open_canary_world(tmp_path)
    pages = []
    for live in LIVES:
        live(world)
        pages += [page(world, "/metrics"), page(world, "/readyz")]
    said = json.dumps([[m.text, m.blocks] for c in world.slack.state.channels for m in world.slack.state.messages(c)])
    world.bot.ledger.close()
    world.served.stop()
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    events = " ".join(lines)
    for heard in (
        "asked", "declined", "allocated", "unknown", "failed", "listener failed", "LedgerBusy", "signature",
        "an errand failed", "directory not refreshed", "slack refuses the token", "paused", "put back",
        "form not opened", "not compared with enkash", "the history is not sealed yet", "a request without a valid",
        "ended by what nobody foresaw", "a thread ended", "left undone",
    ):  # fmt: skip
        assert heard in events, heard
    assert len(lines) > 80
    assert [line for line in lines if in_clear(line)] == []
    assert [line for line in lines if line.startswith(("Traceback", "  File"))] == []
    assert [found for found in pages if in_clear(found)] == []
    assert FIRST_NAME in said
    assert in_clear(said, NEVER_TOLD) == []


def page(world: World, path: str) -> str:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_AUTHORIZATION": f"Bearer {METRICS_TOKEN}"}
    answered: list[Any] = []
    body = b"".join(world.bot.wsgi()(environ, lambda *answer: answered.extend(answer)))
    assert answered[0].startswith("200")
    return body.decode()


def success_and_decline(world: World) -> None:
    request = world.asked(LINE)
    world.approve(request)
    world.carry()
    world.decline(world.asked(LINE), DECLINE)
    question_and_reply(world)
    world.ask("<@U07NIKHIL> 100 for canary-reason")
    world.ask(f"{REASON} {ASHA}")
    world.carry()


def question_and_reply(world: World) -> None:
    request = world.asked(LINE)
    world.choose("question", request)
    world.fill_in(f"{REASON}?", by=RAVI)
    world.carry()
    asked = world.slack.direct_messages(MEERA)[-1]
    world.slack.click(MEERA, asked.channel_id, asked.ts, REPLY, f"{request.id}-Q1")
    world.fill_in(f"{NOTE} of {REAL_NAME}", by=MEERA)
    world.choose("reassign", request)
    world.fill_in(FARAH, by=RAVI)
    world.lower(request, 40, by=FARAH)
    world.carry()
    assert any(NOTE in text for text in world.told(RAVI))


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
    echoes = [http_status(500, WORDS.encode()), http_status(400, WORDS.encode()), http_status(503, SECRETS.encode())]
    echoes.append(changed_json(lambda reply: {**reply, "payload": {WORDS: SECRETS}}))
    refusals = [enkash_faults.refuse(WORDS, status=422), enkash_faults.refuse(f"{WORDS}; {SECRETS}")]
    for fault in (*refusals, lose_reply(), enkash_faults.html_after(), *echoes):
        world.enkash.faults.next(ALLOCATE, fault)
        approve_one(world)
        Switch(world.bot.ledger).resume("test")
    world.enkash.faults.next(TRANSACTIONS, http_status(500, WORDS.encode()), times=3)
    world.enkash.faults.next(SEARCH, enkash_faults.html(), times=3)
    refusal = {"error": "invalid_grant", "error_description": f"Bad credentials {WORDS} {SECRETS}"}
    world.enkash.faults.next(TOKEN, Fault(instead=json_response(refusal, 400)))
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
    holder = sqlite3.connect(world.sqlite.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    world.ask(LINE, by=MEERA)
    holder.execute("ROLLBACK")
    holder.close()


# What nobody foresaw, with everything personal in its words.


class Breaks:
    """Stands in for a collaborator of which every method fails, in words that quote everything."""

    def __init__(self) -> None:
        self.calls = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def broken(*args: object, **kwargs: object) -> Any:
            self.calls += 1
            raise ValueError(f"{WORDS}; {args}; {kwargs}; {sample.IDENTITY.bot_token}; {sample.ENKASH.password}")

        return broken


def surprises_in_the_outbox(world: World) -> None:
    """In both lanes, on the outbox's own threads; then on the directory's."""
    # Refused credentials have paused sending.
    Switch(world.bot.ledger).resume("operator")
    world.approve(world.asked(LINE))
    breaks, money, messages = Breaks(), world.bot.money, world.bot.messages
    enkash, slack, people = money._enkash, messages._slack, world.bot.directory._slack
    money._enkash = messages._slack = world.bot.directory._slack = breaks  # type: ignore[assignment]
    crews = {Lane.MONEY: Crew(money.run_once, 1), Lane.MESSAGES: Crew(messages.run_once, 1)}
    outbox = Outbox(world.bot.ledger, crews)
    outbox.start()
    wait_until(lambda: breaks.calls >= 2)
    assert outbox.stop(20)
    refreshing, _ = world.bot.directory.rounds
    refreshing.start()
    wait_until(lambda: world.bot.directory.trouble == "ValueError")
    refreshing.stop()
    money._enkash, messages._slack, world.bot.directory._slack = enkash, slack, people
    world.clock.pass_time(minutes=2)
    world.carry()


def surprises_in_a_listener(world: World) -> None:
    """The person hears a code, which is in the log too, and no word of the error."""
    ledger = world.bot.ledger
    before = set(world.whispered(MEERA))
    breaks, whole = Breaks(), type(ledger)
    ledger.__class__ = type("Broken", (whole,), {"write": breaks.write, "read": breaks.read})
    world.ask(LINE)
    ledger.__class__ = whole
    (told,) = set(world.whispered(MEERA)) - before
    assert "Something I did not foresee" in told
    assert in_clear(told) == []


def surprises_of_the_day(world: World) -> None:
    """Where EnKash is compared with, and where the history is sealed."""
    breaks, daily, sealer = Breaks(), world.bot.daily, world.bot.sealer
    daily._ledger, daily_ledger = breaks, daily._ledger
    sealer._ledger, sealer_ledger = breaks, sealer._ledger
    daily.run_quietly()
    sealer.seal_quietly()
    daily._ledger, sealer._ledger = daily_ledger, sealer_ledger
    assert breaks.calls == 2


def surprises_that_nobody_catches(world: World) -> None:
    """In a thread, where an object goes, and in the process itself."""
    log.set_hooks()
    thread = threading.Thread(target=Breaks().anything, args=(SECRETS,))
    thread.start()
    thread.join()

    class Leaving:
        def __del__(self) -> None:
            Breaks().anything(SECRETS)

    Leaving()
    try:
        Breaks().anything(SECRETS)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def an_operators_note(world: World) -> None:
    """Slack's form of an operator, and the switch."""
    world.enkash.faults.next(ALLOCATE, lose_reply())
    request = approve_one(world)
    message = world.slack.direct_messages(RAVI)[-1]
    world.slack.click(RAVI, message.channel_id, message.ts, "reward_happened", request.reward.id)
    for view in world.slack.views(RAVI)[-1:]:
        world.slack.submit(RAVI, view.id, {"reason": f"{NOTE} {EMAIL} {MOBILE}"})
    Switch(world.bot.ledger).pause("test", f"{NOTE} {WORDS}")
    world.carry()
    Switch(world.bot.ledger).resume("test")
    world.carry()


def a_token_that_slack_refuses(world: World) -> None:
    world.slack.faults.next("chat.postMessage", slack_error("token_revoked"), times=99)
    world.ask(LINE)
    world.carry()
    world.slack.faults.clear()
    world.clock.pass_time(minutes=2)
    world.carry()


def a_stop(world: World) -> None:
    """A claim is put back while the ledger is held by somebody else, and then for good."""
    world.approve(world.asked(LINE))
    step = world.bot.sender.next_step()
    while type(step).__name__ == "Handled":
        step = world.bot.sender.next_step()
    world.bot.money.stop()
    world.bot.money._pause = lambda seconds: None
    holder = sqlite3.connect(world.sqlite.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    world.bot.money._send(step)  # type: ignore[arg-type]
    holder.close()


LIVES = (
    success_and_decline, slack_troubles, an_operators_note, enkash_troubles, listener_troubles, ledger_troubles,
    surprises_in_the_outbox, surprises_in_a_listener, surprises_of_the_day, surprises_that_nobody_catches,
    a_token_that_slack_refuses, a_stop,
)  # fmt: skip


# The command line, as a process of its own.


@dataclass
class Terminal:
    """Whatever a command said on stderr is kept."""

    env: dict[str, str]
    folder: Path
    errors: str = ""

    def run(self, *words: str, stdin: str = "", code: int = 0) -> str:
        ended = shabash(*words, env=self.env, folder=self.folder, stdin=stdin.encode(), code=code)
        self.errors += ended.stderr
        return ended.stdout


def test_no_command_says_on_stderr_what_is_personal_or_secret(tmp_path: Path) -> None:
    world = open_canary_world(tmp_path)
    terminal = Terminal(environment(world.settings), tmp_path)
    world.enkash.faults.next(ALLOCATE, drop_before())
    request = approve_one(world)
    header = ",".join(sample.PEOPLE_COLUMNS)
    terminal.run("people", "import", "-", stdin=f"{header}\n{ROW}\n")
    terminal.run("people", "import", "-", stdin=f"{header}\n{ROW.replace('Ms', 'Dr')}\n", code=1)
    terminal.run("people", "import", "-", stdin=f"{header.replace('email', 'mail')}\n{ROW}\n", code=1)
    shown = terminal.run("people", "list") + terminal.run("people", "list", "--json")
    terminal.run("people", "forget", EMAIL, code=1)
    terminal.run("people", "forget", "somebody@example.com", code=1)
    world.enkash.faults.next(TRANSACTIONS, http_status(500, WORDS.encode()), times=9)
    terminal.run("resolve", request.id, "--give-up", "--note", f"{EMAIL} called from {MOBILE}")
    shown += terminal.run("rewards", "show", request.id)
    shown += terminal.run("rewards", "list")
    terminal.run("pause", "--note", WORDS)
    terminal.run("resolve", "R-99NONE", "--give-up", code=1)
    terminal.env["ENKASH_TIMEOUT_SECONDS"] = sample.ENKASH.password
    terminal.run("run", code=1)
    terminal.env |= {"ENKASH_TIMEOUT_SECONDS": "3", "SLACK_API_URL": f"http://{EMAIL}"}
    terminal.run("run", code=1)
    world.bot.ledger.close()
    world.served.stop()
    assert len(terminal.errors.splitlines()) >= 8
    assert in_clear(terminal.errors) == []
    assert in_clear(shown, NEVER_TOLD) == []
