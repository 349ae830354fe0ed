"""What is said of a reversal, a request that takes back what somebody was given.

The rest of the messages say the same of it as of any request, and ask here for the phrases that are its own.
"""

from __future__ import annotations

from bot.core.reward import Request, RewardStatus
from bot.messages.text import in_words, mention, named, points


def wish(request: Request) -> str:
    """What the asker would like, as deciders read it."""
    return f"{mention(request.giver_id)} would like to take back {_those(request)}."


def deed(request: Request) -> str:
    """What was done, once EnKash has confirmed it."""
    return f"{mention(request.giver_id)} took back {points(request.points)} from {_recipient(request)}."


def points_for(request: Request) -> str:
    """`taking back 100 points from <@U…> (Asha Rao)`."""
    return f"taking back {points(request.points)} from {_recipient(request)}"


def asked_for(request: Request) -> str:
    """`to take back 100 points from <@U…> (Asha Rao)`."""
    return f"to take back {points(request.points)} from {_recipient(request)}"


def points_for_in_words(request: Request) -> str:
    """The same, plain and not escaped."""
    name = in_words(request.names.get(request.reward.recipient_id, "")) or "somebody"
    return f"taking back {points(request.points)} from {name}"


def progress(request: Request, approved: str, balance: str) -> str:
    """Where it stands once it was approved; `approved` says by whom, `balance` the new one where EnKash told it."""
    reward = request.reward
    these = f"{'this' if request.points == 1 else 'these'} {points(request.points)}"
    match reward.status:
        case RewardStatus.ALLOCATED:
            were = "was" if request.points == 1 else "were"
            return f"{points(request.points)} {were} taken back from {mention(reward.recipient_id)}. {balance}".rstrip()
        case RewardStatus.UNKNOWN if reward.restored_at is not None:
            return (
                "My records were restored from a backup, and do not tell whether EnKash has done this. I am checking "
                f"what became of {these}."
            )
        case RewardStatus.UNKNOWN:
            return f"EnKash has not confirmed yet that it took {these} back. I am checking whether it did."
        case RewardStatus.FAILED if reward.was_unknown:
            return f"EnKash never confirmed that it took {these} back, and a person has settled that it will not."
        case RewardStatus.FAILED:
            return (
                f"EnKash did not take {these} back: {mention(reward.recipient_id)} may have spent them, or EnKash may "
                "not allow it for this card. No points moved."
            )
        case RewardStatus.CANCELLED:
            return "It was approved, and then there was nothing left to take back. No points moved."
        case _ if request.is_held:
            return f"{approved} Sending is paused for now; I ask EnKash to take {these} back as soon as it goes on."
        case _:
            return f"{approved} Asking EnKash to take {these} back now."


def _those(request: Request) -> str:
    was = "was" if request.points == 1 else "were"
    return f"the {points(request.points)} that {was} given to {_recipient(request)}"


def _recipient(request: Request) -> str:
    return named(request.reward.recipient_id, request.names)
