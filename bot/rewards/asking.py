"""What a giver does: ask for a reward, and ask again for one that nobody decided on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.command import Ask, Mention, line_of, plain
from bot.core.message import Post
from bot.core.policy import Asking, Policy, entitled_people, judge_asking, mark_of, people_among, shown_deciders
from bot.core.refusal import Refusal, Why
from bot.core.reward import ID_ALPHABET, ID_LENGTH, REFERENCE_LENGTH_MAX, Request, RequestStatus, Reward
from bot.ledger import Entry, Lane, Ledger, Reading, Writing
from bot.rewards.entitlement import deciders_of, helpers_besides, members_of, seen_by
from bot.rewards.reaching import asked_in_turn
from bot.rewards.staging import Kind, stage_answer, stage_lost, stage_request

# The same asked again within this time may be a slip: it is recorded all the same, and those concerned are told.
SAME_WITHIN = timedelta(minutes=10)

Letters = Callable[[int], str]
"""As many random letters and digits of `bot.core.reward.ID_ALPHABET` as asked for."""


def random_letters(count: int) -> str:
    """Each as likely as any other, from one number that nobody can guess."""
    number = secrets.randbelow(len(ID_ALPHABET) ** count)
    letters = []
    for _ in range(count):
        number, place = divmod(number, len(ID_ALPHABET))
        letters.append(ID_ALPHABET[place])
    return "".join(letters)


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
        self._policy_hash = policy.hash()
        self._letters = letters

    def ask(self, ask: Ask, line: Line, *, latest: float | None = None) -> Asked | Refusal:
        """Record a request, or say why not. The same delivery again finds the request it made."""
        with self._ledger.write(latest=latest) as tx:
            again = tx.request_by_trigger(line.team_id, line.trigger_id)
            if again is not None:
                return Asked(seen_by(self._policy, again, line.giver_id), deciders_of(tx, self._policy, again))
            return self._judge(tx, ask, line)

    def ask_again(
        self,
        request_id: str,
        person_id: str,
        response_url: str,
        post: Post | None = None,
        *,
        latest: float | None = None,
    ) -> Request | Refusal | None:
        """Ask anew, by today's rules, for what this person asked and nobody decided on; None where there is no such.

        Once: the second time finds the request that the first time made. The answer is staged, and the message that
        was clicked, which stands at `post`, is drawn anew.
        """
        with self._ledger.write(latest=latest) as tx:
            ended = tx.request(request_id)
            if ended is None:
                stage_lost(tx, request_id, person_id, response_url="")
                return None
            if ended.status is not RequestStatus.EXPIRED or ended.giver_id != person_id:
                return None
            if post is not None:
                tx.add_post(ended.id, Kind.EXPIRED, person_id, post)
            made = request_again(tx, ended)
            asked = made or self._ask_again(tx, ended, response_url)
            if isinstance(asked, Refusal):
                stage_answer(tx, ended.id, Kind.AGAIN_REFUSED, person_id, response_url, asked.why)
                return asked
            stage_answer(tx, asked.id, Kind.ASKED_AGAIN_BEFORE if made else Kind.ASKED_AGAIN, person_id, response_url)
            if tx.posts(ended.id, Kind.EXPIRED, person_id):
                tx.stage(Lane.MESSAGES, ended.id, Kind.EXPIRED, person_id)
            return asked

    def _ask_again(self, tx: Writing, ended: Request, response_url: str) -> Request | Refusal:
        line = Line(ended.team_id, ended.channel_id, ended.giver_id, _again(ended), response_url)
        asked = self._judge(tx, ask_of(ended), line)
        if isinstance(asked, Refusal):
            return asked
        tx.append(Entry("asked again", ended.giver_id, ended.id, detail=asked.request.id))
        return asked.request

    def _judge(self, tx: Writing, ask: Ask, line: Line) -> Asked | Refusal:
        facts, names = self._facts(tx, ask, line)
        # A line that is typed is held to the limit as it is read; what is asked again may be older than the limit.
        why = Why.NOT_WHOLE if ask.points > self._policy.points_max else judge_asking(self._policy, facts)
        if why is not None:
            helpers = helpers_besides(tx, self._policy, (line.giver_id, ask.recipient_id))
            return refusal_of(self._policy, why, ask, line.giver_id, names, helpers)
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

    def _record(self, tx: Writing, ask: Ask, line: Line, facts: Asking, names: dict[str, str]) -> Asked:
        parties = (line.giver_id, ask.recipient_id)
        entitled = entitled_people(self._policy.approvers, parties, facts.members, facts.standings)
        request = replace(self._request(tx, ask, line, names), deciders_mark=mark_of(entitled))
        tx.add_request(request, trigger_id=line.trigger_id, response_url=line.response_url)
        tx.append(Entry("asked", line.giver_id, request.id, to_status=request.status, detail=str(request.points)))
        stage_request(tx, request, asked_in_turn(tx, request, entitled, facts.members))
        return Asked(request, shown_deciders(self._policy.approvers, entitled, facts.members))

    def _request(self, tx: Writing, ask: Ask, line: Line, names: dict[str, str]) -> Request:
        letters = self._letters(ID_LENGTH)
        while tx.request(f"R-{letters}") is not None:
            letters = self._letters(ID_LENGTH)
        request_id = f"R-{letters}"
        approvals_channel = self._policy.approvals_channel
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
            approvals_channel_id=approvals_channel if approvals_channel != line.channel_id else None,
            rewards=(Reward(request_id, request_id, ask.recipient_id, ask.points, reference),),
            same_as=tx.same_since(line.giver_id, ask.recipient_id, ask.points, tx.now - SAME_WITHIN),
            policy_hash=self._policy_hash,
            names=names,
        )


def refusal_of(
    policy: Policy, why: Why, ask: Ask, giver_id: str, names: Mapping[str, str], helpers: tuple[str, ...]
) -> Refusal:
    """Why this is not recorded, with all that its sentence needs."""
    # Of two strangers to the ledger, the giver comes first: nobody is rewarded before they are known.
    person_id = ask.recipient_id if giver_id in names else giver_id
    is_too_much = why is Why.NOT_WHOLE
    return Refusal(
        why,
        line=line_of(replace(ask, points=min(ask.points, policy.points_max))),
        person_id=person_id,
        name=names.get(person_id, ""),
        limit=policy.points_max if is_too_much else policy.open_requests_max,
        helpers=helpers,
    )


def ask_of(request: Request) -> Ask:
    """What this request asks for. Its reason is plain text by now, and is never read as a line again."""
    return Ask(request.reward.recipient_id, request.points, (request.reason,) if request.reason else ())


def request_again(tx: Reading, ended: Request) -> Request | None:
    """The request that was made by asking again for this one."""
    return tx.request_by_trigger(ended.team_id, _again(ended))


def _again(ended: Request) -> str:
    """Stands in for a delivery's own id, so that the ledger takes one such request and no second."""
    return f"again {ended.id}"
