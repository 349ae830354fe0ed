"""Answers that one person alone sees: to the command, and to a click that changed nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.budget import Pot
from bot.core.errors import LedgerBusy, LedgerError, LedgerFull, LedgerInDoubt, LedgerReadOnly, ShabashError, TooLate
from bot.core.message import Message
from bot.core.policy import is_channel
from bot.core.reward import Request, RequestStatus
from bot.messages.budgets import left_in_each
from bot.messages.course import can_decide, in_doubt, progress, where_decided
from bot.messages.language import full_stop
from bot.messages.lookback import sum_for_giver
from bot.messages.phrases import (
    asked_for,
    listed,
    place_name,
    points_for,
    points_for_in_words,
    said,
    same_as,
    with_reason,
)
from bot.messages.showing import kept_private, shows_value
from bot.messages.standing import already, ended, where_it_stands
from bot.messages.text import Block, actions, button, inert, mention, section

CANCEL = "reward_cancel"

# What a typed id is cut to when it is said back.
TYPED_LENGTH_MAX = 40


def asked(
    request: Request,
    deciders: Sequence[str],
    pots: Sequence[Pot] = (),
    *,
    says_where: bool = False,
    is_giver_left_out: bool = False,
) -> Message:
    """The answer to whoever asked; for the same delivery once more, where the request stands by then. `pots` are what
    its budgets have left by it. `says_where`: to somebody who reads it elsewhere than where the card stands.
    `is_giver_left_out`: they named a group that they are in themselves."""
    budget = left_in_each(pots, request.giver_id)
    if not request.awaits_decision:
        now = status(request, request.giver_id, deciders)
        return Message(f"{now.text} {budget}", (*now.blocks, section(budget))) if budget else now
    sentences = (
        f"Asked {asked_for(request)}.",
        "You are in that group yourself, so you are left out." if is_giver_left_out else "",
        shows_value(request),
        where_decided(request, deciders, request.giver_id),
        f"The card stands in {place_name(request.card_channel_id)}." if says_where and _has_card(request) else "",
        sum_for_giver(request),
        f"It is the {same_as(request)}: if that is a slip, cancel this one." if request.same_as else "",
        budget,
        request.id,
    )
    return said(" ".join(filter(None, sentences)), actions(cancel_button(request)))


def _has_card(request: Request) -> bool:
    """Where it is decided elsewhere, the answer says so anyway; a conversation of two has none."""
    return is_channel(request.card_channel_id) and not request.is_decided_elsewhere


def asked_again_before(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver, who asked for an expired request again already: `request` is what that made."""
    before = "You have asked for this one again already."
    now = status(request, request.giver_id, deciders)
    row = (actions(cancel_button(request)),) if request.awaits_decision else ()
    return Message(f"{before} {now.text}", (section(before), *now.blocks, *row))


def nothing_to_ask_again(id: str) -> Message:
    """There is no expired request of this person's under this id."""
    return said(f"I find no request {inert(id[:TYPED_LENGTH_MAX])} of yours that has expired, so I asked for nothing.")


def cancelled(request: Request) -> Message:
    """To the giver, whose request is cancelled."""
    if request.status is not RequestStatus.CANCELLED:
        return status(request, request.giver_id)
    if request.is_given_up:
        return said(f"{ended(request)} {request.id}")
    if request.is_withdrawn:
        return said(f"{ended(request)} No points moved. {request.id}")
    return said(f"Cancelled: {points_for(request)}. Nobody needs to decide any more. No points moved. {request.id}")


def cancel_too_late(request: Request) -> Message:
    """To the giver, whose request has ended otherwise."""
    if request.status is RequestStatus.PENDING:
        return status(request, request.giver_id)
    if request.status is RequestStatus.CANCELLED:
        return cancelled(request)
    return said(
        f"It is too late to cancel this request. {where_it_stands(request, viewer_id='', deciders=())} {request.id}"
    )


def cancel(request: Request, person_id: str) -> Message:
    """To whoever asked to cancel, by command or by button: what became of it, from the request as it stands now."""
    if person_id != request.giver_id:
        return not_your_cancel(request)
    return cancelled(request) if request.status is RequestStatus.CANCELLED else cancel_too_late(request)


def cancelled_whole(request_id: str, command: str) -> Message:
    """To whoever wants to cancel one of several: what was asked for together is cancelled together."""
    return said(
        f"What is asked for several people is cancelled for all of them: `{inert(command)} cancel {request_id}`. "
        "Nothing has changed."
    )


def not_your_cancel(request: Request) -> Message:
    """To anybody but the giver. It names nobody: whoever guesses an id learns nothing from it."""
    return said(f"Only the person who asked for {request.id} can cancel it. Nothing has changed.")


def not_yours(id: str) -> Message:
    """There is no such request, or none that concerns this person: they hear the same. `id` is as it was typed."""
    if not id.strip():
        return said("Which request? Type its id after the word: an id looks like R-7Q2MK4.")
    which = f" {inert(id[:TYPED_LENGTH_MAX])}"
    return said(
        f"I find no request{which} that you asked for, receive or decide on. "
        "An id looks like R-7Q2MK4: please check yours."
    )


