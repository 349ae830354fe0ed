"""How the history is sealed: an HMAC over bytes that can be read in one way only.

Each entry is sealed together with the one before it in its chain, and each seal of the whole together with the seal
before it. So whoever changes, removes, inserts or moves one breaks what follows, and cannot mend it without the key.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

Value = str | int | bytes | None
"""What a column of a sealed row may hold."""

NO_LINK = b""
"""What the first entry of a chain, and the first seal, have before them."""

MAC_BYTES = 32


class Keys:
    """The key that seals from now on, and those that sealed before it. Each is known by an id that tells nothing of
    it. Without a key the history is chained all the same, under the id "", which proves nothing."""

    def __init__(self, current: bytes = b"", earlier: Iterable[bytes] = (), lost: Iterable[str] = ()) -> None:
        self.current = current
        self.id = _id_of(current)
        self._by_id = {_id_of(key): key for key in (*earlier, current)}
        self._lost = frozenset(lost)

    def of(self, key_id: str) -> bytes | None:
        """The key of that id; None where it is not at hand."""
        return self._by_id.get(key_id)

    def follow(self, key_id: str) -> bool:
        """Whether these may seal on after the key of that id: it is at hand, was said to be lost, or was none."""
        return not key_id or key_id in self._by_id or key_id in self._lost


def _id_of(key: bytes) -> str:
    return hmac.digest(key, b"Shabash: the id of this key", "sha256").hex()[:8] if key else ""


def mac(key: bytes, what: str, *values: Value) -> bytes:
    """The HMAC (SHA-256) of these values, as of what they are: an entry is never taken for a reason."""
    return hmac.digest(key, canonical(what, *values), "sha256")


def canonical(*values: Value) -> bytes:
    """These values as bytes, each with its kind and its length, behind the version of this very form: no two lists of
    values have the same bytes."""
    return b"1" + b"".join([_bytes_of(value) for value in values])


def _bytes_of(value: Value) -> bytes:
    if value is None:
        return b"n"
    if isinstance(value, str):
        text = value.encode()
        return b"s%d:%b" % (len(text), text)
    if isinstance(value, bytes):
        return b"b%d:%b" % (len(value), value)
    number = b"%d" % value
    return b"i%d:%b" % (len(number), number)


def head_of(key: bytes, before: bytes, header: tuple[Value, ...], macs: Iterable[bytes]) -> bytes:
    """The seal over the entries whose HMACs these are, in their order, and over the seal before it."""
    found = hmac.new(key, canonical("seal", before, *header), "sha256")
    for one in macs:
        found.update(one)
    return found.digest()
