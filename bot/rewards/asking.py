"""What a giver does: ask for a reward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.command import Ask, Mention, line_of, plain
from bot.core.policy import Asking, Policy, entitled_people, judge_asking, mark_of, people_among, shown_deciders
from bot.core.refusal import Refusal, Why
from bot.core.reward import ID_LENGTH, REFERENCE_LENGTH_MAX, Request, RequestStatus, Reward
from bot.ledger import Entry, Ledger, Writing
from bot.rewards.entitlement import deciders_of, members_of
from bot.rewards.staging import stage_request

Letters = Callable[[int], str]
"""As many random letters and digits of `bot.core.reward.ID_ALPHABET` as asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A command as it arrived: who typed it, where, and the delivery's own id."""

    team_id: str
    channel_id: str
    giver_id: str
    trigger_id: str
    response_url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it stands in the ledger, and whom its card names as deciders."""

    request: Request
    deciders: tuple[str, ...]


class Asker:
    """Decides by the policy and writes it down. `letters` makes ids and references."""

    def __init__(self, ledger: Ledger, policy: Policy, letters: Letters) -> None:
        self._ledger = ledger
        self._policy = policy
        self._letters = letters

    def ask(self, ask: Ask, line: Line, *, latest: float | None = None) -> Asked | Refusal:
        """Record a request, or say why not. The same delivery again finds the request it made."""
        with self._ledger.write(latest=latest) as tx:
            again = tx.request_by_trigger(line.team_id, line.trigger_id)
            if again is not None:
                return Asked(again, deciders_of(tx, self._policy, again))
            facts, names = self._facts(tx, ask, line)
            why = judge_asking(self._policy, facts)
            if why is not None:
                return self._refusal(why, ask, line.giver_id, names)
            return self._record(tx, ask, line, facts, names)

    def _facts(self, tx: Writing, ask: Ask, line: Line) -> tuple[Asking, dict[str, str]]:
        approvers = self._policy.approvers
        members = members_of(tx, approvers)
        mentioned = (part.id for part in ask.reason if isinstance(part, Mention))
        users = tx.users({line.giver_id, ask.recipient_id, *people_among(approvers, members), *mentioned})
        facts = Asking(
            giver_id=line.giver_id,
            recipient_id=ask.recipient_id,
            standings={user.id: user.standing for user in users.values()},
            recipient_is_mapped=tx.card_holder(ask.recipient_id) is not None,
            open_requests=tx.open_requests(line.giver_id),
            members=members,
        )
        return facts, {user.id: user.name for user in users.values()}

    def _refusal(self, why: Why, ask: Ask, giver_id: str, names: dict[str, str]) -> Refusal:
        # Of two strangers to the ledger, the giver comes first: nobody is rewarded before they are known.
        person_id = ask.recipient_id if giver_id in names else giver_id
        return Refusal(
            why,
            line=line_of(ask),
            person_id=person_id,
            name=names.get(person_id, ""),
            limit=self._policy.open_requests_max,
            deciders=self._policy.operators or self._policy.approvers,
        )

    def _record(self, tx: Writing, ask: Ask, line: Line, facts: Asking, names: dict[str, str]) -> Asked:
        parties = (line.giver_id, ask.recipient_id)
        entitled = entitled_people(self._policy.approvers, parties, facts.members, facts.standings)
        request = replace(self._request(tx, ask, line, names), deciders_mark=mark_of(entitled))
        tx.add_request(request, trigger_id=line.trigger_id, response_url=line.response_url)
        tx.append(Entry("asked", line.giver_id, request.id, to_status=request.status, detail=str(request.points)))
        stage_request(tx, request, entitled)
        return Asked(request, shown_deciders(self._policy.approvers, entitled, facts.members))

    def _request(self, tx: Writing, ask: Ask, line: Line, names: dict[str, str]) -> Request:
        letters = self._letters(ID_LENGTH)
        while tx.request(f"R-{letters}") is not None:
            letters = self._letters(ID_LENGTH)
        request_id = f"R-{letters}"
        # The id comes first so that a person can find it in EnKash's dashboard; the rest makes it unique.
        reference = f"R{letters}" + self._letters(REFERENCE_LENGTH_MAX - 1 - len(letters))
        return Request(
            id=request_id,
            team_id=line.team_id,
            channel_id=line.channel_id,
            giver_id=line.giver_id,
            points=ask.points,
            reason=plain(ask.reason, names),
            status=RequestStatus.PENDING,
            asked_at=tx.now,
            expires_at=tx.now + timedelta(hours=self._policy.expires_hours),
            deciders=self._policy.approvers,
            quorum=1,
            rewards=(Reward(request_id, request_id, ask.recipient_id, ask.points, reference),),
            names=names,
        )
