"""`shabash explain`: what would become of a request, in words, with nothing asked."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import click

from bot.cli.ending import refusing
from bot.cli.ledger import opened
from bot.cli.plain import plain
from bot.cli.saying import say
from bot.cli.whom import one

if TYPE_CHECKING:
    from bot.ledger import Reading

_NAMED = re.compile(r"(?<![<\w])@(?P<word>[\w.+-]+(?:@[\w.-]+)?)")
_MENTION = re.compile(r"(<@[UW][A-Z0-9]+>)")


@click.command()
@click.argument("line")
@click.option("--as", "giver", required=True, help="Who would ask: @first-name, name, e-mail or Slack id.")
@click.option("--in", "channel", default="", help="The channel's id; without it, one that the policy allows.")
@refusing
def explain(line: str, giver: str, channel: str) -> None:
    """Say what would become of LINE, such as "/reward @asha 100 for the demo": each rule that it is held against, its
    tier, who could approve it, and what EnKash would get. Nothing is asked, and nothing is recorded."""
    from bot.connecting import cover
    from bot.core.explanation import Explanation
    from bot.messages.explaining import explained
    from bot.rewards.explaining import Explainer
    from bot.settings import read_policy, settings_from_environment

    settings = settings_from_environment()
    policy = read_policy(settings)
    with opened() as (_, ledger):
        with ledger.read() as view:
            giver_id = one(view, giver.removeprefix("@"))
            text = _with_ids(view, line)
        found = Explainer(ledger, policy, cover(settings)).explain(
            text, giver_id, channel or next(iter(policy.channels), "")
        )
        with ledger.read() as view:
            say(plain(view, explained(found, command=settings.slack_command).text))
    if not isinstance(found, Explanation) or found.refusal is not None:
        click.get_current_context().exit(1)


def _with_ids(view: Reading, line: str) -> str:
    """The line as Slack would send it: escaped, and with the ids of those who are named by @."""

    def mentioned(found: re.Match[str]) -> str:
        is_known = view.users_called(found["word"])
        return f"<@{one(view, found['word'])}>" if is_known else found[0]

    parts = _MENTION.split(line)
    return "".join(
        part if _MENTION.fullmatch(part) else _NAMED.sub(mentioned, html.escape(part, quote=False)) for part in parts
    )
