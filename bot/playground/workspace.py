"""A Slack workspace in memory: what people do in it reaches the app, what the app does shows in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.playground import sample, slack_payloads
from bot.playground.clock import Clock, utc_now
from bot.playground.faults import Faults
from bot.playground.server import Answer, HttpRequest, HttpResponse, Json
from bot.playground.slack_api import Call, WebApi
from bot.playground.slack_choices import Chosen
from bot.playground.slack_delivery import (
    Delivered,
    Door,
    Kind,
    Send,
    SignedDoor,
    deliver,
    nobody_answers,
    posting_to,
)
from bot.playground.slack_events import Events
from bot.playground.slack_files import SHOW, UPLOAD, Files
from bot.playground.slack_lines import Lines
from bot.playground.slack_nouns import Channel, Group, Identity, Message, User, View
from bot.playground.slack_presses import Press
from bot.playground.slack_replies import show_command_answer, show_submission_answer, take_response
from bot.playground.slack_shortcuts import Shortcuts
from bot.playground.slack_state import SlackState
from bot.playground.slack_text import as_command_text
from bot.playground.slack_tickets import ResponseUrls, Triggers

RESPONSE_URL, UPLOADED = "response_url", "upload"
"""The names under which faults of response urls wait, and those of addresses that take files."""


class SlackStandIn(Lines, Shortcuts):
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
        self._url = ""
        self.files = Files(clock, lambda: self._url)
        self._web_api = WebApi(self.state, self._triggers, self.files, self.faults)
        self._monotonic = monotonic
        self._door: Door = nobody_answers
        self._events = Events(
            self.state, lambda payload, retry: deliver(self._door, "events_api", payload, self._monotonic, retry)
        )

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

    def limit_calls(self) -> None:
        """From now on each method may be called as often as Slack lets it be (Slack, "Rate limits")."""
        self._web_api.limits_calls = True

    # The app's side.

    def handle(self, request: HttpRequest) -> Answer:
        """Answers `/api/<method>`, response urls and the addresses of files; a thread may call it while another
        delivers."""
        if request.path.startswith("/api/"):
            return self._web_api.handle(request)
        if request.path.startswith(UPLOAD):
            return self.faults.meet(UPLOADED, lambda: self.files.take(request))
        if request.path.startswith(SHOW):
            return self.files.show(request.path)
        if request.method == "POST":
            return self.faults.meet(RESPONSE_URL, lambda: take_response(self.state, self._response_urls, request))
        return HttpResponse(404)

    # What people do.

    def command(self, user_id: str, channel_id: str, text: str, *, is_typed: bool = True) -> Delivered:
        """Somebody sends the command with `text` after it. `is_typed`: names become ids and `&<>` are escaped, as
        Slack does it; otherwise the text goes as it stands."""
        channel = self.state.channels[channel_id]
        payload = slack_payloads.command_payload(
            self.identity,
            self.state.users[user_id],
            channel,
            as_command_text(text, self.state) if is_typed else text,
            trigger_id=self._triggers.new(user_id),
            response_url=self._url + self._response_urls.new(channel_id, user_id),
        )
        return self.deliver("slash_commands", payload)

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
        """Somebody clicks a button of a message, or chooses an option of a menu: `Press` says what tells them apart."""
        return self.press(user_id, channel_id, ts, Press(action_id, value, option))

    def press(self, user_id: str, channel_id: str, ts: str, press: Press) -> Delivered:
        """Somebody does something to a message."""
        message = self.state.message(channel_id, ts)
        if message is None:
            raise LookupError("There is no such message.")
        action = press.action(message.blocks, ts)
        self._keep(user_id, ts, action, press)
        payload = slack_payloads.click_payload(
            self.identity,
            self.state.users[user_id],
            self.state.channels[channel_id],
            message,
            action,
            self.state.chosen(user_id, ts),
            trigger_id=self._triggers.new(user_id),
            response_url=self._url + self._response_urls.new(channel_id, user_id, ts),
        )
        return self.deliver("interactive", payload)

    def press_in_view(self, user_id: str, view_id: str, press: Press) -> Delivered:
        """Somebody does something in an open modal or in their Home, other than sending it."""
        home = self.state.home(user_id)
        view = home if home and home.id == view_id else self._view(user_id, view_id)
        action = press.action(view.definition["blocks"], f"{self._seconds()}.000000")
        self._keep(user_id, view.id, action, press)
        payload = slack_payloads.view_click_payload(
            self.identity,
            self.state.users[user_id],
            view,
            action,
            self.state.chosen(user_id, view.id),
            trigger_id=self._triggers.new(user_id),
        )
        return self.deliver("interactive", payload)

    def _keep(self, user_id: str, place: str, action: Json, press: Press) -> None:
        if press.chosen is not None:
            self.state.choose(user_id, place, f"{action['block_id']} {action['action_id']}", press.chosen)

    def submit(self, user_id: str, view_id: str, values: Mapping[str, Chosen]) -> Delivered:
        """Somebody submits an open modal; `values` are what they filled in, by block id."""
        view = self._view(user_id, view_id)
        payload = slack_payloads.submission_payload(
            self.identity,
            self.state.users[user_id],
            view,
            {**self.state.chosen(user_id, view.id), **values},
            trigger_id=self._triggers.new(user_id),
        )
        return self.deliver("interactive", payload)

    def close_view(self, user_id: str, view_id: str, *, with_all_below: bool = False) -> None:
        """Somebody puts an open modal away, and is back at the one below, or puts the whole pile away. The app hears of
        each that asked for it."""
        view = self._view(user_id, view_id)
        is_cleared = with_all_below or view.definition.get("clear_on_close") is True
        for closed in [*reversed(self.state.views(user_id))] if is_cleared else [view]:
            self.state.close_view(closed)
            if closed.definition.get("notify_on_close"):
                user = self.state.users[user_id]
                payload = slack_payloads.closed_payload(self.identity, user, closed, is_cleared=is_cleared)
                self.deliver("interactive", payload)

    def open_home(self, user_id: str) -> Delivered:
        """Somebody opens the Home of the app; the app hears of it where its manifest asks for that."""
        channel = self.state.direct_channel(user_id)
        ts, home = f"{self._seconds()}.000000", self.state.home(user_id)
        return self.event(slack_payloads.home_opened_event(self.identity, user_id, channel.id, home, ts))

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
        """Delivers an event in Slack's envelope. One for which the manifest does not ask is not sent."""
        return self._events.send(event)

    def retry_events(self) -> list[Delivered]:
        """Sends again the events that were not taken and whose time has come, each three times at most."""
        return self._events.send_again()

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
        return self.state.whispers(user_id)

    def views(self, user_id: str) -> list[View]:
        """That person's open modals, the topmost last."""
        return self.state.views(user_id)
