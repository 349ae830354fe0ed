"""The stand-ins on loopback, a clock that tests move, and an app that answers what it is told to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from slack_sdk import WebClient

from bot.playground import sample
from bot.playground.enkash import EnKashStandIn
from bot.playground.stage import Served, serve
from bot.playground.workspace import SlackStandIn

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **much: float) -> None:
        self.now += timedelta(**much)


@dataclass
class App:
    """Keeps what is delivered, and answers each with the next of `answers`, or with an empty 200."""

    answers: list[tuple[int, Any]] = field(default_factory=list)
    received: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)

    def __call__(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        self.received.append((headers, body))
        status, said = self.answers.pop(0) if self.answers else (200, "")
        return status, {}, (said if isinstance(said, str) else json.dumps(said)).encode()

    def form(self) -> dict[str, str]:
        """The fields of what came last."""
        return {
            key: values[0] for key, values in parse_qs(self.received[-1][1].decode(), keep_blank_values=True).items()
        }

    def payload(self) -> dict[str, Any]:
        """The interactive payload that came last."""
        found = json.loads(self.form()["payload"])
        assert isinstance(found, dict)
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def slack(clock: Clock, app: App) -> SlackStandIn:
    found = SlackStandIn(clock=clock)
    found.deliver_by(app)
    return found


@pytest.fixture
def enkash(clock: Clock, request: pytest.FixtureRequest) -> EnKashStandIn:
    """A parameter says what a reference sent twice does."""
    return EnKashStandIn(clock=clock, on_repeat=getattr(request, "param", "refused"))


@pytest.fixture
def served(slack: SlackStandIn, enkash: EnKashStandIn) -> Iterator[Served]:
    with serve(slack, enkash) as found:
        yield found


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """One for all tests: each costs a TLS context."""
    with httpx.Client(trust_env=False, timeout=5) as client:
        yield client


@pytest.fixture
def client(served: Served) -> WebClient:
    return WebClient(sample.IDENTITY.bot_token, base_url=served.slack_api_url, retry_handlers=[], timeout=5)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, served: Served) -> Iterator[Any]:
    """The page, open."""
    with opened(chromium, served.url) as found:
        yield found


@contextmanager
def opened(chromium: Any, url: str, query: str = "") -> Iterator[Any]:
    """The page at that address. A test fails where its console speaks of an error, or another host is asked for
    anything."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    found = context.new_page()
    errors: list[str] = []
    asked: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    context.on("request", lambda request: asked.append(request.url))
    found.goto(f"{url}/{query}")
    found.get_by_role("button", name="Meera Nair").wait_for()
    yield found
    context.close()
    assert errors == []
    assert [other for other in asked if not other.startswith(f"{url}/")] == []


CARD: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "<@U02MEERA> would like to reward <@U02ASHA>"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "style": "primary",
                "text": {"type": "plain_text", "text": "Approve"},
                "action_id": "approve",
                "value": "R-7Q2MK4",
            },
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "Decline"},
                "action_id": "decline",
                "value": "R-7Q2MK4",
            },
        ],
    },
]

MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "why_not",
    "private_metadata": "R-7Q2MK4",
    "title": {"type": "plain_text", "text": "Decline"},
    "submit": {"type": "plain_text", "text": "Decline"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why not?"},
            "element": {"type": "plain_text_input", "action_id": "words", "multiline": True},
        }
    ],
}


MENU: list[dict[str, Any]] = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "overflow",
                "action_id": "more",
                "options": [
                    {"text": {"type": "plain_text", "text": "Less"}, "value": "R-7Q2MK4 lower"},
                    {"text": {"type": "plain_text", "text": "Ask"}, "value": "R-7Q2MK4 question"},
                ],
            }
        ],
    }
]

CHOICES: dict[str, Any] = {
    **MODAL,
    "blocks": [
        {
            "type": "input",
            "block_id": "points",
            "label": {"type": "plain_text", "text": "How many?"},
            "element": {
                "type": "number_input",
                "action_id": "number",
                "is_decimal_allowed": False,
                "min_value": "1",
                "max_value": "99",
            },
        },
        {
            "type": "input",
            "block_id": "person",
            "label": {"type": "plain_text", "text": "Who?"},
            "element": {
                "type": "static_select",
                "action_id": "who",
                "options": [{"text": {"type": "plain_text", "text": "Farah"}, "value": "U05FARAH"}],
            },
        },
    ],
}


@pytest.fixture
def card() -> list[dict[str, Any]]:
    """Blocks with two buttons."""
    return CARD


@pytest.fixture
def modal() -> dict[str, Any]:
    """A modal with one input, `why`."""
    return MODAL
