"""The head of a line: who is to get points, and how many each, in either order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.figures import EXAMPLE, Amount, Limits, amount_at
from bot.core.message import escape
from bot.core.reason import EMOJI_NAME, plain_text, without_hidden_marks
from bot.core.refusal import Why

# Who a corrected line names where nobody can be guessed.
NOBODY = "@name"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the head of a line, or a user group: `typed` is how a corrected line names them. With `why` nobody
    can be rewarded."""

    typed: str
    end: int = 0
    id: str = ""
    why: Why | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the reason, as far as it was found; the reason begins at `end`."""

    people: tuple[Person, ...] = ()
    amount: Amount | None = None
    end: int = 0
    has_hidden_marks: bool = False


# What leads over to a reason, what joins two people, and the signs between; a colon may begin an emoji's name instead.
FOR = r"(?:for|because|as|since)(?![\w'’])"
_AND = r"(?:(?:and|aur|और)(?!\w)|&amp;|&|\+)(?=\s*(?:<[@!]|@))"
_COLON = rf":(?!{EMOJI_NAME[1:]})"
_SIGNS = rf"(?:[\s,]|{_COLON}|[-–—](?!\d))*"
NAME = rf"(?!{FOR}|(?:to|give|and)\b)[^\W\d_][^\s<,:\d]*"
FLAGS = re.VERBOSE | re.IGNORECASE | re.DOTALL

GAP = re.compile(rf"(?:[\s,]|{_COLON}|(?:to|give|please)(?![\w'’])|{_AND})*", FLAGS)
_RUN = re.compile(r"\S*")
_USER = r"<@(?P<id>(?-i:[UW][A-Z0-9]+))(?:\|[^<>]*)?>"
MENTION = re.compile(_USER)
_PERSON = re.compile(
    rf"""{_USER}(?!['’]s\b)
    |<!subteam\^(?P<group>(?-i:S[A-Z0-9]+))(?:\|[^<>]*)?>
    |(?P<everybody><!(?:channel|here|everyone)(?:\|[^<>]*)?>|@(?:channel|here|everyone)\b)
    |(?P<channel><\#[^<>]*>|\#(?!\d+\b)[\w-]+)
    |(?P<plain_name><mailto:[^<>]*>|@[^\s<,:]*(?:(?:\s+{NAME}){{1,2}}(?=\s+[₹\d]))?)""",
    FLAGS,
)
OPENING = re.compile(
    rf"""(?:\s*please(?=\s*(?:\Z|[-–—:,]|{FOR})))?[.!;…]*{_SIGNS}(?:(?P<word>{FOR}){_SIGNS}|{_AND}\s*)?""", FLAGS
)
# Where no amount stood in the head: the last number that ends the line or comes before "for" is the likeliest.
_AMOUNT_INSIDE = re.compile(
    rf"(?P<before>(?:.*[\s>])?)(?P<amount>\d(?:[\d.,]*\d)?)(?:\s*(?:points?|pts?))?(?P<after>[.!]*\s*|\s+{FOR}.*)",
    FLAGS,
)


def head_of(text: str, limits: Limits) -> Head:
    """Take people and one amount from the beginning, in either order, until something else comes."""
    people: dict[str, Person] = {}
    amount: Amount | None = None
    end = at = 0
    while not (people and amount and amount.end == end):
        at = end_of(GAP, text, end)
        if amount is None and (found := amount_at(text, at, limits)):
            amount, end = found, found.end
        elif (person := person_at(text, at)) and (person.id or not (people and amount)):
            people.setdefault(person.typed, person)
            end = person.end
        else:
            break
    # What touches the head, or stopped it, is looked at with it; a mark further on is the reason's.
    looked_at = text[: end_of(_RUN, text, end if people and amount else at)]
    if not without_hidden_marks(text[len(looked_at) :]).strip():
        looked_at = text
    return Head(tuple(people.values()), amount, end, without_hidden_marks(looked_at) != looked_at)


def end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where what is found there ends; `at` itself where nothing is."""
    found = pattern.match(text, at)
    return found.end() if found else at


def person_at(text: str, at: int) -> Person | None:
    """Who is named there, or what stands in a person's place."""
    found = _PERSON.match(text, at)
    if not found:
        return None
    if found["id"]:
        return Person(f"<@{found['id']}>", found.end(), id=found["id"])
    if found["group"]:
        return Person(f"<!subteam^{found['group']}>", found.end(), id=found["group"])
    seen = plain_text(found[0])
    typed = escape(seen) if found["plain_name"] and seen.startswith("@") else NOBODY
    return Person(typed, found.end(), why=Why(str(found.lastgroup)), seen=seen)


def completed(head: Head, rest: str, limits: Limits) -> tuple[tuple[Person, ...], Amount, str]:
    """What a corrected line begins with, guessed where it is missing, and what is left for the reason."""
    people = head.people
    if not people and (found := MENTION.search(rest)):
        people = (Person(f"<@{found['id']}>", id=found["id"]),)
        if end_of(OPENING, rest, 0) == found.start() and person_at(rest, found.start()):
            rest = rest[found.end() :]
    amount = head.amount
    if amount is None and (found := _AMOUNT_INSIDE.fullmatch(rest)):
        rest = found["before"] + found["after"]
        amount = amount_at(found["amount"], 0, limits)
    return people or (Person(NOBODY),), amount or Amount(limits.nearest(EXAMPLE), 0), rest
