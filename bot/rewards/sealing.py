"""The sealer: every minute it chains what the history has come to hold, and once a day tells the operators the head.

A ledger of an older release is first sealed as it is found: each of its requests gets an entry that holds its rows, and
one holds HR's list and what the ledger belongs to.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta, timezone

from bot.core.errors import LedgerError
from bot.ledger import FOUND, Entry, Ledger, Reading, Seal
from bot.rewards.staging import CLOCK, OPERATORS, Kind, stage_notice

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 60.0
# So much is written in one transaction at most: whoever asks or clicks meanwhile waits for it.
ENTRIES_AT_ONCE = 5_000
REQUESTS_AT_ONCE = 100

# The books are kept in India, and told of in the morning there.
INDIA = timezone(timedelta(hours=5, minutes=30))
TOLD_FROM_HOUR = 9


class Sealer:
    """`seal()` seals what is new, and `tell()` tells the operators of it; `seal_quietly()` does both every minute, and
    the first at a stop. `leads` says whether that is this process's to do, where there are several."""

    def __init__(self, ledger: Ledger, *, leads: Callable[[], bool] = lambda: True) -> None:
        self._ledger = ledger
        self._leads = leads

    def seal(self) -> Seal | None:
        """Seal everything up to now; the newest seal, None where there is nothing to seal. Raises `LedgerError`."""
        with self._ledger.read() as view:
            last, is_sealed_as_found = view.last_seal(), view.is_sealed_as_found()
        if last is None:
            self._seal_as_found()
        if not is_sealed_as_found:
            with self._ledger.write() as tx:
                tx.seal_as_found()
        with self._ledger.read() as view:
            newest = view.newest_entry_id()
        while newest > (last.up_to if last else 0):
            with self._ledger.write() as tx:
                # Somebody else may have sealed it meanwhile.
                last = tx.seal(at_most=ENTRIES_AT_ONCE) or tx.last_seal()
        return last

    def _seal_as_found(self) -> None:
        """Each request that no sealed entry vouches for is vouched for from now on."""
        after = ""
        while True:
            with self._ledger.read() as view:
                page = view.not_yet_sealed(after=after, limit=REQUESTS_AT_ONCE)
            if not page:
                return
            ids = [request_id for request_id, is_unsealed in page if is_unsealed]
            if ids:
                with self._ledger.write() as tx:
                    for request_id in ids:
                        tx.append(Entry(FOUND, CLOCK, request_id))
            after = page[-1][0]

    def tell(self) -> None:
        """The head goes to where nobody who changes the ledger can change it; nothing on days without news."""
        with self._ledger.read() as view:
            if _news_of_the_day(view) is None:
                return
        with self._ledger.write() as tx:
            news = _news_of_the_day(tx)
            if news is not None:
                stage_notice(tx, Kind.OPERATORS_BOOKS_SEALED, OPERATORS, json.dumps(news))

    def seal_quietly(self, *, is_last: bool = False) -> float:
        """In how many seconds to do so again. Whatever keeps it from sealing now is sealed then, or after the next
        start; the last time nobody is told, because nothing is carried any more, and the next start tells."""
        if not self._leads():
            return INTERVAL_SECONDS
        try:
            self.seal()
            if not is_last:
                self.tell()
        except LedgerError as error:
            log.warning("the history is not sealed yet", extra={"error": type(error).__name__, "why": error.sentence})
        except Exception:
            log.exception("the history is not sealed yet")
        return INTERVAL_SECONDS


def _news_of_the_day(view: Reading) -> dict[str, object] | None:
    """What the operators are to be told now; None where they heard today, or nothing was sealed since."""
    seal, now = view.last_seal(), view.now.astimezone(INDIA)
    if seal is None or now.hour < TOLD_FROM_HOUR:
        return None
    told = view.last_notice(Kind.OPERATORS_BOOKS_SEALED, OPERATORS)
    # Of a ledger that is new, or newly sealed, they hear on the morning after.
    told_at, told_up_to = (told[0], json.loads(told[1])["up_to"]) if told else (view.first_sealed_at(), 0)
    day = (told_at or view.now).astimezone(INDIA).date()
    if day >= now.date() or seal.up_to <= told_up_to:
        return None
    happened = asdict(view.days_work(told_up_to, seal.up_to))
    return {"head": seal.head, "up_to": seal.up_to, "since": f"{day.day} {day:%b %Y}", **happened}
