"""What follows for pending requests when people leave, come back, or may decide no longer."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from bot.core.absence import Voices, deputies_in
from bot.core.deciders import MARK_OF_NOBODY, mark_of
from bot.core.errors import LedgerError
from bot.core.policy import Policy
from bot.core.reassigning import awaited_voices
from bot.core.reward import Request
from bot.ledger import Entry, Lane, Ledger, Reading, Writing
from bot.rewards.ending import withdraw
from bot.rewards.entitlement import members_of, rights_for
from bot.rewards.reaching import asked_in_turn
from bot.rewards.staging import CLOCK, DIRECT_CARDS_MAX, OPERATORS, Kind, stage_cards, stage_notice

log = logging.getLogger(__name__)

# So many requests are written in one transaction at most: whoever asks or clicks meanwhile waits for it.
AT_ONCE = 25


class Watcher:
    """`look()` goes through what is pending, whatever it was that changed: Slack's word of somebody, a user group,
    HR's list, the policy file. Each request bears a mark of who could decide on it, so a second look finds nothing."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self.policy = policy

    def look(self) -> None:
        """Raises `LedgerError`; then the next look does the rest."""
        with self._ledger.read() as view:
            ids = view.pending_ids()
        for start in range(0, len(ids), AT_ONCE):
            self._look_at(ids[start : start + AT_ONCE])

    def _look_at(self, ids: tuple[str, ...]) -> None:
        try:
            self._follow_those_with_news(ids)
        except LedgerError:
            raise
        except Exception:
            if len(ids) == 1:
                log.exception("a pending request was not looked at", extra={"request_id": ids[0]})
                return
            # The others must not wait for what is wrong with one of them.
            for request_id in ids:
                self._look_at((request_id,))

    def _follow_those_with_news(self, ids: tuple[str, ...]) -> None:
        # Most looks find nothing, and then nobody waits for the write lock.
        with self._ledger.read() as view:
            requests = [request for request in map(view.request, ids) if request and self._is_news(view, request)]
        if not requests:
            return
        with self._ledger.write() as tx:
            # All of them before anything else that they share, such as a budget: so two who want both do not wait for
            # each other in a circle.
            for request in requests:
                tx.request(request.id)
            stranded = [request.id for request in requests if self._follow(tx, request.id)]
            if stranded:
                stage_notice(tx, Kind.OPERATORS_NOBODY_DECIDES, OPERATORS, " ".join(stranded))

    def _is_news(self, view: Reading, request: Request) -> bool:
        if not _waits(view, request):
            return False
        rights = rights_for(view, self.policy, request)
        is_stale = mark_of(rights.voices, rights.deputies) != request.deciders_mark
        return is_stale or not _can_be_received(view, request)

    def _follow(self, tx: Writing, request_id: str) -> bool:
        """Do what follows; True where from now on nobody can decide on this request."""
        request = tx.request(request_id)
        if request is None or not _waits(tx, request):
            return False
        if not _can_be_received(tx, request):
            withdraw(tx, request)
            return False
        rights = rights_for(tx, self.policy, request)
        mark = mark_of(rights.voices, rights.deputies)
        if mark == request.deciders_mark:
            return False
        tx.note_deciders(request.id, mark)
        # Each copy is drawn anew: with other names, and without buttons for whoever may decide no longer.
        stage_cards(tx, request)
        if not rights.voices:
            tx.append(Entry("nobody can decide", CLOCK, request.id))
            tx.stage(Lane.MESSAGES, request.id, Kind.NOBODY_DECIDES, request.giver_id)
            return True
        if request.deciders_mark == MARK_OF_NOBODY:
            _tell_that_it_goes_on(tx, request, rights.voices)
        _ask_others(tx, request, awaited_voices(request, rights))
        return False


def _waits(view: Reading, request: Request) -> bool:
    """Whether it waits for a decision; the deadline ends what is past it, and tells so."""
    return request.awaits_decision and view.now < request.expires_at


def _can_be_received(view: Reading, request: Request) -> bool:
    """Points are taken back from whoever has them, also where they have left."""
    return request.is_reversal or any(view.card_holder_of_member(reward.recipient_id) for reward in request.rewards)


def _tell_that_it_goes_on(tx: Writing, request: Request, entitled: Iterable[str]) -> None:
    """Nobody notices that an old message has its buttons back, so whoever holds one is told."""
    tx.append(Entry("somebody can decide", CLOCK, request.id))
    tx.stage(Lane.MESSAGES, request.id, Kind.SOMEBODY_DECIDES, request.giver_id)
    holders = [person for person in entitled if tx.posts(request.id, Kind.CARD, person)]
    tx.stage_each(Lane.MESSAGES, request.id, Kind.DECIDES_AGAIN, holders[:DIRECT_CARDS_MAX])


def _ask_others(tx: Writing, request: Request, awaited: Voices) -> None:
    """In the place of those who are waited for no longer, the next ones get a copy of their own; and so does each
    deputy, of what waits for whoever is away."""
    holders = set(tx.places(request.id, Kind.CARD))
    order = asked_in_turn(tx, request, awaited, members_of(tx, request.named, request.giver_id))
    others = [person for person in order if person not in holders]
    wanted = DIRECT_CARDS_MAX - (len(order) - len(others)) - len(request.approvals)
    deputies = [person for person in others if person in deputies_in(awaited)]
    tx.stage_each(Lane.MESSAGES, request.id, Kind.CARD, [*deputies, *others[: max(0, wanted)]])
