"""Whom a word at the command line means: a Slack id, an e-mail, a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.ending import fail

if TYPE_CHECKING:
    from bot.core.policy import User
    from bot.ledger import Reading


def called(view: Reading, word: str) -> User | str:
    """The one who is called that; or why nobody can tell, in a sentence."""
    found = view.users_called(word)
    if not found:
        return f"I know nobody called {word}. Write their Slack id, their e-mail, or their name as Slack has it."
    if len(found) > 1:
        who = ", ".join(f"{user.name} ({user.id})" for user in found)
        return f"{word} may be {who}. Write the Slack id, such as @{found[0].id}."
    return found[0]


def one(view: Reading, word: str) -> str:
    """Their id; where nobody can tell, the command ends."""
    found = called(view, word)
    if isinstance(found, str):
        fail(found)
    return found.id
