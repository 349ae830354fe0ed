"""What a people file changes in the table: compared, checked for clashes, and not written yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.errors import ImportRefused
from bot.people.reading import ALL_COLUMNS, Reading, Row
from bot.people.sheet import Fault
from bot.people.transaction import Table

Person = dict[str, str]
"""The columns of `ALL_COLUMNS` and `left_at`; empty where nothing is known, or where this person has not left."""
People = dict[str, Person]
"""Everybody in the table, by Slack id."""

# What EnKash credits: nobody shares one with somebody else.
NAMES = {"email": "e-mail", "mobile": "mobile"}
_REPEATS = {
    "slack_user_id": "line {line} is the same Slack user. Leave one of them out, or write the id of each.",
    "email": "line {line} has the same e-mail. Keep it in one of the two.",
    "mobile": "line {line} has the same mobile. Keep it in one of the two.",
}
_NOBODY = dict.fromkeys((*ALL_COLUMNS, "left_at"), "")


@dataclass(frozen=True, slots=True, repr=False)
class Unmatched:
    """A person of the file whom Slack does not know yet, with the e-mail as typed. For the importer's terminal only."""

    line: int
    email: str


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """What to write. `moved` are those whose e-mail or mobile somebody else takes over in the same file; `leaving`
    those of the table, not left yet, whom the file does not name."""

    added: tuple[Person, ...]
    updated: tuple[Person, ...]
    unchanged: int
    unmatched: tuple[Unmatched, ...]
    moved: tuple[str, ...]
    leaving: frozenset[str]

    @property
    def changes_nothing(self) -> bool:
        return not self.added and not self.updated and not self.leaving


def known_people(db: Table) -> People:
    """Everybody in the table, who left included."""
    rows = db.query("SELECT * FROM people")
    return {row["slack_user_id"]: {column: row[column] or "" for column in _NOBODY} for row in rows}


def plan_of(reading: Reading, known: People, in_slack: Mapping[str, str], *, remove_missing: bool) -> Plan:
    """Compare the file with the table; raises ImportRefused with the faults of both."""
    in_table = {person["email"]: slack_id for slack_id, person in known.items()}
    ids = {**in_slack, **in_table}
    rows = [_with_id(row, ids) for row in reading.rows]
    if faults := [*reading.faults, *_repeats(rows), *_clashes(rows, known, remove_missing=remove_missing)]:
        raise ImportRefused(_refusal(faults))
    matched = [_whole(row, known) for row in rows if row.cells["slack_user_id"]]
    left_out = [row for row in rows if not row.cells["slack_user_id"]]
    added = tuple(person for person in matched if person["slack_user_id"] not in known)
    updated = tuple(person for person in matched if known.get(person["slack_user_id"], person) != person)
    return Plan(
        added,
        updated,
        len(matched) - len(added) - len(updated),
        tuple(Unmatched(row.line, row.typed_email) for row in left_out),
        tuple(_moved([*added, *updated], known)),
        _missing(known, matched, left_out) if remove_missing else frozenset(),
    )


def _with_id(row: Row, ids: Mapping[str, str]) -> Row:
    """An empty Slack id is filled in where the e-mail is known; without an e-mail nothing can be said of the id."""
    if row.cells.get("slack_user_id") != "" or "email" not in row.cells:
        return row
    return replace(row, cells=row.cells | {"slack_user_id": ids.get(row.cells["email"], "")})


def _whole(row: Row, known: People) -> Person:
    """This person once the file is imported: columns it leaves out stay, and who is named has not left."""
    return {**known.get(row.cells["slack_user_id"], _NOBODY), **row.cells, "left_at": ""}


def _missing(known: People, matched: Sequence[Person], left_out: Sequence[Row]) -> frozenset[str]:
    named = {person["slack_user_id"] for person in matched}
    # Whose e-mail is new in the file and not in Slack yet is left out, and still here.
    mobiles = {row.cells["mobile"] for row in left_out}
    return frozenset(
        slack_id
        for slack_id, person in known.items()
        if not person["left_at"] and slack_id not in named and person["mobile"] not in mobiles
    )


def _repeats(rows: Sequence[Row]) -> Iterator[Fault]:
    """What may be there once only and is there again further down."""
    for column, said in _REPEATS.items():
        lines: dict[str, int] = {}
        for row in rows:
            value = row.cells.get(column)
            if value and (first := lines.setdefault(value, row.line)) != row.line:
                yield Fault(row.line, column, value, said.format(line=first))


def _clashes(rows: Sequence[Row], known: People, *, remove_missing: bool) -> Iterator[Fault]:
    """What belongs to somebody in the table of whom the file says nothing; those in the file may exchange theirs."""
    in_file = {row.cells.get("slack_user_id") for row in rows}
    for column, name in NAMES.items():
        owners = {person[column]: slack_id for slack_id, person in known.items() if slack_id not in in_file}
        for row in rows:
            if row.cells.get("slack_user_id") and (owner := owners.get(row.cells.get(column, ""))):
                has_left = remove_missing or known[owner]["left_at"]
                otherwise = f"run `shabash people forget {owner}`" if has_left else f"let a line give {owner} another"
                mend = f"{owner} has this {name} already. Correct it, or {otherwise}."
                yield Fault(row.line, column, row.cells[column], mend)


def _refusal(faults: Sequence[Fault]) -> str:
    """Every fault on its line, in the order of the file."""
    order = {column: position for position, column in enumerate(("", *ALL_COLUMNS))}
    in_order = sorted(faults, key=lambda fault: (fault.line, order[fault.column]))
    to_mend = "1 thing" if len(faults) == 1 else f"{len(faults):,} things"
    head = f"Nothing was imported and nothing has changed. Please mend {to_mend} and import the file again:"
    return "\n".join([head, *map(str, in_order)])


def _moved(changes: Sequence[Person], known: People) -> Iterator[str]:
    takers = {(column, person[column]): person["slack_user_id"] for person in changes for column in NAMES}
    for slack_id in (person["slack_user_id"] for person in changes if person["slack_user_id"] in known):
        if any(takers.get((column, known[slack_id][column]), slack_id) != slack_id for column in NAMES):
            yield slack_id
