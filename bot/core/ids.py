"""The ids of requests and rewards, `R-7Q2MK4` and `R-7Q2MK4/2`, of what asked, and how long a reference may be."""

from __future__ import annotations

# Letters and digits that cannot be misread for one another when an id is read out or copied by hand.
ID_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ID_LENGTH = 6
REFERENCE_LENGTH_MAX = 20
LISTED = "list"
"""Where a list asked, what stands in for the id of Slack's delivery begins with this."""


def whole_id(reward_id: str) -> str:
    """The id of the request that this is a reward of: `R-7Q2MK4/2` -> `R-7Q2MK4`."""
    return reward_id.partition("/")[0]


def normal_id(text: str) -> str | None:
    """`r-7q2mk4`, `7Q2MK4` -> `R-7Q2MK4`; None where the text cannot be an id."""
    head, slash, tail = text.strip().upper().removeprefix("R-").partition("/")
    if not ID_LENGTH <= len(head) <= 12 or any(letter not in ID_ALPHABET for letter in head):
        return None
    if slash and not (tail.isascii() and tail.isdigit()):
        return None
    return f"R-{head}{slash}{tail}"
