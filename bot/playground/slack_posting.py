"""The methods of Slack's Web API that write messages, change them and take them away."""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.server import Json
from bot.playground.slack_arguments import SlackError, words_of
from bot.playground.slack_files import Files
from bot.playground.slack_nouns import Channel, Message
from bot.playground.slack_reach import open_for_app, seen_by_app
from bot.playground.slack_shapes import message_json
from bot.playground.slack_state import SlackState


class Posting:
    """`methods` by their names."""

    def __init__(self, state: SlackState, files: Files) -> None:
        self._state = state
        self._files = files
        self.methods: dict[str, Callable[[Json], Json]] = {
            "chat.delete": self._chat_delete,
            "chat.getPermalink": self._chat_get_permalink,
            "chat.postEphemeral": self._chat_post_ephemeral,
            "chat.postMessage": self._chat_post_message,
            "chat.update": self._chat_update,
            "reactions.add": self._reactions_add,
        }

    def _chat_post_message(self, arguments: Json) -> Json:
        channel = open_for_app(self._state, arguments.get("channel"))
        text, blocks = self._words_of(arguments)
        thread_ts = self._thread(channel, arguments)
        message = self._state.post(channel.id, self._bot_id, text, blocks, thread_ts=thread_ts)
        return {"channel": channel.id, "ts": message.ts, "message": self._posted(message)}

    def _thread(self, channel: Channel, arguments: Json) -> str:
        """The root of the thread that is written in; what answers a reply stands beside it, as in Slack."""
        thread_ts = str(arguments.get("thread_ts") or "")
        found = self._state.message(channel.id, thread_ts) if thread_ts else None
        if thread_ts and (found is None or found.only_for):
            raise SlackError("thread_not_found")
        return (found.thread_ts or found.ts) if found else ""

    def _posted(self, message: Message) -> Json:
        found = {**message_json(message, self._state.identity), "ts": message.ts}
        return {**found, "thread_ts": message.thread_ts} if message.thread_ts else found

    def _chat_post_ephemeral(self, arguments: Json) -> Json:
        channel = seen_by_app(self._state, arguments.get("channel"))
        user_id = str(arguments.get("user"))
        if not channel.bot_is_member:
            raise SlackError("not_in_channel")
        if user_id not in self._state.users or not channel.is_seen_by(user_id):
            raise SlackError("user_not_in_channel")
        text, blocks = self._words_of(arguments)
        thread_ts = self._thread(channel, arguments)
        message = self._state.post(channel.id, self._bot_id, text, blocks, thread_ts=thread_ts, only_for=user_id)
        return {"message_ts": message.ts}

    def _chat_update(self, arguments: Json) -> Json:
        """With a text and no blocks, the blocks that were there go (Slack, "chat.update")."""
        channel, message = self._own(arguments, "cant_update_message")
        if channel.is_archived:
            raise SlackError("is_archived")
        changed = self._state.edit(message, *self._words_of(arguments))
        reply = message_json(changed, self._state.identity)
        return {"channel": channel.id, "ts": changed.ts, "text": changed.text, "message": reply}

    def _chat_delete(self, arguments: Json) -> Json:
        channel, message = self._own(arguments, "cant_delete_message")
        self._state.remove(message)
        return {"channel": channel.id, "ts": message.ts}

    def _chat_get_permalink(self, arguments: Json) -> Json:
        channel = seen_by_app(self._state, arguments.get("channel"))
        message = self._message(channel, arguments.get("message_ts"))
        address = f"https://{self._state.identity.team_domain}.slack.com/archives/{channel.id}"
        return {"channel": channel.id, "permalink": f"{address}/p{message.ts.replace('.', '')}"}

    def _reactions_add(self, arguments: Json) -> Json:
        channel = seen_by_app(self._state, arguments.get("channel"))
        message = self._message(channel, arguments.get("timestamp"))
        name = str(arguments.get("name") or "").strip(":")
        if not name:
            raise SlackError("invalid_name")
        if self._bot_id in message.reactions.get(name, ()):
            raise SlackError("already_reacted")
        self._state.react(message, name, self._bot_id)
        return {}

    # What is written, and by whom.

    @property
    def _bot_id(self) -> str:
        return self._state.identity.bot_user_id

    def _words_of(self, arguments: Json) -> tuple[str, list[Json]]:
        """Text and blocks, whose pictures Slack must have looked at."""
        text, blocks = words_of(arguments)
        for place, block in enumerate(blocks):
            if "slack_file" in block and not self._files.is_picture(block["slack_file"].get("id")):
                words = [f"[ERROR] invalid slack file [json-pointer:/blocks/{place}/slack_file]"]
                raise SlackError("invalid_blocks", response_metadata={"messages": words})
        return text, blocks

    def _message(self, channel: Channel, ts: object) -> Message:
        message = self._state.message(channel.id, str(ts))
        if message is None or message.only_for:
            raise SlackError("message_not_found")
        return message

    def _own(self, arguments: Json, refusal: str) -> tuple[Channel, Message]:
        channel = seen_by_app(self._state, arguments.get("channel"))
        message = self._message(channel, arguments.get("ts"))
        if message.user_id != self._bot_id:
            raise SlackError(refusal)
        return channel, message
