"""Digests: once a week or month one goes to the channel that the policy names, drawn from the ledger when it goes.

How far they have come is one row of the ledger. It is moved in the transaction that stages a digest, guarded by itself,
so that each week or month has one, whoever leads and however often it starts; and it begins anew whenever they are
turned on, so that nothing of before is told. Of several that were missed, because no bot ran, the newest goes.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.core.budget import Per, Period, Pot, day_of, period_of
from bot.core.days import Rhythm, before, containing, last_day, moments
from bot.core.digest import BARS, THANKS_SHOWN_MAX, Bar, Digest, DigestRule, Received, Sums, Thanks, leaders
from bot.core.errors import LedgerError
from bot.core.policy import Policy, is_channel
from bot.core.value import name_of
from bot.ledger import Entry, Ledger, Reading, Writing
from bot.rewards.staging import CLOCK, Kind, stage_notice

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 60.0
# Slack answers some fifty such questions a minute, and messages need some of them.
CHANNELS_ASKED_MAX = 30
# So many are looked through for those that may be named.
THANKS_READ_MAX = 5 * THANKS_SHOWN_MAX


class Digests:
    """`look()` stages the digest that is due; somebody's rounds do so every minute. `leads` says whether that is this
    process's to do, where there are several."""

    def __init__(self, ledger: Ledger, policy: Policy, *, leads: Callable[[], bool] = lambda: True) -> None:
        self._ledger = ledger
        self.policy = policy
        self._leads = leads

    def look(self) -> None:
        """Raises `LedgerError`; then the next look does what is left."""
        policy = self.policy
        with self._ledger.read() as view:
            if not _has_news(view, policy):
                return
        with self._ledger.write() as tx:
            if _has_news(tx, policy):
                _go_on(tx, policy)

    def look_quietly(self) -> float:
        """Look; in how many seconds to do so again."""
        if not self._leads():
            return INTERVAL_SECONDS
        try:
            self.look()
        except LedgerError as error:
            log.warning(
                "no digest yet; looked for again later", extra={"error": type(error).__name__, "why": error.sentence}
            )
        except Exception:
            log.exception("no digest yet; looked for again later")
        return INTERVAL_SECONDS


def _has_news(view: Reading, policy: Policy) -> bool:
    """Whether they are to be turned on or off, or one is due: it comes with the first working hour after its last
    day."""
    rule, told = policy.digest, view.digest_told()
    if rule is None:
        return told is not None
    if told is None or (told.channel, told.every) != (rule.channel, rule.every):
        return True
    return told.up_to < _today(view, policy, rule).first.isoformat() and policy.working_hours.includes(view.now)


def _go_on(tx: Writing, policy: Policy) -> None:
    """Turn them on or off as the policy says, or stage the one that is due."""
    rule, told = policy.digest, tx.digest_told()
    if rule is None:
        tx.end_digests()
        return
    now = _today(tx, policy, rule)
    if told is None or (told.channel, told.every) != (rule.channel, rule.every):
        tx.begin_digests(rule.channel, rule.every, now.first)
    elif tx.note_digest(rule.channel, rule.every, now.first):
        detail = detail_of(rule.every, before(now, rule.every))
        tx.append(Entry("digest", CLOCK, detail=f"{detail} for {rule.channel}"))
        stage_notice(tx, Kind.DIGEST, rule.channel, detail)


def _today(view: Reading, policy: Policy, rule: DigestRule) -> Period:
    """The week or month that is not over yet."""
    return containing(day_of(view.now, policy.time_zone), rule.every)


def detail_of(every: Rhythm, period: Period) -> str:
    """`week 2026-11-16`: what the errand of a digest says of it."""
    return f"{every} {period.first.isoformat()}"


def period_in(detail: str) -> Period:
    """The week or month that the errand is about."""
    every, first = detail.split()
    return containing(date.fromisoformat(first), Rhythm(every))


