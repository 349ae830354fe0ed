"""Taking back: what is said to whoever asks for it, to whose points they were, and in the thread of the reward."""

from __future__ import annotations

from bot.core.message import Message
from bot.core.reversal import NotTakenBack, Obstacle
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.messages.answers import TYPED_LENGTH_MAX
from bot.messages.course import as_it_stands, balance, was_given_up
from bot.messages.language import later, say, say_many
from bot.messages.phrases import listed, on_day, points_for_in_words, said, was_taken_back, with_reason
from bot.messages.text import actions, button, context, inert, mention, named, points

UNDO = "reward_undo"
"""The button's action id; it carries the reward's id."""


def refused(found: NotTakenBack, typed: str, *, command: str, giver_days: int) -> Message:
    """Nothing was recorded: why, and what can be done. `typed` is the id as it was typed."""
    if found.request is None:
        return said(_not_yours(typed, command))
    return said(_why(found, found.request, typed, inert(command), giver_days))


def with_button(message: Message, request: Request) -> Message:
    """The same, for somebody who may ask to take it back."""
    label = say("Take back {what}", what=points_for_in_words(request))
    take_back = button(say("Take back"), UNDO, request.reward.id, label=label)
    return Message(message.text, (*message.blocks, actions(take_back)))


def _not_yours(typed: str, command: str) -> str:
    """There is no such reward, or none that this person can take back: they hear the same."""
    if not typed.strip():
        return f"{say('Which reward is to be taken back, and why?')} {_line('R-7Q2MK4', inert(command))}"
    return say(
        "I find no reward {reward} that you can take back: who gave one can, and an operator later. An id looks like "
        "R-7Q2MK4: please check yours.",
        reward=inert(typed[:TYPED_LENGTH_MAX]),
    )


def _line(reward_id: str, name: str) -> str:
    return say("For example: `{command} undo {reward} it was meant for somebody else`", command=name, reward=reward_id)


def _why(found: NotTakenBack, request: Request, typed: str, name: str, giver_days: int) -> str:
    meant, now = inert(typed[:TYPED_LENGTH_MAX]), as_it_stands(request).text
    match found.why:
        case Obstacle.WHICH:
            which = say("{request} is for several people. Whose points are meant?", request=request.id)
            return f"{which} {_line(f'{request.id}/2', name)}"
        case Obstacle.IS_REVERSAL:
            return say(
                "{request} takes points back itself. To give them once more, ask for a new reward.", request=request.id
            )
        case Obstacle.NOT_ARRIVED if request.status is RequestStatus.PENDING:
            return say(
                "Nobody has decided on {request} yet, so there is nothing to take back. Whoever asked for it can "
                "cancel it: `{command} cancel {request}`",
                request=request.id,
                command=name,
            )
        case Obstacle.NOT_ARRIVED:
            return f"{say('Only points that have arrived can be taken back.')} {now}"
        case Obstacle.TAKEN_BACK:
            return say("That is done already: {now}", now=now)
        case Obstacle.ASKED:
            asked = say("Taking {reward} back has been asked for already.", reward=meant)
            return f"{asked} {_stands(found.reversal)}" if found.reversal else asked
        case Obstacle.TOO_LATE:
            return _too_late(found, giver_days)
        case Obstacle.REASON_MISSING:
            why = say("Please write why: those who decide read it, and so does the person whose points they are.")
            return f"{why} {_line(meant, name)}"
        case Obstacle.FORGOTTEN:
            return say(
                "{request} can't be taken back any more: the person it was for was removed from HR's list, and with "
                "them the details that EnKash knows them by.",
                request=request.id,
            )
        case _:
            nobody = say(
                "Nobody else could decide on this at the moment, so I have asked for nothing. Who asks and whose "
                "points they are do not decide."
            )
            return _with_helpers(nobody, _CAN_SEE_TO_THAT, found)


def _stands(reversal: Request) -> str:
    """Where it stands, and who can do something about it."""
    now = as_it_stands(reversal.without_balances_but_of()).text
    is_refused = reversal.reward.status is RewardStatus.FAILED and not was_given_up(reversal)
    return f"{now} {say('An operator can send it again.')}" if is_refused else now


def _too_late(found: NotTakenBack, giver_days: int) -> str:
    if giver_days == 0:
        return _with_helpers(say("By the policy an operator takes a reward back."), _CAN_DO_IT, found)
    is_over = say_many(
        giver_days,
        one="You could take this back for {number} day after it had arrived, and that is over.",
        many="You could take this back for {number} days after it had arrived, and that is over.",
    )
    return _with_helpers(is_over, _CAN_STILL_DO_IT, found)


_CAN_SEE_TO_THAT = later("{helpers} can see to that.")
_CAN_DO_IT = later("{helpers} can do it.")
_CAN_STILL_DO_IT = later("{helpers} can still do it.")


def _with_helpers(sentence: str, can: str, found: NotTakenBack) -> str:
    return f"{sentence} {say(can, helpers=listed(found.helpers))}" if found.helpers else sentence


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
    were_taken_back = say(
        "The {points} for {recipient} {were_taken_back}.",
        points=points(reward.points),
        recipient=mention(reward.recipient_id),
        were_taken_back=was_taken_back(request),
    )
    return said(f"{were_taken_back} {request.id}")


def of_yours(request: Request) -> Message:
    """To whose points they were: which, who asked for it, and why."""
    given = request.given
    if request.reward.status is not RewardStatus.ALLOCATED or given is None:
        return as_it_stands(request)
    which = say_many(
        request.points,
        one="{number} point that {giver} gave you {when} was taken back. {asker} asked for that.",
        many="{number} points that {giver} gave you {when} were taken back. {asker} asked for that.",
        giver=named(given.giver_id, request.names),
        when=on_day(given.arrived_at),
        asker=mention(request.giver_id),
    )
    text, paragraph = with_reason(which, request.reason)
    small = " ".join(filter(None, (balance(request), request.id)))
    return Message(f"{text} {small}", (paragraph, context(small)))
