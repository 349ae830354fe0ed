"""What a giver does: ask for a reward, and ask again for one that nobody decided on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from bot.core.absence import shown_voices
from bot.core.budget import Pot
from bot.core.command import Ask, plain
from bot.core.deciders import mark_of
from bot.core.ids import ID_ALPHABET
from bot.core.judging import Asking, Verdict, judge
from bot.core.message import Post
from bot.core.policy import Policy
from bot.core.refusal import Refusal
from bot.core.reward import Request, RequestStatus, Reward
from bot.core.value import name_of
from bot.ledger import Entry, Lane, Ledger, Reading, Writing
from bot.rewards.budgets import after, stage_nearly_used_up
from bot.rewards.ending import approve, tier_named
from bot.rewards.entitlement import deciders_of, helpers_besides, seen_by
from bot.rewards.listed import asked_before
from bot.rewards.looking_back import append_lookback
from bot.rewards.naming import Letters, new_letters, new_reference
from bot.rewards.reaching import asked_in_turn
from bot.rewards.staging import POLICY, Kind, stage_answer, stage_asked, stage_lost, stage_notice, stage_request
from bot.rewards.timing import first_due_at
from bot.rewards.weighing import ask_of, facts_of, refusal_of

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
    The answer to a form (`is_form`) is staged: there is nowhere else to say it. So it is where an `operator` asks in
    their name, at the command line, which the history has too."""

    team_id: str
    channel_id: str
    giver_id: str
    trigger_id: str
    response_url: str
    message_ts: str = ""
    thread_ts: str = ""
    is_form: bool = False
    operator: str = ""


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """Nothing was recorded: this stands in the ledger already, and whoever asks has not said that they mean another."""

    request: Request


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it stands in the ledger, whom its card names as deciders, and where it was asked just now, what its
    budgets have left by it, and whether its giver is in a group that they named, and gets nothing for that."""

    request: Request
    deciders: tuple[str, ...]
    pots: tuple[Pot, ...] = ()
    is_giver_left_out: bool = False


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

    def ask_list(self, ask: Ask, line: Line, *, again: bool) -> Asked | AskedBefore | Refusal:
        """Record what a list asks for, or say why not. The same once more is another request only where somebody says
        `again`. The line's own delivery counts for nothing: nobody sends a list twice by themselves."""
        with self._ledger.write() as tx:
            before, delivery = asked_before(tx, line.team_id, line.giver_id, ask)
            if before is not None and not again:
                return AskedBefore(before)
            return self._judge(tx, ask, replace(line, trigger_id=delivery))

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
        if line.operator:
            tx.append(Entry("asked in their name", line.operator, request.id, detail=line.giver_id))
        append_lookback(tx, request)
        if line.is_form or line.operator:
            stage_asked(tx, request, line.response_url, line.operator)
        pots = after(facts.pots, request.points_asked)
        stage_nearly_used_up(tx, request, pots)
        if request.quorum == 0:
            stage_request(tx, request, (), request.expires_at)
            request = approve(tx, request, POLICY, f"nobody's approval{tier_named(request)}")
            return Asked(request, (), pots, facts.is_giver_left_out)
        asked = asked_in_turn(tx, request, verdict.awaited, facts.members)
        stage_request(tx, request, asked, first_due_at(policy, request))
        deciders = shown_voices(request.deciders, verdict.awaited, facts.members)
        return Asked(request, deciders, pots, facts.is_giver_left_out)

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
        request_id = f"R-{letters}"
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
            rewards=tuple(self._rewards(letters, facts)),
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

    def _rewards(self, letters: str, facts: Asking) -> Iterator[Reward]:
        """One for each recipient, with an id, a reference and an allocation of its own."""
        request_id = f"R-{letters}"
        for number, recipient_id in enumerate(facts.recipients, start=1):
            reward_id = request_id if len(facts.recipients) == 1 else f"{request_id}/{number}"
            yield Reward(reward_id, request_id, recipient_id, facts.points, new_reference(letters, self._letters))


def request_again(tx: Reading, ended: Request) -> Request | None:
    """The request that was made by asking again for this one."""
    return tx.request_by_trigger(ended.team_id, _again(ended))


def _again(ended: Request) -> str:
    """Stands in for a delivery's own id, so that the ledger takes one such request and no second."""
    return f"again {ended.id}"
