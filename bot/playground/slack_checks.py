"""What Slack's readers of JSON are made of: each check yields what is wrong, with the pointer to where it is.

The words are Slack's own, as its Web API has them in `errors` and `response_metadata.messages`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.playground.server import Json

Check = Callable[[Any, str], Iterator[str]]
"""The value and the JSON pointer to it -> what is wrong with it, in the order in which it stands."""


def fault(words: str, at: str) -> str:
    """One thing that is wrong, as Slack writes it."""
    return f"{words} [json-pointer:{at}]"


def anything(_: Any, __: str) -> Iterator[str]:
    """Nothing is wrong with it."""
    return iter(())


def flag(value: Any, at: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield fault("must provide a boolean", at)


def words(length_max: int, length_min: int = 0) -> Check:
    """A string of so many characters."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must provide a string", at)
        elif len(value) > length_max:
            yield fault(f"must be less than {length_max + 1} characters", at)
        elif len(value) < length_min:
            yield fault(f"must be more than {length_min - 1} characters", at)

    return check


def whole(least: int, most: int) -> Check:
    """A whole number between these."""

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield fault("must provide a number", at)
        elif not least <= value <= most:
            yield fault(f"must be between {least} and {most}", at)

    return check


def one_of(*values: str) -> Check:
    """One of a few words."""

    def check(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            yield fault(f"must be one of: {', '.join(values)}", at)

    return check


def like(pattern: str, example: str) -> Check:
    """A string of that form."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield fault(f"must be written like {example}", at)

    return check


def each(check_item: Check, items_max: int, items_min: int = 1) -> Check:
    """A list of so many items, each of which is checked."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must provide an array", at)
        elif len(value) > items_max:
            yield fault(f"no more than {items_max} items allowed", at)
        elif len(value) < items_min:
            yield fault(f"must have at least {items_min} item{'s' * (items_min != 1)}", at)
        else:
            for place, item in enumerate(value):
                yield from check_item(item, f"{at}/{place}")

    return check


def shape(needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys and no other."""
    known = {**needed, **(allowed or {})}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", at)
            return
        yield from (fault(f"missing required field: {key}", at) for key in needed if value.get(key) is None)
        for key, held in value.items():
            if key not in known:
                yield fault(f"invalid additional property: {key}", at)
            elif held is not None:
                yield from known[key](held, f"{at}/{key}")

    return check


def kinds(table: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these checks it must pass."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            yield fault("must provide an object", at)
        elif kind is None:
            yield fault("missing required field: type", at)
        elif not isinstance(kind, str) or kind not in table:
            yield fault(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from table[kind](value, at)

    return check


def both(first: Check, *others: Check) -> Check:
    """The first check, and where nothing was wrong the others too."""

    def check(value: Any, at: str) -> Iterator[str]:
        found = list(first(value, at))
        yield from found or (wrong for other in others for wrong in other(value, at))

    return check


def distinct(key: str) -> Check:
    """No two objects of the list have the same under that key."""

    def check(items: Any, at: str) -> Iterator[str]:
        seen: set[Any] = set()
        for place, item in enumerate(items):
            held = item.get(key)
            if held and held in seen:
                yield fault(f"`{key}` must be unique: {held}", f"{at}/{place}/{key}")
            seen.add(held)

    return check


def only_one_of(*keys: str) -> Check:
    """Exactly one of these keys is there."""

    def check(value: Json, at: str) -> Iterator[str]:
        if len([key for key in keys if value.get(key) is not None]) != 1:
            yield fault(f"must define either {' or '.join(f'`{key}`' for key in keys)}", at)

    return check
