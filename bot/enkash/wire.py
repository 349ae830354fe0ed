"""What goes over the wire: the bodies as EnKash's pages list them, and models of what is read from its replies.

The models take both spellings where EnKash has two, keep the named fields and nothing else (a card carries a `token`),
and let no single odd field spoil the rest of a reply. Their reprs show nothing: they hold personal data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, NoReturn

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.core.allocation import Allocation
from bot.core.errors import SettingsError
from bot.enkash import values
from bot.enkash.config import EnkashConfig
from bot.enkash.envelope import unseal

GENDER_WORDS = {"M": "Male", "F": "Female"}

Text = Annotated[str | None, BeforeValidator(values.text)]
Identifier = Annotated[str, BeforeValidator(values.identifier)]
Amount = Annotated[Decimal | None, BeforeValidator(values.amount)]
Spoken = Annotated[str, BeforeValidator(values.spoken)]
Name = Annotated[str, BeforeValidator(values.name)]


class Unreadable(Exception):
    """A reply that says nothing for certain; the text continues "EnKash's reply …"."""


def account_body(config: EnkashConfig) -> dict[str, Any]:
    """What every call names: whose account."""
    return {"companyId": config.company_id, "cardAccountId": config.card_account_id}


def allocation_body(config: EnkashConfig, allocation: Allocation) -> dict[str, Any]:
    """The body of create-allocate-points (Create And Allocate Points), field by field."""
    holder = allocation.card_holder
    return account_body(config) | {
        "transactionCode": "ALLOCATION",
        "transactionType": "DR" if allocation.is_debit else "CR",
        "type": "UNALLOCATE_POINT" if allocation.is_debit else "ALLOCATE_POINT",
        "email": holder.email,
        "mobile": holder.mobile,
        "title": holder.title,
        "firstName": holder.first_name,
        "gender": GENDER_WORDS[holder.gender] if config.gender_format == "word" else holder.gender,
        "loadAmount": allocation.points,
        config.reference_field: allocation.reference,
    }


def covered_body(config: EnkashConfig, allocation: Allocation) -> dict[str, Any]:
    """The same body with everything covered that is about a person, and whose account it is: fit to be shown."""
    shown = ("transactionCode", "transactionType", "type", "loadAmount", config.reference_field)
    body = allocation_body(config, allocation)
    return {name: value if name in shown else "•••" for name, value in body.items()}


def to_json(body: Mapping[str, Any]) -> bytes:
    """A body as it is sent, and as it is sealed."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


class Wire(BaseModel):
    """A part of a reply."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, document: Any) -> Any:
        """So that a null under one spelling does not hide the value under the other."""
        if isinstance(document, dict):
            return {key: value for key, value in document.items() if value is not None}
        return document

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return []


class Referenced(Wire):
    """Whatever can name the reference that was sent, in any of EnKash's spellings of it."""

    pg_reference_number: Text = Field(None, validation_alias="pgReferenceNumber")
    unique_reference_number: Text = Field(None, validation_alias="uniqueReferenceNumber")
    unique_reference_num: Text = Field(None, validation_alias="uniqueReferenceNum")

    @property
    def references(self) -> tuple[str, ...]:
        """Every reference it names."""
        named = (self.pg_reference_number, self.unique_reference_number, self.unique_reference_num)
        return tuple(reference for reference in named if reference is not None)


class Card(Referenced):
    """A card, as create-allocate-points and search return it."""

    card_id: Identifier = Field("", validation_alias=AliasChoices("enKashCardId", "enkashCardId"))
    transaction_id: Identifier = Field("", validation_alias=AliasChoices("enkashCardTxnId", "enKashCardTxnId"))
    company_id: Text = Field(None, validation_alias="companyId")
    company_name: Text = Field(None, validation_alias="companyName")
    card_account_id: Text = Field(None, validation_alias="cardAccountId")
    email: Text = None
    mobile: Text = None
    balance: Amount = Field(None, validation_alias="otbBalance")
    account_balance: Amount = Field(None, validation_alias="accountBalance")
    load_amount: Any = Field(None, validation_alias="loadAmount")


