"""Why not everybody of several can be rewarded: each is named, those of one kind together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.refusal import Barred, Why
from bot.messages.language import later, say
from bot.messages.limits import beyond
from bot.messages.text import any_of, in_words, inert, named

# There may be fifty of them, also at the field of a form.
NAME_LENGTH_MAX = 40
_ONE_AND_MANY = {
    Why.BOT: (later("{people} is an app"), later("{people} are apps")),
    Why.STRANGER: (later("{people} belongs to another company"), later("{people} belong to other companies")),
    Why.GUEST: (later("{people} is a guest here"), later("{people} are guests here")),
    Why.DEACTIVATED: (later("{people} has left Slack"), later("{people} have left Slack")),
    Why.YOURSELF: (later("you can't reward yourself"),) * 2,
    Why.NOT_YET_KNOWN: (later("Slack has not told me about {people} yet"),) * 2,
    Why.NOT_MAPPED: (later("HR has not given me an e-mail and mobile for {people}"),) * 2,
    Why.OVER_LIMIT_OF_RECIPIENT: (later("a limit to what one person may be given does not allow this for {people}"),)
    * 2,
}


def why_not(barred: Sequence[Barred]) -> str:
    """The clauses, without a full stop."""
    clauses = []
    for why in dict.fromkeys(each.why for each in barred):
        those = [each for each in barred if each.why is why]
        if why is Why.OVER_LIMIT_OF_PAIR:
            # What is left differs from one to the other.
            clauses += [
                say("{limit} for {people}", limit=_lower(beyond(each.room)), people=_people([each])) for each in those
            ]
        else:
            clauses.append(say(_ONE_AND_MANY[why][len(those) > 1], people=_people(those)))
    return "; ".join(clauses)


def _people(those: Sequence[Barred]) -> str:
    """Mentioned by their ids; by name alone where nobody can be mentioned."""
    shown = []
    for each in those:
        name = in_words(each.name, NAME_LENGTH_MAX)
        by_name = inert(name) or say("somebody")
        shown.append(named(each.person_id, {each.person_id: name}) if each.person_id else by_name)
    return any_of(shown, "and")


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
