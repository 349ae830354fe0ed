"""What goes wrong at EnKash on request, beside `drop_before`, `lose_reply`, `hang`, `http_status` and `cut_body`."""

from __future__ import annotations

from bot.playground.enkash_replies import refusal
from bot.playground.faults import Fault, changed_json, http_status
from bot.playground.server import Json, json_response


def refuse(words: str, code: int = 1, status: int = 200) -> Fault:
    """EnKash's JSON says no; nothing moves."""
    return Fault(instead=json_response(refusal(words, code), status))


def refuse_after(words: str, code: int = 1) -> Fault:
    """The points move, and EnKash's JSON says no all the same."""
    return changed_json(lambda _: refusal(words, code))


def html(status: int = 502) -> Fault:
    """A gateway's page instead of JSON; nothing moves."""
    return http_status(status, b"<html><body><h1>Bad gateway</h1></body></html>", "text/html")


def html_after() -> Fault:
    """The points move, and HTTP 200 carries a page."""
    page = http_status(200, b"<html><body>Please wait</body></html>", "text/html").instead
    assert page is not None
    return Fault(change=lambda _: page)


def no_code() -> Fault:
    """The points move; the reply has no code."""
    return changed_json(lambda reply: {key: value for key, value in reply.items() if key != "code"})


def other_reference(reference: str = "SOMEBODYELSES1") -> Fault:
    """The points move; the reply names another reference (`pgReferenceNumber`)."""
    return changed_payload({"pgReferenceNumber": reference})


def other_person() -> Fault:
    """The points move; the reply speaks of somebody else's card."""
    return changed_payload({"email": "somebody.else@example.com", "mobile": "9999999999"})


def unauthorized() -> Fault:
    """HTTP 401 although the token is good; nothing moves."""
    return Fault(instead=json_response({"error": "invalid_token"}, 401))


def token_refused() -> Fault:
    """The token call is refused as with a wrong password; it does not count towards the lock."""
    return Fault(instead=json_response({"error": "invalid_grant", "error_description": "Bad credentials"}, 400))


def changed_payload(changes: Json) -> Fault:
    """The points move; the reply's payload says this instead. A refusal, whose payload is a text, stays one."""

    def changed(reply: Json) -> Json:
        payload = reply.get("payload")
        return {**reply, "payload": {**payload, **changes}} if isinstance(payload, dict) else reply

    return changed_json(changed)
