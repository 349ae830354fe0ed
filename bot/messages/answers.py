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
from bot.messages.language import full_stop, later, say
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
from bot.messages.showing import privacy, shows_value
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
        say("Asked {asked}.", asked=asked_for(request)),
        say("You are in that group yourself, so you are left out.") if is_giver_left_out else "",
        shows_value(request),
        where_decided(request, deciders, request.giver_id),
        _where_the_card_is(request) if says_where else "",
        sum_for_giver(request),
        _is_like_another(request),
        budget,
        request.id,
    )
    return said(" ".join(filter(None, sentences)), actions(cancel_button(request)))


def _where_the_card_is(request: Request) -> str:
    """Where it is decided elsewhere, the answer says so anyway; a conversation of two has no card."""
    if not is_channel(request.card_channel_id) or request.is_decided_elsewhere:
        return ""
    return say("The card stands in {channel}.", channel=place_name(request.card_channel_id))


def _is_like_another(request: Request) -> str:
    if not request.same_as:
        return ""
    return say("It asks for {same_as}: if that is a slip, cancel this one.", same_as=same_as(request))


def asked_again_before(request: Request, deciders: Sequence[str]) -> Message:
    """To the giver, who asked for an expired request again already: `request` is what that made."""
    before = say("You have asked for this one again already.")
    now = status(request, request.giver_id, deciders)
    row = (actions(cancel_button(request)),) if request.awaits_decision else ()
    return Message(f"{before} {now.text}", (section(before), *now.blocks, *row))


def nothing_to_ask_again(id: str) -> Message:
    """There is no expired request of this person's under this id."""
    return said(
        say(
            "I find no request {request} of yours that has expired, so I asked for nothing.",
            request=inert(id[:TYPED_LENGTH_MAX]),
        )
    )


def cancelled(request: Request) -> Message:
    """To the giver, whose request is cancelled."""
    if request.status is not RequestStatus.CANCELLED:
        return status(request, request.giver_id)
    if request.is_given_up:
        return said(f"{ended(request)} {request.id}")
    if request.is_withdrawn:
        return said(f"{ended(request)} {say('No points moved.')} {request.id}")
    done = say("Cancelled: {points}. Nobody needs to decide any more.", points=points_for(request))
    return said(f"{done} {say('No points moved.')} {request.id}")


def cancel_too_late(request: Request) -> Message:
    """To the giver, whose request has ended otherwise."""
    if request.status is RequestStatus.PENDING:
        return status(request, request.giver_id)
    if request.status is RequestStatus.CANCELLED:
        return cancelled(request)
    now = where_it_stands(request, viewer_id="", deciders=())
    return said(f"{say('It is too late to cancel this request.')} {now} {request.id}")


def cancel(request: Request, person_id: str) -> Message:
    """To whoever asked to cancel, by command or by button: what became of it, from the request as it stands now."""
    if person_id != request.giver_id:
        return not_your_cancel(request)
    return cancelled(request) if request.status is RequestStatus.CANCELLED else cancel_too_late(request)


def cancelled_whole(request_id: str, command: str) -> Message:
    """To whoever wants to cancel one of several: what was asked for together is cancelled together."""
    together = say(
        "What is asked for several people is cancelled for all of them: `{command} cancel {request}`.",
        command=inert(command),
        request=request_id,
    )
    return said(f"{together} {_nothing_changed()}")


def not_your_cancel(request: Request) -> Message:
    """To anybody but the giver. It names nobody: whoever guesses an id learns nothing from it."""
    who_can = say("Only the person who asked for {request} can cancel it.", request=request.id)
    return said(f"{who_can} {_nothing_changed()}")


def not_yours(id: str) -> Message:
    """There is no such request, or none that concerns this person: they hear the same. `id` is as it was typed."""
    if not id.strip():
        return said(say("Which request? Type its id after the word: an id looks like R-7Q2MK4."))
    return said(
        say(
            "I find no request {request} that you asked for, receive or decide on. "
            "An id looks like R-7Q2MK4: please check yours.",
            request=inert(id[:TYPED_LENGTH_MAX]),
        )
    )


def status(request: Request, viewer_id: str, deciders: Sequence[str] = ()) -> Message:
    """Who asked, for whom, what, where it stands and what follows. A decline's reason only where the giver looks."""
    giver = mention(request.giver_id)
    who = say("{request}: {giver} asked {asked}.", request=request.id, giver=giver, asked=asked_for(request))
    now = where_it_stands(request, viewer_id=viewer_id, deciders=deciders)
    text, paragraph = with_reason(who, request.reason)
    shown = " ".join(filter(None, (shows_value(request), _kept_private(request), now)))
    return Message(f"{text} {shown}", (paragraph, section(shown)))


