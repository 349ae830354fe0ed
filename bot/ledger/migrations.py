"""The schema, in steps that are never edited once released; `sqlite-utils migrate` finds them here.

Raw SQL throughout, a file a step in `bot/ledger/schema/`: sqlite-utils' `transform()` silently drops triggers and
stumbles over partial indexes.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlite_utils import Database, Migrations

from bot.ledger.schema import m001_spine as spine
from bot.ledger.schema import m002_people as people
from bot.ledger.schema import m003_notices as notices
from bot.ledger.schema import m004_token_calls as token_calls
from bot.ledger.schema import m005_binding as binding
from bot.ledger.schema import m006_reach as reach
from bot.ledger.schema import m007_asking as asking
from bot.ledger.schema import m008_counts as counts
from bot.ledger.schema import m009_leavers as leavers
from bot.ledger.schema import m010_account as account
from bot.ledger.schema import m011_restoring as restoring
from bot.ledger.schema import m012_seal as seal
from bot.ledger.schema import m013_policy_hash as policy_hash
from bot.ledger.schema import m014_reconciling as reconciling
from bot.ledger.schema import m016_switch_answers as switch_answers
from bot.ledger.schema import m017_tiers as tiers
from bot.ledger.schema import m018_moving as moving
from bot.ledger.schema import m019_budgets as budgets
from bot.ledger.schema import m020_approving as approving
from bot.ledger.schema import m022_times as times
from bot.ledger.schema import m023_absences as absences
from bot.ledger.schema import m024_lookback as lookback
from bot.ledger.schema import m025_messages as messages
from bot.ledger.schema import m026_values as values
from bot.ledger.schema import m027_inquiries as inquiries
from bot.ledger.schema import m028_several as several
from bot.ledger.schema import m029_digests as digests
from bot.ledger.schema import m030_reversals as reversals
from bot.ledger.schema import m031_locales as locales

migrations = Migrations("shabash")


@migrations()
def m001_spine(db: Database) -> None:
    """Requests, rewards, decisions, history, outbox, and what is known of people."""
    for statement in spine.STATEMENTS:
        db.execute(statement)


@migrations()
def m002_people_as_hr_has_them(db: Database) -> None:
    """What HR may say besides, who has left, and everybody as they may be shown."""
    for statement in people.STATEMENTS:
        db.execute(statement)


@migrations()
def m003_notices(db: Database) -> None:
    """A message may be about no request at all."""
    for statement in notices.STATEMENTS:
        db.execute(statement)


@migrations()
def m004_token_calls(db: Database) -> None:
    """Token calls are counted for all processes, and a pause may end with the credentials that it is for."""
    for statement in token_calls.STATEMENTS:
        db.execute(statement)


@migrations()
def m005_binding(db: Database) -> None:
    """A ledger belongs to one account at EnKash and to one Slack workspace; and an order that SQLite checks rightly."""
    for statement in binding.STATEMENTS:
        db.execute(statement)


@migrations()
def m006_reach(db: Database) -> None:
    """Where a request is decided, and which notices went lately."""
    for statement in reach.STATEMENTS:
        db.execute(statement)


@migrations()
def m007_asking(db: Database) -> None:
    """What was asked shortly before, and what waits for whom."""
    for statement in asking.STATEMENTS:
        db.execute(statement)


@migrations()
def m008_counts(db: Database) -> None:
    """What `/metrics` counts."""
    for statement in counts.STATEMENTS:
        db.execute(statement)


@migrations()
def m009_leavers(db: Database) -> None:
    """Who could decide at the last look, and who ended a request."""
    for statement in leavers.STATEMENTS:
        db.execute(statement)


@migrations()
def m010_account(db: Database) -> None:
    """What the company's account holds."""
    for statement in account.STATEMENTS:
        db.execute(statement)


@migrations()
def m011_restoring(db: Database) -> None:
    """What is in doubt after a restore."""
    for statement in restoring.STATEMENTS:
        db.execute(statement)


@migrations()
def m012_seal(db: Database) -> None:
    """The history shows tampering."""
    for statement in seal.STATEMENTS:
        db.execute(statement)


@migrations()
def m013_policy_hash(db: Database) -> None:
    """By which policy a request was asked."""
    for statement in policy_hash.STATEMENTS:
        db.execute(statement)


@migrations()
def m014_reconciling(db: Database) -> None:
    """What was compared with EnKash, and how many unknowns came in a row."""
    for statement in reconciling.STATEMENTS:
        db.execute(statement)


@migrations()
def m016_switch_answers(db: Database) -> None:
    """What an earlier release has still to say of a click that turned sending on or off."""
    for statement in switch_answers.STATEMENTS:
        db.execute(statement)


@migrations()
def m017_tiers(db: Database) -> None:
    """To which tier of the policy a request belonged."""
    for statement in tiers.STATEMENTS:
        db.execute(statement)


@migrations()
def m018_moving(db: Database) -> None:
    """Where a ledger was moved to, or came from."""
    for statement in moving.STATEMENTS:
        db.execute(statement)


@migrations()
def m019_budgets(db: Database) -> None:
    """What is taken of each budget."""
    for statement in budgets.STATEMENTS:
        db.execute(statement)


@migrations()
def m020_approving(db: Database) -> None:
    """How many points each approved, who passed a request on, and what deciders ask the giver."""
    for statement in approving.STATEMENTS:
        db.execute(statement)


@migrations()
def m022_times(db: Database) -> None:
    """Whom a request reaches that nobody has decided on for a while."""
    for statement in times.STATEMENTS:
        db.execute(statement)


@migrations()
def m023_absences(db: Database) -> None:
    """Who is away, and who decides for them meanwhile."""
    for statement in absences.STATEMENTS:
        db.execute(statement)


@migrations()
def m024_lookback(db: Database) -> None:
    """What the policy saw in the days before a request, and what is asked for one person found by its time."""
    for statement in lookback.STATEMENTS:
        db.execute(statement)


@migrations()
def m025_messages(db: Database) -> None:
    """Which message a request is about."""
    for statement in messages.STATEMENTS:
        db.execute(statement)


@migrations()
def m026_values(db: Database) -> None:
    """Which value a reward shows, and which rewards no channel hears of."""
    for statement in values.STATEMENTS:
        db.execute(statement)


@migrations()
def m027_inquiries(db: Database) -> None:
    """What somebody asks of EnKash about their own card has a lane of its own."""
    for statement in inquiries.STATEMENTS:
        db.execute(statement)


@migrations()
def m028_several(db: Database) -> None:
    """One request for several people."""
    for statement in several.STATEMENTS:
        db.execute(statement)


@migrations()
def m029_digests(db: Database) -> None:
    """How far digests have come, and what was allocated found by its time."""
    for statement in digests.STATEMENTS:
        db.execute(statement)


@migrations()
def m030_reversals(db: Database) -> None:
    """Which reward takes which one back."""
    for statement in reversals.STATEMENTS:
        db.execute(statement)


@migrations()
def m031_locales(db: Database) -> None:
    """In which language people read."""
    for statement in locales.STATEMENTS:
        db.execute(statement)


class _Listener:
    """Takes the place of a database in a step, and keeps what it says."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def execute(self, sql: str) -> None:
        self.said.append(sql)


@cache
def statements() -> Mapping[str, Sequence[str]]:
    """What each step says, by its name, in order."""
    found = {}
    for migration in migrations._migrations:  # noqa: SLF001 - it is public only through a database of SQLite's
        listener = _Listener()
        migration.fn(listener)  # type: ignore[arg-type]
        found[migration.name] = listener.said
    return found
