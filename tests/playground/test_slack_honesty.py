"""What only real Slack would have shown: what it refuses, keeps back, sends again, or shows otherwise than thought."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import sample
from bot.playground.slack_manifest import OURS, read_manifest
from bot.playground.slack_presses import Press
from bot.playground.slack_snapshot import items
from bot.playground.stage import Served
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import App, Clock
from tests.playground.gallery import FORM, HOME, MESSAGE

DESIGN, MEERA, RAVI, TOKEN = "C02DESIGN", sample.GIVER_ID, "U02RAVI", sample.IDENTITY.bot_token


def grant(slack: SlackStandIn, **more: Any) -> None:
    """As another manifest would."""
    slack.identity = slack.state.identity = replace(slack.identity, **more)


def refusal(call: Any, **arguments: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    found = caught.value.response.data
    assert isinstance(found, dict)
    return found


# The manifest.


def test_what_is_granted_is_what_the_manifest_asks_for() -> None:
    text = (Path(__file__).parents[2] / "manifest.yml").read_text("utf-8")
    manifest = yaml.safe_load(text)
    features, (command,) = manifest["features"], manifest["features"]["slash_commands"]
    assert read_manifest(text) == OURS
    scopes = manifest["oauth_config"]["scopes"]
    assert list(OURS.scopes) == [*scopes["bot"], *scopes["bot_optional"]]
    assert list(OURS.events) == manifest["settings"]["event_subscriptions"]["bot_events"]
    assert (OURS.command, OURS.should_escape) == (command["command"], command["should_escape"])
    shortcuts = [(shortcut.name, shortcut.kind, shortcut.callback_id) for shortcut in OURS.shortcuts]
    assert shortcuts == [(one["name"], one["type"], one["callback_id"]) for one in features["shortcuts"]]
    home = features["app_home"]
    assert OURS.has_home is home["home_tab_enabled"]
    assert (OURS.has_messages, OURS.messages_are_read_only) == (
        home["messages_tab_enabled"],
        home["messages_tab_read_only_enabled"],
    )


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("conversations.open", {"users": RAVI}, "im:write"),
        ("reactions.add", {"channel": DESIGN, "name": "tada", "timestamp": "1.2"}, "reactions:write"),
        ("conversations.info", {"channel": "D02RAVI"}, "im:read"),
    ],
)
def test_what_the_manifest_does_not_ask_for_is_a_missing_scope(
    slack: SlackStandIn, client: WebClient, method: str, arguments: dict[str, str], needed: str
) -> None:
    slack.state.direct_channel(RAVI)
    said = refusal(client.api_call, api_method=method, params=arguments)
    assert (said["error"], said["needed"]) == ("missing_scope", needed)
    assert said["provided"] == ",".join(OURS.scopes)


def test_without_should_escape_names_stay_as_they_were_typed(slack: SlackStandIn, app: App) -> None:
    grant(slack, should_escape=False)
    slack.type_line(MEERA, DESIGN, "/reward @asha 100 <b>")
    assert app.form()["text"] == "@asha 100 &lt;b&gt;"


def test_an_event_that_the_manifest_does_not_ask_for_is_not_sent(slack: SlackStandIn, app: App) -> None:
    grant(slack, events=("team_join",))
    assert slack.user_change(slack.state.users[MEERA]).answer is None
    assert app.received == []
    assert slack.team_join(slack.state.users[MEERA]).answer


def test_where_only_the_app_writes_a_typed_message_goes_nowhere(slack: SlackStandIn, app: App) -> None:
    grant(slack, messages_are_read_only=True)
    direct = slack.state.direct_channel(MEERA).id
    slack.type_line(MEERA, direct, "hello?")
    assert slack.messages(direct) == []
    assert [message.text for message in slack.whispers(MEERA)] == ["Sending messages to this app has been turned off."]


def test_with_the_messages_tab_off_nobody_can_be_written_to(slack: SlackStandIn, client: WebClient) -> None:
    grant(slack, has_messages=False)
    assert refusal(client.chat_postMessage, channel=RAVI, text="x")["error"] == "messages_tab_disabled"


# Calls.


@pytest.mark.parametrize(
    ("method", "body", "error"),
    [
        ("chat.postMessage", {"token": TOKEN, "channel": DESIGN, "text": "x"}, "not_authed"),
        ("auth.test", {"token": TOKEN}, "not_authed"),
    ],
)
def test_a_token_in_json_is_not_looked_for(
    served: Served, http: httpx.Client, method: str, body: dict[str, str], error: str
) -> None:
    assert http.post(served.slack_api_url + method, json=body).json()["error"] == error


def test_a_method_that_only_reads_takes_no_json(served: Served, http: httpx.Client) -> None:
    address, authorized = served.slack_api_url + "users.info", {"Authorization": f"Bearer {TOKEN}"}
    said = http.post(address, json={"user": RAVI}, headers=authorized).json()
    assert said["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]
    assert http.post(address, data={"user": RAVI}, headers=authorized).json()["ok"]


def test_the_other_token_is_the_wrong_kind(client: WebClient) -> None:
    assert refusal(client.apps_connections_open, app_token=TOKEN)["error"] == "not_allowed_token_type"


def test_a_reply_to_a_reply_stands_in_the_same_thread(slack: SlackStandIn, client: WebClient) -> None:
    root = client.chat_postMessage(channel=DESIGN, text="root")["ts"]
    reply = client.chat_postMessage(channel=DESIGN, text="reply", thread_ts=root)["ts"]
    client.chat_postMessage(channel=DESIGN, text="deeper", thread_ts=reply)
    assert [message.thread_ts for message in slack.messages(DESIGN)] == ["", root, root]


def test_an_update_with_blocks_leaves_no_mark_and_one_with_a_text_drops_the_blocks(
    slack: SlackStandIn, client: WebClient, card: list[dict[str, Any]]
) -> None:
    ts = client.chat_postMessage(channel=DESIGN, text="asked", blocks=card)["ts"]

    def shown() -> tuple[bool, bool]:
        found = items(slack.state, [MEERA])[f"message {DESIGN} {ts}"]
        return bool(found["blocks"]), found["is_edited"]

    client.chat_update(channel=DESIGN, ts=ts, text="approved", blocks=card)
    assert shown() == (True, False)
    client.chat_update(channel=DESIGN, ts=ts, text="approved")
    assert shown() == (False, True)


def test_only_a_member_whispers_and_only_to_who_is_there(slack: SlackStandIn, client: WebClient) -> None:
    assert client.chat_postEphemeral(channel=DESIGN, user=RAVI, text="psst")["message_ts"]
    assert [message.text for message in slack.whispers(RAVI)] == ["psst"]
    said = refusal(client.chat_postEphemeral, channel="C02GENERAL", user=RAVI, text="x")
    assert said["error"] == "not_in_channel"
    said = refusal(client.chat_postEphemeral, channel=DESIGN, user="U0NOBODY", text="x")
    assert said["error"] == "user_not_in_channel"


def test_a_message_has_an_address_and_can_be_taken_back_by_its_writer(slack: SlackStandIn, client: WebClient) -> None:
    ts, theirs = client.chat_postMessage(channel=DESIGN, text="x")["ts"], slack.state.post(DESIGN, MEERA, "mine").ts
    link = client.chat_getPermalink(channel=DESIGN, message_ts=ts)["permalink"]
    assert link == f"https://shabash-playground.slack.com/archives/{DESIGN}/p{ts.replace('.', '')}"
    client.chat_delete(channel=DESIGN, ts=ts)
    assert refusal(client.chat_update, channel=DESIGN, ts=ts, text="y")["error"] == "message_not_found"
    assert refusal(client.chat_delete, channel=DESIGN, ts=theirs)["error"] == "cant_delete_message"


def test_with_the_scopes_for_it_the_app_reacts_and_opens_direct_messages(
    slack: SlackStandIn, client: WebClient
) -> None:
    grant(slack, scopes=(*OURS.scopes, "reactions:write", "im:write"))
    ts = client.chat_postMessage(channel=DESIGN, text="x")["ts"]
    client.reactions_add(channel=DESIGN, name="tada", timestamp=ts)
    assert refusal(client.reactions_add, channel=DESIGN, name="tada", timestamp=ts)["error"] == "already_reacted"
    assert slack.messages(DESIGN)[0].reactions == {"tada": (sample.BOT_USER_ID,)}
    assert client.conversations_open(users=RAVI)["channel"] == {"id": "D02RAVI"}
    assert client.users_lookupByEmail(email="Ravi.Kumar@example.com")["user"]["id"] == RAVI
    assert refusal(client.users_lookupByEmail, email="nobody@example.com")["error"] == "users_not_found"


def test_calls_that_come_too_fast_are_told_when_to_come_back(
    slack: SlackStandIn, client: WebClient, clock: Clock
) -> None:
    slack.limit_calls()
    for _ in range(20):
        client.users_list()
        clock.move(seconds=1)
    with pytest.raises(SlackApiError) as caught:
        client.users_list()
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "40")
    clock.move(seconds=40)
    client.users_list()


# Modals and Home.


def opened(slack: SlackStandIn, client: WebClient, **change: Any) -> str:
    trigger_id = slack.command(MEERA, DESIGN, "").payload["trigger_id"]
    return str(client.views_open(trigger_id=trigger_id, view={**FORM, **change})["view"]["id"])


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Wrong."}},
        {"response_action": "errors", "errors": {"buttons": "No field."}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "shout"},
        "ok",
    ],
)
def test_an_answer_that_slack_cannot_follow_shows_the_person_trouble(
    slack: SlackStandIn, client: WebClient, app: App, answer: Any
) -> None:
    view_id = opened(slack, client)
    app.answers = [(200, answer)]
    slack.submit(MEERA, view_id, {})
    (view,) = slack.views(MEERA)
    assert view.trouble == "We had some trouble connecting. Try again?"


def test_three_modals_may_lie_on_one_another(slack: SlackStandIn, client: WebClient, app: App) -> None:
    opened(slack, client)
    for _ in range(2):
        trigger_id = slack.press_in_view(MEERA, slack.views(MEERA)[-1].id, Press("go")).payload["trigger_id"]
        client.views_push(trigger_id=trigger_id, view=FORM)
    trigger_id = slack.command(MEERA, DESIGN, "").payload["trigger_id"]
    assert refusal(client.views_push, trigger_id=trigger_id, view=FORM)["error"] == "push_limit_reached"
    app.answers = [(200, {"response_action": "push", "view": FORM})]
    slack.submit(MEERA, slack.views(MEERA)[-1].id, {})
    assert [bool(view.trouble) for view in slack.views(MEERA)] == [False, False, True]


@pytest.mark.parametrize(("with_all_below", "told"), [(False, [False]), (True, [True, True])])
def test_what_is_put_away_is_told_to_whoever_asked(
    slack: SlackStandIn, client: WebClient, app: App, with_all_below: bool, told: list[bool]
) -> None:
    opened(slack, client, notify_on_close=True)
    pushed = slack.state.open_view(MEERA, {**FORM, "notify_on_close": True}, slack.views(MEERA)[0])
    app.received.clear()
    slack.close_view(MEERA, pushed.id, with_all_below=with_all_below)
    assert len(slack.views(MEERA)) == (0 if with_all_below else 1)
    payloads = [json.loads(httpx.QueryParams(body.decode())["payload"]) for _, body in app.received]
    assert [payload["is_cleared"] for payload in payloads] == told


def test_what_is_chosen_in_a_modal_comes_with_every_later_payload(
    slack: SlackStandIn, client: WebClient, app: App
) -> None:
    row = {"type": "actions", "block_id": "row", "elements": [{"type": "users_select", "action_id": "who"}]}
    view_id = opened(slack, client, blocks=[row, FORM["blocks"][1]])
    slack.press_in_view(MEERA, view_id, Press("who", chosen=RAVI))
    heard = app.payload()
    assert (heard["actions"][0]["selected_user"], heard["container"]) == (RAVI, {"type": "view", "view_id": view_id})
    assert not {"response_url", "message", "channel"} & heard.keys()
    slack.submit(MEERA, view_id, {"words": "abc"})
    values = app.payload()["view"]["state"]["values"]
    assert (values["row"]["who"]["selected_user"], values["words"]["a"]["value"]) == (RAVI, "abc")


def test_a_home_needs_its_tab_and_is_told_of_where_it_is_asked_for(
    slack: SlackStandIn, client: WebClient, app: App
) -> None:
    grant(slack, has_home=False)
    assert refusal(client.views_publish, user_id=MEERA, view=HOME)["error"] == "not_enabled"
    grant(slack, has_home=True, events=("app_home_opened",))
    slack.open_home(MEERA)
    assert "view" not in json.loads(app.received[-1][1])["event"]
    view = client.views_publish(user_id=MEERA, view=HOME)["view"]
    slack.open_home(MEERA)
    event = json.loads(app.received[-1][1])["event"]
    assert (event["type"], event["tab"], event["view"]["id"]) == ("app_home_opened", "home", view["id"])
    assert refusal(client.views_publish, user_id=MEERA, view=HOME, hash="old")["error"] == "hash_conflict"
    assert len(items(slack.state, [MEERA, RAVI])[f"home {MEERA}"]["blocks"]) == len(MESSAGE)
    slack.press_in_view(MEERA, view["id"], Press("go"))
    assert app.payload()["view"]["type"] == "home"


# Answers and events.


def test_a_command_whose_answer_is_past_a_limit_fails_before_the_person(slack: SlackStandIn, app: App) -> None:
    app.answers = [(200, {"text": "x", "blocks": [{"type": "divider"}] * 51})]
    slack.command(MEERA, DESIGN, "")
    assert [message.text for message in slack.whispers(MEERA)] == ['/reward failed with the error "invalid_blocks"']


def test_json_that_is_not_sent_as_json_is_shown_as_it_stands(slack: SlackStandIn) -> None:
    slack.deliver_by(lambda _, __: (200, {"Content-Type": "text/plain"}, b'{"text": "hello"}'))
    slack.command(MEERA, DESIGN, "")
    assert [message.text for message in slack.whispers(MEERA)] == ['{"text": "hello"}']


def test_an_event_that_is_not_taken_comes_again_at_once_after_a_minute_and_after_five(
    slack: SlackStandIn, app: App, clock: Clock
) -> None:
    app.answers = [(500, "")] * 9
    slack.user_change(slack.state.users[MEERA])
    tried = []
    for seconds in (0, 59, 1, 299, 1, 3600):
        clock.move(seconds=seconds)
        tried.append(len(slack.retry_events()))
    assert tried == [1, 0, 1, 0, 1, 0]
    told = [(headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")) for headers, _ in app.received]
    assert told == [(None, None), *((number, "http_error") for number in "123")]
    assert len({json.loads(body)["event_id"] for _, body in app.received}) == 1


def test_an_app_may_ask_not_to_be_sent_an_event_again_and_no_click_ever_is(
    slack: SlackStandIn, card: list[dict[str, Any]]
) -> None:
    slack.deliver_by(lambda _, __: (500, {"x-slack-no-retry": "1"}, b""))
    slack.user_change(slack.state.users[MEERA])
    slack.deliver_by(lambda _, __: (500, {}, b""))
    message = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", card)
    slack.click(MEERA, DESIGN, message.ts, "approve")
    assert slack.retry_events() == []
