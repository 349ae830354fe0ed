"""Why, and what would follow: a request is judged as if it were asked, and nothing is recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.core.absence import shown_voices
from bot.core.allocation import Allocation
from bot.core.command import Ask, Subcommand
from bot.core.explanation import Explanation
from bot.core.judging import Asking, judge
from bot.core.policy import Policy
from bot.core.refusal import Refusal
from bot.core.timetable import timetable
from bot.ledger import Ledger, Reading
from bot.rewards.entitlement import helpers_besides, shown_above
from bot.rewards.weighing import barred_of, facts_of, read_line, refusal_of

# A reference is made with the request.
NO_REFERENCE = "(made when it is asked)"

Cover = Callable[[Allocation], Mapping[str, object]]
"""What EnKash would get for this allocation, with its personal data covered."""


class Explainer:
    """Judges by the very code that records."""

    def __init__(self, ledger: Ledger, policy: Policy, cover: Cover) -> None:
        self._ledger = ledger
        self.policy = policy
        self._cover = cover

    def explain(self, text: str, giver_id: str, channel_id: str) -> Explanation | Refusal | Subcommand:
        """`text` is what would be typed, with the command or without it, in Slack's escaped form."""
        ask = read_line(self.policy, re.sub(r"\A\s*/\S+\s*", "", text))
        return self.judged(ask, giver_id, channel_id) if isinstance(ask, Ask) else ask

    def judged(self, ask: Ask, giver_id: str, channel_id: str) -> Explanation:
        """What would become of it."""
        policy = self.policy
        with self._ledger.read() as view:
            facts, names = facts_of(view, policy, ask, giver_id, channel_id)
            verdict = judge(policy, facts)
            tier, above = verdict.tier, policy.tier_above(verdict.tier.up_to_points)
            helpers = helpers_besides(view, policy, facts.parties)
            return Explanation(
                ask=ask,
                recipients=facts.recipients,
                giver_id=giver_id,
                verdict=verdict,
                refusal=refusal_of(policy, verdict.why, ask, facts, names, helpers) if verdict.why else None,
                deciders=shown_voices(tier.approvers, verdict.awaited, facts.members),
                pots=facts.pots,
                rooms=facts.rooms,
                lookback=facts.lookback,
                body=self._body(view, facts),
                names=names,
                times=timetable(policy, view.now, view.now + timedelta(hours=policy.expires_hours)),
                above=shown_above(view, above, tier.approvers, facts.parties),
                is_giver_left_out=facts.is_giver_left_out,
                barred=barred_of(facts, names),
            )

    def _body(self, view: Reading, facts: Asking) -> Mapping[str, object]:
        card_holder = view.card_holder(facts.recipients[0]) if facts.recipients else None
        return {} if card_holder is None else self._cover(Allocation(NO_REFERENCE, facts.points, card_holder))
