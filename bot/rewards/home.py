"""What somebody's Home shows, read from the ledger: their own business and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.budget import day_of
from bot.core.home import Home, Month, last_months
from bot.core.policy import Policy
from bot.core.reward import Request
from bot.core.waiting import Waiting
from bot.ledger import Reading
from bot.rewards.budgets import budgets_of
from bot.rewards.entitlement import with_value
from bot.rewards.looking import SHOWN_MAX, waiting_of

# Of what they gave and of what they received; the command shows the rest.
LATELY_MAX = 5


def home_of(view: Reading, policy: Policy, person_id: str) -> Home:
    """The same facts as the commands give this person: pending, budget, history."""
    waiting, budgets = waiting_of(view, policy, person_id), budgets_of(view, policy, person_id)
    return Home(
        person_id,
        view.now,
        waiting,
        budgets.own,
        budgets.owned,
        _given(view, policy, person_id, waiting),
        _lately(policy, person_id, _read(view, view.received_by(person_id, limit=LATELY_MAX))),
        _months(view, policy, person_id),
    )


def _given(view: Reading, policy: Policy, person_id: str, waiting: Waiting) -> tuple[Request, ...]:
    """What they asked for lately, but for what is undecided, and what the Home lists as on its way."""
    listed = {request.id for part in (waiting.undecided, waiting.on_its_way) for request in part.requests}
    newest = view.asked_by(person_id, limit=LATELY_MAX + 2 * SHOWN_MAX)
    found = _read(view, (request_id for request_id in newest if request_id not in listed))
    return _lately(policy, person_id, islice((request for request in found if not request.awaits_decision), LATELY_MAX))


def _read(view: Reading, ids: Iterable[str]) -> Iterator[Request]:
    """Each when it is wanted."""
    return (request for request_id in ids if (request := view.request(request_id)))


def _lately(policy: Policy, person_id: str, found: Iterable[Request]) -> tuple[Request, ...]:
    """What a balance was then is no news any more, so it is left out. Whoever received reads of their own share."""
    shares = [request if request.giver_id == person_id else request.share_of(person_id) for request in found]
    return tuple(with_value(policy, share.without_balances_but_of()) for share in shares)


def _months(view: Reading, policy: Policy, person_id: str) -> tuple[Month, ...]:
    """By the day on which it was asked for, in the company's time zone, as budgets count."""

    def began(day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(policy.time_zone))

    months = [
        Month(month.first, *view.arrived_between(person_id, began(month.first), began(month.next_first)))
        for month in last_months(day_of(view.now, policy.time_zone))
    ]
    return tuple(months) if any(month.given_points or month.received_points for month in months) else ()
