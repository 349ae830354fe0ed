"""Nothing that the stand-in sends has a key that Slack's own recordings do not have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import sample
from bot.playground.slack_nouns import Channel
from bot.playground.slack_presses import Press
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import MENU, App

KEYS = Path(__file__).parents[3] / "shared" / "slack" / "keys"
DESIGN = "C02DESIGN"

pytestmark = pytest.mark.skipif(not KEYS.is_dir(), reason="Slack's recorded keys are not beside this checkout")


def known(name: str) -> Any:
    return json.loads((KEYS / f"{name}.json").read_text("utf-8"))


def strangers(found: Any, sample_of: Any, at: str = "") -> Iterator[str]:
    """The keys of `found` that the sample lacks; below a sample's empty object or list anything may be."""
    if isinstance(found, dict) and sample_of:
        if not isinstance(sample_of, dict):
            yield f"{at} is an object"
            return
        for key, value in found.items():
            if key in sample_of:
                yield from strangers(value, sample_of[key], f"{at}.{key}")
            else:
                yield f"{at}.{key}"
    elif isinstance(found, list) and isinstance(sample_of, list) and sample_of:
        for item in found:
            yield from strangers(item, united(sample_of), f"{at}[]")


def united(samples: list[Any]) -> Any:
    """One sample with the keys of all."""
    if not all(isinstance(one, dict) for one in samples):
        return samples[0]
    keys = {key for one in samples for key in one}
    return {key: _united_value([one[key] for one in samples if key in one]) for key in keys}


def _united_value(values: list[Any]) -> Any:
    if all(isinstance(value, list) for value in values):
        return [item for value in values for item in value]
    return united(values) if all(isinstance(value, dict) for value in values) else values[0]


def test_the_comparison_sees_a_stranger_however_deep() -> None:
    assert list(strangers({"a": [{"b": {"odd": 1}}]}, {"a": [{"b": {"c": ""}}, {"d": ""}]})) == [".a[].b.odd"]


def test_a_command_has_only_known_keys(slack: SlackStandIn, app: App) -> None:
    slack.command(sample.GIVER_ID, DESIGN, "@asha 100")
    assert list(strangers(app.form(), known("SlashCommandPayload"))) == []
    assert app.form().keys() >= {"team_id", "channel_id", "user_id", "command", "text", "response_url", "trigger_id"}


@pytest.mark.parametrize("place", ["channel", "thread", "ephemeral", "direct"])
def test_a_click_has_only_known_keys(slack: SlackStandIn, app: App, card: list[dict[str, Any]], place: str) -> None:
    bot = sample.BOT_USER_ID
    channel_id = slack.state.direct_channel("U02RAVI").id if place == "direct" else DESIGN
    root = slack.state.post(channel_id, bot, "root")
    only_for = "U02RAVI" if place == "ephemeral" else ""
    thread_ts = root.ts if place == "thread" else ""
    message = slack.state.post(channel_id, bot, "card", card, thread_ts=thread_ts, only_for=only_for)
    message = slack.state.edit(message, "card", card)
    slack.click("U02RAVI", channel_id, message.ts, "approve")
    assert list(strangers(app.payload(), known("BlockActionPayload"))) == []
    assert ("message" in app.payload()) is (place != "ephemeral")


def test_a_choice_from_a_menu_has_only_known_keys(slack: SlackStandIn, app: App) -> None:
    message = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", MENU)
    slack.click("U02RAVI", DESIGN, message.ts, "more", option="R-7Q2MK4 lower")
    payload = app.payload()
    # What the app drew comes back as it drew it; no recording has a menu there.
    assert payload["message"].pop("blocks")[0]["elements"] == MENU[0]["elements"]
    assert list(strangers(payload, known("BlockActionPayload"))) == []


def test_a_choice_has_only_known_keys_in_a_message_and_in_a_view(slack: SlackStandIn, app: App) -> None:
    who = {"type": "users_select", "action_id": "who"}
    row: dict[str, Any] = {"type": "actions", "block_id": "row", "elements": [who]}
    message = slack.state.post(DESIGN, sample.BOT_USER_ID, "card", [row])
    slack.press("U02RAVI", DESIGN, message.ts, Press("who", chosen="U02ASHA"))
    assert app.payload()["message"].pop("blocks")
    assert list(strangers(app.payload(), known("BlockActionPayload"))) == []
    home = slack.state.publish_home("U02RAVI", {"type": "home", "blocks": [row]})
    slack.press_in_view("U02RAVI", home.id, Press("who", chosen="U02ASHA"))
    assert app.payload()["view"]["state"]["values"]["row"]["who"]["selected_user"] == "U02ASHA"
    assert list(strangers(app.payload(), known("BlockActionPayload"))) == []


def test_a_submission_and_a_closed_modal_have_only_known_keys(
    slack: SlackStandIn, app: App, modal: dict[str, Any]
) -> None:
    view = slack.state.open_view("U02RAVI", {**modal, "notify_on_close": True})
    app.answers = [(200, {"response_action": "errors", "errors": {"why": "Please say why."}})]
    slack.submit("U02RAVI", view.id, {"why": "not now"})
    assert list(strangers(app.payload(), known("ViewSubmissionPayload"))) == []
    assert app.payload()["view"]["state"]["values"]["why"]["words"]["value"] == "not now"
    slack.close_view("U02RAVI", view.id)
    assert list(strangers(app.payload(), known("ViewClosedPayload"))) == []


