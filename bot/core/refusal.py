"""Why a request was not recorded. The sentences are in `bot/messages/refusals.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.budget import Pot
from bot.core.limits import Room


class Why(StrEnum):
    """Every reason for which nothing was recorded; each has one sentence."""

    # What was typed (core/command.py).
    PERSON_MISSING = "person_missing"
    POINTS_MISSING = "points_missing"
    RUPEES = "rupees"
    IN_SHORT = "in_short"  # 5k, 1 lakh
    IN_WORDS = "in_words"  # ten, sau
    OTHER_SCRIPT = "other_script"
    GROUPING = "grouping"  # 1,00
    NOT_WHOLE = "not_whole"  # 100.5, 0, -5, beyond the largest
    TWO_NUMBERS = "two_numbers"
    SECOND_PERSON = "second_person"
    PLAIN_NAME = "plain_name"
    CHANNEL = "channel"
    EVERYBODY = "everybody"  # <!channel>, <!here>, <!everyone>
    HIDDEN_MARKS = "hidden_marks"
    EMPTY_REASON = "empty_reason"
    TOO_LONG = "too_long"
    PRIVATE_OR_REASON = "private_or_reason"
    UNKNOWN_VALUE = "unknown_value"
    TWO_VALUES = "two_values"
    # Who asks for what, where, and for whom (core/judging.py).
    YOURSELF = "yourself"
    TOO_MANY_PEOPLE = "too_many_people"
    GROUP_NOT_YET_KNOWN = "group_not_yet_known"  # Slack has not told us who is in it yet
    NOBODY_ELSE_IN_GROUP = "nobody_else_in_group"
    BOT = "bot"
    STRANGER = "stranger"
    GUEST = "guest"
    DEACTIVATED = "deactivated"
    NOT_YET_KNOWN = "not_yet_known"  # Slack has not told us about this person yet
    NOT_MAPPED = "not_mapped"
    GIVER_MAY_NOT = "giver_may_not"  # a guest, a stranger
    NOBODY_DECIDES = "nobody_decides"
    TOO_MANY_OPEN = "too_many_open"
    NOT_A_MULTIPLE = "not_a_multiple"
    REASON_MISSING = "reason_missing"
    GIVER_NOT_NAMED = "giver_not_named"
    NOT_HERE = "not_here"  # in this channel
    NO_MANAGER = "no_manager"
    TOO_FEW_DECIDE = "too_few_decide"
    NO_DEPARTMENT = "no_department"
    VALUE_MISSING = "value_missing"
    NOT_PRIVATE = "not_private"
    OVER_BUDGET = "over_budget"
    OVER_LIMIT_OF_PAIR = "over_limit_of_pair"
    OVER_LIMIT_OF_RECIPIENT = "over_limit_of_recipient"


@dataclass(frozen=True, slots=True)
class Barred:
    """One of several people who cannot be rewarded now, and why; `room` is the limit that has not enough left."""

    person_id: str
    name: str = field(repr=False)
    why: Why
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was recorded. `seen` is the piece of the line it is about, `line` the whole corrected line after
    the command with the person's reason kept, where there is one; `person_id` the recipient it is about; `helpers`
    those who can do something about it, never the asker themself. `least` and `limit` are the policy's numbers that it
    is about, `allowed` whom or which channels the policy names, `tags` its values, and `pot` the budget, or `room` the
    limit, that has not enough left for what `giver_id` asks. Where several were to get points, `number` of them,
    `barred` is everybody who cannot, and `line` the one without them; `groups` are the user groups that it is about."""

    why: Why
    seen: str = field(default="", repr=False)
    line: str = field(default="", repr=False)
    person_id: str = ""
    name: str = ""
    least: int = 1
    limit: int = 0
    allowed: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    pot: Pot | None = None
    room: Room | None = None
    giver_id: str = ""
    barred: tuple[Barred, ...] = ()
    groups: tuple[str, ...] = ()
    number: int = 1

    @property
    def calls_for_word_of_people(self) -> bool:
        """Slack has not told us enough yet, and is to be asked soon."""
        whys = (self.why, *(each.why for each in self.barred))
        return Why.NOT_YET_KNOWN in whys or Why.GROUP_NOT_YET_KNOWN in whys
