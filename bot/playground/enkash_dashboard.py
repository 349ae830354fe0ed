"""Where EnKash's single sign-on leads, stood in for: one employee's rewards, for whoever brings a token.

EnKash's page on sso-token shows neither its reply nor a token's life; this stand-in's token is the payload's `token`,
lives for five minutes, and may be used again until then.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape
from urllib.parse import unquote

from bot.playground.enkash_replies import Card, Movement, written
from bot.playground.server import HttpResponse

SSO = "/sso/"
DASHBOARD = "employee_rewards"
TOKEN_LIFE = timedelta(minutes=5)
TOKENS_KEPT_MAX = 100

_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Employee rewards · EnKash, stood in for</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1d1c1d; background: #f6f4ff; }}
main {{ max-width: 34rem; margin: 3rem auto; padding: 2rem; background: #fff; border-radius: 12px; }}
strong {{ display: block; font-size: 2.5rem; }}
table {{ width: 100%; border-collapse: collapse; }}
td {{ padding: .4rem 0; border-top: 1px solid #ddd; }}
td:last-child {{ text-align: right; }}
small {{ color: #616061; }}
</style>
<main><small>EnKash, stood in for by Shabash's playground</small>
{body}
</main></html>
"""


class SignOns:
    """The tokens that were given, and whose card each opens. Not safe under threads by itself: its owner holds the
    lock."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[str, datetime]] = {}
        self._number = 0

    def new(self, card_id: str, now: datetime) -> str:
        """A token for this card. It holds what an address has another use for, as EnKash's may."""
        self._number += 1
        digest = hashlib.sha256(f"{card_id} {self._number} {now}".encode()).digest()
        token = f"{base64.b64encode(digest).decode()}/+="
        self._given = {token: (card_id, now), **dict(list(self._given.items())[: TOKENS_KEPT_MAX - 1])}
        return token

    def card_of(self, path: str, partner_id: str, now: datetime) -> str:
        """The card that a link with this path opens; empty where it opens none."""
        parts = [unquote(part) for part in path.removeprefix(SSO).split("/")]
        if len(parts) != 3 or parts[1:] != [DASHBOARD, partner_id]:
            return ""
        card_id, made_at = self._given.get(parts[0], ("", now))
        return card_id if now - made_at <= TOKEN_LIFE else ""


def dashboard(card: Card, movements: Iterable[Movement]) -> HttpResponse:
    """What the owner of this card sees there."""
    rows = "".join(
        f"<tr><td>{escape(written(found.at))}</td><td>{'−' if found.transaction_type == 'DR' else '+'}"
        f"{found.points:,}</td></tr>"
        for found in movements
    )
    body = (
        f"<h1>Hello {escape(card.first_name)}</h1><p>You have<strong>{card.balance:,} points</strong></p>"
        f"<table>{rows}</table><p><small>At the real EnKash, this is where points become vouchers.</small></p>"
    )
    return _page(body)


def no_dashboard() -> HttpResponse:
    """For a token that is none, or none any more."""
    return _page("<h1>This link works no longer</h1><p>Please press Redeem in Slack again.</p>", 403)


def _page(body: str, status: int = 200) -> HttpResponse:
    return HttpResponse(status, _PAGE.format(body=body).encode(), _HEADERS)
