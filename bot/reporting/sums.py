"""What became of the rewards of some days, by who gave, received or approved them, by department, value or month.

A reward counts on the day on which it was settled; one that was not, when its request was decided, or else when it was
asked, as in `shabash audit export`. So the sums of a report are the ledger's, to the point. What was taken back counts
on the day on which it was, beside what was given, so that the days before stay as they were told; a reversal is no
reward.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.budget import Period
from bot.core.days import moments, months_of
from bot.ledger.connection import Connection, Row
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
        coalesce(rewards.status, requests.status) AS status
    FROM requests JOIN rewards ON rewards.request_id = requests.id {{joins}}
    WHERE requests.rowid > ? AND requests.rowid <= ? AND {_COUNTS_AT} >= ? AND {_COUNTS_AT} < ?
        AND rewards.reverses IS NULL
    GROUP BY 1, 4
"""
# The points are those of the reward that was reversed, and so is whose they are.
_TAKEN_BACK = """
    SELECT {key} AS key, count(*) AS rewards, sum(rewards.points) AS points
    FROM rewards AS reversals INDEXED BY rewards_reversing JOIN rewards ON rewards.id = reversals.reverses
        JOIN requests ON requests.id = rewards.request_id {joins}
    WHERE reversals.reverses IS NOT NULL AND reversals.status = 'allocated'
        AND reversals.settled_at >= ? AND reversals.settled_at < ?
    GROUP BY 1
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
    months = [f"{month.first:%Y-%m}" for month in months_of(period)]
    begins = [instant(moments(month, time_zone)[0]) for month in months_of(period)][1:] if by is By.MONTH else []

    def found(sql: str, counts_at: str, *values: object) -> Iterator[tuple[str, Row]]:
        key, joins = (_month_of(counts_at, len(begins)), "") if by is By.MONTH else _KEYS[by]
        for row in db.execute(sql.format(key=key, joins=joins), (*begins, *values)).fetchall():
            yield months[row["key"]] if by is By.MONTH else str(row["key"]), row

    most = int(db.execute("SELECT coalesce(max(rowid), 0) FROM requests").fetchone()[0])
    for after in range(0, most, at_once):
        for key, row in found(_SUMS, _COUNTS_AT, after, after + at_once, since, until):
            yield key, _STANDS[row["status"]], int(row["rewards"]), int(row["points"])
        progress(min(after + at_once, most), most)
    for key, row in found(_TAKEN_BACK, "reversals.settled_at", since, until):
        yield key, Stand.TAKEN_BACK, int(row["rewards"]), int(row["points"])


def _month_of(counts_at: str, later_months: int) -> str:
    """SQL for the number of the month, from 0; asks for the moments at which the later ones begin."""
    whens = " ".join(f"WHEN {counts_at} < ? THEN {number}" for number in range(later_months))
    return f"CASE {whens} ELSE {later_months} END" if whens else "0"
