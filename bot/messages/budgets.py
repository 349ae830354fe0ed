"""What is left of budgets: to whoever asks for points, and to those who own them. The channel never hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.core.budget import NEARLY_USED_UP_PERCENT, Budget, Every, Per, Period, Pot
from bot.core.message import Message
from bot.messages.language import full_stop, later, say, whole_month
from bot.messages.limits import each
from bot.messages.phrases import said
from bot.messages.text import inert, mention, points, section

# Of more pots than this, an owner sees how many there are besides: a budget for each giver has one for each.
POTS_SHOWN_MAX = 10
# What HR calls a department is cut to this, so that these lines fit where they stand.
DEPARTMENT_LENGTH_MAX = 40

_WHOSE: Mapping[Per, Callable[[str], str]] = {
    Per.GIVER: lambda whose: say("The budget of {whose}", whose=mention(whose)),
    Per.DEPARTMENT: lambda whose: say("The budget of {whose}", whose=inert(whose, DEPARTMENT_LENGTH_MAX)),
    Per.COMPANY: lambda whose: say("The company's budget"),
}

_OWNED = {
    Per.GIVER: later("*You own the budget of each giver of {each}:*"),
    Per.DEPARTMENT: later("*You own the budget of each department of {each}:*"),
    Per.COMPANY: later("*You own the company's budget of {each}:*"),
}

_THIS = {
    Every.MONTH: later("this month"),
    Every.QUARTER: later("this quarter"),
    Every.YEAR: later("this year"),
}


def left(pot: Pot, viewer_id: str = "") -> str:
    """`Your budget has 3,800 of 5,000 points left this month`: a clause, without a full stop. `viewer_id` is who reads
    it."""
    is_theirs = pot.budget.per is Per.GIVER and pot.whose == viewer_id
    return say(
        _OVERDRAWN if pot.left_points < 0 else _LEFT,
        budget=say("Your budget") if is_theirs else _WHOSE[pot.budget.per](pot.whose),
        number=abs(pot.left_points),
        points=points(pot.budget.points),
        now=say(_THIS[pot.budget.every]),
    )


_LEFT = later("{budget} has {number} of {points} left {now}")
_OVERDRAWN = later("{budget} of {points} is overdrawn by {number} {now}")


def left_in_each(pots: Iterable[Pot], viewer_id: str) -> str:
    """A sentence for each; empty where there is no budget."""
    return " ".join(f"{left(pot, viewer_id)}{full_stop()}" for pot in pots)


def too_little_left(pot: Pot | None, viewer_id: str) -> str:
    """Why a request is refused, in a sentence or two."""
    if pot is None:
        return say("A budget that this counts against has not enough left.")
    return say(
        "{left}, and this asks for more. It begins anew on {day}.",
        left=left(pot, viewer_id),
        day=_day(pot.period.next_first),
    )


def nearly_used_up(viewer_id: str, told: Mapping[str, Any]) -> Message:
    """To the giver whose request made it so, and to the budget's owner."""
    budget = Budget(Per(told["per"]), told["points"], Every(told["every"]))
    period = Period(date.fromisoformat(told["first"]), date.fromisoformat(told["next_first"]))
    pot = Pot(budget, told["whose"], period, told["taken"])
    return said(
        say(
            "{left}: {percent} % of it or more is taken. It begins anew on {day}; until then, requests beyond it are "
            "not recorded.",
            left=left(pot, viewer_id),
            percent=NEARLY_USED_UP_PERCENT,
            day=_day(period.next_first),
        )
    )


def budgets(own: Sequence[Pot], owned: Sequence[tuple[Budget, Sequence[Pot]]], viewer_id: str) -> Message:
    """The answer to whoever wants to know: what is left for their own requests, and of the budgets that they own."""
    parts = ["\n".join(_own(pot, viewer_id) for pot in own) or say("No budget limits what you ask for.")]
    parts += [_owned(budget, pots, viewer_id) for budget, pots in owned]
    return Message("\n".join(parts), tuple(section(part) for part in parts))


def _owned(budget: Budget, pots: Sequence[Pot], viewer_id: str) -> str:
    lines = [say(_OWNED[budget.per], each=each(budget.points, budget.every))]
    lines += [f"• {left(pot, viewer_id)}" for pot in pots[:POTS_SHOWN_MAX]] or [say("Nothing is taken yet.")]
    others = len(pots) - POTS_SHOWN_MAX
    lines += [say("and {number} more", number=others)] if others > 0 else []
    return "\n".join(lines)


def _own(pot: Pot, viewer_id: str) -> str:
    if pot.is_nobodys:
        return say(
            "{each} are your department's, and HR has not told me which department that is.",
            each=each(pot.budget.points, pot.budget.every),
        )
    return say("{left}; it begins anew on {day}.", left=left(pot, viewer_id), day=_day(pot.period.next_first))


def _day(day: date) -> str:
    return f"{day.day} {whole_month(day)} {day.year}"
