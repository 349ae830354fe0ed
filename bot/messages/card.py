"""The card: the message in the channel, and its copies for deciders, that shows a request from asked to done."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.message import Message
from bot.core.recent import Given
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.course import by_which_rule, by_whom, can_decide, closed, progress
from bot.messages.language import full_stop, say
from bot.messages.lookback import before_approving, for_deciders
from bot.messages.phrases import (
    LISTED_LENGTH_MAX,
    about_message,
    deed,
    in_quotes,
    on_day,
    place_name,
    points_for_in_words,
    said,
    same_as,
    wish,
    with_reason,
)
from bot.messages.showing import by_list, privacy, shown_value
from bot.messages.text import Block, actions, button, confirmation, context, mention, menu

APPROVE = "reward_approve"
DECLINE = "reward_decline"
MORE = "reward_more"
LOWER, QUESTION, REASSIGN = "lower", "question", "reassign"
"""What the menu of MORE offers; an option's value is the request's id, and one of these."""


def card(
    request: Request,
    *,
    deciders: Sequence[str] = (),
    for_decider: bool = False,
    has_approved: bool = False,
    link: str = "",
) -> Message:
    """The card as the request stands. `deciders` are the users and groups whose approval it waits for; a decider's own
    copy, and a card in the channel for approvals, say where it was asked. Buttons only while pending and somebody can
    decide, and not on the copy of who has approved; what came to nothing keeps no name and no reason.
    `link` leads to the message that it is about."""
    where = where_asked(request) if for_decider or request.is_decided_elsewhere else ""
    if request.given is not None:
        where = what_was_given(request.given)
    about = (shown_value(request), about_message(link), privacy(request), by_list(request))
    if request.status is RequestStatus.PENDING:
        to_know = what_deciders_know(request) if for_decider else ()
        is_open = bool(deciders) and not request.is_in_doubt and not has_approved
        row = decision_row(request, for_decider=for_decider) if is_open else None
        who = can_decide(request, deciders)
        return _drawn(request, wish(request), *about, where, *to_know, who, also_asked(request), request.id, row=row)
    statuses = {reward.status for reward in request.rewards}
    if request.status is not RequestStatus.APPROVED or statuses == {RewardStatus.CANCELLED}:
        return closed(request)
    has_failed = RewardStatus.FAILED in statuses
    see_thread = f" {say('The thread says more.')}" if has_failed and not for_decider else ""
    if RewardStatus.ALLOCATED in statuses and not any(reward.is_on_its_way for reward in request.rewards):
        back = [reward.taken_back_at for reward in request.rewards if reward.taken_back_at is not None]
        no_more = say("Taken back {when}", when=on_day(back[0])) if back and not request.is_for_several else ""
        is_mixed = len(statuses) > 1 or (request.is_for_several and bool(back))
        others = f"{progress(request)}{see_thread} " if is_mixed else ""
        return _drawn(request, deed(request), *about, where, no_more, f"{_approver(request)}{others}{request.id}")
    return _drawn(request, wish(request), *about, where, f"{progress(request)}{see_thread} {request.id}")


def withheld(request_id: str) -> Message:
    """What is left of a card in a channel that has come to be shared with another company."""
    return said(f"{say('A reward request is no longer shown here.')} {request_id}")


def _drawn(request: Request, headline: str, *clauses: str, row: Block | None = None) -> Message:
    """Headline and reason, the small print, and the buttons where there are any."""
    shown = [clause for clause in clauses if clause]
    text, paragraph = with_reason(headline, request.reason)
    blocks = (paragraph, context(" · ".join(shown)), *([row] if row else []))
    return Message(f"{text} {f'{full_stop()} '.join(shown)}", blocks)


def what_was_given(given: Given) -> str:
    """By whom, when and for what, of what is to be taken back."""
    giver, when = mention(given.giver_id), on_day(given.arrived_at)
    if not given.reason:
        return say("Given by {giver} {when} ({reward})", giver=giver, when=when, reward=given.reward_id)
    reason = in_quotes(given.reason, LISTED_LENGTH_MAX)
    return say(
        "Given by {giver} {when}: {reason} ({reward})", giver=giver, when=when, reason=reason, reward=given.reward_id
    )


def where_asked(request: Request) -> str:
    """Empty where it was asked nowhere in Slack."""
    return "" if request.is_by_list else say("Asked in {channel}", channel=place_name(request.channel_id))


def also_asked(request: Request) -> str:
    return say("The next tier was asked as well") if request.escalated_to else ""


def what_deciders_know(request: Request) -> tuple[str, ...]:
    """A clause for each thing that is the business of those who decide, and of no channel."""
    slip = (say("When asked: {same_as}", same_as=same_as(request)),) if request.same_as else ()
    passed_on = (
        say("{person} passed it on to {other}", person=mention(by), other=mention(to))
        for by, to in request.reassigned.items()
    )
    return (*slip, *for_deciders(request), *passed_on)


def _approver(request: Request) -> str:
    if request.quorum == 0:
        return f"{by_which_rule(request)}{full_stop()} "
    return f"{say('Approved by {people}.', people=by_whom(request))} " if request.approved_by else ""


def decision_row(request: Request, suffix: str = "", *, for_decider: bool = True) -> Block:
    """Approve, Decline and a menu, where somebody sees them who may decide, or else in a channel; `suffix` ends their
    action ids where they stand elsewhere than on a card."""
    what = points_for_in_words(request)
    confirm = _if_meant(request, for_decider=for_decider)
    offered = {LOWER: say("Approve less"), QUESTION: say("Ask the giver"), REASSIGN: say("Pass it on")}
    if request.is_reversal:
        # All of it or nothing.
        offered = {QUESTION: say("Ask why"), REASSIGN: say("Pass it on")}
    return actions(
        button(say("Approve"), APPROVE + suffix, request.id, "primary", say("Approve {what}", what=what), confirm),
        button(say("Decline"), DECLINE + suffix, request.id, label=say("Decline {what}", what=what)),
        menu(MORE + suffix, *((words, f"{request.id} {choice}") for choice, words in offered.items())),
    )


def _if_meant(request: Request, *, for_decider: bool) -> Block | None:
    """Asked by the button alone. Whoever is in a channel can click there and read it, so what is the deciders' business
    alone is asked where only they are."""
    seen = before_approving(request) if for_decider else ""
    if seen:
        slip = say("It also asks for {same_as}.", same_as=same_as(request)) if request.same_as else ""
        text = f"{seen} {slip}".rstrip()
        return confirmation(say("Approve it knowing this?"), text, say("Approve"), say("Back"))
    if request.same_as is None or (request.same_as.is_private and not for_decider):
        return None
    text = say(
        "The same giver had asked for {same_as}. Approve it only if both are meant.",
        same_as=same_as(request),
    )
    return confirmation(say("The same twice?"), text, say("Approve"), say("Back"))
