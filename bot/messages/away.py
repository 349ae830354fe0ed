"""What is said to whoever goes away or comes back, and to their deputy."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.absence import Absence, Away, Shared
from bot.core.away import DAYS_MAX, Unclear
from bot.core.message import Message
from bot.messages.language import later, say
from bot.messages.phrases import listed, said
from bot.messages.text import deadline, inert, mention

_UNCLEAR = {
    Unclear.WHO: later(
        "Who decides for you? Name one person, picked from the list that Slack shows as you type @: {example}"
    ),
    Unclear.WHEN: later(
        "Until when? I read a weekday, `tomorrow`, a day like `2026-12-04`, or `for 3 days`: {example}"
    ),
    Unclear.PAST: later("That day is over already. Name one that is still to come: {example}"),
    Unclear.TOO_LONG: later("That is longer than {days} days. For so long the policy should name somebody else."),
    Unclear.YOURSELF: later("You can't decide for yourself while you are away. Name another approver: {example}"),
    Unclear.DECIDES_NOTHING: later("You are not among the approvers, so there is nothing to hand over."),
    Unclear.NO_APPROVER: later(
        "Only an approver can decide for you, and the policy does not name this person as one, or they are no active "
        "full member. Name another approver: {example}"
    ),
}


def unclear(why: Unclear, command: str) -> Message:
    """Nothing was handed over: why, and how to."""
    example = say("`{command} away @farah until Friday`", command=inert(command))
    return said(f"{say(_UNCLEAR[why], example=example, days=DAYS_MAX)} {say('Nothing has changed.')}")


def went_away(away: Away, command: str) -> Message:
    """To whoever has just gone away."""
    return said(say("{away} They know. `{command} back` ends it earlier.", away=_own(away), command=inert(command)))


def standing(away: Away, command: str) -> Message:
    """How it stands with somebody: who decides for them, and for whom they do."""
    others = [
        say("You decide for {person} until {until}.", person=mention(other.person_id), until=_until(other.ends_at))
        for other in away.others
    ]
    if away.own:
        own = say("{away} `{command} back` ends it.", away=_own(away), command=inert(command))
        return said(" ".join((own, *others)))
    hint = say("`{command} away @farah until Friday` hands your decisions to another approver.", command=inert(command))
    return said(" ".join((say("You are not away."), *others, hint)))


def came_back(absence: Absence | None) -> Message:
    """To whoever says that they are back."""
    if absence is None:
        return said(say("You were not away, so nothing has changed."))
    return said(say("Welcome back. {deputy} decides for you no longer, and knows.", deputy=mention(absence.deputy_id)))


def deputy(person_id: str, ends_at: str) -> Message:
    """To the deputy: from now on they decide for somebody."""
    until = _until(datetime.fromisoformat(ends_at))
    return said(
        say(
            "{person} is away until {until}, and has named you to decide for them meanwhile. You get the requests that "
            "wait for them, but none that you asked for or receive. Where you may decide anyway, you decide for "
            "yourself, and count once.",
            person=mention(person_id),
            until=until,
        )
    )


def deputy_no_more(person_id: str, ends_at: str) -> Message:
    """To the deputy: they were to decide for somebody until then, and do no longer."""
    until = _until(datetime.fromisoformat(ends_at))
    return said(
        say(
            "You no longer decide for {person}, as you were to until {until}. You need do nothing.",
            person=mention(person_id),
            until=until,
        )
    )


_SHARED = {
    Shared.NOTHING: later("{who} decides for you until {until}; you still can as well."),
    Shared.SOME: later(
        "{who} decides for you until {until}; you still can as well. Where they may decide anyway, they decide for "
        "themselves, and count once."
    ),
    Shared.ALL: later(
        "You are away until {until}, and {who} may decide anyway on all that you decide on: for themselves, not for "
        "you. Where the others are enough, I ask them and not you; you still can decide as well."
    ),
}


def _own(away: Away) -> str:
    # It is said only of somebody who is away.
    assert away.own is not None
    sentences = [say(_SHARED[away.shared], who=mention(away.own.deputy_id), until=_until(away.own.ends_at))]
    if away.besides and away.shared is not Shared.ALL:
        besides = listed(away.besides, "and")
        sentences.append(say("They decide for {people} already, and on one request for one of you.", people=besides))
    if away.is_deputy_away:
        sentences.append(say("They are away too just now, and whoever decides for them does not decide for you."))
    return " ".join(sentences)


def _until(ends_at: datetime) -> str:
    """The last minute of it, because midnight reads as the day after."""
    return deadline(ends_at - timedelta(minutes=1))
