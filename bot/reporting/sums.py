"""What became of the rewards of some days, by who gave, received or approved them, by department, value or month.

A reward counts on the day on which it was settled; one that was not, when its request was decided, or else when it was
asked, as in `shabash audit export`. So the sums of a report are the ledger's, to the point. What was taken back since
stands apart, on the day of the reward; a reversal is no reward.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.budget import Period
from bot.core.days import moments, months_of
from bot.ledger.connection import Connection
from bot.ledger.rows import instant
from bot.reporting import Progress, names_of


class By(StrEnum):
    """What a report has a line for."""

    RECIPIENT = "recipient"
    GIVER = "giver"
    APPROVER = "approver"
    DEPARTMENT = "department"
    MONTH = "month"
    VALUE = "value"


WITHOUT = {By.APPROVER: "(nobody, or not yet)", By.DEPARTMENT: "(none)", By.VALUE: "(none)"}
"""What stands where a line is nobody's."""


class Stand(StrEnum):
    """Where a reward stands, as far as a report tells them apart. Only what EnKash confirmed is allocated."""

    ALLOCATED = "allocated"
    UNDECIDED = "undecided"
    ON_ITS_WAY = "on_its_way"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CAME_TO_NOTHING = "came_to_nothing"
    TAKEN_BACK = "taken_back"


_STANDS = {
    "allocated": Stand.ALLOCATED,
    "taken back": Stand.TAKEN_BACK,
    "pending": Stand.UNDECIDED,
    "approved": Stand.ON_ITS_WAY,
    "sending": Stand.ON_ITS_WAY,
    "unknown": Stand.UNKNOWN,
    "failed": Stand.FAILED,
    **dict.fromkeys(("declined", "expired", "cancelled"), Stand.CAME_TO_NOTHING),
}

_COUNTS_AT = "coalesce(rewards.settled_at, requests.ended_at, requests.asked_at)"
_SUMS = f"""
    SELECT {{key}} AS key, count(*) AS rewards, sum(rewards.points) AS points,
        CASE WHEN rewards.taken_back_at IS NULL THEN coalesce(rewards.status, requests.status) ELSE 'taken back' END
            AS status
    FROM requests JOIN rewards ON rewards.request_id = requests.id {{joins}}
    WHERE requests.rowid > ? AND requests.rowid <= ? AND {_COUNTS_AT} >= ? AND {_COUNTS_AT} < ?
        AND rewards.reverses IS NULL
    GROUP BY 1, 4
"""
_KEYS = {
    By.RECIPIENT: ("rewards.recipient_id", ""),
    By.GIVER: ("requests.giver_id", ""),
    # The tag, also where the policy knows it no longer.
    By.VALUE: ("requests.value", ""),
    # A reward counts for each of those who approved it.
    By.APPROVER: (
        "coalesce(decisions.decider_id, '')",
        "LEFT JOIN decisions ON decisions.request_id = requests.id AND decisions.choice = 'approve'",
    ),
    # The giver's, as budgets have it; HR's list says it as it is now.
    By.DEPARTMENT: (
        "coalesce(people.department, '')",
        "LEFT JOIN people ON people.slack_user_id = requests.giver_id",
    ),
}
# So many requests are added up at a time, between two moves of the bar.
REQUESTS_AT_ONCE = 250_000


@dataclass(slots=True)
class Sum:
    """So many rewards, and their points together."""

    rewards: int = 0
    points: int = 0

    def add(self, rewards: int, points: int) -> None:
        self.rewards += rewards
        self.points += points


@dataclass(slots=True)
class Line:
    """What became of the rewards of one person, department or month. `key` is a Slack id, a department as HR writes it,
    or `2026-11`; empty where there is none."""

    key: str
    name: str = ""
    sums: dict[Stand, Sum] = field(default_factory=lambda: {stand: Sum() for stand in Stand})

    def points(self, stand: Stand = Stand.ALLOCATED) -> int:
        return self.sums[stand].points


@dataclass(frozen=True, slots=True)
class Report:
    """`lines` have most points first, months the earliest; `total` counts each reward once."""

    period: Period
    by: By
    lines: tuple[Line, ...]
    total: Line


def report_on(
    db: Connection, period: Period, time_zone: str, by: By, progress: Progress = lambda done, total: None
) -> Report:
    """The rewards that count on these days of that zone. `db` shows one moment."""
    lines: dict[str, Line] = {}
    total = Line("")
    for key, stand, rewards, points in _added_up(db, period, time_zone, by, progress):
        # Departments that differ in capital letters alone are one, as for budgets.
        line = lines.setdefault(key.casefold() if by is By.DEPARTMENT else key, Line(key))
        line.sums[stand].add(rewards, points)
        total.sums[stand].add(rewards, points)
    if by is By.APPROVER:
        # Two who approved one reward are two lines, and one reward.
        total = report_on(db, period, time_zone, By.GIVER).total
    if by is By.MONTH:
        months = [f"{month.first:%Y-%m}" for month in months_of(period)]
        return Report(period, by, tuple(lines.get(month) or Line(month) for month in months), total)
    names: Mapping[str, str] = {} if by in (By.DEPARTMENT, By.VALUE) else names_of(db, lines)
    for line in lines.values():
        line.name = names.get(line.key, "")
    in_order = sorted(lines.values(), key=lambda line: (-line.points(), -sum(line.points(s) for s in Stand), line.key))
    return Report(period, by, tuple(in_order), total)


def _added_up(
    db: Connection, period: Period, time_zone: str, by: By, progress: Progress, *, at_once: int = REQUESTS_AT_ONCE
) -> Iterator[tuple[str, Stand, int, int]]:
    since, until = (instant(moment) for moment in moments(period, time_zone))
    months = list(months_of(period))
    if by is By.MONTH:
        begins = [instant(moments(month, time_zone)[0]) for month in months[1:]]
        whens = " ".join(f"WHEN {_COUNTS_AT} < ? THEN {number}" for number in range(len(begins)))
        key, joins = f"CASE {whens} ELSE {len(begins)} END" if begins else "0", ""
    else:
        begins, (key, joins) = [], _KEYS[by]
    sql = _SUMS.format(key=key, joins=joins)
    most = int(db.execute("SELECT coalesce(max(rowid), 0) FROM requests").fetchone()[0])
    for after in range(0, most, at_once):
        for row in db.execute(sql, (*begins, after, after + at_once, since, until)).fetchall():
            named = f"{months[row['key']].first:%Y-%m}" if by is By.MONTH else str(row["key"])
            yield named, _STANDS[row["status"]], int(row["rewards"]), int(row["points"])
        progress(min(after + at_once, most), most)
