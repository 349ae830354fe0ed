"""What a giver does: ask for a reward, and ask again for one that nobody decided on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from bot.core.absence import shown_voices
from bot.core.budget import Pot, first_without_room
from bot.core.command import Ask, Mention, Subcommand, line_of, parse, plain
from bot.core.deciders import mark_of, people_among
from bot.core.ids import ID_ALPHABET
from bot.core.judging import Asking, Verdict, judge, nearest_allowed, tier_for
from bot.core.limits import first_too_small
from bot.core.message import Post
from bot.core.policy import Policy
from bot.core.refusal import Refusal, Why
from bot.core.reward import Request, RequestStatus, Reward
from bot.core.value import name_of
from bot.ledger import Entry, Lane, Ledger, Reading, Writing
from bot.rewards.budgets import after, pots_for, stage_nearly_used_up
from bot.rewards.ending import approve, tier_named
from bot.rewards.entitlement import deciders_of, deputies_of, helpers_besides, members_of, seen_by
from bot.rewards.looking_back import append_lookback, looked_back
from bot.rewards.naming import Letters, new_letters, new_reference
from bot.rewards.reaching import asked_in_turn
from bot.rewards.staging import POLICY, Kind, stage_answer, stage_asked, stage_lost, stage_notice, stage_request
from bot.rewards.timing import first_due_at

# The same asked again within this time may be a slip: it is recorded all the same, and those concerned are told.
SAME_WITHIN = timedelta(minutes=10)

hash_of = lru_cache(maxsize=2)(Policy.hash)


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
    """A command as it arrived, or a form: who sent it, where from, and what is this delivery's own, so that the same
    once more makes no second request. `message_ts` is the message that a form was opened at, in the thread `thread_ts`.
    The answer to a form (`is_form`) is staged: there is nowhere else to say it."""

    team_id: str
    channel_id: str
    giver_id: str
    trigger_id: str
    response_url: str
    message_ts: str = ""
    thread_ts: str = ""
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it stands in the ledger, whom its card names as deciders, and what its budgets have left by it,
    where it was asked just now."""

    request: Request
    deciders: tuple[str, ...]
    pots: tuple[Pot, ...] = ()


class Asker:
    """Decides by the policy and writes it down. `letters` makes ids and references."""

    def __init__(self, ledger: Ledger, policy: Policy, letters: Letters) -> None:
        self._ledger = ledger
        self.policy = policy
        self._letters = letters

    def ask(self, ask: Ask, line: Line, *, latest: float | None = None) -> Asked | Refusal:
        """Record a request, or say why not. The same delivery again finds the request it made."""
        with self._ledger.write(latest=latest) as tx:
            again = tx.request_by_trigger(line.team_id, line.trigger_id)
            if again is not None:
                return Asked(seen_by(self.policy, again, line.giver_id), deciders_of(tx, self.policy, again))
            return self._judge(tx, ask, line)

    def tell_form_was_late(self, giver_id: str, command: str) -> None:
        """Somebody is told so who opened it where nobody can be answered."""
        with self._ledger.write() as tx:
            stage_notice(tx, Kind.FORM_LATE, giver_id, command)

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
            if ended.status is not RequestStatus.EXPIRED or ended.giver_id != person_id or ended.is_reversal:
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
        asked = self._judge(tx, ask_of(self.policy, ended), line)
        if isinstance(asked, Refusal):
            return asked
        tx.append(Entry("asked again", ended.giver_id, ended.id, detail=asked.request.id))
        return asked.request

    def _judge(self, tx: Writing, ask: Ask, line: Line) -> Asked | Refusal:
        policy = self.policy
        facts, names = facts_of(tx, policy, ask, line.giver_id, line.channel_id)
        verdict = judge(policy, facts)
        if verdict.why is not None:
            return refusal_of(policy, verdict.why, ask, facts, names, helpers_besides(tx, policy, facts.parties))
        request = self._request(tx, policy, ask, line, verdict, facts, names)
        tx.add_request(request, trigger_id=line.trigger_id, response_url=line.response_url)
        tx.append(Entry("asked", line.giver_id, request.id, to_status=request.status, detail=str(request.points)))
        append_lookback(tx, request)
        if line.is_form:
            stage_asked(tx, request, line.response_url)
        pots = after(facts.pots, request.points)
        stage_nearly_used_up(tx, request, pots)
        if request.quorum == 0:
            stage_request(tx, request, (), request.expires_at)
            return Asked(approve(tx, request, POLICY, f"nobody's approval{tier_named(request)}"), (), pots)
        asked = asked_in_turn(tx, request, verdict.awaited, facts.members)
        stage_request(tx, request, asked, first_due_at(policy, request))
        return Asked(request, shown_voices(request.deciders, verdict.awaited, facts.members), pots)

    def _request(
        self,
        tx: Writing,
        policy: Policy,
        ask: Ask,
        line: Line,
        verdict: Verdict,
        facts: Asking,
        names: dict[str, str],
    ) -> Request:
        letters = new_letters(tx, self._letters)
        request_id, reference = f"R-{letters}", new_reference(letters, self._letters)
        approvals_channel = None if ask.is_private else policy.approvals_channel
        return Request(
            id=request_id,
            team_id=line.team_id,
            channel_id=line.channel_id,
            giver_id=line.giver_id,
            points=ask.points,
            reason=plain(ask.reason, names),
            status=RequestStatus.PENDING,
            asked_at=tx.now,
            expires_at=tx.now + timedelta(hours=policy.expires_hours),
            deciders=verdict.tier.approvers,
            quorum=verdict.tier.approvals,
            approvals_channel_id=approvals_channel if approvals_channel != line.channel_id else None,
            rewards=(Reward(request_id, request_id, ask.recipient_id, ask.points, reference),),
            same_as=facts.same_as,
            lookback=facts.lookback,
            deciders_mark=mark_of(verdict.rights.voices, verdict.deputies),
            tier_up_to_points=verdict.tier.up_to_points,
            policy_hash=hash_of(policy),
            pots=tuple(pot.name for pot in facts.pots),
            message_ts=line.message_ts,
            thread_ts=line.thread_ts,
            value=ask.value,
            value_name=name_of(ask.value, policy.values),
            is_private=ask.is_private,
            names=names,
        )


