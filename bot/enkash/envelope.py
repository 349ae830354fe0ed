"""EnKash's encryption: the whole JSON body sealed into `{"request": "<base64>"}`, in both directions.

From the payouts guide (a sibling; the rewards guide could not be read): AES-128-ECB with PKCS#7 padding, the key being
the first 16 bytes of SHA-256 over the client secret. ECB is EnKash's choice; TLS is what keeps the exchange private.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from bot.core.errors import SettingsError

BLOCK_BITS = 128


def seal(body: bytes, client_secret: str) -> bytes:
    """The envelope around a JSON body. SettingsError where the encryption extra is not installed."""
    cipher, padding = _aes(client_secret)
    padder, encryptor = padding.padder(), cipher.encryptor()
    padded = padder.update(body) + padder.finalize()
    return json.dumps({"request": base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()}).encode()


def unseal(sealed: str, client_secret: str) -> bytes:
    """What was sealed; ValueError where it was not sealed with this secret. SettingsError as in `seal`."""
    cipher, padding = _aes(client_secret)
    decryptor, unpadder = cipher.decryptor(), padding.unpadder()
    padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
    body: bytes = unpadder.update(padded) + unpadder.finalize()
    return body


def key_of(client_secret: str) -> bytes:
    """The 16 bytes that both sides derive from the client secret."""
    return hashlib.sha256(client_secret.encode()).digest()[:16]


def _aes(client_secret: str) -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        from cryptography.hazmat.primitives.padding import PKCS7
    except ImportError:
        raise SettingsError(
            "ENKASH_ENCRYPTION needs a package that is not installed. Run: pip install 'shabash[encryption]'"
        ) from None
    return Cipher(algorithms.AES(key_of(client_secret)), modes.ECB()), PKCS7(BLOCK_BITS)  # noqa: S305
