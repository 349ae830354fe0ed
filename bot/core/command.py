"""The text after the command, `@asha 100 for the demo`: what is asked, or why not.

`parse` is total: any text gives a request, a subcommand or a refusal, and every refusal holds a whole corrected line
with the person's reason kept. A line is read from its head, the person and the amount in either order; what follows
is the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from bot.core.figures import EXAMPLE, Amount, Limits, amount_at
from bot.core.message import escape
from bot.core.reason import (
    EMOJI_NAME,
    Mention,
    Reason,
    has_words,
    plain,
    plain_text,
    read_reason,
    unquoted,
    without_hidden_marks,
    written,
)
from bot.core.refusal import Refusal, Why
from bot.core.reward import normal_id

__all__ = ["LENGTH_MAX", "NOBODY", "SUBCOMMANDS", "Ask", "Mention", "Reason", "Subcommand", "line_of", "parse", "plain"]

# Characters. A reason of this length, escaped, fits into one section of a message (3,000) with what is said around it.
LENGTH_MAX = 2_000
# Characters that a mend may add to a line: "for", a comma in the number, spaces.
MEND_LENGTH_MAX = 50
# Characters around each of several lines: the command, backticks, a line break.
LINE_FRAME = 20
SUBCOMMANDS = ("help", "pending", "history", "status", "cancel", "explain", "budget", "away", "back")
# Who a corrected line names where nobody can be guessed.
NOBODY = "@name"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a giver asks: whole points, within the policy's limits, for one person. A reason may be left out."""

    recipient_id: str
    points: int
    reason: Reason = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Subcommand:
    """`word` is one of SUBCOMMANDS, or empty where nothing was typed. `argument` is what followed explain, away or
    history; after status or cancel an id in its normal form, or what was typed; `nearest` what a wrong word is like."""

    word: str
    argument: str = field(default="", repr=False)
    nearest: str = ""


