"""Taking back: what is said to whoever asks for it, to whose points they were, and in the thread of the reward."""

from __future__ import annotations

from bot.core.message import Message
from bot.core.reversal import NotTakenBack, Obstacle
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.answers import TYPED_LENGTH_MAX
from bot.messages.course import as_it_stands, balance
from bot.messages.phrases import listed, on_day, points_for_in_words, said, was_taken_back, with_reason
from bot.messages.text import actions, button, context, count_of, inert, mention, named, points

UNDO = "reward_undo"
"""The button's action id; it carries the reward's id."""


def refused(found: NotTakenBack, typed: str, *, command: str, giver_days: int) -> Message:
    """Nothing was recorded: why, and what can be done. `typed` is the id as it was typed."""
    if found.request is None:
        return said(_not_yours(typed, command))
    return said(_why(found, found.request, typed, inert(command), giver_days))


def with_button(message: Message, request: Request) -> Message:
    """The same, for somebody who may ask to take it back."""
    label = f"Take back {points_for_in_words(request)}"
    return Message(message.text, (*message.blocks, actions(button("Take back", UNDO, request.reward.id, label=label))))


def _not_yours(typed: str, command: str) -> str:
    """There is no such reward, or none that this person can take back: they hear the same."""
    if not typed.strip():
        return f"Which reward is to be taken back, and why? {_line('R-7Q2MK4', inert(command))}"
    return (
        f"I find no reward {inert(typed[:TYPED_LENGTH_MAX])} that you can take back: who gave one can, and an operator "
        "later. An id looks like R-7Q2MK4: please check yours."
    )


def _line(reward_id: str, name: str) -> str:
    return f"For example: `{name} undo {reward_id} it was meant for somebody else`"


def _why(found: NotTakenBack, request: Request, typed: str, name: str, giver_days: int) -> str:
    match found.why:
        case Obstacle.WHICH:
            return f"{request.id} is for several people. Whose points are meant? {_line(f'{request.id}/2', name)}"
        case Obstacle.IS_REVERSAL:
            return f"{request.id} takes points back itself. To give them once more, ask for a new reward."
        case Obstacle.NOT_ARRIVED if request.status is RequestStatus.PENDING:
            return f"Nobody has decided on {request.id} yet, so there is nothing to take back. {_cancel(request, name)}"
        case Obstacle.NOT_ARRIVED:
            return f"Only points that have arrived can be taken back. {as_it_stands(request).text}"
        case Obstacle.TAKEN_BACK:
            return f"That is done already: {as_it_stands(request).text}"
        case Obstacle.ASKED:
            return (
                f"Somebody has asked already to take {inert(typed[:TYPED_LENGTH_MAX])} back: that is "
                f"{found.reversal_id}, and I have asked for nothing else. If EnKash refuses it, an operator can send "
                "it again."
            )
        case Obstacle.TOO_LATE:
            return _too_late(found, giver_days)
        case Obstacle.REASON_MISSING:
            return (
                "Please write why: those who decide read it, and so does the person whose points they are. "
                f"{_line(inert(typed[:TYPED_LENGTH_MAX]), name)}"
            )
        case Obstacle.FORGOTTEN:
            return (
                f"{request.id} can't be taken back any more: the person it was for was removed from HR's list, and "
                "with them the details that EnKash knows them by."
            )
        case _:
            return (
                "Nobody else could decide on this at the moment, so I have asked for nothing. Who asks and whose "
                f"points they are do not decide.{_helpers(found, 'can see to that')}"
            )


def _cancel(request: Request, name: str) -> str:
    return f"Whoever asked for it can cancel it: `{name} cancel {request.id}`"


def _too_late(found: NotTakenBack, giver_days: int) -> str:
    if giver_days == 0:
        return f"By the policy an operator takes a reward back.{_helpers(found, 'can do it')}"
    return (
        f"You could take this back for {count_of(giver_days, 'day')} after it had arrived, and that is over."
        f"{_helpers(found, 'can still do it')}"
    )


def _helpers(found: NotTakenBack, can: str) -> str:
    return f" {listed(found.helpers)} {can}." if found.helpers else ""


def taken_back(request: Request, place: str) -> Message:
    """Of a reward, that it was; of what took it back, the same to whoever asked, and more to whose points they were."""
    if not request.is_reversal:
        return in_thread(request)
    return of_yours(request) if place == request.reward.recipient_id else as_it_stands(request)


def in_thread(request: Request) -> Message:
    """In the thread of what was given, and wherever the news of it stood: that it was, and neither by whom nor why."""
    if not was_taken_back(request):
        return as_it_stands(request)
    reward = request.reward
    return said(
        f"The {points(reward.points)} for {mention(reward.recipient_id)} {was_taken_back(request)}. {request.id}"
    )


def of_yours(request: Request) -> Message:
    """To whose points they were: which, who asked for it, and why."""
    given = request.given
    if request.reward.status is not RewardStatus.ALLOCATED or given is None:
        return as_it_stands(request)
    were = "was" if request.points == 1 else "were"
    giver = named(given.giver_id, request.names)
    which = f"{points(request.points)} that {giver} gave you {on_day(given.arrived_at)} {were} taken back."
    text, paragraph = with_reason(f"{which} {mention(request.giver_id)} asked for that.", request.reason)
    small = " ".join(filter(None, (balance(request), request.id)))
    return Message(f"{text} {small}", (paragraph, context(small)))
