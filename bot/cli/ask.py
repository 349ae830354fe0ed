"""`shabash rewards ask`: for everybody in a file at once, with one card and one approval."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import assert_bound, opened
from bot.cli.listed import NOTHING, Plan, Wish, mended, plan_of
from bot.cli.plain import plain
from bot.cli.rewards import operator
from bot.cli.saying import on_one_line, say, say_json
from bot.cli.whom import one

if TYPE_CHECKING:
    from bot.core.policy import Policy
    from bot.core.reward import Request
    from bot.ledger import Reading
    from bot.ledger.opening import OpenLedger
    from bot.rewards.asking import Line

_CHANNEL = re.compile(r"[CG][A-Z0-9]+")


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--as", "giver", required=True, help="Who asks: @first-name, name, e-mail or Slack id.")
@click.option("--channel", default="", help="The id of the card's channel; needed unless the policy names one.")
@click.option("--reason", default="", help="Why, where the file has no reasons.")
@click.option("--private", "is_private", is_flag=True, help="No channel is to hear of it.")
@click.option("--again", is_flag=True, help="Ask for the same once more.")
@click.option("--dry-run", is_flag=True, help="Say what would become of it, and record nothing.")
@click.option("--json", "as_json", is_flag=True, help="An object, for scripts.")
@refusing
def ask(file: BinaryIO, giver: str, channel: str, dry_run: bool, **said: Any) -> None:
    """Ask for everybody in FILE (- for standard input) with one request, one card and one approval: a CSV with the
    columns who (a Slack id, an e-mail or a name), points (the same in every row) and, where you like, reason. Whoever
    asks is held to the policy as in Slack, and told there. One wrong row refuses it all. The running bot posts the
    card."""
    from bot.people import read_listing
    from bot.settings import read_policy, settings_from_environment

    wish, settings = Wish(**said), settings_from_environment()
    policy, listing = read_policy(settings), read_listing(file.read())
    with opened(writes=not dry_run) as (_, ledger):
        assert_bound(settings, ledger)
        with ledger.read() as view:
            line = _line(view, policy, giver, channel, is_private=wish.is_private)
        plan = plan_of(policy, ledger, line, listing, wish)
        if not dry_run:
            _ask(ledger, policy, plan, wish)
            return
        with ledger.read() as view:
            _foretell(view, settings.slack_command, plan, wish)


def _line(view: Reading, policy: Policy, giver: str, channel: str, *, is_private: bool) -> Line:
    """Who asks, and where, as if they had typed it there."""
    from bot.core.binding import Tie
    from bot.rewards.asking import Line

    team_id = view.binding().get(Tie.TEAM)
    if team_id is None:
        fail("This ledger has not met Slack yet. Start the bot once, with `shabash run`, and ask then.")
    giver_id = one(view, giver.removeprefix("@"))
    place = _place(policy, channel) or (giver_id if is_private else "")
    if not place:
        raise click.UsageError("Say where the card goes: --channel with the channel's id, such as C02DESIGN.")
    return Line(team_id, place, giver_id, trigger_id="", response_url="", operator=operator())


def _place(policy: Policy, channel: str) -> str:
    """The channel that was said, or the one that the policy leaves; empty where it leaves several."""
    if channel:
        if not _CHANNEL.fullmatch(channel):
            raise click.UsageError("--channel takes the channel's id, such as C02DESIGN, and not its name.")
        return channel
    approvals = policy.approvals_channel or ""
    if not policy.channels or approvals in policy.channels:
        return approvals
    return policy.channels[0] if len(policy.channels) == 1 else ""


def _foretell(view: Reading, command: str, plan: Plan, wish: Wish) -> None:
    """What would become of it, in the words of `explain`; it ends with 1 where it would need `--again`."""
    from bot.messages.explaining import explained

    if wish.as_json:
        say_json(_object(plan, None))
    else:
        _say(view, plan, explained(plan.found, command=command).text)
    if plan.before is not None and not wish.again:
        fail(_asked_before(plan.before, plan))


def _ask(ledger: OpenLedger, policy: Policy, plan: Plan, wish: Wish) -> None:
    """Record it. What the file asks for was judged a moment ago; it is judged once more as it is written."""
    from bot.messages.budgets import left_in_each
    from bot.messages.phrases import asked_for
    from bot.messages.standing import where_it_stands
    from bot.rewards.asking import Asked, AskedBefore, Asker, random_letters

    made = Asker(ledger, policy, random_letters).ask_list(plan.ask, plan.line, again=wish.again)
    if isinstance(made, AskedBefore):
        fail(_asked_before(made.request, plan))
    with ledger.read() as view:
        if not isinstance(made, Asked):
            fail(f"{NOTHING} {plain(view, mended(made, plan.line.giver_id))}")
        if wish.as_json:
            say_json(_object(plan, made.request))
            return
        stands = where_it_stands(made.request, viewer_id="", deciders=made.deciders)
        left = left_in_each(made.pots, viewer_id="")
        said = (f"{made.request.id}: asked {asked_for(made.request)}.", stands, left)
        _say(view, plan, " ".join(filter(None, said)))


def _say(view: Reading, plan: Plan, told: str) -> None:
    """The rows, what is told of them, why, and where the card goes; of what is private there is none in a channel."""
    from tabulate import tabulate

    from bot.core.reason import plain as in_plain_words

    names = plan.found.names
    rows = [(row.line, f"{names[person]} ({person})", plan.ask.points) for person, row in plan.rows.items()]
    say(tabulate(rows, headers=("line", "who", "points")))
    card = "" if plan.ask.is_private else f"The card goes to {plan.card_channel_id}."
    reason = in_plain_words(plan.ask.reason, names)
    why = f"The reason: {on_one_line(reason)}" if reason else "No reason is given."
    say("\n" + "\n".join(filter(None, (plain(view, told), why, card))))


def _asked_before(before: Request, plan: Plan) -> str:
    number = len({*before.recipients} & {*plan.rows})
    whom = "all of them" if number == len(plan.rows) else f"{number} of them"
    when = f"{before.asked_at:%d %b %Y at %H:%M} UTC"
    return (
        f"{NOTHING} {before.id} asked for as many points for {whom} on {when}, and is {before.status}: "
        f"see `shabash rewards show {before.id}`. If you mean that once more, say --again."
    )


def _object(plan: Plan, made: Request | None) -> dict[str, Any]:
    """All of it, for scripts. `id` and `status` are those of the request, once it is asked."""
    found, tier = plan.found, plan.found.verdict.tier
    return {
        "id": None if made is None else made.id,
        "status": None if made is None else str(made.status),
        "giver_id": found.giver_id,
        "channel_id": None if plan.ask.is_private else plan.card_channel_id,
        "is_private": plan.ask.is_private,
        "points": plan.ask.points,
        "points_total": found.points_asked,
        "people": [
            {"line": row.line, "recipient_id": person, "name": found.names[person]} for person, row in plan.rows.items()
        ],
        "tier_up_to_points": tier.up_to_points,
        "approvals": tier.approvals,
        "deciders": list(found.deciders),
        "budgets": [
            {
                "per": str(pot.budget.per),
                "whose": pot.whose,
                "left_points": pot.left_points,
                "left_points_after": pot.left_points - found.points_asked,
            }
            for pot in found.pots
        ],
        "asked_before": None if plan.before is None else plan.before.id,
    }
