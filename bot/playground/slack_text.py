"""What becomes of a line between the keyboard and the app (Slack, "Slash commands", "Escaping users or channels")."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.playground.slack_nouns import Channel
from bot.playground.slack_state import SlackState

BROADCASTS = ("channel", "here", "everyone")

# A mention begins where no word does, so that asha@example.com is none; an address is one word.
ENTITY = re.compile(r"(?<![\w@#<])([@#])([\w][\w.\-]*)|(https?://[^\s<>|]+)")


def escape(text: str) -> str:
    """`&`, `<` and `>` as Slack sends them, so that nothing that was typed can be taken for a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_command_text(text: str, state: SlackState) -> str:
    """What was typed after the command. Without `should_escape` in the manifest, names stay as they were typed."""
    return as_slack_sends(text, state) if state.identity.should_escape else escape(text)


def as_slack_sends(text: str, state: SlackState) -> str:
    """The line with the names that Slack knows turned into ids; strangers' names stay as they were typed."""
    names = _names(state)
    pieces, end = [], 0
    for found in ENTITY.finditer(text):
        pieces.append(escape(text[end : found.start()]))
        pieces.append(_entity(found, names))
        end = found.end()
    return "".join([*pieces, escape(text[end:])])


def _entity(found: re.Match[str], names: Mapping[str, str]) -> str:
    mark, word, address = found.groups()
    if address:
        return f"<{escape(address)}>"
    # A full stop or a dash at the end belongs to the sentence where no such name exists.
    for length in range(len(word), 0, -1):
        name, rest = word[:length], word[length:]
        if rest and (rest[0].isalnum() or rest[0] == "_"):
            continue
        if known := names.get(mark + name.casefold()):
            return known + escape(rest)
    return escape(found.group())


def _names(state: SlackState) -> dict[str, str]:
    groups = {f"@{g.handle.casefold()}": f"<!subteam^{g.id}|@{g.handle}>" for g in state.groups.values()}
    users = {f"@{u.name.casefold()}": f"<@{u.id}|{u.name}>" for u in state.users.values() if not u.is_stranger}
    channels = {f"#{c.name.casefold()}": _channel_link(c) for c in state.channels.values() if not c.partner_id}
    return {**{f"@{word}": f"<!{word}>" for word in BROADCASTS}, **groups, **channels, **users}


def _channel_link(channel: Channel) -> str:
    """A private channel's name is kept back."""
    return f"<#{channel.id}|{'' if channel.is_private else channel.name}>"
