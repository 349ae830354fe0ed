"""The form in which a giver asks: where it was opened, what stands in its fields, and where in it a refusal stands."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum

from bot.core.command import LENGTH_MAX, Ask
from bot.core.lowering import read_points
from bot.core.marks import read_value
from bot.core.message import escape
from bot.core.policy import Policy
from bot.core.reason import has_words, read_reason
from bot.core.refusal import Refusal, Why


class Field(StrEnum):
    """The fields of the form."""

    PEOPLE = "people"
    POINTS = "points"
    REASON = "reason"
    VALUE = "value"
    PRIVATE = "private"
    PLACE = "place"


FIELD_OF: dict[Why, Field] = {
    **dict.fromkeys((Why.PERSON_MISSING, Why.YOURSELF, Why.NOT_MAPPED, Why.OVER_LIMIT_OF_RECIPIENT), Field.PEOPLE),
    **dict.fromkeys((Why.BOT, Why.STRANGER, Why.GUEST, Why.DEACTIVATED, Why.TOO_MANY_PEOPLE), Field.PEOPLE),
    **dict.fromkeys((Why.POINTS_MISSING, Why.NOT_WHOLE, Why.NOT_A_MULTIPLE), Field.POINTS),
    **dict.fromkeys((Why.OVER_BUDGET, Why.OVER_LIMIT_OF_PAIR), Field.POINTS),
    Why.VALUE_MISSING: Field.VALUE,
    Why.NOT_PRIVATE: Field.PRIVATE,
    **dict.fromkeys((Why.REASON_MISSING, Why.EMPTY_REASON, Why.TOO_LONG, Why.TWO_VALUES), Field.REASON),
}
"""Where the mend is to be written; of the others none is."""

WHATEVER_IS_WRITTEN = frozenset(
    {
        *(Why.YOURSELF, Why.BOT, Why.STRANGER, Why.GUEST, Why.DEACTIVATED, Why.NOT_YET_KNOWN, Why.NOT_MAPPED),
        *(Why.GIVER_MAY_NOT, Why.GIVER_NOT_NAMED, Why.NOT_HERE, Why.TOO_MANY_OPEN),
    }
)
"""What refuses a request of this giver for this person in this channel, of however many points and for any reason."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the form was opened. The card goes to `channel_id`, which the form asks for where it is empty; `message_ts`
    is the message that somebody is rewarded for, in the thread `thread_ts`, and `recipient_id` who wrote it.
    `response_url` answers the giver in that channel."""

    channel_id: str = ""
    response_url: str = field(default="", repr=False)
    message_ts: str = ""
    thread_ts: str = ""
    recipient_id: str = ""

    def written(self) -> str:
        """For Slack to keep with the form."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})

    @classmethod
    def read(cls, text: str) -> Origin:
        """From what `written` gave, also in another release."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in json.loads(text or "{}").items() if name in known})


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the fields, as it was typed or chosen; empty where nothing does."""

    people: tuple[str, ...] = ()
    points: str = ""
    reason: str = field(default="", repr=False)
    channel_id: str = ""
    value: str = ""
    is_private: bool = False

    @property
    def is_for_several(self) -> bool:
        return len(set(self.people)) > 1

    def ask(self, policy: Policy) -> Ask | Refusal:
        """What is asked, or what is missing or cannot be read. Whether it may be asked is for judging to say."""
        if not self.people:
            return Refusal(Why.PERSON_MISSING)
        if not self.points.strip():
            return Refusal(Why.POINTS_MISSING)
        points = read_points(self.points.strip())
        if points is None:
            return Refusal(Why.NOT_WHOLE, least=policy.points_min, limit=policy.points_max)
        reason = read_reason(escape(self.reason[:LENGTH_MAX]))
        if reason and not has_words(reason):
            return Refusal(Why.EMPTY_REASON)
        if len(self.reason) > LENGTH_MAX:
            return Refusal(Why.TOO_LONG, limit=LENGTH_MAX)
        value = self._shown(policy)
        if value is None:
            return Refusal(Why.TWO_VALUES)
        return Ask(tuple(dict.fromkeys(self.people)), points, reason, value=value, is_private=self.is_private)

    def value_in(self, policy: Policy) -> str:
        """The tag of the one that was chosen, as long as the policy has it; else the one that the reason names."""
        return self._shown(policy) or ""

    def _shown(self, policy: Policy) -> str | None:
        return read_value(self.reason, self.value if self.value in policy.tags else "", policy.values)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was filled in, while its second page is read."""

    origin: Origin
    filled: Filled

    @property
    def placed(self) -> Origin:
        """Where it was opened, with the channel that was chosen there."""
        return replace(self.origin, channel_id=self.filled.channel_id)

    def written(self) -> str:
        """For Slack to keep with the page. The reason stands as it is, because Slack keeps 3,000 characters and no
        more (Slack, "Views", `private_metadata`)."""
        held = {**asdict(self.filled), "reason": None, "origin": self.origin.written()}
        return f"{json.dumps({name: value for name, value in held.items() if value})}\n{self.filled.reason}"

    @classmethod
    def read(cls, text: str) -> Draft:
        """From what `written` gave."""
        head, _, reason = text.partition("\n")
        written = json.loads(head)
        people = tuple(written.get("people", ()))
        known = {each.name for each in fields(Filled)} - {"people", "reason"}
        filled = Filled(people, reason=reason, **{name: value for name, value in written.items() if name in known})
        return cls(Origin.read(written.get("origin", "")), filled)
