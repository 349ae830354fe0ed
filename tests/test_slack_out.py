"""Slack out: what can come of a call, told in the words that the outbox acts on, over real connections."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.members import ids_by_email
from bot.core.errors import ShabashError
from bot.core.message import Message, Post
from bot.core.policy import Standing, User
from bot.playground import sample
from bot.playground.enkash import EnKashStandIn
from bot.playground.faults import (
    Fault,
    cut_body,
    drop_before,
    hang,
    http_status,
    lose_reply,
    slack_error,
    too_many,
)
from bot.playground.server import HttpResponse
from bot.playground.slack_shapes import user_json
from bot.playground.stage import Served, serve
from bot.playground.workspace import RESPONSE_URL, SlackStandIn
from bot.slack import (
    InDoubt,
    MessageGone,
    MissingScope,
    NoPlace,
    NotPosted,
    Rejected,
    Slack,
    SlackTrouble,
    TokenRefused,
    to_user,
)

TOKEN, TEAM = sample.IDENTITY.bot_token, sample.IDENTITY.team_id
DESIGN, RAVI = "C02DESIGN", "U02RAVI"
HELLO = Message("hello", ({"type": "section", "text": {"type": "mrkdwn", "text": "hello"}},))
POST, UPDATE = "chat.postMessage", "chat.update"


@pytest.fixture
def workspace() -> SlackStandIn:
    return SlackStandIn()


@pytest.fixture
def served(workspace: SlackStandIn) -> Iterator[Served]:
    with serve(workspace, EnKashStandIn()) as found:
        yield found


@pytest.fixture
def slack(served: Served) -> Slack:
    return Slack(TOKEN, served.slack_api_url)


def posts(workspace: SlackStandIn, method: str = POST) -> int:
    return len([call for call in workspace.calls if call.method == method])


# What arrives.


def test_a_message_stands_where_it_was_posted_and_its_place_is_told(slack: Slack, workspace: SlackStandIn) -> None:
    post = slack.post(DESIGN, HELLO)
    (message,) = workspace.messages(DESIGN)
    assert post == Post(DESIGN, message.ts)
    assert message.text == HELLO.text
    assert [block["text"] for block in message.blocks] == [block["text"] for block in HELLO.blocks]
    (call,) = (call for call in workspace.calls if call.method == POST)
    assert {call.arguments["unfurl_links"], call.arguments["unfurl_media"]} <= {"0", "false", False}


def test_a_reply_goes_into_its_thread_and_a_person_gets_it_directly(slack: Slack, workspace: SlackStandIn) -> None:
    first = slack.post(DESIGN, HELLO)
    slack.post(DESIGN, HELLO, first.ts)
    assert [message.thread_ts for message in workspace.messages(DESIGN)] == ["", first.ts]
    assert slack.post(RAVI, HELLO).channel_id.startswith("D")
    assert len(workspace.direct_messages(RAVI)) == 1


def test_an_update_changes_the_message_and_may_be_repeated(slack: Slack, workspace: SlackStandIn) -> None:
    post = slack.post(DESIGN, HELLO)
    for _ in range(2):
        slack.update(post, Message("closed"))
    assert [(message.text, message.blocks) for message in workspace.messages(DESIGN)] == [("closed", ())]


def test_everybody_is_listed_page_after_page(slack: Slack, workspace: SlackStandIn) -> None:
    for number in range(1_100):
        workspace.state.put_user(replace(sample.USERS[0], id=f"U9{number:04d}", name=f"n{number}"))
    ids = [member["id"] for member in slack.members()]
    assert len(ids) == len(set(ids)) == 1_100 + len(sample.USERS)
    assert posts(workspace, "users.list") == 3


def test_the_members_of_a_group_and_the_team_are_told(slack: Slack) -> None:
    assert slack.members_of("S0FINANCE") == ("U02RAVI", "U05FARAH")
    assert slack.team_id() == TEAM


# What goes wrong.

WORDS: dict[type[SlackTrouble], list[str]] = {
    NoPlace: ["not_in_channel", "channel_not_found", "is_archived", "user_disabled", "messages_tab_disabled"],
    TokenRefused: ["invalid_auth", "token_revoked", "account_inactive", "token_expired", "accesslimited"],
    MissingScope: ["missing_scope"],
    InDoubt: ["fatal_error", "internal_error", "request_timeout"],
    Rejected: ["msg_too_long", "invalid_blocks", "no_text", "a_word_of_tomorrow"],
    NotPosted: ["ratelimited"],
}


@pytest.mark.parametrize(("kind", "word"), [(kind, word) for kind, words in WORDS.items() for word in words])
def test_slack_s_own_word_decides_what_follows(
    slack: Slack, workspace: SlackStandIn, kind: type[SlackTrouble], word: str
) -> None:
    workspace.faults.next(POST, slack_error(word))
    with pytest.raises(SlackTrouble, match=word) as raised:
        slack.post(DESIGN, HELLO)
    assert type(raised.value) is kind


@pytest.mark.parametrize("word", ["message_not_found", "cant_update_message", "edit_window_closed"])
def test_a_message_that_cannot_be_changed_is_gone(slack: Slack, workspace: SlackStandIn, word: str) -> None:
    post = slack.post(DESIGN, HELLO)
    workspace.faults.next(UPDATE, slack_error(word))
    with pytest.raises(MessageGone, match=word):
        slack.update(post, HELLO)


FAULTS: dict[str, tuple[Fault, type[SlackTrouble]]] = {
    "no answer at all": (drop_before(), InDoubt),
    "the answer lost": (lose_reply(), InDoubt),
    "HTTP 500": (http_status(500), InDoubt),
    "HTTP 502 in HTML": (http_status(502, b"<html>", "text/html"), InDoubt),
    "HTTP 503 in HTML": (http_status(503, b"<html>", "text/html"), NotPosted),
    "HTTP 404 in HTML": (http_status(404, b"<html>", "text/html"), InDoubt),
    "HTTP 429": (too_many(7), NotPosted),
    "HTTP 429 without a word": (http_status(429), NotPosted),
}
# What takes effect and is answered with something that nobody can read.
UNREADABLE = {
    "half an answer": cut_body(),
    "an answer that is no JSON": Fault(change=lambda _: HttpResponse(200, b"<html>")),
    "an answer that is empty": Fault(change=lambda _: HttpResponse(200, b"")),
    "a gateway's page": Fault(change=lambda _: HttpResponse(502, b"<html>", {"Content-Type": "text/html"})),
}


@pytest.mark.parametrize(("fault", "kind"), FAULTS.values(), ids=FAULTS)
def test_what_happens_on_the_way_decides_what_follows_and_slack_is_called_once(
    slack: Slack, workspace: SlackStandIn, fault: Fault, kind: type[SlackTrouble]
) -> None:
    """slack_sdk posts again by itself after a dropped connection, unless that is switched off."""
    workspace.faults.next(POST, fault)
    with pytest.raises(SlackTrouble) as raised:
        slack.post(DESIGN, HELLO)
    assert type(raised.value) is kind
    assert posts(workspace) == 1
    assert len(workspace.messages(DESIGN)) <= 1


@pytest.mark.parametrize("fault", UNREADABLE.values(), ids=UNREADABLE)
def test_an_answer_that_nobody_can_read_leaves_it_open_whether_the_message_stands(
    slack: Slack, workspace: SlackStandIn, fault: Fault
) -> None:
    workspace.faults.next(POST, fault)
    with pytest.raises(InDoubt):
        slack.post(DESIGN, HELLO)
    assert len(workspace.messages(DESIGN)) == 1


def test_slack_says_how_long_to_wait(slack: Slack, workspace: SlackStandIn) -> None:
    workspace.faults.next(POST, too_many(7))
    with pytest.raises(NotPosted) as raised:
        slack.post(DESIGN, HELLO)
    assert raised.value.retry_after_seconds == 7
    workspace.faults.next(POST, http_status(429))
    with pytest.raises(NotPosted) as raised:
        slack.post(DESIGN, HELLO)
    assert raised.value.retry_after_seconds == 1


def test_where_nobody_listens_nothing_was_posted() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        slack = Slack(TOKEN, f"http://127.0.0.1:{free.getsockname()[1]}/api/")
        with pytest.raises(NotPosted, match="ConnectionRefusedError"):
            slack.post(DESIGN, HELLO)


def test_a_form_whose_answer_is_lost_is_opened_once(slack: Slack, workspace: SlackStandIn) -> None:
    workspace.faults.next("views.open", drop_before())
    with pytest.raises(InDoubt):
        slack.open_form("1.2.3", {"type": "modal"})
    assert posts(workspace, "views.open") == 1


@pytest.mark.slow
def test_a_form_is_not_waited_for_longer_than_a_trigger_lives(slack: Slack, workspace: SlackStandIn) -> None:
    release = threading.Event()
    workspace.faults.next("views.open", hang(release))
    with pytest.raises(InDoubt, match="TimeoutError"):
        slack.open_form("1.2.3", {"type": "modal"})
    release.set()
    assert posts(workspace, "views.open") == 1


def test_no_trouble_tells_the_token_or_what_was_said(slack: Slack, workspace: SlackStandIn) -> None:
    canary = Message("canary")
    troubles = [
        *(slack_error(word) for words in WORDS.values() for word in words),
        *(fault for fault, _ in FAULTS.values()),
    ]
    troubles += [slack_error("canary in a sentence"), http_status(400, b"canary")]
    for fault in troubles:
        workspace.faults.next(POST, fault)
        with pytest.raises(SlackTrouble) as raised:
            slack.post(DESIGN, canary)
        assert "canary" not in f"{raised.value} {raised.value!r}"
        assert TOKEN not in f"{raised.value} {raised.value!r}"


# Whispers.


@pytest.fixture
def response_url(workspace: SlackStandIn, served: Served) -> str:
    """As a click on a message brings it."""
    workspace.deliver_by(lambda headers, body: (200, {}, b""))
    return str(workspace.command(RAVI, DESIGN, "help").payload["response_url"])


def test_a_whisper_is_seen_by_one_person(slack: Slack, workspace: SlackStandIn, response_url: str) -> None:
    slack.whisper(response_url, HELLO, replace_original=False)
    assert [message.text for message in workspace.whispers(RAVI)] == ["hello"]
    assert workspace.messages(DESIGN) == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (http_status(404), Rejected),
        (http_status(400), Rejected),
        (http_status(500), NotPosted),
        (http_status(503), NotPosted),
        (too_many(3), NotPosted),
        (drop_before(), InDoubt),
        (lose_reply(), InDoubt),
    ],
)
def test_a_whisper_s_trouble_is_told_and_it_is_sent_once(
    slack: Slack, workspace: SlackStandIn, response_url: str, fault: Fault, kind: type[SlackTrouble]
) -> None:
    workspace.faults.next(RESPONSE_URL, fault)
    with pytest.raises(SlackTrouble) as raised:
        slack.whisper(response_url, HELLO, replace_original=False)
    assert type(raised.value) is kind
    assert workspace.faults.waiting == 0
    assert len(workspace.whispers(RAVI)) == (1 if fault.change else 0)


def test_slack_says_how_long_a_whisper_waits(slack: Slack, workspace: SlackStandIn, response_url: str) -> None:
    workspace.faults.next(RESPONSE_URL, too_many(3))
    with pytest.raises(NotPosted) as raised:
        slack.whisper(response_url, HELLO, replace_original=False)
    assert raised.value.retry_after_seconds == 3


@pytest.mark.parametrize("header", ["Wed, 21 Oct 2026 07:28:00 GMT", "", "soon", "-1"])
def test_a_retry_after_that_is_no_number_is_a_moment(
    slack: Slack, workspace: SlackStandIn, response_url: str, header: str
) -> None:
    workspace.faults.next(RESPONSE_URL, Fault(instead=HttpResponse(429, b"", {"Retry-After": header})))
    with pytest.raises(NotPosted) as raised:
        slack.whisper(response_url, HELLO, replace_original=False)
    assert 0 <= raised.value.retry_after_seconds <= 1


@pytest.mark.parametrize(
    "url",
    [
        *("https://example.com/x", "https://hooks.slack.com.example.com/x", "https://evilslack.com/x", "", "nonsense"),
        *("https://hooks.slack.com@example.com/x", "https://example.com/.slack.com", "https://slack.com."),
    ],
)
def test_a_response_url_that_is_not_slack_s_is_not_called(url: str) -> None:
    assert not Slack(TOKEN, "https://slack.com/api/")._is_slacks(url)


@pytest.mark.parametrize("scheme", ["", "http:", "ftp:", "file:"])
def test_a_response_url_is_called_over_https_alone(scheme: str) -> None:
    assert not Slack(TOKEN, "https://slack.com/api/")._is_slacks(f"{scheme}//hooks.slack.com/commands/1")


@pytest.mark.parametrize("url", ["https://hooks.slack.com/commands/1", "https://hooks.slack-gov.slack.com/1"])
def test_a_response_url_of_slack_s_is_called(url: str) -> None:
    assert Slack(TOKEN, "https://slack.com/api/")._is_slacks(url)


def test_a_whisper_to_a_stranger_is_rejected_before_anything_is_sent(slack: Slack) -> None:
    with pytest.raises(Rejected, match="not Slack's"):
        slack.whisper("https://example.com/x", HELLO, replace_original=False)


def test_nothing_of_a_whisper_is_logged(
    slack: Slack, workspace: SlackStandIn, response_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.faults.next(RESPONSE_URL, http_status(500, b"canary"))
    with caplog.at_level(logging.INFO), pytest.raises(NotPosted):
        slack.whisper(response_url, Message("canary"), replace_original=False)
    assert "canary" not in caplog.text


# Who somebody is.

MEERA = sample.USERS[0]


def standing(**changes: Any) -> Standing:
    return to_user(user_json(replace(MEERA, **changes), sample.IDENTITY), TEAM).standing


def test_a_colleague_is_a_member_with_their_real_name() -> None:
    assert to_user(user_json(MEERA, sample.IDENTITY), TEAM) == User(MEERA.id, "Meera Nair", Standing.MEMBER)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, Standing.MEMBER),
        ({"is_bot": True}, Standing.BOT),
        ({"id": "USLACKBOT"}, Standing.BOT),
        ({"is_guest": True}, Standing.GUEST),
        ({"is_stranger": True}, Standing.STRANGER),
        ({"is_deactivated": True}, Standing.DEACTIVATED),
        ({"is_deactivated": True, "is_guest": True}, Standing.DEACTIVATED),
        ({"is_deactivated": True, "is_bot": True}, Standing.DEACTIVATED),
        ({"is_guest": True, "is_stranger": True}, Standing.GUEST),
    ],
)
def test_what_slack_tells_of_somebody_makes_their_standing(changes: dict[str, Any], found: Standing) -> None:
    assert standing(**changes) is found


@pytest.mark.parametrize(
    ("member", "found"),
    [
        ({"id": "U1", "team_id": TEAM, "is_ultra_restricted": True}, Standing.GUEST),
        ({"id": "U1", "team_id": TEAM, "is_workflow_bot": True}, Standing.BOT),
        ({"id": "U1", "team_id": "T0OTHER"}, Standing.STRANGER),
        ({"id": "U1", "team_id": "T0OTHER", "enterprise_user": {"teams": [TEAM]}}, Standing.MEMBER),
        ({"id": "U1", "team_id": "T0OTHER", "enterprise_user": {"teams": ["T0THIRD"]}}, Standing.STRANGER),
        ({"id": "U1"}, Standing.MEMBER),
    ],
)
def test_larger_companies_and_odd_accounts_are_told_apart(member: dict[str, Any], found: Standing) -> None:
    assert to_user(member, TEAM).standing is found


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ({"profile": {"real_name": "Meera Nair"}, "real_name": "M", "name": "meera"}, "Meera Nair"),
        ({"profile": {"real_name": ""}, "real_name": "M. Nair", "name": "meera"}, "M. Nair"),
        ({"profile": {}, "name": "meera"}, "meera"),
        ({}, "U1"),
        ({"profile": None, "name": None}, "U1"),
    ],
)
def test_somebody_always_has_a_name(member: dict[str, Any], name: str) -> None:
    assert to_user({"id": "U1", **member}, TEAM).name == name


FLAGS = ["deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger", "is_workflow_bot"]


@given(st.dictionaries(st.sampled_from(FLAGS), st.booleans()), st.sampled_from([TEAM, "T0OTHER", None]))
def test_only_somebody_with_nothing_against_them_is_a_member(flags: dict[str, bool], team_id: str | None) -> None:
    user = to_user({"id": "U1", "team_id": team_id, **flags}, TEAM)
    assert (user.standing is Standing.MEMBER) == (not any(flags.values()) and team_id != "T0OTHER")


def test_people_are_found_by_e_mail_in_lower_case_and_members_only(workspace: SlackStandIn, served: Served) -> None:
    workspace.state.put_user(replace(MEERA, id="U9", name="m", email="Meera.Two@Example.com"))
    workspace.state.put_user(replace(MEERA, id="U8", name="gone", email="gone@example.com", is_deactivated=True))
    found = ids_by_email(TOKEN, served.slack_api_url)
    assert found["meera.two@example.com"] == "U9"
    assert "gone@example.com" not in found
    assert "gita@example.org" not in found


def test_slack_being_away_is_told_to_whoever_imports(workspace: SlackStandIn, served: Served) -> None:
    workspace.faults.next("users.list", slack_error("missing_scope"))
    with pytest.raises(ShabashError, match="missing_scope"):
        ids_by_email(TOKEN, served.slack_api_url)
