"""The rows of a people file go into the ledger's table `people`: all of them, or none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlite_utils import Database

from bot.core.errors import ImportRefused, LedgerBusy, LedgerError, LedgerFull, LedgerInDoubt, LedgerReadOnly
from bot.people.reading import COLUMNS, Fault, Progress, Reading, Row, read_people

IdsByEmail = Mapping[str, str]
"""E-mail, in any case, to Slack id."""

_People = dict[str, dict[str, str]]
_NAMES = {"email": "e-mail", "mobile": "mobile"}
_REPEATS = {
    "slack_user_id": "line {line} is the same Slack user. Leave one of them out, or write the id of each.",
    "email": "line {line} has the same e-mail. Keep it in one of the two.",
    "mobile": "line {line} has the same mobile. Keep it in one of the two.",
}


@dataclass(frozen=True, slots=True, repr=False)
class Unmatched:
    """A person of the file whom Slack does not know yet, with the e-mail as typed. For the importer's terminal only."""

    line: int
    email: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many people the file added, changed and left as they were, and who was left out; counts in people.

    Of a dry run: what an import would have done.
    """

    added: int
    updated: int
    unchanged: int
    unmatched: tuple[Unmatched, ...]
    dry_run: bool = False


def import_people(
    db: Database,
    content: bytes,
    *,
    ids_by_email: IdsByEmail | Callable[[], IdsByEmail],
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Add and update the people of a CSV file, in one transaction; nobody is removed.

    `db` is the ledger, migrated, with its busy timeout set and no transaction open. An empty Slack id is found by
    e-mail: in the table first, then in `ids_by_email`, which is called, where it is a function, once at most, only
    where it is needed, and before the ledger is locked. Who is found in neither is left out and listed.

    Raises ImportRefused, whose text lists every fault and is for the importer's terminal, never for a log; and
    LedgerBusy, LedgerFull or LedgerReadOnly, after which nothing was kept; and LedgerInDoubt. Each import may be
    repeated. A dry run, and a file that changes nothing, write nothing and take no lock.
    """
    reading = read_people(content, progress)
    with _words_for_errors():
        known = _known(db)
        in_slack = _ids_in_slack(reading.rows, known, ids_by_email)
        plan = _plan(reading, known, in_slack)
        if dry_run or plan.changes_nothing:
            return replace(plan.result, dry_run=dry_run)
        with _writing(db):
            # Thinking takes longer than reading, and a bot may be waiting for the lock that is held from here on.
            if (known_now := _known(db)) != known:
                plan = _plan(reading, known_now, in_slack)
            _write(db, plan, now)
        return plan.result


def summary(result: ImportResult) -> str:
    """What an import did, for the terminal of whoever ran it; people left out are named with line and e-mail."""
    counts = f"{result.added:,} added, {result.updated:,} updated, {result.unchanged:,} unchanged."
    head = f"A dry run, nothing was written. An import would give: {counts}" if result.dry_run else counts
    count = len(result.unmatched)
    if not count:
        return head
    left_out = "1 is not in Slack yet and was" if count == 1 else f"{count:,} are not in Slack yet and were"
    mend = "left out. Import this file again later, or correct the e-mail or Slack id:"
    return "\n".join([head, f"{left_out} {mend}", *(f"  line {who.line} ({who.email})" for who in result.unmatched)])


def _ids_in_slack(
    rows: Sequence[Row], known: _People, ids_by_email: IdsByEmail | Callable[[], IdsByEmail]
) -> IdsByEmail:
    """Slack is asked only where the file names somebody whom neither it nor the table gives an id."""
    nameless = {row.cells.get("email") for row in rows if row.cells.get("slack_user_id") == ""} - {None}
    if nameless <= {person["email"] for person in known.values()}:
        return {}
    ids = ids_by_email() if callable(ids_by_email) else ids_by_email
    return {email.lower(): slack_id for email, slack_id in ids.items()}


def _known(db: Database) -> _People:
    """Everybody in the table, by Slack id."""
    people = db.query("SELECT slack_user_id, email, mobile, title, first_name, gender FROM people")
    return {person["slack_user_id"]: person for person in people}


@dataclass(frozen=True, slots=True, repr=False)
class _Plan:
    """What to write. `moved` are those whose e-mail or mobile somebody else takes over in the same file."""

    added: list[dict[str, str]]
    updated: list[dict[str, str]]
    moved: list[str]
    result: ImportResult

    @property
    def changes_nothing(self) -> bool:
        return not self.added and not self.updated


def _plan(reading: Reading, known: _People, in_slack: IdsByEmail) -> _Plan:
    """Compare the file with the table; raises ImportRefused with the faults of both."""
    in_table = {person["email"]: slack_id for slack_id, person in known.items()}
    ids = {**in_slack, **in_table}
    rows = [_with_id(row, ids) for row in reading.rows]
    if faults := [*reading.faults, *_repeats(rows), *_clashes(rows, known)]:
        raise ImportRefused(_refusal(faults))
    matched = [row.cells for row in rows if row.cells["slack_user_id"]]
    added = [cells for cells in matched if cells["slack_user_id"] not in known]
    updated = [cells for cells in matched if known.get(cells["slack_user_id"], cells) != cells]
    unmatched = tuple(Unmatched(row.line, row.typed_email) for row in rows if not row.cells["slack_user_id"])
    result = ImportResult(len(added), len(updated), len(matched) - len(added) - len(updated), unmatched)
    return _Plan(added, updated, _moved([*added, *updated], known), result)


