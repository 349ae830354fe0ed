"""A message, where it stands in Slack, and how what people wrote goes into it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

JOINERS = "\u200c\u200d"
"""Names in Indian scripts are spelled with these, and emoji are held together by them: what cannot be seen goes, and
these stay."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted. `text` is the plain fallback that notifications and screen readers take."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One message that stands in Slack: `ts` is its name within the channel."""

    channel_id: str
    ts: str


class Silence(StrEnum):
    """Why a channel hears nothing from us: Slack refuses us there, it is archived, only some may post there, the
    message that we would answer is gone or its thread locked, another company reads there or is invited to, or Slack
    does not tell us whether one does."""

    REFUSED = "refused"
    ARCHIVED = "archived"
    RESTRICTED = "restricted"
    NO_THREAD = "no-thread"
    SHARED = "shared"
    UNTOLD = "untold"


def escape(text: str) -> str:
    """What a person wrote, so that Slack shows it as it is and pings nobody (Slack, "Formatting message text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What a person wrote, from what `escape` made of it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
