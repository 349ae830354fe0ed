"""`shabash reconcile`: is every reward here what it is at EnKash?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.ending import fail, refusing
from bot.cli.ledger import assert_bound, opened
from bot.cli.saying import on_one_line, say, say_json

if TYPE_CHECKING:
    from bot.core.reconciling import Line, Verdict
    from bot.core.statement import Statement
    from bot.ledger import Ledger
    from bot.settings import Settings


@click.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="YYYY-MM-DD; without it, the last 31 days.")
@click.option(
    "--statement", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A statement from EnKash's dashboard, as a CSV file; [reconcile] in the policy names its columns.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="An object, for scripts.")
@refusing
def reconcile(since: datetime | None, statement: Path | None, as_json: bool) -> None:
    """Ask EnKash about every reward of late, and list what differs. It changes nothing, here or there."""
    from bot.enkash.statement import read_statement
    from bot.rewards.reconciling import LOOK_BACK
    from bot.settings import read_policy, settings_from_environment

    now = datetime.now(UTC)
    begin = now - LOOK_BACK if since is None else since.replace(tzinfo=UTC)
    if begin > now:
        raise click.UsageError("--since is a day to come.")
    settings = settings_from_environment()
    policy = read_policy(settings)
    # Read before EnKash is asked: a file that is no statement needs nobody's patience.
    read = None if statement is None else read_statement(statement.read_bytes(), policy.statement)
    with opened() as (_, ledger):
        # Token calls are counted in it.
        ledger.assert_here()
        assert_bound(settings, ledger)
        lines = _looked_up(settings, ledger, begin)
        compared = len(lines)
        if read is not None:
            lines += _stated(ledger, read, begin)
    _show(begin, compared, read, lines, as_json=as_json)
    _end(lines)


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
    from bot.core.reconciling import Verdict
    from bot.core.statement import compare_statement
    from bot.rewards.reconciling import rewards_named, rewards_of_late

    with ledger.read() as view:
        ours = rewards_named(view, {row.reference for row in statement.rows})
        found = compare_statement(statement, ours, rewards_of_late(view, since), since, view.now)
        return [line for line in found if line.verdict is not Verdict.MATCHED]


def _show(since: datetime, compared: int, statement: Statement | None, lines: list[Line], *, as_json: bool) -> None:
    from bot.core.reconciling import Verdict, counted
    from bot.messages.reconciling import MENDS
    from bot.messages.text import count_of

    order = list(Verdict)
    listed = sorted(
        (line for line in lines if line.verdict is not Verdict.MATCHED), key=lambda a: order.index(a.verdict)
    )
    rows = [
        {"verdict": str(line.verdict), "id": line.reward_id, "reference": line.reference, "here": line.here,
         "there": line.there, "mend": MENDS[line.verdict]}
        for line in listed
    ]  # fmt: skip
    counts = {str(verdict): count for verdict, count in counted(lines).items()}
    passed_over = 0 if statement is None else statement.without_reference
    if as_json:
        found: dict[str, Any] = {"since": since.isoformat(), "compared": compared, "counts": counts, "listed": rows}
        if statement is not None:
            found["statement"] = {"rows": len(statement.rows), "without_reference": passed_over}
        say_json(found)
        return
    _print(f"{count_of(compared, 'reward')} since {since:%Y-%m-%d} compared with EnKash.", counts, rows)
    if statement is not None:
        movements = count_of(len(statement.rows), "movement")
        say(f"In the statement: {movements}; rows without a reference: {passed_over:,}.")


def _print(headline: str, counts: dict[str, int], rows: Sequence[dict[str, str]]) -> None:
    from tabulate import tabulate

    say(headline)
    say(tabulate([[count, verdict] for verdict, count in counts.items() if count], tablefmt="plain"))
    if rows:
        shown = ("verdict", "id", "reference", "here", "there")
        say()
        say(tabulate([{name: on_one_line(row[name]) for name in shown} for row in rows], headers="keys"))
        say()
        for verdict, mend in {row["verdict"]: row["mend"] for row in rows}.items():
            say(f"{verdict}: {mend}")


def _end(lines: Sequence[Line]) -> None:
    """Exit code 1 wherever the two sides were not seen to agree."""
    from bot.core.reconciling import Verdict

    def count(*verdicts: Verdict) -> int:
        return sum(line.verdict in verdicts for line in lines)

    if differing := count(*(verdict for verdict in Verdict if verdict.is_difference)):
        fail("1 difference." if differing == 1 else f"{differing} differences.")
    if unclear := count(Verdict.UNCLEAR):
        fail(f"{unclear} could not be compared.")
