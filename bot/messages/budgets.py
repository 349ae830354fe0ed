"""What is left of budgets: to whoever asks for points, and to those who own them. The channel never hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.core.budget import NEARLY_USED_UP_PERCENT, Budget, Every, Per, Period, Pot
from bot.core.message import Message
from bot.messages.language import whole_month
from bot.messages.phrases import said
from bot.messages.text import inert, mention, points, section

# Of more pots than this, an owner sees how many there are besides: a budget for each giver has one for each.
POTS_SHOWN_MAX = 10
# What HR calls a department is cut to this, so that these lines fit where they stand.
DEPARTMENT_LENGTH_MAX = 40

_WHOSE: Mapping[Per, Callable[[str], str]] = {
    Per.GIVER: lambda whose: f"The budget of {mention(whose)}",
    Per.DEPARTMENT: lambda whose: f"The budget of {inert(whose, DEPARTMENT_LENGTH_MAX)}",
    Per.COMPANY: lambda whose: "The company's budget",
}

_NOUN: Mapping[Per, str] = {
    Per.GIVER: "the budget of each giver",
    Per.DEPARTMENT: "the budget of each department",
    Per.COMPANY: "the company's budget",
}


def left(pot: Pot, viewer_id: str = "") -> str:
    """`Your budget has 3,800 of 5,000 points left this month`: a clause, without a full stop. `viewer_id` is who reads
    it."""
    is_theirs = pot.budget.per is Per.GIVER and pot.whose == viewer_id
    name = "Your budget" if is_theirs else _WHOSE[pot.budget.per](pot.whose)
    if pot.left_points < 0:
        return f"{name} of {points(pot.budget.points)} is overdrawn by {-pot.left_points:,} this {pot.budget.every}"
    return f"{name} has {pot.left_points:,} of {points(pot.budget.points)} left this {pot.budget.every}"


def left_in_each(pots: Iterable[Pot], viewer_id: str) -> str:
    """A sentence for each; empty where there is no budget."""
    return " ".join(f"{left(pot, viewer_id)}." for pot in pots)


def too_little_left(pot: Pot | None, viewer_id: str) -> str:
    """Why a request is refused, in a sentence or two."""
    if pot is None:
        return "A budget that this counts against has not enough left."
    return f"{left(pot, viewer_id)}, and this asks for more. It begins anew on {_day(pot.period.next_first)}."


def nearly_used_up(viewer_id: str, told: Mapping[str, Any]) -> Message:
    """To the giver whose request made it so, and to the budget's owner."""
    budget = Budget(Per(told["per"]), told["points"], Every(told["every"]))
    period = Period(date.fromisoformat(told["first"]), date.fromisoformat(told["next_first"]))
    pot = Pot(budget, told["whose"], period, told["taken"])
    return said(
        f"{left(pot, viewer_id)}: {NEARLY_USED_UP_PERCENT} % of it or more is taken. It begins anew on "
        f"{_day(period.next_first)}; until then, requests beyond it are not recorded."
    )


def budgets(own: Sequence[Pot], owned: Sequence[tuple[Budget, Sequence[Pot]]], viewer_id: str) -> Message:
    """The answer to whoever wants to know: what is left for their own requests, and of the budgets that they own."""
    parts = ["\n".join(_own(pot, viewer_id) for pot in own) or "No budget limits what you ask for."]
    parts += [_owned(budget, pots, viewer_id) for budget, pots in owned]
    return Message("\n".join(parts), tuple(section(part) for part in parts))


def _owned(budget: Budget, pots: Sequence[Pot], viewer_id: str) -> str:
    lines = [f"*You own {_NOUN[budget.per]} of {points(budget.points)} each {budget.every}:*"]
    lines += [f"• {left(pot, viewer_id)}" for pot in pots[:POTS_SHOWN_MAX]] or ["Nothing is taken yet."]
    lines += [f"and {len(pots) - POTS_SHOWN_MAX:,} more"] if len(pots) > POTS_SHOWN_MAX else []
    return "\n".join(lines)


def _own(pot: Pot, viewer_id: str) -> str:
    if pot.is_nobodys:
        each = f"{points(pot.budget.points)} each {pot.budget.every}"
        return f"{each} are your department's, and HR has not told me which department that is."
    return f"{left(pot, viewer_id)}; it begins anew on {_day(pot.period.next_first)}."


def _day(day: date) -> str:
    return f"{day.day} {whole_month(day)} {day.year}"