Result = Ask | Subcommand | Refusal


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody in the head of a line: `typed` is how a corrected line names them. With `why` nobody can be rewarded."""

    typed: str
    end: int = 0
    id: str = ""
    why: Why | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the reason, as far as it was found; the reason begins at `end`."""

    people: tuple[_Person, ...] = ()
    amount: Amount | None = None
    end: int = 0
    has_hidden_marks: bool = False


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands after the head. `opening` led over to the reason, with a word like "for" or without, and is dropped.
    `typed` is the reason with its quotes, `escaped` the same as it arrived."""

    opening: str
    has_word: bool
    typed: Reason
    escaped: str


# What leads over to a reason, what joins two people, and the signs between; a colon may begin an emoji's name instead.
_FOR = r"(?:for|because|as|since)(?![\w'’])"
_AND = r"(?:(?:and|aur|और)(?!\w)|&amp;|&|\+)(?=\s*(?:<[@!]|@))"
_COLON = rf":(?!{EMOJI_NAME[1:]})"
_SIGNS = rf"(?:[\s,]|{_COLON}|[-–—](?!\d))*"
_NAME = rf"(?!{_FOR}|(?:to|give|and)\b)[^\W\d_][^\s<,:\d]*"
_FLAGS = re.VERBOSE | re.IGNORECASE | re.DOTALL

_GAP = re.compile(rf"(?:[\s,]|{_COLON}|(?:to|give|please)(?![\w'’])|{_AND})*", _FLAGS)
_RUN = re.compile(r"\S*")
_USER = r"<@(?P<id>(?-i:[UW][A-Z0-9]+))(?:\|[^<>]*)?>"
_MENTION = re.compile(_USER)
_PERSON = re.compile(
    rf"""{_USER}(?!['’]s\b)
    |(?P<user_group><!subteam\^[^<>]*>)
    |(?P<everybody><!(?:channel|here|everyone)(?:\|[^<>]*)?>|@(?:channel|here|everyone)\b)
    |(?P<channel><\#[^<>]*>|\#(?!\d+\b)[\w-]+)
    |(?P<plain_name><mailto:[^<>]*>|@[^\s<,:]*(?:(?:\s+{_NAME}){{1,2}}(?=\s+[₹\d]))?)""",
    _FLAGS,
)
_OPENING = re.compile(
    rf"""(?:\s*please(?=\s*(?:\Z|[-–—:,]|{_FOR})))?[.!;…]*{_SIGNS}(?:(?P<word>{_FOR}){_SIGNS}|{_AND}\s*)?""", _FLAGS
)
# A number that stands for itself: neither 2nd nor 24x7, 24/7, 10:30 or 5-star. `alone`: and nothing is counted by it.
_NUMBER = re.compile(
    rf"""[-+−–—₹]*\d[\d.,]*(?:\s*(?:points?|pts?|k|l|lakhs?|/-|%))?(?!\w|[-/:.]\w)(?P<alone>(?=\s*(?:\Z|{_FOR})))?""",
    _FLAGS,
)
# Where no amount stood in the head: the last number that ends the line or comes before "for" is the likeliest.
_AMOUNT_INSIDE = re.compile(
    rf"(?P<before>(?:.*[\s>])?)(?P<amount>\d(?:[\d.,]*\d)?)(?:\s*(?:points?|pts?))?(?P<after>[.!]*\s*|\s+{_FOR}.*)",
    _FLAGS,
)
_FIRST_WORD = re.compile(r"[\s\-/]*(?P<word>[^\W\d_]+)[\s:.,!?]*(?P<rest>.*)", re.DOTALL)
_BARE_NAME = re.compile(rf"{_GAP.pattern}(?P<line>{_NAME}(?:\s+{_NAME}){{0,2}}\s+(?=[₹\d]).*)", _FLAGS)


def parse(
    text: str, *, points_min: int = 1, points_max: int = 10_000, rupees_per_point: int | None = None
) -> Ask | Subcommand | Refusal:
    """Read what Slack sends as `text`, escaped (`should_escape: true`). Any text gives an answer, and none an error.

    `points_min` and `points_max` are the policy's; rupees are taken for points only where `rupees_per_point` is 1.
    """
    limits = Limits(points_min, points_max, rupees_per_point)
    if len(text) > LENGTH_MAX:
        return _too_long(text, limits)
    return _subcommand(text) or _read(text, limits)[0]


def line_of(ask: Ask) -> str:
    """The line that asks for this, as it would be typed after the command, in Slack's escaped form."""
    return _line((_Person(f"<@{ask.recipient_id}>"),), ask.points, ask.reason)


def _too_long(text: str, limits: Limits) -> Refusal:
    """The mend is the line cut where a word ends, if that leaves a line at all."""
    kept = re.sub(r"(?:<[^<>]*|\S*)\Z", "", text[: LENGTH_MAX - MEND_LENGTH_MAX])
    line = _read(kept, limits)[1]
    return Refusal(Why.TOO_LONG, line=line if len(line) <= LENGTH_MAX else "", limit=LENGTH_MAX)


def _subcommand(text: str) -> Subcommand | None:
    if not text.strip():
        return Subcommand("")
    found = _FIRST_WORD.fullmatch(text)
    if not found or (word := found["word"].lower()) not in SUBCOMMANDS:
        return None
    if word not in ("status", "cancel"):
        return Subcommand(word, found["rest"] if word in ("explain", "away", "history") else "")
    argument = plain_text(found["rest"]).strip("`'\"., ")
    return Subcommand(word, normal_id(argument) or argument)


def _read(text: str, limits: Limits) -> tuple[Result, str]:
    """The result, and the whole line as it should be typed: empty where nothing in the text asks for a reward."""
    head = _head(text, limits)
    if head.has_hidden_marks:
        line = _read(without_hidden_marks(text), limits)[1]
        return Refusal(Why.HIDDEN_MARKS, line=line), line
    if head.people or head.amount:
        return _read_after(head, text, limits)
    return _read_without_head(text, limits)


def _read_after(head: _Head, text: str, limits: Limits) -> tuple[Result, str]:
    people, amount, rest = _completed(head, text[head.end :], limits)
    tail = _tail(rest)
    line = _line(people, amount.points, tail.typed)
    if refusal := _fault(head) or _doubt(tail):
        return replace(refusal, line=line), line
    return Ask(people[0].id, amount.points, unquoted(tail.typed)), line


def _head(text: str, limits: Limits) -> _Head:
    """Take people and one amount from the beginning, in either order, until something else comes."""
    people: dict[str, _Person] = {}
    amount: Amount | None = None
    end = at = 0
    while not (people and amount and amount.end == end):
        at = _end_of(_GAP, text, end)
        if amount is None and (found := amount_at(text, at, limits)):
            amount, end = found, found.end
        elif (person := _person_at(text, at)) and (person.id or not (people and amount)):
            people.setdefault(person.typed, person)
            end = person.end
        else:
            break
    # What touches the head, or stopped it, is looked at with it; a mark further on is the reason's.
    looked_at = text[: _end_of(_RUN, text, end if people and amount else at)]
    if not without_hidden_marks(text[len(looked_at) :]).strip():
        looked_at = text
    return _Head(tuple(people.values()), amount, end, without_hidden_marks(looked_at) != looked_at)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _person_at(text: str, at: int) -> _Person | None:
    found = _PERSON.match(text, at)
    if not found:
        return None
    if found["id"]:
        return _Person(f"<@{found['id']}>", found.end(), id=found["id"])
    seen = plain_text(found[0])
    typed = escape(seen) if found["plain_name"] and seen.startswith("@") else NOBODY
    return _Person(typed, found.end(), why=Why(str(found.lastgroup)), seen=seen)


def _completed(head: _Head, rest: str, limits: Limits) -> tuple[tuple[_Person, ...], Amount, str]:
    """What a corrected line begins with, guessed where it is missing, and what is left for the reason."""
    people = head.people
    if not people and (found := _MENTION.search(rest)):
        people = (_Person(f"<@{found['id']}>", id=found["id"]),)
        if _end_of(_OPENING, rest, 0) == found.start() and _person_at(rest, found.start()):
            rest = rest[found.end() :]
    amount = head.amount
    if amount is None and (found := _AMOUNT_INSIDE.fullmatch(rest)):
        rest = found["before"] + found["after"]
        amount = amount_at(found["amount"], 0, limits)
    return people or (_Person(NOBODY),), amount or Amount(limits.nearest(EXAMPLE), 0), rest


def _tail(rest: str) -> _Tail:
    visible = without_hidden_marks(rest)
    opening = _OPENING.match(visible)
    assert opening
    escaped_reason = visible[opening.end() :]
    return _Tail(opening[0], opening["word"] is not None, read_reason(escaped_reason), escaped_reason)


def _line(people: tuple[_Person, ...], points: int, reason: Reason) -> str:
    """One line for each person, the first always; as many as fit into one message with what is said around them."""
    because = f" for {written(reason)}" if has_words(reason) else ""
    lines = [f"{person.typed} {points:,}{because}" for person in people]
    return "\n".join(lines[: max(1, LENGTH_MAX // (len(lines[0]) + LINE_FRAME))])


def _fault(head: _Head) -> Refusal | None:
    """What is wrong with the head."""
    for person in head.people:
        if person.why:
            return Refusal(person.why, seen=person.seen)
    if len(head.people) > 1:
        return Refusal(Why.SEVERAL_PEOPLE)
    if head.amount and head.amount.why:
        return Refusal(head.amount.why, seen=head.amount.seen, limit=head.amount.limit)
    if not head.people:
        return Refusal(Why.PERSON_MISSING)
    return None if head.amount else Refusal(Why.POINTS_MISSING, person_id=head.people[0].id)


def _doubt(tail: _Tail) -> Refusal | None:
    """What cannot be told from the way the reason begins. After "for" everything is the reason."""
    if not tail.has_word:
        number = _NUMBER.match(tail.escaped)
        if number and (number["alone"] is not None or not (tail.opening.strip() or "\n" in tail.opening)):
            return Refusal(Why.TWO_NUMBERS, seen=number[0])
        person = _person_at(tail.escaped, 0)
        if person and person.why is not Why.CHANNEL and not re.search("[-–—:;.!…]", tail.opening):
            return Refusal(Why.SECOND_PERSON, seen=person.seen, person_id=person.id)
    is_begun = tail.has_word or tail.typed
    return Refusal(Why.EMPTY_REASON) if is_begun and not has_words(tail.typed) else None


def _read_without_head(text: str, limits: Limits) -> tuple[Result, str]:
    """A line that begins with neither: with somebody mentioned in it, it is a request all the same; else help."""
    if mention := _MENTION.search(text):
        figure = re.search(r"[₹\d]", text)
        for start in (mention.start(), figure.start() if figure else 0):
            result, line = _read_after(_head(text[start:], limits), text[start:], limits)
            if isinstance(result, Ask):
                return Refusal(Why.PERSON_MISSING, line=line), line
        return _read_after(_Head(), text, limits)
    word = _FIRST_WORD.fullmatch(text)
    nearest = get_close_matches(word["word"].lower()[:20], SUBCOMMANDS, n=1, cutoff=0.7) if word else []
    if not nearest and (bare := _BARE_NAME.fullmatch(text)):
        result, line = _read(f"@{bare['line']}", limits)
        if " for " in line:
            return result, line
    return Subcommand("help", nearest=nearest[0] if nearest else ""), ""
