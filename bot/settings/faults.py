"""What pydantic finds wrong, in our words."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError


def faults_in(error: ValidationError, what: str, spell: Callable[[str], str]) -> str:
    """A line for each fault: `what` it is in, a setting or a key, its name as `spell` writes it, and the mend."""
    found = {fault["loc"]: fault["msg"] for fault in error.errors(include_url=False)}
    # Of a list without one good entry pydantic says besides that it is empty.
    outer = {location[:-1] for location in found if location}
    return "\n".join(_fault(loc, message, what, spell) for loc, message in found.items() if loc not in outer)


def _fault(location: tuple[int | str, ...], message: str, what: str, spell: Callable[[str], str]) -> str:
    """`setting SLACK_BOT_TOKEN: is missing`: which one, and the mend."""
    name = spell(".".join(str(part) for part in location))
    mend = _MENDS.get(message, message.removeprefix("Value error, "))
    return f"{what} {name}: {mend}" if name else mend


_MENDS = {
    "Field required": "is missing; please set it",
    "Extra inputs are not permitted": "is not a key that Shabash knows; please remove it or mend its spelling",
    "Input should be a valid string": 'is no text; please write it in quotes, as in "Ownership"',
    "Input should be a valid dictionary": (
        'is no table of tags and names; please write [values], and below it lines such as ownership = "Ownership"'
    ),
    "Input should be a valid tuple": 'is not a list; please write it in brackets, as in ["U02RAVI"]',
    "Tuple should have at least 1 item after validation, not 0": "is empty; please name at least one person or group",
    "String should match pattern '^([UWS][A-Z0-9]{2,}|manager)$'": (
        "is not a Slack id; people begin with U, user groups with S, and manager is the giver's manager"
    ),
    "String should match pattern '^[UWS][A-Z0-9]{2,}$'": "is not a Slack id; people begin with U, user groups with S",
    "String should match pattern '^[UW][A-Z0-9]{2,}$'": "is not a person's Slack id, which begins with U or W",
    "String should match pattern '\\S'": "is empty; please write what the statement's column is called",
    "String should match pattern '^([01][0-9]|2[0-3]):[0-5][0-9]$'": "is not a time of day, such as 00:30",
    "String should match pattern '^[CG][A-Z0-9]{2,}$'": "is not a channel's Slack id, which begins with C or G",
}
