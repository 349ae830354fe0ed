"""Whoever sends what Slack did not, and whatever Slack may come to send: refused with a 4xx or heard without a fault,
and nothing of it in the log."""

from __future__ import annotations

import copy
import io
import json
import logging
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.log import JsonLines
from bot.playground import sample
from bot.playground.slack_delivery import Kind, encoded, sign
from bot.playground.slack_payloads import event_payload
from bot.web import BODY_BYTES_MAX
from tests.world import LINE, MEERA, RAVI, World, open_world

KEYS = Path(__file__).parents[3] / "shared" / "slack" / "keys"
CANARY = "canary-of-an-attacker"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
BODY = urlencode({"command": "/reward", "text": f"{LINE} {CANARY}", "user_id": MEERA}).encode()
MINUTES_TEN = 600


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = open_world(tmp_path)
    yield found
    found.bot.ledger.close()
    found.served.stop()


def request(world: World, body: bytes = BODY, content_type: str = FORM, late_seconds: int = 0) -> dict[str, Any]:
    """As Slack would have sent it so long ago, with a word in a header of its own."""
    at = str(int(world.clock().timestamp()) - late_seconds)
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/slack/events",
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": at,
        "HTTP_X_SLACK_SIGNATURE": sign(sample.IDENTITY.signing_secret, at, body),
        "HTTP_X_WORD": CANARY,
        "wsgi.input": io.BytesIO(body),
    }


def status(world: World, environ: dict[str, Any]) -> int:
    answered: list[Any] = []
    b"".join(world.bot.wsgi()(environ, lambda *answer: answered.extend(answer)))
    return int(answered[0][:3])


def unsigned(world: World) -> dict[str, Any]:
    return {name: value for name, value in request(world).items() if not name.startswith("HTTP_X_SLACK")}


# What is sent, and what it is answered with.
ATTACKS: dict[str, tuple[Callable[[World], dict[str, Any]], int]] = {
    "unsigned": (unsigned, 401),
    "unsigned, for Bolt's lazy listeners": (lambda world: unsigned(world) | {"HTTP_X_SLACK_BOLT_LAZY_ONLY": "1"}, 401),
    "said to come from this machine": (
        lambda world: unsigned(world) | {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_HOST": "localhost"}, 401,
    ),
    "forged": (lambda world: request(world) | {"HTTP_X_SLACK_SIGNATURE": f"v0={CANARY}"}, 401),
    "signed for another body": (lambda world: request(world) | {"wsgi.input": io.BytesIO(BODY[::-1])}, 401),
    "stale": (lambda world: request(world, late_seconds=MINUTES_TEN), 401),
    "from the future": (lambda world: request(world, late_seconds=-MINUTES_TEN), 401),
    "replayed with another moment": (
        lambda world: request(world, late_seconds=MINUTES_TEN)
        | {"HTTP_X_SLACK_REQUEST_TIMESTAMP": str(int(world.clock().timestamp()))}, 401,
    ),
    "oversized": (lambda world: request(world) | {"CONTENT_LENGTH": str(BODY_BYTES_MAX + 1)}, 413),
    "of no length": (lambda world: request(world) | {"CONTENT_LENGTH": CANARY}, 411),
    "a form that is no text": (lambda world: request(world, b"\xff" + BODY), 400),
    "a payload that is no JSON": (lambda world: request(world, b"payload=" + BODY), 400),
    "JSON that is none": (lambda world: request(world, BODY, JSON), 400),
    "JSON without end": (lambda world: request(world, b"[" * 100_000, JSON), 400),
    "a form of nothing that we know": (lambda world: request(world, f"text={CANARY}".encode()), 404),
    "an object of nothing that we know": (lambda world: request(world, f'{{"type":"{CANARY}"}}'.encode(), JSON), 404),
    "to another path": (lambda world: request(world) | {"PATH_INFO": f"/{CANARY}"}, 404),
    "by another method": (lambda world: request(world) | {"REQUEST_METHOD": "PUT"}, 404),
    "for the metrics": (lambda world: request(world) | {"REQUEST_METHOD": "GET", "PATH_INFO": "/metrics"}, 404),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "answered"), ATTACKS.values(), ids=ATTACKS)
def test_what_is_not_slacks_is_refused_changes_nothing_and_is_not_logged(
    world: World,
    caplog: pytest.LogCaptureFixture,
    sent: Callable[[World], dict[str, Any]],
    answered: int,
) -> None:
    before = world.rows("SELECT count(*) FROM history")
    with caplog.at_level(logging.DEBUG, "bot"):
        assert status(world, sent(world)) == answered
    assert world.requests() == ()
    assert world.rows("SELECT count(*) FROM history") == before
    lines = [JsonLines().format(record) for record in caplog.records if record.name.startswith("bot")]
    assert not any(CANARY in line or "v0=" in line for line in lines)
    assert len(lines) <= 1


