"""What a decider asks the giver before deciding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a request, and the giver's reply; empty while there is none."""

    id: str
    request_id: str
    asker_id: str
    words: str
    asked_at: datetime
    reply: str = ""
    replied_at: datetime | None = None


def question_id(request_id: str, number: int) -> str:
    """`R-7Q2MK4-Q1` is the first question about R-7Q2MK4."""
    return f"{request_id}-Q{number}"


def request_id_of(question_id: str) -> str:
    """The request that a question of this id is about."""
    return question_id.rpartition("-Q")[0]
