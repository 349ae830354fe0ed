"""What all sentences are made of: escaping, mentions, amounts, dates, and the few blocks we post.

The limits are Slack's ("Reference: blocks", "Text object", "Button element"); the builders keep to them, so no
caller has to count. Mrkdwn that comes in is already made `inert` wherever somebody else wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

from bot.core.message import JOINERS, escape
from bot.core.policy import MANAGER, is_group
from bot.messages.language import grouped, month, say, say_many, weekday

SECTION_LENGTH_MAX = 3_000
ALT_TEXT_LENGTH_MAX = 2_000
BUTTON_LENGTH_MAX = 75
OPTION_LENGTH_MAX = 75

Block = dict[str, Any]

# Controls, marks that cannot be seen or turn the writing around, halves of surrogate pairs, separators of lines.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# What opens and closes code is ours to say; this looks the same and does nothing.
_BACKTICK, _LIKE_A_BACKTICK = "`", "\u02cb"

# What Slack gives as a message's address; one that has more in it than that is none.
_ADDRESS = re.compile(r"https?://[\w.:-]+/[\w./?&=%-]*")
_HALF_A_TOKEN = re.compile(r"(?:<[^<>]*|&[a-z]{0,3})\Z")


def in_words(text: str, length_max: int | None = None) -> str:
    """What somebody else wrote, plain and on one line: without marks that cannot be seen or that turn the words around
    them, and at most so many characters of it."""
    line = " ".join(text.split())
    # Whatever is hidden is not printable, and most of what people write is.
    if not line.isprintable():
        hidden = {ord(letter): None for letter in set(line) if not _is_shown(letter)}
        line = " ".join(line.translate(hidden).split())
    return line if length_max is None else _ellipsis(line, length_max)


def _is_shown(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter) not in _HIDDEN


def inert(text: str, length_max: int | None = None) -> str:
    """As `in_words`, for mrkdwn: it pings nobody, links nowhere, and neither opens nor closes our code."""
    return escape(in_words(text, length_max)).replace(_BACKTICK, _LIKE_A_BACKTICK)


def mention(slack_id: str) -> str:
    """A user (U…, W…) or a user group (S…), pinged; MANAGER in words."""
    if slack_id == MANAGER:
        return say("the giver's manager")
    return f"<!subteam^{slack_id}>" if is_group(slack_id) else f"<@{slack_id}>"


def named(slack_id: str, names: Mapping[str, str]) -> str:
    """The mention with the real name beside it, `<@U…> (Asha Rao)`; the mention alone where no name is known."""
    name = inert(names.get(slack_id, ""))
    return f"{mention(slack_id)} ({name})" if name else mention(slack_id)


def link(address: str, words: str) -> str:
    """`<https://…|words>`; empty where there is no address, or none that may stand in a message. `words` are ours."""
    return f"<{escape(address)}|{words}>" if _ADDRESS.fullmatch(address) else ""


def points(n: int | Decimal) -> str:
    """`1 point`, `1,250 points`; a balance with a fraction has two places, `1,250.50 points`."""
    return say_many(n, one="{number} point", many="{number} points")


def these_points(n: int) -> str:
    """`this 1 point`, `these 1,250 points`."""
    return say_many(n, one="this {number} point", many="these {number} points")


def count_of(number: int, noun: str, nouns: str = "") -> str:
    """`1 request`, `1,250 requests`; `nouns` is the plural where an s does not make it. English: for the terminal."""
    return f"{grouped(number)} {noun}" if number == 1 else f"{grouped(number)} {nouns or noun + 's'}"


def any_of(items: Sequence[str], word: Literal["or", "and"] = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    *firsts, last = items or [""]
    if not firsts:
        return last
    some = ", ".join(firsts)
    return (
        say("{some} and {last}", some=some, last=last)
        if word == "and"
        else say("{some} or {last}", some=some, last=last)
    )


def deadline(at: datetime) -> str:
    """Day and time in each reader's own zone; in UTC where a reader's program knows no date tokens."""
    utc = at.astimezone(UTC)
    fallback = f"{weekday(utc)} {utc.day} {month(utc)}, {time_of(utc)}"
    return date_token(at, say("{day} at {time}", day="{date_short_pretty}", time="{time}"), fallback)


def clock(at: datetime) -> str:
    """The time of day alone, in each reader's own zone."""
    return date_token(at, "{time}", time_of(at.astimezone(UTC)))


