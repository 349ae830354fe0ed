"""What somebody asks of EnKash about their own card: a link to redeem, a balance.

Asking records an inquiry and answers at once. Another thread asks EnKash, whispers to that person alone what it said,
and writes down only that it did: a link is a credential, and a balance is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.allocation import CardHolder
from bot.core.ids import whole_id
from bot.core.inquiry import Hitch
from bot.core.policy import Policy
from bot.core.reward import Request
from bot.ledger import Errand, Lane, Ledger, Reading, Writing
from bot.rewards.deciding import Click
from bot.rewards.entitlement import is_operator, operators_of
from bot.rewards.staging import OPERATORS_MAX, Kind, stage_answer, stage_lost

# Whoever presses a button ten times wants one link, and to be told once that it is on its way.
AGAIN_AFTER = timedelta(seconds=30)
# Nobody looks at a button for longer, and a link must not turn up when nobody does.
LATE_AFTER = timedelta(minutes=5)
IN_PLACE = "in place"
"""The detail of what takes the place of the message that was clicked in, which only the clicker sees."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What to ask EnKash for one person, as they stand now. With a `hitch` nothing is asked. `known_card` is the card
    to which EnKash has credited this card holder before. `helpers` are named to whoever gets no answer."""

    errand: Errand
    holder: CardHolder | None = field(repr=False)
    known_card: str
    is_operator: bool
    helpers: tuple[str, ...]
    hitch: Hitch | None = None

    @property
    def is_in_place(self) -> bool:
        return self.errand.detail == IN_PLACE


class Inquirer:
    """Records what somebody asks. `can_redeem`: it is known where EnKash's dashboard is."""

    def __init__(self, ledger: Ledger, policy: Policy, *, can_redeem: bool) -> None:
        self._ledger = ledger
        self.policy = policy
        self._can_redeem = can_redeem

    def redeem(self, click: Click, *, is_in_place: bool, latest: float | None = None) -> None:
        """Somebody pressed Redeem, under a message about their points or, with no request's id, under their balance."""
        with self._ledger.write(latest=latest) as tx:
            request = tx.request(whole_id(click.request_id)) if click.request_id else None
            if click.request_id and request is None:
                stage_lost(tx, click.request_id, click.person_id, click.response_url)
                return
            why = self._hitch(tx, request, click.person_id)
            if why is None:
                detail = IN_PLACE if is_in_place else ""
                stage_answer(tx, None, Kind.LOOKING_UP, click.person_id, click.response_url, detail)
            elif not tx.was_noticed(Kind.REDEEM_ANSWER, click.person_id, why, since=tx.now - AGAIN_AFTER):
                stage_answer(tx, None, Kind.REDEEM_ANSWER, click.person_id, click.response_url, why)

    def _hitch(self, tx: Writing, request: Request | None, person_id: str) -> Hitch | None:
        if request is not None and all(reward.recipient_id != person_id for reward in request.rewards):
            return Hitch.NOT_THEIRS
        if not self._can_redeem:
            return Hitch.NOT_SET_UP
        return Hitch.ASKED_ALREADY if _was_asked(tx, Kind.LOOKING_UP, person_id) else None

    def ask_balance(self, person_id: str, response_url: str, *, latest: float | None = None) -> bool:
        """Somebody asked for their balance; False where they did so a moment ago."""
        with self._ledger.write(latest=latest) as tx:
            if _was_asked(tx, Kind.OWN_BALANCE, person_id):
                return False
            tx.stage(Lane.INQUIRIES, None, Kind.OWN_BALANCE, person_id, response_url=response_url)
            return True


def _was_asked(tx: Writing, kind: Kind, person_id: str) -> bool:
    last = tx.last_notice(kind, person_id)
    return last is not None and tx.now - last[0] < AGAIN_AFTER


def stage_after_looking_up(tx: Writing, errand: Errand) -> None:
    """The clicker has been told that it is looked up: now it is, and what comes of it stands below."""
    url = errand.response_url
    tx.stage(Lane.INQUIRIES, None, Kind.REDEEM, errand.place, response_url=url, detail=errand.detail)


def named_helpers(view: Reading, policy: Policy) -> tuple[str, ...]:
    """Whom somebody is told to ask: the operators; nobody where a channel has the trouble that not everybody is in."""
    return operators_of(view, policy)[:OPERATORS_MAX] if policy.operators_channel is None else ()


def inquiry_of(tx: Writing, policy: Policy, errand: Errand) -> Inquiry:
    """Everything that is needed to ask and to answer, by who this person is at this moment."""
    holder = tx.card_holder_of_member(errand.place)
    pause = tx.pause()
    why = None
    if tx.now - errand.staged_at >= LATE_AFTER:
        why = Hitch.TOO_LATE
    elif pause is not None and pause.has_bad_credentials:
        why = Hitch.NO_ENTRY  # Three refused token calls in a row would lock the account.
    elif holder is None and errand.kind == Kind.REDEEM:
        why = Hitch.NOT_MAPPED
    return Inquiry(
        errand,
        holder,
        known_card="" if holder is None else tx.known_card_of(errand.place, holder),
        is_operator=is_operator(tx, policy, errand.place),
        helpers=named_helpers(tx, policy),
        hitch=why,
    )
