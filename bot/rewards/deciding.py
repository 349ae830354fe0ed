"""What people do about a pending request: approve it, all of it or less, decline, ask, pass it on, cancel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.decision import Choice, Decision
from bot.core.lowering import Unfit, unfit
from bot.core.message import Post
from bot.core.policy import Policy, User
from bot.core.question import Question, question_id
from bot.core.reassigning import Hindrance, after, hindrance, reached_at
from bot.core.reward import Request, RequestStatus
from bot.ledger import Entry, Lane, Ledger, Writing
from bot.rewards.asking import Asked
from bot.rewards.ending import approve, end, tier_named
from bot.rewards.entitlement import deciders_of, rights_for, seen_by, voices_for
from bot.rewards.staging import Kind, stage_answer, stage_cards, stage_lost, stage_question
from bot.rewards.timing import run_out

_IN_LIST = {Kind.ANSWER: Kind.LIST_ANSWER, Kind.CANCEL_ANSWER: Kind.LIST_CANCEL_ANSWER}


@dataclass(frozen=True, slots=True)
class Click:
    """Who clicked on which request. `response_url` answers them, `post` is the clicked card; either may be missing.
    `is_listed`: in the list of what waits, which no card's change tells them of."""

    request_id: str
    person_id: str
    response_url: str = ""
    post: Post | None = None
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Lowered:
    """What became of approving fewer points: `asked` is the request before, None where there is no such. Where it is
    not done, so many points are `unfit`, or this person may not."""

    asked: Asked | None
    unfit: Unfit | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Questioned:
    """What became of a question to the giver, as `Lowered` says it. `has_open`: an earlier one of this person's has no
    reply yet."""

    asked: Asked | None
    has_open: bool = False
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Reassigned:
    """What became of passing it on, as `Lowered` says it: where it is not done, something is a `hindrance`, or this
    person may not."""

    asked: Asked | None
    hindrance: Hindrance | None = None
    is_done: bool = False


