"""The rows of a people file go into the ledger's table `people`: all of them, or none."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.errors import ImportRefused
from bot.core.masking import masked_email, masked_mobile
from bot.people.planning import NAMES, People, Person, Plan, Unmatched, known_people, plan_of
from bot.people.reading import ALL_COLUMNS, Progress, Row, read_people
from bot.people.transaction import Record, Table, stamp, words_for_errors, writing

IdsByEmail = Mapping[str, str]
"""E-mail, in any case, to Slack id."""

MayLeave = Callable[[int, int], bool]
"""Asked with how many people would be marked as left, and how many there are: may they?"""

_ADD = f"INSERT INTO people ({', '.join(ALL_COLUMNS)}, updated_at) VALUES ({'?, ' * len(ALL_COLUMNS)}?)"  # noqa: S608
# A file that lacks more people than this was probably cut short.
LEAVING_SHARE_MAX = 0.1


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many people the file added, changed and left as they were, and who was left out; counts in people.

    `left` is how many were marked as left. Of a dry run: what an import would have done.
    """

    added: int
    updated: int
    unchanged: int
    unmatched: tuple[Unmatched, ...]
    dry_run: bool = False
    left: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """A known person's e-mail or mobile changed, or both: `fields` holds each from what to what, masked."""

    slack_user_id: str
    fields: Mapping[str, tuple[str, str]]


Seal = Callable[[Sequence[str]], None]
"""Appends an entry to the history that vouches for the rows of these people, by Slack id, as they stand now."""
Tell = Callable[[Sequence[Change]], None]
"""Stages, in the transaction that is open, the messages to those whom these changes concern."""

_MASKS = {"email": masked_email, "mobile": masked_mobile}


@dataclass(frozen=True, slots=True, repr=False)
class Books:
    """Where changes of details are written down and vouched for, and how they are told. `key` makes the HMAC of a new
    value; without it there is none."""

    record: Record
    key: bytes = b""
    tell: Tell | None = None
    seal: Seal | None = None


def import_people(
    db: Table,
    content: bytes,
    *,
    ids_by_email: IdsByEmail | Callable[[], IdsByEmail],
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
    may_leave: MayLeave | None = None,
    books: Books | None = None,
) -> ImportResult:
    """Add and update the people of a CSV file, in one transaction; nobody's row is removed.

    `db` is the ledger, migrated, with its busy timeout set and no transaction open. An empty Slack id is found by
    e-mail: in the table first, then in `ids_by_email`, which is called, where it is a function, once at most, only
    where it is needed, and before the ledger is locked. Who is found in neither is left out and listed.

    With `may_leave`, whoever the file does not name is marked as left; it is asked, before the ledger is locked,
    where that is more than a tenth of those who had not left. Who is named has not left, whatever was said before.
    With `books`, each change of a known person's e-mail or mobile is an entry of the history, and is told; and one
    entry vouches for every row that was written.

    Raises ImportRefused, whose text lists every fault and is for the importer's terminal, never for a log; and
    LedgerBusy, LedgerFull or LedgerReadOnly, after which nothing was kept; and LedgerInDoubt. Each import may be
    repeated. A dry run, and a file that changes nothing, write nothing and take no lock.
    """
    reading = read_people(content, progress)
    remove_missing = may_leave is not None
    with words_for_errors():
        known = known_people(db)
        in_slack = _ids_in_slack(reading.rows, known, ids_by_email)
        plan = plan_of(reading, known, in_slack, remove_missing=remove_missing)
        if dry_run or plan.changes_nothing:
            return _result(plan, dry_run=dry_run)
        if may_leave is not None:
            _ask_whether_they_may_leave(plan, known, may_leave)
        with writing(db):
            # Thinking takes longer than reading, and a bot may be waiting for the lock that is held from here on.
            if (known_now := known_people(db)) != known:
                asked, known = plan.leaving, known_now
                plan = plan_of(reading, known, in_slack, remove_missing=remove_missing)
                plan = replace(plan, leaving=plan.leaving & asked)
            _write(db, plan, stamp(now))
            if books is not None:
                _write_down(books, plan, known)
        return _result(plan)


def _result(plan: Plan, *, dry_run: bool = False) -> ImportResult:
    counts = len(plan.added), len(plan.updated), plan.unchanged
    return ImportResult(*counts, plan.unmatched, dry_run, len(plan.leaving))


