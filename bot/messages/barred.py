"""Why not everybody of several can be rewarded: each is named, those of one kind together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.refusal import Barred, Why
from bot.messages.limits import beyond
from bot.messages.text import any_of, in_words, inert, named

# There may be fifty of them, also at the field of a form.
NAME_LENGTH_MAX = 40
_ONE_AND_MANY = {
    Why.BOT: ("{people} is an app", "{people} are apps"),
    Why.STRANGER: ("{people} belongs to another company", "{people} belong to other companies"),
    Why.GUEST: ("{people} is a guest here", "{people} are guests here"),
    Why.DEACTIVATED: ("{people} has left Slack", "{people} have left Slack"),
    Why.YOURSELF: ("you can't reward yourself",) * 2,
    Why.NOT_YET_KNOWN: ("Slack has not told me about {people} yet",) * 2,
    Why.NOT_MAPPED: ("HR has not given me an e-mail and mobile for {people}",) * 2,
    Why.OVER_LIMIT_OF_RECIPIENT: ("a limit to what one person may be given does not allow this for {people}",) * 2,
}


def why_not(barred: Sequence[Barred]) -> str:
    """The clauses, without a full stop."""
    clauses = []
    for why in dict.fromkeys(each.why for each in barred):
        those = [each for each in barred if each.why is why]
        if why is Why.OVER_LIMIT_OF_PAIR:
            # What is left differs from one to the other.
            clauses += [f"{_lower(beyond(each.room))} for {_people([each])}" for each in those]
        else:
            clauses.append(_ONE_AND_MANY[why][len(those) > 1].format(people=_people(those)))
    return "; ".join(clauses)


def _people(those: Sequence[Barred]) -> str:
    """Mentioned by their ids; by name alone where nobody can be mentioned."""
    shown = []
    for each in those:
        name = in_words(each.name, NAME_LENGTH_MAX)
        shown.append(named(each.person_id, {each.person_id: name}) if each.person_id else inert(name) or "somebody")
    return any_of(shown, "and")


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