def _kept_private(request: Request) -> str:
    """Of one that nobody has decided on, that is said with what follows."""
    kept = "" if request.awaits_decision else privacy(request)
    return f"{kept}{full_stop()}" if kept else ""


def click(request: Request, viewer_id: str, deciders: Sequence[str]) -> Message:
    """To somebody whose click on Approve or Decline changed nothing: why, from the request as it stands now."""
    if request.is_in_doubt:
        return said(f"{in_doubt()}{full_stop()} {_click_changed_nothing()} {request.id}")
    if request.status is RequestStatus.PENDING:
        return said(_not_entitled(request, viewer_id, deciders))
    return said(f"{already(request)} {_click_changed_nothing()} {request.id}")


def decided(request: Request, viewer_id: str, deciders: Sequence[str]) -> Message:
    """To somebody who clicked on Approve where no card stands to say what came of it."""
    is_decided = request.status is not RequestStatus.PENDING
    if viewer_id not in request.approvers or (is_decided and request.approved_by is None):
        return click(request, viewer_id, deciders)
    now = progress(request) if is_decided else f"{can_decide(request, deciders)}{full_stop()}"
    return said(f"{say('You approved {points}.', points=points_for(request))} {now} {request.id}")


def unexpected(code: str, command: str = "/reward") -> str:
    """For a fault that nobody foresaw. `code` stands in the log beside it."""
    return say(
        "Something I did not foresee stopped me, and I can't tell whether this was kept. Look with "
        "`{command} pending` before you try again. Please give the code `{code}` to the person who runs Shabash.",
        command=inert(command),
        code=code,
    )


def another_workspace() -> str:
    """What was typed or clicked is of a workspace that the ledger is not for."""
    return say(
        "My records are those of another Slack workspace, so I recorded nothing here. Please tell the person who runs "
        "Shabash."
    )


def form_not_opened(command: str) -> str:
    """Slack would not open the form in which somebody asks."""
    return say(
        "I could not open the form in time. Nothing was recorded; please try again, or type the whole line: "
        "`{command} @asha 100 for shipping the demo`",
        command=inert(command),
    )


def form_too_late() -> str:
    """Slack would not open the form any more."""
    return say("I could not open the form in time. Nothing has changed; please click again.")


def ledger_fault(error: LedgerError | TooLate, command: str = "/reward") -> str:
    """What the ledger's trouble means for the person who waits: whether it was kept, and what to do."""
    for kind, sentence in _LEDGER_FAULTS.items():
        if isinstance(error, kind):
            return say(sentence, command=inert(command))
    return say("I can't use my records at the moment, so I could not do this. Please tell the person who runs Shabash.")


_LEDGER_FAULTS: dict[type[ShabashError], str] = {
    LedgerBusy: later("Too much is going on at once. Nothing was kept; please try again in a moment."),
    LedgerFull: later("The disk I write to is full. Nothing was kept. Please tell the person who runs Shabash."),
    LedgerReadOnly: later(
        "I can't write anything down now. Nothing was kept. Please tell the person who runs Shabash."
    ),
    LedgerInDoubt: later(
        "I cannot tell whether this was kept. Please look at `{command} pending` before you try again."
    ),
    TooLate: later("This took me too long, so I stopped. Nothing was kept; please try again."),
}


def cancel_button(request: Request, suffix: str = "") -> Block:
    """`suffix` ends its action id where it stands elsewhere than below the answer to a command."""
    label = say("Cancel {what}", what=points_for_in_words(request))
    return button(say("Cancel"), CANCEL + suffix, request.id, label=label)


def _not_entitled(request: Request, viewer_id: str, deciders: Sequence[str]) -> str:
    approval, now = request.approval_of(viewer_id), can_decide(request, deciders)
    if approval is not None and approval.decider_id == viewer_id:
        return f"{say('You have approved this one already: {now}.', now=now)} {_click_changed_nothing()}"
    if approval is not None:
        deputy = mention(approval.decider_id)
        done = say("{deputy} has approved this one for you already: {now}.", deputy=deputy, now=now)
        return f"{done} {_click_changed_nothing()}"
    if viewer_id == request.giver_id and deciders:
        return say("You asked for this one, so somebody else decides: {deciders}.", deciders=listed(deciders))
    if viewer_id == request.giver_id:
        return say("You asked for this one, so somebody else decides.")
    if viewer_id in request.recipients:
        return say("This one is for you, so somebody else decides.")
    if not deciders:
        why = say("Nobody can decide on this reward at the moment.")
    elif viewer_id in deciders:
        why = say("You can't decide on this reward any more: who may decide is different now.")
    else:
        why = say("Only {deciders} can decide on this reward.", deciders=listed(deciders))
    return f"{why} {_nothing_changed()}"


def _nothing_changed() -> str:
    return say("Nothing has changed.")


def _click_changed_nothing() -> str:
    return say("Your click changed nothing.")
