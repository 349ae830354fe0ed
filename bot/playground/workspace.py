"""A Slack workspace in memory: what people do in it reaches the app, what the app does shows in it."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.playground import sample, slack_payloads
from bot.playground.clock import Clock, utc_now
from bot.playground.faults import Faults
from bot.playground.server import Answer, HttpRequest, HttpResponse, Json, json_response
from bot.playground.slack_api import Call, WebApi
from bot.playground.slack_delivery import Delivered, Door, Kind, Send, SignedDoor, deliver, nobody_answers, posting_to
from bot.playground.slack_nouns import Channel, Group, Identity, Message, User, View
from bot.playground.slack_replies import SLACKBOT_ID, say, show_command_answer, show_submission_answer
from bot.playground.slack_state import SlackState
from bot.playground.slack_text import as_slack_sends
from bot.playground.slack_tickets import ResponseUrls, Triggers

RESPONSE_URL = "response_url"
"""The name under which faults of response urls wait."""


class SlackStandIn:
    """Stands in for Slack: `handle` answers the Web API, the methods below are what people do.

    `served_at` tells it its own address, which response urls need; one of the `deliver_…` methods tells it where
    the app is. Unknown ids raise LookupError: a test that names somebody absent is wrong.
    """

    def __init__(
        self,
        *,
        identity: Identity = sample.IDENTITY,
        users: Iterable[User] = sample.USERS,
        groups: Iterable[Group] = sample.GROUPS,
        channels: Iterable[Channel] = sample.CHANNELS,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.identity = identity
        self.state = SlackState(identity, users, groups, channels, clock)
        self.faults = Faults()
        self._triggers = Triggers(clock, identity.team_id)
        self._response_urls = ResponseUrls(clock, identity.team_id)
        self._web_api = WebApi(self.state, self._triggers, self.faults)
        self._monotonic = monotonic
        self._url = ""
        self._door: Door = nobody_answers
        self._event_numbers = itertools.count(1)

    # Where things are.

    def served_at(self, url: str) -> None:
        """Response urls begin with this address from now on."""
        self._url = url

    def deliver_to(self, url: str) -> None:
        """Payloads are POSTed, signed, to this address of the app."""
        self.deliver_by(posting_to(url))

    def deliver_by(self, send: Send) -> None:
        """Payloads are handed, signed and encoded as over HTTP, to this function."""
        self._door = SignedDoor(self.identity.signing_secret, self.state.clock, send)

    def deliver_through(self, door: Door) -> None:
        """Payloads go through this door as they are."""
        self._door = door

    def open_sockets_at(self, url: Callable[[], str]) -> None:
        """apps.connections.open answers with this from now on; before, it fails."""
        self._web_api.socket_url = url

    def limit_posts(self) -> None:
        """From now on chat.postMessage takes about one message a second and channel (Slack, "Rate limits")."""
        self._web_api.limits_posts = True

    # The app's side.

    def handle(self, request: HttpRequest) -> Answer:
        """Answers `/api/<method>` and response urls; a thread may call it while another delivers."""
        if request.path.startswith("/api/"):
            return self._web_api.handle(request)
        if request.method == "POST":
            return self.faults.meet(RESPONSE_URL, lambda: self._take_response(request))
        return HttpResponse(404)

    def _take_response(self, request: HttpRequest) -> HttpResponse:
        try:
            said = request.json()
        except ValueError:
            return json_response({"ok": False, "error": "invalid_payload"}, 400)
        ticket, error = self._response_urls.use(request.path)
        if ticket is None:
            return json_response({"ok": False, "error": error}, 404)
        error = say(self.state, ticket, said)
        return json_response({"ok": False, "error": error}, 400) if error else HttpResponse(200, b"ok")

    # What people do.

    def command(self, user_id: str, channel_id: str, text: str, *, is_typed: bool = True) -> Delivered:
        """Somebody sends the command with `text` after it. `is_typed`: names become ids and `&<>` are escaped, as
        Slack does it; otherwise the text goes as it stands."""
        channel = self.state.channels[channel_id]
        payload = slack_payloads.command_payload(
            self.identity,
            self.state.users[user_id],
            channel,
            as_slack_sends(text, self.state) if is_typed else text,
            trigger_id=self._triggers.new(user_id),
            response_url=self._url + self._response_urls.new(channel_id, user_id),
        )
        return self.deliver("slash_commands", payload)

    def type_line(self, user_id: str, channel_id: str, line: str, thread_ts: str = "") -> Delivered | None:
        """Somebody presses Enter on a line, in the thread of `thread_ts` or in none: the command, `/invite`, or a
        message; None where nothing was delivered."""
        word, rest = re.match(r"(\S*)\s*(.*)", line.strip(), re.DOTALL).groups()  # type: ignore[union-attr]
        if thread_ts and word.startswith("/"):
            said = f"{word} is not supported in threads. Sorry!"
            self.state.post(channel_id, SLACKBOT_ID, said, thread_ts=thread_ts, only_for=user_id)
            return None
        if word == self.identity.command:
            return self.command(user_id, channel_id, rest)
        if word == "/invite":
            self.state.put_channel(replace(self.state.channels[channel_id], bot_is_member=True))
            self.state.post(channel_id, SLACKBOT_ID, "Shabash was added to this channel.", only_for=user_id)
        elif word.startswith("/"):
            self.state.post(channel_id, SLACKBOT_ID, f"{word} is not a valid command.", only_for=user_id)
        elif word:
            self.state.post(channel_id, user_id, as_slack_sends(line.strip(), self.state), thread_ts=thread_ts)
        return None

    def react(self, user_id: str, channel_id: str, ts: str, name: str) -> None:
        """Somebody adds the emoji of that name to a message, or takes theirs back."""
        message = self.state.message(channel_id, ts)
        if message is None or message.only_for:
            raise LookupError("There is no such message that others see.")
        self.state.react(message, name, user_id)

    def click(
        self,
        user_id: str,
        channel_id: str,
        ts: str,
        action_id: str,
        value: str | None = None,
        *,
        option: str | None = None,
    ) -> Delivered:
        """Somebody clicks a button of a message. `value` tells two buttons with one action id apart; with it a button
        can be clicked that the message shows no longer, as on a screen that has not caught up. With `option` it is a
        menu instead, and the option of that value."""
        message = self.state.message(channel_id, ts)
        if message is None:
            raise LookupError("There is no such message.")
        payload = slack_payloads.click_payload(
            self.identity,
            self.state.users[user_id],
            self.state.channels[channel_id],
            message,
            _action(message, action_id, value) if option is None else _choice(message, action_id, option),
            trigger_id=self._triggers.new(user_id),
            response_url=self._url + self._response_urls.new(channel_id, user_id, ts),
        )
        return self.deliver("interactive", payload)

    def submit(self, user_id: str, view_id: str, values: Mapping[str, str]) -> Delivered:
        """Somebody submits an open modal; `values` are what they typed, by block id."""
        payload = slack_payloads.submission_payload(
            self.identity,
            self.state.users[user_id],
            self._view(user_id, view_id),
            values,
            trigger_id=self._triggers.new(user_id),
        )
        return self.deliver("interactive", payload)

    def close_view(self, user_id: str, view_id: str) -> None:
        """Somebody puts an open modal away; the app hears of it where it asked to."""
        view = self._view(user_id, view_id)
        self.state.close_view(view)
        if view.definition.get("notify_on_close"):
            payload = slack_payloads.closed_payload(self.identity, self.state.users[user_id], view)
            self.deliver("interactive", payload)

    def _view(self, user_id: str, view_id: str) -> View:
        view = self.state.view(view_id)
        if view is None or view.user_id != user_id:
            raise LookupError("That person has no such modal open.")
        return view

    # What happens in the workspace.

    def team_join(self, user: User) -> Delivered:
        """Somebody joins; the app hears of it."""
        self.state.put_user(user)
        return self.event(slack_payloads.team_join_event(self.identity, user))

    def user_change(self, user: User) -> Delivered:
        """Something about somebody changes; the app hears of it."""
        self.state.put_user(user)
        return self.event(slack_payloads.user_change_event(self.identity, user, self._seconds()))

    def group_change(self, group_id: str, user_ids: Iterable[str]) -> Delivered:
        """Other people are in a user group; the app hears of it."""
        before = self.state.groups[group_id]
        after = replace(before, user_ids=tuple(user_ids))
        self.state.put_group(after)
        ts = f"{self._seconds()}.000000"
        return self.event(slack_payloads.group_change_event(self.identity, before, after, ts))

    def event(self, event: Json) -> Delivered:
        """Delivers an event in Slack's envelope."""
        event_id = f"Ev{next(self._event_numbers):010d}"
        payload = slack_payloads.event_payload(self.identity, event, event_id, self._seconds())
        return self.deliver("events_api", payload)

    def deliver(self, kind: Kind, payload: Json) -> Delivered:
        """Delivers a payload, also one that was delivered before, and shows what the app answers."""
        delivered = deliver(self._door, kind, payload, self._monotonic)
        if kind == "slash_commands":
            show_command_answer(self.state, delivered)
        elif payload["type"] == "view_submission" and (view := self.state.view(payload["view"]["id"])):
            show_submission_answer(self.state, view, delivered)
        return delivered

    def _seconds(self) -> int:
        return int(self.state.clock().timestamp())

    # What can be seen.

    @property
    def calls(self) -> list[Call]:
        """The calls of the Web API so far, oldest first, those that failed too."""
        return list(self._web_api.calls)

    def messages(self, channel_id: str) -> list[Message]:
        """What everybody in a channel sees, replies too, oldest first."""
        return [message for message in self.state.messages(channel_id) if not message.only_for]

    def direct_messages(self, user_id: str) -> list[Message]:
        """What the app and that person wrote to each other, oldest first."""
        return self.messages(self.state.direct_channel(user_id).id)

    def whispers(self, user_id: str) -> list[Message]:
        """What only that person sees, in any channel, oldest first."""
        found = [
            m for channel_id in self.state.channels for m in self.state.messages(channel_id) if m.only_for == user_id
        ]
        return sorted(found, key=lambda message: float(message.ts))

    def views(self, user_id: str) -> list[View]:
        """That person's open modals, the topmost last."""
        return self.state.views(user_id)


def _action(message: Message, action_id: str, value: str | None) -> Json:
    action_ts = message.ts
    for block in message.blocks:
        for button in [*block.get("elements", ()), block.get("accessory", {})]:
            if button.get("action_id") == action_id and value in {None, button.get("value")}:
                return slack_payloads.button_action(block, button, action_ts)
    if value is None:
        raise LookupError("The message has no such button.")
    text = {"type": "plain_text", "text": "", "emoji": True}
    gone = {"type": "button", "action_id": action_id, "value": value, "text": text}
    return slack_payloads.button_action({"block_id": "gone"}, gone, action_ts)


def _choice(message: Message, action_id: str, value: str) -> Json:
    for block in message.blocks:
        for element in block.get("elements", ()):
            if element.get("type") == "overflow" and element["action_id"] == action_id:
                option = next((option for option in element["options"] if option["value"] == value), None)
                if option is not None:
                    return slack_payloads.menu_action(block["block_id"], action_id, option, message.ts)
    gone = {"text": {"type": "plain_text", "text": "", "emoji": True}, "value": value}
    return slack_payloads.menu_action("gone", action_id, gone, message.ts)
