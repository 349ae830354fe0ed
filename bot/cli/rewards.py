"""`shabash rewards`, and what a person settles: `resolve`, `pause`, `resume`."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import assert_bound, opened
from bot.cli.saying import on_one_line, say, say_json

if TYPE_CHECKING:
    from bot.core.allocation import Finding
    from bot.core.resolution import Conclusion, Wish
    from bot.core.reward import Request, Reward
    from bot.ledger import Ledger
    from bot.rewards.resolving import Unsettled
    from bot.settings import Settings


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
        say_json(rows)
        return
    from tabulate import tabulate

    for row in rows:
        row["status"] += " (held)" if row["held_since"] else ""
        row["status"] += " (taken back)" if row["taken_back_at"] else ""
        row["status"] += f" (takes back {row['reverses']})" if row["reverses"] else ""
    shown = ("id", "status", "points", "giver_id", "recipient_id", "asked_at", "reference")
    say(tabulate([{name: row[name] for name in shown} for row in rows], headers="keys") or "No rewards yet.")


@rewards.command()
@click.argument("reward")
@click.option("--json", "as_json", is_flag=True, help="An object, for scripts.")
@refusing
def show(reward: str, as_json: bool) -> None:
    """One reward, and everything that happened to it; of a request for several, each of its rewards."""
    from bot.core.ids import normal_id, whole_id

    with opened() as (_, ledger), ledger.read() as view:
        wanted = normal_id(reward) or ""
        request = view.request(whole_id(wanted))
        shown = [] if request is None else [each for each in request.rewards if wanted in (each.id, request.id)]
        if request is None or not shown:
            fail(f"There is no reward {reward} in this ledger.")
        history = view.history(request.id)
    rows = [_row(request, each) for each in shown]
    for row in rows:
        row["history"] = [
            {"at": recorded.at.isoformat(), "event": entry.event, "by": entry.actor, "detail": entry.detail}
            for recorded in history
            if (entry := recorded.entry).reward_id in (None, row["id"])
        ]
    if as_json:
        say_json(rows if len(rows) > 1 else rows[0])
        return
    for number, row in enumerate(rows):
        if number:
            say("")
        _say_row(row)


def _say_row(row: dict[str, Any]) -> None:
    history = row.pop("history")
    row["decided_by"] = ", ".join(row["decided_by"])
    for name, value in row.items():
        say(f"{name:14} {on_one_line(str(value)) if value is not None else ''}")
    for happened in history:
        detail = on_one_line(happened["detail"])
        say(f"  {happened['at'][:19]}Z  {happened['event']:10} {happened['by']:20} {detail}".rstrip())


@click.command()
@click.argument("reward")
@click.option("--happened", is_flag=True, help="EnKash shows it: the points arrived.")
@click.option("--did-not-happen", is_flag=True, help="It is sent again, same reference.")
@click.option("--give-up", is_flag=True, help="It ends as failed; nothing is sent again.")
@click.option("--send-again", is_flag=True, help="EnKash refused it, and the cause is mended: same reference.")
@click.option("--note", default="", help="How you know; it goes into the history.")
@click.option("--unchecked", is_flag=True, help="Where it is sent again: also while EnKash cannot be asked.")
@refusing
def resolve(reward: str, note: str, unchecked: bool, **said: bool) -> None:
    """Settle a REWARD that stayed unknown, or send one again that EnKash refused. EnKash is asked first: what it knows
    counts more than what is said here."""
    from bot.core.ids import normal_id
    from bot.core.resolution import Resolution, Wish
    from bot.rewards.resolving import Resolver
    from bot.settings import read_policy, settings_from_environment

    chosen = [Resolution(name.replace("_", "-")) for name, is_said in said.items() if is_said]
    if len(chosen) != 1:
        raise click.UsageError("Say one of --happened, --did-not-happen, --give-up or --send-again.")
    (resolution,) = chosen
    reward_id = normal_id(reward) or reward
    settings = settings_from_environment()
    with opened(writes=True) as (_, ledger):
        assert_bound(settings, ledger)
        resolver = Resolver(ledger, read_policy(settings))
        unsettled = resolver.unsettled(reward_id, resolution)
        finding = _look_up(settings, ledger, unsettled)
        wish = Wish(resolution, operator(), note, is_unchecked=unchecked)
        conclusion = resolver.resolve(unsettled, wish, finding)
    _tell(reward_id, unsettled.allocation.reference, wish, finding, conclusion)


def _look_up(settings: Settings, ledger: Ledger, unsettled: Unsettled) -> Finding:
    from bot.connecting import enkash_client

    enkash = enkash_client(settings, ledger)
    try:
        return enkash.find(unsettled.allocation)
    finally:
        enkash.close()


def _tell(reward_id: str, reference: str, wish: Wish, finding: Finding, conclusion: Conclusion) -> None:
    from bot.core.allocation import Allocated
    from bot.core.resolution import Conclusion

    why = "" if isinstance(finding, Allocated) else finding.why
    match conclusion:
        case Conclusion.SHOWN_DIFFERENTLY:
            fail(f"It is not sent again: {why} ({reference})")
        case Conclusion.UNDER_WAY:
            fail(
                f"Nothing is settled: {why} It may arrive yet; try again once EnKash is through with it. ({reference})"
            )
        case Conclusion.OVER_BUDGET:
            fail(
                f"{reward_id} is not sent again: when EnKash refused it, its budget had the points back, and has not"
                " enough left for them now."
            )
        case Conclusion.OVER_LIMIT:
            fail(
                f"{reward_id} is not sent again: the policy limits how many points may be asked for one person, and"
                " since EnKash refused this, the limit has no room for it any more."
            )
        case Conclusion.NOT_ASKED:
            fail(
                f"It is not sent again yet: {why} Look for {reference} in EnKash's dashboard; if it surely is not"
                " there, say so with --unchecked."
            )
        case Conclusion.FOUND:
            say(f"{reward_id}: EnKash has it under {reference}, so it is settled as allocated.")
        case _:
            say(f"{reward_id}: settled as {wish.resolution}.")


@click.command()
@click.option("--note", default="paused by hand", help="Why; it goes into the history.")
@refusing
def pause(note: str) -> None:
    """Send nothing to EnKash until `resume`; approvals go on queueing."""
    from bot.rewards.pausing import Switch

    with opened(writes=True) as (_, ledger):
        paused = Switch(ledger).pause(operator(), note)
    say("Sending is paused." if paused else "Sending was paused already.")


@click.command()
@refusing
def resume() -> None:
    """Send to EnKash again; what waited goes at once, and refused credentials are tried once more."""
    from bot.rewards.pausing import Switch

    with opened(writes=True) as (_, ledger):
        resumed = Switch(ledger).resume(operator())
    say("Sending goes on." if resumed.was_paused else "Sending was not paused.")
    if resumed.were_token_calls_stopped:
        say("Credentials that EnKash refused may be tried once more.")


def _all(ledger: Ledger) -> Iterator[tuple[Request, Reward]]:
    with ledger.read() as view:
        after = ""
        while page := view.requests(after=after):
            yield from ((request, reward) for request in page for reward in request.rewards)
            after = page[-1].id


def _row(request: Request, reward: Reward) -> dict[str, Any]:
    """One reward for people and scripts; until the request is approved, its status is the reward's."""
    settled_at = request.ended_at if reward.status is None else reward.settled_at
    return {
        "id": reward.id,
        "status": str(reward.status or request.status),
        "points": reward.points,
        "points_asked": request.points,
        "giver_id": request.giver_id,
        "recipient_id": reward.recipient_id,
        "reference": reward.reference,
        "reason": request.reason,
        "value": request.value,
        "is_private": request.is_private,
        "same_as": request.same_as.id if request.same_as else None,
        "decided_by": [decision.decider_id for decision in request.decisions],
        "held_since": reward.restored_at.isoformat() if reward.restored_at and reward.is_in_doubt else None,
        "attempt": reward.attempt,
        "transaction_id": reward.transaction_id,
        "reverses": reward.reverses or None,
        "taken_back_at": reward.taken_back_at.isoformat() if reward.taken_back_at else None,
        "asked_at": request.asked_at.isoformat(),
        "settled_at": settled_at.isoformat() if settled_at else None,
    }
