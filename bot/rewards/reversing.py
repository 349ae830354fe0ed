"""What a giver does about a reward that should not have been, and an operator later: ask to have it taken back.

It is a request of its own, with its own deciders and its own reference. Who asked and why is the business of those who
decide and of the recipient, so it is asked from nowhere: its card goes to the deciders directly, and what came of it to
whoever asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.absence import shown_voices
from bot.core.deciders import mark_of
from bot.core.policy import Policy, Standing
from bot.core.reason import Mention, plain
from bot.core.reassigning import awaited_voices
from bot.core.reversal import NotTakenBack, Obstacle, Undo, obstacle
from bot.core.reward import Request, RequestStatus, Reward
from bot.ledger import Entry, Ledger, Reading, Writing
from bot.rewards.asking import Asked, Line, hash_of
from bot.rewards.entitlement import deciders_of, helpers_of, is_operator, members_of, rights_for, seen_by, sent_to
from bot.rewards.naming import Letters, new_letters, new_reference
from bot.rewards.reaching import asked_in_turn
from bot.rewards.staging import stage_request
from bot.rewards.timing import first_due_at


class Reverser:
    """Decides by the policy and writes it down. `letters` makes ids and references."""

    def __init__(self, ledger: Ledger, policy: Policy, letters: Letters) -> None:
        self._ledger = ledger
        self.policy = policy
        self._letters = letters

    def undo(self, undo: Undo, line: Line, *, latest: float | None = None) -> Asked | NotTakenBack:
        """Ask to take this reward back, all of it, or say why not. The same delivery again finds the request that it
        made."""
        with self._ledger.write(latest=latest) as tx:
            again = tx.request_by_trigger(line.team_id, line.trigger_id)
            if again is not None:
                return Asked(seen_by(self.policy, again, line.giver_id), deciders_of(tx, self.policy, again))
            return self._undo(tx, undo, line)

    def look(self, person_id: str, reward_id: str) -> Request | NotTakenBack:
        """What was given, for somebody who may ask to take it back and has not said why yet; or why they may not."""
        with self._ledger.read() as view:
            found = self._found(view, reward_id, person_id, has_reason=True)
            return found if isinstance(found, NotTakenBack) else found[0]

    def _found(
        self, tx: Reading, reward_id: str, by: str, *, has_reason: bool
    ) -> tuple[Request, Reward] | NotTakenBack:
        """The reward, if this person may ask to take it back now."""
        # Kept from everybody else from here on, so that of two who ask at once one is told of the other.
        request = tx.request(tx.request_id_of(reward_id) or reward_id)
        if request is None or not _may_ask(tx, self.policy, request, by):
            return NotTakenBack(Obstacle.NOT_YOURS)
        reward = next((reward for reward in request.rewards if reward.id == reward_id), None)
        if reward is None:
            return NotTakenBack(Obstacle.WHICH, request)
        request = request.share(reward.part)
        reversal_id = tx.reversal_of(reward.id)
        why_not = obstacle(
            reward,
            is_givers=by == request.giver_id,
            has_reversal=reversal_id is not None,
            has_reason=has_reason,
            giver_days=self.policy.reversal_giver_days,
            now=tx.now,
        )
        if why_not is not None:
            reversal = None if reversal_id is None else tx.request_seen(reversal_id)
            return NotTakenBack(why_not, request, helpers_of(tx, self.policy, request), reversal)
        return request, reward

    def _undo(self, tx: Writing, undo: Undo, line: Line) -> Asked | NotTakenBack:
        policy, by = self.policy, line.giver_id
        found = self._found(tx, undo.reward_id, by, has_reason=bool(undo.reason))
        if isinstance(found, NotTakenBack):
            return found
        request, reward = found
        reversal = self._reversal(tx, undo, line, reward)
        if sent_to(tx, reversal.reward) is None:
            return NotTakenBack(Obstacle.FORGOTTEN, request)
        rights = rights_for(tx, policy, reversal)
        if not rights.voices:
            return NotTakenBack(Obstacle.NOBODY_DECIDES, request, helpers_of(tx, policy, request))
        reversal = replace(reversal, deciders_mark=mark_of(rights.voices, rights.deputies))
        tx.add_request(reversal, trigger_id=line.trigger_id, response_url=line.response_url)
        about = f"{reversal.points} points of {reward.id}"
        tx.append(Entry("asked to take back", by, reversal.id, to_status=reversal.status, detail=about))
        awaited, members = awaited_voices(reversal, rights), members_of(tx, reversal.named, by)
        stage_request(tx, reversal, asked_in_turn(tx, reversal, awaited, members), first_due_at(policy, reversal))
        return Asked(tx.request(reversal.id) or reversal, shown_voices(reversal.deciders, awaited, members))

    def _reversal(self, tx: Writing, undo: Undo, line: Line, reward: Reward) -> Request:
        policy = self.policy
        # What was approved by itself when it was given is not taken back by itself.
        tier = policy.tier_of(reward.points, by_people=True)
        letters = new_letters(tx, self._letters)
        request_id = f"R-{letters}"
        mentioned = {part.id for part in undo.reason if isinstance(part, Mention)}
        names = tx.names(mentioned)
        taken = Reward(
            request_id, request_id, reward.recipient_id, reward.points, new_reference(letters, self._letters),
            reverses=reward.id,
        )  # fmt: skip
        return Request(
            id=request_id,
            team_id=line.team_id,
            # Whoever asks hears directly, wherever they typed it.
            channel_id=line.giver_id,
            giver_id=line.giver_id,
            points=reward.points,
            reason=plain(undo.reason, names),
            status=RequestStatus.PENDING,
            asked_at=tx.now,
            expires_at=tx.now + timedelta(hours=policy.expires_hours),
            deciders=tier.approvers,
            quorum=tier.approvals,
            rewards=(taken,),
            tier_up_to_points=tier.up_to_points,
            policy_hash=hash_of(policy),
        )


def _may_ask(tx: Reading, policy: Policy, request: Request, person_id: str) -> bool:
    """Its giver, or an operator who neither gave nor received it."""
    if person_id != request.giver_id:
        return is_operator(tx, policy, person_id, request)
    user = tx.users((person_id,)).get(person_id)
    return user is not None and user.standing is Standing.MEMBER
