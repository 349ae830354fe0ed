"""What the people concerned may see of a request."""

from __future__ import annotations

from bot.core.policy import Policy
from bot.ledger import Ledger
from bot.rewards.asking import Asked
from bot.rewards.entitlement import deciders_of, entitled_to, parties_of, seen_by


class Looker:
    """Reads for one person at a time."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self._policy = policy

    def request_for(self, person_id: str, request_id: str) -> Asked | None:
        """The request as it stands, for its giver, its recipient, who decides or decided, and the operators.

        None for everybody else, and where there is no such request: the two look the same from outside.
        """
        with self._ledger.read() as view:
            request = view.request(request_id)
            if request is None:
                return None
            concerned = {*parties_of(request), *entitled_to(view, self._policy, request), *self._policy.operators}
            concerned.update(decision.decider_id for decision in request.decisions)
            if person_id not in concerned:
                return None
            return Asked(seen_by(self._policy, request, person_id), deciders_of(view, self._policy, request))