def status(request: Request, viewer_id: str, deciders: Sequence[str] = ()) -> Message:
    """Who asked, for whom, what, where it stands and what follows. A decline's reason only where the giver looks."""
    who = f"{request.id}: {mention(request.giver_id)} asked {asked_for(request)}."
    now = where_it_stands(request, viewer_id=viewer_id, deciders=deciders)
    text, paragraph = with_reason(who, request.reason)
    shown = " ".join(filter(None, (shows_value(request), _kept_private(request), now)))
    return Message(f"{text} {shown}", (paragraph, section(shown)))


def _kept_private(request: Request) -> str:
    """Of one that nobody has decided on, that is said with what follows."""
    return "" if request.awaits_decision or not request.is_private else f"{kept_private()}{full_stop()}"


def click(request: Request, viewer_id: str, deciders: Sequence[str]) -> Message:
    """To somebody whose click on Approve or Decline changed nothing: why, from the request as it stands now."""
    if request.is_in_doubt:
        return said(f"{in_doubt()}{full_stop()} Your click changed nothing. {request.id}")
    if request.status is RequestStatus.PENDING:
        return said(_not_entitled(request, viewer_id, deciders))
    return said(f"{already(request)} Your click changed nothing. {request.id}")


def decided(request: Request, viewer_id: str, deciders: Sequence[str]) -> Message:
    """To somebody who clicked on Approve where no card stands to say what came of it."""
    is_decided = request.status is not RequestStatus.PENDING
    if viewer_id not in request.approvers or (is_decided and request.approved_by is None):
        return click(request, viewer_id, deciders)
    now = progress(request) if is_decided else f"{can_decide(request, deciders)}."
    return said(f"You approved {points_for(request)}. {now} {request.id}")


def unexpected(code: str, command: str = "/reward") -> str:
    """For a fault that nobody foresaw. `code` stands in the log beside it."""
    return (
        "Something I did not foresee stopped me, and I can't tell whether this was kept. Look with "
        f"`{inert(command)} pending` before you try again. Please give the code `{code}` to the person who runs "
        "Shabash."
    )


def another_workspace() -> str:
    """What was typed or clicked is of a workspace that the ledger is not for."""
    return (
        "My records are those of another Slack workspace, so I recorded nothing here. Please tell the person who runs "
        "Shabash."
    )


def form_not_opened(command: str) -> str:
    """Slack would not open the form in which somebody asks."""
    return (
        "I could not open the form in time. Nothing was recorded; please try again, or type the whole line: "
        f"`{inert(command)} @asha 100 for shipping the demo`"
    )


def form_too_late() -> str:
    """Slack would not open the form any more."""
    return "I could not open the form in time. Nothing has changed; please click again."


def ledger_fault(error: LedgerError | TooLate, command: str = "/reward") -> str:
    """What the ledger's trouble means for the person who waits: whether it was kept, and what to do."""
    for kind, sentence in _LEDGER_FAULTS.items():
        if isinstance(error, kind):
            return sentence.format(command=inert(command))
    return "I can't use my records at the moment, so I could not do this. Please tell the person who runs Shabash."


_LEDGER_FAULTS: dict[type[ShabashError], str] = {
    LedgerBusy: "Too much is going on at once. Nothing was kept; please try again in a moment.",
    LedgerFull: "The disk I write to is full. Nothing was kept. Please tell the person who runs Shabash.",
    LedgerReadOnly: "I can't write anything down now. Nothing was kept. Please tell the person who runs Shabash.",
    LedgerInDoubt: "I cannot tell whether this was kept. Please look at `{command} pending` before you try again.",
    TooLate: "This took me too long, so I stopped. Nothing was kept; please try again.",
}


def cancel_button(request: Request, suffix: str = "") -> Block:
    """`suffix` ends its action id where it stands elsewhere than below the answer to a command."""
    return button("Cancel", CANCEL + suffix, request.id, label=f"Cancel {points_for_in_words(request)}")


def _not_entitled(request: Request, viewer_id: str, deciders: Sequence[str]) -> str:
    approval = request.approval_of(viewer_id)
    if approval is not None:
        is_own = approval.decider_id == viewer_id
        who = (
            "You have approved this one" if is_own else f"{mention(approval.decider_id)} has approved this one for you"
        )
        return f"{who} already: {can_decide(request, deciders)}. Your click changed nothing."
    who = f": {listed(deciders)}" if deciders else ""
    if viewer_id == request.giver_id:
        return f"You asked for this one, so somebody else decides{who}."
    if viewer_id in request.recipients:
        return "This one is for you, so somebody else decides."
    if not deciders:
        return "Nobody can decide on this reward at the moment. Nothing has changed."
    if viewer_id in deciders:
        return "You can't decide on this reward any more: who may decide is different now. Nothing has changed."
    return f"Only {listed(deciders)} can decide on this reward. Nothing has changed."
