"""What is sent to EnKash, and what can come of it, in our own words and units.

`bot/enkash/` turns its wire format into these; `bot/rewards/` writes them down.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, repr=False)
class CardHolder:
    """Who receives, as EnKash asks for it. Personal data: its repr shows none of it.

    `mobile` is ten digits, `title` is Mr, Mrs or Ms, `gender` is M or F.
    """

    email: str
    mobile: str
    title: str
    first_name: str
    gender: str

    def __repr__(self) -> str:
        return "CardHolder(…)"


@dataclass(frozen=True, slots=True)
class Allocation:
    """Points for one card holder under one reference: our idempotency key, never remade. `is_debit`: they are taken
    off the card, and were given to it before."""

    reference: str
    points: int
    card_holder: CardHolder
    is_debit: bool = False


@dataclass(frozen=True, slots=True)
class Allocated:
    """EnKash said code 0 and nothing in its reply contradicts what was sent, or a look-up found exactly it.

    `balance` is the recipient's new balance (otbBalance), `account_balance` what the company has left;
    None where EnKash did not say.
    """

    card_id: str = ""
    transaction_id: str = ""
    balance: Decimal | None = None
    account_balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """EnKash understood and said no: code present and not 0, or HTTP 400, 404, 422 with its JSON.

    `words` are EnKash's own, with digits and addresses masked. `speaks_of_repeat`: the words say that the
    reference exists already, so an earlier attempt may have gone through.
    """

    words: str
    code: int | None = None
    http_status: int = 200
    speaks_of_repeat: bool = False


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely not executed; the same reference may be sent again. `stop`: and nothing else should be sent
    before a person has looked (token refused, refused twice with 401, company account empty);
    `has_bad_credentials`: because EnKash does not take ours."""

    why: str
    stop: bool = False
    has_bad_credentials: bool = False
    retry_after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The POST left, or may have left, and what became of it was not learned."""

    why: str


Outcome = Allocated | Refused | NotSent | Unknown


@dataclass(frozen=True, slots=True)
class Different:
    """A look-up found our reference with another card or amount: a person must see it. `moved` of the transactions
    found there moved points as was wanted, and speak of no failure: several mean that it was done more than once.
    `fewer`, where it is of fewer points than were looked for, and like what was sent in all else."""

    why: str
    moved: int = 1
    fewer: Fewer | None = None


@dataclass(frozen=True, slots=True)
class Fewer:
    """So many points, and what was found of them."""

    points: int
    found: Allocated


@dataclass(frozen=True, slots=True)
class NotFound:
    """A look-up found nothing that has arrived, or could not be made. It proves nothing.

    `was_answered`: EnKash answered, and shows nothing at all under the reference. `is_under_way`: it shows something
    there that it has not finished, so the points may arrive yet. `stop`: it refused the credentials, so nothing more
    should be asked before a person has looked.
    """

    why: str
    was_answered: bool = False
    stop: bool = False
    is_under_way: bool = False


Finding = Allocated | Different | NotFound


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked up of a reward, whatever became of it: on the card that EnKash named when it confirmed the points,
    else on the card of its card holder. None of both: nobody knows where to look."""

    reference: str
    points: int
    card_id: str = ""
    card_holder: CardHolder | None = None
    is_debit: bool = False
