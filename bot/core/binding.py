"""What a ledger belongs to: one account at EnKash, test or live, and one Slack workspace.

It is bound to them at first use, so that what was asked for in one place is never sent, or told of, in another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import LedgerBound


class Tie(StrEnum):
    """One thing that a ledger is bound to."""

    HOST = "enkash_host"
    COMPANY = "enkash_company_id"
    ACCOUNT = "enkash_card_account_id"
    ENVIRONMENT = "enkash_environment"
    TEAM = "slack_team_id"

    @property
    def words(self) -> str:
        """What people call it."""
        return _WORDS[self][0]

    @property
    def setting(self) -> str:
        """What they would mend where it differs."""
        return _WORDS[self][1]


_WORDS = {
    Tie.HOST: ("EnKash's host", "ENKASH_API_URL"),
    Tie.COMPANY: ("the company", "ENKASH_COMPANY_ID"),
    Tie.ACCOUNT: ("the card account", "ENKASH_CARD_ACCOUNT_ID"),
    Tie.ENVIRONMENT: ("the environment", "ENKASH_ENVIRONMENT"),
    Tie.TEAM: ("the Slack workspace", "SLACK_BOT_TOKEN"),
}

Binding = Mapping[Tie, str]
"""What a ledger is bound to, or what it would be bound to now. What is not known yet is missing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The ledger is bound to one thing, and finds another."""

    tie: Tie
    bound: str
    found: str

    def __str__(self) -> str:
        return f"{self.tie.words} {self.bound} -> {self.found}"


def differences(bound: Binding, found: Binding) -> tuple[Difference, ...]:
    """What is found elsewhere than the ledger is bound to. What either side does not know yet is no difference."""
    both = [tie for tie in Tie if tie in bound and tie in found]
    return tuple(Difference(tie, bound[tie], found[tie]) for tie in both if bound[tie] != found[tie])


def assert_bound(bound: Binding, found: Binding) -> None:
    """Raises `LedgerBound`, with what differs and the ways out."""
    if differing := differences(bound, found):
        raise LedgerBound(_sentence(differing))


def assert_may_rebind(changes: tuple[Difference, ...], *, was_asked: bool) -> None:
    """Raises `LedgerBound` unless these may be made: any change while nothing `was_asked`, then a moved host alone.

    What was asked for in one account must not be sent, looked up or taken back in another, and points that were asked
    for on a test system must never become real.
    """
    if not was_asked:
        return
    if fixed := tuple(change for change in changes if change.tie is not Tie.HOST):
        raise LedgerBound(
            f"Nothing has changed: once rewards were asked for, only EnKash's host can. {_listed(fixed)}. {_WAYS_OUT}."
        )
    for change in changes:
        if looks_like_a_test(change.bound) != looks_like_a_test(change.found):
            raise LedgerBound(
                f"Nothing has changed: one of these looks like a test system, the other does not ({change})."
                f" What was asked for on one is never sent to the other. {_WAYS_OUT}."
            )


def looks_like_a_test(host: str) -> bool:
    """Whether a host's name says that points are not real there."""
    return _TEST_HOST.search(host) is not None


_TEST_HOST = re.compile(r"(?:^|[.-])(?:uat|test|sandbox|staging|dev)(?:[.-]|$)")
_WAYS_OUT = "Mend the setting, or give this bot a ledger of its own with DATABASE_URL and import the people there"


def _sentence(differing: tuple[Difference, ...]) -> str:
    """What differs, and the ways out; a moved host is one only where nothing else differs."""
    is_moved = {difference.tie for difference in differing} == {Tie.HOST}
    moved = " If EnKash moved its host: `shabash ledger rebind`." if is_moved else ""
    return f"This ledger belongs elsewhere, so it is left alone: {_listed(differing)}. {_WAYS_OUT}.{moved}"


def _listed(differing: tuple[Difference, ...]) -> str:
    return "; ".join(f"{difference} ({difference.tie.setting})" for difference in differing)