class Decider:
    """Every right is checked inside the transaction that decides, and every click is answered.

    The methods return the request as it stands afterwards, or None where there is no such request.
    """

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self.policy = policy

    def approve(self, click: Click, *, latest: float | None = None) -> Request | None:
        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return None
            voice = self._approving_voice(tx, request, click)
            if voice is not None:
                if request.lookback.is_for_deciders and _is_in_channel(request, click):
                    # There it is not to be read, so it has not been.
                    tx.stage(Lane.MESSAGES, request.id, Kind.CARD, click.person_id)
                    stage_answer(tx, request.id, Kind.DECIDE_DIRECTLY, click.person_id, click.response_url)
                    return request
                if click.is_listed:
                    stage_answer(tx, request.id, Kind.LIST_ANSWER, click.person_id, click.response_url)
                return self._approve(tx, request, click.person_id, voice)
            _answer(tx, request, click)
            return request

    def _approve(self, tx: Writing, request: Request, person_id: str, voice: str) -> Request | None:
        """One approval more; the one that completes the quorum sends the rewards on their way."""
        points = request.points_each
        decision = Decision(person_id, Choice.APPROVE, tx.now, points=points, for_id=_other(person_id, voice))
        tx.add_decision(request.id, decision)
        approvals = len(request.approvals) + 1
        under = f"{approvals} of {request.quorum}{tier_named(request)}{_for(person_id, voice)}"
        if approvals < request.quorum:
            tx.append(Entry("approval", person_id, request.id, detail=under))
            stage_cards(tx, request)
            return tx.request(request.id)
        return approve(tx, request, person_id, under)

    def may_decide(
        self, click: Click, *, approving: bool = False, latest: float | None = None
    ) -> tuple[Request | None, bool]:
        """Whether this person may be shown a form about it; when not, the answer is staged. `approving`: a form that
        stands for their approval, which counts once."""
        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return None, False
            may_decide = (self._approving_voice if approving else self._voice)(tx, request, click) is not None
            if not may_decide:
                _answer(tx, request, click)
            return request, may_decide

    def lower(self, click: Click, points: int, *, latest: float | None = None) -> Lowered:
        """Approve fewer points than stand there now, for everybody whom it is for. The rest comes back to the budgets;
        tier and approvals stay. What was given is taken back whole or not at all."""
        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return Lowered(None)
            asked = Asked(request, deciders_of(tx, self.policy, request))
            voice = self._approving_voice(tx, request, click)
            if voice is None or request.is_reversal:
                return Lowered(asked)
            why_not = unfit(self.policy, points, request.points_each)
            if why_not is not None:
                return Lowered(asked, why_not)
            for reward in request.rewards:
                if not tx.lower_reward(reward, points):
                    raise AssertionError("nobody had approved the reward in this very transaction")
                change = f"{reward.points} to {points} points{_for(click.person_id, voice)}"
                tx.append(Entry("lowered", click.person_id, request.id, reward.id, detail=change))
            self._approve(tx, tx.request(request.id) or request, click.person_id, voice)
            tx.stage(Lane.MESSAGES, request.id, Kind.LOWERED, request.giver_id)
            return Lowered(asked, is_done=True)

    def decline(self, click: Click, reason: str, *, latest: float | None = None) -> tuple[Asked | None, bool]:
        """Decline with a reason for the giver alone; and whether that is what happened."""
        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return None, False
            voice = self._voice(tx, request, click)
            if voice is None:
                return Asked(request, deciders_of(tx, self.policy, request)), False
            # Who has approved may decline for as long as others are to approve too.
            decide = tx.turn_decision if click.person_id in request.approvers else tx.add_decision
            decision = Decision(click.person_id, Choice.DECLINE, tx.now, reason, for_id=_other(click.person_id, voice))
            decide(request.id, decision)
            brought = f"{tier_named(request)}{_for(click.person_id, voice)}"
            under = f"after {len(request.approvals)} of {request.quorum}{brought}"
            end(tx, request, RequestStatus.DECLINED, click.person_id, under)
            tx.stage(Lane.MESSAGES, request.id, Kind.DECLINED, request.giver_id)
            return Asked(request, ()), True

    def ask_giver(self, click: Click, words: str, *, latest: float | None = None) -> Questioned:
        """Ask the giver something before deciding. Nobody asks again before the giver has replied."""
        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return Questioned(None)
            asked = Asked(request, deciders_of(tx, self.policy, request))
            if self._voice(tx, request, click) is None:
                return Questioned(asked)
            questions = tx.questions(request.id)
            if any(each.asker_id == click.person_id and each.replied_at is None for each in questions):
                return Questioned(asked, has_open=True)
            number = len(questions) + 1
            question = Question(question_id(request.id, number), request.id, click.person_id, words, tx.now)
            tx.add_question(question)
            tx.append(Entry("question", click.person_id, request.id, detail=question.id))
            stage_question(tx, request, question, Kind.QUESTION, in_thread=self.policy.has_questions_in_thread)
            return Questioned(asked, is_done=True)

    def may_reassign(
        self, click: Click, *, latest: float | None = None
    ) -> tuple[Request | None, tuple[User, ...] | None]:
        """Whom this person may pass it on to; None where they may not decide themselves, and the answer is staged. With
        too few others it is passed on to nobody."""
        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return None, None
            if self._approving_voice(tx, request, click) is None:
                _answer(tx, request, click)
                return request, None
            rights = rights_for(tx, self.policy, request)
            others = [each for each in rights.voices if hindrance(request, click.person_id, each, rights) is None]
            users = tx.users(others)
            return request, tuple(users[person] for person in others)

    def reassign(self, click: Click, to: str, *, latest: float | None = None) -> Reassigned:
        """Pass it on to somebody else who may decide: they get the card, or their deputy does, and whoever passed it
        on is waited for no longer, and may still decide."""
        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return Reassigned(None)
            asked = Asked(request, deciders_of(tx, self.policy, request))
            by = click.person_id
            if self._approving_voice(tx, request, click) is None:
                return Reassigned(asked)
            rights = rights_for(tx, self.policy, request)
            why_not = hindrance(request, by, to, rights)
            if why_not is not None:
                return Reassigned(asked, why_not)
            if request.reassigned.get(by) != to:
                tx.note_reassigned(request.id, after(request, by, to, rights))
                tx.append(Entry("reassigned", by, request.id, detail=to))
                place = reached_at(request, to, rights)
                has_card = place in tx.places(request.id, Kind.CARD)
                stage_cards(tx, request)
                tx.stage(Lane.MESSAGES, request.id, Kind.REASSIGNED if has_card else Kind.CARD, place, detail=to)
            return Reassigned(asked, is_done=True)

    def cancel(self, click: Click, *, latest: float | None = None) -> Request | None:
        """Cancel while undecided, by the giver alone."""
        with self._ledger.write(latest=latest) as tx:
            request = clicked(tx, self.policy, click)
            if request is None:
                return None
            if request.awaits_decision and click.person_id == request.giver_id:
                end(tx, request, RequestStatus.CANCELLED, click.person_id)
            _answer(tx, request, click, Kind.CANCEL_ANSWER)
            return seen_by(self.policy, tx.request(request.id) or request, click.person_id)

    def _approving_voice(self, tx: Writing, request: Request, click: Click) -> str | None:
        """The same, of an approval that is still to come: each counts once."""
        voice = self._voice(tx, request, click)
        return None if voice is None or _is_heard(request, click.person_id, voice) else voice

    def _voice(self, tx: Writing, request: Request, click: Click) -> str | None:
        """Whose decision this person may bring now, their own or that of somebody who is away; None where they may
        not. That somebody may not is an entry of the history, once each."""
        if not request.awaits_decision:
            return None
        voices = voices_for(tx, self.policy, request)
        voice = voices.get(click.person_id)
        if voice is None:
            why = _why_not(request, click.person_id) if voices else f"too few can decide{tier_named(request)}"
            refused = Entry("not allowed to decide", click.person_id, request.id, detail=why)
            if all(recorded.entry != refused for recorded in tx.history(request.id)):
                tx.append(refused)
        return voice


