"""What somebody hears of their own card at EnKash: its balance, and the link to redeem. Only they see any of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.inquiry import Balance, CompanyAccount, Hitch
from bot.core.message import Message
from bot.messages.language import later, say
from bot.messages.phrases import listed, said
from bot.messages.text import Block, actions, button, context, inert, link, points, section

REDEEM = "reward_redeem"
OWN = "own"
"""What a Redeem button says that stands under no reward."""


def redeem_button(request_id: str = "") -> Block:
    """Under what says that points are there. `request_id` is the request that brought them, where it is about one."""
    return button(say("Redeem"), REDEEM, request_id or OWN, label=say("Redeem your points at EnKash"))


def looking_up() -> Message:
    """At once, before EnKash is asked."""
    return said(say("Looking it up at EnKash…"))


def way_in(address: str) -> Message:
    """The link, in the blocks alone: what a notification shows of a message is its text."""
    open_it = link(address, say("Open your rewards at EnKash"))
    care = say("It logs you in without a code, so please pass it to nobody. If it works no longer, press Redeem again.")
    return Message(say("Your link to EnKash is here."), (section(f"*{open_it}*"), context(care)))


def balance(found: Balance, helpers: Sequence[str], command: str, *, can_redeem: bool) -> Message:
    """The points on their card; for operators the company's account too."""
    own = hitch(found.points, helpers, command) if isinstance(found.points, Hitch) else _own(found)
    account = None if found.account is None else _account(found.account)
    has_points = not isinstance(found.points, Hitch) and found.points > 0
    button_row = (actions(redeem_button()),) if can_redeem and has_points else ()
    paragraphs = (section(own), *button_row, *(() if account is None else (section(account),)))
    return Message("\n".join(filter(None, (own, account))), paragraphs)


def _own(found: Balance) -> str:
    assert not isinstance(found.points, Hitch)
    return say("*Your balance at EnKash:* {points}.", points=points(found.points))


def _account(account: CompanyAccount | Hitch) -> str:
    if isinstance(account, Hitch):
        return say("*The company's account:* EnKash does not tell what it holds just now.")
    month = [
        say(done, points=points(number))
        for number, done in ((account.allocated_this_month, _GIVEN), (account.redeemed_this_month, _REDEEMED))
        if number is not None
    ]
    left = say("*The company's account:* {points} left to give.", points=points(account.available))
    return f"{left} {say('This month: {sums}.', sums=', '.join(month))}" if month else left


_GIVEN, _REDEEMED = later("{points} given"), later("{points} redeemed")


def asked_already() -> Message:
    """To whoever asks once more at once."""
    return no_answer(Hitch.ASKED_ALREADY, (), "")


def no_answer(why: Hitch, helpers: Sequence[str], command: str) -> Message:
    """As a message of its own."""
    return said(hitch(why, helpers, command))


def hitch(why: Hitch, helpers: Sequence[str], command: str) -> str:
    """Why there is no link or no balance, and what to do. `helpers` see to trouble; there may be none to name."""
    them = listed(helpers) if helpers else say("the people who look after Shabash")
    values = {"command": inert(command), "them": them, "helpers": them[0].upper() + them[1:]}
    return " ".join(say(words, **values) for words in _WORDS[why])


_SAFE = later("Your points stay where they are.")
_IF_IT_LASTS = later("If that lasts, please tell {them}.")
_WORDS = {
    Hitch.NOT_THEIRS: (later("These points went to somebody else. Type `{command} balance` to see and redeem yours."),),
    Hitch.NOT_SET_UP: (
        later("I have not been told where points are redeemed at EnKash. {helpers} can tell me."),
        _SAFE,
    ),
    Hitch.ASKED_ALREADY: (
        later("You asked a moment ago, and the answer is here or on its way. In half a minute you can ask again."),
    ),
    Hitch.NOT_MAPPED: (
        later(
            "HR has not given me an e-mail and mobile for you, so I can't tell which card at EnKash is yours. "
            "{helpers} can add you."
        ),
    ),
    Hitch.NO_CARD: (later("You have no card at EnKash yet. It is made with the first points that reach you."),),
    Hitch.UNCLEAR_CARD: (
        later(
            "EnKash has a card that may be yours or somebody else's: what it says of its owner is not what HR has "
            "given me for you. So I leave it closed. Please tell {them}."
        ),
    ),
    Hitch.NO_ENTRY: (later("EnKash does not let me in at present."), _SAFE, _IF_IT_LASTS),
    Hitch.AWAY: (
        later("EnKash gave me no answer just now that I can use."),
        _SAFE,
        later("Please ask again in a few minutes."),
        _IF_IT_LASTS,
    ),
    Hitch.NO_LINK: (later("EnKash answered without a link that I can use."), _SAFE, _IF_IT_LASTS),
    Hitch.TOO_LATE: (later("That has waited for so long that I have not looked it up any more. Please ask again."),),
}
