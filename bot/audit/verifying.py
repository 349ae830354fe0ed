"""Is the whole history as it was sealed? Every entry, every seal, and every row that the entries vouch for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from bot.audit import Progress, Report
from bot.audit.chains import Chains
from bot.audit.pots import check_pots
from bot.core.sealing import NO_LINK, Keys, head_of
from bot.ledger.connection import Connection, each_row
from bot.ledger.evidence import Evidence
from bot.ledger.seal_statements import mac_in
from bot.ledger.sealed import ENTRY

_EVERY_REQUEST = """
    SELECT id FROM requests UNION SELECT request_id FROM rewards UNION SELECT request_id FROM decisions
    UNION SELECT request_id FROM questions UNION SELECT request_id FROM history WHERE request_id IS NOT NULL ORDER BY 1
"""
_ENTRIES = f"SELECT {', '.join(ENTRY)}, mac FROM history WHERE id > ? AND id <= ? ORDER BY id"
# Each of the operators is told.
_TOLD_DAILY = """
    SELECT min(staged_at), detail FROM outbox WHERE kind = 'operators_books_sealed' GROUP BY detail ORDER BY 1
"""
_TOLD_EVERY = 500


def verify(found: Evidence, keys: Keys, *, head: str = "", progress: Progress = lambda done, total: None) -> Report:
    """Everything that is not as it was sealed. `head`, of some earlier seal, must be among the seals that are there."""
    report = Report()
    db, report.noted = found.db, found.noted
    for what in (*found.unguarded, *found.unreadable):
        report.find("ledger", what)
    if found.unreadable:
        report.find("ledger", _NOT_LOOKED_AT)
        return report
    chains = Chains(db, keys, report)
    chains.check_house()
    total = _number(db, f"SELECT count(*) FROM ({_EVERY_REQUEST}) AS every") + _number(db, "SELECT count(*) FROM seals")
    for (request_id,) in each_row(db, _EVERY_REQUEST):
        chains.check(request_id)
        report.requests += 1
        if report.requests % _TOLD_EVERY == 0:
            progress(report.requests, total)
    if not found.has_gaps:
        _check_numbers(db, report)
    _check_noted(db, report)
    _check_seals(db, chains, report, lambda done: progress(report.requests + done, total))
    chains.finish()
    check_pots(db, report)
    _check_told_head(db, head.strip().lower(), report)
    _check_heads_told_daily(db, report)
    progress(total, total)
    return report


def _number(db: Connection, sql: str, *values: int) -> int:
    return int(db.execute(sql, values).fetchone()[0])


def _check_numbers(db: Connection, report: Report) -> None:
    """Entries are numbered from 1, without a gap: SQLite gives the numbers, and nothing is ever removed."""
    last = 0
    for (number,) in each_row(db, "SELECT id FROM history ORDER BY id"):
        if number != last + 1:
            what = f"entry {last + 1} is" if number == last + 2 else f"entries {last + 1} to {number - 1} are"
            report.find("history", f"{what} missing.", last + 1)
        last = number


def _check_noted(db: Connection, report: Report) -> None:
    """Beside the ledger the bot notes how far its history has come."""
    newest = _number(db, "SELECT coalesce(max(id), 0) FROM history")
    if newest < report.noted:
        what = f"the bot has written up to entry {report.noted:,} here, and the newest is {newest:,}."
        report.find("history", f"{what} The newest were removed, or this is an older copy.", newest + 1)


def _check_seals(db: Connection, chains: Chains, report: Report, progress: Callable[[int], None]) -> None:
    newest = _number(db, "SELECT coalesce(max(id), 0) FROM history")
    before, up_to = NO_LINK, 0
    for number, seal in enumerate(each_row(db, "SELECT * FROM seals ORDER BY id"), start=1):
        about, when = f"seal {seal['id']}", seal["sealed_at"][:19].replace("T", " ")
        if seal["id"] != report.seals + 1 and number == report.seals + 1:
            report.find(about, "the seal before it is missing.")
        rows = db.execute(_ENTRIES, (up_to, seal["up_to"]))
        key = chains.key_of(seal["key_id"])
        header = (seal["id"], seal["sealed_at"], seal["up_to"], seal["entries"])
        if newest < seal["up_to"]:
            what = f"entries up to {seal['up_to']:,} were sealed at {when} UTC, and the newest here is {newest:,}."
            report.find(about, f"{what} The newest were removed.", newest + 1)
        elif key is not None and head_of(key, before, header, (mac_in(key, row) for row in rows)) != seal["head"]:
            what = f"of {when} UTC, does not hold: among entries {up_to + 1:,} to {seal['up_to']:,}, or in the seal"
            report.find(about, f"{what} itself, something was changed, removed, put in or moved.")
        before, up_to = seal["head"], max(up_to, seal["up_to"])
        report.seals = number
        report.first_sealed_at = report.first_sealed_at or seal["sealed_at"]
        report.sealed_at, report.head = seal["sealed_at"], seal["head"].hex()
        progress(number)
    count, oldest = db.execute("SELECT count(*), min(at) FROM history WHERE id > ?", (up_to,)).fetchone()
    report.since_seal, report.unsealed_since = count, oldest or ""
    if report.entries and report.as_found == report.entries:
        report.find("history", _NOTHING_SEALED)


def _check_told_head(db: Connection, head: str, report: Report) -> None:
    if head and not any(seal == head for seal in _heads(db)):
        what = "the head that you were told is not among the seals: the newest seals were removed, or this is another"
        report.find("head", f"{what} ledger.")


def _check_heads_told_daily(db: Connection, report: Report) -> None:
    """What operators were told of seals stands in the outbox still, and no seal is ever taken away."""
    heads = set(_heads(db))
    for staged_at, detail in db.execute(_TOLD_DAILY):
        try:
            told = str(json.loads(detail)["head"])
        except (ValueError, KeyError, TypeError, RecursionError):
            # The outbox is not sealed, so what stands there accuses nobody.
            continue
        if told not in heads:
            what = f"the operators were told of one on {staged_at[:10]}, and it is not here any more."
            report.find("seals", f"{what} It was removed, and perhaps what it vouched for.")


def _heads(db: Connection) -> Iterator[str]:
    return (row["head"].hex() for row in each_row(db, "SELECT head FROM seals ORDER BY id DESC"))


_NOT_LOOKED_AT = "somebody altered it so that nothing else of it can be judged. Keep it, and compare with a backup."
_NOTHING_SEALED = (
    "no entry is sealed. Either the bot has not run since this release was installed: run it, and verify again; or the"
    " seals were removed."
)
