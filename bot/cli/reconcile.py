"""`shabash reconcile`: is every reward here what it is at EnKash, and in a statement from its dashboard?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import assert_bound, opened
from bot.cli.saying import on_one_line, say, say_json

if TYPE_CHECKING:
    from bot.core.reconciling import Line
    from bot.core.statement import Days, Statement
    from bot.ledger import Ledger
    from bot.settings import Settings


@click.command()
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="YYYY-MM-DD; without it, the last 31 days."
)
@click.option(
    "--statement", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A statement from EnKash's dashboard, as a CSV file; [reconcile] in the policy says how to read it.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="An object, for scripts.")
@refusing
def reconcile(since: datetime | None, statement: Path | None, as_json: bool) -> None:
    """Ask EnKash about every reward of late, and list what differs. It changes nothing, here or there.

    Ends with 0 only if all was seen to agree; with 1 where something differs, could not be compared, or the statement
    covers no whole day, so that nothing could be found missing in it.
    """
    from bot.core.statement.reading import BYTES_MAX, read_statement
    from bot.rewards.reconciling import LOOK_BACK
    from bot.settings import read_policy, settings_from_environment

    now = datetime.now(UTC)
    begin = (since or (now - LOOK_BACK).replace(hour=0, minute=0, second=0, microsecond=0)).replace(tzinfo=UTC)
    if begin > now:
        raise click.UsageError("--since is a day to come.")
    settings = settings_from_environment()
    policy = read_policy(settings)
    # Read before EnKash is asked: a file that is no statement needs nobody's patience.
    read = None
    if statement is not None:
        with statement.open("rb") as file:
            # It may be tomorrow already where the statement comes from.
            read = read_statement(file.read(BYTES_MAX + 1), policy.statement, last_day=(now + timedelta(days=1)).date())
    with opened() as (_, ledger):
        # Token calls are counted in it.
        ledger.assert_here()
        assert_bound(settings, ledger)
        at_enkash = _looked_up(settings, ledger, begin)
        stated = None if read is None else Stated(read, begin, _stated(ledger, read, begin))
    _show(begin, at_enkash, stated, as_json=as_json)
    _end([*at_enkash, *(stated.lines if stated else [])], stated)


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement, and what the rewards since then are found to be by it."""

    statement: Statement
    since: datetime
    lines: list[Line]

    @property
    def days(self) -> Days | None:
        return self.statement.whole_days_since(self.since)

    @property
    def covers_nothing(self) -> bool:
        return self.days is not None and self.days.are_none


def _looked_up(settings: Settings, ledger: Ledger, since: datetime) -> list[Line]:
    """Every reward, one after the other; ends the command where EnKash does not tell."""
    from bot.connecting import enkash_client
    from bot.enkash import LookUpFailed, Survey
    from bot.rewards.reconciling import Reconciler

    with closing(enkash_client(settings, ledger)) as client:
        reconciler = Reconciler(ledger, Survey(client).find)
        ids = reconciler.rewards_since(since)
        lines: list[Line] = []
        with click.progressbar(ids, label="Asking EnKash", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
            for reward_id in bar:
                try:
                    lines.append(reconciler.compare(reward_id))
                except LookUpFailed as error:
                    say(err=True)
                    fail(
                        f"EnKash could not be asked about {reward_id}, so nothing is concluded ({len(lines)} of "
                        f"{len(ids)} had been compared): {error.sentence} Try again later."
                    )
        return lines


def _stated(ledger: Ledger, statement: Statement, since: datetime) -> list[Line]:
    from bot.core.statement.comparing import compare_statement
    from bot.rewards.reconciling import rewards_named, rewards_of_late

    with ledger.read() as view:
        ours = rewards_named(view, {row.reference for row in statement.rows_since(since)})
        return list(compare_statement(statement, ours, rewards_of_late(view, since), since, view.now))


def _show(since: datetime, at_enkash: list[Line], stated: Stated | None, *, as_json: bool) -> None:
    from bot.core.reconciling import Verdict
    from bot.messages.reconciling import MENDS, in_statement
    from bot.messages.text import count_of

    order = list(Verdict)
    lines = [*at_enkash, *(stated.lines if stated else [])]
    listed = sorted(
        (line for line in lines if line.verdict is not Verdict.MATCHED), key=lambda a: order.index(a.verdict)
    )
    rows = [
        {"verdict": str(line.verdict), "id": line.reward_id, "reference": line.reference, "here": line.here,
         "there": line.there, "mend": MENDS[line.verdict]}
        for line in listed
    ]  # fmt: skip
    counts, compared = _counted(at_enkash), len(at_enkash)
    if as_json:
        found: dict[str, Any] = {"since": since.isoformat(), "compared": compared, "counts": counts, "listed": rows}
        say_json(found if stated is None else found | {"statement": _facts(stated)})
        return
    say(f"{count_of(compared, 'reward')} since {since:%Y-%m-%d} compared with EnKash.")
    _print_counts(counts)
    if stated is not None:
        say()
        say(in_statement(stated.statement, since))
        _print_counts(_counted(stated.lines))
    if rows:
        _print(rows)


def _facts(stated: Stated) -> dict[str, Any]:
    """`whole_days` is null where it covers none, and where it tells no days: then it is taken to reach to now."""
    statement, days = stated.statement, stated.days
    return {
        "rows": len(statement.rows),
        "without_reference": statement.without_reference,
        "not_moved": statement.not_moved,
        "before_since": len(statement.rows) - len(statement.rows_since(stated.since)),
        "tells_days": days is not None,
        "whole_days": None if days is None or days.are_none else {"first": str(days.first), "last": str(days.last)},
        "counts": _counted(stated.lines),
    }


def _counted(lines: Sequence[Line]) -> dict[str, int]:
    from bot.core.reconciling import counted

    return {str(verdict): count for verdict, count in counted(lines).items()}


def _print_counts(counts: dict[str, int]) -> None:
    from tabulate import tabulate

    if rows := [[count, verdict] for verdict, count in counts.items() if count]:
        say(tabulate(rows, tablefmt="plain"))


def _print(rows: Sequence[dict[str, str]]) -> None:
    from tabulate import tabulate

    shown = ("verdict", "id", "reference", "here", "there")
    say()
    say(tabulate([{name: on_one_line(row[name]) for name in shown} for row in rows], headers="keys"))
    say()
    for verdict, mend in {row["verdict"]: row["mend"] for row in rows}.items():
        say(f"{verdict}: {mend}")


def _end(lines: Sequence[Line], stated: Stated | None) -> None:
    """Exit code 1 wherever the two sides were not seen to agree. A reward that differs from both EnKash and the
    statement is one difference."""
    from bot.core.reconciling import Verdict

    if differing := len({line.reference for line in lines if line.verdict.is_difference}):
        fail("1 difference." if differing == 1 else f"{differing} differences.")
    if unclear := sum(line.verdict is Verdict.UNCLEAR for line in lines):
        fail(f"{unclear} could not be compared.")
    if stated is not None and stated.covers_nothing:
        fail("The statement covers no whole day.")
