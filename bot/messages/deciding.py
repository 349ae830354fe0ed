"""What stands, in plain words, at a field of a decider's form, and what they hear where there is nothing to fill in."""

from __future__ import annotations

from bot.core.lowering import Unfit
from bot.core.policy import Policy
from bot.core.reassigning import Hindrance
from bot.core.reward import Request
from bot.messages.text import points


def unfit(why: Unfit, policy: Policy, standing: int) -> str:
    """Why so many points cannot be approved where `standing` would be sent."""
    match why:
        case Unfit.NOT_WHOLE:
            return "Please write a whole number of points."
        case Unfit.NOT_LOWER:
            return f"It is {points(standing)} now, so please write fewer. To approve {standing:,}, use Approve."
        case Unfit.TOO_FEW:
            return f"A reward has {points(policy.points_min)} at least; please write as many or more."
        case Unfit.NOT_A_MULTIPLE:
            return f"Points are given in whole multiples of {policy.points_multiple_of:,}; please write one of those."


def nothing_lower(request: Request) -> str:
    """There is no smaller number that the policy allows."""
    return (
        f"{points(request.points_each)} is the least that can be given, so there is nothing less to approve. "
        f"{request.id}"
    )


def nobody_else(request: Request) -> str:
    """Without this person too few are left."""
    return f"{_HINDERED[Hindrance.NEEDED]} {request.id}"


def hindered(why: Hindrance) -> str:
    """Why it cannot be passed on to the person who was chosen."""
    return _HINDERED[why]


_HINDERED = {
    Hindrance.YOURSELF: "That is you. Please choose somebody else.",
    Hindrance.GIVER: "They asked for this one, so somebody else decides. Please choose another person.",
    Hindrance.RECIPIENT: "This one is for them, so somebody else decides. Please choose another person.",
    Hindrance.HAS_APPROVED: "They have approved this one already. Please choose another person.",
    Hindrance.NOT_ENTITLED: "They are not among those who may decide on this one. Please choose another person.",
    Hindrance.LEFT_TO_YOU: "They are away, and have left their decisions to you. Please choose another person.",
    Hindrance.NEEDED: "Without you, too few are left who can decide on this one, so it stays with you.",
}
