"""The words of a reason: from what Slack sends to plain text that can be kept.

With `should_escape: true` a slash command's text holds mentions, channels and links as `<…>` tokens and
`&amp; &lt; &gt;` for the three characters (Slack, "Implementing slash commands" and "Formatting message text").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from bot.core.message import escape, unescape


@dataclass(frozen=True, slots=True)
class Mention:
    """A user mentioned inside a reason: shown by name, without a ping."""

    id: str
    name: str = field(default="", repr=False)


Reason = tuple[str | Mention, ...]

# Slack sends emoji as it knows them, :clap:, or as the character. Neither is a word.
EMOJI_NAME = r":[^\s:<>]+:"
EMOJI = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"

# Unicode's Default_Ignorable_Code_Point (every bidirectional and zero-width mark is one), controls that are no white
# space, and halves of surrogate pairs, which no file can hold.
_INVISIBLE = (
    "\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# What holds an emoji of several characters together stays: its colour, its joiner, its keycap.
_PART_OF_EMOJI = (
    rf"(?<=[{EMOJI}])\ufe0f|(?<=[0-9#*])\ufe0f(?=\u20e3)|(?:(?<=[{EMOJI}])|(?<=[{EMOJI}]\ufe0f))\u200d(?=[{EMOJI}])"
)
_HIDDEN_MARK = re.compile(rf"(?!{_PART_OF_EMOJI})[{_INVISIBLE}]")

_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_EMOJI_NAME = re.compile(EMOJI_NAME)
_LETTER = re.compile(r"[^\W_]")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_TOKEN_START = re.compile(r"<(?=[!@#])")
_WHITE_SPACE = re.compile(r"\s+")
_USER_ID = re.compile(r"[UW][A-Z0-9]+")
_SCHEME = re.compile(r"(?:mailto:|tel:|https?://)")
_MENTION_OF_ALL = {"channel", "here", "everyone"}
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}


def read_reason(escaped: str) -> Reason:
    """What Slack sent, taken apart: plain strings and mentions, tidy, without white space at either end."""
    parts: list[str | Mention] = []
    end = 0
    for token in _TOKEN.finditer(escaped):
        parts += [escaped[end : token.start()], _read_token(*token.groups(default=""))]
        end = token.end()
    return _joined([*parts, escaped[end:]])


def unquoted(reason: Reason) -> Reason:
    """Without the one pair of quotes around the whole of it; `"a" and "b"` is not a pair."""
    if not reason or not isinstance(reason[0], str) or not isinstance(reason[-1], str):
        return reason
    opening, closing = reason[0][0], reason[-1][-1]
    if _QUOTES.get(opening) != closing:
        return reason
    whole = "".join(part if isinstance(part, str) else "x" for part in reason)
    inner = _APOSTROPHE.sub("", whole[1:-1])
    if len(whole) < 2 or opening in inner or closing in inner:
        return reason
    first, *others = reason
    parts = [str(first)[1:], *others]
    parts[-1] = str(parts[-1])[:-1]
    return _trimmed(parts)


def has_words(reason: Reason) -> bool:
    """Whether one letter, digit or person is in it; emoji alone are no reason."""
    return any(isinstance(part, Mention) or _LETTER.search(_EMOJI_NAME.sub(" ", part)) for part in reason)


def written(reason: Reason) -> str:
    """As it would be typed, in Slack's escaped form: read again, it is the same reason."""
    return "".join(f"<@{part.id}>" if isinstance(part, Mention) else escape(part) for part in reason)


def plain(reason: Reason, names: Mapping[str, str]) -> str:
    """The text to keep: mentions become names (from `names`, else as Slack sent them, else "somebody").

    It is not escaped. It has no line breaks, no marks that cannot be seen, and nothing that Slack would take for a
    mention, even where somebody forgot to escape it.
    """
    return tidy("".join(_name(part, names) if isinstance(part, Mention) else part for part in reason)).strip()


def plain_text(typed: str) -> str:
    """What Slack sent, as a person would read it."""
    return plain(read_reason(typed), {})


def without_hidden_marks(text: str) -> str:
    """Without the marks that cannot be seen, those excepted that hold an emoji together."""
    return text if text.isascii() and text.isprintable() else _HIDDEN_MARK.sub("", text)


def tidy(text: str) -> str:
    """Composed (NFC), every run of white space one space, no hidden marks, and `<` parted from `!`, `@` and `#`."""
    visible = unicodedata.normalize("NFC", without_hidden_marks(text))
    return _TOKEN_START.sub("< ", _WHITE_SPACE.sub(" ", visible))


def _name(who: Mention, names: Mapping[str, str]) -> str:
    return names.get(who.id) or who.name or "somebody"


def _read_token(kind: str, target: str, label: str) -> str | Mention:
    """Everything but a person becomes words: `<!channel>` is "@channel", `<#C9|general>` "#general"."""
    if kind == "@" and _USER_ID.fullmatch(target):
        return Mention(target, unescape(label).removeprefix("@"))
    if kind == "@" or target in _MENTION_OF_ALL:
        return f"@{label.removeprefix('@') or target}"
    if kind == "#":
        return f"#{label or 'private-channel'}"
    if kind == "!":
        return label or f"@{target.split('^')[0]}"
    return _read_link(target, label)


def _read_link(url: str, label: str) -> str:
    """An address that Slack itself made a link of is written as it was typed; a label keeps its address beside it."""
    address = _SCHEME.sub("", url, count=1)
    if not label:
        return address if url.startswith(("mailto:", "tel:")) else url
    return label if label in (url, address) else f"{label} ({url})"


def _joined(parts: list[str | Mention]) -> Reason:
    """Neighbouring strings become one before they are tidied, so that no mark and no token hides in a seam."""
    joined: list[str | Mention] = []
    for is_text, group in groupby(parts, lambda part: isinstance(part, str)):
        run = list(group)
        joined += [tidy(unescape("".join(map(str, run))))] if is_text else run
    return _trimmed(joined)


def _trimmed(parts: list[str | Mention]) -> Reason:
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part)
