"""The statements about what deciders ask the giver, and what the giver replies."""

from __future__ import annotations

from datetime import datetime

from bot.core.question import Question
from bot.ledger import SqlValue
from bot.ledger.connection import Row
from bot.ledger.history_statements import HistoryStatements
from bot.ledger.rows import instant


class QuestionStatements(HistoryStatements):
    """The part of a transaction that concerns questions."""

    def questions(self, request_id: str) -> tuple[Question, ...]:
        """Everything that was asked about this request, the oldest first."""
        self._hold_request(request_id)
        rows = self._all("SELECT * FROM questions WHERE request_id = ? ORDER BY asked_at", request_id)
        return tuple(map(_to_question, rows))

    def add_question(self, question: Question) -> None:
        columns: dict[str, SqlValue] = {
            "id": question.id,
            "request_id": question.request_id,
            "asker_id": question.asker_id,
            "question": question.words,
            "asked_at": instant(question.asked_at),
            "reply": "",
        }
        self._insert("questions", columns)
        self._note(question.request_id, "questions", question.id, columns)

    def add_reply(self, question: Question, reply: str) -> bool:
        """Write the reply down, if there is none yet."""
        replied: dict[str, SqlValue] = {"reply": reply, "replied_at": self.now_text}
        is_first = self._changed(
            "UPDATE questions SET reply = ?, replied_at = ? WHERE id = ? AND replied_at IS NULL",
            *replied.values(),
            question.id,
        )
        if is_first:
            self._note(question.request_id, "questions", question.id, replied)
        return is_first


def _to_question(row: Row) -> Question:
    replied_at = row["replied_at"]
    return Question(
        id=row["id"],
        request_id=row["request_id"],
        asker_id=row["asker_id"],
        words=row["question"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        reply=row["reply"],
        replied_at=None if replied_at is None else datetime.fromisoformat(replied_at),
    )
