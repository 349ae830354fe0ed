"""EnKash in its own words: its units, its spellings and its doubts live here and nowhere else.

Documented on EnKash's rewards pages, and binding here:
    create-allocate-points with its headers and body; code 0 is success, and anything else or no code at all is not,
    HTTP 200 or not; a failure's `payload` may be a plain sentence; HTTP 400, 404 and 422 are refusals; the token call,
    and that three failed ones lock the account; cardAccount/get, search and what sso-token is asked;
    pgReferenceNumber, where a reply has it, is the reference that was sent.

Known from sibling products only, so read with care or behind a setting:
    AES-128-ECB and its envelope (`encryption`); camelCase in the token's reply; transaction/all, by which `find`
    looks up.

On no page, so nothing here relies on it:
    what a repeated reference does; HTTP 401, 403, 409, 429 and 5xx; paging and filters of search; the statuses of
    a transaction; what sso-token replies, and how long its token lives; whether email or mobile makes a card holder
    the same one. 401 is read as "not executed, get a new token, once"; what could have been executed and was not
    confirmed is `Unknown`, never a failure.

    client.py    allocate, find, balance_of, available_balance      outcome.py   what a reply to an allocation means
    exchange.py  one POST over one connection                       finding.py   which card, which transaction
    token.py     one token for all threads, its calls counted       wire.py      bodies out, models in
    envelope.py  encryption                                         values.py    single values, read without guessing
    survey.py    one look-up after the other, for reconciling       teller.py    their balance and a link, for people
    deadline.py  what is not over in time is cut
"""

from __future__ import annotations

from bot.enkash.client import CredentialsRefused, EnkashClient, LookUpFailed, NotAsked
from bot.enkash.config import EnkashConfig
from bot.enkash.survey import Survey
from bot.enkash.teller import NoCard, NoLink, SignOnLink, Teller, UnclearCard
from bot.enkash.wire import covered_body

__all__ = [
    "CredentialsRefused",
    "EnkashClient",
    "EnkashConfig",
    "LookUpFailed",
    "NoCard",
    "NoLink",
    "NotAsked",
    "SignOnLink",
    "Survey",
    "Teller",
    "UnclearCard",
    "covered_body",
]