def last_whole(view: Reading, policy: Policy, rule: DigestRule) -> Period:
    """The newest week or month that is over."""
    return before(_today(view, policy, rule), rule.every)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """A digest that names nobody yet, and those whom it might."""

    digest: Digest
    thanks: tuple[Thanks, ...]
    received: tuple[Received, ...]


def digest_of(
    ledger: Ledger, policy: Policy, rule: DigestRule, period: Period, is_open: Callable[[str], bool]
) -> Digest:
    """Named are the rewards that were asked for in the digest's own channel, or in one that everybody may read. Of the
    latter `is_open` knows, which may ask Slack, and raise; so no transaction is open meanwhile."""
    with ledger.read() as view:
        gathered = _gather(view, policy, rule, period)
    open_channels = {rule.channel}
    for channel_id in _to_ask(gathered, rule):
        if is_channel(channel_id) and is_open(channel_id):
            open_channels.add(channel_id)
    named = _named(gathered, open_channels, rule)
    people = {each.giver_id for each in named.thanks} | {who for each in named.thanks for who in each.recipient_ids}
    people |= {leader.person_id for leader in named.leaders}
    with ledger.read() as view:
        return replace(named, names=view.names(sorted(people)))


def _gather(view: Reading, policy: Policy, rule: DigestRule, period: Period) -> _Gathered:
    since, until = moments(period, policy.time_zone)
    counts = view.counts()
    digest = Digest(
        period=period,
        sums=view.allocated_between(since, until),
        pots=tuple(_pots(view, policy, period)),
        undecided=counts.pending,
        unknown=counts.unknown.count,
        values=tuple(
            (name_of(tag, policy.values) or f"#{tag}", count) for tag, count in view.values_between(since, until)
        ),
        bars=tuple(_bars(view, policy, rule, period)),
    )
    thanks = view.thanks_between(since, until, limit=THANKS_READ_MAX)
    return _Gathered(digest, thanks, view.received_between(since, until) if rule.has_leaderboard else ())


def _pots(view: Reading, policy: Policy, period: Period) -> Iterable[Pot]:
    """The company's own: what a giver or a department has left is none of the channel's business."""
    for budget in policy.budgets:
        if budget.per is Per.COMPANY:
            pot = Pot(budget, "", period_of(last_day(period), budget.every, policy.year_start))
            yield replace(pot, taken_points=view.taken_of((pot.name,))[pot.name])


def _bars(view: Reading, policy: Policy, rule: DigestRule, period: Period) -> Iterable[Bar]:
    """The oldest first."""
    periods = [period]
    while len(periods) < BARS:
        periods.insert(0, before(periods[0], rule.every))
    return [Bar(each, view.allocated_between(*moments(each, policy.time_zone))) for each in periods]


def _to_ask(gathered: _Gathered, rule: DigestRule) -> list[str]:
    """The channels that matter most, no more than Slack may be asked about at once."""
    weights: Counter[str] = Counter()
    for received in gathered.received:
        weights[received.channel_id] += received.rewards
    for thanks in gathered.thanks:
        weights[thanks.channel_id] += len(thanks.recipient_ids)
    del weights[rule.channel]
    return [channel_id for channel_id, _ in weights.most_common(CHANNELS_ASKED_MAX)]


def _named(gathered: _Gathered, open_channels: set[str], rule: DigestRule) -> Digest:
    thanks = [each for each in gathered.thanks if each.channel_id in open_channels][:THANKS_SHOWN_MAX]
    received: dict[str, Sums] = {}
    for each in gathered.received:
        if each.channel_id in open_channels:
            known = received.get(each.recipient_id, Sums(0, 1, 0))
            received[each.recipient_id] = Sums(known.rewards + each.rewards, 1, known.points + each.points)
    return replace(gathered.digest, thanks=tuple(thanks), leaders=leaders(received, by_points=rule.has_points))
