"""What stands, in plain words, at a field of a decider's form, and what they hear where there is nothing to fill in."""

from __future__ import annotations

from bot.core.lowering import Unfit
from bot.core.policy import Policy
from bot.core.reassigning import Hindrance
from bot.core.reward import Request
from bot.messages.language import later, say
from bot.messages.text import points


def unfit(why: Unfit, policy: Policy, standing: int) -> str:
    """Why so many points cannot be approved where `standing` would be sent."""
    match why:
        case Unfit.NOT_WHOLE:
            return say("Please write a whole number of points.")
        case Unfit.NOT_LOWER:
            return say(
                "It is {points} now, so please write fewer. To approve {number}, use Approve.",
                points=points(standing),
                number=standing,
            )
        case Unfit.TOO_FEW:
            least = points(policy.points_min)
            return say("A reward has {points} at least; please write as many or more.", points=least)
        case Unfit.NOT_A_MULTIPLE:
            step = policy.points_multiple_of
            return say("Points are given in whole multiples of {step}; please write one of those.", step=step)


def nothing_lower(request: Request) -> str:
    """There is no smaller number that the policy allows."""
    least = points(request.points_each)
    why = say("{points} is the least that can be given, so there is nothing less to approve.", points=least)
    return f"{why} {request.id}"


def nobody_else(request: Request) -> str:
    """Without this person too few are left."""
    return f"{hindered(Hindrance.NEEDED)} {request.id}"


def hindered(why: Hindrance) -> str:
    """Why it cannot be passed on to the person who was chosen."""
    return say(_HINDERED[why])


_HINDERED = {
    Hindrance.YOURSELF: later("That is you. Please choose somebody else."),
    Hindrance.GIVER: later("They asked for this one, so somebody else decides. Please choose another person."),
    Hindrance.RECIPIENT: later("This one is for them, so somebody else decides. Please choose another person."),
    Hindrance.HAS_APPROVED: later("They have approved this one already. Please choose another person."),
    Hindrance.NOT_ENTITLED: later("They are not among those who may decide on this one. Please choose another person."),
    Hindrance.LEFT_TO_YOU: later("They are away, and have left their decisions to you. Please choose another person."),
    Hindrance.NEEDED: later("Without you, too few are left who can decide on this one, so it stays with you."),
}
