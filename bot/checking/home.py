"""The Home tab: Slack tells nobody how an app is set up, so what people's Homes came to tells it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from bot.checking.finding import Finding, good, remark, wrong
from bot.ledger.opening import open_ledger
from bot.settings import Settings

_HOMES = "SELECT outcome FROM outbox WHERE request_id IS NULL AND kind = 'home' ORDER BY staged_at DESC"
_NAME = "Home tab"
_IS_OFF = "refused: not_enabled"


def check_home(settings: Settings) -> Iterator[Finding]:
    """Whether anybody has opened theirs, and whether Slack took the last one."""
    with closing(open_ledger(settings.database_url, keys=settings.history_keys)) as ledger, ledger.snapshot() as db:
        outcomes = [str(row[0]) for row in db.execute(_HOMES).fetchall()]
    if not outcomes:
        yield remark(
            _NAME,
            "nobody has opened theirs yet.",
            "Where the app was installed before it had one, paste what `shabash manifest` prints (your Slack app, App"
            " Manifest): it switches the Home tab on and asks for the event app_home_opened.",
        )
    elif outcomes[0] == _IS_OFF:
        yield wrong(
            _NAME, "Slack says that it is off.", "Switch the Home tab on (your Slack app, App Home, Show Tabs)."
        )
    else:
        opened = "1 person has" if len(outcomes) == 1 else f"{len(outcomes):,} people have"
        yield good(_NAME, f"{opened} opened theirs.")
