"""`shabash ledger`: the ledger itself, and what it belongs to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bot.cli.backup import backup, copy, hold, restore
from bot.cli.ending import fail, refusing
from bot.cli.ledger import opened
from bot.cli.rewards import operator
from bot.cli.saying import say

if TYPE_CHECKING:
    from bot.core.binding import Difference
    from bot.ledger import Ledger


@click.group()
def ledger() -> None:
    """The ledger itself, and what it belongs to."""


ledger.add_command(backup)
ledger.add_command(restore)
ledger.add_command(hold)
ledger.add_command(copy)


@ledger.command()
@click.option("--yes", is_flag=True, help="Don't ask, for scripts.")
@refusing
def rebind(yes: bool) -> None:
    """Bind the ledger to what the settings name now: EnKash's host, when EnKash moved it. Company, card account, and
    test or live can change only while nobody has asked for a reward; the Slack workspace never. Stop the bot first."""
    from bot.core.binding import assert_may_rebind, differences
    from bot.settings import settings_from_environment

    settings = settings_from_environment()
    with opened(writes=True) as (_, found):
        # Held to the end: no bot can start on what is changing, and nobody else can change it.
        found.claim_alone()
        with found.read() as view:
            changes = differences(view.binding(), settings.binding)
            assert_may_rebind(changes, was_asked=view.was_asked())
            is_bound = bool(view.binding())
        if not changes:
            is_as_wanted = "The ledger is bound to what the settings name already."
            say(is_as_wanted if is_bound else "The ledger is bound to nothing yet: the first run binds it.")
            return
        for change in changes:
            say(f"{change.tie.words}: {change.bound} -> {change.found}")
        if not (yes or _is_wanted()):
            fail("Nothing has changed.")
        _rebind(found, changes)
    say("The ledger is bound anew.")


def _is_wanted() -> bool:
    """Ask the person at the terminal; where there is none, nothing changes."""
    if not sys.stdin.isatty():
        fail("Nothing has changed. If that is right, say --yes.")
    return click.confirm("Rewards that wait or are unknown are sent and looked up there from now on. Go on?", err=True)


def _rebind(ledger: Ledger, changes: tuple[Difference, ...]) -> None:
    """One transaction: the binding, its entry in the history, and word to the operators."""
    from bot.ledger import Entry
    from bot.rewards.staging import OPERATORS, Kind, stage_notice

    told = "; ".join(map(str, changes))
    with ledger.write() as tx:
        for change in changes:
            tx.rebind(change.tie, change.found)
        tx.append(Entry("rebound", operator(), detail=told))
        stage_notice(tx, Kind.OPERATORS_REBOUND, OPERATORS, f"{told}, by {operator()}")