def _ask_whether_they_may_leave(plan: Plan, known: People, may_leave: MayLeave) -> None:
    active = sum(not person["left_at"] for person in known.values())
    if len(plan.leaving) > active * LEAVING_SHARE_MAX and not may_leave(len(plan.leaving), active):
        raise ImportRefused("Nothing was imported and nothing has changed.")


def summary(result: ImportResult) -> str:
    """What an import did, for the terminal of whoever ran it; people left out are named with line and e-mail."""
    counts = f"{result.added:,} added, {result.updated:,} updated, {result.unchanged:,} unchanged."
    if result.left:
        counts = counts.removesuffix(".") + f", {result.left:,} marked as left."
    head = f"A dry run, nothing was written. An import would give: {counts}" if result.dry_run else counts
    count = len(result.unmatched)
    if not count:
        return head
    left_out = "1 is not in Slack yet and was" if count == 1 else f"{count:,} are not in Slack yet and were"
    mend = "left out. Import this file again later, or correct the e-mail or Slack id:"
    return "\n".join([head, f"{left_out} {mend}", *(f"  line {who.line} ({who.email})" for who in result.unmatched)])


def _ids_in_slack(
    rows: Sequence[Row], known: People, ids_by_email: IdsByEmail | Callable[[], IdsByEmail]
) -> IdsByEmail:
    """Slack is asked only where the file names somebody whom neither it nor the table gives an id."""
    nameless = {row.cells.get("email") for row in rows if row.cells.get("slack_user_id") == ""} - {None}
    if nameless <= {person["email"] for person in known.values()}:
        return {}
    ids = ids_by_email() if callable(ids_by_email) else ids_by_email
    return {email.lower(): slack_id for email, slack_id in ids.items()}


def _write(db: Table, plan: Plan, updated_at: str) -> None:
    # Not sqlite-utils' upsert: on a full disk its probe of what SQLite can do fails, and it then drops rows silently.
    # UNIQUE is checked row by row, so whoever gives an e-mail or mobile up lets go of it before anybody takes it.
    # What they hold meanwhile is nobody's: a name reserved by RFC 2606, a number that no mobile begins like.
    db.conn.executemany(
        "UPDATE people SET email = ?, mobile = ? WHERE slack_user_id = ?",
        [(f"{number}@moved.invalid", f"{number:010d}", slack_id) for number, slack_id in enumerate(plan.moved)],
    )
    db.conn.executemany(
        "UPDATE people SET email = :email, mobile = :mobile, title = :title, first_name = :first_name,"
        " gender = :gender, employee_id = nullif(:employee_id, ''), department = nullif(:department, ''),"
        " cost_centre = nullif(:cost_centre, ''), manager_email = nullif(:manager_email, ''), left_at = NULL,"
        " updated_at = :updated_at WHERE slack_user_id = :slack_user_id",
        ({**person, "updated_at": updated_at} for person in plan.updated),
    )
    db.conn.executemany(
        _ADD,
        [(*(person[column] or None for column in ALL_COLUMNS), updated_at) for person in plan.added],
    )
    db.conn.executemany(
        "UPDATE people SET left_at = ? WHERE slack_user_id = ?",
        [(updated_at, slack_id) for slack_id in sorted(plan.leaving)],
    )


def _write_down(books: Books, plan: Plan, known: People) -> None:
    """An entry for each e-mail and mobile that changed: whose, which, and a mark of the new value, never the value."""
    changes = [change for person in plan.updated if (change := _change(person, known[person["slack_user_id"]]))]
    after = {person["slack_user_id"]: person for person in plan.updated}
    for change in changes:
        for field in change.fields:
            detail = {"slack_user_id": change.slack_user_id, "field": field}
            if books.key:
                detail["hmac"] = hmac.digest(books.key, after[change.slack_user_id][field].encode(), "sha256").hex()
            books.record("details changed", json.dumps(detail))
    if books.seal is not None:
        written = (person["slack_user_id"] for person in (*plan.added, *plan.updated))
        books.seal((*written, *sorted(plan.leaving)))
    if changes and books.tell is not None:
        books.tell(changes)


def _change(person: Person, before: Person) -> Change | None:
    fields = {
        field: (_MASKS[field](before[field]), _MASKS[field](person[field]))
        for field in NAMES
        if person[field] != before[field]
    }
    return Change(person["slack_user_id"], fields) if fields else None
