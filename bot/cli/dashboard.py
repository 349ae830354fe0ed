"""`shabash dashboard`: the Grafana dashboard of what `/metrics` tells, wherever Shabash is installed."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.saying import say

DASHBOARD = Path(__file__).parent.parent / "grafana.json"


@click.command()
def dashboard() -> None:
    """Print the Grafana dashboard of /metrics, to import (Dashboards, New, Import)."""
    say(DASHBOARD.read_text("utf-8"), nl=False)
