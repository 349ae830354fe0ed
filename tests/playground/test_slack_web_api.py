"""The Web API's refusals and replies, through slack_sdk's own client."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import sample
from bot.playground.slack_files import LOOKED_AT_AFTER
from bot.playground.slack_nouns import Channel
from bot.playground.stage import Served
from bot.playground.workspace import SlackStandIn
from tests.playground.conftest import Clock

DESIGN, LEADS = "C02DESIGN", "C02LEADS"


def menu(count: int, text: str = "Less", value: str = "less") -> dict[str, Any]:
    options = [{"text": {"type": "plain_text", "text": text}, "value": value}] * count
    return {"type": "actions", "elements": [{"type": "overflow", "action_id": "more", "options": options}]}


def confirmed(**words: str) -> dict[str, Any]:
    """A row with a button that asks before it is believed."""
    said = {"title": "Sure?", "text": "It is final.", "confirm": "Yes", "deny": "No", **words}
    confirm = {part: {"type": "plain_text", "text": text} for part, text in said.items()}
    plain = {"type": "plain_text", "text": "Approve"}
    return {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain, "confirm": confirm}]}


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def test_the_token_is_checked(client: WebClient) -> None:
    client.token = "xoxb-somebody-elses"
    assert refused(client.auth_test) == "invalid_auth"
    client.token = None
    assert refused(client.auth_test) == "not_authed"


def test_auth_test_says_who_the_bot_is_and_what_it_may(client: WebClient) -> None:
    reply = client.auth_test()
    assert (reply["team_id"], reply["user_id"]) == (sample.TEAM_ID, sample.BOT_USER_ID)
    assert reply.headers["X-OAuth-Scopes"].split(",") == list(sample.IDENTITY.scopes)


def test_a_scope_that_was_not_granted_is_missing(slack: SlackStandIn, client: WebClient) -> None:
    slack.state.identity = replace(slack.state.identity, scopes=("chat:write",))
    assert refused(client.users_list) == "missing_scope"
    assert refused(client.chat_postMessage, channel="C02GENERAL", text="hi") == "not_in_channel"


@pytest.mark.parametrize(("channel", "scope"), [(DESIGN, "channels:read"), (LEADS, "groups:read")])
def test_a_channel_is_told_of_with_the_scope_for_its_kind(
    slack: SlackStandIn, client: WebClient, channel: str, scope: str
) -> None:
    slack.type_line(sample.GIVER_ID, LEADS, "/invite @Shabash")
    assert client.conversations_info(channel=channel)["channel"]["is_ext_shared"] is False
    slack.state.identity = replace(slack.state.identity, scopes=tuple({*sample.IDENTITY.scopes} - {scope}))
    with pytest.raises(SlackApiError) as caught:
        client.conversations_info(channel=channel)
    assert caught.value.response["needed"] == scope


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    assert refused(lambda: client.api_call("chat.shout")) == "unknown_method"


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NOWHERE", "channel_not_found"), (LEADS, "channel_not_found"), ("C0OLD", "is_archived")],
)
def test_a_channel_that_cannot_be_written_to_refuses(
    slack: SlackStandIn, client: WebClient, channel: str, error: str
) -> None:
    slack.state.put_channel(Channel("C0OLD", "old", is_archived=True))
    assert refused(client.chat_postMessage, channel=channel, text="hi") == error


def test_after_an_invitation_the_private_channel_takes_messages(slack: SlackStandIn, client: WebClient) -> None:
    for other in ("", " @asha", " @shabash-2"):
        slack.type_line(sample.GIVER_ID, LEADS, f"/invite{other}")
    assert refused(client.chat_postMessage, channel=LEADS, text="hi") == "channel_not_found"
    slack.type_line(sample.GIVER_ID, LEADS, "/invite @Shabash")
    assert client.chat_postMessage(channel=LEADS, text="hi")["ok"]


def test_a_message_to_a_person_opens_their_direct_messages(slack: SlackStandIn, client: WebClient) -> None:
    reply = client.chat_postMessage(channel=sample.RECIPIENT_ID, text="well done")
    assert reply["channel"].startswith("D")
    assert [message.text for message in slack.direct_messages(sample.RECIPIENT_ID)] == ["well done"]
    assert client.chat_update(channel=reply["channel"], ts=reply["ts"], text="very well done")["ok"]


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "divider"}] * 51,
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "not plain"}}],
        [{"type": "context", "elements": []}],
        [{"type": "divider", "block_id": "same"}, {"type": "divider", "block_id": "same"}],
        [{"type": "carousel"}],
        [{"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "x" * 76}}]}],
        *([menu(count)] for count in (0, 6)),
        [menu(1, "x" * 76)],
        [menu(1, value="x" * 151)],
        [menu(1, value="")],
        *([confirmed(title=words)] for words in ("", "x" * 101)),
        [confirmed(text="x" * 301)],
        [confirmed(confirm="x" * 31)],
        [confirmed(deny="x" * 31)],
        ["text"],
    ],
)
def test_broken_blocks_are_refused(client: WebClient, blocks: Any) -> None:
    assert refused(client.chat_postMessage, channel=DESIGN, text="x", blocks=blocks) == "invalid_blocks"


def test_a_menu_may_have_five_options_that_fit(client: WebClient) -> None:
    assert client.chat_postMessage(channel=DESIGN, text="x", blocks=[menu(5, "x" * 75, "y" * 150)])["ok"]


def test_a_button_may_ask_before_it_is_believed(client: WebClient) -> None:
    assert client.chat_postMessage(channel=DESIGN, text="x", blocks=[confirmed()])["ok"]


def test_words_are_needed_and_may_not_be_endless(client: WebClient) -> None:
    assert refused(client.api_call, api_method="chat.postMessage", json={"channel": DESIGN}) == "no_text"
    assert refused(client.chat_postMessage, channel=DESIGN, text="x" * 40_001) == "msg_too_long"


def test_a_form_is_read_as_json_is(served: Served, http: httpx.Client, slack: SlackStandIn) -> None:
    form = {"token": sample.IDENTITY.bot_token, "channel": DESIGN, "text": "hi", "blocks": '[{"type": "divider"}]'}
    assert http.post(served.slack_api_url + "chat.postMessage", data=form).json()["ok"]
    (message,) = slack.messages(DESIGN)
    assert message.blocks[0]["type"] == "divider"


def test_an_update_edits_and_a_reply_hangs_below_its_message(slack: SlackStandIn, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=DESIGN, text="asked")["ts"]
    client.chat_update(channel=DESIGN, ts=ts, text="approved")
    client.chat_postMessage(channel=DESIGN, text="arrived", thread_ts=ts)
    first, reply = slack.messages(DESIGN)
    assert (first.text, bool(first.edited_ts), reply.thread_ts) == ("approved", True, ts)


def test_what_is_not_there_or_not_the_bots_cannot_be_updated(slack: SlackStandIn, client: WebClient) -> None:
    theirs = slack.state.post(DESIGN, sample.GIVER_ID, "hello")
    assert refused(client.chat_update, channel=DESIGN, ts="1.2", text="x") == "message_not_found"
    assert refused(client.chat_update, channel=DESIGN, ts=theirs.ts, text="x") == "cant_update_message"
    assert refused(client.chat_postMessage, channel=DESIGN, text="x", thread_ts="1.2") == "thread_not_found"


def test_no_two_messages_share_a_ts_while_the_clock_stands_still(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel=DESIGN, text="x")["ts"] for _ in range(5)]
    assert stamps == sorted(set(stamps), key=float)


def test_members_come_in_pages(client: WebClient) -> None:
    pages = [page["members"] for page in client.users_list(limit=3)]
    assert [len(page) for page in pages] == [3, 3, 2]
    members = {member["id"]: member for page in pages for member in page}
    assert members["U0GUEST"]["is_restricted"] is True
    assert members[sample.BOT_USER_ID]["is_bot"] is True
    assert members["USLACKBOT"]["is_bot"] is False
    assert members[sample.RECIPIENT_ID]["profile"]["email"] == "asha.rao@example.com"
    assert refused(client.users_list, cursor="nonsense") == "invalid_cursor"


def test_a_group_says_who_is_in_it(slack: SlackStandIn, client: WebClient) -> None:
    assert client.usergroups_users_list(usergroup="S0FINANCE")["users"] == ["U02RAVI", "U05FARAH"]
    assert refused(client.usergroups_users_list, usergroup="S0NONE") == "no_such_subteam"
    slack.state.put_group(replace(slack.state.groups["S0FINANCE"], is_disabled=True))
    assert client.usergroups_list()["usergroups"] == []
    assert refused(client.usergroups_users_list, usergroup="S0FINANCE") == "subteam_disabled"


def test_only_the_limited_stand_in_holds_back_a_second_post(
    slack: SlackStandIn, client: WebClient, clock: Clock
) -> None:
    for _ in range(3):
        client.chat_postMessage(channel=DESIGN, text="x")
    slack.limit_calls()
    client.chat_postMessage(channel=DESIGN, text="x")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=DESIGN, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    client.chat_postMessage(channel="C02GENERAL", text="x")
    clock.move(seconds=1)
    client.chat_postMessage(channel=DESIGN, text="x")
    assert [call.method for call in slack.calls].count("chat.postMessage") == 7


# Files.

PNG = b"\x89PNG\r\n\x1a\n and more"


def showing(file_id: str) -> list[dict[str, Any]]:
    return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "a chart"}]


def uploaded(client: WebClient, content: bytes = PNG) -> str:
    return str(client.files_upload_v2(content=content, filename="chart.png")["file"]["id"])


def test_a_picture_is_shown_once_slack_has_looked_at_it(served: Served, client: WebClient, clock: Clock) -> None:
    file_id = uploaded(client)
    assert refused(client.chat_postMessage, channel=DESIGN, text="t", blocks=showing(file_id)) == "invalid_blocks"
    assert httpx.get(f"{served.url}/files/{file_id}").status_code == 404
    clock.now += LOOKED_AT_AFTER
    client.chat_postMessage(channel=DESIGN, text="t", blocks=showing(file_id))
    shown = httpx.get(f"{served.url}/files/{file_id}")
    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")


def test_what_is_no_picture_or_was_never_uploaded_is_not_shown(client: WebClient, clock: Clock) -> None:
    file_id = uploaded(client, b"<html>")
    clock.now += LOOKED_AT_AFTER
    for each in (file_id, "F99999999"):
        assert refused(client.chat_postMessage, channel=DESIGN, text="t", blocks=showing(each)) == "invalid_blocks"


def test_an_upload_is_as_long_as_was_said_and_is_complete_only_once_it_was_sent(client: WebClient) -> None:
    told = client.files_getUploadURLExternal(filename="a.png", length=len(PNG))
    assert refused(client.files_completeUploadExternal, files=[{"id": told["file_id"]}]) == "file_not_found"
    assert httpx.post(told["upload_url"], content=PNG[:-1]).status_code == 400
    assert httpx.post(told["upload_url"], content=PNG).status_code == 200
    assert client.files_completeUploadExternal(files=[{"id": told["file_id"]}])["ok"]
    assert refused(client.files_getUploadURLExternal, filename="a.png", length=0) == "invalid_arguments"


def test_files_take_their_scope(slack: SlackStandIn, client: WebClient) -> None:
    slack.state.identity = replace(slack.state.identity, scopes=("chat:write",))
    assert refused(client.files_getUploadURLExternal, filename="a.png", length=1) == "missing_scope"
