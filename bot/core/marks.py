"""What a line says beside whom, how many and why: which value the reward shows, as `#ownership`, and that it is
private.

Both are read before the rest. A tag counts wherever it stands; before the reason it is taken out, and in it, as after
"for", it stays the word that it is there. `private` comes first, or between person and points: elsewhere it may be a
word of the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from bot.core.figures import Limits
from bot.core.head import FOR, OPENING, head_of
from bot.core.refusal import Why
from bot.core.value import Typed, Value, tags_in

PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Marked:
    """`rest` is the line without what was read. With `why` it cannot be told what is meant: `seen` is what it is about,
    and `mended` the line as it may have been."""

    rest: str = field(repr=False)
    value: str = ""
    is_private: bool = False
    why: Why | None = None
    seen: str = ""
    mended: str = field(default="", repr=False)


_PRIVATE = re.compile(r"(?<![\w'’#@<|-])[(\[]?private(?:ly)?(?![\w'’-])[)\],:;]*", re.IGNORECASE)
# Tags and signs; and nothing but these before the end, or before a word that leads over to the reason.
_ASIDE = re.compile(r"(?:<\#[^<>]*>|\#[\w-]+|[\W_])*+")
_ALONE = re.compile(rf"{_ASIDE.pattern}(?:\Z|{FOR})", re.IGNORECASE)
_WORD = re.compile(r"\w")
_END = re.compile(r"[\s.!…]*\Z")


def read_marks(text: str, values: Sequence[Value], limits: Limits) -> Marked:
    """The marks of a line, in Slack's escaped form, and the line without them. Without values, tags are words."""
    found = _PRIVATE.search(text)
    if found is None:
        return _read_tags(text, values, limits)
    rest = _blanked(text, found.start(), found.end())
    end = head_of(rest, limits).end
    # It comes before anything else, or in the midst of the head, where no reason has begun.
    if found.start() < end or not _WORD.search(text[: found.start()]):
        marked = _read_tags(rest, values, limits)
        return replace(marked, is_private=True, mended=put_back(marked.mended, "", is_private=True))
    # It stands alone between head and reason, or after a head without one.
    if end and _ASIDE.fullmatch(rest, end, found.start()) and _ALONE.match(rest, found.end()):
        return Marked(rest, why=Why.PRIVATE_OR_REASON, mended=f"{PRIVATE} {rest}")
    return _read_tags(text, values, limits)


def read_value(reason: str, chosen: str, values: Sequence[Value]) -> str | None:
    """Which value a reason shows that was written by itself, beside one that was chosen, if one was; None where that is
    several. What the policy does not know is a word like any other."""
    named = dict.fromkeys(filter(None, (chosen, *(typed.tag for typed in tags_in(reason, values)))))
    return None if len(named) > 1 else next(iter(named), "")


def put_back(line: str, value: str, *, is_private: bool) -> str:
    """The corrected line, or lines, with the marks where they are read again."""
    return "\n".join(_put_back(each, value, is_private=is_private) for each in line.split("\n")) if line else ""


def _put_back(line: str, value: str, *, is_private: bool) -> str:
    if value and not any(typed.tag for typed in tags_in(line, (Value(value, ""),))):
        head, because, reason = line.partition(" for ")
        line = f"{head} #{value}{because}{reason}"
    return f"{PRIVATE} {line}" if is_private else line


def _read_tags(text: str, values: Sequence[Value], limits: Limits) -> Marked:
    typed = list(tags_in(text, values)) if values else []
    if not typed:
        return Marked(text)
    known = [each for each in typed if each.tag]
    unknown, lead = _apart(text, typed, limits)
    others = [each for each in known if each.tag != known[0].tag]
    if others:
        mended = _reworded(text, [each for each in others if each not in lead])
        return Marked(text, why=Why.TWO_VALUES, mended=_without(mended, [each for each in others if each in lead]))
    if unknown is not None:
        near = get_close_matches(unknown.word.casefold(), [value.tag.casefold() for value in values], n=1)
        mended = _reworded(text, [unknown], f" #{near[0]} " if near and not known else "")
        return Marked(text, why=Why.UNKNOWN_VALUE, seen=f"#{unknown.word}", mended=mended)
    return Marked(_without(text, lead), known[0].tag if known else "")


def _apart(text: str, typed: Sequence[Typed], limits: Limits) -> tuple[Typed | None, list[Typed]]:
    """The first that the policy does not know and that begins or ends the reason; and those before the reason that it
    knows. Inside the reason, what it does not know is a word like any other."""
    blank = _without(text, [each for each in typed if each.tag])
    head = head_of(blank, limits)
    opening = OPENING.match(blank, head.end)
    assert opening
    begins_at = opening.end()
    lead_ends_at = begins_at if opening["word"] is None else opening.start("word")
    strangers = [each for each in typed if head.end and not each.tag and not each.is_channel]
    apart = (s for s in strangers if s.start == begins_at or (s.start > begins_at and _END.match(blank, s.end)))
    return next(apart, None), [each for each in typed if each.tag and each.start < lead_ends_at]


def _reworded(text: str, tags: Sequence[Typed], instead: str = "") -> str:
    """The text with these tags as mere words, or with something else in their place."""
    for each in reversed(tags):
        text = f"{text[: each.start]}{instead or each.word}{text[each.end :]}"
    return text


def _without(text: str, tags: Sequence[Typed]) -> str:
    for each in tags:
        text = _blanked(text, each.start, each.end)
    return text


def _blanked(text: str, start: int, end: int) -> str:
    """With spaces instead, so that everything else stays at its place."""
    return text[:start] + " " * (end - start) + text[end:]