def clicked(tx: Writing, policy: Policy, click: Click) -> Request | None:
    """The request as it stands at this moment: one whose time is over ends here."""
    request = tx.request(click.request_id)
    if request is None:
        stage_lost(tx, click.request_id, click.person_id, click.response_url)
        return None
    if click.post is not None:
        place = request.card_channel_id if _is_in_channel(request, click) else click.person_id
        tx.add_post(request.id, Kind.CARD, place, click.post)
    if request.awaits_decision and request.expires_at <= tx.now:
        run_out(tx, policy, request)
        return tx.request(click.request_id)
    return request


def _is_in_channel(request: Request, click: Click) -> bool:
    """Whether the card was clicked on where it stands for everybody."""
    return click.post is not None and click.post.channel_id == request.card_channel_id


def _is_heard(request: Request, person_id: str, voice: str) -> bool:
    """Whether there is an approval already of this person, or in whose name they come: nobody counts twice."""
    return person_id in request.approvers or voice in request.voices


def _other(person_id: str, voice: str) -> str:
    return voice if voice != person_id else ""


def _for(person_id: str, voice: str) -> str:
    return f", for {voice}" if voice != person_id else ""


def _why_not(request: Request, person_id: str) -> str:
    if person_id == request.giver_id:
        return "asked for it"
    is_theirs = any(reward.recipient_id == person_id for reward in request.rewards)
    return "receives it" if is_theirs else f"not among who may decide{tier_named(request)}"


def _answer(tx: Writing, request: Request, click: Click, kind: Kind = Kind.ANSWER) -> None:
    """A click that changed nothing is answered too; a card that still shows buttons is drawn anew."""
    if not request.awaits_decision:
        stage_cards(tx, request)
    kind = _IN_LIST[kind] if click.is_listed else kind
    stage_answer(tx, request.id, kind, click.person_id, click.response_url)
