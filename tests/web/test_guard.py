"""What stands before Bolt: only bytes that Slack signed a moment ago get in, and the rest costs next to nothing."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.reward import RequestStatus
from bot.playground import sample
from bot.playground.enkash import ALLOCATE
from bot.playground.enkash_faults import refuse
from bot.playground.faults import drop_before
from bot.playground.slack_delivery import sign
from bot.web import AGE_SECONDS_MAX, BODY_BYTES_MAX, Guard, build
from tests import wsgi
from tests.world import DESIGN, MEERA, World, open_world
from tests.wsgi import FORM, Environ, answer, environ_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SECRET = "a-signing-secret"
NOW = 1_795_350_600
BODY = b"command=%2Freward&text=%3C%40U02ASHA%3E+100"


class Bolt:
    """Keeps what was let through."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[set[str]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        self.bodies.append(environ["wsgi.input"].read())
        self.headers.append({name for name in environ if name.startswith("HTTP_")})
        start_response("200 OK", [])
        return [b"acknowledged"]


class Unreadable(io.RawIOBase):
    """A body that nobody may look at."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")


def signed(body: bytes = BODY, *, at: int = NOW, secret: str = SECRET, content_type: str = FORM) -> Environ:
    return environ_of(wsgi.signed(body, at=at, secret=secret, content_type=content_type), body)


@pytest.fixture
def bolt() -> Bolt:
    return Bolt()


@pytest.fixture
def guard(bolt: Bolt) -> Guard:
    return Guard(bolt, SECRET, clock=lambda: NOW)


def test_what_slack_signed_goes_to_bolt_byte_for_byte(guard: Guard, bolt: Bolt) -> None:
    assert answer(guard, signed()) == (200, b"acknowledged")
    assert bolt.bodies == [BODY]


def test_the_same_delivery_again_is_let_through_because_the_ledger_makes_it_once(guard: Guard, bolt: Bolt) -> None:
    assert [answer(guard, signed())[0] for _ in range(2)] == [200, 200]
    assert len(bolt.bodies) == 2


@pytest.mark.parametrize("seconds", [-AGE_SECONDS_MAX, AGE_SECONDS_MAX])
def test_five_minutes_either_way_are_allowed(guard: Guard, seconds: int) -> None:
    assert answer(guard, signed(at=NOW + seconds))[0] == 200


@pytest.mark.parametrize("seconds", [-AGE_SECONDS_MAX - 1, AGE_SECONDS_MAX + 1, -86_400 * 365, 86_400 * 365])
def test_what_is_stale_or_from_the_future_is_refused(guard: Guard, bolt: Bolt, seconds: int) -> None:
    assert answer(guard, signed(at=NOW + seconds))[0] == 401
    assert not bolt.bodies


FORGERIES: dict[str, dict[str, Any]] = {
    "another secret": {"HTTP_X_SLACK_SIGNATURE": sign("another", str(NOW), BODY)},
    "an empty secret": {"HTTP_X_SLACK_SIGNATURE": sign("", str(NOW), BODY)},
    "another body": {"wsgi.input": io.BytesIO(BODY.replace(b"100", b"900"))},
    "a shorter body": {"CONTENT_LENGTH": str(len(BODY) - 1)},
    "another moment": {"HTTP_X_SLACK_REQUEST_TIMESTAMP": str(NOW + 1)},
    "no signature": {"HTTP_X_SLACK_SIGNATURE": ""},
    "cut short": {"HTTP_X_SLACK_SIGNATURE": sign(SECRET, str(NOW), BODY)[:-1]},
    "one digit too many": {"HTTP_X_SLACK_SIGNATURE": sign(SECRET, str(NOW), BODY) + "0"},
    "its end made up": {"HTTP_X_SLACK_SIGNATURE": sign(SECRET, str(NOW), BODY)[:-8] + "00000000"},
    "another version": {"HTTP_X_SLACK_SIGNATURE": sign(SECRET, str(NOW), BODY).replace("v0=", "v1=")},
    "in capitals": {"HTTP_X_SLACK_SIGNATURE": sign(SECRET, str(NOW), BODY).upper()},
    "a letter beyond ASCII": {"HTTP_X_SLACK_SIGNATURE": sign(SECRET, str(NOW), BODY)[:-1] + "\xe9"},
    "no timestamp": {"HTTP_X_SLACK_REQUEST_TIMESTAMP": ""},
    "a word as timestamp": {"HTTP_X_SLACK_REQUEST_TIMESTAMP": "abc"},
    "a superscript as timestamp": {"HTTP_X_SLACK_REQUEST_TIMESTAMP": "\xb2"},
    "a fraction as timestamp": {"HTTP_X_SLACK_REQUEST_TIMESTAMP": f"{NOW}.0"},
    "a negative timestamp": {"HTTP_X_SLACK_REQUEST_TIMESTAMP": f"-{NOW}"},
    "a timestamp without end": {"HTTP_X_SLACK_REQUEST_TIMESTAMP": "9" * 5_000},
}


@pytest.mark.parametrize("changes", FORGERIES.values(), ids=FORGERIES)
def test_what_is_forged_is_refused_with_401(guard: Guard, bolt: Bolt, changes: dict[str, Any]) -> None:
    assert answer(guard, signed() | changes)[0] == 401
    assert not bolt.bodies


def test_missing_headers_are_refused_with_401(guard: Guard) -> None:
    bare = {name: value for name, value in signed().items() if not name.startswith("HTTP_")}
    assert answer(guard, bare)[0] == 401


@given(timestamp=st.text(st.characters(codec="latin-1")), signature=st.text(st.characters(codec="latin-1")))
def test_no_headers_of_a_stranger_get_in_or_raise(timestamp: str, signature: str) -> None:
    bolt = Bolt()
    environ = signed() | {"HTTP_X_SLACK_REQUEST_TIMESTAMP": timestamp, "HTTP_X_SLACK_SIGNATURE": signature}
    assert answer(Guard(bolt, SECRET, clock=lambda: NOW), environ)[0] == 401
    assert not bolt.bodies


@given(body=st.binary(max_size=200), place=st.integers(0, 199), bit=st.integers(0, 7))
def test_one_changed_bit_is_enough_to_be_refused(body: bytes, place: int, bit: int) -> None:
    if not body:
        return
    environ, changed = signed(body), bytearray(body)
    changed[place % len(body)] ^= 1 << bit
    environ["wsgi.input"] = io.BytesIO(bytes(changed))
    assert answer(Guard(Bolt(), SECRET, clock=lambda: NOW), environ)[0] == 401


def test_too_large_a_body_is_refused_before_a_byte_of_it_is_read(guard: Guard) -> None:
    environ = signed() | {"CONTENT_LENGTH": str(BODY_BYTES_MAX + 1), "wsgi.input": Unreadable()}
    assert answer(guard, environ)[0] == 413


def test_the_largest_body_that_is_allowed_is_read(guard: Guard, bolt: Bolt) -> None:
    assert answer(guard, signed(b"a" * BODY_BYTES_MAX))[0] == 200
    assert len(bolt.bodies[0]) == BODY_BYTES_MAX


@pytest.mark.parametrize("length", [None, "", "many", "-1", "+5", "5.0", "\xb2", "1 0"])
def test_without_a_length_in_digits_nothing_is_read(guard: Guard, length: str | None) -> None:
    environ = signed() | {"wsgi.input": Unreadable(), "CONTENT_LENGTH": length}
    if length is None:
        del environ["CONTENT_LENGTH"]
    assert answer(guard, environ)[0] == 411


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'"text"', b"null", b"", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000]
)
def test_json_that_is_no_object_is_400_although_it_is_signed(guard: Guard, bolt: Bolt, body: bytes) -> None:
    assert answer(guard, signed(body, content_type="application/json"))[0] == 400
    assert not bolt.bodies


def test_headers_that_bolt_would_believe_from_anybody_are_taken_off(guard: Guard, bolt: Bolt) -> None:
    lazy = {"HTTP_X_SLACK_BOLT_LAZY_ONLY": "1", "HTTP_X_SLACK_BOLT_LAZY_FUNCTION_NAME": "reward"}
    assert answer(guard, signed() | lazy)[0] == 200
    assert bolt.headers == [{"HTTP_X_SLACK_REQUEST_TIMESTAMP", "HTTP_X_SLACK_SIGNATURE"}]


def test_nothing_of_a_refused_request_is_logged(guard: Guard, caplog: pytest.LogCaptureFixture) -> None:
    canary = b"text=for+canary-in-the-body"
    with caplog.at_level(logging.DEBUG):
        answer(guard, signed(canary, secret="another"))
        answer(guard, signed(canary, at=NOW - 900))
        answer(guard, signed(b"{canary-in-the-body", content_type="application/json"))
    assert len(caplog.records) == 2
    assert "canary" not in caplog.text
    assert "v0=" not in caplog.text


# The real Bolt behind the guard, and the health pages.


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = open_world(tmp_path)
    yield found
    found.bot.ledger.close()
    found.served.stop()


def at(world: World, method: str, path: str) -> tuple[int, bytes]:
    return answer(world.bot.wsgi(), {"REQUEST_METHOD": method, "PATH_INFO": path})


def of_slack(world: World, body: bytes, content_type: str = FORM) -> dict[str, Any]:
    now = int(world.clock().timestamp())
    return signed(body, at=now, secret=sample.IDENTITY.signing_secret, content_type=content_type)


ODD_BODIES = {
    "a payload that is no JSON": (b"payload=%7B", FORM),
    "a payload that is no object": (b"payload=%5B%5D", FORM),
    "JSON called a form": (b"{", FORM),
    "no text": (b"\xff\xfe", FORM),
    "JSON in capitals": (b"{", "Application/JSON"),
    "nothing": (b"", FORM),
    "a payload without end": (b"payload=" + b"%5B" * 100_000, FORM),
    "a form without its view": (b'payload={"type":"view_submission","view":null}', FORM),
    "a team that is none": (b'{"type":"event_callback","team":true}', "application/json"),
    "an authorization that is none": (b'{"type":"event_callback","authorizations":["a"]}', "application/json"),
    "authorizations that cannot be counted": (b'{"type":"event_callback","authorizations":true}', "application/json"),
}


@pytest.mark.parametrize(("body", "content_type"), ODD_BODIES.values(), ids=ODD_BODIES)
def test_no_signed_body_however_odd_breaks_bolt(world: World, body: bytes, content_type: str) -> None:
    assert answer(world.bot.wsgi(), of_slack(world, body, content_type))[0] in {400, 404}


def test_a_command_whose_text_has_the_word_payload_is_heard(world: World) -> None:
    """Bolt takes a form with that word anywhere in it for an interactive one, and finds nothing in it."""
    for reason in ("the payload work", "payload=x&payload={}"):
        request = world.asked(f"<@U02ASHA> 100 for {reason}")
        assert request.reason == reason
        assert world.approve(request).trouble == ""
        assert world.now_of(request).status is RequestStatus.APPROVED


def test_an_unsigned_lazy_header_runs_no_listener(world: World) -> None:
    environ = of_slack(world, BODY) | {"HTTP_X_SLACK_SIGNATURE": "v0=", "HTTP_X_SLACK_BOLT_LAZY_ONLY": "1"}
    assert answer(world.bot.wsgi(), environ)[0] == 401
    assert not world.requests()


def test_the_bot_is_alive_and_ready(world: World) -> None:
    assert at(world, "GET", "/healthz")[0] == 200
    status, body = at(world, "GET", "/readyz")
    assert status == 200
    assert b'"ledger": true' in body


def test_health_calls_nobody(world: World) -> None:
    calls = len(world.slack.calls)
    world.served.stop()
    assert at(world, "GET", "/readyz")[0] == 200
    assert len(world.slack.calls) == calls
    assert not world.enkash.every_post


def test_a_ledger_that_cannot_be_written_is_not_ready_but_alive(world: World) -> None:
    world.sqlite._writing().execute("PRAGMA query_only = ON")
    status, body = at(world, "GET", "/readyz")
    world.sqlite._writing().execute("PRAGMA query_only = OFF")
    assert status == 503
    assert b"LedgerReadOnly" in body
    assert at(world, "GET", "/healthz")[0] == 200


def test_whoever_asks_for_readiness_again_and_again_keeps_nobody_from_writing(world: World) -> None:
    assert at(world, "GET", "/readyz")[0] == 200
    with world.bot.ledger.write():
        assert at(world, "GET", "/readyz")[0] == 200


def test_slack_being_away_is_told_and_is_no_503(world: World) -> None:
    world.bot.directory.trouble = "ratelimited"
    status, body = at(world, "GET", "/readyz")
    assert status == 200
    assert b'"slack": "ratelimited"' in body


def test_readiness_tells_how_enkash_was_when_it_was_last_asked_and_is_no_503(world: World) -> None:
    assert ready(world) == (200, "never asked")
    for fault, told in ((None, "ok"), (drop_before(), "trouble"), (refuse("Card is blocked"), "ok")):
        if fault is not None:
            world.enkash.faults.next(ALLOCATE, fault)
        world.approve(world.asked())
        world.carry()
        assert ready(world) == (200, told)


def ready(world: World) -> tuple[int, str]:
    status, body = at(world, "GET", "/readyz")
    return status, json.loads(body)["enkash"]


def test_health_tells_no_secret(world: World) -> None:
    world.ask(by=MEERA, at=DESIGN)
    _, body = at(world, "GET", "/readyz")
    for secret in (sample.IDENTITY.bot_token, sample.IDENTITY.signing_secret, "shipping", "asha"):
        assert secret.encode() not in body


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/slack/events"), ("POST", "/healthz"), ("POST", "/slack/events/"), ("PUT", "/readyz")],
)
def test_whatever_else_is_asked_for_is_not_there(world: World, method: str, path: str) -> None:
    assert at(world, method, path)[0] == 404


def test_in_socket_mode_slack_s_address_is_not_there_and_health_is() -> None:
    app = build(None, lambda: {"ledger": True})
    assert answer(app, signed())[0] == 404
    assert answer(app, {"REQUEST_METHOD": "GET", "PATH_INFO": "/readyz"})[0] == 200
