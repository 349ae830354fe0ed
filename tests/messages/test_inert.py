"""What other people write changes nothing of what a message does: it pings nobody, links nowhere, hides nothing and
turns nothing around, wherever it stands."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from types import CodeType, FrameType, ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.messages
from bot.core.message import Message
from bot.core.reward import Request
from bot.messages.language import Locale, speaking
from bot.messages.text import in_words, inert, section
from tests.messages.everything import every_view, everything
from tests.messages.samples import (
    ASHA,
    DECIDERS,
    EVERY_STATE,
    FARAH,
    LOCALES,
    MEERA,
    OURS,
    RAVI,
    asked_twice,
    pending,
    strings,
)

PLAIN = "x"
# What Slack, a terminal or a reader's eye would act on.
BITS = (
    "<!channel>", "<!here|here>", "<@U666TYPED>", "<#C666>", "<!subteam^S666>", "<https://x.example|EnKash>",
    "&lt;!here&gt;",
    "<mailto:a@x.example>",
    "&", "<", ">", "&amp;", "`", "```", "\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "> ", "\n> ",
    "\u202e", "\u2066", "\u200f", "\u200b", "\u2060", "\ufeff", "\u00ad", "\x00", "\x07", "\x1b[2J", "\x1b]0;x\x07",
    "\x9b31m", "\x7f", "\ud800", "\U000e0041", "*", "_", "~", "@channel", "{name}", "%s", "\\",
)  # fmt: skip
HOSTILE = st.lists(st.sampled_from(BITS) | st.characters(), min_size=1, max_size=12).map(
    lambda bits: f"{PLAIN}{''.join(bits)}{PLAIN}"
)


def named(words: str, state: str, request: Request) -> Request:
    """The request in that state, with these words for its reason and for everybody's name."""
    names = dict.fromkeys((ASHA, MEERA, RAVI, FARAH), words)
    return EVERY_STATE[state](replace(request, reason=words, names=names))


def said(words: str, state: str, request: Request) -> list[Any]:
    """Everything that is shown while these words stand everywhere."""
    found = named(words, state, request)
    views = [Message("view", tuple(view["blocks"])) for view in every_view(found)]
    return [*everything(found, list(DECIDERS), words), *views]


def texts(message: Message) -> list[tuple[str, str]]:
    """Every text that is shown, with its kind."""
    shown = {"mrkdwn", "plain_text", "accessibility_label"}
    found = [pair for block in message.blocks for pair in strings(block) if pair[0] in shown]
    return [("mrkdwn", message.text), *found]


def does(kind: str, text: str) -> tuple[Any, ...]:
    """What a text does beyond being read: its tokens, its spans of code, its lines and its quotations."""
    if kind != "mrkdwn":
        return (text.count("\n"),)
    assert not re.search(r"[<>]", re.sub(r"(?m)^> ", "", OURS.sub("", text))), text
    assert not re.search(r"&(?!amp;|lt;|gt;)", text), text
    lines = text.split("\n")
    return (OURS.findall(text), text.count("`"), len(lines), [line.startswith("> ") for line in lines])


def hidden(text: str) -> set[str]:
    """Marks that cannot be seen, or turn the writing around; the joiners of names and emoji are none."""
    letters = set(text) - {"\n", "\u200c", "\u200d"}
    return {letter for letter in letters if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


@settings(max_examples=15)
@given(HOSTILE, st.sampled_from(sorted(EVERY_STATE)), st.booleans(), st.sampled_from(LOCALES))
def test_no_message_or_form_does_more_for_what_somebody_wrote_in_it_in_any_language(
    words: str, state: str, is_twice: bool, locale: Locale
) -> None:
    request = asked_twice() if is_twice else pending()
    with speaking(locale):
        pairs = [*zip(said(PLAIN, state, request), said(words, state, request), strict=True)]
    # Much of it stands in many messages.
    shown = {both for expected, found in pairs for both in zip(texts(expected), texts(found), strict=True)}
    for expected, found in shown:
        assert does(*found) == does(*expected)
        assert not hidden(found[1])


@pytest.mark.parametrize("words", [*(bit * 4_000 for bit in ("<!here>", "`", "&", "\u202e")), "".join(BITS) * 30])
def test_however_much_somebody_writes_nothing_of_it_becomes_live(words: str) -> None:
    for kind, text in {pair for message in said(f"{PLAIN}{words}", "approved", pending()) for pair in texts(message)}:
        does(kind, text)
        assert not hidden(text)


def modules() -> Iterator[ModuleType]:
    """Those that say something; `language` says it for them."""
    room = f"{bot.messages.__name__}."
    return (module for name, module in sys.modules.items() if name.startswith(room) and name != f"{room}language")


# Not about anything that somebody writes: they mark what others draw, or the terminal alone has them.
NOT_ABOUT_WORDS = {
    "bot.messages.marking.as_a_test",
    "bot.messages.marking.as_it_is",
    "bot.messages.books.head_line",
    "bot.messages.reconciling.in_statement",
    "bot.messages.text.count_of",
}
# About these there is most to say, so the others are not looked through unless something is missed.
MOST_IS_SAID_OF = ("pending", "declined", "held", "held, approved", "to take back: pending")


def missed(called: set[CodeType]) -> set[str]:
    """What a module offers and nobody has called."""
    return {
        f"{module.__name__}.{name}"
        for module in modules()
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", "") == module.__name__ and hasattr(thing, "__code__")
        if not name.startswith("_") and thing.__code__ not in called
    } - NOT_ABOUT_WORDS


def test_every_message_there_is_is_held_to_this() -> None:
    """A new one that nobody plants words in would be held to nothing."""
    called = set[CodeType]()

    def see(frame: FrameType, event: str, argument: object) -> None:
        called.add(frame.f_code)

    for state in dict.fromkeys((*MOST_IS_SAID_OF, *EVERY_STATE)):
        sys.setprofile(see)
        try:
            said(PLAIN, state, asked_twice())
        finally:
            sys.setprofile(None)
        if not missed(called):
            return
    pytest.fail(f"missed: {sorted(missed(called))}")


@given(st.text())
def test_inert_words_are_inert_on_one_line_and_as_they_were_where_they_were_plain(text: str) -> None:
    found = inert(text)
    assert not hidden(found)
    assert "\n" not in found
    assert does("mrkdwn", found) == ([], 0, 1, [found.startswith("> ")])
    if text.isalnum():
        assert in_words(text) == text
    assert section(found)["text"]["text"] == found or len(found) > 3_000


def test_names_in_indian_scripts_and_emoji_keep_their_joiners() -> None:
    for name in ("क्\u200dष", "ന്\u200d", "👩\u200d💻", "می\u200cخواهم"):
        assert in_words(name) == name
