"""What a giver does about a question: reply to it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.policy import Policy
from bot.core.question import Question, request_id_of
from bot.core.reward import Request
from bot.ledger import Entry, Ledger, Writing
from bot.rewards.deciding import Click, clicked
from bot.rewards.staging import Kind, stage_question


@dataclass(frozen=True, slots=True)
class Heard:
    """A question as it stood, with its request, and whether this person may reply to it: its giver, once, while the
    request waits for a decision."""

    request: Request
    question: Question
    may_reply: bool


class Replier:
    """The methods return None where there is no such request. A click or form names the question's id."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger = ledger
        self.policy = policy

    def hear(self, click: Click, *, latest: float | None = None) -> Heard | None:
        """Whether this person may be shown the form for a reply."""
        with self._ledger.write(latest=latest) as tx:
            return _heard(tx, self.policy, click)

    def reply(self, click: Click, words: str, *, latest: float | None = None) -> Heard | None:
        """Reply, if they may: the asker hears it, and it is in the ledger once."""
        with self._ledger.write(latest=latest) as tx:
            heard = _heard(tx, self.policy, click)
            if heard is not None and heard.may_reply:
                request, question = heard.request, heard.question
                if not tx.add_reply(question, words):
                    raise AssertionError("nobody had replied in this very transaction")
                tx.append(Entry("reply", click.person_id, request.id, detail=question.id))
                stage_question(tx, request, question, Kind.REPLY, in_thread=self.policy.has_questions_in_thread)
            return heard


def _heard(tx: Writing, policy: Policy, click: Click) -> Heard | None:
    request = clicked(tx, policy, Click(request_id_of(click.request_id), click.person_id))
    if request is None:
        return None
    question = next((each for each in tx.questions(request.id) if each.id == click.request_id), None)
    if question is None:
        return None
    is_open = request.awaits_decision and question.replied_at is None
    return Heard(request, question, is_open and click.person_id == request.giver_id)
