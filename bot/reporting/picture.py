"""A report as a chart: a bar for each line, as long as the points that reached people.

Where no font of the machine has the letters of a name, or nobody there can put them together, the Slack id stands
instead of it.
"""

from __future__ import annotations

import unicodedata

from bot.core.days import last_day
from bot.core.errors import ShabashError
from bot.reporting.bars import bars_png, can_be_drawn, has_pillow
from bot.reporting.sums import WITHOUT, By, Line, Report

BARS_MAX = 20


def png_of(report: Report) -> bytes:
    """The chart as a PNG file. Raises `ShabashError` where Pillow is not installed."""
    if not has_pillow():
        raise ShabashError("A chart needs one library more, Pillow. Run: .venv/bin/pip install '.[charts]'")
    lines = [line for line in report.lines if line.points()]
    shown = lines if report.by is By.MONTH else lines[:BARS_MAX]
    bars = [(_label(line, report.by), line.points()) for line in shown]
    if others := lines[len(shown) :]:
        bars.append((f"{len(others):,} more", sum(line.points() for line in others)))
    first, last = report.period.first, last_day(report.period)
    days = f"{first:%d %b %Y} to {last:%d %b %Y}".replace(" 0", " ").removeprefix("0")
    return bars_png(
        f"Points that reached people, by {report.by}",
        f"{days}: {report.total.points():,} points",
        [(label, f"{points:,}", points) for label, points in bars],
    )


def _label(line: Line, by: By) -> str:
    name = unicodedata.normalize("NFC", " ".join(line.name.split()))
    return name if name and can_be_drawn(name) else line.key or WITHOUT.get(by, "")
