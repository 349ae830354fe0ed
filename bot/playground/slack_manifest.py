"""What the app was granted: read from the text of its own manifest, so that the stand-in grants what Slack would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One of an app's shortcuts. `kind` is global, from anywhere, or message, at one."""

    name: str
    kind: str
    callback_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The lines of a manifest by which Slack decides what an app may do and hear."""

    command: str
    should_escape: bool
    """Whether names that are typed after the command arrive as ids."""
    shortcuts: tuple[Shortcut, ...]
    scopes: tuple[str, ...]
    events: tuple[str, ...]
    has_home: bool
    has_messages: bool
    """Whether the app and a person can write to each other at all."""
    messages_are_read_only: bool
    """Whether only the app writes there."""


def read_manifest(text: str) -> Manifest:
    """Reads a manifest in the form of ours: one key or item a line, comments on lines of their own."""
    return Manifest(
        command=_word(text, "- command"),
        should_escape=_word(text, "should_escape") == "true",
        shortcuts=tuple(Shortcut(*found) for found in _SHORTCUT.findall(text)),
        # Whoever installs it may refuse the optional ones; nobody does here.
        scopes=(*_items(text, "bot"), *_items(text, "bot_optional")),
        events=_items(text, "bot_events"),
        has_home=_word(text, "home_tab_enabled") == "true",
        has_messages=_word(text, "messages_tab_enabled") == "true",
        messages_are_read_only=_word(text, "messages_tab_read_only_enabled") == "true",
    )


_SHORTCUT = re.compile(r"^ *- name: (.+)\n *type: (global|message)\n *callback_id: (\S+)$", re.MULTILINE)


def _word(text: str, key: str) -> str:
    found = re.search(rf"^ *{re.escape(key)}: *(\S+) *$", text, re.MULTILINE)
    return found[1] if found else ""


def _items(text: str, key: str) -> tuple[str, ...]:
    """The items of the list below that key, comments between them left out."""
    found = re.search(rf"^( *){key}:\n((?:\1  .*\n)+)", text, re.MULTILINE)
    return tuple(re.findall(r"^ *- (\S+)$", found[2], re.MULTILINE)) if found else ()


OURS = read_manifest(files("bot").joinpath("manifest.yml").read_text("utf-8"))
"""Shabash's own."""
