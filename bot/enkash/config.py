"""Where EnKash is, who we are there, and which of its spellings to use."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Literal

Encryption = Literal["off", "aes-128-ecb"]
GenderFormat = Literal["letter", "word"]


@dataclass(frozen=True, slots=True)
class EnkashConfig:
    """What EnKash gave the company at onboarding. Its repr shows no credential.

    `api_url` is the host's address without a path, `token_url` the whole address of the token call.
    `timeout_seconds` is the deadline of one whole exchange: connecting, sending, headers and body.
    `reference_field` is the spelling of the reference (EnKash's page has two), `gender_format` what `gender` holds
    (its table says Male/Female, its examples M/F). `sso_url` is where the employees' dashboard is, without the path;
    empty where nobody has set it.
    """

    api_url: str
    token_url: str
    partner_id: str
    company_id: str
    card_account_id: str
    client_id: str
    client_secret: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)
    encryption: Encryption = "off"
    reference_field: str = "uniqueReferenceNumber"
    gender_format: GenderFormat = "letter"
    timeout_seconds: float = 30
    sso_url: str = ""

    @property
    def credentials(self) -> str:
        """A fingerprint of what the token call presents, and where: it tells credentials apart and tells nothing of
        them. Keyed with the client secret, so that nobody who reads it can try out passwords."""
        presented = (self.token_url, self.client_id, self.username, self.password)
        return hmac.new(self.client_secret.encode(), json.dumps(presented).encode(), hashlib.sha256).hexdigest()
