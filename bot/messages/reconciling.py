"""Where the books and EnKash's do not agree: what each difference is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from bot.core.message import Message
from bot.core.reconciling import BalanceGap, Verdict
from bot.core.statement import Statement
from bot.messages.language import full_stop, later, say, say_many
from bot.messages.phrases import on_day, said
from bot.messages.settling import switch
from bot.messages.text import inert, points, section

# Escaped, a line fits into a section of its own.
SIDE_LENGTH_MAX = 150

MENDS = {
    Verdict.TWICE: later(
        "EnKash moved it more than once. Have EnKash set the surplus right; it is not sent again here."
    ),
    Verdict.PAID_THERE: later(
        "EnKash shows points moved that were not moved here. Find out who moved them, and have EnKash move them back "
        "if that is not meant."
    ),
    Verdict.MISSING_THERE: later(
        "EnKash confirmed it and does not show it now. Ask EnKash what became of this reference."
    ),
    Verdict.DIFFERENT: later(
        "What EnKash shows under this reference is not what was sent. Look at it in the dashboard."
    ),
    Verdict.MISSING_HERE: later("Nobody asked for it here: somebody moved it outside Shabash. Find out who, and why."),
    Verdict.UNCLEAR: later("Look for this reference in EnKash's dashboard yourself."),
    Verdict.OPEN: later("Nothing yet: it is looked up by itself until it is settled."),
    Verdict.MATCHED: "",
}
"""What somebody can do about each."""

NO_WHOLE_DAY = later(
    "The statement covers no whole day, so nothing could be found missing in it: its first and its last day may be cut "
    "off. Export more days, with a movement before those to be checked and one after them."
)


def in_statement(statement: Statement, since: datetime) -> str:
    """What was in it, what was passed over, and on which days a reward would have been missed in it."""
    early = len(statement.rows) - len(statement.rows_since(since))
    number = len(statement.rows) - early
    whole = say_many(number, one="{number} movement in the statement.", many="{number} movements in the statement.")
    some = ", ".join(_passed_over(statement, early, f"{since:%Y-%m-%d}"))
    passed_over = f" {say('Passed over: {rows}.', rows=some)}" if some else ""
    return f"{whole}{passed_over}\n{_days_told(statement, since)}"


def _passed_over(statement: Statement, early: int, day: str) -> Iterator[str]:
    """`early` rows are from before that day."""
    if lacking := statement.without_reference:
        yield say_many(lacking, one="{number} row without a reference", many="{number} rows without a reference")
    if still := statement.not_moved:
        yield say_many(still, one="{number} row that moved nothing", many="{number} rows that moved nothing")
    if early:
        yield say_many(early, one="{number} row from before {day}", many="{number} rows from before {day}", day=day)


def _days_told(statement: Statement, since: datetime) -> str:
    days = statement.whole_days_since(since)
    if days is None:
        return say(
            "It tells no days (the policy names no date_column), so every reward settled since {day} was looked for "
            "in it.",
            day=f"{since:%Y-%m-%d}",
        )
    if days.are_none:
        return say(NO_WHOLE_DAY)
    return say(
        "It covers {first} to {last} whole: the rewards settled on these days were looked for in it. Its first and its "
        "last day may be cut off.",
        first=days.first,
        last=days.last,
    )


def differences(lines: Sequence[Mapping[str, str]], more: int, *, has_paused: bool) -> Message:
    """To the operators, once: what differs and did not the day before."""
    count = len(lines) + more
    headline = say_many(
        count,
        one="I compared my books with EnKash's, and one reward differs.",
        many="I compared my books with EnKash's, and {number} rewards differ.",
    )
    after = say("I say this once. `shabash reconcile` compares again, and changes nothing.")
    if has_paused:
        headline = f"{headline} {say('So I have paused sending.')}"
        meanwhile = say(
            "People can go on asking and approving; what is approved waits. Once you have looked, resume with the "
            "button, or by `shabash resume`."
        )
        after = f"{meanwhile} {after}"
    listed = [*map(_line, lines)]
    if more:
        listed.append(say("… and {number} more: `shabash reconcile` lists them all.", number=more))
    mends = "\n".join(f"• *{verdict}*: {say(MENDS[verdict])}" for verdict in Verdict if _has(lines, verdict))
    last = f"{mends}\n{after}"
    blocks = (*map(section, (headline, *listed, last)), *([switch(on=True)] if has_paused else []))
    return Message(" ".join(" ".join((headline, *listed, last)).split()), blocks)


def balance(before: str, allocated_points: int, now: str, since: str) -> Message:
    """To the operators: the company's account does not hold what the books lead one to expect."""
    gap = BalanceGap(Decimal(before), allocated_points, Decimal(now))
    holds = say(_MORE if gap.points > 0 else _FEWER, now=points(gap.now), difference=points(abs(gap.points)))
    held = say(
        _HELD if gap.allocated_points >= 0 else _HELD_TAKEN_BACK,
        before=points(gap.before),
        when=on_day(datetime.fromisoformat(since)),
        moved=points(abs(gap.allocated_points)),
    )
    mend = say("If nobody knows of it, please look at the account in EnKash's dashboard. I go on sending.")
    return said(f"{holds} {held} {mend}")


_MORE = later(
    "The company's account at EnKash holds {now}, {difference} more than my books say: moved outside Shabash or topped "
    "up."
)
_FEWER = later(
    "The company's account at EnKash holds {now}, {difference} fewer than my books say: moved outside Shabash or "
    "topped up."
)
_HELD = later("It held {before} {when}, and I have allocated {moved} since.")
_HELD_TAKEN_BACK = later("It held {before} {when}, and I have taken back {moved} more than I allocated since.")


def _line(line: Mapping[str, str]) -> str:
    """The verdict and what either side has stand as `shabash reconcile` prints them."""
    there = inert(line["there"].removesuffix("."), SIDE_LENGTH_MAX)
    if line["id"]:
        what = say("{reward}, reference `{reference}`", reward=line["id"], reference=line["reference"])
    else:
        what = say("Reference `{reference}`", reference=inert(line["reference"], SIDE_LENGTH_MAX))
    sides = say("Here: {here}. There: {there}.", here=line["here"], there=there)
    return f"• {what}: *{line['verdict']}*{full_stop()} {sides}"


def _has(lines: Sequence[Mapping[str, str]], verdict: Verdict) -> bool:
    return any(line["verdict"] == verdict for line in lines)
