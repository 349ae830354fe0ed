"""The text after the command, `@asha 100 for the demo`: what is asked, or why not.

`parse` is total: any text gives a request, a subcommand or a refusal, and every refusal holds a whole corrected line
with the person's reason kept. A line is read from its head, the person and the amount in either order; what follows
is the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from bot.core.figures import Limits
from bot.core.head import (
    FLAGS,
    FOR,
    GAP,
    MENTION,
    NAME,
    NOBODY,
    OPENING,
    Head,
    Person,
    completed,
    head_of,
    person_at,
)
from bot.core.ids import normal_id
from bot.core.marks import PRIVATE, put_back, read_marks
from bot.core.policy import is_group
from bot.core.reason import (
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
from bot.core.value import Value

__all__ = ["LENGTH_MAX", "NOBODY", "SUBCOMMANDS", "Ask", "Mention", "Reason", "Subcommand", "line_of", "parse", "plain"]

# Characters. A reason of this length, escaped, fits into one section of a message (3,000) with what is said around it.
LENGTH_MAX = 2_000
# Characters that a mend may add to a line: "for", a comma in the number, spaces.
MEND_LENGTH_MAX = 50
SUBCOMMANDS = ("help", "pending", "history", "balance", "status", "cancel", "explain", "budget", "away", "back", "undo")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a giver asks: whole points, within the policy's limits, for each of these people, and for whoever is in
    these user groups. Nobody and no group is there twice. A reason may be left out. `value` is the tag of what it
    shows, empty where none was named; `is_private`: no channel is to hear of it."""

    people: tuple[str, ...]
    points: int
    reason: Reason = field(default=(), repr=False)
    groups: tuple[str, ...] = ()
    value: str = ""
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Subcommand:
    """`word` is one of SUBCOMMANDS, or empty where nothing was typed. `argument` is what followed explain, away, undo
    or history, or the word private where only that was typed; after status or cancel an id in its normal form, or what
    was typed; `nearest` what a wrong word is like."""

    word: str
    argument: str = field(default="", repr=False)
    nearest: str = ""


Result = Ask | Subcommand | Refusal


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands after the head. `opening` led over to the reason, with a word like "for" or without, and is dropped.
    `typed` is the reason with its quotes, `escaped` the same as it arrived."""

    opening: str
    has_word: bool
    typed: Reason
    escaped: str


# A number that stands for itself: neither 2nd nor 24x7, 24/7, 10:30 or 5-star. `alone`: and nothing is counted by it.
_NUMBER = re.compile(
    rf"""[-+−–—₹]*\d[\d.,]*(?:\s*(?:points?|pts?|k|l|lakhs?|/-|%))?(?!\w|[-/:.]\w)(?P<alone>(?=\s*(?:\Z|{FOR})))?""",
    FLAGS,
)
_FIRST_WORD = re.compile(r"[\s\-/]*(?P<word>[^\W\d_]+)[\s:.,!?]*(?P<rest>.*)", re.DOTALL)
_BARE_NAME = re.compile(rf"{GAP.pattern}(?P<line>{NAME}(?:\s+{NAME}){{0,2}}\s+(?=[₹\d]).*)", FLAGS)


def parse(
    text: str,
    *,
    points_min: int = 1,
    points_max: int = 10_000,
    rupees_per_point: int | None = None,
    values: tuple[Value, ...] = (),
) -> Ask | Subcommand | Refusal:
    """Read what Slack sends as `text`, escaped (`should_escape: true`). Any text gives an answer, and none an error.

    `points_min`, `points_max` and `values` are the policy's; rupees are taken for points only where `rupees_per_point`
    is 1.
    """
    limits = Limits(points_min, points_max, rupees_per_point)
    if len(text) > LENGTH_MAX:
        return _too_long(text, limits, values)
    return _subcommand(text) or _read_marked(text, limits, values)


def line_of(ask: Ask) -> str:
    """The line that asks for this, as it would be typed after the command, in Slack's escaped form."""
    named = (*(f"<@{person}>" for person in ask.people), *(f"<!subteam^{group}>" for group in ask.groups))
    line = _line(tuple(map(Person, named)) or (Person(NOBODY),), ask.points, ask.reason)
    return put_back(line, ask.value, is_private=ask.is_private)


def _read_marked(text: str, limits: Limits, values: tuple[Value, ...]) -> Result:
    """What is asked, with the value that it shows, and private or not; each corrected line has both again."""
    marked = read_marks(text, values, limits)
    if marked.why is not None:
        return Refusal(marked.why, seen=marked.seen, line=_mended(marked.mended, limits, values))
    found = _subcommand(marked.rest) or _read(marked.rest, limits)[0]
    if isinstance(found, Ask):
        return replace(found, value=marked.value, is_private=marked.is_private)
    if isinstance(found, Refusal):
        return replace(found, line=put_back(found.line, marked.value, is_private=marked.is_private))
    return replace(found, argument=PRIVATE) if marked.is_private and not found.word else found