def test_a_shortcut_at_a_message_has_only_known_keys(slack: SlackStandIn, app: App) -> None:
    root = slack.state.post(DESIGN, sample.RECIPIENT_ID, "root")
    for author in (sample.RECIPIENT_ID, sample.BOT_USER_ID):
        message = slack.state.post(DESIGN, author, "reply", thread_ts=root.ts)
        slack.message_shortcut(sample.GIVER_ID, DESIGN, message.ts, "reward_this_message")
        assert list(strangers(app.payload(), known("MessageShortcutPayload"))) == []
        told = app.payload()["message"]
        assert (told["user"], told["ts"], told["thread_ts"]) == (author, message.ts, root.ts)


def test_events_have_only_known_keys(slack: SlackStandIn, app: App) -> None:
    asha = slack.state.users[sample.RECIPIENT_ID]
    slack.team_join(replace(asha, id="U09NEW", is_stranger=True))
    slack.user_change(replace(asha, is_deactivated=True))
    slack.group_change("S0FINANCE", ["U02RAVI", "U02ASHA"])
    slack.state.publish_home(asha.id, {"type": "home", "blocks": [{"type": "divider"}]})
    slack.state.identity = replace(slack.state.identity, events=("app_home_opened",))
    slack.open_home(asha.id)
    names = ("TeamJoinPayload", "UserChangePayload", "SubteamMembersChangedPayload", "AppHomeOpenedPayload")
    for (_, body), name in zip(app.received, names, strict=True):
        assert list(strangers(json.loads(body), known(name))) == []
    event = json.loads(app.received[-2][1])["event"]
    assert (event["added_users"], event["removed_users"]) == (["U02ASHA"], ["U05FARAH"])


def test_a_refusal_of_blocks_has_only_known_keys(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=DESIGN, text="x", blocks=[{"type": "carousel"}])
    assert isinstance(caught.value.response.data, dict)
    assert list(strangers(caught.value.response.data, known("chat.postMessage"))) == []


def test_the_web_api_replies_with_only_known_keys(
    slack: SlackStandIn, client: WebClient, card: list[dict[str, Any]], modal: dict[str, Any]
) -> None:
    slack.open_sockets_at(lambda: "ws://127.0.0.1:1/")
    slack.state.put_user(replace(slack.state.users["U0GUEST"], id="U0STRANGE", is_stranger=True))
    slack.state.put_channel(Channel("C0SHARED", "partners", is_shared=True, is_pending_shared=True))
    trigger_id = slack.command(sample.GIVER_ID, DESIGN, "").payload["trigger_id"]
    posted = client.chat_postMessage(channel=DESIGN, text="card", blocks=card)
    view = client.views_open(trigger_id=trigger_id, view=modal)
    replies = {
        "auth.test": client.auth_test(),
        "apps.connections.open": client.apps_connections_open(app_token=sample.IDENTITY.app_token),
        "chat.postMessage": client.chat_postMessage(channel=DESIGN, text="reply", thread_ts=posted["ts"]),
        "chat.update": client.chat_update(channel=DESIGN, ts=posted["ts"], text="card", blocks=card),
        "conversations.info": client.conversations_info(channel="C0SHARED"),
        "usergroups.list": client.usergroups_list(include_users=True, include_count=True),
        "usergroups.users.list": client.usergroups_users_list(usergroup="S0FINANCE"),
        "users.info": client.users_info(user="U0STRANGE", include_locale=True),
        "users.list": client.users_list(include_locale=True),
        "views.open": view,
        "views.update": client.views_update(view_id=view["view"]["id"], view=modal),
    }
    slack.state.identity = replace(
        slack.state.identity, has_home=True, scopes=(*sample.IDENTITY.scopes, "im:write", "reactions:write")
    )
    trigger_id = slack.command(sample.GIVER_ID, DESIGN, "").payload["trigger_id"]
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    replies |= {
        "chat.getPermalink": client.chat_getPermalink(channel=DESIGN, message_ts=posted["ts"]),
        "chat.postEphemeral": client.chat_postEphemeral(channel=DESIGN, user="U02RAVI", text="psst"),
        "conversations.open": client.conversations_open(users="U02RAVI"),
        "reactions.add": client.reactions_add(channel=DESIGN, name="tada", timestamp=posted["ts"]),
        "users.lookupByEmail": client.users_lookupByEmail(email="asha.rao@example.com"),
        "views.publish": client.views_publish(user_id="U02RAVI", view=home),
        "views.push": client.views_push(trigger_id=trigger_id, view=modal),
        "chat.delete": client.chat_delete(channel=DESIGN, ts=posted["ts"]),
    }
    for method, reply in replies.items():
        assert isinstance(reply.data, dict)
        assert list(strangers(reply.data, known(method))) == [], method
