"""About the details that HR keeps, under which EnKash credits somebody's points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.message import Message
from bot.messages.phrases import said
from bot.messages.text import any_of, inert, mention

_NAMES = {"email": "e-mail", "mobile": "mobile"}


def changed(fields: Mapping[str, Sequence[str]]) -> Message:
    """To the person whose they are. `fields` are `email` and `mobile`, each from what to what, masked."""
    changes = [
        f"the {_NAMES[field]} from {inert(before)} to {inert(after)}" for field, (before, after) in fields.items()
    ]
    return said(
        f"The details under which your reward points are sent have changed on HR's list: {any_of(changes, 'and')}. "
        "I show only a part of each. If that is not right, please tell HR now."
    )


def changed_for_operators(by: str, people: int, named: Mapping[str, Sequence[str]]) -> Message:
    """To the operators: whose details, which of them, and by whom. Of many, `named` holds none."""
    whose = "1 person" if people == 1 else f"{people:,} people"
    which = [f"{mention(slack_id)} ({_listed(fields)})" for slack_id, fields in named.items()]
    who = f": {any_of(which, 'and')}" if which else ""
    return said(
        f"The e-mail or mobile of {whose} was changed in HR's list, by {inert(by)}{who}. Points go there from now on, "
        "and each of them is told. If nobody meant to change that, `shabash pause` stops sending while you look."
    )


def forgotten_for_operators(by: str, slack_user_id: str) -> Message:
    """To the operators: somebody is not on HR's list any more, and what it held is gone."""
    return said(
        f"{mention(slack_user_id)} was removed from HR's list, by {inert(by)}, with the details that their rewards "
        "were sent with. They receive nothing unless an import names them again."
    )


def _listed(fields: Sequence[str]) -> str:
    return any_of([_NAMES[field] for field in fields], "and")
