"""`shabash rewards`, and what a person settles: `resolve`, `pause`, `resume`."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import opened

if TYPE_CHECKING:
    from bot.core.reward import Request, Reward
    from bot.ledger import Ledger


def operator() -> str:
    """Who is at the command line, for the history."""
    return f"command line: {getpass.getuser()}"


@click.group()
def rewards() -> None:
    """What was asked, and where it stands."""


@rewards.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="An array of objects, for scripts.")
@refusing
def list_rewards(as_json: bool) -> None:
    """Every reward with its status, the newest last."""
    with opened() as (_, ledger):
        rows = sorted((_row(request, reward) for request, reward in _all(ledger)), key=lambda row: row["asked_at"])
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    from tabulate import tabulate

    shown = ("id", "status", "points", "giver_id", "recipient_id", "asked_at", "reference")
    click.echo(tabulate([{name: row[name] for name in shown} for row in rows], headers="keys") or "No rewards yet.")


@rewards.command()
@click.argument("reward")
@click.option("--json", "as_json", is_flag=True, help="An object, for scripts.")
@refusing
def show(reward: str, as_json: bool) -> None:
    """One reward, and everything that happened to it."""
    from bot.core.reward import normal_id

    with opened() as (_, ledger), ledger.read() as view:
        reward_id = normal_id(reward)
        request_id = None if reward_id is None else view.request_id_of(reward_id)
        request = None if request_id is None else view.request(request_id)
        if request is None:
            fail(f"There is no reward {reward} in this ledger.")
        row = _row(request, next(one for one in request.rewards if one.id == reward_id))
        row["history"] = [
            {"at": recorded.at.isoformat(), "event": entry.event, "by": entry.actor, "detail": entry.detail}
            for recorded in view.history(request.id)
            if (entry := recorded.entry).reward_id in (None, reward_id)
        ]
    if as_json:
        click.echo(json.dumps(row, indent=2))
        return
    history = row.pop("history")
    for name, value in row.items():
        click.echo(f"{name:14} {value if value is not None else ''}")
    for happened in history:
        click.echo(
            f"  {happened['at'][:19]}Z  {happened['event']:10} {happened['by']:20} {happened['detail']}".rstrip()
        )


@click.command()
@click.argument("reward")
@click.option("--happened", "resolution", flag_value="happened", help="EnKash shows it: the points arrived.")
@click.option("--did-not-happen", "resolution", flag_value="did-not-happen", help="It is sent again, same reference.")
@click.option("--give-up", "resolution", flag_value="give-up", help="It ends as failed; nothing is sent again.")
@click.option("--note", default="", help="How you know; it goes into the history.")
@refusing
def resolve(reward: str, resolution: str | None, note: str) -> None:
    """Settle a REWARD that stayed unknown. EnKash is asked first: what it knows counts more than what is said here."""
    from bot.app import enkash_config
    from bot.core.allocation import Allocated, Different
    from bot.core.reward import normal_id
    from bot.enkash import EnkashClient
    from bot.rewards.resolving import Resolution, Resolver
    from bot.settings import read_policy

    if resolution is None:
        raise click.UsageError("Say one of --happened, --did-not-happen or --give-up.")
    reward_id = normal_id(reward) or reward
    with opened() as (settings, ledger):
        resolver = Resolver(ledger, read_policy(settings))
        unsettled = resolver.unsettled(reward_id)
        enkash = EnkashClient(enkash_config(settings))
        try:
            finding = enkash.find(unsettled.allocation)
        finally:
            enkash.close()
        if isinstance(finding, Different) and resolution == "did-not-happen":
            fail(f"EnKash knows {unsettled.allocation.reference} ({finding.why}), so it is not sent again.")
        found = finding if isinstance(finding, Allocated) else None
        resolver.resolve(reward_id, Resolution(resolution), by=operator(), note=note, found=found)
    if found is not None and resolution != "happened":
        click.echo(f"{reward_id}: EnKash has it under {unsettled.allocation.reference}, so it is settled as allocated.")
    else:
        click.echo(f"{reward_id}: settled as {resolution}.")


@click.command()
@click.option("--note", default="paused by hand", help="Why; it goes into the history.")
@refusing
def pause(note: str) -> None:
    """Send nothing to EnKash until `resume`; approvals go on queueing."""
    from bot.rewards.resolving import Switch

    with opened() as (_, ledger):
        paused = Switch(ledger).pause(operator(), note)
    click.echo("Sending is paused." if paused else "Sending was paused already.")


@click.command()
@refusing
def resume() -> None:
    """Send to EnKash again; what waited goes at once."""
    from bot.rewards.resolving import Switch

    with opened() as (_, ledger):
        resumed = Switch(ledger).resume(operator())
    click.echo("Sending goes on." if resumed else "Sending was not paused.")


def _all(ledger: Ledger) -> Iterator[tuple[Request, Reward]]:
    with ledger.read() as view:
        after = ""
        while page := view.requests(after=after):
            yield from ((request, reward) for request in page for reward in request.rewards)
            after = page[-1].id


def _row(request: Request, reward: Reward) -> dict[str, Any]:
    """One reward for people and scripts; until the request is approved, its status is the reward's."""
    settled_at = reward.settled_at or request.ended_at
    return {
        "id": reward.id,
        "status": str(reward.status or request.status),
        "points": reward.points,
        "giver_id": request.giver_id,
        "recipient_id": reward.recipient_id,
        "reference": reward.reference,
        "reason": request.reason,
        "decided_by": [decision.decider_id for decision in request.decisions],
        "attempt": reward.attempt,
        "transaction_id": reward.transaction_id,
        "asked_at": request.asked_at.isoformat(),
        "settled_at": settled_at.isoformat() if settled_at else None,
    }
