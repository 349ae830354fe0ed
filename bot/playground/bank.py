"""EnKash's side of the page: what it shows of the account, and every fault that may be switched there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from bot.playground import enkash_faults
from bot.playground.enkash import ALLOCATE, TOKEN, EnKashStandIn
from bot.playground.enkash_books import CREDIT, OnRepeat
from bot.playground.faults import Fault, after, before, drop_before, http_status, lose_reply, slow
from bot.playground.server import Json

ROWS_SHOWN_MAX = 8
# Longer than the playground's bot waits for an answer.
SLOW_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault that the page offers: its name there, and what comes of it, in a sentence. `ends_the_bot`: it is met
    once, whatever was asked for."""

    key: str
    name: str
    words: str
    fault: Fault
    call: str = ALLOCATE
    ends_the_bot: bool = False


TROUBLES = (
    Trouble(
        "drop-before",
        "Drop before",
        "The connection closes before anything moves. Shabash cannot tell this from a lost reply: the outcome is"
        " unknown to it.",
        drop_before(),
    ),
    Trouble(
        "lose-reply",
        "Lose EnKash’s reply",
        "Points move, but the answer never arrives. Shabash calls that unknown, looks it up, and never sends it twice.",
        lose_reply(),
    ),
    Trouble(
        "500",
        "Answer 500",
        "A gateway says HTTP 500, and nothing moved. Shabash cannot know that, so it is unknown.",
        http_status(500, b"oops"),
    ),
    Trouble(
        "slow",
        "Be slow",
        f"The answer comes after {SLOW_SECONDS:g} s, and Shabash waits for 3 s. The points move all the same.",
        slow(SLOW_SECONDS),
    ),
    Trouble(
        "garbage",
        "Answer garbage",
        "Points move, and HTTP 200 carries a web page instead of JSON.",
        enkash_faults.html_after(),
    ),
    Trouble(
        "insufficient",
        "Account empty",
        "EnKash refuses: insufficient balance. Nothing moves, sending pauses, and the operators are told.",
        enkash_faults.refuse("Insufficient balance in card account"),
    ),
    Trouble(
        "token-refused",
        "Token refused",
        "EnKash refuses the credentials. Sending pauses, since three refusals in a row would lock the account.",
        enkash_faults.token_refused(),
        TOKEN,
    ),
)


def kills(kill: Callable[[], object]) -> tuple[Trouble, ...]:
    """The bot dies at a point of an allocation; `kill` returns once it is gone."""
    return (
        Trouble(
            "kill-before",
            "As the POST arrives",
            "The bot is killed when its next POST reaches EnKash, before any points move.",
            before(kill),
            ends_the_bot=True,
        ),
        Trouble(
            "kill-after",
            "Before the answer is written down",
            "The bot is killed when EnKash has moved the points, before it can write the answer down.",
            after(kill),
            ends_the_bot=True,
        ),
    )


REPEATS = {
    "refused": "refused",
    "replayed": "answered again, moving nothing",
    "credited": "credited a second time",
}


class Bank:
    """What the page shows of `enkash`, and does to it: `doings` are the addresses, and what each does with what the
    page said. With `kill`, the bot may be killed at a point of an allocation too."""

    name = "enkash"

    def __init__(self, enkash: EnKashStandIn, kill: Callable[[], object] | None = None) -> None:
        self._enkash = enkash
        self._troubles = (*TROUBLES, *(kills(kill) if kill is not None else ()))
        self._trouble: Trouble | None = None
        self._is_lasting = False
        self.doings: Mapping[str, Callable[[Json], str]] = {
            "/page/enkash/trouble": self._set_trouble,
            "/page/enkash/repeat": self._set_repeat,
        }

    def _set_trouble(self, asked: Json) -> str:
        """One at a time: what was set before is over."""
        chosen = {trouble.key: trouble for trouble in self._troubles}[asked["key"]] if asked["key"] else None
        faults = self._enkash.faults
        for call in (ALLOCATE, TOKEN):
            faults.clear(call)
        self._trouble, self._is_lasting = chosen, asked["lasts"] is True
        if chosen is None:
            return ""
        if self._is_lasting and not chosen.ends_the_bot:
            faults.always(chosen.call, chosen.fault)
        else:
            faults.next(chosen.call, replace(chosen.fault, first=lambda: self._meet(chosen)))
        if chosen.call == TOKEN:
            self._enkash.forget_tokens()
        return ""

    def _meet(self, trouble: Trouble) -> None:
        """It was for one call, and this is that call."""
        if self._trouble is trouble:
            self._trouble = None
        if trouble.fault.first is not None:
            trouble.fault.first()

    def _set_repeat(self, asked: Json) -> str:
        does: OnRepeat
        (does,) = [each for each in get_args(OnRepeat) if each == asked["does"]]
        self._enkash.on_repeat = does
        return ""

    def snapshot(self, _: Mapping[str, str]) -> Json:
        """What the page shows of EnKash: amounts in points, and the newest of everything first."""
        enkash, trouble = self._enkash, self._trouble
        names = {card.id: card.first_name for card in enkash.cards}
        movements = enkash.movements
        given = sum(movement.points for movement in movements if movement.transaction_type == CREDIT)
        return {
            "account": {"id": enkash.account.card_account_id, "balance": enkash.balance, "given": given},
            "troubles": [
                {"key": each.key, "name": each.name, "words": each.words, "ends_the_bot": each.ends_the_bot}
                for each in self._troubles
            ],
            "trouble": "" if trouble is None else trouble.key,
            "lasts": self._is_lasting,
            "repeats": [{"key": key, "words": words} for key, words in REPEATS.items()],
            "on_repeat": enkash.on_repeat,
            "cards": [{"id": card.id, "name": card.first_name, "balance": card.balance} for card in enkash.cards],
            "transactions": [
                {
                    "id": movement.id,
                    "at": movement.at.isoformat(),
                    "reference": movement.reference,
                    "name": names[movement.card_id],
                    "points": movement.points if movement.transaction_type == CREDIT else -movement.points,
                }
                for movement in reversed(movements[-ROWS_SHOWN_MAX:])
            ],
            "posts": self._posts(),
        }

    def _posts(self) -> list[Json]:
        return [
            {
                "name": str(post.body.get("firstName", "")),
                "points": post.body.get("loadAmount"),
                "is_credit": post.body.get("transactionType") != "DR",
                "reference": post.reference,
                "is_applied": post.is_applied,
                "answered": post.answered,
            }
            for post in reversed(self._enkash.posts[-ROWS_SHOWN_MAX:])
        ]
