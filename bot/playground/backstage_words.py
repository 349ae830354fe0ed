"""The sentences that teach what happens behind the scenes, one for each kind of step."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.reward import Request
from bot.ledger import Entry
from bot.playground.enkash import Post
from bot.playground.tape import Heard

POLICY_SHOWN = 10
"""So many digits of its mark tell one policy from another."""

_HEARD_TITLES = {
    "command": "{who} sends {about}",
    "block_actions": "{who} presses {about}",
    "view_submission": "{who} sends the form “{about}”",
    "view_closed": "{who} puts a form away",
    "event": "Slack tells of {about}",
}

_HEARD_WORDS = {
    "command": (
        "Slack signs the time and the body with a secret that only Slack and Shabash know. The signature is checked"
        " before anything is read, and the answer goes out only after the commit below."
    ),
    "block_actions": (
        "A button carries the reward’s id and nothing else. Whether this person may do that, and what is left to do,"
        " is read from the ledger inside the transaction."
    ),
    "view_submission": "The form carries the reward’s id and what was typed. Its right is checked once more.",
}

_EVENT_WORDS: Mapping[str, str] = {
    "asked": (
        "One transaction: the request, its entry in the history, and the cards that are to go out. Either all of it is"
        " there, or none. No points move yet."
    ),
    "approval": "One approval more, each by somebody else. The policy wants {quorum} in all, so it stays pending.",
    "approved": (
        "The guarded move, under the rule that its entry names, and the allocation staged in the same commit. The"
        " process may die right after: what is staged is carried out at the next start."
    ),
    "sending": (
        "The claim: attempt and lease are written down before the POST leaves, so that nobody ever sends it a second"
        " time by mistake."
    ),
    "allocated": "EnKash’s yes was checked against what was sent and is written down. Only now may anybody be told.",
    "failed": "EnKash said no, so no points moved. An operator may send it again; nothing does so by itself.",
    "unknown": (
        "The POST left and no outcome came back. Unknown is a status: it is looked up by its reference, and never"
        " simply sent again."
    ),
    "paused": "Sending pauses until a person resumes it. Approvals go on queueing.",
    "asked to take back": (
        "A request of its own, with its own approval and its own reference: the reward that it names stays as it is"
        " until EnKash has confirmed that the points are off the card."
    ),
    "taken back": "EnKash has confirmed it. The reward bears the note, and its budgets have the points back, once.",
    "declined": "Nobody’s points move. The reason goes to the giver alone.",
    "cancelled": "It was ended before anything was sent, and its budget has the points again.",
    "expired": "Nobody decided in time.",
    "resolved": "A person said what they know. EnKash is asked first, and what it knows counts more.",
    "staged": "Staged in the outbox, to be carried out when it is due.",
    "question": "A question to the giver; deciding stays open meanwhile.",
    "lowered": "Approved, with fewer points than were asked for. The budget has the difference back.",
    "not allowed to decide": "This person may not decide on it. Nothing changed, and the attempt is in the history.",
    "held": "The ledger cannot tell whether this was paid, so nobody decides on it until that is settled.",
}
_DETAILS: Mapping[str, str] = {
    "asked": "{detail} points, judged by the policy {policy}",
    "asked to take back": "{detail}, judged by the policy {policy}",
    "taken back": "By {detail}",
    "approval": "Under the rule: {detail}",
    "approved": "Under the rule: {detail}",
    "allocated": "EnKash’s transaction {detail}",
}
_ANY_EVENT = "Written down in the history, sealed with the entry before it."


LIFE_WORDS: Mapping[str, str] = {
    "killed": "SIGKILL: nothing is tidied up, and nothing of it acts after this. What was committed is in the ledger.",
    "started": "Another process, on the same ledger. It knows what was committed, and goes on from there.",
}


def heard_title(heard: Heard, who: str) -> str:
    """What somebody did, as Slack tells it."""
    return _HEARD_TITLES.get(heard.kind, "Slack sends {about}").format(who=who, about=heard.about or "something")


def heard_words(kind: str) -> str:
    """Why a signed request can be believed, and what it can tell."""
    return _HEARD_WORDS.get(kind, "Signed like every other; it tells Shabash what happened in the workspace.")


def event_words(event: str, request: Request) -> str:
    """Why this commit is as it is."""
    return _EVENT_WORDS.get(event, _ANY_EVENT).format(quorum=request.quorum)


def detail_words(entry: Entry, request: Request) -> str:
    """What an entry adds: above all the rule under which something was decided."""
    if not entry.detail:
        return ""
    return _DETAILS.get(entry.event, "{detail}").format(detail=entry.detail, policy=request.policy_hash[:POLICY_SHOWN])


def post_words(post: Post) -> str:
    """What an allocation's POST means, by how it was answered."""
    if not post.answered:
        return "Sent once, under the reward’s own reference. The answer is awaited."
    if post.answered == "lost":
        moved = "points moved all the same" if post.is_applied else "nothing moved"
        return f"Sent once. No answer came back, so Shabash cannot know what EnKash’s books show: {moved}."
    if post.is_applied:
        return "Sent once, under the reward’s own reference. The points moved."
    return "Sent once, under the reward’s own reference. No points moved."


def look_up_words(post: Post) -> str:
    """What a look-up can prove, and what it cannot."""
    if post.answered == "lost":
        return "A look-up by the reference. No answer; it is asked again later."
    return "A look-up by the reference. It can prove that the points arrived; not found proves nothing."
