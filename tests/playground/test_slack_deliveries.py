"""What people do in Slack, as the app hears of it, and what its answers do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from bot.playground import sample
from bot.playground.server import DROP, Answer, HttpRequest, HttpResponse, StandInServer, json_response
from bot.playground.slack_text import as_slack_sends, escape
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import CHOICES, MENU, App

DESIGN, MEERA, RAVI = "C02DESIGN", sample.GIVER_ID, "U02RAVI"


def test_every_kind_of_payload_is_signed_as_slack_signs(slack: SlackStandIn, card: list[dict[str, Any]]) -> None:
    verifier = SignatureVerifier(sample.IDENTITY.signing_secret)
    verdicts: list[bool] = []

    def app(headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        timestamp, signature = headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]
        verdicts.append(verifier.generate_signature(timestamp=timestamp, body=body) == signature)
        return 200, {}, b""

    slack.deliver_by(app)
    message = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", card)
    slack.command(MEERA, DESIGN, "@asha 100 for “quotes” & शाबाश")
    slack.click(RAVI, DESIGN, message.ts, "approve")
    slack.user_change(slack.state.users[MEERA])
    assert verdicts == [True, True, True]


def test_the_signature_is_of_the_present_moment(app: App) -> None:
    slack = SlackStandIn(clock=lambda: datetime.now(UTC))
    slack.deliver_by(app)
    slack.command(MEERA, DESIGN, "")
    headers, body = app.received[0]
    assert SignatureVerifier(sample.IDENTITY.signing_secret).is_valid_request(body, dict(headers))


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@asha 100 for a & b < c", "<@U02ASHA|asha> 100 for a &amp; b &lt; c"),
        ("@ASHA, 5", "<@U02ASHA|asha>, 5"),
        ("@finance @nobody", "<!subteam^S0FINANCE|@finance> @nobody"),
        ("@channel #design #leads", "<!channel> <#C02DESIGN|design> <#C02LEADS|>"),
        ("mail asha.rao@example.com", "mail asha.rao@example.com"),
        ("@asha-lata 5", "<@U02ASHA|asha>-lata 5"),
        ("@ashalata 5", "@ashalata 5"),
        ("see https://example.com/?a=1&b=2", "see <https://example.com/?a=1&amp;b=2>"),
        ("<!channel> <@U02ASHA>", "&lt;!channel&gt; &lt;@U02ASHA&gt;"),
    ],
)
def test_names_become_ids_and_marks_are_escaped(slack: SlackStandIn, typed: str, sent: str) -> None:
    assert as_slack_sends(typed, slack.state) == sent


@given(st.text(alphabet=st.characters(exclude_characters="@#:/")))
def test_a_line_without_names_and_links_is_only_escaped(text: str) -> None:
    assert as_slack_sends(text, SlackStandIn().state) == escape(text)


def test_a_command_arrives_with_its_text_and_the_answer_is_for_the_sender_alone(slack: SlackStandIn, app: App) -> None:
    app.answers = [(200, {"response_type": "ephemeral", "text": "Asked."}), (200, "plain"), (200, "")]
    for _ in range(3):
        slack.type_line(MEERA, DESIGN, "/reward   @asha 100\n")
    assert app.form()["text"] == "<@U02ASHA|asha> 100"
    assert (app.form()["command"], app.form()["channel_name"]) == ("/reward", "design")
    assert [message.text for message in slack.whispers(MEERA)] == ["Asked.", "plain"]
    assert slack.messages(DESIGN) == []


def test_a_text_that_was_not_typed_goes_as_it_stands(slack: SlackStandIn, app: App) -> None:
    slack.command(MEERA, DESIGN, "<@U02ASHA> 100", is_typed=False)
    assert app.form()["text"] == "<@U02ASHA> 100"


def test_other_lines_do_not_reach_the_app(slack: SlackStandIn, app: App) -> None:
    for line in ("hello @ravi", "/shrug", "/rewards @asha 5", "   "):
        assert slack.type_line(MEERA, DESIGN, line) is None
    assert app.received == []
    assert [message.text for message in slack.messages(DESIGN)] == ["hello <@U02RAVI|ravi>"]
    assert len(slack.whispers(MEERA)) == 2


@pytest.mark.parametrize("status", [401, 404, 500])
def test_an_answer_other_than_200_is_a_failed_dispatch(slack: SlackStandIn, app: App, status: int) -> None:
    app.answers = [(status, {"text": "never shown"})]
    assert slack.command(MEERA, DESIGN, "").trouble == "dispatch_failed"
    assert slack.whispers(MEERA)[0].text == '/reward failed with the error "dispatch_failed"'


def test_an_answer_after_three_seconds_is_thrown_away(app: App) -> None:
    moments = iter([0.0, 3.001])
    slack = SlackStandIn(monotonic=lambda: next(moments))
    slack.deliver_by(app)
    app.answers = [(200, {"text": "too late"})]
    delivered = slack.command(MEERA, DESIGN, "")
    assert (delivered.trouble, delivered.answer) == ("operation_timeout", None)
    assert [message.text for message in slack.whispers(MEERA)] == ['/reward failed with the error "operation_timeout"']


def test_a_payload_can_be_delivered_again_as_it_was(slack: SlackStandIn, app: App) -> None:
    first = slack.command(MEERA, DESIGN, "@asha 100")
    slack.deliver(first.kind, first.payload)
    assert app.received[0] == app.received[1]


def test_a_click_names_the_button_and_one_that_is_gone_can_still_be_clicked(
    slack: SlackStandIn, app: App, card: list[dict[str, Any]]
) -> None:
    message = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", card)
    slack.click(RAVI, DESIGN, message.ts, "approve")
    (action,) = app.payload()["actions"]
    assert (action["action_id"], action["value"], action["style"]) == ("approve", "R-7Q2MK4", "primary")
    assert app.payload()["container"]["message_ts"] == message.ts
    slack.state.edit(message, "done", [])
    with pytest.raises(LookupError):
        slack.click(RAVI, DESIGN, message.ts, "approve")
    slack.click(RAVI, DESIGN, message.ts, "approve", "R-7Q2MK4")
    assert app.payload()["actions"][0]["value"] == "R-7Q2MK4"
    with pytest.raises(LookupError):
        slack.click(RAVI, DESIGN, "1.2", "approve")


def test_a_menu_tells_which_option_was_chosen_and_one_that_is_gone_can_still_be_chosen(
    slack: SlackStandIn, app: App
) -> None:
    message = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", MENU)
    slack.click(RAVI, DESIGN, message.ts, "more", option="R-7Q2MK4 lower")
    (action,) = app.payload()["actions"]
    assert (action["type"], action["action_id"]) == ("overflow", "more")
    assert action["selected_option"] == {"text": {"type": "plain_text", "text": "Less"}, "value": "R-7Q2MK4 lower"}
    slack.state.edit(message, "done", [])
    slack.click(RAVI, DESIGN, message.ts, "more", option="R-7Q2MK4 lower")
    assert app.payload()["actions"][0]["selected_option"]["value"] == "R-7Q2MK4 lower"


def test_a_form_tells_the_number_and_the_option_that_were_chosen(slack: SlackStandIn, app: App) -> None:
    view = slack.state.open_view(RAVI, CHOICES)
    slack.submit(RAVI, view.id, {"points": "50", "person": "U05FARAH"})
    values = app.payload()["view"]["state"]["values"]
    assert values["points"]["number"] == {"type": "number_input", "value": "50"}
    assert values["person"]["who"]["selected_option"]["text"]["text"] == "Farah"
    empty = slack.state.open_view(RAVI, CHOICES)
    slack.submit(RAVI, empty.id, {})
    values = app.payload()["view"]["state"]["values"]
    assert (values["points"]["number"]["value"], values["person"]["who"]["selected_option"]) == (None, None)


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ((200, ""), []),
        ((200, {"response_action": "clear"}), []),
        ((200, {"response_action": "errors", "errors": {"why": "Please say why."}}), [{"why": "Please say why."}]),
        ((500, ""), [{}]),
        ((200, {"response_action": "update", "view": "broken"}), [{}]),
    ],
)
def test_a_submission_closes_the_modal_or_says_what_is_wrong(
    slack: SlackStandIn, app: App, modal: dict[str, Any], answer: tuple[int, Any], left: list[dict[str, str]]
) -> None:
    view = slack.state.open_view(RAVI, modal)
    app.answers = [answer]
    slack.submit(RAVI, view.id, {"why": ""})
    assert app.payload()["view"]["state"]["values"] == {"why": {"words": {"type": "plain_text_input", "value": None}}}
    assert [open_view.errors for open_view in slack.views(RAVI)] == left
    assert [bool(open_view.trouble) for open_view in slack.views(RAVI)] == [not errors for errors in left]


def test_a_submission_may_change_the_modal_or_push_another(
    slack: SlackStandIn, app: App, modal: dict[str, Any]
) -> None:
    view = slack.state.open_view(RAVI, modal)
    other = {**modal, "callback_id": "other"}
    app.answers = [
        (200, {"response_action": "update", "view": other}),
        (200, {"response_action": "push", "view": modal}),
    ]
    slack.submit(RAVI, view.id, {})
    assert slack.views(RAVI)[0].definition["callback_id"] == "other"
    slack.submit(RAVI, view.id, {})
    pushed = slack.views(RAVI)[-1]
    assert (pushed.previous_id, pushed.root_id) == (view.id, view.id)
    with pytest.raises(LookupError):
        slack.submit(MEERA, view.id, {})


@pytest.fixture
def hearing() -> Iterator[tuple[StandInServer, threading.Event]]:
    """An app on loopback HTTP that drops `/drop`, is mute at `/mute` until released, and else says hello."""
    released = threading.Event()

    def hear(request: HttpRequest) -> Answer:
        if request.path == "/mute":
            released.wait(5)
        return DROP if request.path == "/drop" else json_response({"text": "hello"})

    with StandInServer(hear) as server:
        yield server, released
        released.set()


def test_payloads_go_over_http(slack: SlackStandIn, hearing: tuple[StandInServer, threading.Event]) -> None:
    server, _ = hearing
    slack.deliver_to(f"{server.url}/slack/events")
    assert slack.command(MEERA, DESIGN, "").trouble == ""
    slack.deliver_to(f"{server.url}/drop")
    assert slack.command(MEERA, DESIGN, "").trouble == "dispatch_failed"
    server.stop()
    assert slack.command(MEERA, DESIGN, "").trouble == "dispatch_failed"
    assert slack.whispers(MEERA)[0].text == "hello"


@pytest.mark.slow
def test_an_app_that_stays_mute_is_given_up_after_three_seconds(
    slack: SlackStandIn, hearing: tuple[StandInServer, threading.Event]
) -> None:
    slack.deliver_to(f"{hearing[0].url}/mute")
    delivered = slack.command(MEERA, DESIGN, "")
    assert delivered.trouble == "operation_timeout"
    assert 2.9 < delivered.seconds < 4.5


def test_without_an_app_a_command_fails_and_says_so() -> None:
    slack = SlackStandIn()
    assert slack.command(MEERA, DESIGN, "").trouble == "dispatch_failed"
    assert isinstance(slack.handle(HttpRequest("GET", "/elsewhere")), HttpResponse)
