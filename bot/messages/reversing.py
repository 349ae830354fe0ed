"""What is said of a reversal, a request that takes back what somebody was given.

The rest of the messages say the same of it as of any request, and ask here for the phrases that are its own.
"""

from __future__ import annotations

from bot.core.reward import Request, RewardStatus
from bot.messages.language import say, say_many
from bot.messages.text import in_words, mention, named, points, these_points


def wish(request: Request) -> str:
    """What the asker would like, as deciders read it."""
    return say_many(
        request.points,
        one="{giver} would like to take back the {number} point that was given to {recipient}.",
        many="{giver} would like to take back the {number} points that were given to {recipient}.",
        giver=mention(request.giver_id),
        recipient=_recipient(request),
    )


def deed(request: Request) -> str:
    """What was done, once EnKash has confirmed it."""
    return say_many(
        request.points,
        one="{giver} took back {number} point from {recipient}.",
        many="{giver} took back {number} points from {recipient}.",
        giver=mention(request.giver_id),
        recipient=_recipient(request),
    )


def points_for(request: Request) -> str:
    """`taking back 100 points from <@U…> (Asha Rao)`."""
    return say("taking back {points} from {recipient}", points=points(request.points), recipient=_recipient(request))


def asked_for(request: Request) -> str:
    """`to take back 100 points from <@U…> (Asha Rao)`."""
    return say("to take back {points} from {recipient}", points=points(request.points), recipient=_recipient(request))


def points_for_in_words(request: Request) -> str:
    """The same, plain and not escaped."""
    name = in_words(request.names.get(request.reward.recipient_id, "")) or say("somebody")
    return say("taking back {points} from {recipient}", points=points(request.points), recipient=name)


def progress(request: Request, approved: str, balance: str) -> str:
    """Where it stands once it was approved; `approved` says by whom, `balance` the new one where EnKash told it."""
    reward = request.reward
    these = these_points(request.points)
    match reward.status:
        case RewardStatus.ALLOCATED:
            return f"{_taken_back(request)} {balance}".rstrip()
        case RewardStatus.UNKNOWN if reward.restored_at is not None:
            return say(
                "My records were restored from a backup, and do not tell whether EnKash has done this. I am checking "
                "what became of {these}.",
                these=these,
            )
        case RewardStatus.UNKNOWN:
            return say(
                "EnKash has not confirmed yet that it took {these} back. I am checking whether it did.", these=these
            )
        case RewardStatus.FAILED if reward.was_unknown:
            return say(
                "EnKash never confirmed that it took {these} back, and a person has settled that it will not.",
                these=these,
            )
        case RewardStatus.FAILED:
            return say(
                "EnKash did not take {these} back: {recipient} may have spent them, or EnKash may not allow it for "
                "this card. No points moved.",
                these=these,
                recipient=mention(reward.recipient_id),
            )
        case RewardStatus.CANCELLED:
            return say("It was approved, and then there was nothing left to take back. No points moved.")
        case _ if request.is_held:
            once_it_goes_on = say(
                "Sending is paused for now; I ask EnKash to take {these} back as soon as it goes on.", these=these
            )
            return f"{approved} {once_it_goes_on}"
        case _:
            return f"{approved} {say('Asking EnKash to take {these} back now.', these=these)}"


def _taken_back(request: Request) -> str:
    return say_many(
        request.points,
        one="{number} point was taken back from {recipient}.",
        many="{number} points were taken back from {recipient}.",
        recipient=mention(request.reward.recipient_id),
    )


def _recipient(request: Request) -> str:
    return named(request.reward.recipient_id, request.names)
