"""Where the books and EnKash's do not agree: what each difference is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from bot.core.message import Message
from bot.core.reconciling import BalanceGap, Verdict
from bot.core.statement import Statement
from bot.messages.phrases import on_day, said
from bot.messages.settling import switch
from bot.messages.text import count_of, inert, points, section

# Escaped, a line fits into a section of its own.
SIDE_LENGTH_MAX = 150

MENDS = {
    Verdict.TWICE: "EnKash moved it more than once. Have EnKash set the surplus right; it is not sent again here.",
    Verdict.PAID_THERE: "EnKash shows points moved that were not moved here. Find out who moved them, and have "
    "EnKash move them back if that is not meant.",
    Verdict.MISSING_THERE: "EnKash confirmed it and does not show it now. Ask EnKash what became of this reference.",
    Verdict.DIFFERENT: "What EnKash shows under this reference is not what was sent. Look at it in the dashboard.",
    Verdict.MISSING_HERE: "Nobody asked for it here: somebody moved it outside Shabash. Find out who, and why.",
    Verdict.UNCLEAR: "Look for this reference in EnKash's dashboard yourself.",
    Verdict.OPEN: "Nothing yet: it is looked up by itself until it is settled.",
    Verdict.MATCHED: "",
}
"""What somebody can do about each."""

NO_WHOLE_DAY = (
    "The statement covers no whole day, so nothing could be found missing in it: its first and its last day may be cut "
    "off. Export more days, with a movement before those to be checked and one after them."
)


def in_statement(statement: Statement, since: datetime) -> str:
    """What was in it, what was passed over, and on which days a reward would have been missed in it."""
    early = len(statement.rows) - len(statement.rows_since(since))
    passed_over = {
        "without a reference": statement.without_reference,
        "that moved nothing": statement.not_moved,
        f"from before {since:%Y-%m-%d}": early,
    }
    some = ", ".join(f"{count_of(count, 'row')} {which}" for which, count in passed_over.items() if count)
    return (
        f"{count_of(len(statement.rows) - early, 'movement')} in the statement."
        + (f" Passed over: {some}." if some else "")
        + f"\n{_days_told(statement, since)}"
    )


def _days_told(statement: Statement, since: datetime) -> str:
    days = statement.whole_days_since(since)
    if days is None:
        return (
            f"It tells no days (the policy names no date_column), so every reward settled since {since:%Y-%m-%d} was "
            "looked for in it."
        )
    if days.are_none:
        return NO_WHOLE_DAY
    return (
        f"It covers {days.first} to {days.last} whole: the rewards settled on these days were looked for in it. Its "
        "first and its last day may be cut off."
    )


def differences(lines: Sequence[Mapping[str, str]], more: int, *, has_paused: bool) -> Message:
    """To the operators, once: what differs and did not the day before."""
    count = len(lines) + more
    headline = (
        "I compared my books with EnKash's, and "
        + ("one reward differs." if count == 1 else f"{count} rewards differ.")
        + (" So I have paused sending." if has_paused else "")
    )
    listed = [*map(_line, lines), *([f"… and {more} more: `shabash reconcile` lists them all."] if more else [])]
    mends = "\n".join(f"• *{verdict}*: {MENDS[verdict]}" for verdict in Verdict if _has(lines, verdict))
    after = (
        "People can go on asking and approving; what is approved waits. Once you have looked, resume with the button, "
        "or by `shabash resume`. "
        if has_paused
        else ""
    )
    last = f"{mends}\n{after}I say this once. `shabash reconcile` compares again, and changes nothing."
    blocks = (*map(section, (headline, *listed, last)), *([switch(on=True)] if has_paused else []))
    return Message(" ".join(" ".join((headline, *listed, last)).split()), blocks)


def balance(before: str, allocated_points: int, now: str, since: str) -> Message:
    """To the operators: the company's account does not hold what the books lead one to expect."""
    gap = BalanceGap(Decimal(before), allocated_points, Decimal(now))
    more_or_fewer = "more" if gap.points > 0 else "fewer"
    moved = f"allocated {points(gap.allocated_points)}"
    if gap.allocated_points < 0:
        moved = f"taken back {points(-gap.allocated_points)} more than I allocated"
    return said(
        f"The company's account at EnKash holds {points(gap.now)}, {points(abs(gap.points))} {more_or_fewer} than my "
        f"books say: moved outside Shabash or topped up. It held {points(gap.before)} "
        f"{on_day(datetime.fromisoformat(since))}, and I have {moved} since. If "
        "nobody knows of it, please look at the account in EnKash's dashboard. I go on sending."
    )


def _line(line: Mapping[str, str]) -> str:
    there = inert(line["there"].removesuffix("."), SIDE_LENGTH_MAX)
    what = (
        f"{line['id']}, reference `{line['reference']}`"
        if line["id"]
        else f"Reference `{inert(line['reference'], SIDE_LENGTH_MAX)}`"
    )
    return f"• {what}: *{line['verdict']}*. Here: {line['here']}. There: {there}."


def _has(lines: Sequence[Mapping[str, str]], verdict: Verdict) -> bool:
    return any(line["verdict"] == verdict for line in lines)