def time_of(utc: datetime) -> str:
    """`14:33 UTC`."""
    return f"{utc.hour:02}:{utc.minute:02} UTC"


def date_token(at: datetime, tokens: str, fallback: str) -> str:
    """Slack puts each reader's own date and time for these tokens (Slack, "Formatting message text", date
    formatting)."""
    return f"<!date^{int(at.timestamp())}^{tokens}|{fallback}>"


def quote(reason: str) -> str:
    """The reason as a quotation, inert, on one line of its own; empty where there is none."""
    line = inert(reason)
    return f"> {line}" if line else ""


def section(mrkdwn: str) -> Block:
    """A paragraph. What is longer than a section holds ends in an ellipsis."""
    return {"type": "section", "text": _mrkdwn(mrkdwn)}


def context(mrkdwn: str) -> Block:
    """The small print under a paragraph."""
    return {"type": "context", "elements": [_mrkdwn(mrkdwn)]}


def picture(file_id: str, words: str) -> Block:
    """A file that the bot has uploaded, with what it shows for those who do not see it (Slack, "Image block",
    slack_file)."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": _ellipsis(words, ALT_TEXT_LENGTH_MAX)}


def columns(*mrkdwn: str) -> Block:
    """Short texts beside one another, or below on a narrow screen (Slack, "Section block", fields)."""
    return {"type": "section", "fields": [_mrkdwn(text) for text in mrkdwn]}


def header(text: str) -> Block:
    """A headline, plain and ours (Slack, "Header block")."""
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(*buttons: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)}


def confirmation(title: str, text: str, yes: str, no: str) -> Block:
    """What a button asks before its click counts (Slack, "Confirmation dialog object"). Plain, not escaped."""
    parts = {"title": (title, 100), "text": (text, 300), "confirm": (yes, 30), "deny": (no, 30)}
    return {
        part: {"type": "plain_text", "text": _ellipsis(words, length_max)}
        for part, (words, length_max) in parts.items()
    }


def button(
    text: str,
    action_id: str,
    value: str,
    style: Literal["primary", "danger"] | None = None,
    label: str = "",
    confirm: Block | None = None,
) -> Block:
    """One button. `text` and `label` are plain, not escaped; `label` is what a screen reader says instead of `text`."""
    block: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": _ellipsis(text, BUTTON_LENGTH_MAX)},
        "action_id": action_id,
        "value": value,
    }
    if style:
        block["style"] = style
    if label:
        block["accessibility_label"] = _ellipsis(label, BUTTON_LENGTH_MAX)
    if confirm:
        block["confirm"] = confirm
    return block


def menu(action_id: str, *options: tuple[str, str]) -> Block:
    """The three dots beside a row of buttons: each option's words, plain, and its value (Slack, "Overflow menu")."""
    return {"type": "overflow", "action_id": action_id, "options": [option(*each) for each in options]}


def option(text: str, value: str) -> Block:
    """One of several to choose from (Slack, "Option object"). Plain, not escaped."""
    return {"text": {"type": "plain_text", "text": _ellipsis(text, OPTION_LENGTH_MAX)}, "value": value}


def _mrkdwn(text: str) -> Block:
    """With `verbatim`, Slack makes neither links nor mentions out of plain words, so an `@channel` stays a word."""
    if len(text) > SECTION_LENGTH_MAX:
        text = _HALF_A_TOKEN.sub("", text[: SECTION_LENGTH_MAX - 1]).rstrip() + "…"
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _ellipsis(text: str, length_max: int) -> str:
    return text if len(text) <= length_max else text[: length_max - 1].rstrip() + "…"
