"""EnKash's replies as its pages show them ("Create And Allocate Points" and its neighbours).

The shape of a card is that page's example, every field of it in the example's type.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from bot.playground.server import Json

# What is the same on every card, in the example's own values.
CARD_CONSTANTS: Json = {
    "expiryMonth": "06",
    "expiryYear": "2026",
    "usedMtd": 0,
    "usedDtd": 0,
    "usedYtd": 0,
    "primaryCard": False,
    "prepaidCard": True,
    "physicalCard": False,
    "deleted": False,
    "closedLoopCard": False,
    "cardStatus": {"name": "UL", "label": "UnLocked"},
    "kycStatus": {"name": "VERIFIED", "label": "Verified"},
    "cardProgramme": "SBM",
    "useAccountFunds": False,
    "blockCode": "A",
    "partnerLogo": "https://image.enkash.in/IMAGES/sbm-logo.png",
    "physicalDeliveryAddressFlag": False,
    "cardActivated": True,
    "binType": {"name": "REWARD", "label": "Reward Card"},
    "cardKitMasterId": 14,
    "switchProvider": "EK_CLOSEDLOOP_CREDIT",
    "physicalCardAllowed": False,
    "surchargeAmt": 0,
    "panValidated": False,
    "usedLtd": 0,
    "latestTnCVersionAccepted": True,
    "latestKeyFactAccepted": True,
    "latestTnCVersionAcceptedForPrimaryCard": True,
    "latestKeyFactAcceptedCardForPrimaryCard": True,
    "limitAllocatedLtd": 0,
    "posAllowed": False,
    "posAllowedAdmin": False,
    "atmAllowed": False,
    "atmAllowedAdmin": False,
    "onlineAllowed": False,
    "onlineAllowedAdmin": False,
    "liveImage": False,
    "cKycEnabled": False,
    "unallocateFundAllowed": True,
    "useParentFundAllowed": False,
    "minKycOtpVerified": False,
    "enKashSupportEmail": "support@enkash.in",
    "enKashSupportMobile": "1234567890",
    "companyName": "Test Company",
    "vKycAllowed": False,
    "accountType": {"name": "EMPLOYEE_REWARDS", "label": "Employee Rewards", "description": "Reward"},
    "lastAllocatedAmount": 0,
    "holdBalance": 0,
    "unAllocateHoldBalance": 0,
    "tncUnAllocateAllowed": False,
    "tncUnAllocateAccepted": False,
}


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """One person's reward card. `balance` is in points; `received_count` and `received` are all that ever came in."""

    id: str
    email: str
    mobile: str
    title: str
    first_name: str
    gender: str
    balance: int
    created_at: datetime
    received_count: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """One allocation or the taking back of one, as the ledger of EnKash has it."""

    id: str
    reference: str
    card_id: str
    points: int
    transaction_type: str
    at: datetime


def card_json(card: Card, company_id: str, card_account_id: str) -> Json:
    """A card as `/search` has it."""
    token = hashlib.sha256(card.id.encode()).hexdigest()[:20]
    return {
        **CARD_CONSTANTS,
        "enKashCardId": card.id,
        "userId": f"EKI{card.id[-5:]}",
        "cardAccountId": card_account_id,
        "token": token,
        "maskedNumber": f"XXXX XXXX XXXX {card.mobile[-4:]}",
        "email": card.email,
        "mobile": card.mobile,
        "title": card.title,
        "firstName": card.first_name,
        "gender": card.gender,
        "otbBalance": card.balance,
        "createdOn": written(card.created_at),
        "modifiedOn": written(card.created_at),
        "companyId": company_id,
        "extEntityId": f"EXT{card.id}",
        "virtualAccountNumber": f"ENKASHEDENK{card.id}",
        "totalRewardsReceived": card.received_count,
        "rewardPointsReceived": card.received,
    }


def allocation_json(card: Json, movement: Movement, account_balance: int) -> Json:
    """The reply to create-allocate-points. It does not echo the reference."""
    payload = {
        **card,
        "loadAmount": movement.points,
        "accountBalance": float(account_balance),
        "enkashCardTxnId": movement.id,
        "modifiedOn": written(movement.at),
    }
    return success(payload)


def movement_json(movement: Movement, company_id: str, card_account_id: str) -> Json:
    """A transaction as `/transaction/all` has it; the page of a sibling product says no more than this."""
    return {
        "enkashCardTxnId": movement.id,
        "pgReferenceNumber": movement.reference,
        "enKashCardId": movement.card_id,
        "companyId": company_id,
        "cardAccountId": card_account_id,
        "loadAmount": movement.points,
        "transactionCode": "ALLOCATION",
        "transactionType": movement.transaction_type,
        "transactionStatus": "CREATED",
        "createdOn": written(movement.at),
    }


def success(payload: Json | list[Json]) -> Json:
    """Code 0."""
    return {"code": 0, "message": "Success", "payload": payload}


def refusal(words: str, code: int = 1) -> Json:
    """A failure under HTTP 200: the payload is then a sentence."""
    return {"code": code, "message": "Failed", "payload": words}


def written(at: datetime) -> str:
    """An instant in EnKash's way: `Jun 20, 2024 2:56:47 PM`."""
    return f"{at:%b} {at.day}, {at.year} {at.hour % 12 or 12}:{at:%M:%S} {at:%p}"