def read_line(policy: Policy, text: str) -> Ask | Subcommand | Refusal:
    """What was typed after the command, read by this policy."""
    limits = {"points_min": policy.points_min, "points_max": policy.points_max}
    read = parse(text, **limits, rupees_per_point=policy.rupees_per_point, values=policy.values)
    return replace(read, least=policy.points_min, tags=policy.tags) if isinstance(read, Refusal) else read


def facts_of(tx: Reading, policy: Policy, ask: Ask, giver_id: str, channel_id: str) -> tuple[Asking, dict[str, str]]:
    """What the policy holds this request against, and the real names of everybody it speaks of."""
    same_as = tx.same_since(giver_id, ask.recipient_id, ask.points, tx.now - SAME_WITHIN)
    # What other transactions are to wait for is held in this order, always: the giver, pots, recipients.
    open_requests, pots = tx.open_requests(giver_id), pots_for(tx, policy, giver_id)
    left, lookback = looked_back(tx, policy, giver_id, ask.recipient_id, ask.points)
    approvers = tier_for(policy, ask.points, same_as, lookback).approvers
    members = members_of(tx, (*approvers, *policy.givers), giver_id)
    mentioned = (part.id for part in ask.reason if isinstance(part, Mention))
    people = people_among(approvers, members)
    users = tx.users({giver_id, ask.recipient_id, *people, *mentioned})
    facts = Asking(
        giver_id=giver_id,
        recipient_id=ask.recipient_id,
        points=ask.points,
        has_reason=bool(ask.reason),
        channel_id=channel_id,
        standings={user.id: user.standing for user in users.values()},
        recipient_is_mapped=tx.card_holder(ask.recipient_id) is not None,
        open_requests=open_requests,
        members=members,
        pots=pots,
        deputies=deputies_of(tx, policy, people, (giver_id, ask.recipient_id)),
        same_as=same_as,
        rooms=left,
        lookback=lookback,
        has_value=bool(ask.value),
        is_private=ask.is_private,
    )
    return facts, {user.id: user.name for user in users.values()}


def refusal_of(
    policy: Policy,
    why: Why,
    ask: Ask,
    facts: Asking,
    names: Mapping[str, str],
    helpers: tuple[str, ...],
) -> Refusal:
    """Why this is not recorded, with all that its sentence needs."""
    # Of two strangers to the ledger, the giver comes first: nobody is rewarded before they are known.
    person_id = ask.recipient_id if facts.giver_id in names else facts.giver_id
    mended = replace(ask, is_private=ask.is_private and policy.is_private_allowed)
    is_over_limit = why in (Why.OVER_LIMIT_OF_PAIR, Why.OVER_LIMIT_OF_RECIPIENT)
    return Refusal(
        why,
        line=line_of(replace(mended, points=nearest_allowed(policy, ask.points))),
        person_id=person_id,
        name=names.get(person_id, ""),
        least=policy.points_min,
        limit=_limits(policy, facts).get(why, 0),
        allowed={Why.GIVER_NOT_NAMED: policy.givers, Why.NOT_HERE: policy.channels}.get(why, ()),
        tags=policy.tags,
        helpers=helpers,
        pot=first_without_room(facts.pots, ask.points) if why is Why.OVER_BUDGET else None,
        room=first_too_small(facts.rooms, ask.points) if is_over_limit else None,
        giver_id=facts.giver_id,
    )


def _limits(policy: Policy, facts: Asking) -> dict[Why, int]:
    """The number that each of these sentences is about."""
    return {
        Why.NOT_WHOLE: policy.points_max,
        Why.NOT_A_MULTIPLE: policy.points_multiple_of,
        Why.REASON_MISSING: policy.reason_required_from_points or 0,
        Why.TOO_FEW_DECIDE: facts.tier(policy).approvals,
        Why.TOO_MANY_OPEN: policy.open_requests_max,
    }


def ask_of(policy: Policy, request: Request) -> Ask:
    """What this request asks for; the value that it shows only where the policy still has it. Its reason is plain text
    by now, and is never read as a line again."""
    value = request.value if request.value in policy.tags else ""
    reason = (request.reason,) if request.reason else ()
    return Ask(request.reward.recipient_id, request.points, reason, value, request.is_private)


def request_again(tx: Reading, ended: Request) -> Request | None:
    """The request that was made by asking again for this one."""
    return tx.request_by_trigger(ended.team_id, _again(ended))


def _again(ended: Request) -> str:
    """Stands in for a delivery's own id, so that the ledger takes one such request and no second."""
    return f"again {ended.id}"
