"""What the policy's budgets mean for one giver now, by what is taken of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.budget import Budget, Per, Pot, budget_of, day_of, name_of, period_of, whose_of
from bot.core.policy import Policy
from bot.core.reward import Request, Reward
from bot.ledger import Reading, Writing
from bot.rewards.staging import Kind, stage_notice


@dataclass(frozen=True, slots=True)
class Budgets:
    """What somebody may see: the pots that their own requests take from, and those of the budgets that they own, with
    the fullest first."""

    own: tuple[Pot, ...]
    owned: tuple[tuple[Budget, tuple[Pot, ...]], ...]


def budgets_of(view: Reading, policy: Policy, person_id: str) -> Budgets:
    owned = [budget for budget in policy.budgets if budget.owner == person_id]
    return Budgets(
        own=pots_for(view, policy, person_id),
        owned=tuple((budget, _pots_of_all(view, policy, budget)) for budget in owned),
    )


def pots_for(tx: Reading, policy: Policy, giver_id: str) -> tuple[Pot, ...]:
    """Those that a request takes from which this person asks now. In a transaction that writes, nobody else takes from
    them before it ends."""
    needs_department = any(budget.per is Per.DEPARTMENT for budget in policy.budgets)
    whose = {Per.GIVER: giver_id, Per.DEPARTMENT: tx.department_of(giver_id) if needs_department else ""}
    day = day_of(tx.now, policy.time_zone)
    pots = [
        Pot(budget, whose.get(budget.per, ""), period_of(day, budget.every, policy.year_start))
        for budget in policy.budgets
    ]
    return _filled(tx, pots)


def after(pots: Iterable[Pot], points: int) -> tuple[Pot, ...]:
    """The same once so many points more are taken."""
    return tuple(replace(pot, taken_points=pot.taken_points + points) for pot in pots)


def has_room_again(tx: Reading, policy: Policy, request: Request, reward: Reward) -> bool:
    """Whether what its budgets had back can be taken from them once more. A budget that the policy has no more keeps
    nothing from anybody."""
    for pot, taken_points in tx.taken_of(request.pots).items():
        budget = budget_of(pot, policy.budgets)
        if budget is not None and taken_points + reward.points > budget.points:
            return False
    return True


def stage_nearly_used_up(tx: Writing, request: Request, pots: Iterable[Pot]) -> None:
    """The giver and the budget's owner hear once that most of it is taken; once more only where it has grown since."""
    for pot in pots:
        if pot.is_nearly_used_up and tx.is_first_telling_of(pot.name, pot.budget.points):
            told = {
                "per": pot.budget.per,
                "whose": pot.whose,
                "every": pot.budget.every,
                "points": pot.budget.points,
                "first": pot.period.first.isoformat(),
                "next_first": pot.period.next_first.isoformat(),
                "taken": pot.taken_points,
            }
            for person in dict.fromkeys(filter(None, (request.giver_id, pot.budget.owner))):
                stage_notice(tx, Kind.BUDGET_NEARLY_USED_UP, person, json.dumps(told))


def _filled(tx: Reading, pots: Iterable[Pot]) -> tuple[Pot, ...]:
    pots = tuple(pots)
    taken = tx.taken_of(pot.name for pot in pots)
    return tuple(replace(pot, taken_points=taken[pot.name]) for pot in pots)


def _pots_of_all(view: Reading, policy: Policy, budget: Budget) -> tuple[Pot, ...]:
    """Of everybody from whose pot something is taken in the period of today."""
    period = period_of(day_of(view.now, policy.time_zone), budget.every, policy.year_start)
    ending = name_of(budget, "", period).removeprefix(budget.per)
    taken = view.taken_of_all(f"{budget.per} ", ending)
    pots = [Pot(budget, whose_of(name), period, points) for name, points in taken.items()]
    return tuple(sorted(pots, key=lambda pot: pot.left_points))
