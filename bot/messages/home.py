"""Somebody's Home in Slack: what waits for them, their budgets, what was lately, and how to reward somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.home import Home, Month
from bot.core.message import Message
from bot.core.policy import Policy
from bot.core.reward import Request
from bot.messages.asking import GIVE, TITLE
from bot.messages.budgets import budgets
from bot.messages.help import SHORTCUT, what_is_asked, what_it_takes
from bot.messages.history import item
from bot.messages.language import grouped, month, say
from bot.messages.phrases import on_day
from bot.messages.text import Block, actions, button, columns, context, divider, header, inert, section
from bot.messages.waiting import IN_HOME, waiting

GIVE_FROM_HOME = GIVE + IN_HOME
"""The action id of the button that opens the form."""

# The longest bar of a month. A bar of characters, because blocks know no chart, and an image would need an address that
# everybody can open, for numbers that are one person's business.
BAR_LENGTH_MAX = 10
_BAR = "▇"


def home(found: Home, answer: Message | None, *, command: str, policy: Policy) -> dict[str, Any]:
    """The view (Slack, "Home tab views"): a hundred blocks at most. `answer` is what a click here led to just now."""
    blocks = [
        *((*answer.blocks, divider()) if answer else ()),
        actions(button(say(TITLE), GIVE_FROM_HOME, "give", label=say("Give a reward: opens a form"))),
        header(say("What waits")),
        *waiting(found.waiting, suffix=IN_HOME).blocks,
        *_budgets(found),
        *_lately(say("What you asked for lately"), found.given, found.person_id),
        *_lately(say("What you received lately"), found.received, found.person_id),
        *_more(found, command),
        *_months(found.months),
        header(say("How to reward somebody")),
        section(_how_to(command, policy)),
        context(
            say(
                "For you alone, as it stood {when}. It is drawn anew whenever you open it.",
                when=on_day(found.drawn_at),
            )
        ),
    ]
    return {"type": "home", "blocks": blocks}


def _budgets(found: Home) -> tuple[Block, ...]:
    if not found.own and not found.owned:
        return ()
    return header(say("Budgets")), *budgets(found.own, found.owned, found.person_id).blocks


def _lately(title: str, requests: Sequence[Request], person_id: str) -> tuple[Block, ...]:
    if not requests:
        return ()
    return header(title), *(section(item(request, person_id)) for request in requests)


def _more(found: Home, command: str) -> tuple[Block, ...]:
    if not found.given and not found.received:
        return ()
    return (context(say("`{command} history` shows the rest, ten to a page.", command=inert(command))),)


def _months(months: Sequence[Month]) -> tuple[Block, ...]:
    """How many points of what was asked in each month have arrived."""
    if not months:
        return ()
    given, received = [each.given_points for each in months], [each.received_points for each in months]
    most = max(*given, *received)
    pictures = [
        f"*{title}*\n```{_picture(months, amounts, most)}```"
        for title, amounts in ((say("You gave"), given), (say("You received"), received))
        if any(amounts)
    ]
    return (
        header(say("The last six months")),
        columns(*pictures),
        context(say("Points that have arrived, in the month in which they were asked for.")),
    )


def _picture(months: Sequence[Month], amounts: Sequence[int], most: int) -> str:
    """Digits and bars are as wide as one another everywhere; names of months may not be, and stand where that does no
    harm."""
    width = len(grouped(max(amounts)))
    lines = (
        say(
            "{month} {amount} {bar}",
            month=month(each.first),
            amount=grouped(amount).rjust(width),
            bar=_bar(amount, most).ljust(BAR_LENGTH_MAX),
        )
        for each, amount in zip(months, amounts, strict=True)
    )
    return "\n".join(line.rstrip() for line in lines)


def _bar(amount: int, most: int) -> str:
    """Whatever there is at all can be seen."""
    return _BAR * -(-amount * BAR_LENGTH_MAX // most)


def _how_to(command: str, policy: Policy) -> str:
    name = inert(command)
    press = say(
        "Press *{title}* above, or type: `{command} @asha 100 for shipping the demo`", title=say(TITLE), command=name
    )
    menu = say(
        "In a message's menu (⋮), *{shortcut}* rewards its author. `{command} help` shows what else there is.",
        shortcut=SHORTCUT,
        command=name,
    )
    return f"{press}\n{what_is_asked(policy)} {what_it_takes(policy)}\n{menu}"
