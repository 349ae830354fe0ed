"""What ends a pending request: approve, decline, cancel, and the clock's expire."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.message import Post
from bot.core.policy import Policy
from bot.core.reward import Choice, Decision, Request, RequestStatus, RewardStatus
from bot.ledger import Entry, Lane, Ledger, Reading, Writing
from bot.rewards.asking import Asked
from bot.rewards.entitlement import deciders_of, entitled_to, seen_by
from bot.rewards.staging import CLOCK, Kind, stage_answer, stage_cards, stage_lost

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


class Decider:
    """Every right is checked inside the transaction that decides, and every click is answered.

    The methods return the request as it stands afterwards, or None where there is no such request.
    """

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self._policy = policy

    def approve(self, click: Click, *, latest: float | None = None) -> Request | None:
        with self._ledger.write(latest=latest) as tx:
            request = _clicked(tx, click)
            if request is None:
                return None
            if self._may_decide(tx, request, click.person_id):
                if click.is_listed:
                    stage_answer(tx, request.id, Kind.LIST_ANSWER, click.person_id, click.response_url)
                return self._approve(tx, request, click.person_id)
            _answer(tx, request, click)
            return request

    def _approve(self, tx: Writing, request: Request, person_id: str) -> Request | None:
        tx.add_decision(request.id, Decision(person_id, Choice.APPROVE, tx.now))
        _end(tx, request, RequestStatus.APPROVED, person_id)
        tx.approve_rewards(request.id)
        for reward in request.rewards:
            tx.append(Entry("approved", person_id, request.id, reward.id, to_status=RewardStatus.APPROVED))
            tx.stage(Lane.MONEY, request.id, Kind.ALLOCATION, reward.id)
        return tx.request(request.id)

    def may_decline(self, click: Click, *, latest: float | None = None) -> tuple[Request | None, bool]:
        """Whether this person may be shown the form for a decline; when not, the answer is staged."""
        with self._ledger.write(latest=latest) as tx:
            request = _clicked(tx, click)
            if request is None:
                return None, False
            may_decide = self._may_decide(tx, request, click.person_id)
            if not may_decide:
                _answer(tx, request, click)
            return request, may_decide

    def decline(self, click: Click, reason: str, *, latest: float | None = None) -> tuple[Asked | None, bool]:
        """Decline with a reason for the giver alone; and whether that is what happened."""
        with self._ledger.write(latest=latest) as tx:
            request = _clicked(tx, click)
            if request is None:
                return None, False
            if not self._may_decide(tx, request, click.person_id):
                return Asked(request, deciders_of(tx, self._policy, request)), False
            tx.add_decision(request.id, Decision(click.person_id, Choice.DECLINE, tx.now, reason))
            _end(tx, request, RequestStatus.DECLINED, click.person_id)
            tx.stage(Lane.MESSAGES, request.id, Kind.DECLINED, request.giver_id)
            return Asked(request, ()), True

    def cancel(self, click: Click, *, latest: float | None = None) -> Request | None:
        """Cancel while undecided, by the giver alone."""
        with self._ledger.write(latest=latest) as tx:
            request = _clicked(tx, click)
            if request is None:
                return None
            if request.awaits_decision and click.person_id == request.giver_id:
                _end(tx, request, RequestStatus.CANCELLED, click.person_id)
            _answer(tx, request, click, Kind.CANCEL_ANSWER)
            return seen_by(self._policy, tx.request(request.id) or request, click.person_id)

    def _may_decide(self, tx: Reading, request: Request, person_id: str) -> bool:
        if not request.awaits_decision:
            return False
        return person_id in entitled_to(tx, self._policy, request)


def expire(tx: Writing, request: Request) -> None:
    """Nobody decided in time: the giver is told."""
    _end(tx, request, RequestStatus.EXPIRED, CLOCK)
    tx.stage(Lane.MESSAGES, request.id, Kind.EXPIRED, request.giver_id)


def withdraw(tx: Writing, request: Request) -> None:
    """Whoever was to receive the points may not any more, so nobody needs to decide: the giver is told."""
    _end(tx, request, RequestStatus.CANCELLED, CLOCK)
    tx.stage(Lane.MESSAGES, request.id, Kind.RECIPIENT_GONE, request.giver_id)


def _clicked(tx: Writing, click: Click) -> Request | None:
    """The request as it stands at this moment: one whose time is over expires here."""
    request = tx.request(click.request_id)
    if request is None:
        stage_lost(tx, click.request_id, click.person_id, click.response_url)
        return None
    if click.post is not None:
        is_in_channel = click.post.channel_id == request.card_channel_id
        place = request.card_channel_id if is_in_channel else click.person_id
        tx.add_post(request.id, Kind.CARD, place, click.post)
    if request.awaits_decision and request.expires_at <= tx.now:
        expire(tx, request)
        return tx.request(click.request_id)
    return request


def _end(tx: Writing, request: Request, to: RequestStatus, by: str) -> None:
    """The guarded move, its entry, and the cards anew."""
    if not tx.end_request(request.id, to, by):
        raise AssertionError("the request was pending in this very transaction")
    tx.append(Entry(to, by, request.id, from_status=request.status, to_status=to))
    tx.unstage(request.id, Kind.DEADLINE, request.id)
    stage_cards(tx, request)


def _answer(tx: Writing, request: Request, click: Click, kind: Kind = Kind.ANSWER) -> None:
    """A click that changed nothing is answered too; a card that still shows buttons is drawn anew."""
    if not request.awaits_decision:
        stage_cards(tx, request)
    kind = _IN_LIST[kind] if click.is_listed else kind
    stage_answer(tx, request.id, kind, click.person_id, click.response_url)
