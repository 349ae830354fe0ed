"""Sending to EnKash as a whole: people pause and resume it, and other credentials end a pause that was for those."""

from __future__ import annotations

from typing import NamedTuple

from bot.core.masking import masked
from bot.ledger import Entry, Ledger, Reading, Writing
from bot.rewards.staging import CLOCK, OPERATORS, Kind, stage_notice


class Resumed(NamedTuple):
    """What a resume changed: sending was paused, token calls were stopped."""

    was_paused: bool
    were_token_calls_stopped: bool


class Switch:
    """Sending to EnKash, on and off. `by` is who turns it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def pause(self, by: str, why: str) -> bool:
        """Stop sending to EnKash; False when it is stopped already."""
        with self._ledger.write() as tx:
            return pause(tx, by, why)

    def resume(self, by: str) -> Resumed:
        """Send again, and at once; credentials that EnKash refused may be tried once more.

        All of them, not only those at hand: whoever resumes has looked at EnKash, and need not have its settings.
        """
        with self._ledger.write() as tx:
            return resume(tx, by)

    def start_with(self, credentials: str) -> bool:
        """The bot starts with these, by their fingerprint: a pause that was for others, and for nothing else, is over.
        False where nothing changed."""
        with self._ledger.read() as view:
            if not _was_for_others(view, credentials):
                return False
        with self._ledger.write() as tx:
            is_over = _was_for_others(tx, credentials)
            if is_over:
                _go_on(tx, CLOCK, "the credentials are not those that EnKash refused")
            return is_over


def _was_for_others(view: Reading, credentials: str) -> bool:
    pause = view.pause()
    return pause is not None and pause.credentials not in ("", credentials)


def _go_on(tx: Writing, by: str, why: str = "") -> None:
    tx.resume_sending(by)
    tx.end_unanswered()
    tx.append(Entry("resumed", by, detail=why))
    tx.free_all()
    stage_notice(tx, Kind.OPERATORS_RESUMED, OPERATORS, "" if by == CLOCK else by)


def pause(tx: Writing, by: str, why: str) -> bool:
    """Stop sending to EnKash, and tell the operators; False when it is stopped already."""
    if not tx.pause_sending(by, masked(why)):
        return False
    tx.append(Entry("paused", by, detail=masked(why)))
    stage_notice(tx, Kind.OPERATORS_PAUSED, OPERATORS, masked(why))
    return True


def resume(tx: Writing, by: str) -> Resumed:
    """Send again, and at once, and tell the operators; credentials that EnKash refused may be tried once more."""
    were_stopped = tx.allow_token_calls()
    if were_stopped:
        tx.append(Entry("token calls allowed", by))
    was_paused = tx.pause() is not None
    if was_paused:
        _go_on(tx, by)
    return Resumed(was_paused, were_stopped)
