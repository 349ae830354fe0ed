"""EnKash's side of the page: what it shows of the account, and what may be switched there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.playground.enkash import EnKashStandIn
from bot.playground.server import Json

POSTS_SHOWN_MAX = 8


class Bank:
    """What the page shows of `enkash`, and does to it: `doings` are the addresses, and what each does with what the
    page said."""

    def __init__(self, enkash: EnKashStandIn) -> None:
        self._enkash = enkash
        self.doings: Mapping[str, Callable[[Json], str]] = {"/page/switch": self._switch}

    def _switch(self, asked: Json) -> str:
        self._enkash.loses_replies = asked["loses_replies"] is True
        return ""

    def snapshot(self) -> Json:
        """What the page shows of EnKash: accounts in points, and the newest allocations first."""
        enkash = self._enkash
        newest = enkash.posts[-POSTS_SHOWN_MAX:]
        return {
            "balance": enkash.balance,
            "loses_replies": enkash.loses_replies,
            "cards": [{"name": card.first_name, "balance": card.balance} for card in enkash.cards],
            "posts": [
                {
                    "name": str(post.body.get("firstName", "")),
                    "points": post.body.get("loadAmount"),
                    "is_credit": post.body.get("transactionType") != "DR",
                    "reference": post.reference,
                    "is_applied": post.is_applied,
                    "answered": post.answered,
                }
                for post in reversed(newest)
            ],
        }
