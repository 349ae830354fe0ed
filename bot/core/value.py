"""The company's values: what a reward may show, named by a tag such as `#ownership`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TAG_LENGTH_MAX = 40


@dataclass(frozen=True, slots=True)
class Value:
    """`tag` is what givers type behind a #, and what the ledger keeps; `name` is what people read, with an emoji or
    without."""

    tag: str
    name: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A tag as it stands in a line, from `start` to `end`. `tag` is the policy's spelling, empty where it knows none
    such; `is_channel`: Slack made the name of a channel of it."""

    start: int
    end: int
    word: str
    tag: str
    is_channel: bool


# A number is none: people write #1 and #4711. Slack makes <#C…|name> of what is a channel's name too.
_TAG = re.compile(r"(?<![\w#&/;|<])[(\[]?(?:<#\w+\|(?P<channel>[^<>|]+)>|#(?P<word>(?=[\w-]*[^\W\d])[\w-]+))[)\]]?")


def tags_in(text: str, values: Sequence[Value]) -> Iterator[Typed]:
    """Every tag in what somebody typed, in order, whether the policy knows it or not; capital letters do not matter."""
    known = {value.tag.casefold(): value.tag for value in values}
    for found in _TAG.finditer(text):
        word = found["word"] or found["channel"]
        yield Typed(found.start(), found.end(), word, known.get(word.casefold(), ""), found["word"] is None)


def name_of(tag: str, values: Sequence[Value]) -> str:
    """What people call it; empty where the policy does not know it."""
    return next((value.name for value in values if value.tag == tag), "")
