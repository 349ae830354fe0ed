"""`shabash check`: is everything there that a first reward needs?"""

from __future__ import annotations

import click

from bot.cli.ending import fail
from bot.cli.saying import say, say_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="An array of objects, for scripts.")
def check(as_json: bool) -> None:
    """Try every setting, scope, token and connection, and name each fault with its mend. Moves and posts nothing."""
    from bot.checking import Finding, Mark, check_all
    from bot.connecting import enkash_client
    from bot.settings import settings_from_environment

    findings: list[Finding] = []
    for finding in check_all(settings_from_environment, enkash_client):
        findings.append(finding)
        if not as_json:
            say(str(finding))
    if as_json:
        rows = [
            {"name": one.name, "ok": one.mark is not Mark.WRONG, "says": one.says, "mend": one.mend} for one in findings
        ]
        say_json(rows)
    if count := sum(finding.mark is Mark.WRONG for finding in findings):
        fail("1 thing is to be mended." if count == 1 else f"{count} things are to be mended.")