def test_a_delivery_that_is_replayed_makes_no_second_request_and_no_second_decision(world: World) -> None:
    asked = world.ask()
    for _ in range(3):
        assert world.slack.deliver(asked.kind, asked.payload).trouble == ""
    world.carry()
    (found,) = world.requests()
    approved = world.approve(found)
    for _ in range(3):
        assert world.slack.deliver(approved.kind, approved.payload).trouble == ""
    world.carry()
    assert len(world.allocations()) == 1


# What Slack signed, with any key missing, of another type, nested or huge.


def recorded(name: str) -> Any:
    return json.loads((KEYS / f"{name}.json").read_text("utf-8"))


def lived(world: World) -> list[tuple[Kind, dict[str, Any]]]:
    """Payloads of a life, each with every key that Slack has ever been seen to send."""
    command = world.ask()
    world.carry()
    (found,) = world.requests()
    click = world.click("reward_decline", found, by=RAVI)
    (view,) = world.slack.views(RAVI)
    form = world.slack.submit(RAVI, view.id, {"reason": ""})
    events = [
        (event_payload(sample.IDENTITY, recorded(name)["event"], "Ev1", 1), recorded(name))
        for name in ("TeamJoinPayload", "UserChangePayload", "SubteamMembersChangedPayload", "AppUninstalledPayload")
    ]
    return [
        ("slash_commands", recorded("SlashCommandPayload") | command.payload),
        ("interactive", recorded("BlockActionPayload") | click.payload),
        ("interactive", recorded("ViewSubmissionPayload") | form.payload),
        ("interactive", recorded("ViewClosedPayload")),
        ("interactive", recorded("MessageShortcutPayload")),
        *(("events_api", known | payload) for payload, known in events),
    ]  # fmt: skip


def places(found: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where everything stands in a payload."""
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in inner:
        yield (*at, key)
        yield from places(value, (*at, key))


def deep(levels: int) -> Any:
    found: Any = CANARY
    for _ in range(levels):
        found = [found]
    return found


DROPPED = object()
JUNK: tuple[Any, ...] = (
    DROPPED, DROPPED, None, True, 0, -1, 1e300, "", CANARY, "x" * 100_000, "\x00", "\u202e<!channel>", "\ud800", [], {},
    [CANARY], {"id": CANARY}, {"id": []}, deep(200), [None] * 1_000,
)  # fmt: skip


def changed(payload: dict[str, Any], at: tuple[Any, ...], junk: Any) -> dict[str, Any]:
    found = copy.deepcopy(payload)
    parent: Any = found
    for key in at[:-1]:
        parent = parent[key]
    if junk is DROPPED:
        del parent[at[-1]]
    else:
        parent[at[-1]] = junk
    return found


@pytest.mark.slow
@pytest.mark.skipif(not KEYS.is_dir(), reason="Slack's recorded keys are not beside this checkout")
def test_no_signed_payload_however_changed_is_answered_with_a_5xx_or_leaves_a_traceback(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    payloads = [(kind, payload, list(places(payload))) for kind, payload in lived(world)]
    assert {kind for kind, _, _ in payloads} == set(get_args(Kind))
    formatter, seen = JsonLines(), set[int]()

    @settings(max_examples=600)
    @given(st.data())
    def run(data: st.DataObject) -> None:
        kind, payload, known = data.draw(st.sampled_from(payloads))
        at, junk = data.draw(st.sampled_from(known)), data.draw(st.sampled_from(JUNK))
        changed_once = changed(payload, at, junk)
        if "trigger_id" in changed_once and at != ("trigger_id",):
            changed_once["trigger_id"] = secrets.token_hex(8)
        content_type, body = encoded(kind, _encodable(kind, changed_once))
        caplog.clear()
        answered = status(world, request(world, body, content_type))
        seen.add(answered)
        assert answered in (200, 400, 404), (at, str(junk)[:80])
        lines = [formatter.format(record) for record in caplog.records if record.name.startswith("bot")]
        assert not any("Traceback" in line for line in lines), lines

    run()
    world.bot.drain_whispers()
    assert 200 in seen


def _encodable(kind: Kind, payload: dict[str, Any]) -> dict[str, Any]:
    """A form has no lone surrogates; JSON can say them."""
    if kind != "slash_commands":
        return payload
    return {key: str(value).encode("utf-8", "replace").decode() for key, value in payload.items()}