class Transaction(Referenced):
    """A movement, as transaction/all returns it (a sibling's page; no field but the reference is sure)."""

    transaction_id: Identifier = Field(
        "", validation_alias=AliasChoices("enkashCardTxnId", "enKashCardTxnId", "transactionId", "txnId")
    )
    card_id: Text = Field(None, validation_alias=AliasChoices("enKashCardId", "enkashCardId"))
    load_amount: Any = Field(None, validation_alias="loadAmount")
    amount: Any = Field(None, validation_alias=AliasChoices("amount", "transactionAmount", "txnAmount"))
    type: Name = ""
    transaction_type: Name = Field("", validation_alias=AliasChoices("transactionType", "txnType"))
    status: Spoken = ""
    transaction_status: Spoken = Field("", validation_alias=AliasChoices("transactionStatus", "txnStatus"))


class CardAccount(Wire):
    """The company's account, as cardAccount/get returns it."""

    available_balance: Amount = Field(None, validation_alias="availableBalance")
    allocated_this_month: Amount = Field(None, validation_alias="currentMonthAllocationPoint")
    redeemed_this_month: Amount = Field(None, validation_alias="currentMonthRedemptionPoint")


class SignOn(Wire):
    """What sso-token returns (its page shows no reply). The token may stand under any of these names."""

    card_id: Text = Field(None, validation_alias=AliasChoices("enKashCardId", "enkashCardId"))
    token: Any = None
    sso_token: Any = Field(None, validation_alias="ssoToken")
    snake_token: Any = Field(None, validation_alias="sso_token")


class Answer(Referenced):
    """What every reward call replies: a code, words, and a payload of any shape."""

    first_code: Any = Field(None, validation_alias="code")
    second_code: Any = Field(None, validation_alias=AliasChoices("response_code", "responseCode"))
    message: Text = Field(None, validation_alias=AliasChoices("message", "response_message", "responseMessage"))
    payload: Any = None

    @property
    def has_code(self) -> bool:
        """Whether there is a code at all, readable or not."""
        return self.first_code is not None or self.second_code is not None

    @property
    def code(self) -> int | None:
        """The one code it gives; None where it gives none, an unreadable one, or two that differ."""
        given = {values.code(code) for code in (self.first_code, self.second_code) if code is not None}
        return given.pop() if len(given) == 1 else None

    @property
    def words(self) -> str:
        """EnKash's own words: the message, and the payload where a failure puts a sentence there."""
        said = (self.message, values.text(self.payload) if isinstance(self.payload, str) else None)
        return ": ".join(dict.fromkeys(words for words in said if words))


def read_answer(body: bytes, client_secret: str) -> Answer:
    """A reply, plain or in an envelope, whatever the setting; Unreadable where it is no whole JSON object."""
    try:
        document = read_json(body)
        if is_sealed(document):
            document = read_json(unseal(document["request"], client_secret))
        return Answer.model_validate(document)
    except SettingsError as error:
        raise Unreadable(f"is encrypted. {error}") from None
    except (ValueError, ArithmeticError, RecursionError):
        raise Unreadable("could not be read.") from None


def read_json(body: bytes) -> Any:
    """JSON with its numbers exact, and neither NaN nor Infinity in it."""
    return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)


def is_sealed(document: Any) -> bool:
    """Whether this is an envelope rather than an answer."""
    return isinstance(document, dict) and "code" not in document and isinstance(document.get("request"), str)


def rows(payload: Any, marks: tuple[str, ...]) -> list[dict[str, Any]]:
    """The objects with one of the marks: the payload itself, those of a list, or of the one list that it holds."""
    if isinstance(payload, list):
        return [row for row in payload if isinstance(row, dict) and any(mark in row for mark in marks)]
    if not isinstance(payload, dict):
        return []
    if any(mark in payload for mark in marks):
        return [payload]
    held = [found for value in payload.values() if isinstance(value, list) and (found := rows(value, marks))]
    return held[0] if len(held) == 1 else []


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)
