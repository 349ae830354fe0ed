"""Whoever sends what Slack did not, and whatever Slack may come to send: refused with a 4xx or heard without a fault,
and nothing of it in the log."""

from __future__ import annotations

import copy
import json
import logging
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.log import JsonLines
from bot.playground import sample
from bot.playground.slack_delivery import Kind, encoded
from bot.playground.slack_payloads import event_payload
from tests.web.attacks import ATTACKS, CANARY, slacks
from tests.world import RAVI, World, open_world
from tests.wsgi import Environ, answer

KEYS = Path(__file__).parents[3] / "shared" / "slack" / "keys"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = open_world(tmp_path)
    yield found
    found.bot.ledger.close()
    found.served.stop()


def status(world: World, environ: Environ) -> int:
    return answer(world.bot.wsgi(), environ)[0]


def now_of(world: World) -> int:
    return int(world.clock().timestamp())


@pytest.mark.parametrize(("sent", "answered"), ATTACKS.values(), ids=ATTACKS)
def test_what_is_not_slacks_is_refused_changes_nothing_and_is_not_logged(
    world: World,
    caplog: pytest.LogCaptureFixture,
    sent: Callable[[int], Environ],
    answered: int,
) -> None:
    before = world.rows("SELECT count(*) FROM history")
    with caplog.at_level(logging.DEBUG, "bot"):
        assert status(world, sent(now_of(world))) == answered
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
        answered = status(world, slacks(now_of(world), body, content_type))
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
