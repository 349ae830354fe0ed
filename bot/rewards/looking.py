"""What the people concerned may see of a request, and of budgets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.core.ids import whole_id
from bot.core.past import PAGE_SIZE, Past, page_number
from bot.core.policy import MANAGER, Policy
from bot.core.waiting import Listed, Undecided, Waiting
from bot.ledger import Ledger, Reading
from bot.rewards.asking import Asked
from bot.rewards.budgets import Budgets, budgets_of
from bot.rewards.deciding import Click
from bot.rewards.entitlement import awaited_of, deciders_of, entitled_by, entitled_to, seen_by, with_value
from bot.rewards.staging import AT_HOME, Kind, stage_answer

# Of each kind; more would be no list any more, and Slack takes fifty blocks.
SHOWN_MAX = 10


class Looker:
    """Reads for one person at a time."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self.policy = policy

    def request_for(self, person_id: str, request_id: str) -> Asked | None:
        """The request as it stands, for its giver, its recipients, who decides or decided, and the operators; or one
        person's share of it, by the id of that. Of what is private, recipients see their own share alone.

        None for everybody else, and where there is no such request: the two look the same from outside.
        """
        with self._ledger.read() as view:
            request = view.request(whole_id(request_id))
            if request is None:
                return None
            overseers = {request.giver_id, *entitled_to(view, self.policy, request), *self.policy.operators}
            overseers.update(decision.decider_id for decision in request.decisions)
            if person_id not in overseers.union(request.recipients):
                return None
            deciders = deciders_of(view, self.policy, request)
            seen = seen_by(self.policy, request, person_id)
            if request.is_private and request.is_for_several and person_id not in overseers:
                # Who else receives something privately is as little their business as any channel's.
                seen = seen.share_of(person_id)
                return Asked(seen, deciders) if request_id in (seen.id, request.id) else None
            share = next((share for share in seen.shares() if share.id == request_id), None)
            return None if share is None and request_id != request.id else Asked(share or seen, deciders)

    def waiting(self, person_id: str) -> Waiting:
        """What waits for this person's decision, and what of theirs is undecided or on its way."""
        with self._ledger.read() as view:
            return waiting_of(view, self.policy, person_id)

    def past(self, person_id: str, page: int) -> Past:
        """What this person asked for and received."""
        with self._ledger.read() as view:
            return past_of(view, self.policy, person_id, page)

    def turn_page(self, click: Click, page: str, *, latest: float | None = None) -> None:
        """Show the clicker another page in place of the one they have."""
        number = page_number(page) or 1
        with self._ledger.write(latest=latest) as tx:
            stage_answer(tx, None, Kind.HISTORY_PAGE, click.person_id, click.response_url, str(number))

    def open_home(self, person_id: str, *, latest: float | None = None) -> None:
        """This person looks at their Home: it is drawn now, and from now on whenever something of theirs changes."""
        with self._ledger.write(latest=latest) as tx:
            tx.open_home(person_id)

    def tell_form_was_late(self, person_id: str, *, latest: float | None = None) -> None:
        """To whoever clicked in their Home, which brings no response_url: the form was not opened in time."""
        with self._ledger.write(latest=latest) as tx:
            stage_answer(tx, None, Kind.FORM_LATE, person_id, AT_HOME)

    def budgets(self, person_id: str) -> Budgets:
        """What is left of this person's budgets, and of those that they own."""
        with self._ledger.read() as view:
            return budgets_of(view, self.policy, person_id)


def past_of(view: Reading, policy: Policy, person_id: str, page: int) -> Past:
    """See `Looker.past`. What a balance was then is no news any more, so it is left out."""
    ids = view.asked_or_received(person_id, limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
    found = [view.request(request_id) for request_id in ids[:PAGE_SIZE]]
    # Whoever received points reads of their own share.
    seen = (request if request.giver_id == person_id else request.share_of(person_id) for request in found if request)
    requests = tuple(with_value(policy, request.without_balances_but_of()) for request in seen)
    deciders = {request.id: deciders_of(view, policy, request) for request in requests if request.awaits_decision}
    return Past(person_id, page, requests, len(ids) > PAGE_SIZE, deciders)


def waiting_of(view: Reading, policy: Policy, person_id: str) -> Waiting:
    """See `Looker.waiting`. Who may decide is judged as for a click, once for each list of deciders."""
    entitled = cache(lambda then, now, giver_id: frozenset(entitled_by(view, then, now, giver_id)))
    # Whose decision this person may bring: their own, and that of whoever is away and named them.
    away = view.represented_by(person_id)
    is_away = view.absence_of(person_id) is not None

    def may_decide(found: Undecided) -> bool:
        if not found.escalated_to:
            tier = policy.tier_of(found.tier_points, is_next=found.needs_next_tier, by_people=found.quorum > 0)
            named_now = tier.approvers
            giver_id = found.giver_id if MANAGER in (*found.deciders, *named_now) else ""
            people = entitled(found.deciders, named_now, giver_id)
            if people.isdisjoint((person_id, *away)):
                return False
            # Whether the others are enough is asked only where it takes more than one, or where it was passed on or
            # left to them.
            if person_id in people and found.quorum <= 1 and not (found.is_reassigned or is_away):
                return True
        request = view.request(found.request_id)
        return request is not None and person_id in awaited_of(view, policy, request)

    to_decide = [found.request_id for found in view.undecided_by_others(person_id) if may_decide(found)]
    undecided = _listed(view, policy, view.undecided_of(person_id))
    return Waiting(
        _listed(view, policy, to_decide),
        undecided,
        _listed(view, policy, view.on_its_way_of(person_id)),
        {request.id: deciders_of(view, policy, request) for request in undecided.requests},
    )


def _listed(view: Reading, policy: Policy, ids: Sequence[str]) -> Listed:
    shown = [view.request(request_id) for request_id in ids[:SHOWN_MAX]]
    return Listed(
        tuple(with_value(policy, request) for request in shown if request is not None), max(0, len(ids) - SHOWN_MAX)
    )
