"""Comparing every reward with what EnKash has under its reference; and what follows where the two do not agree."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.allocation import Finding, Sought
from bot.core.policy import Policy
from bot.core.reconciling import BalanceGap, Line, Verdict, compare
from bot.core.reward import Request, Reward
from bot.core.statement.comparing import Found
from bot.ledger import AccountReading, Compared, Counts, Entry, Ledger, Reading, Writing
from bot.rewards.entitlement import sent_to
from bot.rewards.settling import watch_account
from bot.rewards.staging import CLOCK, OPERATORS, Kind, stage_notice

# How far a comparison looks back where nothing says since when.
LOOK_BACK = timedelta(days=31)
# A message names so many differences; the command line has them all.
DIFFERENCES_TOLD_MAX = 10
# A reward that moves while EnKash is asked for it is looked at again.
LOOKS_MAX = 3
MOVED = "It moved on while EnKash was asked; nothing can be said of it at this moment."


class Reconciler:
    """Changes nothing. `find` asks EnKash, and raises a `ShabashError` where EnKash does not tell."""

    def __init__(self, ledger: Ledger, find: Callable[[Sought], Finding]) -> None:
        self._ledger = ledger
        self._find = find

    def rewards_since(self, since: datetime) -> tuple[str, ...]:
        """The ids of those to compare."""
        with self._ledger.read() as view:
            return view.rewards_since(since)

    def compare(self, reward_id: str) -> Line:
        """One reward. What was found counts only if the reward stands afterwards as it stood before: otherwise one that
        was just being paid would look as if it were paid there and not here."""
        line, is_still = self._look(reward_id)
        for _ in range(LOOKS_MAX - 1):
            if not is_still:
                line, is_still = self._look(reward_id)
        return line if is_still else replace(line, verdict=Verdict.OPEN, there=MOVED)

    def _look(self, reward_id: str) -> tuple[Line, bool]:
        """What one look finds, and whether the reward stood still meanwhile."""
        with self._ledger.read() as view:
            _, before = _reward(view, reward_id)
            sought = _sought(view, before)
        finding = self._find(sought)
        with self._ledger.read() as view:
            request, after = _reward(view, reward_id)
            line = compare(request, after, finding, view.now)
        return line, after.stands_as(before)


def note_differences(tx: Writing, compared: Compared, lines: Sequence[Line]) -> bool:
    """Everything was compared for this day. The operators hear of what differs and did not yesterday, and where the
    books do not balance sending pauses. False where another process has said it all already."""
    if not tx.note_compared(compared, len(lines)):
        return False
    differences = {(line.reference, str(line.verdict)): line for line in lines if line.verdict.is_difference}
    news = tx.replace_differences(differences)
    tx.append(Entry("reconciled", CLOCK, detail=f"{len(lines)} compared, {len(differences)} differences"))
    if news:
        _tell(tx, [line for key, line in differences.items() if key in news])
    return True


def _tell(tx: Writing, lines: Sequence[Line]) -> None:
    gravest_first = sorted(lines, key=lambda line: list(Verdict).index(line.verdict))
    has_paused = False
    if grave := [line.reward_id for line in gravest_first if line.verdict.stops_sending]:
        why = f"the books and EnKash do not agree about {_some(grave)}"
        has_paused = tx.pause_sending(CLOCK, why)
        if has_paused:
            tx.append(Entry("paused", CLOCK, detail=why))
    shown = [
        {"id": line.reward_id, "reference": line.reference, "verdict": line.verdict, "here": line.here,
         "there": line.there}
        for line in gravest_first[:DIFFERENCES_TOLD_MAX]
    ]  # fmt: skip
    told = {"lines": shown, "more": len(lines) - len(shown), "has_paused": has_paused}
    stage_notice(tx, Kind.OPERATORS_DIFFERENCES, OPERATORS, json.dumps(told))


def _some(ids: Sequence[str]) -> str:
    more = len(ids) - DIFFERENCES_TOLD_MAX
    return ", ".join(ids[:DIFFERENCES_TOLD_MAX]) + (f" and {more} more" if more > 0 else "")


class AccountBook:
    """The company's account against the books. `balance` asks EnKash, and raises a `ShabashError` where EnKash does
    not tell."""

    def __init__(self, ledger: Ledger, policy: Policy, balance: Callable[[], Decimal]) -> None:
        self._ledger = ledger
        self.policy = policy
        self._balance = balance

    def read(self, *, anyway: bool = True) -> bool:
        """Ask what the account holds, and watch that it does not run low. Where nothing was under way meanwhile it is
        kept, and compared with the last that was; False where something was. Unless `anyway`, EnKash is not even asked
        then."""
        with self._ledger.read() as view:
            before, allocated_points = view.counts(), view.allocated_points()
        if _is_under_way(before) and not anyway:
            return False
        balance = self._balance()
        with self._ledger.write() as tx:
            watch_account(tx, self.policy, balance)
            # Every allocation begins and ends with a move that is counted.
            is_quiet = not _is_under_way(before) and tx.counts().moves == before.moves
            if is_quiet:
                _note_reading(tx, AccountReading(tx.now, balance, allocated_points))
            return is_quiet


def _is_under_way(counts: Counts) -> bool:
    return bool(counts.sending or counts.unknown.count)


def _note_reading(tx: Writing, reading: AccountReading) -> None:
    last = tx.last_reading()
    tx.add_reading(reading)
    if last is None:
        return
    gap = BalanceGap(last.balance, reading.allocated_points - last.allocated_points, reading.balance)
    if gap.points:
        tx.append(Entry("account moved by others", CLOCK, detail=f"{gap.points:+f} points"))
        told = {"before": str(gap.before), "allocated_points": gap.allocated_points, "now": str(gap.now)}
        since = {"since": last.read_at.isoformat()}
        stage_notice(tx, Kind.OPERATORS_BALANCE, OPERATORS, json.dumps(told | since))


def _reward(view: Reading, reward_id: str) -> tuple[Request, Reward]:
    request_id = view.request_id_of(reward_id)
    request = None if request_id is None else view.request(request_id)
    assert request is not None, "rewards are never removed"
    return request, request.reward_of(reward_id)


def _sought(view: Reading, reward: Reward) -> Sought:
    """Where it was sent; where it never was, where it would have been."""
    # What is taken back was on the card that EnKash named when it confirmed what was given.
    card_id = view.card_of(reward.id) or view.card_of(reward.reverses)
    return Sought(reward.reference, reward.points, card_id, sent_to(view, reward), bool(reward.reverses))


def rewards_named(view: Reading, references: Iterable[str]) -> dict[str, Found]:
    """The rewards that have these references; a reference that is none of ours has none."""
    ids = {reference: view.reward_of_reference(reference) for reference in references}
    return {reference: _reward(view, reward_id) for reference, reward_id in ids.items() if reward_id is not None}


def rewards_of_late(view: Reading, since: datetime) -> tuple[Found, ...]:
    """Those of which anything has happened since."""
    return tuple(_reward(view, reward_id) for reward_id in view.rewards_since(since))