def _mended(text: str, limits: Limits, values: tuple[Value, ...]) -> str:
    """The whole line as it should be typed: empty where nothing in the text asks for a reward."""
    found = _read_marked(text, limits, values)
    return line_of(found) if isinstance(found, Ask) else found.line if isinstance(found, Refusal) else ""


def _too_long(text: str, limits: Limits, values: tuple[Value, ...]) -> Refusal:
    """The mend is the line cut where a word ends, if that leaves a line at all."""
    kept = re.sub(r"(?:<[^<>]*|\S*)\Z", "", text[: LENGTH_MAX - MEND_LENGTH_MAX])
    line = _mended(kept, limits, values)
    return Refusal(Why.TOO_LONG, line=line if len(line) <= LENGTH_MAX else "", limit=LENGTH_MAX)


def _subcommand(text: str) -> Subcommand | None:
    if not text.strip():
        return Subcommand("")
    found = _FIRST_WORD.fullmatch(text)
    if not found or (word := found["word"].lower()) not in SUBCOMMANDS:
        return None
    if word not in ("status", "cancel"):
        return Subcommand(word, found["rest"] if word in ("explain", "away", "history", "undo") else "")
    argument = plain_text(found["rest"]).strip("`'\"., ")
    return Subcommand(word, normal_id(argument) or argument)


def _read(text: str, limits: Limits) -> tuple[Result, str]:
    """The result, and the whole line as it should be typed: empty where nothing in the text asks for a reward."""
    head = head_of(text, limits)
    if head.has_hidden_marks:
        line = _read(without_hidden_marks(text), limits)[1]
        return Refusal(Why.HIDDEN_MARKS, line=line), line
    if head.people or head.amount:
        return _read_after(head, text, limits)
    return _read_without_head(text, limits)


def _read_after(head: Head, text: str, limits: Limits) -> tuple[Result, str]:
    people, amount, rest = completed(head, text[head.end :], limits)
    tail = _tail(rest)
    line = _line(people, amount.points, tail.typed)
    if refusal := _fault(head) or _doubt(tail):
        return replace(refusal, line=line), line
    ids = tuple(person.id for person in people)
    groups = tuple(filter(is_group, ids))
    named = tuple(slack_id for slack_id in ids if slack_id not in groups)
    return Ask(named, amount.points, unquoted(tail.typed), groups), line


def _tail(rest: str) -> _Tail:
    visible = without_hidden_marks(rest)
    opening = OPENING.match(visible)
    assert opening
    escaped_reason = visible[opening.end() :]
    return _Tail(opening[0], opening["word"] is not None, read_reason(escaped_reason), escaped_reason)


def _line(people: tuple[Person, ...], points: int, reason: Reason) -> str:
    because = f" for {written(reason)}" if has_words(reason) else ""
    return f"{' '.join(person.typed for person in people)} {points:,}{because}"


def _fault(head: Head) -> Refusal | None:
    """What is wrong with the head."""
    for person in head.people:
        if person.why:
            return Refusal(person.why, seen=person.seen)
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
        person = person_at(tail.escaped, 0)
        if person and person.why is not Why.CHANNEL and not re.search("[-–—:;.!…]", tail.opening):
            return Refusal(Why.SECOND_PERSON, seen=person.seen, person_id=person.id)
    is_begun = tail.has_word or tail.typed
    return Refusal(Why.EMPTY_REASON) if is_begun and not has_words(tail.typed) else None


def _read_without_head(text: str, limits: Limits) -> tuple[Result, str]:
    """A line that begins with neither: with somebody mentioned in it, it is a request all the same; else help."""
    if mention := MENTION.search(text):
        figure = re.search(r"[₹\d]", text)
        for start in (mention.start(), figure.start() if figure else 0):
            result, line = _read_after(head_of(text[start:], limits), text[start:], limits)
            if isinstance(result, Ask):
                return Refusal(Why.PERSON_MISSING, line=line), line
        return _read_after(Head(), text, limits)
    word = _FIRST_WORD.fullmatch(text)
    nearest = get_close_matches(word["word"].lower()[:20], SUBCOMMANDS, n=1, cutoff=0.7) if word else []
    if not nearest and (bare := _BARE_NAME.fullmatch(text)):
        result, line = _read(f"@{bare['line']}", limits)
        if " for " in line:
            return result, line
    return Subcommand("help", nearest=nearest[0] if nearest else ""), ""
