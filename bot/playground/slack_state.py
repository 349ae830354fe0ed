"""What a Slack workspace remembers: people, conversations, messages, open modals. Safe under threads."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.playground.clock import Clock
from bot.playground.server import Json
from bot.playground.slack_choices import Chosen
from bot.playground.slack_nouns import Channel, Group, Identity, Message, User, View


class SlackState:
    """The workspace's memory. `version` grows with every change, and `wait_for_change` waits for the next one. Absent
    things are None, never an error."""

    def __init__(
        self,
        identity: Identity,
        users: Iterable[User],
        groups: Iterable[Group],
        channels: Iterable[Channel],
        clock: Clock,
    ) -> None:
        self.identity = identity
        self.clock = clock
        self.version = 0
        self.users = {user.id: user for user in users}
        self.groups = {group.id: group for group in groups}
        self.channels = {channel.id: channel for channel in channels}
        self._messages: dict[str, dict[str, Message]] = {}
        self._views: dict[str, View] = {}
        self._homes: dict[str, View] = {}
        self._chosen: dict[tuple[str, str], dict[str, Chosen]] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)

    def wait_for_change(self, version: int, seconds: float) -> None:
        """Returns once there is something newer than that version, or when the time is over."""
        with self._news:
            self._news.wait_for(lambda: self.version != version, seconds)

    def _changed(self) -> None:
        """The caller holds the lock."""
        self.version += 1
        self._news.notify_all()

    # People and conversations.

    def put_user(self, user: User) -> None:
        """Adds or replaces somebody."""
        with self._lock:
            self.users = {**self.users, user.id: user}
            self._changed()

    def put_group(self, group: Group) -> None:
        """Adds or replaces a user group."""
        with self._lock:
            self.groups = {**self.groups, group.id: group}
            self._changed()

    def put_channel(self, channel: Channel) -> None:
        """Adds or replaces a conversation."""
        with self._lock:
            self.channels = {**self.channels, channel.id: channel}
            self._changed()

    def direct_channel(self, user_id: str) -> Channel:
        """The direct messages between the app and that person, opened where they were not."""
        channel = Channel(f"D{user_id[1:]}", "directmessage", bot_is_member=True, partner_id=user_id)
        with self._lock:
            if channel.id not in self.channels:
                self.put_channel(channel)
            return self.channels[channel.id]

    # Messages.

    def post(
        self,
        channel_id: str,
        user_id: str,
        text: str,
        blocks: Iterable[Json] = (),
        *,
        thread_ts: str = "",
        only_for: str = "",
    ) -> Message:
        """Keeps a new message under a `ts` that no other has."""
        with self._lock:
            message = Message(
                channel_id, self._next_ts(), user_id, text, self._named(blocks), thread_ts, only_for=only_for
            )
            self._messages.setdefault(channel_id, {})[message.ts] = message
            self._changed()
            return message

    def edit(self, message: Message, text: str, blocks: Iterable[Json]) -> Message:
        """Puts new words in a message's place. An ephemeral one is replaced without a mark, as in Slack."""
        with self._lock:
            edited_ts = "" if message.only_for else self._next_ts()
            changed = replace(message, text=text, blocks=self._named(blocks), edited_ts=edited_ts)
            self._messages[message.channel_id][message.ts] = changed
            self._changed()
            return changed

    def remove(self, message: Message) -> None:
        """Takes a message away; harmless when it is gone."""
        with self._lock:
            self._messages.get(message.channel_id, {}).pop(message.ts, None)
            self._changed()

    def react(self, message: Message, name: str, user_id: str) -> None:
        """Adds somebody's emoji of that name to a message, or takes it back where it stands."""
        with self._lock:
            latest = self._messages[message.channel_id][message.ts]
            before = latest.reactions.get(name, ())
            after = tuple(one for one in before if one != user_id) if user_id in before else (*before, user_id)
            reactions = {key: ids for key, ids in {**latest.reactions, name: after}.items() if ids}
            self._messages[message.channel_id][message.ts] = replace(latest, reactions=reactions)
            self._changed()

    def message(self, channel_id: str, ts: str) -> Message | None:
        """The message as it stands now."""
        with self._lock:
            return self._messages.get(channel_id, {}).get(ts)

    def messages(self, channel_id: str) -> list[Message]:
        """All of a conversation, ephemeral ones and replies too, oldest first."""
        with self._lock:
            return list(self._messages.get(channel_id, {}).values())

    def whispers(self, user_id: str) -> list[Message]:
        """What only that person sees, in any conversation, oldest first."""
        with self._lock:
            found = [m for kept in self._messages.values() for m in kept.values() if m.only_for == user_id]
        return sorted(found, key=lambda message: float(message.ts))

    # What somebody has chosen and not yet sent, in a message or a view; `place` is its ts or id.

    def choose(self, user_id: str, place: str, name: str, chosen: Chosen) -> None:
        """Keeps what somebody chose; `name` is the block's id and the action's, with a space between them."""
        with self._lock:
            self._chosen.setdefault((user_id, place), {})[name] = chosen

    def chosen(self, user_id: str, place: str) -> dict[str, Chosen]:
        """What that person chose there."""
        with self._lock:
            return dict(self._chosen.get((user_id, place), {}))

    # Modals and Home.

    def publish_home(self, user_id: str, definition: Json) -> View:
        """Puts a view into somebody's Home of the app."""
        with self._lock:
            before = self._homes.get(user_id)
            view_id = before.id if before else f"V{next(self._numbers):08d}"
            view = View(view_id, user_id, self._view_named(definition), self._new_hash(), root_id=view_id)
            self._homes[user_id] = view
            self._changed()
            return view

    def home(self, user_id: str) -> View | None:
        """What the app published for that person."""
        with self._lock:
            return self._homes.get(user_id)

    def open_view(self, user_id: str, definition: Json, previous: View | None = None) -> View:
        """Shows somebody a modal, on top of `previous` where it is pushed."""
        with self._lock:
            view_id = f"V{next(self._numbers):08d}"
            view = View(
                view_id,
                user_id,
                self._view_named(definition),
                self._new_hash(),
                root_id=previous.root_id if previous else view_id,
                previous_id=previous.id if previous else "",
            )
            self._views[view_id] = view
            self._changed()
            return view

    def change_view(self, view: View, definition: Json) -> View:
        """Puts another definition into an open modal; its hash changes and what was said about it goes."""
        named = self._view_named(definition)
        return self._put_view(replace(view, definition=named, hash=self._new_hash(), errors={}, trouble=""))

    def complain(self, view: View, errors: dict[str, str], trouble: str = "") -> View:
        """Leaves the modal open with what is wrong with the submission."""
        return self._put_view(replace(view, errors=errors, trouble=trouble))

    def close_view(self, view: View) -> None:
        """Closes this modal, and shows the one below it again where there is one."""
        with self._lock:
            self._views.pop(view.id, None)
            self._changed()

    def close_all_views(self, user_id: str) -> None:
        """Closes every modal of that person."""
        for view in self.views(user_id):
            self.close_view(view)

    def view(self, view_id: str) -> View | None:
        """The open modal with that id."""
        with self._lock:
            return self._views.get(view_id)

    def view_named(self, external_id: str) -> View | None:
        """The open modal to which the app gave that name."""
        with self._lock:
            named = (view for view in self._views.values() if view.definition.get("external_id") == external_id)
            return next(named, None) if external_id else None

    def views(self, user_id: str) -> list[View]:
        """That person's open modals, the topmost last."""
        with self._lock:
            return [view for view in self._views.values() if view.user_id == user_id]

    def _put_view(self, view: View) -> View:
        with self._lock:
            self._views[view.id] = view
            self._changed()
            return view

    # Names and numbers.

    def _next_ts(self) -> str:
        """Seconds and microseconds; later than every one before, also when the clock stands still."""
        self._last_ts = max(self._last_ts + 1, round(self.clock().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def _new_hash(self) -> str:
        with self._lock:
            return f"{int(self.clock().timestamp())}.{next(self._numbers):08x}"

    def _view_named(self, definition: Json) -> Json:
        return {**definition, "blocks": list(self._named(definition.get("blocks", ())))}

    def _named(self, blocks: Iterable[Json]) -> tuple[Json, ...]:
        """Slack gives every block, and every element that can be acted on, an id where the app gave none."""
        return tuple(self._block_named(block) for block in blocks)

    def _block_named(self, block: Json) -> Json:
        named: dict[str, Any] = {**block, "block_id": block.get("block_id") or f"b{next(self._numbers)}"}
        if block.get("type") == "actions":
            named["elements"] = [self._element_named(element) for element in block["elements"]]
        for place in ("element", "accessory"):
            if place in block:
                named[place] = self._element_named(block[place])
        return named

    def _element_named(self, element: Json) -> Json:
        return {**element, "action_id": element.get("action_id") or f"a{next(self._numbers)}"}
