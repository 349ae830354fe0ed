"""About the details that HR keeps, under which EnKash credits somebody's points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.message import Message
from bot.messages.language import later, say, say_many
from bot.messages.phrases import said
from bot.messages.text import any_of, inert, mention

_NAMES = {"email": later("e-mail"), "mobile": later("mobile")}
_CHANGED = {
    "email": later("the e-mail from {before} to {after}"),
    "mobile": later("the mobile from {before} to {after}"),
}


def changed(fields: Mapping[str, Sequence[str]]) -> Message:
    """To the person whose they are. `fields` are `email` and `mobile`, each from what to what, masked."""
    changes = [
        say(_CHANGED[field], before=inert(before), after=inert(after)) for field, (before, after) in fields.items()
    ]
    return said(
        say(
            "The details under which your reward points are sent have changed on HR's list: {changes}. I show only a "
            "part of each. If that is not right, please tell HR now.",
            changes=any_of(changes, "and"),
        )
    )


def changed_for_operators(by: str, people: int, named: Mapping[str, Sequence[str]]) -> Message:
    """To the operators: whose details, which of them, and by whom. Of many, `named` holds none."""
    which = [f"{mention(slack_id)} ({_listed(fields)})" for slack_id, fields in named.items()]
    who = f": {any_of(which, 'and')}" if which else ""
    changed_by = say_many(
        people,
        one="The e-mail or mobile of {number} person was changed in HR's list, by {by}{who}.",
        many="The e-mail or mobile of {number} people was changed in HR's list, by {by}{who}.",
        by=inert(by),
        who=who,
    )
    what_follows = say(
        "Points go there from now on, and each of them is told. If nobody meant to change that, `shabash pause` stops "
        "sending while you look."
    )
    return said(f"{changed_by} {what_follows}")


def forgotten_for_operators(by: str, slack_user_id: str) -> Message:
    """To the operators: somebody is not on HR's list any more, and what it held is gone."""
    return said(
        say(
            "{person} was removed from HR's list, by {by}, with the details that their rewards were sent with. They "
            "receive nothing unless an import names them again.",
            person=mention(slack_user_id),
            by=inert(by),
        )
    )


def _listed(fields: Sequence[str]) -> str:
    return any_of([say(_NAMES[field]) for field in fields], "and")