def _with_id(row: Row, ids: Mapping[str, str]) -> Row:
    """An empty Slack id is filled in where the e-mail is known; without an e-mail nothing can be said of the id."""
    if row.cells.get("slack_user_id") != "" or "email" not in row.cells:
        return row
    return replace(row, cells=row.cells | {"slack_user_id": ids.get(row.cells["email"], "")})


def _repeats(rows: Sequence[Row]) -> Iterator[Fault]:
    """What may be there once only and is there again further down."""
    for column, said in _REPEATS.items():
        lines: dict[str, int] = {}
        for row in rows:
            value = row.cells.get(column)
            if value and (first := lines.setdefault(value, row.line)) != row.line:
                yield Fault(row.line, column, value, said.format(line=first))


def _clashes(rows: Sequence[Row], known: _People) -> Iterator[Fault]:
    """What belongs to somebody in the table of whom the file says nothing; those in the file may exchange theirs."""
    in_file = {row.cells.get("slack_user_id") for row in rows}
    for column, name in _NAMES.items():
        owners = {person[column]: slack_id for slack_id, person in known.items() if slack_id not in in_file}
        for row in rows:
            if row.cells.get("slack_user_id") and (owner := owners.get(row.cells.get(column, ""))):
                mend = f"{owner} has this {name} already. Correct it, or let a line give {owner} another."
                yield Fault(row.line, column, row.cells[column], mend)


def _refusal(faults: Sequence[Fault]) -> str:
    """Every fault on its line, in the order of the file."""
    order = {column: position for position, column in enumerate(("", *COLUMNS))}
    in_order = sorted(faults, key=lambda fault: (fault.line, order[fault.column]))
    to_mend = "1 thing" if len(faults) == 1 else f"{len(faults):,} things"
    head = f"Nothing was imported and nothing has changed. Please mend {to_mend} and import the file again:"
    return "\n".join([head, *map(str, in_order)])


def _moved(changes: Sequence[dict[str, str]], known: _People) -> list[str]:
    takers = {(column, cells[column]): cells["slack_user_id"] for cells in changes for column in _NAMES}
    return [
        slack_id
        for slack_id in (cells["slack_user_id"] for cells in changes if cells["slack_user_id"] in known)
        if any(takers.get((column, known[slack_id][column]), slack_id) != slack_id for column in _NAMES)
    ]


def _write(db: Database, plan: _Plan, now: datetime) -> None:
    # Not sqlite-utils' upsert: on a full disk its probe of what SQLite can do fails, and it then drops rows silently.
    updated_at = now.astimezone(UTC).isoformat(timespec="microseconds")
    # UNIQUE is checked row by row, so whoever gives an e-mail or mobile up lets go of it before anybody takes it.
    # What they hold meanwhile is nobody's: a name reserved by RFC 2606, a number that no mobile begins like.
    db.conn.executemany(
        "UPDATE people SET email = ?, mobile = ? WHERE slack_user_id = ?",
        [(f"{number}@moved.invalid", f"{number:010d}", slack_id) for number, slack_id in enumerate(plan.moved)],
    )
    db.conn.executemany(
        "UPDATE people SET email = :email, mobile = :mobile, title = :title, first_name = :first_name,"
        " gender = :gender, updated_at = :updated_at WHERE slack_user_id = :slack_user_id",
        ({**cells, "updated_at": updated_at} for cells in plan.updated),
    )
    db.table("people").insert_all({**cells, "updated_at": updated_at} for cells in plan.added)


@contextmanager
def _writing(db: Database) -> Iterator[None]:
    """One transaction that holds the write lock from its first moment: what is compared is what is changed."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


_LEDGER_ERRORS: Mapping[int, tuple[type[LedgerError], str]] = {
    sqlite3.SQLITE_BUSY: (LedgerBusy, "The ledger is busy, and nothing was kept. Please import the file again."),
    sqlite3.SQLITE_FULL: (LedgerFull, "The disk is full, and nothing was kept. Make room, then import the file again."),
    sqlite3.SQLITE_READONLY: (LedgerReadOnly, "The ledger's file cannot be written, and nothing was kept."),
    sqlite3.SQLITE_IOERR: (
        LedgerInDoubt,
        "The disk failed, and I cannot tell whether the file was kept. Import it again: that does no harm.",
    ),
}


@contextmanager
def _words_for_errors() -> Iterator[None]:
    """SQLite's result codes in the ledger's words (SQLite, "Result and Error Codes": the low byte is the primary)."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _LEDGER_ERRORS:
            raise
        kind, sentence = _LEDGER_ERRORS[code]
        raise kind(sentence) from error
